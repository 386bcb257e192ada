using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>How far a session is.</summary>
public enum SessionPhase
{
    /// <summary>Reviewers score, blind.</summary>
    Scoring,

    /// <summary>Answers are frozen and shown item by item; the room talks and agrees.</summary>
    Discussing,

    /// <summary>The lead has signed the minutes.</summary>
    Ended,
}

/// <summary>Something said about an item.</summary>
public sealed record Remark(ReviewItemId Item, Guid By, string Name, string Text, DateTimeOffset At);

/// <summary>What the room agreed on for an item, and who stands by it.</summary>
public sealed record Reconciliation(Reconciled What, string By, DateTimeOffset At, IReadOnlyList<(Guid UserId, string Name)> Signers);

/// <summary>An entry of the log with who and when.</summary>
public sealed record LoggedEvent(int Sequence, Guid ActorId, string ActorName, DateTimeOffset At, SessionEvent What, string Hash);

/// <summary>A session as its log says it is: nothing else is looked at. Replayed from fewer events, it is what a person who may not see the others knows.</summary>
public sealed class SessionRoom
{
    private readonly Dictionary<(Guid, ReviewItemId), ReviewAnswers> _first = [], _repeats = [], _votes = [];
    private readonly Dictionary<ReviewItemId, Reconciliation> _agreed = [];
    private readonly Dictionary<(ReviewItemId, string), DisagreementCause> _causes = [];
    private readonly Dictionary<ReviewItemId, ReviewAnswers> _known = [];
    private readonly HashSet<ReviewItemId> _shown = [], _parked = [], _votesOpen = [], _votesClosed = [];
    private readonly List<Remark> _remarks = [];
    private readonly List<LoggedEvent> _log = [];

    private SessionRoom()
    {
    }

    public Planned Plan { get; private set; } = null!;

    public SessionPhase Phase { get; private set; }

    /// <summary>The answers that count, by reviewer and item: first answers, unchanged since the freeze.</summary>
    public IReadOnlyDictionary<(Guid Reviewer, ReviewItemId Item), ReviewAnswers> Answers => _first;

    /// <summary>Second, silent answers.</summary>
    public IReadOnlyDictionary<(Guid Reviewer, ReviewItemId Item), ReviewAnswers> Repeats => _repeats;

    /// <summary>Second votes.</summary>
    public IReadOnlyDictionary<(Guid Reviewer, ReviewItemId Item), ReviewAnswers> Votes => _votes;

    public IReadOnlyDictionary<ReviewItemId, Reconciliation> Agreed => _agreed;

    public IReadOnlyDictionary<(ReviewItemId Item, string Criterion), DisagreementCause> Causes => _causes;

    /// <summary>Answers known before, of the items that are shown.</summary>
    public IReadOnlyDictionary<ReviewItemId, ReviewAnswers> Known => _known;

    public IReadOnlyList<Remark> Remarks => _remarks;

    public IReadOnlyList<LoggedEvent> Log => _log;

    public IReadOnlySet<ReviewItemId> ParkedItems => _parked;

    public Frozen? Freeze { get; private set; }

    public ReviewItemId? Focus { get; private set; }

    public DateTimeOffset? FocusedAt { get; private set; }

    public bool NamesAreShown { get; private set; }

    public bool HasFeedback { get; private set; }

    public Amended? Amendment { get; private set; }

    public IReadOnlyList<ReviewedAgain> Again { get; private set; } = [];

    /// <summary>The latest by reviewer.</summary>
    public IReadOnlyDictionary<Guid, Qualified> Standings { get; private set; } = new Dictionary<Guid, Qualified>();

    public IReadOnlyList<(Guid UserId, string Name, DateTimeOffset At, string Digest)> Signatures { get; private set; } = [];

    /// <summary>Hash of the last event.</summary>
    public string Head => _log[^1].Hash;

    /// <summary>Hash of the last event that changed which answers or votes are known: what is counted from them stays as it is while this does.</summary>
    public string AnswersHead { get; private set; } = "";

