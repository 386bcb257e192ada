using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;

namespace SynthWorkbench.Application.Review.Queue;

/// <summary>A campaign as a reviewer's list shows it.</summary>
/// <param name="Waiting">Items that this person could take.</param>
/// <param name="Mine">Items this person has decided.</param>
public sealed record ReviewWork(CampaignId Campaign, string Name, string Rubric, int Waiting, int Mine, DateTimeOffset? Deadline);

/// <summary>What a reviewer holds: the item, the rubric, the draft and the lease.</summary>
/// <param name="Suggestion">Null where the campaign is blind-first.</param>
/// <param name="ShowsSurprise">Whether surprising values may be marked before the answer.</param>
public sealed record LeasedItem(
    CampaignId Campaign, string CampaignName, ReviewSlotId Slot, Guid LeaseToken, DateTimeOffset LeaseEnds, ReviewItemId Item, int Number, string Digest, ItemContent Content,
    ItemSuggestion? Suggestion, bool ShowsSurprise, RubricVersionId RubricVersion, Rubric Rubric, ReviewAnswers Answers, string Comment, long Revision, long ActiveMilliseconds);

/// <summary>What <see cref="ReviewQueue.NextAsync"/> gives: an item, or why there is none.</summary>
public sealed record NextItem(LeasedItem? Item, string? Why);

/// <summary>Gives items out: a slot is held by one reviewer for as long as the lease is renewed, and is free again afterwards.</summary>
public sealed class ReviewQueue(WorkbenchData data, ReviewSignals signals)
{
    /// <summary>How long a lease holds without a sign of life. Long enough for a lost connection, short enough not to block a queue.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(12);

    /// <summary>Items held at once: the one on screen and the one after it.</summary>
    private const int MostHeld = 2;

    /// <summary>Decisions between an item and its repeat at least: what was just answered is remembered, not judged again.</summary>
    private const int FewestBetween = 5;

    /// <summary>The same for a page that everybody sees: nothing for those who review nothing.</summary>
    public async Task<IReadOnlyList<ReviewWork>> WaitingForAsync(Actor actor, CancellationToken ct)
    {
        try
        {
            return await ListAsync(actor, ct);
        }
        catch (NotAllowedException)
        {
            return [];
        }
    }

