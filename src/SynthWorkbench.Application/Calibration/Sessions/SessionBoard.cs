using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>A line of the list of sessions.</summary>
public sealed record SessionSummary(CalibrationSessionId Id, string Name, SessionPhase Phase, int Items, int Reviewers, int Given, int Wanted, bool IsLead, bool IsReviewer, int Mine, CampaignId Scoring, string Rubric, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>Reads sessions, for each person what they may see.</summary>
public sealed class SessionBoard(WorkbenchData data)
{
    /// <summary>The session as this person may see it; null where there is none in the workspace, or the person neither leads nor scores nor is a lead of the workspace.</summary>
    /// <param name="before">The view that the person had: only what happened since is read. Without it, all is.</param>
    public async Task<RoomView?> GetAsync(Actor actor, CalibrationSessionId id, RoomView? before, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.Review, ct);
        if (before is not null && before.Id == id && before.Me == actor.UserId)
            return before.With(await SessionLog.ReadForAsync(db, id, actor.UserId, before.Known, ct));
        var session = await db.Set<CalibrationSession>().FirstOrDefaultAsync(s => s.Id == id, ct);
        if (session is null)
            return null;
        var known = await SessionLog.ReadForAsync(db, id, actor.UserId, before: null, ct);
        var room = SessionRoom.Replay(known.Log);
        if (!room.IsLead(actor.UserId) && !room.IsReviewer(actor.UserId))
            return null;
        var version = await db.Set<RubricVersion>().FirstAsync(v => v.Id == room.Plan.Rubric, ct);
        string rubric = await db.Set<RubricDefinition>().Where(r => r.Id == version.RubricId).Select(r => r.Name).FirstAsync(ct);
        return new RoomView(id, session.Name, session.CampaignId, room, version.Rubric, version.RubricId, rubric, version.Number, actor.UserId, known, RoomDifferences.Of(room, version.Rubric), session.CreatedAt);
    }

    /// <summary>What an item shows to who has this view, once its answers are shown. A view of a real row is audited.</summary>
    public async Task<ItemContent?> ItemAsync(Actor actor, RoomView view, ReviewItemId itemId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.Me != actor.UserId || !view.Room.IsShown(itemId))
            return null;
        ReviewItem? item;
        await using (var db = await data.ReadAsync(actor, Permission.Review, ct))
            item = await db.Set<ReviewItem>().FirstOrDefaultAsync(i => i.Id == itemId && i.CampaignId == view.Scoring, ct);

        // Only this is written, and only where a real row is seen: a room of thirty does not queue up to write in order to read.
        if (item?.RealSide is not null)
        {
            await using var change = await data.BeginAsync(actor, Permission.Review, ct);
            change.Audit("review.real-row-shown", nameof(ReviewItem), item.Id, $"{view.Name} item {item.Number}");
            await change.CommitAsync(ct);
        }

        return item?.Content;
    }

    /// <summary>What the session says of reviewers: of all by name for the lead; once feedback is given, of themselves for everybody else; nothing before.</summary>
    public async Task<IReadOnlyList<ReviewerFeedback>> FeedbackAsync(Actor actor, CalibrationSessionId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.Review, ct);
        if (!await db.Set<CalibrationSession>().AnyAsync(s => s.Id == id, ct))
            return [];
        var room = SessionRoom.Replay((await SessionLog.ReadForAsync(db, id, actor.UserId, before: null, ct)).Log);
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
            var known = await SessionLog.ReadForAsync(db, session.Id, actor.UserId, before: null, ct);
            var room = SessionRoom.Replay(known.Log);
            if (!room.IsLead(actor.UserId) && !room.IsReviewer(actor.UserId))
                continue;
            var version = await db.Set<RubricVersion>().FirstAsync(v => v.Id == room.Plan.Rubric, ct);
            string rubric = await db.Set<RubricDefinition>().Where(r => r.Id == version.RubricId).Select(r => r.Name).FirstAsync(ct);
            var plan = room.Plan.Plan;
            lines.Add(new SessionSummary(
                session.Id, session.Name, room.Phase, room.Plan.Items.Length, plan.Reviewers.Length, known.Done.Count, room.Plan.Items.Length * plan.Reviewers.Length, room.IsLead(actor.UserId), room.IsReviewer(actor.UserId),
                known.Done.Count(d => d.Reviewer == actor.UserId), session.CampaignId, $"{rubric}, version {version.Number}", session.CreatedAt, session.CreatedBy));
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