    /// <summary>Hash of the last event that did more than turn the room to an item.</summary>
    public string MatterHead { get; private set; } = "";

    public bool IsShown(ReviewItemId item) => _shown.Contains(item);

    public bool IsVoteOpen(ReviewItemId item) => _votesOpen.Contains(item);

    public bool IsVoteClosed(ReviewItemId item) => _votesClosed.Contains(item);

    public bool IsReviewer(Guid person) => Plan.Plan.Reviewers.Any(r => r.UserId == person);

    public bool IsLead(Guid person) => Plan.Plan.Lead == person;

    /// <summary>The room after these events, in order; the first one is its plan.</summary>
    public static SessionRoom Replay(IEnumerable<LoggedEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var room = new SessionRoom();
        foreach (var logged in events)
        {
            room._log.Add(logged);
            room.Apply(logged);
        }

        return room;
    }

    private void Apply(LoggedEvent logged)
    {
        if (logged.What is Scored or Revealed or Voted or VoteClosed)
            AnswersHead = logged.Hash;
        if (logged.What is not Focused)
            MatterHead = logged.Hash;
        switch (logged.What)
        {
            case Planned planned:
                Plan = planned;
                break;
            case Scored { IsRepeat: true } scored:
                _repeats[(logged.ActorId, scored.Item)] = scored.Answers;
                break;
            case Scored scored:
                _first[(logged.ActorId, scored.Item)] = scored.Answers;
                break;
            case Frozen frozen:
                (Freeze, Phase) = (frozen, SessionPhase.Discussing);
                break;
            case Revealed revealed:
                _shown.UnionWith(revealed.Item is { } one ? [one] : Plan.Items.Select(i => i.Item));
                foreach (var known in revealed.Known)
                    _known[known.Item] = known.Answers;
                break;
            case Focused focused:
                (Focus, FocusedAt) = (focused.Item, logged.At);
                break;
            case Remarked remarked:
                _remarks.Add(new Remark(remarked.Item, logged.ActorId, logged.ActorName, remarked.Text, logged.At));
                break;
            case Caused caused:
                _causes[(caused.Item, caused.Criterion)] = caused.Cause;
                break;
            case Parked parked when parked.IsParked:
                _parked.Add(parked.Item);
                break;
            case Parked parked:
                _parked.Remove(parked.Item);
                break;
            case NamesShown names:
                NamesAreShown = names.AreShown;
                break;
            case VoteOpened opened:
                _votesOpen.Add(opened.Item);
                _votesClosed.Remove(opened.Item);
                break;
            case Voted voted:
                _votes[(logged.ActorId, voted.Item)] = voted.Answers;
                break;
            case VoteClosed closed:
                _votesOpen.Remove(closed.Item);
                _votesClosed.Add(closed.Item);
                break;
            case Reconciled reconciled:
                _agreed[reconciled.Item] = new Reconciliation(reconciled, logged.ActorName, logged.At, [(logged.ActorId, logged.ActorName)]);
                break;
            case Signed signed:
                var agreed = _agreed[signed.Item];
                if (agreed.Signers.All(s => s.UserId != logged.ActorId))
                    _agreed[signed.Item] = agreed with { Signers = [.. agreed.Signers, (logged.ActorId, logged.ActorName)] };
                break;
            case Amended amended:
                Amendment = amended;
                break;
            case ReviewedAgain again:
                Again = [.. Again, again];
                break;
            case FeedbackGiven:
                HasFeedback = true;
                break;
            case Qualified qualified:
                Standings = new Dictionary<Guid, Qualified>(Standings) { [qualified.Reviewer] = qualified };
                break;
            case MinutesSigned minutes:
                Signatures = [.. Signatures, (logged.ActorId, logged.ActorName, logged.At, minutes.Digest)];
                if (IsLead(logged.ActorId))
                    Phase = SessionPhase.Ended;
                break;
            default:
                throw new InvalidOperationException($"The log holds an event that is not known: {logged.What.GetType().Name}.");
        }
    }
}
