using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Datasets;

/// <summary>A line of the list of datasets: the dataset and its latest version.</summary>
public sealed record DatasetSummary(DatasetId Id, string Name, DatasetKind Kind, DatasetVersionId LatestVersion, int Versions, long RowCount, int ColumnCount, long Bytes, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>A line of a dataset's history.</summary>
public sealed record DatasetVersionSummary(DatasetVersionId Id, int Number, string Digest, long RowCount, int ColumnCount, long Bytes, string Change, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>Everything a page shows of one version.</summary>
public sealed record DatasetDetail(DatasetId Id, string Name, DatasetKind Kind, DatasetVersionSummary Version, TableSchema Schema, TableProfile Profile, SourceRecord Source, HoldoutSpec Holdout, Guid? RunId, IReadOnlyList<DatasetVersionSummary> Versions);

/// <summary>Some rows as text; null is missing.</summary>
public sealed record RowPage(long Offset, long Total, IReadOnlyList<string?[]> Rows);

/// <summary>Lists, shows and amends datasets.</summary>
public sealed class DatasetCatalog(WorkbenchData data, DatasetStore store, DatasetTables tables, DatasetImports imports)
{
    /// <summary>The workspace's datasets, the last changed first.</summary>
    public async Task<IReadOnlyList<DatasetSummary>> ListAsync(Actor actor, DatasetKind? kind, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var datasets = await db.Set<Dataset>().Where(d => kind == null || d.Kind == kind).ToListAsync(ct);
        var versions = await db.Set<DatasetVersion>()
            .Select(v => new { v.DatasetId, Summary = new DatasetVersionSummary(v.Id, v.Number, v.Digest, v.RowCount, v.ColumnCount, v.Bytes, v.Change, v.CreatedAt, v.CreatedBy) }).ToListAsync(ct);
        var byDataset = versions.ToLookup(v => v.DatasetId, v => v.Summary);
        return [.. datasets.Select(d => (Dataset: d, Versions: byDataset[d.Id].OrderBy(v => v.Number).ToList())).Where(d => d.Versions.Count > 0)
            .Select(d => Summary(d.Dataset, d.Versions)).OrderByDescending(s => s.ChangedAt)];

        static DatasetSummary Summary(Dataset d, List<DatasetVersionSummary> versions)
        {
            var last = versions[^1];
            return new(d.Id, d.Name, d.Kind, last.Id, versions.Count, last.RowCount, last.ColumnCount, last.Bytes, last.CreatedAt, last.CreatedBy);
        }
    }

    /// <summary>A version of a dataset, the latest when none is named; null when there is no such.</summary>
    public async Task<DatasetDetail?> GetAsync(Actor actor, DatasetId id, int? number, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var dataset = await db.Set<Dataset>().FirstOrDefaultAsync(d => d.Id == id, ct);
        var version = await db.Set<DatasetVersion>().Where(v => v.DatasetId == id && (number == null || v.Number == number)).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct);
        if (dataset is null || version is null)
            return null;
        var versions = await db.Set<DatasetVersion>().Where(v => v.DatasetId == id).OrderByDescending(v => v.Number)
            .Select(v => new DatasetVersionSummary(v.Id, v.Number, v.Digest, v.RowCount, v.ColumnCount, v.Bytes, v.Change, v.CreatedAt, v.CreatedBy)).ToListAsync(ct);
        return new DatasetDetail(id, dataset.Name, dataset.Kind, versions.First(v => v.Id == version.Id), version.Schema, version.Profile, version.Source, version.Holdout, version.RunId, versions);
    }

    /// <summary>The dataset and number of a version; null when there is no such in the workspace.</summary>
    public async Task<(DatasetId Dataset, int Number)?> FindVersionAsync(Actor actor, DatasetVersionId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var found = await db.Set<DatasetVersion>().Where(v => v.Id == id).Select(v => new { v.DatasetId, v.Number }).FirstOrDefaultAsync(ct);
        return found is null ? null : (found.DatasetId, found.Number);
    }

    /// <summary>The file name a version's download carries, without extension; null when there is no such version.</summary>
    /// <exception cref="NotAllowedException">The actor may not download data.</exception>
    public async Task<string?> DownloadNameAsync(Actor actor, DatasetVersionId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.DownloadData, ct);
        var found = await db.Set<DatasetVersion>().Where(v => v.Id == id).Join(db.Set<Dataset>(), v => v.DatasetId, d => d.Id, (v, d) => new { d.Name, v.Number }).FirstOrDefaultAsync(ct);
        return found is null ? null : string.Concat($"{found.Name} v{found.Number}".Select(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' ? c : '-'));
    }

    /// <summary>Rows of a version, read from its file without loading the rest.</summary>
    public async Task<RowPage> RowsAsync(Actor actor, DatasetVersionId id, long offset, int count, CancellationToken ct)
    {
        DatasetVersion version;
        await using (var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct))
        {
            version = await db.Set<DatasetVersion>().FirstOrDefaultAsync(v => v.Id == id, ct) ?? throw new KeyNotFoundException($"There is no dataset version {id} in this workspace.");
        }

        var rows = await Task.Run(
            () =>
            {
                using var reader = TableReader.Open(store.PathOf(version.Digest), null, ct);
                var page = reader.ReadRows(offset, count, ct);
                return Enumerable.Range(0, page.RowCount).Select(r => page.Columns.Select(c => c.Format(r)).ToArray()).ToList();
            },
            ct);
        return new RowPage(offset, version.RowCount, rows);
    }

    /// <summary>Amends the source record; what it was and what it became stay in the audit trail.</summary>
    public async Task UpdateSourceAsync(Actor actor, DatasetVersionId id, SourceRecord source, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.EditDatasets, ct);
        var version = await change.Db.Set<DatasetVersion>().FirstOrDefaultAsync(v => v.Id == id, ct) ?? throw new KeyNotFoundException($"There is no dataset version {id} in this workspace.");
        string name = await change.Db.Set<Dataset>().Where(d => d.Id == version.DatasetId).Select(d => d.Name).FirstAsync(ct);
        var before = version.Source;
        if (before == source)
            return;
        version.SourceJson = DatasetJson.Write(source);
        change.Audit("dataset.source-amended", nameof(DatasetVersion), id, $"{name} version {version.Number}", before, source);
        await change.CommitAsync(ct);
    }

    /// <summary>Makes a new version with other kinds, roles or another holdout. Values that do not fit a new kind are refused with their row.</summary>
    public async Task<DatasetResult<ImportedVersion>> EditAsync(Actor actor, DatasetVersionId id, TableSchema schema, HoldoutSpec holdout, CancellationToken ct)
    {
        DatasetVersion version;
        Dataset dataset;
        await using (var db = await data.ReadAsync(actor, Permission.EditDatasets, ct))
        {
            version = await db.Set<DatasetVersion>().FirstOrDefaultAsync(v => v.Id == id, ct) ?? throw new KeyNotFoundException($"There is no dataset version {id} in this workspace.");
            dataset = await db.Set<Dataset>().FirstAsync(d => d.Id == version.DatasetId, ct);
        }

        if (DatasetImports.HoldoutProblem(holdout, schema) is { } problem)
            return DatasetResult.Problem<ImportedVersion>(problem);
        var before = version.Schema;
        if (schema.Count != before.Count || schema.Columns.Where((c, i) => c.Name != before[i].Name).Any())
            return DatasetResult.Problem<ImportedVersion>("The columns of a version cannot be renamed or dropped. Leave columns out in the recipe instead.");
        try
        {
            var stored = await Task.Run(() => store.Store(Converted(version, schema, ct), schema, version.Profile.KeyColumns, null, version.RowCount, ct), ct);
            string how = Describe(before, schema, version.Holdout, holdout);
            return DatasetResult.Of(await imports.RegisterAsync(actor, dataset.Name, dataset.Kind, dataset.Id, stored, version.Source, holdout, how, version.RunId, ct));
        }
        catch (TableReadException e)
        {
            return DatasetResult.Problem<ImportedVersion>(e.Message);
        }
    }

    private IEnumerable<Table> Converted(DatasetVersion version, TableSchema schema, CancellationToken ct)
    {
        long row = 1;
        foreach (var chunk in tables.Chunks(version, ct))
        {
            yield return ColumnConversion.Convert(chunk, schema, row);
            row += chunk.RowCount;
        }
    }

    private static string Describe(TableSchema before, TableSchema after, HoldoutSpec oldHoldout, HoldoutSpec newHoldout)
    {
        string[] changed = [.. after.Columns.Where((c, i) => c with { Reason = null } != before[i] with { Reason = null }).Select(c => c.Name)];
        string text = changed.Length == 0 ? "" : $"Changed {string.Join(", ", changed.Take(5))}{(changed.Length > 5 ? $" and {changed.Length - 5} more" : "")}";
        return oldHoldout == newHoldout ? text.Length == 0 ? "Saved again" : text : text.Length == 0 ? "Holdout redrawn" : text + "; holdout redrawn";
    }
}
