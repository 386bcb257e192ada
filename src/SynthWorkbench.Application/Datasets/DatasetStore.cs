using Microsoft.Extensions.Options;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Inference;

namespace SynthWorkbench.Application.Datasets;

/// <summary>What storing a table brought to light.</summary>
public sealed record StoredTable(string Digest, long RowCount, long Bytes, TableSchema Schema, TableProfile Profile);

/// <summary>How far a long reading has come.</summary>
/// <param name="Stage">What is being done, in words.</param>
/// <param name="Done">Rows done.</param>
/// <param name="Total">Rows to do, 0 while unknown.</param>
public readonly record struct ImportProgress(string Stage, long Done, long Total);

/// <summary>Tables as Parquet files named by their digest. A file appears complete or not at all.</summary>
public sealed class DatasetStore(IOptions<WorkbenchOptions> options, TimeProvider time)
{
    private string Folder => Path.Combine(options.Value.DataFolder, "tables");

    /// <summary>Where the table of a digest lies.</summary>
    public string PathOf(string digest) => Path.Combine(Folder, digest + ".parquet");

    /// <summary>Writes, digests and profiles the chunks in one pass. Cancelled or failed, it leaves no file.</summary>
    public StoredTable Store(IEnumerable<Table> chunks, TableSchema schema, IReadOnlyList<KeyColumnSet> keyColumns, IProgress<ImportProgress>? progress, long totalRows, CancellationToken ct)
    {
        Directory.CreateDirectory(Folder);
        RemoveAbandoned();
        string incoming = Path.Combine(Folder, $"incoming-{Guid.CreateVersion7():N}.parquet");
        try
        {
            var profiler = new TableProfiler(schema);
            using var digest = new TableDigest(schema);
            using var writer = TableWriter.Create(incoming, TableFormat.Parquet, schema);
            foreach (var chunk in chunks)
            {
                ct.ThrowIfCancellationRequested();
                Parallel.Invoke(() => writer.Append(chunk), () => digest.Append(chunk), () => profiler.Append(chunk));
                progress?.Report(new ImportProgress("Storing rows", writer.RowCount, totalRows));
            }

            ct.ThrowIfCancellationRequested();
            writer.Complete();
            string name = digest.Complete();
            long bytes = new FileInfo(incoming).Length;
            File.Move(incoming, PathOf(name), overwrite: true);
            return new StoredTable(name, writer.RowCount, bytes, schema, profiler.Complete(keyColumns));
        }
        catch
        {
            File.Delete(incoming);
            throw;
        }
    }

    /// <summary>Removes what a killed process was writing. A file that grew within the last day may be another process's.</summary>
    private void RemoveAbandoned()
    {
        var before = time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1);
        foreach (string path in Directory.EnumerateFiles(Folder, "incoming-*"))
        {
            if (File.GetLastWriteTimeUtc(path) < before)
                File.Delete(path);
        }
    }

    /// <summary>Takes in a finished Parquet file of ours under its digest (moved, not copied) and profiles it.</summary>
    public StoredTable Adopt(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(Folder);
        using var reader = TableReader.Open(path, null, ct);
        var profiler = new TableProfiler(reader.Schema);
        using var digest = new TableDigest(reader.Schema);
        long rows = 0;
        foreach (var chunk in reader.ReadChunks(TableReader.DefaultChunkRows, ct))
        {
            digest.Append(chunk);
            profiler.Append(chunk);
            rows += chunk.RowCount;
        }

        string name = digest.Complete();
        long bytes = new FileInfo(path).Length;
        if (!Path.GetFullPath(path).Equals(Path.GetFullPath(PathOf(name)), StringComparison.Ordinal))
            File.Move(path, PathOf(name), overwrite: true);
        return new StoredTable(name, rows, bytes, reader.Schema, profiler.Complete(reader.KeyColumns));
    }
}
