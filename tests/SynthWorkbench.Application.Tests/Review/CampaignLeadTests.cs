using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

/// <summary>What a lead does: adjudicate, release, reassign, close.</summary>
public sealed class CampaignLeadTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Names_stay_hidden_until_the_item_is_decided_and_the_second_lead_is_told_of_the_first()
    {
        await using var review = await DisputedAsync(1);
        var item = Assert.Single((await BoardAsync(review)).Disputed);
        Assert.Equal("Plausible?", item.Criteria[0]);
        var before = (await review.Leading.CaseAsync(review.Lead, item.Item, None))!;
        Assert.All(before.Answers, a => Assert.StartsWith("Reviewer ", a.Name, StringComparison.Ordinal));
        Assert.All(before.Answers, a => Assert.DoesNotContain(review.Reviewers, r => r.Name == a.Name));
        Assert.False((await review.Leading.AdjudicateAsync(review.Lead, item.Item, ReviewFixture.No, "because", "", false, null, None)).Done);
        Assert.True((await review.Leading.AdjudicateAsync(review.Lead, item.Item, ReviewFixture.No, "Slip", "seen", false, null, None)).Done);
        var second = await review.Leading.AdjudicateAsync(review.Lead, item.Item, ReviewFixture.Yes, "Slip", "", false, null, None);
        Assert.False(second.Done);
        Assert.Contains("Lea decided this item", second.Message, StringComparison.Ordinal);
        var after = (await review.Leading.CaseAsync(review.Lead, item.Item, None))!;
        Assert.Equal(["Reviewer 0", "Reviewer 1"], after.Answers.Select(a => a.Name).Order(StringComparer.Ordinal));
        Assert.True((await review.Leading.AdjudicateAsync(review.Lead, item.Item, ReviewFixture.Yes, "Slip", "", false, after.Stands!.Id, None)).Done);
        var people = (await BoardAsync(review)).Reviewers;
        Assert.Equal((1, 0), (people.Single(p => p.Name == "Reviewer 0").Agreed, people.Single(p => p.Name == "Reviewer 1").Agreed));
    }

    [Fact]
    public async Task One_decision_settles_all_disputed_items_of_the_same_content()
    {
        await using var review = await DisputedAsync(11);
        var overview = await BoardAsync(review);
        var opened = (await review.Leading.CaseAsync(review.Lead, overview.Disputed.First(d => d.Number == 1).Item, None))!;
        Assert.Equal(2, opened.Identical);
        await review.Leading.AdjudicateAsync(review.Lead, opened.Item, ReviewFixture.Yes, "Rubric gap", "", alsoIdentical: true, null, None);
        Assert.Equal(8, (await BoardAsync(review)).Disputed.Count);
        Assert.Equal(3, await review.ReadAsync(db => db.Set<Adjudication>().CountAsync()));
    }

    [Fact]
    public async Task Closing_twice_names_who_was_first_and_a_draft_survives_closing_and_reopening()
    {
        await using var review = await ReviewFixture.CreateAsync(1);
        var item = await review.TakeAsync(review.Reviewers[0]);
        var results = await Task.WhenAll(review.Leading.CloseAsync(review.Lead, review.Campaign, None), review.Leading.CloseAsync(review.Lead, review.Campaign, None));
        Assert.Single(results, r => r.Done);
        Assert.Contains("Lea closed this campaign", results.Single(r => !r.Done).Message, StringComparison.Ordinal);
        var refused = await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.Yes);
        Assert.Equal(SubmissionOutcome.Refused, refused.Outcome);
        Assert.Equal(1, (await review.Drafts.SaveAsync(review.Reviewers[0], new DraftWrite(Guid.NewGuid(), item.Item, ReviewFixture.Yes, "", 0, 1), None)).Revision);
        Assert.True((await review.Leading.ReopenAsync(review.Lead, review.Campaign, None)).Done);
        Assert.Equal(SubmissionOutcome.Accepted, (await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.Yes)).Outcome);
    }

    [Fact]
    public async Task A_released_lease_goes_to_the_next_and_reassigned_slots_to_the_named()
    {
        await using var review = await ReviewFixture.CreateAsync(2);
        await review.TakeAsync(review.Reviewers[0]);
        var lease = Assert.Single((await BoardAsync(review)).Leases);
        Assert.Equal("Reviewer 0", lease.Name);
        Assert.True((await review.Leading.ReleaseAsync(review.Lead, lease.Slot, None)).Done);
        Assert.False((await review.Leading.ReleaseAsync(review.Lead, lease.Slot, None)).Done);
        Assert.Equal(1, (await review.TakeAsync(review.Reviewers[1])).Number);

        await using var kept = await ReviewFixture.CreateAsync(3);
        await using (var db = await kept.Get<IDbContextFactory<Application.Data.WorkbenchDbContext>>().CreateDbContextAsync())
            await db.Set<ReviewSlot>().ExecuteUpdateAsync(s => s.SetProperty(x => x.KeptFor, (Guid?)kept.Reviewers[0].UserId));
        Assert.Null((await kept.Queue.NextAsync(kept.Reviewers[1], kept.Campaign, null, None)).Item);
        Assert.True((await kept.Leading.ReassignAsync(kept.Lead, kept.Campaign, kept.Reviewers[0].UserId, new CampaignAssignment(kept.Reviewers[1].UserId, "Reviewer 1"), None)).Done);
        Assert.Equal(1, (await kept.TakeAsync(kept.Reviewers[1])).Number);
        Assert.Null((await kept.Queue.NextAsync(kept.Reviewers[0], kept.Campaign, null, None)).Item);
    }

    [Fact]
    public async Task Held_items_go_to_another_except_those_they_have_judged()
    {
        await using var review = await ReviewFixture.CreateAsync(2, new CampaignPlan { Overlap = 2 });
        var (from, to) = (review.Reviewers[0], review.Reviewers[1]);
        var first = await review.TakeAsync(from);
        await review.Queue.NextAsync(from, review.Campaign, first.Item, None);
        await review.SubmitAsync(to, (await review.TakeAsync(to)).Item, ReviewFixture.Yes);
        var result = await review.Leading.ReassignAsync(review.Lead, review.Campaign, from.UserId, new CampaignAssignment(to.UserId, "Reviewer 1"), None);
        Assert.Equal("One open item was given. 1 stayed, because Reviewer 1 judges or judged the same item.", result.Message);
        Assert.Equal(1, Assert.Single((await BoardAsync(review)).Leases).ItemNumber);
        Assert.Equal(2, (await review.TakeAsync(to)).Number);
        Assert.Equal("There was no open item to give.", (await review.Leading.ReassignAsync(review.Lead, review.Campaign, review.Reviewers[2].UserId, null, None)).Message);
    }

    [Fact]
    public async Task A_corrected_answer_speaks_to_the_lead_once()
    {
        await using var review = await ReviewFixture.CreateAsync(1);
        var item = await review.TakeAsync(review.Reviewers[0]);
        var first = await review.Decisions.SubmitAsync(review.Reviewers[0], new Submission(Guid.NewGuid(), item.Item, ReviewFixture.Yes, "A word", IsFlagged: true), None);
        await review.Decisions.SubmitAsync(review.Reviewers[0], new Submission(Guid.NewGuid(), item.Item, ReviewFixture.No, "A better word", Supersedes: first.Decision), None);
        var note = Assert.Single((await BoardAsync(review)).Notes);
        Assert.Equal(("A better word", false), (note.Text, note.IsFlagged));
    }

    [Fact]
    public async Task Imported_ratings_that_differ_are_listed_and_come_next_while_reviewers_are_still_asked()
    {
        await using var review = await ReviewFixture.CreateAsync(3);
        await using (var db = await review.Get<IDbContextFactory<Application.Data.WorkbenchDbContext>>().CreateDbContextAsync())
        {
            var version = await db.Set<RubricVersion>().IgnoreQueryFilters().FirstAsync();
            foreach (var item in await db.Set<ReviewItem>().IgnoreQueryFilters().Where(i => i.Number < 3).ToListAsync())
            {
                foreach (var (rater, answers) in new[] { ("ann", ReviewFixture.Yes), ("ben", item.Number == 1 ? ReviewFixture.No : ReviewFixture.Yes) })
                {
                    db.Add(new ReviewDecision
                    {
                        Id = DecisionId.New(), WorkspaceId = item.WorkspaceId, CampaignId = item.CampaignId, ItemId = item.Id, ReviewerId = Guid.NewGuid(), ReviewerName = rater, RubricVersionId = version.Id,
                        ItemDigest = item.Digest, Kind = DecisionKind.Imported, AnswersJson = ReviewJson.Write(answers), At = review.Time.GetUtcNow(),
                    });
                }
            }

            await db.SaveChangesAsync();
        }

        var board = await BoardAsync(review);
        Assert.Equal((1, 0, 4), (board.Differing, board.Waiting, board.Ratings));
        var listed = Assert.Single(board.Disputed);
        Assert.Equal((1, false), (listed.Number, listed.IsWaiting));
        Assert.All(board.Reviewers, r => Assert.True(r.IsImported));
        var items = await review.ReadAsync(db => db.Set<ReviewItem>().OrderBy(i => i.Number).Select(i => i.Id).ToListAsync());
        Assert.Equal([null, listed.Item, listed.Item], [await NextAsync(items[0]), await NextAsync(items[1]), await NextAsync(items[2])]);

        // One more voice makes a majority of three.
        await review.SubmitAsync(review.Reviewers[0], (await review.TakeAsync(review.Reviewers[0])).Item, ReviewFixture.No);
        Assert.Equal(0, (await BoardAsync(review)).Differing);
        Assert.Null(await NextAsync(items[1]));

        async Task<ReviewItemId?> NextAsync(ReviewItemId item) => (await review.Leading.CaseAsync(review.Lead, item, None))!.NextDisputed;
    }

    [Fact]
    public async Task The_next_disagreement_is_the_one_after_by_number_and_after_the_last_the_first()
    {
        await using var review = await DisputedAsync(3);
        var items = (await BoardAsync(review)).Disputed.OrderBy(d => d.Number).Select(d => d.Item).ToList();
        Assert.Equal([items[1], items[2], items[0]], [await NextAsync(items[0]), await NextAsync(items[1]), await NextAsync(items[2])]);
        await review.Leading.AdjudicateAsync(review.Lead, items[1], ReviewFixture.No, "Slip", "", false, null, None);
        Assert.Equal([items[2], items[2], items[0]], [await NextAsync(items[0]), await NextAsync(items[1]), await NextAsync(items[2])]);

        async Task<ReviewItemId?> NextAsync(ReviewItemId item) => (await review.Leading.CaseAsync(review.Lead, item, None))!.NextDisputed;
    }

    private static async Task<ReviewFixture> DisputedAsync(int items)
    {
        var review = await ReviewFixture.CreateAsync(items, new CampaignPlan { Overlap = 2 }, reviewers: 2);
        for (int i = 0; i < items; i++)
        {
            await review.SubmitAsync(review.Reviewers[0], (await review.TakeAsync(review.Reviewers[0])).Item, ReviewFixture.Yes);
            await review.SubmitAsync(review.Reviewers[1], (await review.TakeAsync(review.Reviewers[1])).Item, ReviewFixture.No);
        }

        return review;
    }

    private static async Task<CampaignOverview> BoardAsync(ReviewFixture review) => (await review.Get<CampaignBoard>().GetAsync(review.Lead, review.Campaign, None))!;
}
