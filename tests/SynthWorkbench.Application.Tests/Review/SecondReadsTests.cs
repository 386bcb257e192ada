using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Calibration.Reviewers;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

/// <summary>A share of items at random is read by a second person; which ones hangs on the seed alone.</summary>
public sealed class SecondReadsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.25)]
    public async Task The_share_is_what_the_plan_says(double share)
    {
        const int Items = 300;
        await using var review = await ReviewFixture.CreateAsync(Items, new CampaignPlan { SecondShare = share });
        await AnswerAllAsync(review, Enumerable.Range(1, Items), _ => 0);

        // Within three standard deviations of the binomial.
        double spread = Math.Sqrt(share * (1 - share) * Items);
        Assert.InRange((await WaitingAsync(review)).Count, share * Items - 3 * spread, share * Items + 3 * spread);
    }

    [Fact]
    public async Task The_same_seed_takes_the_same_items_whoever_comes_when_and_says_what()
    {
        const int Items = 60;
        var forwards = await TakenAsync(seed: 4, 0.25, Enumerable.Range(1, Items), _ => 0);
        Assert.Equal(forwards, await TakenAsync(seed: 4, 0.25, Enumerable.Range(1, Items).Reverse(), number => number % 3));
        Assert.NotEqual(forwards, await TakenAsync(seed: 5, 0.25, Enumerable.Range(1, Items), _ => 0));
        Assert.Subset((await TakenAsync(seed: 4, 0.5, Enumerable.Range(1, Items), _ => 0)).ToHashSet(), forwards.ToHashSet());

        static async Task<List<int>> TakenAsync(long seed, double share, IEnumerable<int> order, Func<int, int> reviewer)
        {
            await using var review = await ReviewFixture.CreateAsync(Items, new CampaignPlan { SecondShare = share, Sampling = new SamplingPlan { Seed = seed } });
            await AnswerAllAsync(review, order, reviewer);
            return await WaitingAsync(review);
        }
    }

    [Fact]
    public async Task Somebody_else_reads_it_without_the_first_answer_and_agreement_settles_it()
    {
        await using var review = await ReviewFixture.CreateAsync(6, new CampaignPlan { SecondShare = 1 });
        await AnswerAllAsync(review, Enumerable.Range(1, 6), _ => 0);
        var (first, second) = (review.Reviewers[0], review.Reviewers[1]);
        Assert.Null((await review.Queue.NextAsync(first, review.Campaign, null, None)).Item);
        for (int i = 0; i < 6; i++)
        {
            var item = await review.TakeAsync(second);
            Assert.Empty(item.Answers.ByCriterion);
            Assert.Equal("", item.Comment);
            Assert.Equal(SubmissionOutcome.Conflict, (await review.SubmitAsync(first, item.Item, ReviewFixture.No)).Outcome);
            Assert.Equal(SubmissionOutcome.Accepted, (await review.SubmitAsync(second, item.Item, ReviewFixture.Yes)).Outcome);
        }

        Assert.Empty(await WaitingAsync(review));
        Assert.Null((await review.Queue.NextAsync(review.Reviewers[2], review.Campaign, null, None)).Item);
        var board = (await review.Get<CampaignBoard>().GetAsync(review.Lead, review.Campaign, None))!;
        Assert.Equal((6, 6, 6, 0), (board.SecondReads, board.SecondReadsDone, board.Decided, board.Differing));
    }

    [Fact]
    public async Task Where_the_two_differ_the_item_waits_for_the_lead()
    {
        await using var review = await ReviewFixture.CreateAsync(2, new CampaignPlan { SecondShare = 1, ExtraOnDisagreement = true });
        await AnswerAllAsync(review, [1, 2], _ => 0);
        var item = await review.TakeAsync(review.Reviewers[1]);
        await review.SubmitAsync(review.Reviewers[1], item.Item, ReviewFixture.No);
        var board = (await review.Get<CampaignBoard>().GetAsync(review.Lead, review.Campaign, None))!;
        var disputed = Assert.Single(board.Disputed);
        Assert.Equal((item.Item, true), (disputed.Item, disputed.IsWaiting));
        Assert.Equal(2, (await review.Leading.CaseAsync(review.Lead, item.Item, None))!.Answers.Count);
        Assert.True((await review.Leading.AdjudicateAsync(review.Lead, item.Item, ReviewFixture.No, ErrorClasses.All[0], "", false, null, None)).Done);
        Assert.Equal(ItemState.Adjudicated, await review.ReadAsync(db => db.Set<ReviewItem>().Where(i => i.Id == item.Item).Select(i => i.State).FirstAsync()));
    }

    [Fact]
    public async Task The_newly_qualified_and_those_whose_errors_signal_are_read_more_closely()
    {
        // Hardly an item at random, and every one of those looked at more closely.
        await using var review = await ReviewFixture.CreateAsync(60, new CampaignPlan { SecondShare = 1e-9, CloserSecondShare = 1 });
        var rubric = await review.ReadAsync(db => db.Set<RubricDefinition>().Select(r => r.Id).FirstAsync());
        string known = ReviewJson.Write(ReviewFixture.Yes);
        await review.ReadAsync(db => db.Database.ExecuteSqlAsync($"UPDATE ReviewItems SET GoldJson = {known} WHERE Number > 20"));
        var standings = review.Get<ReviewerStandings>();
        var person = review.Reviewers[0];
        await AnswerAllAsync(review, [1], _ => 0);
        Assert.Empty(await WaitingAsync(review));

        Assert.True((await standings.SetAsync(review.Lead, new SetStanding(rubric, person.UserId, StandingState.Qualified, 365, "Ten of ten."), None)).Done);
        await AnswerAllAsync(review, [2], _ => 0);
        Assert.Equal([2], await WaitingAsync(review));

        review.Time.Advance(TimeSpan.FromDays(31));
        await AnswerAllAsync(review, [3], _ => 0);
        Assert.Equal([2], await WaitingAsync(review));

        // Wrong on known items again and again: from the signal on everything is read by somebody else, also what has no known answer.
        await AnswerAllAsync(review, Enumerable.Range(21, 15), _ => 0, ReviewFixture.No);
        var read = await WaitingAsync(review);
        Assert.Contains(35, read);
        Assert.DoesNotContain(21, read);
        await AnswerAllAsync(review, [4], _ => 0);
        Assert.Contains(4, await WaitingAsync(review));

        // Others are not read more closely for it.
        await AnswerAllAsync(review, [5], _ => 1);
        Assert.DoesNotContain(5, await WaitingAsync(review));
    }

    [Fact]
    public async Task An_item_that_somebody_was_asked_twice_has_a_place_left_for_a_further_reader()
    {
        await using var review = await ReviewFixture.CreateAsync(12, new CampaignPlan { Overlap = 2, ExtraOnDisagreement = true, RepeatShare = 0.5 });
        var first = review.Reviewers[0];
        for (int i = 0; i < 14; i++)
            Assert.Equal(SubmissionOutcome.Accepted, (await review.SubmitAsync(first, (await review.TakeAsync(first)).Item, ReviewFixture.Yes)).Outcome);
        Assert.NotEqual(0, await review.ReadAsync(db => db.Set<ReviewSlot>().CountAsync(s => s.IsRepeat)));
        await AnswerAllAsync(review, Enumerable.Range(1, 8), _ => 1, ReviewFixture.No);
        Assert.NotEqual(0, await review.ReadAsync(db => db.Set<ReviewSlot>().CountAsync(s => s.Place >= 2 && !s.IsRepeat)));
    }

    [Fact]
    public async Task Without_a_share_nothing_is_read_twice()
    {
        await using var review = await ReviewFixture.CreateAsync(10, new CampaignPlan { CloserSecondShare = 1 });
        await AnswerAllAsync(review, Enumerable.Range(1, 10), _ => 0);
        Assert.Empty(await WaitingAsync(review));
    }

    private static async Task AnswerAllAsync(ReviewFixture review, IEnumerable<int> numbers, Func<int, int> reviewer, ReviewAnswers? answers = null)
    {
        var ids = await review.ReadAsync(db => db.Set<ReviewItem>().Where(i => i.CampaignId == review.Campaign).ToDictionaryAsync(i => i.Number, i => i.Id));
        foreach (int number in numbers)
            Assert.Equal(SubmissionOutcome.Accepted, (await review.SubmitAsync(review.Reviewers[reviewer(number)], ids[number], answers ?? ReviewFixture.Yes)).Outcome);
    }

    /// <summary>Items that somebody has answered and that wait for a second person.</summary>
    private static Task<List<int>> WaitingAsync(ReviewFixture review) => review.ReadAsync(db =>
        db.Set<ReviewItem>().Where(i => i.State == ItemState.Open && db.Set<ReviewDecision>().Any(d => d.ItemId == i.Id)).OrderBy(i => i.Number).Select(i => i.Number).ToListAsync());
}
