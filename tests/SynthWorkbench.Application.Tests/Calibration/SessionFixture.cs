using System.Collections.Immutable;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Sessions;
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

    public async Task<RoomView> SeeAsync(Actor who) => await Review.Get<SessionBoard>().GetAsync(who, Session, None) ?? throw new InvalidOperationException($"{who.Name} sees no session.");

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
