using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

public sealed class CampaignMakingTests : IAsyncLifetime
{
    private CampaignFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fixture = await CampaignFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Rows_of_a_run_become_items_with_surprise_and_the_same_plan_draws_the_same()
    {
        var run = await _fixture.RunAsync();
        var rubric = await _fixture.RubricAsync(CampaignFixture.Plausible);
        var plan = new CampaignPlan { RunId = run.Value, Overlap = 2, Sampling = new SamplingPlan { Items = 40, Kind = SamplingKind.Surprise, StratifyBy = "diagnosis" } };
        var first = await _fixture.MakeAsync(rubric, plan, name: "First");
        Assert.Equal(CampaignState.Open, first.State);
        var items = await _fixture.ItemsAsync(first.Id);
        Assert.Equal(Enumerable.Range(1, 40), items.Select(i => i.Number));
        Assert.All(items, i => Assert.StartsWith("row ", i.Key, StringComparison.Ordinal));
        Assert.All(items, i => Assert.True(i.Surprise > 0));
        Assert.Contains(items, i => i.Content.Fields.Any(f => f.Bits > 0 && f.Why is { Length: > 5 }));
        Assert.All(items, i => Assert.Equal(i.Content.Fields.First(f => f.Name == "diagnosis").Value, i.Stratum));
        Assert.All(items, i => Assert.Equal(ReviewJson.Digest(i.ContentJson), i.Digest));
        Assert.Equal(80, (await _fixture.SlotsAsync(first.Id)).Count);

        // The second one has to fit again what the cache has lost.
        Directory.Delete(Path.Combine(_fixture.Workbench.Folder, "models"), recursive: true);
        var second = await _fixture.MakeAsync(rubric, plan, name: "Second");
        Assert.Equal(items.Select(i => (i.Key, i.Digest)), (await _fixture.ItemsAsync(second.Id)).Select(i => (i.Key, i.Digest)));
        var audit = await _fixture.AuditAsync(first.Id);
        Assert.StartsWith("campaign.created", audit[0], StringComparison.Ordinal);
        Assert.StartsWith("campaign.opened", audit[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blind_pairs_hide_the_real_side_and_audit_the_holdout_once()
    {
        var run = await _fixture.RunAsync();
        var rubric = await _fixture.RubricAsync(CampaignFixture.Pairs);
        var plan = new CampaignPlan { Source = CampaignSource.BlindPairs, RunId = run.Value, ShowsRealRows = true, Sampling = new SamplingPlan { Items = 120 } };
        var campaign = await _fixture.MakeAsync(rubric, plan);
        var items = await _fixture.ItemsAsync(campaign.Id);
        Assert.Equal(120, items.Count);
        Assert.InRange(items.Count(i => i.RealSide == "A"), 40, 80);
        Assert.All(items, i => Assert.DoesNotContain("eal", i.ContentJson, StringComparison.Ordinal));
        Assert.All(items, i => Assert.Equal(5, i.Content.Fields.Count(f => f.Side == "A")));
        Assert.All(items, i => Assert.All(i.Content.Fields, f => Assert.Equal((0, (string?)null), (f.Bits, f.Why))));
        Assert.Contains("\"holdoutRows\":120", Assert.Single(await _fixture.AuditAsync(campaign.Id), a => a.StartsWith("campaign.holdout-used", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);

        // Every real side is a row of the holdout, no row twice.
        var holdout = await HoldoutAsync(run.Value);
        var shown = items.Select(i => string.Join('|', i.Content.Fields.Where(f => f.Side == i.RealSide).Select(f => f.Value))).ToList();
        Assert.All(shown, s => Assert.Contains(s, holdout));
    }

    [Fact]
    public async Task A_file_is_queued_in_order_with_gold_at_its_share_and_places_kept_for_people_within_their_limits()
    {
        await _fixture.Workbench.StartJobsAsync();
        var rubric = await _fixture.RubricAsync(CampaignFixture.Plausible);
        var other = await _fixture.Workbench.AddAsync("Olga", WorkspaceRoles.Reviewer, _fixture.Lead.WorkspaceId);
        var rita = _fixture.Workbench.Reviewer;
        var plan = new CampaignPlan
        {
            Source = CampaignSource.File, GoldShare = 0.2, Overlap = 2, Sampling = new SamplingPlan { Kind = SamplingKind.All },
            Reviewers = [new CampaignAssignment(rita.UserId, rita.Name), new CampaignAssignment(other.UserId, other.Name, MostItems: 10), new CampaignAssignment(_fixture.Lead.UserId, "Lea")],
        };
        var campaign = await _fixture.MakeAsync(rubric, plan, CampaignFixture.File(110, gold: 30));
        var items = await _fixture.ItemsAsync(campaign.Id);
        Assert.Equal(100, items.Count);
        Assert.Equal(20, items.Count(i => i.GoldJson is not null));
        Assert.All(Enumerable.Range(0, 20), g => Assert.Equal(1, items.Skip(g * 5).Take(5).Count(i => i.GoldJson is not null)));
        Assert.Equal(Enumerable.Range(31, 80).Select(i => $"k{i}"), items.Where(i => i.GoldJson is null).Select(i => i.Key));
        Assert.All(items, i => Assert.DoesNotContain("yes", i.ContentJson, StringComparison.Ordinal));
        var slots = await _fixture.SlotsAsync(campaign.Id);
        Assert.Equal(200, slots.Count);
        Assert.All(slots.GroupBy(s => s.ItemId), g => Assert.Equal(2, g.Select(s => s.KeptFor).Distinct().Count()));
        Assert.Equal(10, slots.Count(s => s.KeptFor == other.UserId));
        Assert.Equal([95, 95], slots.Where(s => s.KeptFor != other.UserId).CountBy(s => s.KeptFor!.Value).Select(c => c.Value));
        Assert.False(System.IO.File.Exists(Path.Combine(_fixture.Workbench.Folder, "campaigns", campaign.Id + ".items")));
    }

    [Fact]
    public async Task Broken_off_within_a_chunk_and_run_again_it_goes_on_and_doubles_nothing()
    {
        var rubric = await _fixture.RubricAsync(CampaignFixture.Plausible);
        var command = Guid.CreateVersion7();
        var plan = new CampaignPlan { Source = CampaignSource.File, Overlap = 2, Sampling = new SamplingPlan { Kind = SamplingKind.All } };
        var file = CampaignFixture.File(1200);
        file = file with { Items = [.. file.Items.Select(i => i with { Ratings = [new ImportedRating("w", ReviewAnswers.Empty.With("fine", new CriterionAnswer { Value = "no" }))] })] };
        Assert.True((await _fixture.Making.CreateAsync(_fixture.Lead, "Twice", rubric, plan, file, command, Ct)).Succeeded);
        Assert.True((await _fixture.Making.CreateAsync(_fixture.Lead, "Twice", rubric, plan, file, command, Ct)).Succeeded);
        var id = new CampaignId(command);
        var scientist = _fixture.Workbench.Scientist;
        var jobId = (await _fixture.CampaignAsync(id)).JobId!.Value;
        await using var db = await _fixture.ReadAsync();
        await db.Database.ExecuteSqlRawAsync("CREATE TRIGGER Full BEFORE INSERT ON ReviewItems WHEN NEW.Number = 601 BEGIN SELECT RAISE(ABORT, 'The disk is full.'); END", Ct);
        await _fixture.Workbench.StartJobsAsync();
        Assert.Equal(JobState.Failed, (await _fixture.Workbench.UntilAsync(scientist, jobId)).State);

        // Two chunks of 250 are there, nothing of the third.
        Assert.Equal(500, (await _fixture.ItemsAsync(id)).Count);
        await db.Database.ExecuteSqlRawAsync("DROP TRIGGER Full", Ct);
        Assert.Equal(CampaignState.Preparing, (await _fixture.CampaignAsync(id)).State);
        Assert.NotNull((await _fixture.Workbench.Get<CampaignBoard>().GetAsync(_fixture.Lead, id, Ct))!.PreparingFailed);
        Assert.True((await _fixture.Workbench.Get<CampaignLead>().PrepareAgainAsync(_fixture.Lead, id, Ct)).Done);
        Assert.Equal(JobState.Done, (await _fixture.Workbench.UntilAsync(scientist, jobId)).State);
        Assert.Equal(Enumerable.Range(1, 1200).Select(i => $"k{i}"), (await _fixture.ItemsAsync(id)).Select(i => i.Key));
        Assert.Equal(2400, (await _fixture.SlotsAsync(id)).Count);
        Assert.Equal(1200, (await _fixture.DecisionsAsync(id)).Count);
        Assert.Equal(CampaignState.Open, (await _fixture.CampaignAsync(id)).State);
    }

    [Fact]
    public async Task The_bluebirds_become_a_campaign_with_all_their_ratings()
    {
        string? path = SharedData.TryPath("data/crowd-bluebirds/answer.csv");
        Assert.SkipWhen(path is null, "shared/data/crowd-bluebirds is not there.");
        await _fixture.Workbench.StartJobsAsync();
        var rubric = await _fixture.RubricAsync(ItemFilesTests.BluebirdRubric);
        var file = ItemFiles.Read(path, "answer.csv", ItemFilesTests.BluebirdRubric, null, Ct).Items!;
        var campaign = await _fixture.MakeAsync(rubric, new CampaignPlan { Source = CampaignSource.File, Sampling = new SamplingPlan { Kind = SamplingKind.All } }, file);
        var decisions = await _fixture.DecisionsAsync(campaign.Id);
        Assert.Equal(4212, decisions.Count);
        Assert.Equal(39, decisions.Select(d => d.ReviewerId).Distinct().Count());
        Assert.All(decisions, d => Assert.Equal(DecisionKind.Imported, d.Kind));
        Assert.All(decisions, d => Assert.Equal(CampaignJob.RaterId(campaign.Id, d.ReviewerName), d.ReviewerId));
        Assert.Equal(108, (await _fixture.ItemsAsync(campaign.Id)).Count);
    }

    public static TheoryData<string, CampaignPlan> WrongPlans => new()
    {
        { "overlap", new CampaignPlan { Overlap = 11 } },
        { "goldShare", new CampaignPlan { GoldShare = 0.6 } },
        { "goldShare", new CampaignPlan { GoldShare = 0.1 } },
        { "repeatShare", new CampaignPlan { RepeatShare = -1 } },
        { "secondShare", new CampaignPlan { SecondShare = 1.5 } },
        { "secondShare", new CampaignPlan { SecondShare = double.NaN } },
        { "secondShare", new CampaignPlan { SecondShare = 0.05, Overlap = 2 } },
        { "deadline", new CampaignPlan { Deadline = DateTimeOffset.UnixEpoch } },
        { "sampling.items", new CampaignPlan { Sampling = new SamplingPlan { Items = 100_001 } } },
        { "sampling.stratifyBy", new CampaignPlan { Sampling = new SamplingPlan { Kind = SamplingKind.Stratified } } },
        { "sampling.stratifyBy", new CampaignPlan { Sampling = new SamplingPlan { StratifyBy = "colour" } } },
        { "sampling.kind", new CampaignPlan { Sampling = new SamplingPlan { Kind = SamplingKind.Surprise } } },
        { "acceptance.rejectableRate", new CampaignPlan { Acceptance = new AcceptancePlan { Kind = AcceptanceKind.Sequential, RejectableRate = 0.01 } } },
        { "acceptance.acceptanceNumber", new CampaignPlan { Acceptance = new AcceptancePlan { Kind = AcceptanceKind.Fixed, AcceptanceNumber = 80 } } },
        { "acceptance.risks", new CampaignPlan { Acceptance = new AcceptancePlan { Kind = AcceptanceKind.Sequential, ProducerRisk = 0 } } },
        { "reviewers", new CampaignPlan { Reviewers = [new CampaignAssignment(Guid.NewGuid(), "Nobody")] } },
        { "reviewers", new CampaignPlan { MostPerPerson = 0 } },
    };

    [Theory]
    [MemberData(nameof(WrongPlans))]
    public async Task A_wrong_plan_is_refused_at_the_setting(string path, CampaignPlan plan)
    {
        var rubric = await _fixture.RubricAsync(CampaignFixture.Plausible);
        var made = await _fixture.Making.CreateAsync(_fixture.Lead, "Wrong", rubric, plan with { Source = CampaignSource.File }, CampaignFixture.File(3), Guid.CreateVersion7(), Ct);
        Assert.Equal([path], made.Problems.Select(p => p.Path));
        Assert.False(made.Succeeded);
    }

    [Fact]
    public async Task What_the_workspace_lacks_is_told_and_others_may_not_make_campaigns()
    {
        var rubric = await _fixture.RubricAsync(CampaignFixture.Plausible);
        var making = _fixture.Making;
        Assert.Equal(["name", "rubric", "run"], await PathsAsync("", new RubricVersionId(Guid.NewGuid()), new CampaignPlan()));
        Assert.Equal(["run"], await PathsAsync("Gone", rubric, new CampaignPlan { RunId = Guid.NewGuid() }));
        Assert.Equal(["file"], await PathsAsync("No file", rubric, new CampaignPlan { Source = CampaignSource.File }));
        Assert.Equal(["rubric", "showsRealRows", "run"], await PathsAsync("Pairs", rubric, new CampaignPlan { Source = CampaignSource.BlindPairs }));
        await Assert.ThrowsAsync<NotAllowedException>(() => making.CreateAsync(_fixture.Workbench.Reviewer, "Mine", rubric, new CampaignPlan { Source = CampaignSource.File }, CampaignFixture.File(1), Guid.CreateVersion7(), Ct));
        var file = new CampaignPlan { Source = CampaignSource.File };
        Assert.True((await making.CreateAsync(_fixture.Lead, "Same", rubric, file, CampaignFixture.File(1), Guid.CreateVersion7(), Ct)).Succeeded);
        Assert.Equal(["name"], (await making.CreateAsync(_fixture.Lead, "Same", rubric, file, CampaignFixture.File(1), Guid.CreateVersion7(), Ct)).Problems.Select(p => p.Path));

        async Task<IEnumerable<string>> PathsAsync(string name, RubricVersionId version, CampaignPlan plan) =>
            (await making.CreateAsync(_fixture.Lead, name, version, plan, null, Guid.CreateVersion7(), Ct)).Problems.Select(p => p.Path);
    }

    private async Task<HashSet<string>> HoldoutAsync(Guid run)
    {
        DatasetVersionId reference;
        await using (var db = await _fixture.ReadAsync())
            reference = (await db.Set<GenerationRun>().FirstAsync(r => r.Id == new RunId(run), Ct)).Reference!.Value;
        var holdout = (await _fixture.Workbench.Get<DatasetTables>().LoadSplitAsync(_fixture.Lead.WorkspaceId, reference, Ct)).Holdout;
        return [.. Enumerable.Range(0, holdout.RowCount).Select(r => string.Join('|', holdout.Columns.Select(c => c.Format(r))))];
    }
}
