using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables.Relations;
using SynthWorkbench.Synthesis.Tables.Sequences;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Recipes;

/// <summary>A line of the list of recipes.</summary>
public sealed record RecipeSummary(RecipeId Id, string Name, RecipeVersionId LatestVersion, int Versions, string Note, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>A line of a recipe's history.</summary>
public sealed record RecipeVersionSummary(RecipeVersionId Id, int Number, string Hash, string Note, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>A version with its recipe and history.</summary>
public sealed record RecipeDetail(RecipeId Id, string Name, RecipeVersionId? ForkedFrom, RecipeVersionSummary Version, Recipe Recipe, IReadOnlyList<RecipeVersionSummary> Versions);

/// <summary>The version saved, or what is wrong, by path. <see cref="IsNew"/> is false when the recipe already said the same.</summary>
public sealed record RecipeSaving(RecipeVersionId? Version, RecipeId? Recipe, int Number, bool IsNew, IReadOnlyList<RecipeProblem> Problems)
{
    [MemberNotNullWhen(true, nameof(Version), nameof(Recipe))]
    public bool Succeeded => Version is not null;

    internal static RecipeSaving Refused(IReadOnlyList<RecipeProblem> problems) => new(null, null, 0, false, problems);
}

/// <summary>Lists, shows, saves, forks and compares recipes. A version is never changed; saving what the latest version says saves nothing.</summary>
public sealed class RecipeCatalog(WorkbenchData data, DatasetTables tables)
{
    public async Task<IReadOnlyList<RecipeSummary>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var recipes = await db.Set<RecipeDefinition>().ToListAsync(ct);
        var versions = (await db.Set<RecipeVersion>().Select(v => new { v.RecipeId, v.Id, v.Number, v.Note, v.CreatedAt, v.CreatedBy }).ToListAsync(ct)).ToLookup(v => v.RecipeId);
        return [.. recipes.Select(r => (Recipe: r, Last: versions[r.Id].MaxBy(v => v.Number)!))
            .Select(r => new RecipeSummary(r.Recipe.Id, r.Recipe.Name, r.Last.Id, r.Last.Number, r.Last.Note, r.Last.CreatedAt, r.Last.CreatedBy)).OrderByDescending(s => s.ChangedAt)];
    }

    /// <summary>A version of a recipe, the latest when none is named; null when there is no such.</summary>
    public async Task<RecipeDetail?> GetAsync(Actor actor, RecipeId id, int? number, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var recipe = await db.Set<RecipeDefinition>().FirstOrDefaultAsync(r => r.Id == id, ct);
        var version = await db.Set<RecipeVersion>().Where(v => v.RecipeId == id && (number == null || v.Number == number)).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct);
        if (recipe is null || version is null)
            return null;
        var versions = await db.Set<RecipeVersion>().Where(v => v.RecipeId == id).OrderByDescending(v => v.Number)
            .Select(v => new RecipeVersionSummary(v.Id, v.Number, v.Hash, v.Note, v.CreatedAt, v.CreatedBy)).ToListAsync(ct);
        return new RecipeDetail(id, recipe.Name, recipe.ForkedFrom, versions.First(v => v.Id == version.Id), Stored(version), versions);
    }

    /// <summary>The recipe of a version, for runs; null when there is no such in the workspace.</summary>
    public async Task<Recipe?> FindVersionAsync(Actor actor, RecipeVersionId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await db.Set<RecipeVersion>().FirstOrDefaultAsync(v => v.Id == id, ct) is { } version ? Stored(version) : null;
    }

    /// <summary>The recipe of a version, for the job of a run that somebody entitled started.</summary>
    public async Task<Recipe> ForJobAsync(WorkspaceId workspace, RecipeVersionId id, CancellationToken ct)
    {
        await using var db = await data.ReadForJobAsync(workspace, ct);
        return Stored(await db.Set<RecipeVersion>().FirstAsync(v => v.Id == id, ct));
    }

    /// <summary>What keeps a recipe from running: mistakes in itself, or against the schema of its reference.</summary>
    public async Task<IReadOnlyList<RecipeProblem>> ValidateAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await ProblemsAsync(db, recipe, ct);
    }

    /// <summary>The columns of a recipe's reference; null when it has none or it is not in the workspace.</summary>
    public async Task<TableSchema?> ReferenceSchemaAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        if (recipe.Reference?.Digest is not { } digest)
            return null;
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        string? schema = await db.Set<DatasetVersion>().Where(v => v.Digest == digest).OrderByDescending(v => v.CreatedAt).Select(v => v.SchemaJson).FirstOrDefaultAsync(ct);
        return schema is null ? null : DatasetJson.ReadSchema(schema);
    }

    /// <summary>
    /// Where rows of the reference break the recipe's constraints or have no order in time, where a column asked for as text has nothing to learn, and where its boosts, conditions and what-ifs lean on few or no training rows. Reads all rows of the reference; empty for a recipe that cannot be planned or has
    /// no reference.
    /// </summary>
    public async Task<IReadOnlyList<ConstraintFinding>> FindInDataAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        if (recipe.Relations is not null && await IntegrityAsync(actor, recipe, ct) is { Count: > 0 } torn)
            return torn;
        if ((recipe.Sequence is null && recipe.Constraints.Length == 0 && recipe.Boosts.Length == 0 && recipe.Rebalance.Length == 0 && recipe.Conditions.Length == 0 && recipe.WhatIfs.Length == 0 && recipe.Columns.All(c => c.Action != "text")) || await PlanAsync(actor, recipe, ct) is not { } planned)
            return [];
        var rows = await tables.LoadAsync(actor.WorkspaceId, planned.Reference, ct);
        var train = recipe.Boosts.Length == 0 && recipe.Rebalance.Length == 0 && recipe.Conditions.Length == 0 && recipe.WhatIfs.Length == 0 ? null : (await tables.LoadSplitAsync(actor.WorkspaceId, planned.Reference, ct, recipe.Sequence)).Train;
        return await Task.Run<IReadOnlyList<ConstraintFinding>>(() => [.. ConstraintFindings.Of(planned.Plan, rows), .. train is null ? [] : CoverageFindings.Of(planned.Plan, train)], ct);
    }

    /// <summary>Where rows of the references repeat keys or name rows that do not exist.</summary>
    private async Task<IReadOnlyList<ConstraintFinding>> IntegrityAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        Dictionary<string, DatasetVersion> versions;
        await using (var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct))
            versions = await RelationReferences.FindAsync(db, recipe, ct);
        var relations = recipe.Relations!.Schema();
        if (relations.Tables.Any(t => !versions.ContainsKey(t.Name)))
            return [];
        var loaded = new Dictionary<string, Table>(StringComparer.Ordinal);
        foreach (var (name, version) in versions)
            loaded[name] = await tables.LoadAsync(actor.WorkspaceId, version.Id, ct);
        return await Task.Run<IReadOnlyList<ConstraintFinding>>(() => [.. RelationIntegrity.Of(relations, loaded).Problems().Select(p => new ConstraintFinding("relations", p, false))], ct);
    }

    /// <summary>Columns that settle one another among the training rows (the holdout is not read) and that no constraint of the recipe keeps together yet; nothing when the reference is gone.</summary>
    public async Task<IReadOnlyList<FunctionalDependency>> FindDependenciesAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        if (await PlanAsync(actor, recipe, ct) is not { } planned)
            return [];
        var rows = (await tables.LoadSplitAsync(actor.WorkspaceId, planned.Reference, ct, recipe.Sequence)).Train;
        var found = await Task.Run(() => FunctionalDependencies.Find(rows, planned.Plan.Modelled, ct), ct);
        return [.. found.Where(f => !recipe.Constraints.Any(c => c.Kind == "fixed-combination" && c.Columns.Contains(f.Dependent)))];
    }

    /// <summary>The time axis that the training rows show (the holdout is not read), with the reason; null where there is none or the reference is gone.</summary>
    public async Task<SequenceSuggestion?> FindSequenceAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        if (await PlanAsync(actor, recipe with { Sequence = null, Engine = EngineCatalog.Auto }, ct) is not { } planned)
            return null;
        var rows = (await tables.LoadSplitAsync(actor.WorkspaceId, planned.Reference, ct)).Train;
        return await Task.Run(() => SequenceDetection.Of(rows), ct);
    }

    /// <summary>The recipe planned for the newest dataset version with its reference's digest; null without one, or where it cannot be planned.</summary>
    internal async Task<(GenerationPlan Plan, DatasetVersionId Reference)?> PlanAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await PlanAsync(db, recipe, ct);
    }

    /// <summary>The same for a job that somebody entitled started.</summary>
    internal async Task<(GenerationPlan Plan, DatasetVersionId Reference)?> PlanForJobAsync(WorkspaceId workspace, Recipe recipe, CancellationToken ct)
    {
        await using var db = await data.ReadForJobAsync(workspace, ct);
        return await PlanAsync(db, recipe, ct);
    }

    private static async Task<(GenerationPlan Plan, DatasetVersionId Reference)?> PlanAsync(WorkbenchDbContext db, Recipe recipe, CancellationToken ct)
    {
        if (recipe.Reference?.Digest is not { } digest)
            return null;
        var version = await db.Set<DatasetVersion>().Where(v => v.Digest == digest).OrderByDescending(v => v.CreatedAt).FirstOrDefaultAsync(ct);
        return version is not null && GenerationPlan.Create(recipe, version.Schema).Plan is { } plan ? (plan, version.Id) : null;
    }

    /// <summary>Saves a recipe as a new recipe (no id) or as the next version.</summary>
    public async Task<RecipeSaving> SaveAsync(Actor actor, RecipeId? id, Recipe recipe, string note, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.EditRecipes, ct);
        var problems = await ProblemsAsync(change.Db, recipe, ct);
        if (problems.Count > 0)
            return RecipeSaving.Refused(problems);
        if (note.Length > 500)
            return RecipeSaving.Refused([new RecipeProblem("note", $"The note has {note.Length} characters; at most 500 are kept. Shorten it.")]);
        if (id is null)
            return await AddAsync(change, recipe, null, note, ct);
        var definition = await change.Db.Set<RecipeDefinition>().FirstOrDefaultAsync(r => r.Id == id, ct) ?? throw new KeyNotFoundException($"There is no recipe {id} in this workspace.");
        var latest = await change.Db.Set<RecipeVersion>().Where(v => v.RecipeId == id).OrderByDescending(v => v.Number).FirstAsync(ct);
        string hash = RecipeDocument.Hash(recipe);
        if (latest.Hash == hash)
            return new RecipeSaving(latest.Id, id, latest.Number, false, []);
        if (definition.Name != recipe.Name && await IsTakenAsync(change.Db, recipe.Name, ct))
            return RecipeSaving.Refused([Taken(recipe.Name)]);
        definition.Name = recipe.Name;
        var version = NewVersion(change, definition.Id, latest.Number + 1, recipe, note);
        change.Audit("recipe.version-saved", nameof(RecipeVersion), version.Id, $"{recipe.Name} version {version.Number}",
            new { latest.Number, latest.Hash }, new { version.Number, version.Hash, version.Note });
        await change.CommitAsync(ct);
        return new RecipeSaving(version.Id, definition.Id, version.Number, true, []);
    }

    /// <summary>Starts a recipe of its own from a version; the version it came from stays recorded.</summary>
    public async Task<RecipeSaving> ForkAsync(Actor actor, RecipeVersionId from, string name, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(name))
            return RecipeSaving.Refused([new RecipeProblem("name", "A recipe needs a name.")]);
        await using var change = await data.BeginAsync(actor, Permission.EditRecipes, ct);
        var source = await change.Db.Set<RecipeVersion>().FirstOrDefaultAsync(v => v.Id == from, ct) ?? throw new KeyNotFoundException($"There is no recipe version {from} in this workspace.");
        var recipe = Stored(source);
        return await AddAsync(change, recipe with { Name = name.Trim() }, from, $"Forked from {recipe.Name} version {source.Number}", ct);
    }

    /// <summary>What changed between two versions, setting by setting.</summary>
    public async Task<IReadOnlyList<RecipeChange>> CompareAsync(Actor actor, RecipeVersionId before, RecipeVersionId after, CancellationToken ct)
    {
        var a = await FindVersionAsync(actor, before, ct) ?? throw new KeyNotFoundException($"There is no recipe version {before} in this workspace.");
        var b = await FindVersionAsync(actor, after, ct) ?? throw new KeyNotFoundException($"There is no recipe version {after} in this workspace.");
        return RecipeComparison.Between(a, b);
    }

    private static async Task<RecipeSaving> AddAsync(WorkbenchChange change, Recipe recipe, RecipeVersionId? from, string note, CancellationToken ct)
    {
        if (await IsTakenAsync(change.Db, recipe.Name, ct))
            return RecipeSaving.Refused([Taken(recipe.Name)]);
        var definition = new RecipeDefinition { Id = RecipeId.New(), WorkspaceId = change.Actor.WorkspaceId, Name = recipe.Name, ForkedFrom = from, CreatedAt = change.Now, CreatedBy = change.Actor.Name };
        change.Db.Add(definition);
        var version = NewVersion(change, definition.Id, 1, recipe, note);
        change.Audit(from is null ? "recipe.created" : "recipe.forked", nameof(RecipeDefinition), definition.Id, recipe.Name, from is null ? null : new { From = from.Value.Value }, new { version.Number, version.Hash, version.Note });
        await change.CommitAsync(ct);
        return new RecipeSaving(version.Id, definition.Id, 1, true, []);
    }

    private static RecipeVersion NewVersion(WorkbenchChange change, RecipeId recipeId, int number, Recipe recipe, string note)
    {
        var version = new RecipeVersion
        {
            Id = RecipeVersionId.New(), WorkspaceId = change.Actor.WorkspaceId, RecipeId = recipeId, Number = number, Document = RecipeDocument.ToJson(recipe),
            Hash = RecipeDocument.Hash(recipe), Note = note, CreatedAt = change.Now, CreatedBy = change.Actor.Name,
        };
        change.Db.Add(version);
        return version;
    }

    private static Task<bool> IsTakenAsync(WorkbenchDbContext db, string name, CancellationToken ct) => db.Set<RecipeDefinition>().AnyAsync(r => r.Name == name, ct);

    private static RecipeProblem Taken(string name) => new("name", $"There is already a recipe named '{name}'. Choose another name, or save as a version of that one.");

    private static async Task<IReadOnlyList<RecipeProblem>> ProblemsAsync(WorkbenchDbContext db, Recipe recipe, CancellationToken ct)
    {
        if (recipe.Name.Length > 200)
            return [new RecipeProblem("name", $"The name has {recipe.Name.Length} characters; at most 200 are kept. Shorten it.")];
        if (RecipeDocument.Parse(RecipeDocument.ToJson(recipe)).Problems is { Count: > 0 } written)
            return written;
        TableSchema? schema = null;
        if (recipe.Reference is { } reference)
        {
            if (reference.Digest is null)
                return [new RecipeProblem("reference.digest", "Choose the version of the reference: a recipe in the workbench names it by digest.")];
            var version = await db.Set<DatasetVersion>().Where(v => v.Digest == reference.Digest).OrderByDescending(v => v.CreatedAt).FirstOrDefaultAsync(ct);
            if (version is null)
                return [new RecipeProblem("reference.digest", $"No dataset of this workspace has the digest {reference.Digest}. Import the reference again or choose another.")];
            schema = version.Schema;
        }

        if (recipe.Relations is not null)
            return await RelationProblemsAsync(db, recipe, ct);
        return GenerationPlan.Create(recipe, schema).Problems;
    }

    private static async Task<IReadOnlyList<RecipeProblem>> RelationProblemsAsync(WorkbenchDbContext db, Recipe recipe, CancellationToken ct)
    {
        var versions = await RelationReferences.FindAsync(db, recipe, ct);
        var gone = recipe.Relations!.Tables.Select((t, i) => (Table: t, Path: $"relations.tables[{i}].reference.digest")).Where(t => !versions.ContainsKey(t.Table.Name)).ToList();
        return gone.Count > 0
            ? [.. gone.Select(g => new RecipeProblem(g.Path, g.Table.Reference.Digest is { } digest ? $"No dataset of this workspace has the digest {digest} of {g.Table.Name}. Import it again or choose another." : $"Choose the version of the reference of {g.Table.Name}: a recipe in the workbench names it by digest."))]
            : RelationPlan.Create(recipe, versions.ToDictionary(v => v.Key, v => v.Value.Schema)).Problems;
    }

    private static Recipe Stored(RecipeVersion version) => RecipeDocument.Parse(version.Document).Recipe ?? throw new InvalidDataException($"The stored document of recipe version {version.Id} cannot be read.");
}
