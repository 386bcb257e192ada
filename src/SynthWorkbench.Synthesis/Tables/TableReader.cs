using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Tables.Inference;
using SynthWorkbench.Synthesis.Tables.Parquet;
using SynthWorkbench.Synthesis.Tables.Text;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>
/// Reads a CSV, JSON-lines or Parquet file (each also gzipped) as a stream of chunks. Opening detects the layout and, unless a schema is
/// given, passes once over the whole file to infer the columns; memory stays bounded whatever the file's size.
/// </summary>
/// <remarks>What a user can get wrong ends in <see cref="TableReadException"/> naming row, column, value and remedy. Parsing never guesses silently.</remarks>
public abstract class TableReader : IDisposable
{
    /// <summary>Rows of a chunk unless another size is asked for.</summary>
    public const int DefaultChunkRows = 65_536;

    private protected TableReader(FormatDetection detection) => Detection = detection;

    /// <summary>How the file is laid out.</summary>
    public FormatDetection Detection { get; }

    /// <summary>The columns.</summary>
    public TableSchema Schema => Inferred.Schema;

    /// <summary>Rows of the file, where the pass of inference or the file itself tells; otherwise null.</summary>
    public long? RowCount => Inferred.RowCount < 0 ? null : Inferred.RowCount;

    /// <summary>Column sets that look like keys.</summary>
    public ImmutableArray<KeyColumnSet> KeyColumns => Inferred.KeyColumns;

    private protected InferredSchema Inferred { get; set; } = new(new TableSchema([]), -1, []);

    /// <summary>Opens a file; <paramref name="name"/> is the name it had where it came from, which hints at its format.</summary>
    /// <exception cref="TableReadException">The file is no readable table.</exception>
    public static TableReader Open(string path, ReadOptions? options = null, CancellationToken cancellation = default, string? name = null)
    {
        options ??= new ReadOptions();
        return Open(new TableFile(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20), name ?? Path.GetFileName(path), options.Limits), options, cancellation);
    }

    /// <summary>Opens a stream's content, which is held in memory (large files are opened by path); <paramref name="name"/> hints at the format. The stream stays open.</summary>
    /// <exception cref="TableReadException">The stream is no readable table.</exception>
    public static TableReader Open(Stream stream, string name, ReadOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ReadOptions();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        byte[] content = copy.ToArray();
        return Open(new TableFile(() => new MemoryStream(content, writable: false), name, options.Limits), options, cancellation);
    }

    /// <summary>Reads a whole file into memory.</summary>
    /// <exception cref="TableReadException">The file is no readable table.</exception>
    public static Table ReadAll(string path, ReadOptions? options = null, CancellationToken cancellation = default)
    {
        using var reader = Open(path, options, cancellation);
        return reader.ReadAll(cancellation);
    }

    /// <summary>Reads a whole stream into memory.</summary>
    /// <exception cref="TableReadException">The stream is no readable table.</exception>
    public static Table ReadAll(Stream stream, string name, ReadOptions? options = null, CancellationToken cancellation = default)
    {
        using var reader = Open(stream, name, options, cancellation);
        return reader.ReadAll(cancellation);
    }

    /// <summary>How a file would be read, without reading more than its first bytes.</summary>
    /// <exception cref="TableReadException">The file is empty or damaged at its start.</exception>
    public static FormatDetection Detect(string path, ReadOptions? options = null, string? name = null)
    {
        options ??= new ReadOptions();
        return FormatSniffer.Detect(new TableFile(() => File.OpenRead(path), name ?? Path.GetFileName(path), options.Limits), options);
    }

    /// <summary>The rows in chunks of at most <paramref name="chunkRows"/> (fewer where rows are long). May be called again.</summary>
    /// <exception cref="TableReadException">A row cannot be read.</exception>
    public abstract IEnumerable<Table> ReadChunks(int chunkRows = DefaultChunkRows, CancellationToken cancellation = default);

    /// <summary>All rows in one table.</summary>
    /// <exception cref="TableReadException">A row cannot be read.</exception>
    public Table ReadAll(CancellationToken cancellation = default) => Table.Concat(ReadChunks(DefaultChunkRows, cancellation));

    /// <summary>Some rows from an offset; formats that seek skip what comes before.</summary>
    public virtual Table ReadRows(long offset, int count, CancellationToken cancellation = default)
    {
        var parts = new List<Table>();
        long at = 0;
        foreach (var chunk in ReadChunks(DefaultChunkRows, cancellation))
        {
            long from = Math.Max(offset, at), to = Math.Min(offset + count, at + chunk.RowCount);
            if (to > from || parts.Count == 0)
                parts.Add(chunk.Slice((int)Math.Min(chunk.RowCount, from - at), (int)Math.Max(0, to - from)));
            at += chunk.RowCount;
            if (at >= offset + count)
                break;
        }

        return Table.Concat(parts);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the reader holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    private static TableReader Open(TableFile file, ReadOptions options, CancellationToken cancellation)
    {
        var detection = FormatSniffer.Detect(file, options);
        if (detection.Format.Value == TableFormat.Parquet && options.Schema is null && options.Overrides.IsEmpty && ParquetTableReader.TryOpen(file, detection) is { } own)
            return own;
        return new TextTableReader(file, detection, options, cancellation);
    }
}
