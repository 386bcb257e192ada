using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Tests.Datasets;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

/// <summary>A workbench with a lead, reviewers, a rubric of three criteria and a campaign of as many items as a test needs.</summary>
internal sealed class ReviewFixture : IAsyncDisposable
{
    private readonly DatasetsFixture _workbench;

    private ReviewFixture(DatasetsFixture workbench, FakeTimeProvider time)
    {
        _workbench = workbench;
        Time = time;
    }

    public static Rubric Rubric { get; } = new()
    {
        Name = "Plausibility",
        Criteria =
        [
            new Criterion { Id = "plausible", Title = "Plausible?", Options = [new("yes", "Yes"), new("no", "No")], Defects = ["no"] },
            new Criterion { Id = "why", Title = "What is wrong?", Scale = ScaleKind.MultiLabel, Options = [new("age", "Age"), new("drug", "Drug")], When = new CriterionCondition("plausible", ["no"]) },
            new Criterion { Id = "words", Title = "In words", Scale = ScaleKind.Text, IsRequired = false },
        ],
    };

    public static readonly ReviewAnswers Yes = ReviewAnswers.Empty.With("plausible", new CriterionAnswer { Value = "yes" });

    public static readonly ReviewAnswers No = ReviewAnswers.Empty.With("plausible", new CriterionAnswer { Value = "no" }).With("why", new CriterionAnswer { Values = ["age"] });

    public FakeTimeProvider Time { get; }

    public Actor Lead { get; private set; }

    public Actor[] Reviewers { get; private set; } = [];

    public Actor Stranger => _workbench.Stranger;

    public CampaignId Campaign { get; } = CampaignId.New();

    public ReviewQueue Queue => Get<ReviewQueue>();

    public ReviewDecisions Decisions => Get<ReviewDecisions>();

    public ReviewDrafts Drafts => Get<ReviewDrafts>();

    public CampaignLead Leading => Get<CampaignLead>();

    public Task<Actor> AddAsync(string name, WorkspaceRoles roles, WorkspaceId workspace) => _workbench.AddAsync(name, roles, workspace);

    /// <summary>Goes on with fresh services over the same database.</summary>
    public Task StartAgainAsync() => _workbench.StartAgainAsync();

    public Task StartJobsAsync() => _workbench.StartJobsAsync();

    /// <summary>The items of a campaign, once its job has drawn them.</summary>
    public async Task<List<ReviewItem>> DrawnAsync(CampaignId campaign)
    {
        var job = await ReadAsync(async db => (await db.Set<Campaign>().FirstAsync(c => c.Id == campaign)).JobId!.Value);
        var done = await _workbench.UntilAsync(Lead, job);
        Assert.True(done.State == Application.Jobs.JobState.Done, done.Problem);
        return await ReadAsync(db => db.Set<ReviewItem>().Where(i => i.CampaignId == campaign).OrderBy(i => i.Number).ToListAsync());
    }

    public T Get<T>()
        where T : notnull => _workbench.Get<T>();

    public static async Task<ReviewFixture> CreateAsync(int items, CampaignPlan? plan = null, int reviewers = 3, Func<ReviewFixture, CampaignPlan>? planOf = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var fixture = new ReviewFixture(await DatasetsFixture.CreateAsync(time), time);
        var workspace = fixture._workbench.Scientist.WorkspaceId;
        fixture.Lead = await fixture._workbench.AddAsync("Lea", WorkspaceRoles.Lead, workspace);
        fixture.Reviewers = new Actor[reviewers];
        for (int i = 0; i < reviewers; i++)
            fixture.Reviewers[i] = await fixture._workbench.AddAsync($"Reviewer {i}", WorkspaceRoles.Reviewer, workspace);
        plan = planOf?.Invoke(fixture) ?? plan ?? new CampaignPlan();
        await using var db = await fixture.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync();
        var rubric = new RubricDefinition { Id = RubricId.New(), WorkspaceId = workspace, Name = Rubric.Name, CreatedAt = time.GetUtcNow(), CreatedBy = "Lea" };
        string document = ReviewJson.Write(Rubric);
        var version = new RubricVersion { Id = RubricVersionId.New(), WorkspaceId = workspace, RubricId = rubric.Id, Number = 1, Document = document, Hash = ReviewJson.Digest(document), Note = "", CreatedAt = time.GetUtcNow(), CreatedBy = "Lea" };
        db.AddRange(rubric, version, new Campaign { Id = fixture.Campaign, WorkspaceId = workspace, Name = "Lot 1", RubricVersionId = version.Id, PlanJson = ReviewJson.Write(plan), State = CampaignState.Open, CreatedAt = time.GetUtcNow(), CreatedBy = "Lea" });
        for (int i = 1; i <= items; i++)
        {
            string content = ReviewJson.Write(new ItemContent { Fields = [new ItemField("age", (i % 5).ToString(System.Globalization.CultureInfo.InvariantCulture))] });
            var item = new ReviewItem { Id = ReviewItemId.New(), WorkspaceId = workspace, CampaignId = fixture.Campaign, Number = i, Key = $"row {i}", ContentJson = content, Digest = ReviewJson.Digest(content), RealSide = plan.Source == CampaignSource.BlindPairs ? (i % 2 == 0 ? "A" : "B") : null };
            db.Add(item);
            for (int place = 0; place < plan.Overlap; place++)
                db.Add(new ReviewSlot { Id = ReviewSlotId.New(), WorkspaceId = workspace, CampaignId = fixture.Campaign, ItemId = item.Id, Place = place, ItemNumber = i });
        }

        await db.SaveChangesAsync();
        return fixture;
    }

    public async Task<LeasedItem> TakeAsync(Actor reviewer)
    {
        var next = await Queue.NextAsync(reviewer, Campaign, null, CancellationToken.None);
        Assert.True(next.Item is not null, next.Why);
        return next.Item;
    }

    public async Task<SubmissionResult> SubmitAsync(Actor reviewer, ReviewItemId item, ReviewAnswers answers, Guid? operation = null, DecisionId? supersedes = null) =>
        await Decisions.SubmitAsync(reviewer, new Submission(operation ?? Guid.NewGuid(), item, answers, Supersedes: supersedes), CancellationToken.None);

    public async Task<T> ReadAsync<T>(Func<WorkbenchDbContext, Task<T>> read)
    {
        await using var db = await Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync();
        return await read(db);
    }

    public ValueTask DisposeAsync() => _workbench.DisposeAsync();
}
