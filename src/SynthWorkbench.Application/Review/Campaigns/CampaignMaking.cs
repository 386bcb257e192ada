using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>What keeps a campaign from being made, and what to do. <see cref="Path"/> names the setting, e.g. <c>sampling.items</c>.</summary>
public sealed record CampaignProblem(string Path, string Message);

/// <summary>The campaign made, or what is wrong.</summary>
public sealed record CampaignMade(CampaignId? Campaign, IReadOnlyList<CampaignProblem> Problems)
{
    [MemberNotNullWhen(true, nameof(Campaign))]
    public bool Succeeded => Campaign is not null;
}

/// <summary>A rubric version to choose.</summary>
public sealed record RubricChoice(RubricVersionId Id, string Name, int Number, Rubric Rubric);

/// <summary>A finished run to choose.</summary>
public sealed record RunChoice(Guid Id, string Recipe, long Rows, DateTimeOffset CreatedAt, bool HasReference, IReadOnlyList<string> Columns);

/// <summary>A person who may review.</summary>
public sealed record ReviewerChoice(Guid UserId, string Name);

/// <summary>What a campaign can be made of.</summary>
public sealed record CampaignChoices(IReadOnlyList<RubricChoice> Rubrics, IReadOnlyList<RunChoice> Runs, IReadOnlyList<ReviewerChoice> Reviewers);

/// <summary>Makes campaigns: checks the plan, stores it, and queues the job that draws the items.</summary>
public sealed class CampaignMaking(WorkbenchData data, JobBoard board, ImportStore imports, TimeProvider time, IEnumerable<IKnownItems> known)
{
    private const int MostRuns = 200;