    /// <summary>The open campaigns that this person may review.</summary>
    public async Task<IReadOnlyList<ReviewWork>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.Review, ct);
        var campaigns = await db.Set<Campaign>().Where(c => c.State == CampaignState.Open).OrderBy(c => c.CreatedAt).ToListAsync(ct);
        var work = new List<ReviewWork>();
        foreach (var campaign in campaigns)
        {
            var plan = campaign.Plan;
            if (!MayReview(plan, actor))
                continue;
            int mine = await db.Set<ReviewDecision>().Where(d => d.CampaignId == campaign.Id && d.ReviewerId == actor.UserId && d.Kind == DecisionKind.Decision).Select(d => d.ItemId).Distinct().CountAsync(ct);
            int waiting = await Takeable(db, campaign.Id, actor, plan.GroupOf(actor.UserId), DateTimeOffset.MinValue).Select(s => s.ItemId).Distinct().CountAsync(ct);
            var version = await db.Set<RubricVersion>().Where(v => v.Id == campaign.RubricVersionId).Select(v => new { v.Number, v.RubricId }).FirstAsync(ct);
            string rubric = await db.Set<RubricDefinition>().Where(r => r.Id == version.RubricId).Select(r => r.Name).FirstAsync(ct);
            work.Add(new ReviewWork(campaign.Id, campaign.Name, $"{rubric}, version {version.Number}", waiting, mine, plan.Deadline));
        }

        return work;
    }

    /// <summary>
    /// The item that this person goes on with: one they hold already (unless it is <paramref name="onScreen"/>), else the next free one, which is then theirs for the length of a lease.
    /// </summary>
    public async Task<NextItem> NextAsync(Actor actor, CampaignId id, ReviewItemId? onScreen, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.Review, ct);
        var db = change.Db;
        var campaign = await db.Set<Campaign>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (campaign is null)
            return new NextItem(null, "There is no such campaign in this workspace.");
        var plan = campaign.Plan;
        if (WhyClosed(campaign, plan, actor, change.Now) is { } closed)
            return new NextItem(null, closed);

        // A session is how people come back: their standing keeps nobody out of it.
        var standing = campaign.SessionKey is null ? await Standings.OfAsync(db, campaign.RubricVersionId, actor.UserId, change.Now, ct) : null;
        if (standing == StandingState.Suspended)
            return new NextItem(null, "You are suspended under this rubric. Your answers and drafts are kept; a calibration session decides how it goes on. Ask the lead.");
        var held = await db.Set<ReviewSlot>().Where(s => s.CampaignId == id && s.State == SlotState.Leased && s.ReviewerId == actor.UserId && s.LeaseEnds >= change.Now).OrderBy(s => s.ItemNumber).ToListAsync(ct);
        var slot = held.Find(s => s.ItemId != onScreen);
        if (slot is null && held.Count < MostHeld)
        {
            int taken = await db.Set<ReviewDecision>().Where(d => d.CampaignId == id && d.ReviewerId == actor.UserId && d.Kind == DecisionKind.Decision).Select(d => d.ItemId).Distinct().CountAsync(ct);
            int most = plan.Reviewers.FirstOrDefault(r => r.UserId == actor.UserId)?.MostItems ?? plan.MostPerPerson ?? int.MaxValue;
            if (taken + held.Count >= most)
                return new NextItem(null, $"You have judged {taken} items of this campaign, which is the most it asks of one person. Thank you.");
            slot = await RepeatAsync(db, campaign, plan, actor, taken, onScreen, ct) ?? await Takeable(db, id, actor, plan.GroupOf(actor.UserId), change.Now)
                .Where(s => standing != StandingState.Trainee || db.Set<ReviewItem>().Any(i => i.Id == s.ItemId && i.GoldJson != null)).OrderBy(s => s.ItemNumber).ThenBy(s => s.Place).FirstOrDefaultAsync(ct);
        }

        if (slot is null)
            return new NextItem(null, standing == StandingState.Trainee ? "You train under this rubric: you are given items with a known answer, and there are none left here." : "Nothing waits for you here: every item is decided, kept for others, or being judged.");
        bool isNew = slot.State != SlotState.Leased || slot.ReviewerId != actor.UserId;
        if (isNew)
            (slot.State, slot.ReviewerId, slot.LeaseToken) = (SlotState.Leased, actor.UserId, Guid.NewGuid());
        slot.LeaseEnds = change.Now + Lease;
        var item = await db.Set<ReviewItem>().AsNoTracking().FirstAsync(i => i.Id == slot.ItemId, ct);
        if (isNew && item.RealSide is not null)
            change.Audit("review.real-row-shown", nameof(ReviewItem), item.Id, $"{campaign.Name} item {item.Number}");
        var leased = await ReadAsync(db, campaign, plan, slot, item, actor, ct);
        await change.CommitAsync(ct);
        if (isNew)
            signals.Changed(id);
        return new NextItem(leased, null);
    }

    /// <summary>Renews a lease; false when it is somebody else's by now.</summary>
    public async Task<bool> RenewAsync(Actor actor, ReviewSlotId slot, Guid token, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.Review, ct);
        var held = await change.Db.Set<ReviewSlot>().FirstOrDefaultAsync(s => s.Id == slot && s.LeaseToken == token && s.ReviewerId == actor.UserId && s.State == SlotState.Leased, ct);
        if (held is null)
            return false;
        held.LeaseEnds = change.Now + Lease;
        await change.CommitAsync(ct);
        return true;
    }

    /// <summary>Gives slots back that this person holds and has not begun, so that others need not wait for the lease to end.</summary>
    public async Task ReleaseAsync(Actor actor, CampaignId id, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.Review, ct);
        var held = await change.Db.Set<ReviewSlot>()
            .Where(s => s.CampaignId == id && s.State == SlotState.Leased && s.ReviewerId == actor.UserId && !change.Db.Set<ReviewDraft>().Any(d => d.ItemId == s.ItemId && d.ReviewerId == actor.UserId)).ToListAsync(ct);
        foreach (var slot in held)
            slot.Free();
        await change.CommitAsync(ct);
        signals.Changed(id);
    }

    /// <summary>Slots that this person could take at <paramref name="now"/>: free or with an ended lease, kept for nobody else, of items they have not answered and do not hold.</summary>
    private static IQueryable<ReviewSlot> Takeable(WorkbenchDbContext db, CampaignId id, Actor actor, string? group, DateTimeOffset now) =>
        db.Set<ReviewSlot>().Where(s => s.CampaignId == id && (s.State == SlotState.Free || (s.State == SlotState.Leased && s.LeaseEnds < now)) && !s.IsRepeat && (s.KeptFor == null || s.KeptFor == actor.UserId) && (s.KeptForGroup == null || s.KeptForGroup == group)
            && !db.Set<ReviewDecision>().Any(d => d.ItemId == s.ItemId && d.ReviewerId == actor.UserId)
            && !db.Set<ReviewSlot>().Any(o => o.ItemId == s.ItemId && o.ReviewerId == actor.UserId && o.State == SlotState.Leased && o.LeaseEnds >= now));

    /// <summary>
    /// An item that this person decided a while ago, where their share of repeats is due: the one asked for least recently. A repeat once begun comes back until it is answered.
    /// </summary>
    private static async Task<ReviewSlot?> RepeatAsync(WorkbenchDbContext db, Campaign campaign, CampaignPlan plan, Actor actor, int decided, ReviewItemId? onScreen, CancellationToken ct)
    {
        if (plan.RepeatShare <= 0)
            return null;
        var repeats = await db.Set<ReviewSlot>().Where(s => s.CampaignId == campaign.Id && s.IsRepeat && s.KeptFor == actor.UserId).ToListAsync(ct);
        if (repeats.Find(s => s.State != SlotState.Done) is { } begun)
            return begun.ItemId == onScreen ? null : begun;
        if (repeats.Count >= (int)(plan.RepeatShare * decided))
            return null;
        var asked = repeats.ConvertAll(s => s.ItemId);
        var item = await db.Set<ReviewDecision>().Where(d => d.CampaignId == campaign.Id && d.ReviewerId == actor.UserId && d.Kind == DecisionKind.Decision && d.Supersedes == null && !asked.Contains(d.ItemId))
            .OrderBy(d => d.At).Select(d => (ReviewItemId?)d.ItemId).Take(Math.Max(0, decided - FewestBetween)).FirstOrDefaultAsync(ct);
        if (item is not { } again)
            return null;
        int place = await db.Set<ReviewSlot>().Where(s => s.ItemId == again).MaxAsync(s => s.Place, ct) + 1;
        int number = await db.Set<ReviewItem>().Where(i => i.Id == again).Select(i => i.Number).FirstAsync(ct);
        var slot = new ReviewSlot { Id = ReviewSlotId.New(), WorkspaceId = campaign.WorkspaceId, CampaignId = campaign.Id, ItemId = again, Place = place, ItemNumber = number, KeptFor = actor.UserId, IsRepeat = true };
        db.Add(slot);
        return slot;
    }

    internal static bool MayReview(CampaignPlan plan, Actor actor) => plan.Reviewers.IsEmpty || plan.Reviewers.Any(r => r.UserId == actor.UserId);

    internal static string? WhyClosed(Campaign campaign, CampaignPlan plan, Actor actor, DateTimeOffset now) => campaign.State switch
    {
        CampaignState.Preparing => "This campaign's items are still being drawn. It opens by itself.",
        CampaignState.Closed => "This campaign is closed. Drafts you left are kept.",
        _ when !MayReview(plan, actor) => "This campaign is kept for other reviewers. Ask its lead to add you.",
        _ when plan.Deadline < now => $"The deadline was {plan.Deadline:yyyy-MM-dd HH:mm} UTC. Ask the lead to extend it.",
        _ when campaign.Verdict != LotVerdict.Undecided => "The verdict on this lot stands; no more items are needed. Thank you.",
        _ => null,
    };

    private static async Task<LeasedItem> ReadAsync(WorkbenchDbContext db, Campaign campaign, CampaignPlan plan, ReviewSlot slot, ReviewItem item, Actor actor, CancellationToken ct)
    {
        var version = await db.Set<RubricVersion>().AsNoTracking().FirstAsync(v => v.Id == campaign.RubricVersionId, ct);
        var draft = await db.Set<ReviewDraft>().AsNoTracking().FirstOrDefaultAsync(d => d.ItemId == item.Id && d.ReviewerId == actor.UserId, ct);

        // A number seen before would tell that the item was, too: repeats count on after the last item.
        int number = slot.IsRepeat
            ? await db.Set<ReviewItem>().CountAsync(i => i.CampaignId == campaign.Id, ct) + await db.Set<ReviewSlot>().CountAsync(s => s.CampaignId == campaign.Id && s.IsRepeat && s.KeptFor == actor.UserId && s.State == SlotState.Done, ct) + 1
            : item.Number;
        return new LeasedItem(
            campaign.Id, campaign.Name, slot.Id, slot.LeaseToken!.Value, slot.LeaseEnds!.Value, item.Id, number, item.Digest, plan.BlindFirst ? item.Content.WithoutSurprise() : item.Content,
            plan.BlindFirst ? null : item.Suggestion, !plan.BlindFirst, version.Id, plan.Asked(version.Rubric),
            draft is null ? ReviewAnswers.Empty : ReviewJson.Read<ReviewAnswers>(draft.AnswersJson), draft?.Comment ?? "", draft?.Revision ?? 0, draft?.ActiveMilliseconds ?? 0);
    }
}
