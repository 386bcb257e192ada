using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Application.Datasets;

/// <summary>A version's rows parted by its holdout specification.</summary>
public sealed record SplitTable(Table Train, Table Holdout)
{
    /// <summary>Why the rows are no sequence, where one was asked for: they are then parted row by row, and what is missing from the training rows tears whatever order they have.</summary>
    public string? Disorder { get; init; }
}

/// <summary>Loads the rows of versions, for jobs and reports. Engines receive <see cref="SplitTable.Train"/> alone.</summary>
public sealed class DatasetTables(WorkbenchData data, DatasetStore store)
{
    /// <summary>All rows.</summary>
    public async Task<Table> LoadAsync(WorkspaceId workspace, DatasetVersionId id, CancellationToken ct)
    {
        var version = await VersionAsync(workspace, id, ct);
        return await Task.Run(() => Table.Concat(Chunks(version, ct)), ct);
    }

    /// <summary>The rows an engine may see and the holdout it never sees; where rows follow each other, whole sequences or stretches are held out.</summary>
    public async Task<SplitTable> LoadSplitAsync(WorkspaceId workspace, DatasetVersionId id, CancellationToken ct, SequenceColumns? sequence = null)
    {
        var version = await VersionAsync(workspace, id, ct);
        return await Task.Run(
            () =>
            {
                var all = Table.Concat(Chunks(version, ct));
                var (train, holdout) = (version.Holdout.ToSplit() with { Sequence = sequence }).Split(all);
                return new SplitTable(train, holdout) { Disorder = sequence?.DisorderOf(all) };
            },
            ct);
    }

    /// <summary>The rows in chunks, for streamed downloads and measures.</summary>
    public async Task<(TableSchema Schema, IEnumerable<Table> Chunks)> OpenAsync(WorkspaceId workspace, DatasetVersionId id, CancellationToken ct)
    {
        var version = await VersionAsync(workspace, id, ct);
        return (version.Schema, Chunks(version, ct));
    }

    /// <summary>The version's rows under the version's schema (the file may be shared with a version of other roles).</summary>
    internal IEnumerable<Table> Chunks(DatasetVersion version, CancellationToken ct)
    {
        var schema = version.Schema;
        using var reader = TableReader.Open(store.PathOf(version.Digest), null, ct);
        foreach (var chunk in reader.ReadChunks(TableReader.DefaultChunkRows, ct))
            yield return new Table(chunk.Columns.Select((c, i) => c.WithSchema(schema[i])));
    }

    private async Task<DatasetVersion> VersionAsync(WorkspaceId workspace, DatasetVersionId id, CancellationToken ct)
    {
        await using var db = await data.ReadForJobAsync(workspace, ct);
        return await db.Set<DatasetVersion>().FirstOrDefaultAsync(v => v.Id == id, ct)
            ?? throw new KeyNotFoundException($"There is no dataset version {id} in this workspace.");
    }
}
