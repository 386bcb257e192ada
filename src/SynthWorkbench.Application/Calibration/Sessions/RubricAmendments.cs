using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>A campaign whose decisions were made under the old words of changed criteria.</summary>
public sealed record ImpactedCampaign(CampaignId Campaign, string Name, int Items, int Decisions);

/// <summary>What an amended rubric touches.</summary>
public sealed record RubricImpact(IReadOnlyList<string> Criteria, IReadOnlyList<ImpactedCampaign> Campaigns, bool WasAskedAgain);

/// <summary>Rubric versions that follow from a session, what past decisions they touch, and asking those again.</summary>
public sealed class RubricAmendments(WorkbenchData data, ReviewSignals reviews, SessionSignals signals)
{
    private const int MostItemsAgain = 2000;

    /// <summary>The versions of the session's rubric, newest first. For its lead.</summary>
    public async Task<IReadOnlyList<RubricVersionSummary>> VersionsAsync(Actor actor, CalibrationSessionId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        if (await RoomAsync(db, id, ct) is not { } room)
            return [];
        var rubric = await db.Set<RubricVersion>().Where(v => v.Id == room.Plan.Rubric).Select(v => v.RubricId).FirstAsync(ct);
        return await db.Set<RubricVersion>().Where(v => v.RubricId == rubric).OrderByDescending(v => v.Number).Select(v => new RubricVersionSummary(v.Id, v.Number, v.Hash, v.Note, v.CreatedAt, v.CreatedBy)).ToListAsync(ct);
    }

    /// <summary>The event that says which version the session ends with, and which criteria it changes; null where the versions are not of one rubric or say the same.</summary>
    public async Task<Amended?> AmendmentAsync(Actor actor, CalibrationSessionId id, RubricVersionId to, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        if (await RoomAsync(db, id, ct) is not { } room)
            return null;
        var before = await db.Set<RubricVersion>().FirstAsync(v => v.Id == room.Plan.Rubric, ct);
        var after = await db.Set<RubricVersion>().FirstOrDefaultAsync(v => v.Id == to && v.RubricId == before.RubricId && v.Id != before.Id, ct);
        if (after is null)
            return null;
        var old = before.Rubric.Criteria.ToDictionary(c => c.Id, StringComparer.Ordinal);
        string[] changed = [.. after.Rubric.Criteria.Where(c => !old.TryGetValue(c.Id, out var was) || ReviewJson.Write(was) != ReviewJson.Write(c)).Select(c => c.Id), .. old.Keys.Where(k => after.Rubric.Criteria.All(c => c.Id != k))];
        return new Amended(before.Id, after.Id, after.Number, after.Note, [.. changed]);
    }

    /// <summary>Past decisions that answered a changed criterion under an earlier version than the amended one.</summary>
    public async Task<RubricImpact?> ImpactAsync(Actor actor, CalibrationSessionId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        if (await RoomAsync(db, id, ct) is not { Amendment: { } amended } room)
            return null;
        var touched = await TouchedAsync(db, amended, ct);
        var campaigns = await db.Led().Where(c => touched.Keys.Contains(c.Id)).Select(c => new { c.Id, c.Name }).ToListAsync(ct);
        return new RubricImpact(amended.Criteria, [.. campaigns.Select(c => new ImpactedCampaign(c.Id, c.Name, touched[c.Id].Items.Count, touched[c.Id].Decisions)).OrderByDescending(c => c.Decisions)], room.Again.Count > 0);
    }

    /// <summary>Opens one campaign under the amended rubric over the items of those decisions. Asked twice, there is one.</summary>
    public async Task<SessionResult> ReviewAgainAsync(Actor actor, CalibrationSessionId id, Guid operation, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
        var db = change.Db;
        var session = await db.Set<CalibrationSession>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, ct);
        if (session is null || await RoomAsync(db, id, ct) is not { } room || !room.IsLead(actor.UserId))
            return new SessionResult(false, "Only the lead of the session does this.");
        if (room.Amendment is not { } amended)
            return new SessionResult(false, "The rubric was not amended in this session.");
        if (room.Again.Count > 0)
            return new SessionResult(false, $"'{room.Again[0].Name}' asks them again already.");
        var touched = await TouchedAsync(db, amended, ct);
        var ids = touched.Values.SelectMany(t => t.Items).ToList();
        if (ids.Count is 0 or > MostItemsAgain)
            return new SessionResult(false, ids.Count == 0 ? "No past decision answered a changed criterion." : $"{ids.Count:N0} items were decided under the old words; at most {MostItemsAgain:N0} can be asked again at once. Make campaigns of parts of them.");
        var items = await db.Set<ReviewItem>().AsNoTracking().Where(i => ids.Contains(i.Id)).OrderBy(i => i.CampaignId).ThenBy(i => i.Number).ToListAsync(ct);
        string name = $"{session.Name}: again under version {amended.Number}";
        if (await db.Set<Campaign>().AnyAsync(c => c.Name == name, ct))
            return new SessionResult(false, $"There is already a campaign named '{name}'.");
        var plan = new CampaignPlan { Source = CampaignSource.Items, Sampling = new SamplingPlan { Kind = SamplingKind.All, Items = items.Count }, Overlap = 1, ShowsRealRows = items.Exists(i => i.RealSide is not null) };
        var (campaign, _) = ItemCopies.Add(change, new CampaignId(operation), name, amended.To, plan, items.ConvertAll(i => new CopiedItem(i, [])), session: null);
        await SessionLog.AppendAsync(change, id, operation, new ReviewedAgain(campaign.Id, name, items.Count), ct);
        change.Audit("calibration.reviewed-again", nameof(Campaign), campaign.Id, name, null, new { Items = items.Count, Rubric = amended.To.Value });
        await change.CommitAsync(ct);
        reviews.Changed(campaign.Id);
        signals.Changed(id);
        return new SessionResult(true, $"{items.Count:N0} items are asked again in '{name}'.");
    }

    private static async Task<SessionRoom?> RoomAsync(WorkbenchDbContext db, CalibrationSessionId id, CancellationToken ct) =>
        await db.Set<CalibrationSession>().AnyAsync(s => s.Id == id, ct) ? SessionRoom.Replay(await SessionLog.ReadAsync(db, id, ct)) : null;

    private static async Task<Dictionary<CampaignId, (HashSet<ReviewItemId> Items, int Decisions)>> TouchedAsync(WorkbenchDbContext db, Amended amended, CancellationToken ct)
    {
        var to = await db.Set<RubricVersion>().AsNoTracking().Where(v => v.Id == amended.To).Select(v => new { v.RubricId, v.Number }).FirstAsync(ct);
        var older = await db.Set<RubricVersion>().AsNoTracking().Where(v => v.RubricId == to.RubricId && v.Number < to.Number).Select(v => v.Id).ToListAsync(ct);
        var led = db.Led().Select(c => c.Id);
        var decisions = await db.Set<ReviewDecision>().AsNoTracking().Where(d => older.Contains(d.RubricVersionId) && led.Contains(d.CampaignId) && d.Kind != DecisionKind.Skip).ToListAsync(ct);
        return decisions.Where(d => amended.Criteria.Any(c => d.Answers.Of(c) is not null)).GroupBy(d => d.CampaignId).ToDictionary(g => g.Key, g => (g.Select(d => d.ItemId).ToHashSet(), g.Count()));
    }
}
