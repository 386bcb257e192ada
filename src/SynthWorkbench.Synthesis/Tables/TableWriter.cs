using System.IO.Compression;
using SynthWorkbench.Synthesis.Tables.Parquet;
using SynthWorkbench.Synthesis.Tables.Writing;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>How a table is written.</summary>
public sealed record WriteOptions
{
    /// <summary>Commas, double quotes, line feeds, no gzip.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>CSV: what separates cells.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>CSV: labels that a spreadsheet would run as a formula (beginning with <c>= + - @</c> or a tab) get a leading apostrophe.</summary>
    public bool NeutraliseFormulas { get; init; }

    /// <summary>Packs the file with gzip (CSV and JSON lines; Parquet packs its pages itself).</summary>
    public bool Gzip { get; init; }
}

/// <summary>
/// Writes a table chunk by chunk. The same rows give the same bytes, however they are chunked. A file is written under a temporary name and
/// takes its own only when <see cref="Complete"/> has flushed it: disposing without completing leaves nothing.
/// </summary>
public sealed class TableWriter : IDisposable
{
    private readonly ITableEncoder _encoder;
    private readonly Stream _output;
    private readonly FileStream? _file;
    private readonly string? _path;
    private bool _completed;

    private TableWriter(Stream output, bool leaveOpen, FileStream? file, string? path, TableFormat format, TableSchema schema, WriteOptions options)
    {
        Schema = schema;
        _file = file;
        _path = path;
        bool gzip = options.Gzip && format != TableFormat.Parquet;
        _output = gzip ? new GZipStream(output, CompressionLevel.Fastest, leaveOpen) : output;
        OwnsOutput = gzip || !leaveOpen;
        _encoder = format switch
        {
            TableFormat.Csv => new CsvEncoder(_output, schema, options),
            TableFormat.JsonLines => new JsonLinesEncoder(_output, schema),
            TableFormat.Parquet => new ParquetEncoder(_output, schema),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a table format."),
        };
    }

    /// <summary>The columns written.</summary>
    public TableSchema Schema { get; }

    /// <summary>Rows appended so far.</summary>
    public long RowCount { get; private set; }

    private bool OwnsOutput { get; }

    /// <summary>Starts a file. An existing one is replaced on completion.</summary>
    public static TableWriter Create(string path, TableFormat format, TableSchema schema, WriteOptions? options = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new FileStream(PartialName(path), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20);
        return new TableWriter(file, false, file, path, format, schema, options ?? WriteOptions.Default);
    }

    /// <summary>Starts writing to a stream, which stays open.</summary>
    public static TableWriter Create(Stream stream, TableFormat format, TableSchema schema, WriteOptions? options = null) =>
        new(stream, true, null, null, format, schema, options ?? WriteOptions.Default);

    /// <summary>Writes a whole table to a file.</summary>
    public static void Write(Table table, string path, TableFormat format, WriteOptions? options = null)
    {
        using var writer = Create(path, format, table.Schema, options);
        writer.Append(table);
        writer.Complete();
    }

    /// <summary>Writes chunks to a stream that allows only asynchronous writes (a response body): each chunk is encoded in memory, then sent.</summary>
    public static Task StreamAsync(IEnumerable<Table> chunks, TableSchema schema, TableFormat format, Stream target, WriteOptions? options, CancellationToken cancellation) =>
        StreamAsync(chunks.ToAsyncEnumerable(), schema, format, target, options, cancellation);

    /// <summary>The same for chunks that arrive asynchronously.</summary>
    public static async Task StreamAsync(IAsyncEnumerable<Table> chunks, TableSchema schema, TableFormat format, Stream target, WriteOptions? options, CancellationToken cancellation)
    {
        using var relay = new RelayStream();
        using var writer = Create(relay, format, schema, options);
        await foreach (var chunk in chunks.WithCancellation(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Append(chunk);
            await relay.DrainAsync(target, cancellation);
        }

        writer.Complete();
        await relay.DrainAsync(target, cancellation);
        await target.FlushAsync(cancellation);
    }

    /// <summary>Writes the next rows.</summary>
    /// <exception cref="ArgumentException">The chunk's columns differ from the schema's in name or kind.</exception>
    public void Append(Table chunk)
    {
        if (chunk.Schema.Count != Schema.Count)
            throw new ArgumentException($"The chunk has {chunk.Schema.Count} columns, the table {Schema.Count}.", nameof(chunk));
        for (int i = 0; i < Schema.Count; i++)
        {
            if (chunk[i].Name != Schema[i].Name || chunk[i].Schema.Kind != Schema[i].Kind)
                throw new ArgumentException($"Column {i + 1} of the chunk is '{chunk[i].Name}' ({chunk[i].Schema.Kind}), of the table '{Schema[i].Name}' ({Schema[i].Kind}).", nameof(chunk));
        }

        _encoder.Append(chunk);
        RowCount += chunk.RowCount;
    }

    /// <summary>Writes what is left, flushes to the disk and gives the file its name.</summary>
    public void Complete()
    {
        _encoder.Complete();
        if (_output is GZipStream)
            _output.Dispose();
        else
            _output.Flush();
        if (_path is not null)
        {
            if (_output is not GZipStream)
                _file!.Flush(flushToDisk: true);
            _file!.Dispose();
            File.Move(PartialName(_path), _path, overwrite: true);
        }

        _completed = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        if (OwnsOutput && !_completed)
            _output.Dispose();
        if (_path is not null && !_completed)
        {
            _file!.Dispose();
            File.Delete(PartialName(_path));
        }
    }

    private static string PartialName(string path) => path + ".partial";
}

/// <summary>Turns chunks into the bytes of one format.</summary>
internal interface ITableEncoder : IDisposable
{
    void Append(Table chunk);

    void Complete();
}
