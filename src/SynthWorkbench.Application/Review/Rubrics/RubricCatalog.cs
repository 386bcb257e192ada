using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>A line of the list of rubrics.</summary>
public sealed record RubricSummary(RubricId Id, string Name, RubricVersionId LatestVersion, int Versions, int Criteria, string Note, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>A line of a rubric's history.</summary>
public sealed record RubricVersionSummary(RubricVersionId Id, int Number, string Hash, string Note, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>A version with its rubric and history, newest version first.</summary>
public sealed record RubricDetail(RubricId Id, string Name, RubricVersionSummary Version, Rubric Rubric, IReadOnlyList<RubricVersionSummary> Versions);

/// <summary>The rubric that a save adds a version to.</summary>
/// <param name="Latest">The latest version that the person has seen.</param>
public readonly record struct RubricBase(RubricId Id, int Latest);

/// <summary>The version saved, or what is wrong. <see cref="IsNew"/> is false when the latest version already said the same.</summary>
/// <param name="Newer">The latest version, where the person has not seen it: nothing was saved, they choose.</param>
public sealed record RubricSaving(RubricVersionId? Version, RubricId? Rubric, int Number, bool IsNew, IReadOnlyList<RubricProblem> Problems, RubricVersionSummary? Newer = null)
{
    [MemberNotNullWhen(true, nameof(Version), nameof(Rubric))]
    public bool Succeeded => Version is not null;

    internal static RubricSaving Refused(params IReadOnlyList<RubricProblem> problems) => new(null, null, 0, false, problems);
}

/// <summary>Lists, shows, saves and compares rubrics. A version is never changed; saving what the latest version says saves nothing.</summary>
public sealed class RubricCatalog(WorkbenchData data)
{
    private const int LongestNote = 500;

    public async Task<IReadOnlyList<RubricSummary>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var rubrics = await db.Set<RubricDefinition>().ToListAsync(ct);
        var latest = await db.Set<RubricVersion>().Where(v => !db.Set<RubricVersion>().Any(w => w.RubricId == v.RubricId && w.Number > v.Number)).ToDictionaryAsync(v => v.RubricId, ct);
        return [.. rubrics.Select(r => (Rubric: r, Last: latest[r.Id]))
            .Select(r => new RubricSummary(r.Rubric.Id, r.Rubric.Name, r.Last.Id, r.Last.Number, r.Last.Rubric.Criteria.Length, r.Last.Note, r.Last.CreatedAt, r.Last.CreatedBy))
            .OrderByDescending(s => s.ChangedAt)];
    }

    /// <summary>A version of a rubric, the latest when none is named; null when there is no such in the workspace.</summary>
    public async Task<RubricDetail?> GetAsync(Actor actor, RubricId id, int? version, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var definition = await db.Set<RubricDefinition>().FirstOrDefaultAsync(r => r.Id == id, ct);
        var shown = await db.Set<RubricVersion>().Where(v => v.RubricId == id && (version == null || v.Number == version)).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct);
        if (definition is null || shown is null)
            return null;
        var versions = await db.Set<RubricVersion>().Where(v => v.RubricId == id).OrderByDescending(v => v.Number)
            .Select(v => new RubricVersionSummary(v.Id, v.Number, v.Hash, v.Note, v.CreatedAt, v.CreatedBy)).ToListAsync(ct);
        return new RubricDetail(id, definition.Name, versions.First(v => v.Id == shown.Id), shown.Rubric, versions);
    }

    /// <summary>Saves a rubric as a new one (no base) or as the next version. Two people at once: the second is told of the version that the first saved.</summary>
    public async Task<RubricSaving> SaveAsync(Actor actor, RubricBase? on, Rubric rubric, string note, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
        rubric = RubricRules.Tidy(rubric);
        note = note.Trim();
        if (RubricRules.Problems(rubric) is { Count: > 0 } problems)
            return RubricSaving.Refused(problems);
        if (note.Length > LongestNote)
            return RubricSaving.Refused(new RubricProblem("note", $"The note has {note.Length} characters; at most {LongestNote} are kept. Shorten it."));
        if (on is not var (id, seen))
            return await AddAsync(change, rubric, note, ct);
        if (await change.Db.Set<RubricDefinition>().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } definition)
            return RubricSaving.Refused(new RubricProblem("id", "This rubric is not in the workspace any more. Save it as a new one."));
        var latest = await change.Db.Set<RubricVersion>().Where(v => v.RubricId == id).OrderByDescending(v => v.Number).FirstAsync(ct);
        string document = ReviewJson.Write(rubric);
        if (latest.Hash == ReviewJson.Digest(document))
            return new RubricSaving(latest.Id, id, latest.Number, false, []);
        if (latest.Number > seen)
            return RubricSaving.Refused([]) with { Newer = new RubricVersionSummary(latest.Id, latest.Number, latest.Hash, latest.Note, latest.CreatedAt, latest.CreatedBy) };
        if (definition.Name != rubric.Name && await IsTakenAsync(change.Db, rubric.Name, ct))
            return RubricSaving.Refused(Taken(rubric.Name));
        definition.Name = rubric.Name;
        var version = NewVersion(change, definition.Id, latest.Number + 1, document, note);
        change.Audit("rubric.version-saved", nameof(RubricVersion), version.Id, $"{rubric.Name} version {version.Number}",
            new { latest.Number, latest.Hash }, new { version.Number, version.Hash, version.Note });
        await change.CommitAsync(ct);
        return new RubricSaving(version.Id, definition.Id, version.Number, true, []);
    }

    /// <summary>What changed from one version to another; null when the rubric does not have both.</summary>
    public async Task<IReadOnlyList<RubricChange>?> CompareAsync(Actor actor, RubricId id, int before, int after, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var versions = await db.Set<RubricVersion>().Where(v => v.RubricId == id && (v.Number == before || v.Number == after)).ToDictionaryAsync(v => v.Number, ct);
        return versions.TryGetValue(before, out var a) && versions.TryGetValue(after, out var b) ? RubricComparison.Between(a.Rubric, b.Rubric) : null;
    }

    private static async Task<RubricSaving> AddAsync(WorkbenchChange change, Rubric rubric, string note, CancellationToken ct)
    {
        if (await IsTakenAsync(change.Db, rubric.Name, ct))
            return RubricSaving.Refused(Taken(rubric.Name));
        var definition = new RubricDefinition { Id = RubricId.New(), WorkspaceId = change.Actor.WorkspaceId, Name = rubric.Name, CreatedAt = change.Now, CreatedBy = change.Actor.Name };
        change.Db.Add(definition);
        var version = NewVersion(change, definition.Id, 1, ReviewJson.Write(rubric), note);
        change.Audit("rubric.created", nameof(RubricDefinition), definition.Id, rubric.Name, null, new { version.Number, version.Hash, version.Note });
        await change.CommitAsync(ct);
        return new RubricSaving(version.Id, definition.Id, 1, true, []);
    }

    private static RubricVersion NewVersion(WorkbenchChange change, RubricId rubric, int number, string document, string note)
    {
        var version = new RubricVersion
        {
            Id = RubricVersionId.New(), WorkspaceId = change.Actor.WorkspaceId, RubricId = rubric, Number = number, Document = document,
            Hash = ReviewJson.Digest(document), Note = note, CreatedAt = change.Now, CreatedBy = change.Actor.Name,
        };
        change.Db.Add(version);
        return version;
    }

    private static Task<bool> IsTakenAsync(WorkbenchDbContext db, string name, CancellationToken ct) => db.Set<RubricDefinition>().AnyAsync(r => r.Name == name, ct);

    private static RubricProblem Taken(string name) => new("name", $"There is already a rubric named '{name}'. Choose another name, or save as a version of that one.");
}
