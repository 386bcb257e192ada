using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;
using SynthWorkbench.Application.Tests.Review;
using Xunit;

namespace SynthWorkbench.Application.Tests.Calibration;

/// <summary>A session from plan to signed minutes: nobody sees what is hidden, nothing changes once frozen, and the log says it all.</summary>
public sealed class SessionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Before_the_reveal_nobody_is_given_anothers_answer_not_even_the_lead()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.ScoreAsync(session.Reviewers[0], _ => ReviewFixture.No);
        foreach (var other in new[] { session.Lead, session.Reviewers[1] })
        {
            var view = await session.SeeAsync(other);
            Assert.Empty(view.Room.Answers);
            Assert.DoesNotContain(view.Room.Log, e => e.What is Scored);
            Assert.Equal(4, view.Done.Count(d => d.Reviewer == session.Reviewers[0].UserId));
        }

        Assert.Equal(4, (await session.SeeAsync(session.Reviewers[0])).Room.Answers.Count);
    }

    [Fact]
    public async Task No_other_page_of_a_lead_shows_the_scoring()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.ScoreAsync(session.Reviewers[0], _ => ReviewFixture.No);
        var view = await session.SeeAsync(session.Lead);
        var item = view.Room.Plan.Items[0].Item;
        Assert.Null(await session.Review.Get<CampaignBoard>().GetAsync(session.Lead, view.Scoring, None));
        Assert.Null(await session.Review.Get<CampaignLead>().CaseAsync(session.Lead, item, None));
        Assert.False((await session.Review.Get<CampaignLead>().AdjudicateAsync(session.Lead, item, ReviewFixture.Yes, ErrorClasses.All[0], "", false, null, None)).Done);
        Assert.False((await session.Review.Get<CampaignLead>().CloseAsync(session.Lead, view.Scoring, None)).Done);
        Assert.DoesNotContain(await session.Review.Get<CampaignList>().ListAsync(session.Lead, None), c => c.Id == view.Scoring);
        Assert.Null(await session.Review.Get<Application.Review.Exchange.ReviewExport>().OpenAsync(session.Lead, view.Scoring, Application.Review.Exchange.ReviewFormat.Csv, true, None));
        Assert.Null(await session.Review.Get<SessionBoard>().ItemAsync(session.Reviewers[1], await session.SeeAsync(session.Reviewers[1]), item, None));
        Assert.Empty(await session.Review.Get<SessionBoard>().FeedbackAsync(session.Lead, session.Session, None));
    }

    [Fact]
    public async Task Answers_of_one_item_are_shown_and_no_others()
    {
        await using var session = await SessionFixture.CreateAsync();
        foreach (var reviewer in session.Reviewers)
            await session.ScoreAsync(reviewer, _ => ReviewFixture.Yes);
        var item = (await session.SeeAsync(session.Lead)).Room.Plan.Items[2].Item;
        Assert.False((await session.DoAsync(session.Lead, new Revealed(item, []))).Done);
        await session.DoneAsync(session.Lead, new Frozen("", 0, 0, null));
        await session.DoneAsync(session.Lead, new Revealed(item, []));
        var view = await session.SeeAsync(session.Lead);
        Assert.Equal(3, view.Room.Answers.Count);
        Assert.All(view.Room.Answers.Keys, k => Assert.Equal(item, k.Item));
        var board = session.Review.Get<SessionBoard>();
        Assert.NotNull(await board.ItemAsync(session.Lead, view, item, None));
        Assert.Null(await board.ItemAsync(session.Lead, view, view.Room.Plan.Items[0].Item, None));
        Assert.Null(await board.ItemAsync(session.Reviewers[0], view, item, None));
    }

    [Fact]
    public async Task Every_reviewer_meets_the_items_in_an_order_of_their_own()
    {
        await using var session = await SessionFixture.CreateAsync(12);
        var view = await session.SeeAsync(session.Lead);
        var orders = await session.Review.ReadAsync(async db => (await db.Set<ReviewSlot>().Where(s => s.CampaignId == view.Scoring).ToListAsync()).GroupBy(s => s.KeptFor).Select(g => string.Join(',', g.OrderBy(s => s.ItemNumber).Select(s => s.ItemId.Value))).ToList());
        Assert.Equal(3, orders.Count);
        Assert.Equal(3, orders.Distinct().Count());
    }

    [Fact]
    public async Task Confidence_is_asked_and_counts_for_no_agreement()
    {
        await using var session = await SessionFixture.CreateAsync();
        var view = await session.SeeAsync(session.Reviewers[0]);
        var item = (await session.Review.Queue.NextAsync(session.Reviewers[0], view.Scoring, null, None)).Item!;
        Assert.Contains(item.Rubric.Criteria, c => c.Id == AskedRubric.Confidence);
        var refused = await session.Review.Decisions.SubmitAsync(session.Reviewers[0], new Submission(Guid.NewGuid(), item.Item, ReviewFixture.Yes), None);
        Assert.Equal(SubmissionOutcome.Incomplete, refused.Outcome);
        Assert.Equal(AskedRubric.Confidence, Assert.Single(refused.Problems!).Criterion);
        Assert.True(AnswerRules.Agree(view.Rubric, SessionFixture.Sure(ReviewFixture.Yes, "0.5"), SessionFixture.Sure(ReviewFixture.Yes, "0.99")));
    }

    [Fact]
    public async Task Freezing_needs_the_quorum_or_a_reason_and_ends_the_scoring()
    {
        await using var session = await SessionFixture.CreateAsync();
        Assert.Contains("Nobody", (await session.DoAsync(session.Lead, new Frozen("", 0, 0, "late"))).Message, StringComparison.Ordinal);
        await session.ScoreAsync(session.Reviewers[0], _ => ReviewFixture.Yes, most: 2);
        Assert.Contains("2 of 12", (await session.DoAsync(session.Lead, new Frozen("", 0, 0, null))).Message, StringComparison.Ordinal);
        Assert.False((await session.DoAsync(session.Reviewers[0], new Frozen("", 0, 0, "I want to"))).Done);
        await session.DoneAsync(session.Lead, new Frozen("", 0, 0, "Two are ill."));
        var view = await session.SeeAsync(session.Lead);
        Assert.Equal((2, 10, "Two are ill."), (view.Room.Freeze!.Answers, view.Room.Freeze.Missing, view.Room.Freeze.Reason));
        Assert.Null((await session.Review.Queue.NextAsync(session.Reviewers[1], view.Scoring, null, None)).Item);
        var late = await session.Review.Decisions.SubmitAsync(session.Reviewers[0], new Submission(Guid.NewGuid(), view.Room.Plan.Items[0].Item, SessionFixture.Sure(ReviewFixture.No)), None);
        Assert.Equal(SubmissionOutcome.Refused, late.Outcome);
    }

    [Fact]
    public async Task A_correction_before_the_freeze_counts_and_both_answers_are_kept()
    {
        await using var session = await SessionFixture.CreateAsync();
        var me = session.Reviewers[0];
        await session.ScoreAsync(me, _ => ReviewFixture.Yes);
        var view = await session.SeeAsync(me);
        var item = view.Room.Plan.Items[0].Item;
        var mine = (await session.Review.Get<ReviewHistory>().OpenAsync(me, item, None))!;
        await session.Review.Decisions.SubmitAsync(me, new Submission(Guid.NewGuid(), item, SessionFixture.Sure(ReviewFixture.No), Supersedes: mine.Decision), None);
        view = await session.SeeAsync(me);
        Assert.Equal("no", view.Room.Answers[(me.UserId, item)].Of("plausible")!.Value);
        Assert.Equal(5, view.Room.Log.Count(e => e.What is Scored));
    }

    [Fact]
    public async Task The_lead_speaks_last_and_what_is_agreed_is_signed()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var item = (await session.SeeAsync(session.Lead)).Room.Plan.Items[0].Item;
        Assert.Contains("speaks last", (await session.DoAsync(session.Lead, new Remarked(item, "Clearly no."))).Message, StringComparison.Ordinal);
        foreach (var reviewer in session.Reviewers)
            await session.DoneAsync(reviewer, new Remarked(item, ""));
        await session.DoneAsync(session.Lead, new Remarked(item, "Clearly no."));
        Assert.False((await session.DoAsync(session.Reviewers[0], new Signed(item))).Done);
        Assert.False((await session.DoAsync(session.Lead, SessionFixture.Right(item, "perhaps"))).Done);
        Assert.False((await session.DoAsync(session.Lead, SessionFixture.Right(item, "yes") with { Rationale = " " })).Done);
        await session.DoneAsync(session.Lead, SessionFixture.Right(item, "yes"));
        await session.DoneAsync(session.Reviewers[1], new Signed(item));
        await session.DoneAsync(session.Reviewers[1], new Signed(item));
        Assert.Equal(2, (await session.SeeAsync(session.Lead)).Room.Agreed[item].Signers.Count);
        await session.DoneAsync(session.Lead, SessionFixture.Right(item, "no"));
        Assert.Single((await session.SeeAsync(session.Lead)).Room.Agreed[item].Signers);
    }

    [Fact]
    public async Task A_second_vote_is_private_until_it_is_closed()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var item = (await session.SeeAsync(session.Lead)).Room.Plan.Items[0].Item;
        Assert.False((await session.DoAsync(session.Reviewers[0], new Voted(item, ReviewFixture.Yes))).Done);
        await session.DoneAsync(session.Lead, new VoteOpened(item));
        await session.DoneAsync(session.Reviewers[0], new Voted(item, ReviewFixture.Yes));
        Assert.False((await session.DoAsync(session.Lead, new Voted(item, ReviewFixture.Yes))).Done);
        Assert.Empty((await session.SeeAsync(session.Reviewers[1])).Room.Votes);
        Assert.Contains((session.Reviewers[0].UserId, item), (await session.SeeAsync(session.Lead)).Voted);
        await session.DoneAsync(session.Lead, new VoteClosed(item));
        Assert.Single((await session.SeeAsync(session.Reviewers[1])).Room.Votes);
        Assert.NotNull(SessionAgreement.Of((await session.SeeAsync(session.Lead)).Room, ReviewFixture.Rubric)[0].After);

        // Once more: what was voted before is known, what is voted now is not until it ends.
        await session.DoneAsync(session.Lead, new VoteOpened(item));
        await session.DoneAsync(session.Reviewers[0], new Voted(item, ReviewFixture.No));
        var other = await session.SeeAsync(session.Reviewers[1]);
        Assert.Equal("yes", other.Room.Votes[(session.Reviewers[0].UserId, item)].Of("plausible")!.Value);
        Assert.False(other.Room.IsVoteClosed(item));
        Assert.Null(SessionAgreement.Of(other.Room, ReviewFixture.Rubric)[0].After);
        await session.DoneAsync(session.Lead, new VoteClosed(item));
        Assert.Equal("no", (await session.SeeAsync(session.Reviewers[1])).Room.Votes[(session.Reviewers[0].UserId, item)].Of("plausible")!.Value);
    }

    [Fact]
    public async Task Feedback_is_given_once_the_lead_says_so_and_to_the_person_alone()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var board = session.Review.Get<SessionBoard>();
        var view = await session.SeeAsync(session.Lead);
        await session.DoneAsync(session.Lead, SessionFixture.Right(view.Room.Plan.Items[0].Item, "yes"));
        var me = session.Reviewers[0];
        Assert.Empty(await board.FeedbackAsync(me, session.Session, None));
        await session.DoneAsync(session.Lead, new FeedbackGiven());
        var mine = Assert.Single(await board.FeedbackAsync(me, session.Session, None));
        Assert.Equal(me.UserId, mine.Reviewer);
        Assert.Equal((0, 1), (mine.Right.Times, mine.Right.Of));
        Assert.Equal(0.81, mine.Brier!.Value, 9);
        Assert.Equal(1, Assert.Single(mine.Reread).Number);
        Assert.Equal(session.Reviewers[1].UserId, Assert.Single(await board.FeedbackAsync(session.Reviewers[1], session.Session, None)).Reviewer);
        Assert.Equal(3, (await board.FeedbackAsync(session.Lead, session.Session, None)).Count);
    }

    [Fact]
    public async Task A_standing_governs_what_the_queue_gives()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var view = await session.SeeAsync(session.Lead);
        await session.DoneAsync(session.Lead, SessionFixture.Right(view.Room.Plan.Items[0].Item, "yes"));
        var (suspended, probation, qualified) = (session.Reviewers[0], session.Reviewers[1], session.Reviewers[2]);
        Assert.Contains("below", (await session.DoAsync(session.Lead, new Qualified(suspended.UserId, suspended.Name, StandingState.Qualified, null, 0, 1, 0.9, null))).Message, StringComparison.Ordinal);
        Assert.Contains("too few", (await session.DoAsync(session.Lead, new Qualified(suspended.UserId, suspended.Name, StandingState.Qualified, null, 9, 9, 0.9, null))).Message, StringComparison.Ordinal);
        await session.DoneAsync(session.Lead, new Qualified(suspended.UserId, suspended.Name, StandingState.Suspended, null, 0, 1, 0.9, null));
        await session.DoneAsync(session.Lead, new Qualified(probation.UserId, probation.Name, StandingState.Probation, null, 1, 1, 0.9, null));
        await session.DoneAsync(session.Lead, new Qualified(qualified.UserId, qualified.Name, StandingState.Qualified, session.Review.Time.GetUtcNow().AddDays(30), 10, 11, 0.9, null));

        var queue = session.Review.Queue;
        Assert.Contains("suspended", (await queue.NextAsync(suspended, session.Review.Campaign, null, None)).Why, StringComparison.Ordinal);
        var read = (await queue.NextAsync(probation, session.Review.Campaign, null, None)).Item!;
        await session.Review.SubmitAsync(probation, read.Item, ReviewFixture.Yes);
        Assert.Equal(ItemState.Open, await StateAsync(read.Item));
        await session.Review.SubmitAsync(qualified, read.Item, ReviewFixture.Yes);
        Assert.Equal(ItemState.Agreed, await StateAsync(read.Item));
        var alone = (await queue.NextAsync(qualified, session.Review.Campaign, null, None)).Item!;
        await session.Review.SubmitAsync(qualified, alone.Item, ReviewFixture.Yes);
        Assert.Equal(ItemState.Agreed, await StateAsync(alone.Item));

        session.Review.Time.Advance(TimeSpan.FromDays(31));
        var after = (await queue.NextAsync(qualified, session.Review.Campaign, null, None)).Item!;
        await session.Review.SubmitAsync(qualified, after.Item, ReviewFixture.Yes);
        Assert.Equal(ItemState.Open, await StateAsync(after.Item));

        Task<ItemState> StateAsync(ReviewItemId id) => session.Review.ReadAsync(db => db.Set<ReviewItem>().Where(i => i.Id == id).Select(i => i.State).FirstAsync());
    }

    [Fact]
    public async Task A_trainee_is_given_items_with_a_known_answer_only()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var trainee = session.Reviewers[0];
        await session.DoneAsync(session.Lead, new Qualified(trainee.UserId, trainee.Name, StandingState.Trainee, null, 0, 0, 0, "New here."));
        Assert.Contains("train", (await session.Review.Queue.NextAsync(trainee, session.Review.Campaign, null, None)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_minutes_are_signed_and_the_leads_signature_ends_the_session()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var minutes = session.Review.Get<SessionMinutes>();
        await session.DoneAsync(session.Reviewers[0], new MinutesSigned(""));
        var written = (await minutes.WriteAsync(session.Lead, session.Session, None))!;
        await session.DoneAsync(session.Lead, new MinutesSigned("what the page says does not matter"));
        var view = await session.SeeAsync(session.Lead);
        Assert.Equal(SessionPhase.Ended, view.Room.Phase);
        Assert.Equal(written.Digest, view.Room.Signatures[^1].Digest);
        Assert.Contains("Krippendorff", written.Markdown, StringComparison.Ordinal);
        Assert.False((await session.DoAsync(session.Lead, SessionFixture.Right(view.Room.Plan.Items[0].Item, "yes"))).Done);
        Assert.Null(await session.Review.Get<SessionBoard>().FirstBrokenAsync(session.Lead, session.Session, None));
    }

    [Fact]
    public async Task The_log_shows_that_somebody_changed_it()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        await session.Review.ReadAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE CalibrationEvents SET Json = replace(Json, '0.9', '0.5') WHERE Sequence = 3"));
        Assert.Equal(3, await session.Review.Get<SessionBoard>().FirstBrokenAsync(session.Lead, session.Session, None));
    }

    [Fact]
    public async Task The_digest_of_the_freeze_is_that_of_the_answers()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var room = (await session.SeeAsync(session.Lead)).Room;
        Assert.Equal(room.Freeze!.Digest, SessionActions.DigestOf(room));
    }

    [Fact]
    public async Task Asked_twice_it_happened_once()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var item = (await session.SeeAsync(session.Lead)).Room.Plan.Items[0].Item;
        var click = Guid.NewGuid();
        Assert.True((await session.DoAsync(session.Reviewers[0], new Remarked(item, "Once."), click)).Done);
        Assert.True((await session.DoAsync(session.Reviewers[0], new Remarked(item, "Once."), click)).Done);
        Assert.Single((await session.SeeAsync(session.Lead)).Room.Remarks);
        var command = Guid.NewGuid();
        Assert.True((await session.PlanAsync("Autumn", 4, command: command)).Succeeded);
        Assert.True((await session.PlanAsync("Autumn", 4, command: command)).Succeeded);
        Assert.Equal(2, (await session.Review.Get<SessionBoard>().ListAsync(session.Lead, None)).Count);
    }

    [Fact]
    public async Task A_room_is_rebuilt_from_its_log_at_any_point()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var item = (await session.SeeAsync(session.Lead)).Room.Plan.Items[0].Item;
        await session.DoneAsync(session.Lead, new Focused(item));
        await session.DoneAsync(session.Lead, new Parked(item, true));
        await session.DoneAsync(session.Lead, new Parked(item, false));
        await session.DoneAsync(session.Lead, SessionFixture.Right(item, "yes"));
        var log = (await session.SeeAsync(session.Lead)).Room.Log;
        var phases = log.Select((_, n) => SessionRoom.Replay(log.Take(n + 1))).ToList();
        Assert.All(phases.TakeWhile((_, n) => log[n].What is Planned or Scored), r => Assert.Equal(SessionPhase.Scoring, r.Phase));
        Assert.Equal(item, phases[^1].Focus);
        Assert.Contains(item, phases[^3].ParkedItems);
        Assert.DoesNotContain(item, phases[^1].ParkedItems);
        Assert.Empty(phases[^2].Agreed);
        Assert.Single(phases[^1].Agreed);
    }

    [Fact]
    public async Task Services_that_start_again_after_every_event_find_the_room_as_it_was()
    {
        await using var session = await SessionFixture.CreateAsync(change: p => p with { RepeatShare = 0.25 }, items: 8);
        Actor[] people = [session.Lead, .. session.Reviewers];
        await StartAgainAsync();
        for (int left = 10; left > 0; left--)
        {
            await session.ScoreAsync(session.Reviewers[0], _ => ReviewFixture.No, most: 1);
            await StartAgainAsync();
        }

        foreach (var reviewer in session.Reviewers.Skip(1))
        {
            await session.ScoreAsync(reviewer, number => number % 2 == 0 ? ReviewFixture.No : ReviewFixture.Yes);
            await StartAgainAsync();
        }

        var item = (await session.SeeAsync(session.Lead)).Room.Plan.Items[0].Item;
        await DoAsync(session.Lead, new Frozen("", 0, 0, null));
        await DoAsync(session.Lead, new Revealed(item, []));
        await DoAsync(session.Lead, new Revealed(null, []));
        await DoAsync(session.Lead, new Focused(item));
        foreach (var reviewer in session.Reviewers)
            await DoAsync(reviewer, new Remarked(item, reviewer == session.Reviewers[0] ? "I was too strict." : ""));
        await DoAsync(session.Lead, new Remarked(item, "The guideline is silent."));
        await DoAsync(session.Lead, new Caused(item, "plausible", DisagreementCause.RubricGap));
        await DoAsync(session.Lead, new Parked(item, true));
        await DoAsync(session.Lead, new Parked(item, false));
        await DoAsync(session.Lead, new VoteOpened(item));
        foreach (var reviewer in session.Reviewers)
            await DoAsync(reviewer, new Voted(item, ReviewFixture.Yes));
        await DoAsync(session.Lead, new VoteClosed(item));
        await DoAsync(session.Lead, new NamesShown(true));
        await DoAsync(session.Lead, SessionFixture.Right(item, "yes"));
        await DoAsync(session.Reviewers[1], new Signed(item));
        await DoAsync(session.Lead, new FeedbackGiven());
        await DoAsync(session.Lead, new Qualified(session.Reviewers[0].UserId, session.Reviewers[0].Name, StandingState.Probation, null, 0, 1, 0.9, null));
        await session.Review.SubmitAsync(session.Reviewers[1], (await session.Review.TakeAsync(session.Reviewers[1])).Item, ReviewFixture.Yes);
        var better = ReviewFixture.Rubric with { Criteria = ReviewFixture.Rubric.Criteria.SetItem(0, ReviewFixture.Rubric.Criteria[0] with { Guidance = "Could a clinic have seen this?" }) };
        var saved = await session.Review.Get<RubricCatalog>().SaveAsync(session.Lead, new RubricBase((await session.SeeAsync(session.Lead)).RubricId, 1), better, "Clearer", None);
        await DoAsync(session.Lead, (await session.Review.Get<RubricAmendments>().AmendmentAsync(session.Lead, session.Session, saved.Version!.Value, None))!);
        Assert.True((await session.Review.Get<RubricAmendments>().ReviewAgainAsync(session.Lead, session.Session, Guid.NewGuid(), None)).Done);
        await StartAgainAsync();
        await DoAsync(session.Reviewers[2], new MinutesSigned(""));
        await DoAsync(session.Lead, new MinutesSigned(""));

        // Nothing that can happen in a session was left out.
        var room = (await session.SeeAsync(session.Lead)).Room;
        Assert.Equal(SessionPhase.Ended, room.Phase);
        var kinds = typeof(SessionEvent).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>().Select(a => a.DerivedType.Name).Order(StringComparer.Ordinal);
        Assert.Equal(kinds, room.Log.Select(e => e.What.GetType().Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Null(await session.Review.Get<SessionBoard>().FirstBrokenAsync(session.Lead, session.Session, None));

        async Task DoAsync(Actor who, SessionEvent what)
        {
            await session.DoneAsync(who, what);
            await StartAgainAsync();
        }

        async Task StartAgainAsync()
        {
            var before = new List<string>();
            foreach (var person in people)
                before.Add(await session.DescribeAsync(person));
            await session.Review.StartAgainAsync();
            for (int i = 0; i < people.Length; i++)
                Assert.Equal(before[i], await session.DescribeAsync(people[i]));
        }
    }

    [Fact]
    public async Task Who_is_not_in_a_session_sees_and_does_nothing()
    {
        await using var session = await SessionFixture.CreateAsync(4, p => p with { Reviewers = p.Reviewers.RemoveAt(2) });
        var outside = session.Reviewers[2];
        Assert.Null(await session.Review.Get<SessionBoard>().GetAsync(outside, session.Session, null, None));
        Assert.Empty(await session.Review.Get<SessionBoard>().ListAsync(outside, None));
        Assert.Null((await session.Review.Queue.NextAsync(outside, (await session.SeeAsync(session.Lead)).Scoring, null, None)).Item);
        await session.ScoreAsync(session.Reviewers[0], _ => ReviewFixture.Yes);
        await session.DoneAsync(session.Lead, new Frozen("", 0, 0, "go"));
        await session.DoneAsync(session.Lead, new Revealed(null, []));
        Assert.False((await session.DoAsync(outside, new Remarked((await session.SeeAsync(session.Lead)).Room.Plan.Items[0].Item, "Hello"))).Done);
        await Assert.ThrowsAsync<Application.Accounts.NotAllowedException>(() => session.Review.Get<SessionBoard>().GetAsync(session.Review.Stranger with { WorkspaceId = session.Lead.WorkspaceId }, session.Session, null, None));
    }

    [Fact]
    public async Task A_plan_that_cannot_be_carried_out_says_why()
    {
        await using var session = await SessionFixture.CreateAsync();
        async Task<string> RefusedAsync(Func<SessionPlan, SessionPlan> change, string name = "Other", int items = 4)
        {
            var made = await session.PlanAsync(name, items, change);
            Assert.False(made.Succeeded);
            return string.Join(' ', made.Problems.Select(p => $"{p.Path}: {p.Message}"));
        }

        Assert.Contains("single item", await RefusedAsync(p => p, items: 1), StringComparison.Ordinal);
        Assert.Contains("12 items", await RefusedAsync(p => p, items: 50), StringComparison.Ordinal);
        Assert.Contains("reviewers", await RefusedAsync(p => p with { Reviewers = p.Reviewers[..1] }), StringComparison.Ordinal);
        Assert.Contains("no reviewer", await RefusedAsync(p => p with { Reviewers = p.Reviewers.Add(new SessionReviewer(Guid.NewGuid(), "Nobody")) }), StringComparison.Ordinal);
        Assert.Contains("shares", await RefusedAsync(p => p with { GoldShare = 0.9 }), StringComparison.Ordinal);
        Assert.Contains("source", await RefusedAsync(p => p with { Source = Guid.NewGuid() }), StringComparison.Ordinal);
        Assert.Contains("already", await RefusedAsync(p => p, name: "Spring"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_amended_rubric_names_past_decisions_and_asks_them_again_once()
    {
        await using var session = await SessionFixture.CreateAsync();
        var old = await session.Review.TakeAsync(session.Reviewers[0]);
        await session.Review.SubmitAsync(session.Reviewers[0], old.Item, ReviewFixture.Yes);
        await session.RevealAsync();
        var view = await session.SeeAsync(session.Lead);
        var better = ReviewFixture.Rubric with { Criteria = ReviewFixture.Rubric.Criteria.SetItem(0, ReviewFixture.Rubric.Criteria[0] with { Guidance = "Ask yourself whether a clinic could have seen this." }) };
        var saved = await session.Review.Get<RubricCatalog>().SaveAsync(session.Lead, new RubricBase(view.RubricId, 1), better, "Clearer", None);
        var amendments = session.Review.Get<RubricAmendments>();
        var amended = (await amendments.AmendmentAsync(session.Lead, session.Session, saved.Version!.Value, None))!;
        Assert.Equal(["plausible"], amended.Criteria);
        await session.DoneAsync(session.Lead, amended);
        var impact = (await amendments.ImpactAsync(session.Lead, session.Session, None))!;
        Assert.Equal((1, 1), (Assert.Single(impact.Campaigns).Items, impact.Campaigns[0].Decisions));
        Assert.True((await amendments.ReviewAgainAsync(session.Lead, session.Session, Guid.NewGuid(), None)).Done);
        Assert.False((await amendments.ReviewAgainAsync(session.Lead, session.Session, Guid.NewGuid(), None)).Done);
        var again = (await session.SeeAsync(session.Lead)).Room.Again[0].Campaign;
        var item = (await session.Review.Queue.NextAsync(session.Reviewers[0], again, null, None)).Item!;
        Assert.Equal((old.Digest, saved.Version.Value), (item.Digest, item.RubricVersion));
    }
}
