using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Tests.Datasets;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Recipes;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

/// <summary>A workbench with a lead, reviewers, a rubric and, where asked, a finished run.</summary>
internal sealed class CampaignFixture(DatasetsFixture workbench) : IAsyncDisposable
{
    public static readonly Rubric Plausible = new()
    {
        Name = "Plausible",
        Criteria =
        [
            new Criterion { Id = "fine", Title = "Fine?", Options = [new ScaleOption("yes", "Yes"), new ScaleOption("no", "No, =wrong")], Defects = ["no"] },
            new Criterion { Id = "tags", Title = "Tags", Scale = ScaleKind.MultiLabel, Options = [new ScaleOption("a", "Alpha"), new ScaleOption("b", "Beta")], IsRequired = false },
            new Criterion { Id = "marks", Title = "Marks", Scale = ScaleKind.Span, Options = [new ScaleOption("odd", "Odd")], Severities = ["minor", "major"], IsRequired = false },
            new Criterion { Id = "grade", Title = "Grade", Scale = ScaleKind.Numeric, IsRequired = false },
            new Criterion { Id = "words", Title = "Words", Scale = ScaleKind.Text, IsRequired = false },
        ],
    };

    public static readonly Rubric Pairs = new() { Name = "Which is real?", Criteria = [new Criterion { Id = "real", Title = "Which is real?", Scale = ScaleKind.Pairwise }] };

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public DatasetsFixture Workbench { get; } = workbench;

    public Actor Lead { get; private set; }

    public static async Task<CampaignFixture> CreateAsync(TimeProvider? time = null)
    {
        var fixture = new CampaignFixture(await DatasetsFixture.CreateAsync(time));
        fixture.Lead = await fixture.Workbench.AddAsync("Lea", WorkspaceRoles.Lead, fixture.Workbench.Scientist.WorkspaceId);
        return fixture;
    }

    public CampaignMaking Making => Workbench.Get<CampaignMaking>();

    public async Task<RubricVersionId> RubricAsync(Rubric rubric)
    {
        await using var change = await Workbench.Get<WorkbenchData>().BeginAsync(Lead, Permission.LeadReview, Ct);
        var definition = new RubricDefinition { Id = RubricId.New(), WorkspaceId = Lead.WorkspaceId, Name = rubric.Name, CreatedAt = change.Now, CreatedBy = Lead.Name };
        string document = ReviewJson.Write(rubric);
        var version = new RubricVersion { Id = RubricVersionId.New(), WorkspaceId = Lead.WorkspaceId, RubricId = definition.Id, Number = 1, Document = document, Hash = ReviewJson.Digest(document), Note = "", CreatedAt = change.Now, CreatedBy = Lead.Name };
        change.Db.Add(definition);
        change.Db.Add(version);
        await change.CommitAsync(Ct);
        return version.Id;
    }

    /// <summary>A finished run of a small recipe. Starts the jobs.</summary>
    public async Task<RunId> RunAsync(int rows = 600, params RecipeConstraint[] constraints)
    {
        var me = Workbench.Scientist;
        var table = DemoTables.CardiologyVisits(1500, 5).Select(["sex", "age", "bmi", "diagnosis", "readmitted"]);
        var imported = await Workbench.Get<DatasetImports>().ImportTableAsync(me, "Visits", table, SourceRecord.Empty, ct: Ct);
        var recipe = new Recipe { Name = "Visits", Rows = rows, Constraints = [.. constraints], Reference = new RecipeReference { Dataset = "Visits", Digest = imported.Digest } };
        var saved = await Workbench.Get<RecipeCatalog>().SaveAsync(me, null, recipe, "", Ct);
        Assert.True(saved.Succeeded, string.Join("; ", saved.Problems));
        await Workbench.StartJobsAsync();
        var runs = Workbench.Get<RunService>();
        var id = await runs.StartAsync(me, saved.Version.Value, Guid.CreateVersion7(), Ct);
        await Workbench.UntilAsync(me, (await runs.GetAsync(me, id, Ct))!.Job.Id);
        return id;
    }

    /// <summary>Makes a campaign and waits for its job.</summary>
    public async Task<Campaign> MakeAsync(RubricVersionId rubric, CampaignPlan plan, ImportedItems? file = null, string? name = null)
    {
        var made = await Making.CreateAsync(Lead, name ?? "Campaign " + Guid.NewGuid().ToString("N")[..6], rubric, plan, file, Guid.CreateVersion7(), Ct);
        Assert.True(made.Succeeded, string.Join('\n', made.Problems));
        var campaign = await CampaignAsync(made.Campaign.Value);
        var job = await Workbench.UntilAsync(Lead, campaign.JobId!.Value);
        Assert.True(job.State == JobState.Done, job.Problem);
        return await CampaignAsync(made.Campaign.Value);
    }

    public async Task<Campaign> CampaignAsync(CampaignId id)
    {
        await using var db = await ReadAsync();
        return await db.Set<Campaign>().FirstAsync(c => c.Id == id, Ct);
    }

    public async Task<List<ReviewItem>> ItemsAsync(CampaignId id)
    {
        await using var db = await ReadAsync();
        return await db.Set<ReviewItem>().Where(i => i.CampaignId == id).OrderBy(i => i.Number).ToListAsync(Ct);
    }

    public async Task<List<ReviewSlot>> SlotsAsync(CampaignId id)
    {
        await using var db = await ReadAsync();
        return await db.Set<ReviewSlot>().Where(s => s.CampaignId == id).OrderBy(s => s.ItemNumber).ThenBy(s => s.Place).ToListAsync(Ct);
    }

    public async Task<List<ReviewDecision>> DecisionsAsync(CampaignId id)
    {
        await using var db = await ReadAsync();
        return await db.Set<ReviewDecision>().Where(d => d.CampaignId == id).ToListAsync(Ct);
    }

    public async Task<List<string>> AuditAsync(CampaignId id)
    {
        await using var db = await ReadAsync();
        string subject = id.ToString();
        return await db.Set<AuditEntry>().Where(e => e.SubjectId == subject).OrderBy(e => e.Sequence).Select(e => e.Action + " " + e.After).ToListAsync(Ct);
    }

    public Task<WorkbenchDbContext> ReadAsync() => Workbench.Get<WorkbenchData>().ReadAsync(Lead, Permission.ViewWorkspace, Ct);

    public static ImportedItems File(int items, int gold = 0) => new("items.csv",
        [.. Enumerable.Range(1, items).Select(i => new ImportedItem($"k{i}", new ItemContent { Fields = [new ItemField("text", $"Text {i}", FieldKind.Text), new ItemField("kind", i % 3 == 0 ? "x" : "y")] })
        {
            Gold = i <= gold ? ReviewAnswers.Empty.With("fine", new CriterionAnswer { Value = "yes" }) : null,
        })]);

    public ValueTask DisposeAsync() => Workbench.DisposeAsync();
}
