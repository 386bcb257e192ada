using System.Collections.Immutable;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Tests.Review;
using Xunit;

namespace SynthWorkbench.Application.Tests.Calibration;

/// <summary>A session over items of a campaign, with three reviewers and a lead who does not score.</summary>
internal sealed class SessionFixture(ReviewFixture review) : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly Dictionary<Guid, RoomView> _seen = [];

    public ReviewFixture Review { get; } = review;

    public CalibrationSessionId Session { get; private set; }

    public Actor Lead => Review.Lead;

    public Actor[] Reviewers => Review.Reviewers;

    public static async Task<SessionFixture> CreateAsync(int items = 4, Func<SessionPlan, SessionPlan>? change = null)
    {
        var fixture = new SessionFixture(await ReviewFixture.CreateAsync(Math.Max(items, 12)));
        var made = await fixture.PlanAsync("Spring", items, change);
        Assert.True(made.Succeeded, string.Join('\n', made.Problems));
        fixture.Session = made.Session.Value;
        return fixture;
    }

    public Task<SessionMade> PlanAsync(string name, int items, Func<SessionPlan, SessionPlan>? change = null, Guid? command = null)
    {
        var plan = new SessionPlan { Source = Review.Campaign.Value, Items = items, RepeatShare = 0, Reviewers = [.. Reviewers.Select(r => new SessionReviewer(r.UserId, r.Name))] };
        return Review.Get<CalibrationPlanning>().CreateAsync(Lead, name, change?.Invoke(plan) ?? plan, command ?? Guid.NewGuid(), None);
    }

    /// <summary>What a person sees. Who has looked before is also given only what happened since, as a page does, and must see the same.</summary>
    public async Task<RoomView> SeeAsync(Actor who)
    {
        var board = Review.Get<SessionBoard>();
        var view = await board.GetAsync(who, Session, null, None) ?? throw new InvalidOperationException($"{who.Name} sees no session.");
        if (_seen.TryGetValue(who.UserId, out var before))
        {
            var since = (await board.GetAsync(who, Session, before, None))!;
            Assert.Equal(view.Room.Log.Select(e => (e.Sequence, e.ActorId, e.At, ReviewJson.Write(e.What), e.Hash)), since.Room.Log.Select(e => (e.Sequence, e.ActorId, e.At, ReviewJson.Write(e.What), e.Hash)));
            Assert.True(view.Done.SetEquals(since.Done));
            Assert.True(view.Voted.SetEquals(since.Voted));
            Assert.Equal(view.Room.Plan.Items.Select(i => view.Differences.Disagreement(i.Item)), since.Room.Plan.Items.Select(i => since.Differences.Disagreement(i.Item)));
        }

        return _seen[who.UserId] = view;
    }

    /// <summary>Everything that a person knows of the room, and what they are told of themselves.</summary>
    public async Task<string> DescribeAsync(Actor who)
    {
        var view = await SeeAsync(who);
        var room = view.Room;
        return ReviewJson.Write(new
        {
            view.Name, view.Scoring, view.RubricName, view.RubricNumber, view.IsLead, view.IsReviewer, room.Phase, room.Head, room.Freeze, room.Focus, room.FocusedAt, room.NamesAreShown, room.HasFeedback, room.Amendment, room.Again, room.Plan,
            Log = room.Log.Select(e => new { e.Sequence, e.ActorId, e.ActorName, e.At, e.What, e.Hash }), room.Remarks, Answers = Lines(room.Answers), Repeats = Lines(room.Repeats), Votes = Lines(room.Votes),
            Agreed = room.Agreed.OrderBy(a => a.Key.Value).Select(a => new { a.Key, a.Value.What, a.Value.By, Signers = a.Value.Signers.Select(s => s.Name) }), Causes = room.Causes.Select(c => $"{c.Key} {c.Value}").Order(StringComparer.Ordinal),
            Known = room.Known.Select(k => $"{k.Key} {ReviewJson.Write(k.Value)}").Order(StringComparer.Ordinal), Parked = room.ParkedItems.OrderBy(i => i.Value), Shown = room.Plan.Items.Select(i => (room.IsShown(i.Item), room.IsVoteOpen(i.Item), room.IsVoteClosed(i.Item)).ToString()),
            Standings = room.Standings.OrderBy(s => s.Key).Select(s => s.Value), Signatures = room.Signatures.Select(s => $"{s.Name} {s.At:O} {s.Digest}"), Done = view.Done.Select(d => d.ToString()).Order(StringComparer.Ordinal),
            Voted = view.Voted.Select(v => v.ToString()).Order(StringComparer.Ordinal), Names = view.Reviewers.Select(r => view.NameOf(r.UserId)), Feedback = await Review.Get<SessionBoard>().FeedbackAsync(who, Session, None),
            Minutes = (await Review.Get<SessionMinutes>().WriteAsync(who, Session, None))?.Markdown,
        });

        static IEnumerable<string> Lines(IReadOnlyDictionary<(Guid Reviewer, ReviewItemId Item), ReviewAnswers> answers) => answers.Select(a => $"{a.Key} {ReviewJson.Write(a.Value)}").Order(StringComparer.Ordinal);
    }

    public Task<SessionResult> DoAsync(Actor who, SessionEvent what, Guid? operation = null) => Review.Get<SessionActions>().DoAsync(who, Session, operation ?? Guid.NewGuid(), what, None);

    public async Task DoneAsync(Actor who, SessionEvent what)
    {
        var result = await DoAsync(who, what);
        Assert.True(result.Done, result.Message);
    }

    /// <summary>A reviewer answers every item, by its number.</summary>
    public async Task ScoreAsync(Actor who, Func<int, ReviewAnswers> answer, int most = int.MaxValue)
    {
        var view = await SeeAsync(who);
        for (int i = 0; i < most; i++)
        {
            var next = await Review.Queue.NextAsync(who, view.Scoring, null, None);
            if (next.Item is not { } item)
                return;
            var result = await Review.Decisions.SubmitAsync(who, new Submission(Guid.NewGuid(), item.Item, Sure(answer(item.Number))), None);
            Assert.True(result.IsKept, result.Message ?? string.Join('\n', result.Problems ?? []));
        }
    }

    public static ReviewAnswers Sure(ReviewAnswers answers, string confidence = "0.9") => answers.With(AskedRubric.Confidence, new CriterionAnswer { Value = confidence });

    /// <summary>Everybody scores (item 1 is disputed, the others are not), and the answers are frozen and shown.</summary>
    public async Task RevealAsync()
    {
        for (int r = 0; r < Reviewers.Length; r++)
        {
            bool odd = r == 0;
            await ScoreAsync(Reviewers[r], number => number == 1 && odd ? ReviewFixture.No : number % 2 == 0 ? ReviewFixture.No : ReviewFixture.Yes);
        }

        await DoneAsync(Lead, new Frozen("", 0, 0, null));
        await DoneAsync(Lead, new Revealed(null, []));
    }

    public static Reconciled Right(ReviewItemId item, string value) =>
        new(item, ImmutableSortedDictionary<string, GoldValue>.Empty.Add("plausible", new GoldValue(GoldKind.Value) { Values = [value] }), "The guideline says so.");

    public ValueTask DisposeAsync() => Review.DisposeAsync();
}