    /// <summary>The rubric versions (newest first), finished runs and reviewers of the workspace.</summary>
    public async Task<CampaignChoices> ChoicesAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        var names = await db.Set<RubricDefinition>().ToDictionaryAsync(r => r.Id, r => r.Name, ct);
        var versions = await db.Set<RubricVersion>().ToListAsync(ct);
        var runs = await db.Set<GenerationRun>().Where(r => r.Output != null).OrderByDescending(r => r.CreatedAt).Take(MostRuns).ToListAsync(ct);
        var outputs = runs.ConvertAll(r => r.Output!.Value);
        var schemas = await db.Set<DatasetVersion>().Where(v => outputs.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.SchemaJson, ct);
        return new CampaignChoices(
            [.. versions.OrderBy(v => names[v.RubricId], StringComparer.Ordinal).ThenByDescending(v => v.Number).Select(v => new RubricChoice(v.Id, names[v.RubricId], v.Number, v.Rubric))],
            [.. runs.Where(r => schemas.ContainsKey(r.Output!.Value)).Select(r => new RunChoice(r.Id.Value, r.RecipeName, r.Rows, r.CreatedAt, r.Reference is not null, [.. DatasetJson.ReadSchema(schemas[r.Output!.Value]).Columns.Select(c => c.Name)]))],
            await ReviewersAsync(db, actor.WorkspaceId, ct));
    }

    /// <summary>Makes a campaign. <paramref name="command"/> becomes its id: a repeated click or request makes one campaign only.</summary>
    public async Task<CampaignMade> CreateAsync(Actor actor, string name, RubricVersionId rubric, CampaignPlan plan, ImportedItems? file, Guid command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var id = new CampaignId(command);
        name = name.Trim();
        plan = plan with { FileName = plan.Source == CampaignSource.File ? file?.FileName : null, RunId = plan.Source == CampaignSource.File ? null : plan.RunId };

        string hash;
        await using (var db = await data.ReadAsync(actor, Permission.LeadReview, ct))
        {
            if (await db.Set<Campaign>().AnyAsync(c => c.Id == id, ct))
                return new CampaignMade(id, []);
            var version = await db.Set<RubricVersion>().FirstOrDefaultAsync(v => v.Id == rubric, ct);
            var hidden = version is null || plan.GoldShare <= 0 ? null : await KnownAsync(db, version, plan, file, ct);
            var problems = CampaignRules.Problems(name, plan, version?.Rubric, file, hidden, time.GetUtcNow()).ToList();
            problems.AddRange(await ProblemsAsync(db, actor.WorkspaceId, name, plan, ct));
            file = hidden?.AddedTo(plan.Source == CampaignSource.File ? file : null) ?? file;
            if (problems.Count > 0)
                return new CampaignMade(null, problems);
            hash = version!.Hash;
        }

        // Before the transaction: without its items a campaign could never be prepared, and encrypting them may itself write a key to the database.
        if (file is not null && (plan.Source == CampaignSource.File || plan.GoldShare > 0))
            await imports.KeepAsync(id, file, ct);
        await using (var change = await data.BeginAsync(actor, Permission.LeadReview, ct))
        {
            if (await change.Db.Set<Campaign>().AnyAsync(c => c.Id == id, ct))
                return new CampaignMade(id, []);
            if (await change.Db.Set<Campaign>().AnyAsync(c => c.Name == name, ct))
            {
                imports.Forget(id);
                return new CampaignMade(null, [Taken(name)]);
            }

            var job = JobId.New();
            change.Db.Add(new Campaign
            {
                Id = id, WorkspaceId = actor.WorkspaceId, Name = name, RubricVersionId = rubric, RunId = plan.RunId, PlanJson = ReviewJson.Write(plan),
                State = CampaignState.Preparing, JobId = job, CreatedAt = change.Now, CreatedBy = actor.Name,
            });
            JobBoard.Enqueue(change, job, CampaignJob.JobKind, $"Prepare {name}", $"campaigns/{id}", id.ToString());
            change.Audit("campaign.created", nameof(Campaign), id, name, null, new { Rubric = rubric.Value, Hash = hash, Plan = plan });
            await change.CommitAsync(ct);
        }

        board.Wake(actor.WorkspaceId);
        return new CampaignMade(id, []);
    }

    /// <summary>The items whose answers are known under a rubric and that look like those of the plan's source; null where the source can hide none.</summary>
    private async Task<KnownItems?> KnownAsync(WorkbenchDbContext db, RubricVersion version, CampaignPlan plan, ImportedItems? file, CancellationToken ct)
    {
        IReadOnlyList<ItemContent> looks;
        if (plan.Source == CampaignSource.File)
        {
            // In a file of known items alone there is nothing to hide others among.
            if (file is null || file.Items.All(i => i.Gold is not null))
                return null;
            looks = [.. file.Items.Where(i => i.Gold is null).Select(i => i.Content)];
        }
        else if (plan is { Source: CampaignSource.RunRows, RunId: { } run } && await SchemaAsync(db, new RunId(run), ct) is { } schema)
        {
            looks = [new ItemContent { Fields = [.. schema.Columns.Select(c => ItemDrawing.RowField(c, null))] }];
        }
        else
        {
            return null;
        }

        var items = new List<ImportedItem>();
        foreach (var source in known)
            items.AddRange(await source.OfAsync(db, version, ct));
        return KnownItems.Of(items, looks);
    }

    private static async Task<TableSchema?> SchemaAsync(WorkbenchDbContext db, RunId id, CancellationToken ct)
    {
        var output = await db.Set<GenerationRun>().Where(r => r.Id == id).Select(r => r.Output).FirstOrDefaultAsync(ct);
        string? json = output is null ? null : await db.Set<DatasetVersion>().Where(v => v.Id == output).Select(v => v.SchemaJson).FirstOrDefaultAsync(ct);
        return json is null ? null : DatasetJson.ReadSchema(json);
    }

    private static CampaignProblem Taken(string name) => new("name", $"There is already a campaign named '{name}'. Choose another name.");

    /// <summary>The members of the workspace whose roles include reviewing, by name.</summary>
    public async Task<IReadOnlyList<ReviewerChoice>> ReviewersAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        return await ReviewersAsync(db, actor.WorkspaceId, ct);
    }

    internal static async Task<List<ReviewerChoice>> ReviewersAsync(WorkbenchDbContext db, WorkspaceId workspace, CancellationToken ct)
    {
        var roles = PermissionPolicy.RolesFor(Permission.Review);
        var people = await (from m in db.Set<Membership>()
                            join u in db.Users on m.UserId equals u.Id
                            where m.WorkspaceId == workspace && (m.Roles & roles) != WorkspaceRoles.None
                            select new { u.Id, u.DisplayName, u.Email }).ToListAsync(ct);
        return [.. people.Select(p => new ReviewerChoice(p.Id, p.DisplayName.Length > 0 ? p.DisplayName : p.Email ?? p.Id.ToString())).OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    private static async Task<IEnumerable<CampaignProblem>> ProblemsAsync(WorkbenchDbContext db, WorkspaceId workspace, string name, CampaignPlan plan, CancellationToken ct)
    {
        var problems = new List<CampaignProblem>();
        if (await db.Set<Campaign>().AnyAsync(c => c.Name == name, ct))
            problems.Add(Taken(name));
        var reviewers = (await ReviewersAsync(db, workspace, ct)).Select(r => r.UserId).ToHashSet();
        foreach (var assigned in plan.Reviewers.Where(r => !reviewers.Contains(r.UserId)))
            problems.Add(new CampaignProblem("reviewers", $"{assigned.Name} is no reviewer of this workspace. Take the person off the list, or ask an owner for the role."));
        if (plan.SecondShare > 0 && reviewers.Count < 2)
            problems.Add(new CampaignProblem("secondShare", "Second reads need a second person, and this workspace has one reviewer. Ask an owner to give another person the role, or set the share to 0."));
        if (plan.Source == CampaignSource.File)
            return problems;
        if (plan.RunId is not { } runId)
            return [.. problems, new CampaignProblem("run", "Choose the run whose rows are reviewed.")];
        var id = new RunId(runId);
        var run = await db.Set<GenerationRun>().FirstOrDefaultAsync(r => r.Id == id, ct);
        string? schema = run?.Output is { } output ? await db.Set<DatasetVersion>().Where(v => v.Id == output).Select(v => v.SchemaJson).FirstOrDefaultAsync(ct) : null;
        if (run is null)
            problems.Add(new CampaignProblem("run", "The run is not in this workspace. Choose another one."));
        else if (run.Output is null)
            problems.Add(new CampaignProblem("run", $"The run of '{run.RecipeName}' has no rows yet. Wait until it is done, or resume it, then make the campaign."));
        else if (schema is null)
            problems.Add(new CampaignProblem("run", $"The rows of the run of '{run.RecipeName}' were deleted. Run the recipe again and choose the new run."));
        else if (plan.Sampling.StratifyBy is { Length: > 0 } column && !DatasetJson.ReadSchema(schema).Contains(column))
            problems.Add(new CampaignProblem("sampling.stratifyBy", $"The rows of the run have no column '{column}'. Choose one that they have."));
        if (run is { Reference: null } && (plan.Source == CampaignSource.BlindPairs || plan.Sampling.Kind == SamplingKind.Surprise))
            problems.Add(new CampaignProblem("run", "The run learned from no reference, so there are no real rows to pair with and no surprise to draw by. Choose a run with a reference, or another source or sampling."));
        return problems;
    }
}
