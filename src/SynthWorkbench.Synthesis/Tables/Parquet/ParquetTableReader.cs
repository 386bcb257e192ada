using System.Collections.Immutable;
using System.Runtime.InteropServices;
using global::Parquet;
using global::Parquet.Schema;
using SynthWorkbench.Synthesis.Tables.Text;

namespace SynthWorkbench.Synthesis.Tables.Parquet;

/// <summary>Reads Parquet files of ours, typed as they were written, row groups side by side.</summary>
internal sealed class ParquetTableReader : TableReader
{
    private readonly TableFile _file;
    private readonly string[]?[] _orders;
    private readonly int _groups;
    private readonly long[] _groupRows;

    private ParquetTableReader(TableFile file, FormatDetection detection, TableSchema schema, string[]?[] orders, long[] groupRows)
        : base(detection)
    {
        _file = file;
        _orders = orders;
        _groups = groupRows.Length;
        _groupRows = groupRows;
        Inferred = new(schema, groupRows.Sum(), []);
    }

    /// <summary>Opens the file as one of ours, or null when it carries no schema of ours.</summary>
    public static ParquetTableReader? TryOpen(TableFile file, FormatDetection detection)
    {
        using var stream = file.OpenRaw();
        var reader = OpenFile(stream);
        try
        {
            return ParquetLayout.Read(reader.Schema, reader.CustomMetadata) is var (schema, orders)
                ? new ParquetTableReader(file, detection, schema, orders, [.. reader.RowGroups.Select(g => g.RowCount)])
                : null;
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Opens a Parquet file, its damage told in words.</summary>
    public static ParquetReader OpenFile(Stream stream)
    {
        try
        {
            return ParquetReader.CreateAsync(stream, leaveStreamOpen: true).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ParquetException or ArgumentException or OverflowException or IndexOutOfRangeException or FormatException or InvalidOperationException)
        {
            throw new TableReadException("The file is damaged or no Parquet file", "Write the file again, or export it as CSV.", inner: e);
        }
    }

    public override IEnumerable<Table> ReadChunks(int chunkRows = DefaultChunkRows, CancellationToken cancellation = default)
    {
        foreach (var group in InOrder(cancellation))
        {
            for (int start = 0; start < group.RowCount; start += chunkRows)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return start == 0 && group.RowCount <= chunkRows ? group : group.Slice(start, chunkRows);
            }
        }

        if (_groups == 0)
            yield return new Table(Schema.Columns.Select(c => Empty(c)));
    }

    public override Table ReadRows(long offset, int count, CancellationToken cancellation = default)
    {
        var parts = new List<Table>();
        long at = 0;
        for (int group = 0; group < _groups && at < offset + count; group++)
        {
            long rows = _groupRows[group], from = Math.Max(offset, at), to = Math.Min(offset + count, at + rows);
            if (to > from)
                parts.Add(DecodeAsync(group, cancellation).GetAwaiter().GetResult().Slice((int)(from - at), (int)(to - from)));
            at += rows;
        }

        return parts.Count == 0 ? new Table(Schema.Columns.Select(c => Empty(c))) : Table.Concat(parts);
    }

    /// <summary>Decodes up to four row groups ahead.</summary>
    private IEnumerable<Table> InOrder(CancellationToken cancellation)
    {
        const int Ahead = 4;
        var decoding = new Queue<Task<Table>>();
        int next = 0;
        try
        {
            while (next < _groups || decoding.Count > 0)
            {
                while (next < _groups && decoding.Count < Ahead)
                {
                    int group = next++;
                    decoding.Enqueue(Task.Run(() => DecodeAsync(group, cancellation), cancellation));
                }

                yield return decoding.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            foreach (var left in decoding)
                ((IAsyncResult)left).AsyncWaitHandle.WaitOne();
        }
    }

    private async Task<Table> DecodeAsync(int groupIndex, CancellationToken cancellation)
    {
        await using var stream = _file.OpenRaw();
        await using var reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true, cancellationToken: cancellation);
        using var group = reader.OpenRowGroupReader(groupIndex);
        int rows = checked((int)group.RowCount);
        var columns = new Column[Schema.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            var field = reader.Schema.DataFields[i];
            var schema = Schema[i];
            columns[i] = schema.Kind switch
            {
                ColumnKind.Numeric when schema.IsInteger => await IntegersAsync(group, field, schema, rows, cancellation),
                ColumnKind.Numeric => await NumbersAsync(group, field, schema, rows, cancellation),
                ColumnKind.DateTime => await DatesAsync(group, field, schema, rows, cancellation),
                _ => await LabelsAsync(group, field, schema, _orders[i], rows, cancellation),
            };
        }

        return new Table(columns);
    }

    private static async Task<Column> IntegersAsync(ParquetRowGroupReader group, DataField field, ColumnSchema schema, int rows, CancellationToken cancellation)
    {
        var cells = new long?[rows];
        await group.ReadAsync<long>(field, cells.AsMemory(), null, cancellation);
        return new NumericColumn(schema, Array.ConvertAll(cells, c => c is { } v ? v : double.NaN));
    }

    private static async Task<Column> NumbersAsync(ParquetRowGroupReader group, DataField field, ColumnSchema schema, int rows, CancellationToken cancellation)
    {
        var cells = new double?[rows];
        await group.ReadAsync<double>(field, cells.AsMemory(), null, cancellation);
        return new NumericColumn(schema, Array.ConvertAll(cells, c => c ?? double.NaN));
    }

    private static async Task<Column> DatesAsync(ParquetRowGroupReader group, DataField field, ColumnSchema schema, int rows, CancellationToken cancellation)
    {
        var cells = new DateTime?[rows];
        await group.ReadAsync<DateTime>(field, cells.AsMemory(), null, cancellation);
        return new DateTimeColumn(schema, Array.ConvertAll(cells, c => c?.Ticks ?? DateTimeColumn.MissingTicks));
    }

    private static async Task<Column> LabelsAsync(ParquetRowGroupReader group, DataField field, ColumnSchema schema, string[]? order, int rows, CancellationToken cancellation)
    {
        var cells = new ReadOnlyMemory<char>?[rows];
        await group.ReadAsync<ReadOnlyMemory<char>>(field, cells.AsMemory(), null, cancellation);
        return Code(schema, order, cells);
    }

    private static CodedColumn Code(ColumnSchema schema, string[]? order, ReadOnlyMemory<char>?[] cells)
    {
        var dictionary = new List<string>(order ?? []);
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < dictionary.Count; i++)
            codeOf[dictionary[i]] = i;
        var bySpan = codeOf.GetAlternateLookup<ReadOnlySpan<char>>();
        var codes = new int[cells.Length];
        for (int row = 0; row < cells.Length; row++)
        {
            if (cells[row] is not { } text)
            {
                codes[row] = -1;
            }
            else if (!bySpan.TryGetValue(text.Span, out codes[row]))
            {
                codes[row] = dictionary.Count;
                dictionary.Add(text.ToString());
                codeOf[dictionary[^1]] = codes[row];
            }
        }

        return new CodedColumn(schema, codes, ImmutableCollectionsMarshal.AsImmutableArray(dictionary.ToArray()));
    }

    private static Column Empty(ColumnSchema schema) => schema.Kind switch
    {
        ColumnKind.Numeric => new NumericColumn(schema, []),
        ColumnKind.DateTime => new DateTimeColumn(schema, []),
        _ => Code(schema, null, []),
    };
}
