using System.Collections.Immutable;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>An event as read for a person; without its content where they may only know that it happened.</summary>
internal sealed record KnownEvent(int Sequence, string Kind, ReviewItemId? ItemId, Guid ActorId, string ActorName, DateTimeOffset At, string Hash, string? Json);

/// <summary>What a person may know of a session's log.</summary>
/// <param name="Revealed">The items whose answers are shown; null stands for all of them.</param>
/// <param name="Last">Sequence of the last event read.</param>
/// <param name="Log">The events with their content, in order.</param>
/// <param name="Done">Who has answered what, without the answers.</param>
/// <param name="Voted">Who has voted on what, without the votes.</param>
internal sealed record KnownEvents(
    bool IsLead, List<ReviewItemId?> Revealed, int Last, ImmutableList<LoggedEvent> Log, IReadOnlySet<(Guid Reviewer, ReviewItemId Item)> Done,
    IReadOnlySet<(Guid Reviewer, ReviewItemId Item)> Voted)
{
    /// <summary>With events that came after.</summary>
    public KnownEvents With(IReadOnlyList<KnownEvent> later) => later.Count == 0 ? this : this with
    {
        Last = later[^1].Sequence,
        Log = Log.AddRange(later.Where(e => e.Json is not null).Select(e => new LoggedEvent(e.Sequence, e.ActorId, e.ActorName, e.At, ReviewJson.Read<SessionEvent>(e.Json!), e.Hash))),
        Done = Added(Done, later, SessionLog.Kind<Scored>()),
        Voted = Added(Voted, later, SessionLog.Kind<Voted>()),
    };

    private static IReadOnlySet<(Guid, ReviewItemId)> Added(IReadOnlySet<(Guid, ReviewItemId)> known, IReadOnlyList<KnownEvent> later, string kind)
    {
        var more = later.Where(e => e.Kind == kind && e.ItemId is not null).Select(e => (e.ActorId, e.ItemId!.Value)).ToList();
        return more.Count == 0 ? known : new HashSet<(Guid, ReviewItemId)>(known.Concat(more));
    }
}
