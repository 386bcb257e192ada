using System.Collections.Immutable;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Tests.Review;
using Xunit;

namespace SynthWorkbench.Application.Tests.Calibration.Reviewers;

/// <summary>Rows that a session agreed on are hidden among the rows of a run as they are among the items of a file.</summary>
public sealed class HiddenGoldInRunsTests : IAsyncLifetime
{
    private CampaignFixture _fixture = null!;
    private RubricVersionId _rubric;
    private RunId _run;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await CampaignFixture.CreateAsync();
        _rubric = await _fixture.RubricAsync(CampaignFixture.Plausible);
        _run = await _fixture.RunAsync();
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Rows_that_a_session_agreed_on_are_mixed_in_at_their_share_and_look_like_all_others()
    {
        await AgreeAsync(await _fixture.MakeAsync(_rubric, Rows(12, seed: 7)), items: 8);
        var plan = Rows(36, seed: 3) with { GoldShare = 0.1, Acceptance = new AcceptancePlan { Kind = AcceptanceKind.Fixed, SampleSize = 30 } };
        var campaign = await _fixture.MakeAsync(_rubric, plan);
        var items = await _fixture.ItemsAsync(campaign.Id);
        Assert.Equal(40, items.Count);
        Assert.Equal(4, items.Count(i => i.GoldJson is not null));
        Assert.All(items.Where(i => i.GoldJson is not null), i => Assert.Equal("no", ReviewJson.Read<ReviewAnswers>(i.GoldJson!).Of("fine")!.Value));

        // One in each quarter, and no row twice.
        Assert.All(Enumerable.Range(0, 4), q => Assert.Single(items.Skip(10 * q).Take(10), i => i.GoldJson is not null));
        Assert.Equal(40, items.Select(i => ReviewJson.Write(i.Content.WithoutSurprise())).Distinct(StringComparer.Ordinal).Count());
        Assert.False(File.Exists(Path.Combine(_fixture.Workbench.Folder, "campaigns", campaign.Id + ".items")));

        // The same plan and seed put the same ones at the same places.
        Assert.Equal(items.Select(i => i.Key), (await _fixture.ItemsAsync((await _fixture.MakeAsync(_rubric, plan)).Id)).Select(i => i.Key));
        Assert.NotEqual(items.FindIndex(i => i.GoldJson is not null), (await _fixture.ItemsAsync((await _fixture.MakeAsync(_rubric, Rows(36, seed: 4) with { GoldShare = 0.1 })).Id)).FindIndex(i => i.GoldJson is not null));

        // What a reviewer is given differs between the two in nothing but values.
        var person = _fixture.Workbench.Reviewer;
        var looks = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < items.Count; i++)
        {
            var given = (await _fixture.Workbench.Get<ReviewQueue>().NextAsync(person, campaign.Id, null, Ct)).Item!;
            Assert.Equal(i + 1, given.Number);
            looks.Add(ReviewJson.Write(new { Fields = given.Content.Fields.Select(f => f with { Value = null }), given.Suggestion, given.ShowsSurprise, given.Answers, given.Rubric }));
            Assert.True((await _fixture.Workbench.Get<ReviewDecisions>().SubmitAsync(person, new Submission(Guid.NewGuid(), given.Item, ReviewAnswers.Empty.With("fine", new CriterionAnswer { Value = "yes" })), Ct)).IsKept);
            if (i == 29)
            {
                // Thirty answers, of which three are to known items: those are no part of the lot.
                var lot = (await _fixture.Workbench.Get<CampaignBoard>().GetAsync(_fixture.Lead, campaign.Id, Ct))!;
                Assert.Equal((LotVerdict.Undecided, 27), (lot.Verdict, lot.Lot!.Now.Items));
            }
            else if ((await _fixture.CampaignAsync(campaign.Id)).Verdict != LotVerdict.Undecided)
            {
                break;
            }
        }

