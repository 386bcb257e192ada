using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>Done, or why not.</summary>
public sealed record SessionResult(bool Done, string? Message = null)
{
    public static readonly SessionResult Ok = new(true);
}

/// <summary>Everything that happens in a session after it is planned: checked against all that happened before, written to the log, and what follows from it done in the same change.</summary>
public sealed class SessionActions(WorkbenchData data, SessionSignals signals, ReviewSignals reviews)
{
    /// <summary>Does something. <paramref name="operation"/> names the click: arrived twice, it happened once.</summary>
    public async Task<SessionResult> DoAsync(Actor actor, CalibrationSessionId id, Guid operation, SessionEvent what, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(what);
        await using var change = await data.BeginAsync(actor, Permission.Review, ct);
        var db = change.Db;
        if (await db.Set<CalibrationEvent>().AnyAsync(e => e.Id == operation && e.SessionId == id, ct))
            return SessionResult.Ok;
        var session = await db.Set<CalibrationSession>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, ct);
        if (session is null)
            return new SessionResult(false, "There is no such session in this workspace.");
        var room = SessionRoom.Replay(await SessionLog.ReadAsync(db, id, ct));
        var version = await db.Set<RubricVersion>().AsNoTracking().FirstAsync(v => v.Id == room.Plan.Rubric, ct);
        if (SessionRules.Refusal(room, actor, version.Rubric, what) is { } refusal)
            return new SessionResult(false, refusal);
        what = await CompleteAsync(change, session, room, what, ct);
        await SessionLog.AppendAsync(change, id, operation, what, ct);
        await FollowAsync(change, session, room, version, what, ct);
        await change.CommitAsync(ct);
        signals.Changed(id);
        if (what is Frozen or ReviewedAgain)
            reviews.Changed(session.CampaignId);
        return SessionResult.Ok;
    }

    /// <summary>What the server knows and the page does not: digests and known answers.</summary>
    private static async Task<SessionEvent> CompleteAsync(WorkbenchChange change, CalibrationSession session, SessionRoom room, SessionEvent what, CancellationToken ct)
    {
        switch (what)
        {
            case Frozen frozen:
                var (given, wanted) = SessionRules.Progress(room);
                return frozen with { Digest = DigestOf(room), Answers = given, Missing = wanted - given };
            case Revealed revealed:
                return revealed with { Known = [.. await KnownAsync(change.Db, room, revealed.Item, ct)] };
            case MinutesSigned:
                return new MinutesSigned(room.Head);
            default:
                return what;
        }
    }

    /// <summary>What else must be true once an event happened.</summary>
    private static async Task FollowAsync(WorkbenchChange change, CalibrationSession session, SessionRoom room, RubricVersion version, SessionEvent what, CancellationToken ct)
    {
        var db = change.Db;
        switch (what)
        {
            case Frozen frozen:
                var campaign = await db.Set<Campaign>().FirstAsync(c => c.Id == session.CampaignId, ct);
                (campaign.State, campaign.ClosedAt, campaign.ClosedBy) = (CampaignState.Closed, change.Now, change.Actor.Name);
                change.Audit("calibration.frozen", nameof(CalibrationSession), session.Id, session.Name, null, new { frozen.Digest, frozen.Answers, frozen.Missing, frozen.Reason });
                break;
            case Reconciled reconciled:
                change.Audit("calibration.gold-agreed", nameof(ReviewItem), reconciled.Item, $"{session.Name} item {room.Plan.Items.First(i => i.Item == reconciled.Item).Number}", null, reconciled.Gold);
                break;
            case Qualified qualified:
                string reason = string.Create(CultureInfo.InvariantCulture, $"{qualified.Right} of {qualified.Of} right. {qualified.Reason}").Trim();
                Standings.Set(change, version.RubricId, qualified.Reviewer, qualified.Name, qualified.State, qualified.Until, reason, session.Id.Value, before: null);
                break;
            case MinutesSigned signed:
                change.Audit("calibration.minutes-signed", nameof(CalibrationSession), session.Id, session.Name, null, new { signed.Digest });
                break;
        }
    }

    /// <summary>SHA-256 over the answers that count, by item and reviewer.</summary>
    public static string DigestOf(SessionRoom room)
    {
        ArgumentNullException.ThrowIfNull(room);
        var text = new StringBuilder();
        foreach (var ((reviewer, item), answers) in room.Answers.OrderBy(a => a.Key.Item.Value).ThenBy(a => a.Key.Reviewer))
            text.Append(CultureInfo.InvariantCulture, $"{item}\n{reviewer}\n{ReviewJson.Write(answers)}\n");
        return ReviewJson.Digest(text.ToString());
    }

    /// <summary>The answers that were known of the source's items: imported gold, or an adjudication.</summary>
    private static async Task<List<KnownAnswer>> KnownAsync(WorkbenchDbContext db, SessionRoom room, ReviewItemId? only, CancellationToken ct)
    {
        var planned = room.Plan.Items.Where(i => only is null || i.Item == only).ToList();
        var sources = planned.ConvertAll(i => i.Source);
        var gold = await db.Set<ReviewItem>().AsNoTracking().Where(i => sources.Contains(i.Id) && i.GoldJson != null).ToDictionaryAsync(i => i.Id, i => i.GoldJson!, ct);
        var adjudications = (await db.Set<Adjudication>().AsNoTracking().Where(a => sources.Contains(a.ItemId)).ToListAsync(ct)).ToLookup(a => a.ItemId);
        var known = new List<KnownAnswer>();
        foreach (var item in planned)
        {
            if (gold.TryGetValue(item.Source, out string? json))
                known.Add(new KnownAnswer(item.Item, ReviewJson.Read<ReviewAnswers>(json)));
            else if (DecisionRecord.Standing([.. adjudications[item.Source]]) is { } stands)
                known.Add(new KnownAnswer(item.Item, stands.Answers));
        }

        return known;
    }
}
