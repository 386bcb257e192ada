using SynthWorkbench.Synthesis.Tables.Inference;
using SynthWorkbench.Synthesis.Tables.Parquet;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>Reads CSV and JSON lines: one pass to infer, one to parse, columns in parallel.</summary>
internal sealed class TextTableReader : TableReader
{
    private const int SampleCells = 4 << 20;

    private readonly TableFile _file;
    private readonly ReadOptions _options;
    private readonly MissingText _missing;
    private readonly byte _decimalSeparator;
    private readonly Utf8Interner?[] _labels;
    private readonly IReadOnlyList<string> _names;

    public TextTableReader(TableFile file, FormatDetection detection, ReadOptions options, CancellationToken cancellation)
        : base(detection)
    {
        _file = file;
        _options = options;
        _missing = new MissingText(options.MissingTokens);
        _decimalSeparator = (byte)(detection.DecimalSeparator?.Value ?? '.');
        using var records = OpenRecords(null, cancellation);
        _names = records.Names;
        _labels = new Utf8Interner?[_names.Count];
        Inferred = options.Schema is { } schema && _names.All(schema.Contains)
            ? new InferredSchema(new TableSchema(_names.Select(n => Decide(schema[schema.IndexOf(n)], 15))), -1, [])
            : Infer(records, cancellation);
    }

    public override IEnumerable<Table> ReadChunks(int chunkRows = DefaultChunkRows, CancellationToken cancellation = default)
    {
        using var records = OpenRecords(_names, cancellation);
        var parsers = new ColumnParser[Schema.Count];
        for (int i = 0; i < parsers.Length; i++)
            parsers[i] = ColumnParser.For(Schema[i], _options, _decimalSeparator, _missing, _labels[i]);
        bool any = false;
        foreach (var chunk in Prefetched.Chunks(records, chunkRows, cancellation))
        {
            any = true;
            var columns = new Column[parsers.Length];
            ForColumns(columns.Length, chunk.RowCount, c => columns[c] = parsers[c].Parse(chunk, c));
            yield return new Table(columns);
        }

        if (!any)
            throw HeaderOnly();
    }

