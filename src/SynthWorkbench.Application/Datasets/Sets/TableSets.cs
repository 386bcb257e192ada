using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;

namespace SynthWorkbench.Application.Datasets.Sets;

/// <summary>Datasets that belong together: proposes their keys, checks them against the rows, and keeps them.</summary>
public sealed class TableSets(WorkbenchData data, DatasetTables tables, DatasetImports imports)
{
    public async Task<IReadOnlyList<TableSetSummary>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var sets = await db.Set<TableSet>().OrderByDescending(s => s.ChangedAt).Take(500).ToListAsync(ct);
        return [.. sets.Select(s => (Set: s, Document: DatasetJson.Read<TableSetDocument>(s.DocumentJson)))
            .Select(s => new TableSetSummary(s.Set.Id, s.Set.Name, s.Document.Members.Length, s.Document.Relations.Links.Length, s.Set.ChangedAt, s.Set.ChangedBy))];
    }

    /// <summary>A set of the workspace; null when there is none.</summary>
    public async Task<TableSetDetail?> GetAsync(Actor actor, TableSetId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        if (await db.Set<TableSet>().FirstOrDefaultAsync(s => s.Id == id, ct) is not { } set)
            return null;
        var document = DatasetJson.Read<TableSetDocument>(set.DocumentJson);
        return new TableSetDetail(id, set.Name, await MembersAsync(db, document.Members, ct), document.Relations);
    }

    /// <summary>A set of the latest versions of datasets, or of given versions, with the keys that their rows suggest. Nothing is saved. Reads all rows.</summary>
    public async Task<DatasetResult<TableSetDetail>> ProposeAsync(Actor actor, string name, IReadOnlyList<DatasetVersionId> versions, CancellationToken ct)
    {
        ImmutableArray<SetTable> members;
        await using (var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct))
        {
            var found = await db.Set<DatasetVersion>().Where(v => versions.Contains(v.Id)).Join(db.Set<Dataset>(), v => v.DatasetId, d => d.Id, (v, d) => new { v.Id, d.Name }).ToListAsync(ct);
            members = await MembersAsync(db, [.. versions.Select(v => found.FirstOrDefault(f => f.Id == v)).Where(f => f is not null).Select(f => new SetMember(Named(f!.Name), f.Id.Value))], ct);
        }

        if (Counted(members) is { } problem)
            return DatasetResult.Problem<TableSetDetail>(problem);
        members = Distinct(members);
        var loaded = await LoadAsync(actor.WorkspaceId, members, ct);
        var relations = await Task.Run(() => RelationInference.Of([.. members.Select(m => KeyValuePair.Create(m.Name, loaded[m.Name]))]), ct);
        return DatasetResult.Of(new TableSetDetail(null, name, members, relations));
    }

    /// <summary>What is wrong with keys as declared, and what the rows say of them; the second is null where the first is not empty. Reads all rows.</summary>
    public async Task<(IReadOnlyList<string> Problems, RelationIntegrity? Integrity)> CheckAsync(Actor actor, TableSetDetail set, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(set);
        await (await data.ReadAsync(actor, Permission.ViewWorkspace, ct)).DisposeAsync();
        var problems = RelationValidation.Check(set.Relations, set.Tables.DistinctBy(t => t.Name).ToDictionary(t => t.Name, t => t.Schema));
        if (problems.Count > 0)
            return (problems, null);
        var loaded = await LoadAsync(actor.WorkspaceId, set.Tables, ct);
        return ([], await Task.Run(() => RelationIntegrity.Of(set.Relations, loaded), ct));
    }

    /// <summary>Keeps a set: a new one, or what an existing one says from now on.</summary>
    public async Task<DatasetResult<TableSetId>> SaveAsync(Actor actor, TableSetDetail set, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(set);
        string name = set.Name.Trim();
        if (name.Length is 0 or > 200)
            return DatasetResult.Problem<TableSetId>(name.Length == 0 ? "A set needs a name." : $"The name has {name.Length} characters; at most 200 are kept. Shorten it.");
        if (Counted(set.Tables) is { } few)
            return DatasetResult.Problem<TableSetId>(few);
        var problems = RelationValidation.Check(set.Relations, set.Tables.DistinctBy(t => t.Name).ToDictionary(t => t.Name, t => t.Schema));
        if (problems.Count > 0)
            return DatasetResult.Problem<TableSetId>(string.Join(" ", problems));
        await using var change = await data.BeginAsync(actor, Permission.EditDatasets, ct);
        if (await change.Db.Set<TableSet>().AnyAsync(s => s.Name == name && s.Id != (set.Id ?? default), ct))
            return DatasetResult.Problem<TableSetId>($"There is already a set named '{name}'. Choose another name, or open that one.");
        var versions = set.Tables.Select(t => t.Version).ToList();
        if (await change.Db.Set<DatasetVersion>().CountAsync(v => versions.Contains(v.Id), ct) < versions.Distinct().Count())
            return DatasetResult.Problem<TableSetId>("A table of the set is gone from this workspace. Begin the set anew.");
        string document = DatasetJson.Write(new TableSetDocument([.. set.Tables.Select(t => new SetMember(t.Name, t.Version.Value))], set.Relations));
        TableSet? row = null;
        if (set.Id is { } id)
            row = await change.Db.Set<TableSet>().FirstOrDefaultAsync(s => s.Id == id, ct) ?? throw new KeyNotFoundException($"There is no set {id} in this workspace.");
        string? before = row?.DocumentJson;
        if (row is null)
        {
            row = new TableSet { Id = TableSetId.New(), Name = name, DocumentJson = document, CreatedAt = change.Now, CreatedBy = actor.Name, ChangedAt = change.Now, ChangedBy = actor.Name };
            change.Db.Add(row);
        }
        else
        {
            (row.Name, row.DocumentJson, row.ChangedAt, row.ChangedBy) = (name, document, change.Now, actor.Name);
        }

        change.Audit(before is null ? "table-set.created" : "table-set.changed", nameof(TableSet), row.Id, name, before is null ? null : new { Document = before }, new { Document = document });
        await change.CommitAsync(ct);
        return DatasetResult.Of(row.Id);
    }

    /// <summary>
    /// A smaller set: so many rows of a table that names no other, everything below them, and what they name. Its tables become datasets of their own with the sources' records; one seed gives the same rows.
    /// </summary>
    public async Task<DatasetResult<TableSetId>> SubsetAsync(Actor actor, TableSetDetail set, string root, int rows, ulong seed, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(set);
        await (await data.ReadAsync(actor, Permission.EditDatasets, ct)).DisposeAsync();
        if (set.Tables.FirstOrDefault(t => t.Name == root) is not { } table || !set.Relations.LinksOf(root).IsEmpty)
            return DatasetResult.Problem<TableSetId>($"Rows of {root} follow from their parents. Choose rows of a table that names no other.");
        if (rows < 1 || rows >= table.Rows)
            return DatasetResult.Problem<TableSetId>($"A subset has between 1 and {table.Rows - 1:N0} rows of {root}. Choose a number of these.");
        var loaded = await LoadAsync(actor.WorkspaceId, set.Tables, ct);
        var kept = await Task.Run(() => RelationSubset.Of(set.Relations, loaded, root, rows, seed), ct);
        if (kept.FirstOrDefault(k => k.Value.RowCount == 0) is { Key: { } empty })
            return DatasetResult.Problem<TableSetId>($"None of the rows chosen has rows of {empty} with it. Choose more rows of {root}.");
        var sources = await SourcesAsync(actor, set, ct);
        var members = ImmutableArray.CreateBuilder<SetTable>();
        foreach (var member in set.Tables)
        {
            var made = await imports.ImportTableAsync(actor, $"{member.DatasetName}, subset", kept[member.Name], sources[member.Version] with { Origin = $"Rows of {member.DatasetName} version {member.Number} with {rows:N0} rows of {root} (seed {seed})" }, ct: ct);
            members.Add(member with { Dataset = made.Dataset, Version = made.Version, DatasetName = $"{member.DatasetName}, subset", Number = 1, Digest = made.Digest, Rows = made.RowCount });
        }

        return await SaveAsync(actor, set with { Id = null, Name = await FreeNameAsync(actor, $"{set.Name}, {rows:N0} {root}", ct), Tables = members.ToImmutable() }, ct);
    }

    private async Task<Dictionary<DatasetVersionId, SourceRecord>> SourcesAsync(Actor actor, TableSetDetail set, CancellationToken ct)
    {
        var ids = set.Tables.Select(t => t.Version).ToList();
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await db.Set<DatasetVersion>().Where(v => ids.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.Source, ct);
    }

    private async Task<string> FreeNameAsync(Actor actor, string name, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var taken = await db.Set<TableSet>().Where(s => s.Name.StartsWith(name)).Select(s => s.Name).ToListAsync(ct);
        string free = name;
        for (int i = 2; taken.Contains(free); i++)
            free = $"{name} ({i})";
        return free;
    }

    /// <summary>Forgets a set; its datasets and the recipes drafted from it stay.</summary>
    public async Task DeleteAsync(Actor actor, TableSetId id, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.EditDatasets, ct);
        if (await change.Db.Set<TableSet>().FirstOrDefaultAsync(s => s.Id == id, ct) is not { } set)
            return;
        change.Db.Remove(set);
        change.Audit("table-set.deleted", nameof(TableSet), id, set.Name, new { Document = set.DocumentJson });
        await change.CommitAsync(ct);
    }

    private static string? Counted(ImmutableArray<SetTable> members) => members.Length < 2 ? "A set has two tables or more. Choose another one to go with it."
        : members.Length > RelationSchema.MostTables ? $"A set has at most {RelationSchema.MostTables} tables. Leave out those that no other names." : null;

    /// <summary>A dataset's name as foreign keys call it.</summary>
    private static string Named(string dataset) => dataset.Trim() is { Length: > RelationSchema.LongestName - 5 } name ? name[..(RelationSchema.LongestName - 5)] : dataset.Trim();

    /// <summary>Datasets may share a name; tables of a set do not.</summary>
    private static ImmutableArray<SetTable> Distinct(ImmutableArray<SetTable> members)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. members.Select(m => m with { Name = Enumerable.Range(1, members.Length).Select(i => i == 1 ? m.Name : $"{m.Name} {i}").First(taken.Add) })];
    }

    private async Task<Dictionary<string, Table>> LoadAsync(WorkspaceId workspace, ImmutableArray<SetTable> members, CancellationToken ct)
    {
        var loaded = new Dictionary<string, Table>(StringComparer.Ordinal);
        foreach (var member in members)
            loaded[member.Name] = await tables.LoadAsync(workspace, member.Version, ct);
        return loaded;
    }

    private static async Task<ImmutableArray<SetTable>> MembersAsync(WorkbenchDbContext db, ImmutableArray<SetMember> members, CancellationToken ct)
    {
        var ids = members.Select(m => new DatasetVersionId(m.Version)).ToList();
        var versions = await db.Set<DatasetVersion>().Where(v => ids.Contains(v.Id)).ToDictionaryAsync(v => v.Id, ct);
        var datasetIds = versions.Values.Select(v => v.DatasetId).ToList();
        var names = await db.Set<Dataset>().Where(d => datasetIds.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        return [.. members.Where(m => versions.ContainsKey(new DatasetVersionId(m.Version))).Select(m => versions[new DatasetVersionId(m.Version)] is var v
            ? new SetTable(m.Name, v.DatasetId, v.Id, names[v.DatasetId], v.Number, v.Digest, v.RowCount, v.Schema) : null!)];
    }
}
