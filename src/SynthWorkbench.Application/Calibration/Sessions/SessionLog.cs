using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>The log of a session: appended to, chained, and read by who may see what.</summary>
internal static class SessionLog
{
    /// <summary>The hash before the first event.</summary>
    public static readonly string Origin = new('0', 64);

    private static readonly FrozenDictionary<Type, string> Kinds = typeof(SessionEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().ToFrozenDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    /// <summary>The name under which an event is kept and asked for.</summary>
    public static string Kind<TEvent>()
        where TEvent : SessionEvent => Kinds[typeof(TEvent)];

    /// <summary>Adds an event within the caller's change; false where the operation is in the log already.</summary>
    public static async Task<bool> AppendAsync(WorkbenchChange change, CalibrationSessionId session, Guid operation, SessionEvent what, CancellationToken ct)
    {
        if (await change.Db.Set<CalibrationEvent>().AnyAsync(e => e.Id == operation, ct))
            return false;
        var head = change.Db.Set<CalibrationEvent>().Local.Where(e => e.SessionId == session).OrderByDescending(e => e.Sequence).Select(e => new { e.Sequence, e.Hash }).FirstOrDefault()
            ?? await change.Db.Set<CalibrationEvent>().AsNoTracking().Where(e => e.SessionId == session).OrderByDescending(e => e.Sequence).Select(e => new { e.Sequence, e.Hash }).FirstOrDefaultAsync(ct);
        var entry = new CalibrationEvent
        {
            Id = operation, SessionId = session, Sequence = (head?.Sequence ?? 0) + 1, Kind = Kinds[what.GetType()], ItemId = what.About, ActorId = change.Actor.UserId, ActorName = change.Actor.Name, At = change.Now,
            Json = ReviewJson.Write(what), Hash = "",
        };
        entry.Hash = HashOf(head?.Hash ?? Origin, entry);
        change.Db.Add(entry);
        return true;
    }

    /// <summary>Every event, in order.</summary>
    public static async Task<List<LoggedEvent>> ReadAsync(WorkbenchDbContext db, CalibrationSessionId session, CancellationToken ct) =>
        Logged(await db.Set<CalibrationEvent>().AsNoTracking().Where(e => e.SessionId == session).OrderBy(e => e.Sequence).ToListAsync(ct));

    /// <summary>
    /// The events that a person may know of. Others' answers are read only for items that are shown, their votes only once the vote is closed, and what others achieved never unless the person leads:
    /// what must stay hidden does not leave the database; of hidden answers and votes only that they were given does.
    /// </summary>
    /// <param name="before">What the person knew before, to read only what came after; null to read all. Events are never changed, so that both give the same.</param>
    public static async Task<KnownEvents> ReadForAsync(WorkbenchDbContext db, CalibrationSessionId session, Guid person, KnownEvents? before, CancellationToken ct)
    {
        var events = db.Set<CalibrationEvent>().AsNoTracking().Where(e => e.SessionId == session);
        if (before is null)
            return await ReadAllForAsync(events, person, ct);
        int last = before.Last;
        string shown = Kind<Revealed>(), ended = Kind<VoteClosed>();
        var later = await KnownToAsync(events, last, person, before.IsLead, before.Revealed, ct);
        return later.Exists(e => e.Kind == shown || e.Kind == ended) ? await ReadAllForAsync(events, person, ct) : before.With(later);
    }

    private static async Task<KnownEvents> ReadAllForAsync(IQueryable<CalibrationEvent> events, Guid person, CancellationToken ct)
    {
        string shown = Kind<Revealed>();
        while (true)
        {
            var opening = await events.Where(e => e.Sequence == 1 || e.Kind == shown).ToListAsync(ct);
            bool isLead = opening.First(e => e.Sequence == 1).What is Planned plan && plan.Plan.Lead == person;
            List<ReviewItemId?> revealed = [.. opening.Where(e => e.Kind == shown).Select(e => e.ItemId)];
            var known = await KnownToAsync(events, 0, person, isLead, revealed, ct);

            // An item that was shown between the two questions would be in the room without its answers, and no later event would bring them.
            if (known.Count(e => e.Kind == shown) == revealed.Count)
                return new KnownEvents(isLead, revealed, 0, [], new HashSet<(Guid, ReviewItemId)>(), new HashSet<(Guid, ReviewItemId)>()).With(known);
        }
    }

    private static async Task<List<KnownEvent>> KnownToAsync(IQueryable<CalibrationEvent> events, int after, Guid person, bool isLead, List<ReviewItemId?> revealed, CancellationToken ct)
    {
        string scored = Kind<Scored>(), voted = Kind<Voted>(), qualified = Kind<Qualified>(), ended = Kind<VoteClosed>();
        bool all = revealed.Contains(null);
        return await events
            .Where(e => e.Sequence > after && (e.ActorId == person || e.Kind != qualified || isLead))
            .OrderBy(e => e.Sequence)
            .Select(e => new KnownEvent(
                e.Sequence, e.Kind, e.ItemId, e.ActorId, e.ActorName, e.At, e.Hash,
                e.ActorId == person || ((e.Kind != scored || all || revealed.Contains(e.ItemId)) && (e.Kind != voted || events.Any(c => c.Kind == ended && c.ItemId == e.ItemId && c.Sequence > e.Sequence))) ? e.Json : null))
            .ToListAsync(ct);
    }

    /// <summary>The first event that does not follow from the one before; null where the log is whole.</summary>
    public static int? FirstBroken(IEnumerable<CalibrationEvent> events)
    {
        string before = Origin;
        int sequence = 0;
        foreach (var entry in events)
        {
            if (entry.Sequence != ++sequence || entry.Hash != HashOf(before, entry))
                return sequence;
            before = entry.Hash;
        }

        return null;
    }

    private static string HashOf(string before, CalibrationEvent entry) =>
        ReviewJson.Digest(string.Create(CultureInfo.InvariantCulture, $"{before}\n{entry.SessionId}\n{entry.Sequence}\n{entry.Id}\n{entry.ActorId}\n{entry.ActorName}\n{entry.At.UtcTicks}\n{entry.Json}"));

    private static List<LoggedEvent> Logged(List<CalibrationEvent> events) => events.ConvertAll(e => new LoggedEvent(e.Sequence, e.ActorId, e.ActorName, e.At, e.What, e.Hash));
}