    private IRecordSource OpenRecords(IReadOnlyList<string>? names, CancellationToken cancellation)
    {
        if (Detection.Format.Value == TableFormat.Parquet)
            return new ParquetRecords(_file.OpenRaw(), _options);
        if (Detection.Format.Value == TableFormat.JsonLines)
            return new JsonLinesRecords(OpenText(), names ?? JsonLinesRecords.Gather(OpenText(), _options, cancellation), _options);
        var text = OpenText();
        try
        {
            return new CsvRecords(text, Detection.Delimiter!.Value, Detection.Quote!.Value, Detection.HasHeader!.Value, _options);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    private Stream OpenText() => _file.OpenText(Detection.IsGzip, Detection.Encoding!.Value);

    private InferredSchema Infer(IRecordSource records, CancellationToken cancellation)
    {
        int width = _names.Count, sampleRows = Math.Min(DefaultChunkRows, SampleCells / width);
        var tallies = new ColumnTally[width];
        int[][] codes = new int[width][];
        for (int c = 0; c < width; c++)
        {
            tallies[c] = new ColumnTally(_names[c], _decimalSeparator, _missing);
            codes[c] = new int[sampleRows];
        }

        long rows = 0;
        int sampled = 0;
        foreach (var chunk in Prefetched.Chunks(records, DefaultChunkRows, cancellation))
        {
            int take = Math.Min(chunk.RowCount, sampleRows - sampled), at = sampled;
            ForColumns(width, chunk.RowCount, c => tallies[c].Add(chunk, c, codes[c].AsSpan(at, take)));
            sampled += take;
            rows += chunk.RowCount;
        }

        if (rows == 0)
            throw HeaderOnly();
        var columns = new ColumnSchema[width];
        for (int c = 0; c < width; c++)
        {
            var inferred = SchemaInference.Infer(tallies[c]);
            columns[c] = Decide(_options.Schema is { } s && s.Contains(_names[c]) ? s[s.IndexOf(_names[c])] : inferred, tallies[c].Decimals);
            if (tallies[c].Distinct.IsExact && columns[c].Kind is ColumnKind.Categorical or ColumnKind.Boolean)
                _labels[c] = columns[c].IsOrdinal ? Ordered(tallies[c].Distinct.Texts) : tallies[c].Distinct.Texts;
        }

        int[] distinct = [.. codes.Select(c => c.AsSpan(0, sampled).ToArray().Distinct().Count())];
        return new InferredSchema(new TableSchema(columns), rows, Inference.KeyColumns.Find(_names, codes, distinct, sampled));
    }

    /// <summary>Applies what a person decided about the column.</summary>
    private ColumnSchema Decide(ColumnSchema column, int decimals)
    {
        if (!_options.Overrides.TryGetValue(column.Name, out var decided))
            return column;
        if (decided.Kind is { } kind && kind != column.Kind)
        {
            column = new ColumnSchema(column.Name, kind)
            {
                Role = kind == ColumnKind.Identifier ? ColumnRole.Identifier : column.Role is ColumnRole.Identifier ? ColumnRole.Feature : column.Role,
                Pii = column.Pii,
                Decimals = kind == ColumnKind.Numeric ? decimals : 0,
                DateTimeFormat = kind == ColumnKind.DateTime ? decided.DateTimeFormat ?? "yyyy-MM-dd" : null,
            };
        }

        return column with
        {
            Role = decided.Role ?? column.Role,
            Pii = decided.Pii ?? column.Pii,
            DateTimeFormat = column.Kind == ColumnKind.DateTime ? decided.DateTimeFormat ?? column.DateTimeFormat : null,
            IsOrdinal = column.Kind == ColumnKind.Categorical && (decided.IsOrdinal ?? column.IsOrdinal),
            Reason = decided is { Kind: null, Role: null, Pii: null, DateTimeFormat: null, IsOrdinal: null } ? column.Reason : "Decided by a person.",
        };
    }

    /// <summary>Categories in ascending order: as numbers where all are numbers, otherwise as text.</summary>
    private Utf8Interner Ordered(Utf8Interner labels)
    {
        int[] order = [.. Enumerable.Range(0, labels.Count)];
        var values = new double[order.Length];
        bool numbers = Array.TrueForAll(order, i =>
        {
            bool is_ = NumberText.TryParse(labels[i], _decimalSeparator, out var number);
            values[i] = number.Value;
            return is_;
        });
        Array.Sort(order, (a, b) => numbers ? values[a].CompareTo(values[b]) : labels[a].SequenceCompareTo(labels[b]));
        var sorted = new Utf8Interner();
        foreach (int i in order)
            sorted.Intern(labels[i]);
        return sorted;
    }

    private static void ForColumns(int columns, int rows, Action<int> action)
    {
        if ((long)columns * rows > 20_000)
        {
            try
            {
                Parallel.For(0, columns, action);
            }
            catch (AggregateException e) when (e.InnerExceptions.All(x => x is TableReadException))
            {
                throw e.InnerExceptions.Cast<TableReadException>().OrderBy(x => x.Row).First();
            }
        }
        else
        {
            for (int c = 0; c < columns; c++)
                action(c);
        }
    }

    private static TableReadException HeaderOnly() => new("The file has a header and no rows", "Choose a file with at least one row below the header.");
}

/// <summary>Reads the next chunk while the present one is worked on.</summary>
internal static class Prefetched
{
    public static IEnumerable<RawChunk> Chunks(IRecordSource records, int maxRows, CancellationToken cancellation)
    {
        RawChunk current = new(), next = new();
        bool more = records.Read(current, maxRows);
        while (more)
        {
            cancellation.ThrowIfCancellationRequested();
            var (from, to) = (records, next);
            var reading = Task.Run(() => from.Read(to, maxRows), CancellationToken.None);
            try
            {
                yield return current;
            }
            finally
            {
                // The source must not be closed under a read that is still going on.
                ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
            }

            more = reading.GetAwaiter().GetResult();
            (current, next) = (next, current);
        }
    }
}
