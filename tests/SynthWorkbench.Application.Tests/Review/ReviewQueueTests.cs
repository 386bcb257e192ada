using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

/// <summary>Leases, drafts and decisions: nothing is given out twice, lost, doubled or overwritten.</summary>
public sealed class ReviewQueueTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Two_reviewers_get_different_items_and_each_keeps_theirs_over_a_reload()
    {
        await using var review = await ReviewFixture.CreateAsync(5);
        var first = await review.TakeAsync(review.Reviewers[0]);
        var second = await review.TakeAsync(review.Reviewers[1]);
        Assert.Equal((1, 2), (first.Number, second.Number));
        Assert.Equal(first.Item, (await review.TakeAsync(review.Reviewers[0])).Item);
        Assert.Equal(first.LeaseToken, (await review.TakeAsync(review.Reviewers[0])).LeaseToken);
    }

    [Fact]
    public async Task Overlap_gives_an_item_to_as_many_different_people_and_to_nobody_twice()
    {
        await using var review = await ReviewFixture.CreateAsync(1, new CampaignPlan { Overlap = 2 });
        var first = await review.TakeAsync(review.Reviewers[0]);
        Assert.Null((await review.Queue.NextAsync(review.Reviewers[0], review.Campaign, first.Item, None)).Item);
        Assert.Equal(1, Assert.Single(await review.Queue.ListAsync(review.Reviewers[2], None)).Waiting);
        Assert.Equal(1, (await review.Get<ReviewHistory>().ProgressAsync(review.Reviewers[2], review.Campaign, None)).Left);
        var second = await review.TakeAsync(review.Reviewers[1]);
        Assert.Equal(first.Item, second.Item);
        Assert.NotEqual(first.Slot, second.Slot);
        Assert.Null((await review.Queue.NextAsync(review.Reviewers[2], review.Campaign, null, None)).Item);
        await review.SubmitAsync(review.Reviewers[0], first.Item, ReviewFixture.Yes);
        Assert.Null((await review.Queue.NextAsync(review.Reviewers[0], review.Campaign, null, None)).Item);
    }

    [Fact]
    public async Task A_lease_ends_without_a_sign_of_life_and_holds_while_somebody_types()
    {
        await using var review = await ReviewFixture.CreateAsync(1);
        var (slow, quick) = (review.Reviewers[0], review.Reviewers[1]);
        var held = await review.TakeAsync(slow);
        review.Time.Advance(ReviewQueue.Lease - TimeSpan.FromSeconds(1));
        await review.Drafts.SaveAsync(slow, new DraftWrite(Guid.NewGuid(), held.Item, ReviewFixture.Yes, "", 0, 10), None);
        review.Time.Advance(ReviewQueue.Lease - TimeSpan.FromSeconds(1));
        Assert.Null((await review.Queue.NextAsync(quick, review.Campaign, null, None)).Item);
        Assert.True(await review.Queue.RenewAsync(slow, held.Slot, held.LeaseToken, None));
        review.Time.Advance(ReviewQueue.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(held.Item, (await review.TakeAsync(quick)).Item);
        Assert.False(await review.Queue.RenewAsync(slow, held.Slot, held.LeaseToken, None));
    }

    [Fact]
    public async Task A_late_answer_is_kept_as_surplus_and_fills_the_slot_where_nobody_else_has()
    {
        await using var review = await ReviewFixture.CreateAsync(2);
        var (slow, quick) = (review.Reviewers[0], review.Reviewers[1]);
        var held = await review.TakeAsync(slow);
        review.Time.Advance(ReviewQueue.Lease + TimeSpan.FromSeconds(1));
        var taken = await review.TakeAsync(quick);
        Assert.Equal(SubmissionOutcome.Accepted, (await review.SubmitAsync(quick, taken.Item, ReviewFixture.Yes)).Outcome);
        Assert.Equal(SubmissionOutcome.Surplus, (await review.SubmitAsync(slow, held.Item, ReviewFixture.No)).Outcome);
        Assert.Equal(2, await review.ReadAsync(db => db.Set<ReviewDecision>().CountAsync()));
        Assert.Equal(ItemState.Agreed, await review.ReadAsync(db => db.Set<ReviewItem>().Where(i => i.Id == held.Item).Select(i => i.State).FirstAsync()));

        var again = await review.TakeAsync(slow);
        review.Time.Advance(ReviewQueue.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(SubmissionOutcome.Accepted, (await review.SubmitAsync(slow, again.Item, ReviewFixture.Yes)).Outcome);
    }

    [Fact]
    public async Task The_same_operation_twice_is_one_decision_and_another_answer_or_comment_from_a_second_tab_is_a_conflict()
    {
        await using var review = await ReviewFixture.CreateAsync(1);
        var item = await review.TakeAsync(review.Reviewers[0]);
        var operation = Guid.NewGuid();
        Assert.Equal(SubmissionOutcome.Accepted, (await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.Yes, operation)).Outcome);
        Assert.Equal(SubmissionOutcome.Repeated, (await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.Yes, operation)).Outcome);
        Assert.Equal(SubmissionOutcome.Repeated, (await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.Yes)).Outcome);
        var conflict = await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.No);
        Assert.Equal(SubmissionOutcome.Conflict, conflict.Outcome);
        Assert.Equal("yes", conflict.Other!.Of("plausible")!.Value);
        var words = await review.Decisions.SubmitAsync(review.Reviewers[0], new Submission(Guid.NewGuid(), item.Item, ReviewFixture.Yes, "typed in the second tab"), CancellationToken.None);
        Assert.Equal((SubmissionOutcome.Conflict, ""), (words.Outcome, words.OtherComment));
        Assert.Equal(SubmissionOutcome.Accepted, (await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.No, supersedes: conflict.Decision)).Outcome);
        var all = await review.ReadAsync(db => db.Set<ReviewDecision>().ToListAsync());
        Assert.Equal(2, all.Count);
        Assert.Equal("no", Assert.Single(DecisionRecord.Standing(all)).Answers.Of("plausible")!.Value);
    }

    [Fact]
    public async Task Two_tabs_submitting_at_once_make_one_decision()
    {
        await using var review = await ReviewFixture.CreateAsync(1);
        var item = await review.TakeAsync(review.Reviewers[0]);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.Yes)));
        Assert.Single(results, r => r.Outcome == SubmissionOutcome.Accepted);
        Assert.Equal(7, results.Count(r => r.Outcome == SubmissionOutcome.Repeated));
        Assert.Equal(1, await review.ReadAsync(db => db.Set<ReviewDecision>().CountAsync()));
    }

    [Fact]
    public async Task Many_reviewers_at_once_take_every_slot_once()
    {
        await using var review = await ReviewFixture.CreateAsync(30, new CampaignPlan { Overlap = 2 }, reviewers: 8);
        await Task.WhenAll(review.Reviewers.Select(async reviewer =>
        {
            while ((await review.Queue.NextAsync(reviewer, review.Campaign, null, None)).Item is { } item)
                await review.SubmitAsync(reviewer, item.Item, ReviewFixture.Yes);
        }));
        var decisions = await review.ReadAsync(db => db.Set<ReviewDecision>().ToListAsync());
        Assert.Equal(60, decisions.Count);
        Assert.All(decisions, d => Assert.Equal(DecisionKind.Decision, d.Kind));
        Assert.Equal(60, decisions.Select(d => (d.ItemId, d.ReviewerId)).Distinct().Count());
    }

    [Fact]
    public async Task An_older_draft_never_overwrites_a_newer_one_and_the_other_state_comes_back()
    {
        await using var review = await ReviewFixture.CreateAsync(1);
        var reviewer = review.Reviewers[0];
        var item = await review.TakeAsync(reviewer);
        var operation = Guid.NewGuid();
        var first = await review.Drafts.SaveAsync(reviewer, new DraftWrite(operation, item.Item, ReviewFixture.Yes, "one", 0, 100), None);
        Assert.Equal(1, first.Revision);
        Assert.Equal(1, (await review.Drafts.SaveAsync(reviewer, new DraftWrite(operation, item.Item, ReviewFixture.Yes, "one", 0, 100), None)).Revision);
        var stale = await review.Drafts.SaveAsync(reviewer, new DraftWrite(Guid.NewGuid(), item.Item, ReviewFixture.No, "two", 0, 50), None);
        Assert.True(stale.IsConflict);
        Assert.Equal("one", stale.OtherComment);
        Assert.Equal(2, (await review.Drafts.SaveAsync(reviewer, new DraftWrite(Guid.NewGuid(), item.Item, ReviewFixture.No, "two", 1, 50), None)).Revision);
        var reloaded = await review.TakeAsync(reviewer);
        Assert.Equal(("two", "no", 2L, 100L), (reloaded.Comment, reloaded.Answers.Of("plausible")!.Value, reloaded.Revision, reloaded.ActiveMilliseconds));
    }

    [Fact]
    public async Task Incomplete_answers_are_not_taken_and_answers_to_unasked_criteria_fall_away()
    {
        await using var review = await ReviewFixture.CreateAsync(1);
        var item = await review.TakeAsync(review.Reviewers[0]);
        var incomplete = await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewAnswers.Empty.With("plausible", new CriterionAnswer { Value = "no" }));
        Assert.Equal(SubmissionOutcome.Incomplete, incomplete.Outcome);
        Assert.Equal("why", Assert.Single(incomplete.Problems!).Criterion);
        Assert.Equal(SubmissionOutcome.Incomplete, (await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewAnswers.Empty.With("plausible", new CriterionAnswer { Value = "maybe" }))).Outcome);
        await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.No.With("plausible", new CriterionAnswer { Value = "yes" }));
        var stored = (await review.ReadAsync(db => db.Set<ReviewDecision>().FirstAsync())).Answers;
        Assert.Null(stored.Of("why"));
    }

    [Fact]
    public async Task Disagreement_brings_one_more_reviewer_and_then_the_majority_stands()
    {
        await using var review = await ReviewFixture.CreateAsync(1, new CampaignPlan { Overlap = 2, ExtraOnDisagreement = true });
        foreach (var (reviewer, answers) in new[] { (review.Reviewers[0], ReviewFixture.Yes), (review.Reviewers[1], ReviewFixture.No) })
            await review.SubmitAsync(reviewer, (await review.TakeAsync(reviewer)).Item, answers);
        var third = await review.TakeAsync(review.Reviewers[2]);
        Assert.Equal(ItemState.Open, await review.ReadAsync(db => db.Set<ReviewItem>().Select(i => i.State).FirstAsync()));
        await review.SubmitAsync(review.Reviewers[2], third.Item, ReviewFixture.No);
        var item = await review.ReadAsync(db => db.Set<ReviewItem>().FirstAsync());
        Assert.Equal((ItemState.Agreed, true), (item.State, item.IsDefect));
        Assert.Equal(3, await review.ReadAsync(db => db.Set<ReviewSlot>().CountAsync()));
    }

    [Fact]
    public async Task A_skip_needs_a_reason_frees_the_slot_and_never_brings_the_item_back_to_the_same_person()
    {
        await using var review = await ReviewFixture.CreateAsync(2);
        var item = await review.TakeAsync(review.Reviewers[0]);
        Assert.Equal(SubmissionOutcome.Refused, (await review.Decisions.SkipAsync(review.Reviewers[0], Guid.NewGuid(), item.Item, " ", 0, None)).Outcome);
        Assert.Equal(SubmissionOutcome.Accepted, (await review.Decisions.SkipAsync(review.Reviewers[0], Guid.NewGuid(), item.Item, "I do not know this drug", 900, None)).Outcome);
        Assert.Equal(2, (await review.TakeAsync(review.Reviewers[0])).Number);
        Assert.Equal(1, (await review.TakeAsync(review.Reviewers[1])).Number);
    }

    [Fact]
    public async Task Sequential_acceptance_ends_the_campaign_and_no_more_items_are_asked_for()
    {
        var acceptance = new AcceptancePlan { Kind = AcceptanceKind.Sequential, AcceptableRate = 0.02, RejectableRate = 0.3, ProducerRisk = 0.05, ConsumerRisk = 0.1 };
        await using var review = await ReviewFixture.CreateAsync(40, new CampaignPlan { Acceptance = acceptance });
        int judged = 0;
        while ((await review.Queue.NextAsync(review.Reviewers[0], review.Campaign, null, None)).Item is { } item)
        {
            await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.Yes);
            judged++;
        }

        var overview = (await review.Get<CampaignBoard>().GetAsync(review.Lead, review.Campaign, None))!;
        Assert.Equal(LotVerdict.Accepted, overview.Verdict);
        Assert.Equal(overview.Lot!.Test!.FewestToAccept, judged);
        Assert.Equal(0, await review.ReadAsync(db => db.Set<ReviewSlot>().CountAsync(s => s.State == SlotState.Free)));
        Assert.Contains("verdict", (await review.Queue.NextAsync(review.Reviewers[1], review.Campaign, null, None)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fixed_plan_rejects_with_the_first_defect_too_many()
    {
        var course = LotCourse.Of(new AcceptancePlan { Kind = AcceptanceKind.Fixed, SampleSize = 10, AcceptanceNumber = 1 }, [false, true, false, true, false]);
        Assert.Equal(LotVerdict.Rejected, course.Verdict);
        Assert.Equal(LotVerdict.Undecided, LotCourse.Of(new AcceptancePlan { Kind = AcceptanceKind.Fixed, SampleSize = 10, AcceptanceNumber = 1 }, [false, true, false]).Verdict);
        Assert.Equal(LotVerdict.Accepted, LotCourse.Of(new AcceptancePlan { Kind = AcceptanceKind.Fixed, SampleSize = 3, AcceptanceNumber = 1 }, [false, true, false]).Verdict);
    }

    [Fact]
    public async Task Limits_assignment_and_deadline_hold()
    {
        await using var review = await ReviewFixture.CreateAsync(4, planOf: f => new CampaignPlan
        {
            Reviewers = [new CampaignAssignment(f.Reviewers[0].UserId, "Reviewer 0", MostItems: 1), new CampaignAssignment(f.Reviewers[1].UserId, "Reviewer 1")],
            Deadline = f.Time.GetUtcNow() + TimeSpan.FromHours(1),
        });
        await review.SubmitAsync(review.Reviewers[0], (await review.TakeAsync(review.Reviewers[0])).Item, ReviewFixture.Yes);
        Assert.Contains("most it asks", (await review.Queue.NextAsync(review.Reviewers[0], review.Campaign, null, None)).Why, StringComparison.Ordinal);
        Assert.Contains("other reviewers", (await review.Queue.NextAsync(review.Reviewers[2], review.Campaign, null, None)).Why, StringComparison.Ordinal);
        Assert.Empty(await review.Queue.ListAsync(review.Reviewers[2], None));
        review.Time.Advance(TimeSpan.FromHours(2));
        Assert.Contains("deadline", (await review.Queue.NextAsync(review.Reviewers[1], review.Campaign, null, None)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_reviewers_review_and_only_leads_lead()
    {
        await using var review = await ReviewFixture.CreateAsync(1);
        await Assert.ThrowsAsync<NotAllowedException>(() => review.Queue.NextAsync(review.Stranger, review.Campaign, null, None));
        await Assert.ThrowsAsync<NotAllowedException>(() => review.Get<CampaignBoard>().GetAsync(review.Reviewers[0], review.Campaign, None));
        await Assert.ThrowsAsync<NotAllowedException>(() => review.Leading.CloseAsync(review.Reviewers[0], review.Campaign, None));
    }

    [Fact]
    public async Task A_reviewer_taken_out_in_the_middle_of_an_item_keeps_the_draft_and_is_told()
    {
        await using var review = await ReviewFixture.CreateAsync(2, planOf: f => new CampaignPlan { Reviewers = [.. f.Reviewers.Select(r => new CampaignAssignment(r.UserId, r.Name))] });
        var item = await review.TakeAsync(review.Reviewers[0]);
        await review.Drafts.SaveAsync(review.Reviewers[0], new DraftWrite(Guid.NewGuid(), item.Item, ReviewFixture.No, "half way", 0, 1), None);
        Assert.True((await review.Leading.RemoveReviewerAsync(review.Lead, review.Campaign, review.Reviewers[0].UserId, None)).Done);
        var refused = await review.SubmitAsync(review.Reviewers[0], item.Item, ReviewFixture.No);
        Assert.Equal(SubmissionOutcome.Refused, refused.Outcome);
        Assert.Contains("draft is kept", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await review.ReadAsync(db => db.Set<ReviewDraft>().CountAsync()));
        Assert.Equal(1, (await review.TakeAsync(review.Reviewers[1])).Number);
    }

    [Fact]
    public async Task A_real_row_is_audited_each_time_somebody_is_given_it()
    {
        await using var review = await ReviewFixture.CreateAsync(2, new CampaignPlan { Source = CampaignSource.BlindPairs, ShowsRealRows = true });
        var item = await review.TakeAsync(review.Reviewers[0]);
        await review.TakeAsync(review.Reviewers[0]);
        Assert.Equal(1, await review.ReadAsync(db => db.Set<AuditEntry>().CountAsync(e => e.Action == "review.real-row-shown")));
        Assert.DoesNotContain("RealSide", System.Text.Json.JsonSerializer.Serialize(item), StringComparison.OrdinalIgnoreCase);
        await review.TakeAsync(review.Reviewers[1]);
        Assert.NotNull(await review.Leading.CaseAsync(review.Lead, item.Item, None));
        Assert.Equal(3, await review.ReadAsync(db => db.Set<AuditEntry>().CountAsync(e => e.Action == "review.real-row-shown")));
    }

    [Fact]
    public async Task A_share_of_items_comes_back_to_the_same_person_and_counts_for_the_person_alone()
    {
        await using var review = await ReviewFixture.CreateAsync(30, new CampaignPlan { RepeatShare = 0.2 });
        var reviewer = review.Reviewers[0];
        var seen = new List<ReviewItemId>();
        var numbers = new HashSet<int>();
        while ((await review.Queue.NextAsync(reviewer, review.Campaign, null, None)).Item is { } item)
        {
            bool isRepeat = seen.Contains(item.Item);

            // The number does not tell, and what is taken ahead is another item.
            Assert.True(numbers.Add(item.Number));
            Assert.NotEqual(item.Item, (await review.Queue.NextAsync(reviewer, review.Campaign, item.Item, None)).Item?.Item);
            Assert.Empty(item.Answers.ByCriterion);
            if (isRepeat)
                Assert.True(seen.Count - seen.IndexOf(item.Item) > 5);
            seen.Add(item.Item);
            var answers = isRepeat && seen.Count % 2 == 0 ? ReviewFixture.No : ReviewFixture.Yes;
            Assert.Equal(SubmissionOutcome.Accepted, (await review.SubmitAsync(reviewer, item.Item, answers)).Outcome);
            review.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(36, seen.Count);
        Assert.Equal(30, seen.Distinct().Count());
        var overview = (await review.Get<CampaignBoard>().GetAsync(review.Lead, review.Campaign, None))!;
        Assert.Equal((30, 30, 30, 30), (overview.Items, overview.Decided, overview.Slots, overview.SlotsDone));
        var person = Assert.Single(overview.Reviewers);
        Assert.Equal((30, 6), (person.Decided, person.Repeats));
        Assert.InRange(person.RepeatsAgreed, 1, 5);
        Assert.Equal(0, await review.ReadAsync(db => db.Set<ReviewItem>().CountAsync(i => i.IsDefect == true)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_blind_reviewer_is_given_no_suggestion_and_no_surprise(bool isBlind)
    {
        await using var review = await ReviewFixture.CreateAsync(1, new CampaignPlan { BlindFirst = isBlind });
        await using (var db = await review.Get<IDbContextFactory<Application.Data.WorkbenchDbContext>>().CreateDbContextAsync())
        {
            var item = await db.Set<ReviewItem>().FirstAsync();
            item.SuggestionJson = Application.Review.ReviewJson.Write(new ItemSuggestion(ReviewFixture.No, "a model", 0.8));
            item.ContentJson = Application.Review.ReviewJson.Write(new ItemContent { Fields = [new ItemField("age", "3", Bits: 9, Why: "rare")] });
            await db.SaveChangesAsync();
        }

        var given = await review.TakeAsync(review.Reviewers[0]);
        Assert.Equal(isBlind, given.Suggestion is null);
        Assert.Equal(isBlind ? 0 : 9, given.Content.Fields[0].Bits);
        Assert.Equal(isBlind, given.Content.Fields[0].Why is null);
    }

    [Fact]
    public async Task Places_kept_for_groups_are_taken_by_whoever_of_the_group_comes()
    {
        var plan = (ReviewFixture f) => new CampaignPlan
        {
            Overlap = 2,
            Reviewers = [new(f.Reviewers[0].UserId, "0", "nurses"), new(f.Reviewers[1].UserId, "1", "doctors"), new(f.Reviewers[2].UserId, "2", "doctors")],
        };
        await using var review = await ReviewFixture.CreateAsync(3, planOf: plan);
        var kept = Assignment.Balanced(plan(review), 3);
        Assert.Equal(["doctors", "nurses", "doctors", "nurses", "doctors", "nurses"], kept.Select(k => k.Group));
        await using (var db = await review.Get<IDbContextFactory<Application.Data.WorkbenchDbContext>>().CreateDbContextAsync())
            await db.Set<ReviewSlot>().ExecuteUpdateAsync(s => s.SetProperty(x => x.KeptForGroup, x => x.Place == 0 ? "doctors" : "nurses"));
        var first = await review.TakeAsync(review.Reviewers[1]);
        Assert.Equal(2, (await review.TakeAsync(review.Reviewers[2])).Number);
        Assert.Equal(1, (await review.TakeAsync(review.Reviewers[0])).Number);
        await review.SubmitAsync(review.Reviewers[1], first.Item, ReviewFixture.Yes);
        Assert.Equal(3, (await review.TakeAsync(review.Reviewers[1])).Number);
        Assert.Equal(0, (await review.Get<ReviewHistory>().ProgressAsync(review.Stranger with { WorkspaceId = review.Lead.WorkspaceId, UserId = review.Lead.UserId }, review.Campaign, None)).Left);
    }

    [Fact]
    public async Task Answers_to_items_with_a_known_one_are_held_against_it()
    {
        await using var review = await ReviewFixture.CreateAsync(2);
        await using (var db = await review.Get<IDbContextFactory<Application.Data.WorkbenchDbContext>>().CreateDbContextAsync())
            await db.Set<ReviewItem>().ExecuteUpdateAsync(s => s.SetProperty(x => x.GoldJson, Application.Review.ReviewJson.Write(ReviewFixture.Yes)));
        foreach (var answers in new[] { ReviewFixture.Yes, ReviewFixture.No })
            await review.SubmitAsync(review.Reviewers[0], (await review.TakeAsync(review.Reviewers[0])).Item, answers);
        var person = Assert.Single((await review.Get<CampaignBoard>().GetAsync(review.Lead, review.Campaign, None))!.Reviewers);
        Assert.Equal((1, 2), (person.GoldAgreed, person.Gold));
    }
}
