using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>A session as one person may see it.</summary>
/// <param name="Room">Replayed from the events that this person may know of.</param>
/// <param name="Done">Who has answered what, without the answers.</param>
/// <param name="Voted">Who has voted on what, without the votes.</param>
public sealed record RoomView(
    CalibrationSessionId Id, string Name, CampaignId Scoring, SessionRoom Room, Rubric Rubric, RubricId RubricId, string RubricName, int RubricNumber, Guid Me, IReadOnlySet<(Guid Reviewer, ReviewItemId Item)> Done,
    IReadOnlySet<(Guid Reviewer, ReviewItemId Item)> Voted, DateTimeOffset CreatedAt)
{
    public bool IsLead => Room.IsLead(Me);

    public bool IsReviewer => Room.IsReviewer(Me);

    /// <summary>The reviewers in an order that says nothing of who they are.</summary>
    public IReadOnlyList<SessionReviewer> Reviewers { get; } = Shuffled(Room.Plan.Plan);

    /// <summary>The reviewers by name: wherever names stand, so that the order gives no letter away.</summary>
    public IReadOnlyList<SessionReviewer> Named { get; } = [.. Room.Plan.Plan.Reviewers.OrderBy(r => r.Name, StringComparer.Ordinal)];

    /// <summary>What a reviewer is called on the screen: by name once names are shown, else by a letter; I am told which one I am.</summary>
    public string NameOf(Guid person)
    {
        if (Room.IsLead(person) && !Room.IsReviewer(person))
            return "Lead";
        int at = Reviewers.ToList().FindIndex(r => r.UserId == person);
        string letter = at < 0 ? "Somebody" : $"Reviewer {(char)('A' + at % 26)}{(at < 26 ? "" : at / 26)}";
        return Room.NamesAreShown ? Reviewers[at].Name : person == Me ? $"{letter} (you)" : letter;
    }

    private static List<SessionReviewer> Shuffled(SessionPlan plan)
    {
        SessionReviewer[] reviewers = [.. plan.Reviewers];
        new RandomStream(unchecked((ulong)plan.Seed), 0xA11A5).Shuffle<SessionReviewer>(reviewers);
        return [.. reviewers];
    }
}

/// <summary>A line of the list of sessions.</summary>
public sealed record SessionSummary(CalibrationSessionId Id, string Name, SessionPhase Phase, int Items, int Reviewers, int Given, int Wanted, bool IsLead, bool IsReviewer, int Mine, CampaignId Scoring, string Rubric, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>Reads sessions, for each person what they may see.</summary>
public sealed class SessionBoard(WorkbenchData data)
{
    /// <summary>The session as this person may see it; null where there is none in the workspace, or the person neither leads nor scores nor is a lead of the workspace.</summary>
    public async Task<RoomView?> GetAsync(Actor actor, CalibrationSessionId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.Review, ct);
        var session = await db.Set<CalibrationSession>().FirstOrDefaultAsync(s => s.Id == id, ct);
        if (session is null)
            return null;
        var room = SessionRoom.Replay(await SessionLog.ReadForAsync(db, id, actor.UserId, ct));
        if (!room.IsLead(actor.UserId) && !room.IsReviewer(actor.UserId))
            return null;
        var version = await db.Set<RubricVersion>().FirstAsync(v => v.Id == room.Plan.Rubric, ct);
        string rubric = await db.Set<RubricDefinition>().Where(r => r.Id == version.RubricId).Select(r => r.Name).FirstAsync(ct);
        return new RoomView(
            id, session.Name, session.CampaignId, room, version.Rubric, version.RubricId, rubric, version.Number, actor.UserId, await SessionLog.DoneAsync<Scored>(db, id, ct), await SessionLog.DoneAsync<Voted>(db, id, ct), session.CreatedAt);
    }

    /// <summary>What an item shows, once its answers are shown. A view of a real row is audited.</summary>
    public async Task<ItemContent?> ItemAsync(Actor actor, CalibrationSessionId id, ReviewItemId itemId, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.Review, ct);
        var session = await change.Db.Set<CalibrationSession>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, ct);
        var item = session is null ? null : await change.Db.Set<ReviewItem>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == itemId && i.CampaignId == session.CampaignId, ct);
        if (item is null)
            return null;
        var room = SessionRoom.Replay(await SessionLog.ReadForAsync(change.Db, id, actor.UserId, ct));
        if (!room.IsShown(itemId) || (!room.IsLead(actor.UserId) && !room.IsReviewer(actor.UserId)))
            return null;
        if (item.RealSide is not null)
        {
            change.Audit("review.real-row-shown", nameof(ReviewItem), item.Id, $"{session!.Name} item {item.Number}");
            await change.CommitAsync(ct);
        }

        return item.Content;
    }

    /// <summary>What the session says of reviewers: of all by name for the lead; once feedback is given, of themselves for everybody else; nothing before.</summary>
    public async Task<IReadOnlyList<ReviewerFeedback>> FeedbackAsync(Actor actor, CalibrationSessionId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.Review, ct);
        if (!await db.Set<CalibrationSession>().AnyAsync(s => s.Id == id, ct))
            return [];
        var room = SessionRoom.Replay(await SessionLog.ReadForAsync(db, id, actor.UserId, ct));
        if (room.Phase == SessionPhase.Scoring)
            return [];
        var rubric = (await db.Set<RubricVersion>().FirstAsync(v => v.Id == room.Plan.Rubric, ct)).Rubric;
        var people = room.Plan.Plan.Reviewers.Where(r => room.IsLead(actor.UserId) || (r.UserId == actor.UserId && room.HasFeedback));
        return [.. people.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => ReviewerFeedback.From(room, rubric, r.UserId))];
    }

    /// <summary>The sessions that a person leads or scores in, newest first.</summary>
    public async Task<IReadOnlyList<SessionSummary>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.Review, ct);
        var sessions = await db.Set<CalibrationSession>().OrderByDescending(s => s.CreatedAt).ToListAsync(ct);
        var lines = new List<SessionSummary>();
        foreach (var session in sessions)
        {
            var room = SessionRoom.Replay(await SessionLog.ReadForAsync(db, session.Id, actor.UserId, ct));
            if (!room.IsLead(actor.UserId) && !room.IsReviewer(actor.UserId))
                continue;
            var done = await SessionLog.DoneAsync<Scored>(db, session.Id, ct);
            var version = await db.Set<RubricVersion>().FirstAsync(v => v.Id == room.Plan.Rubric, ct);
            string rubric = await db.Set<RubricDefinition>().Where(r => r.Id == version.RubricId).Select(r => r.Name).FirstAsync(ct);
            var plan = room.Plan.Plan;
            lines.Add(new SessionSummary(
                session.Id, session.Name, room.Phase, room.Plan.Items.Length, plan.Reviewers.Length, done.Count, room.Plan.Items.Length * plan.Reviewers.Length, room.IsLead(actor.UserId), room.IsReviewer(actor.UserId),
                done.Count(d => d.Reviewer == actor.UserId), session.CampaignId, $"{rubric}, version {version.Number}", session.CreatedAt, session.CreatedBy));
        }

        return lines;
    }

    /// <summary>The first event of a session's log that does not follow from the one before; null where it is whole.</summary>
    public async Task<int?> FirstBrokenAsync(Actor actor, CalibrationSessionId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.Review, ct);
        return SessionLog.FirstBroken(await db.Set<CalibrationEvent>().Where(e => e.SessionId == id).OrderBy(e => e.Sequence).ToListAsync(ct));
    }
}