        Assert.Single(looks);
        var board = (await _fixture.Workbench.Get<CampaignBoard>().GetAsync(_fixture.Lead, campaign.Id, Ct))!;
        Assert.Equal((LotVerdict.Accepted, 30), (board.Verdict, board.Lot!.Now.Items));
        var progress = Assert.Single(board.Reviewers);
        Assert.Equal(0, progress.GoldAgreed);
        Assert.InRange(progress.Gold, 3, 4);
    }

    [Fact]
    public async Task A_row_of_the_same_run_that_is_drawn_anyway_is_not_shown_twice()
    {
        await AgreeAsync(await _fixture.MakeAsync(_rubric, Rows(12, seed: 7)), items: 8);

        // Every row of the run: all known ones are among them.
        var campaign = await _fixture.MakeAsync(_rubric, new CampaignPlan { Source = CampaignSource.RunRows, RunId = _run.Value, GoldShare = 0.1, Sampling = new SamplingPlan { Kind = SamplingKind.All } });
        var items = await _fixture.ItemsAsync(campaign.Id);
        Assert.Equal(600, items.Count);
        Assert.DoesNotContain(items, i => i.GoldJson is not null);
    }

    [Fact]
    public async Task What_looks_otherwise_is_refused_with_what_sets_it_apart()
    {
        var none = await CreateAsync(Rows(20, 1) with { GoldShare = 0.1 });
        Assert.Contains("No calibration session agreed", Assert.Single(none.Problems, p => p.Path == "goldShare").Message, StringComparison.Ordinal);

        await AgreeAsync(await _fixture.MakeAsync(_rubric, new CampaignPlan { Source = CampaignSource.File, Sampling = new SamplingPlan { Kind = SamplingKind.All } }, CampaignFixture.File(12)), items: 8);
        var other = await CreateAsync(Rows(20, 1) with { GoldShare = 0.1 });
        string message = Assert.Single(other.Problems, p => p.Path == "goldShare").Message;
        Assert.Contains("they have 'text', 'kind' and no 'sex', 'age', 'bmi', 'diagnosis', 'readmitted'", message, StringComparison.Ordinal);

        // A file takes those of files, and none of rows.
        var file = new ImportedItems("b.csv", [.. Enumerable.Range(1, 20).Select(i => new ImportedItem($"b{i}", new ItemContent { Fields = [new ItemField("text", $"Other {i}", FieldKind.Text), new ItemField("kind", "z")] }))]);
        var plan = new CampaignPlan { Source = CampaignSource.File, GoldShare = 0.2, Sampling = new SamplingPlan { Kind = SamplingKind.All } };
        await AgreeAsync(await _fixture.MakeAsync(_rubric, Rows(12, seed: 7)), items: 8);
        var gold = (await _fixture.ItemsAsync((await _fixture.MakeAsync(_rubric, plan, file)).Id)).Where(i => i.GoldJson is not null).ToList();
        Assert.Equal(5, gold.Count);
        Assert.All(gold, i => Assert.Equal(["text", "kind"], i.Content.Fields.Select(f => f.Name)));

        // Pairs look like nothing else.
        var pairs = await CreateAsync(Rows(20, 1) with { Source = CampaignSource.BlindPairs, ShowsRealRows = true, GoldShare = 0.1 });
        Assert.Contains(pairs.Problems, p => p.Path == "goldShare");
    }

    private CampaignPlan Rows(int items, long seed) => new() { Source = CampaignSource.RunRows, RunId = _run.Value, Sampling = new SamplingPlan { Items = items, Seed = seed } };

    private Task<CampaignMade> CreateAsync(CampaignPlan plan) => _fixture.Making.CreateAsync(_fixture.Lead, "Refused", _rubric, plan, null, Guid.CreateVersion7(), Ct);

    /// <summary>A session over items of a campaign, in which everybody says yes and the lead writes down that no is right.</summary>
    private async Task AgreeAsync(Campaign source, int items)
    {
        var people = new List<Actor> { _fixture.Workbench.Reviewer, await _fixture.Workbench.AddAsync("Olga" + Guid.NewGuid().ToString("N")[..4], WorkspaceRoles.Reviewer, _fixture.Lead.WorkspaceId) };
        var plan = new SessionPlan { Source = source.Id.Value, Items = items, RepeatShare = 0, Reviewers = [.. people.Select(p => new SessionReviewer(p.UserId, p.Name))] };
        var made = await _fixture.Workbench.Get<CalibrationPlanning>().CreateAsync(_fixture.Lead, "Session over " + source.Name, plan, Guid.NewGuid(), Ct);
        Assert.True(made.Succeeded, string.Join('\n', made.Problems));
        var room = (await _fixture.Workbench.Get<SessionBoard>().GetAsync(_fixture.Lead, made.Session.Value, null, Ct))!;
        var yes = SessionFixture.Sure(ReviewAnswers.Empty.With("fine", new CriterionAnswer { Value = "yes" }));
        foreach (var person in people)
        {
            while ((await _fixture.Workbench.Get<ReviewQueue>().NextAsync(person, room.Scoring, null, Ct)).Item is { } item)
                Assert.True((await _fixture.Workbench.Get<ReviewDecisions>().SubmitAsync(person, new Submission(Guid.NewGuid(), item.Item, yes), Ct)).IsKept);
        }

        await DoAsync(new Frozen("", 0, 0, null));
        await DoAsync(new Revealed(null, []));
        foreach (var planned in room.Room.Plan.Items)
            await DoAsync(new Reconciled(planned.Item, ImmutableSortedDictionary<string, GoldValue>.Empty.Add("fine", new GoldValue(GoldKind.Value) { Values = ["no"] }), "It cannot be."));

        async Task DoAsync(SessionEvent what)
        {
            var result = await _fixture.Workbench.Get<SessionActions>().DoAsync(_fixture.Lead, made.Session.Value, Guid.NewGuid(), what, Ct);
            Assert.True(result.Done, result.Message);
        }
    }
}
