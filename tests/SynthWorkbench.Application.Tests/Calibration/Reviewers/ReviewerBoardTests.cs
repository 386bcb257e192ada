using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Calibration.Reviewers;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;
using SynthWorkbench.Application.Tests.Review;
using Xunit;

namespace SynthWorkbench.Application.Tests.Calibration.Reviewers;

/// <summary>What leads read and set of reviewers, from the database.</summary>
public sealed class ReviewerBoardTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly ReviewerQuery All = new();

    [Fact]
    public async Task A_lead_reads_all_figures_and_nobody_else_does()
    {
        await using var review = await AnsweredAsync();
        var board = review.Get<ReviewerBoard>();
        var scope = (await board.ScopeAsync(review.Lead, All, None))!;
        Assert.Equal(("Plausibility", "plausible", 18, 6), (scope.Rubric.Name, scope.Criterion!.Id, scope.Answers, scope.Items));
        Assert.NotEmpty((await board.AgreementAsync(review.Lead, All, None))!.Criteria);
        Assert.Equal(3, (await board.PeopleAsync(review.Lead, All, None))!.People.Count(p => p.Answers == 6));
        Assert.Equal(6, (await board.LatentAsync(review.Lead, All, None))!.Items.Count);
        Assert.Equal(3, (await board.ChartsAsync(review.Lead, All, None))!.Count);
        Assert.NotNull((await board.PersonAsync(review.Lead, review.Reviewers[0].UserId, All, None))!.Figures);
        Assert.NotNull((await board.ParadoxAsync(review.Lead, All, None))!.Explanation);
        Assert.Null(await board.PersonAsync(review.Lead, Guid.NewGuid(), All, None));
        var me = review.Reviewers[0];
        await Assert.ThrowsAsync<NotAllowedException>(() => board.ScopeAsync(me, All, None));
        await Assert.ThrowsAsync<NotAllowedException>(() => board.AgreementAsync(me, All, None));
        await Assert.ThrowsAsync<NotAllowedException>(() => board.PeopleAsync(me, All, None));
        await Assert.ThrowsAsync<NotAllowedException>(() => board.LatentAsync(me, All, None));
        await Assert.ThrowsAsync<NotAllowedException>(() => board.ChartsAsync(me, All, None));
        await Assert.ThrowsAsync<NotAllowedException>(() => board.PersonAsync(me, me.UserId, All, None));
        await Assert.ThrowsAsync<NotAllowedException>(() => board.ParadoxAsync(me, All, None));
        await Assert.ThrowsAsync<NotAllowedException>(() => review.Get<ReviewerStandings>().ReadAsync(me, scope.Rubric.Id, None));
        await Assert.ThrowsAsync<NotAllowedException>(() => review.Get<ReviewerStandings>().SetAsync(me, new SetStanding(scope.Rubric.Id, me.UserId, StandingState.Qualified, 30, "I am good."), None));
    }

    [Fact]
    public async Task Another_workspace_sees_nothing()
    {
        await using var review = await AnsweredAsync();
        var board = review.Get<ReviewerBoard>();
        var rubric = (await board.ScopeAsync(review.Lead, All, None))!.Rubric.Id;
        await review.Get<ReviewerStandings>().SetAsync(review.Lead, new SetStanding(rubric, review.Reviewers[0].UserId, StandingState.Suspended, 0, "Ill."), None);
        var query = new ReviewerQuery(rubric);
        var elsewhere = await review.AddAsync("Lou", WorkspaceRoles.Lead, review.Stranger.WorkspaceId);
        Assert.Null(await board.ScopeAsync(elsewhere, query, None));
        Assert.Null(await board.PeopleAsync(elsewhere, query, None));
        Assert.Null(await board.PersonAsync(elsewhere, review.Reviewers[0].UserId, query, None));
        Assert.Empty(await review.Get<ReviewerStandings>().ReadAsync(elsewhere, rubric, None));
        var refused = await review.Get<ReviewerStandings>().SetAsync(elsewhere, new SetStanding(rubric, review.Reviewers[0].UserId, StandingState.Qualified, 30, "Why not?"), None);
        Assert.Contains("not in this workspace", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_of_a_session_are_not_read_and_what_it_agreed_on_is_right_for_the_same_content()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var board = session.Review.Get<ReviewerBoard>();
        Assert.Null(await board.ScopeAsync(session.Lead, All, None));
        var view = await session.SeeAsync(session.Lead);
        foreach (var item in view.Room.Plan.Items)
            await session.DoneAsync(session.Lead, SessionFixture.Right(item.Item, "no"));
        var agreed = view.Room.Plan.Items.Select(i => i.Source).ToHashSet();
        int known = 0;
        for (int i = 0; i < 12; i++)
        {
            var item = await session.Review.TakeAsync(session.Reviewers[0]);
            await session.Review.SubmitAsync(session.Reviewers[0], item.Item, ReviewFixture.Yes);
            known += agreed.Contains(item.Item) ? 1 : 0;
        }

        Assert.True(known > 0);
        var person = (await board.PersonAsync(session.Lead, session.Reviewers[0].UserId, All, None))!;
        Assert.Equal(12, person.Figures!.Answers);
        Assert.True(person.Figures.Gold.Right.Of >= known);
        Assert.Equal(0, person.Figures.Gold.Right.Times);
    }

    [Fact]
    public async Task The_period_leaves_older_answers_out()
    {
        await using var review = await AnsweredAsync();
        review.Time.Advance(TimeSpan.FromDays(40));
        var board = review.Get<ReviewerBoard>();
        Assert.Equal(0, (await board.ScopeAsync(review.Lead, new ReviewerQuery(Days: 30), None))!.Answers);
        Assert.Equal(18, (await board.ScopeAsync(review.Lead, new ReviewerQuery(Days: 90), None))!.Answers);
        var people = (await board.PeopleAsync(review.Lead, new ReviewerQuery(Days: 30), None))!;
        Assert.All(people.People, p => Assert.NotNull(p.Gold.Reason));
        Assert.Contains("no ratings", people.Severity!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_standing_is_set_with_a_reason_kept_with_its_history_audited_and_governs_the_queue()
    {
        await using var review = await ReviewFixture.CreateAsync(6);
        var standings = review.Get<ReviewerStandings>();
        var rubric = await review.ReadAsync(async db => (await db.Set<RubricDefinition>().FirstAsync()).Id);
        var remy = review.Reviewers[0].UserId;
        Assert.Contains("why", (await standings.SetAsync(review.Lead, new SetStanding(rubric, remy, StandingState.Qualified, 30, " "), None)).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 730", (await standings.SetAsync(review.Lead, new SetStanding(rubric, remy, StandingState.Qualified, 0, "Good."), None)).Message, StringComparison.Ordinal);
        Assert.Contains("no reviewer", (await standings.SetAsync(review.Lead, new SetStanding(rubric, Guid.NewGuid(), StandingState.Qualified, 30, "Good."), None)).Message, StringComparison.Ordinal);
        Assert.Empty(await standings.ReadAsync(review.Lead, rubric, None));

        Assert.True((await standings.SetAsync(review.Lead, new SetStanding(rubric, remy, StandingState.Qualified, 30, "Twelve of twelve."), None)).Done);
        Assert.Equal(StandingState.Qualified, (await standings.ReadAsync(review.Lead, rubric, None))[remy].Now);
        review.Time.Advance(TimeSpan.FromDays(31));
        var ranOut = (await standings.ReadAsync(review.Lead, rubric, None))[remy];
        Assert.Equal((StandingState.Probation, true), (ranOut.Now!.Value, ranOut.HasRunOut));
        Assert.True((await standings.SetAsync(review.Lead, new SetStanding(rubric, remy, StandingState.Suspended, 0, "Errors on gold."), None)).Done);
        var now = (await standings.ReadAsync(review.Lead, rubric, None))[remy];
        Assert.Equal(["Errors on gold.", "Twelve of twelve."], now.History.Select(h => h.Reason));
        Assert.Null((await review.Queue.NextAsync(review.Reviewers[0], review.Campaign, null, None)).Item);
        Assert.NotNull((await review.Queue.NextAsync(review.Reviewers[1], review.Campaign, null, None)).Item);
        var entries = await review.ReadAsync(db => db.Set<AuditEntry>().Where(e => e.Action == "reviewer.standing-set").OrderBy(e => e.Sequence).ToListAsync());
        Assert.Equal(2, entries.Count);
        Assert.Contains("Errors on gold.", entries[1].After, StringComparison.Ordinal);
    }

    /// <summary>Three people answer six items; the first one differs on some.</summary>
    private static async Task<ReviewFixture> AnsweredAsync()
    {
        var review = await ReviewFixture.CreateAsync(6, new CampaignPlan { Overlap = 3 });
        foreach (var reviewer in review.Reviewers)
        {
            for (int i = 0; i < 6; i++)
            {
                var item = await review.TakeAsync(reviewer);
                await review.SubmitAsync(reviewer, item.Item, item.Number % 2 == 0 || (item.Number == 1 && reviewer == review.Reviewers[0]) ? ReviewFixture.No : ReviewFixture.Yes);
            }
        }

        return review;
    }
}
