using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>One reviewer's answers beside the others', without a name until the item is decided.</summary>
public sealed record SideBySide(string Name, DecisionId Decision, ReviewAnswers Answers, string Comment, bool IsUnclear, DateTimeOffset At);

/// <summary>An item to adjudicate: what it is, what each reviewer said, and what stands if it was decided.</summary>
/// <param name="Identical">Other disputed items of the campaign with the same content.</param>
public sealed record AdjudicationCase(CampaignId Campaign, string CampaignName, ReviewItemId Item, int Number, ItemState State, ItemContent Content, Rubric Rubric, IReadOnlyList<SideBySide> Answers, Adjudication? Stands, int Identical, ReviewItemId? NextDisputed);

/// <summary>Why reviewers differed.</summary>
public static class ErrorClasses
{
    public static readonly IReadOnlyList<string> All = ["Slip", "Rubric gap", "Ambiguous item", "Knowledge", "Legitimate difference"];
}

/// <summary>What a lead asked for: done, or why not.</summary>
public sealed record LeadResult(bool Done, string? Message = null)
{
    public static readonly LeadResult Ok = new(true);
}

/// <summary>What a lead does with a campaign: adjudicate, release, reassign, extend, close, reopen.</summary>
public sealed class CampaignLead(WorkbenchData data, ReviewSignals signals, JobBoard board)
{
    /// <summary>The answers to an item side by side. Names appear once the item is decided, so that the person does not decide the case.</summary>
    public async Task<AdjudicationCase?> CaseAsync(Actor actor, ReviewItemId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        var item = await db.Set<ReviewItem>().FirstOrDefaultAsync(i => i.Id == id, ct);
        if (item is null)
            return null;
        if (await db.Led().FirstOrDefaultAsync(c => c.Id == item.CampaignId, ct) is not { } campaign)
            return null;
        if (item.RealSide is not null)
        {
            // Before it is shown, not after: a view that cannot be audited is none.
            await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
            change.Audit("review.real-row-shown", nameof(ReviewItem), item.Id, $"{campaign.Name} item {item.Number}");
            await change.CommitAsync(ct);
        }

        var rubric = (await db.Set<RubricVersion>().FirstAsync(v => v.Id == campaign.RubricVersionId, ct)).Rubric;
        var decisions = DecisionRecord.Counting(await db.Set<ReviewDecision>().Where(d => d.ItemId == id).ToListAsync(ct));
        var stands = DecisionRecord.Standing(await db.Set<Adjudication>().Where(a => a.ItemId == id).ToListAsync(ct));
        bool isNamed = item.State is ItemState.Agreed or ItemState.Adjudicated;
        int identical = await db.Set<ReviewItem>().CountAsync(i => i.CampaignId == item.CampaignId && i.Digest == item.Digest && i.Id != id && i.State == ItemState.Disputed, ct);
        var next = await Disagreements.NextAsync(db, rubric, item, ct);

        // Unnamed, the order must not name either: by decision id, which says nothing of the person.
        var sides = decisions.OrderBy(d => d.Id.Value).Select((d, i) => new SideBySide(isNamed ? d.ReviewerName : $"Reviewer {(char)('A' + i % 26)}", d.Id, d.Answers, d.Comment, d.IsUnclear, d.At));
        return new AdjudicationCase(campaign.Id, campaign.Name, id, item.Number, item.State, item.Content, rubric, [.. sides], stands, identical, next);
    }

    /// <summary>Decides an item, and with <paramref name="alsoIdentical"/> every disputed item of the same content. Two leads at once: the second is told what the first decided.</summary>
    /// <param name="known">The adjudication that the lead saw; null when there was none.</param>
    public async Task<LeadResult> AdjudicateAsync(Actor actor, ReviewItemId id, ReviewAnswers answers, string errorClass, string note, bool alsoIdentical, Guid? known, CancellationToken ct)
    {
        if (!ErrorClasses.All.Contains(errorClass))
            return new LeadResult(false, "Say why the reviewers differed: choose one of the classes.");
        if (note.Length > ReviewDrafts.LongestComment)
            return new LeadResult(false, $"The note has {note.Length:N0} characters; at most {ReviewDrafts.LongestComment:N0} are kept.");
        await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
        var db = change.Db;
        var first = await db.Set<ReviewItem>().FirstOrDefaultAsync(i => i.Id == id, ct);
        if (first is null)
            return new LeadResult(false, "This item is not in this workspace any more.");
        if (await db.Led().AsNoTracking().FirstOrDefaultAsync(c => c.Id == first.CampaignId, ct) is not { } campaign)
            return new LeadResult(false, "This item belongs to a calibration session: it is settled there.");
        var rubric = (await db.Set<RubricVersion>().AsNoTracking().FirstAsync(v => v.Id == campaign.RubricVersionId, ct)).Rubric;
        var trimmed = AnswerRules.Trim(rubric, answers);
        if (AnswerRules.Problems(rubric, trimmed) is [var problem, ..])
            return new LeadResult(false, problem.Message);
        if (DecisionRecord.Standing(await db.Set<Adjudication>().AsNoTracking().Where(a => a.ItemId == id).ToListAsync(ct)) is { } stands && stands.Id != known)
            return new LeadResult(false, $"{stands.AdjudicatorName} decided this item at {stands.At:HH:mm:ss} UTC while you looked at it. Read that decision first; you can still overrule it.");
        var items = alsoIdentical ? await db.Set<ReviewItem>().Where(i => i.CampaignId == first.CampaignId && i.Digest == first.Digest && (i.Id == id || i.State == ItemState.Disputed)).ToListAsync(ct) : [first];
        foreach (var item in items)
        {
            db.Add(new Adjudication
            {
                Id = Guid.CreateVersion7(), CampaignId = item.CampaignId, ItemId = item.Id, RubricVersionId = campaign.RubricVersionId, AnswersJson = ReviewJson.Write(trimmed),
                ErrorClass = errorClass, Note = note, Supersedes = item.Id == id ? known : null, AdjudicatorId = actor.UserId, AdjudicatorName = actor.Name, At = change.Now,
            });
        }

        await db.SaveChangesAsync(ct);
        foreach (var item in items)
            await ItemOutcome.UpdateAsync(change, campaign, rubric, item, watches: [], ct);
        change.Audit("review.adjudicated", nameof(ReviewItem), id, $"{campaign.Name} item {first.Number}", null, new { errorClass, Items = items.Count });
        await change.CommitAsync(ct);
        signals.Changed(campaign.Id);
        return LeadResult.Ok;
    }

    /// <summary>Ends a lease that somebody holds; their draft stays, and a late answer is still kept.</summary>
    public async Task<LeadResult> ReleaseAsync(Actor actor, ReviewSlotId id, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
        var slot = await change.Db.Set<ReviewSlot>().FirstOrDefaultAsync(s => s.Id == id && s.State == SlotState.Leased, ct);
        if (slot is null || !await change.Db.Led().AnyAsync(c => c.Id == slot.CampaignId, ct))
            return new LeadResult(false, "Nobody holds this slot any more.");
        slot.Free();
        change.Audit("review.lease-released", nameof(ReviewSlot), id, $"Item {slot.ItemNumber}");
        await change.CommitAsync(ct);
        signals.Changed(slot.CampaignId);
        return LeadResult.Ok;
    }

    /// <summary>Gives the slots that are kept for or held by one person to another, or with null to whoever comes. Items that the other has answered, holds or keeps already stay: one person judges an item once.</summary>
    public async Task<LeadResult> ReassignAsync(Actor actor, CampaignId id, Guid from, CampaignAssignment? to, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
        var db = change.Db;
        var campaign = await db.Led().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (campaign is null)
            return new LeadResult(false, "There is no such campaign in this workspace.");
        var slots = await db.Set<ReviewSlot>().Where(s => s.CampaignId == id && (s.KeptFor == from || (s.State == SlotState.Leased && s.ReviewerId == from)) && s.State != SlotState.Done && s.State != SlotState.Withdrawn).ToListAsync(ct);
        var taken = to is null ? [] : await db.Set<ReviewSlot>().Where(s => s.CampaignId == id && (s.KeptFor == to.UserId || s.ReviewerId == to.UserId)).Select(s => s.ItemId)
            .Union(db.Set<ReviewDecision>().Where(d => d.CampaignId == id && d.ReviewerId == to.UserId).Select(d => d.ItemId)).ToListAsync(ct);
        int moved = 0;
        foreach (var slot in slots.Where(s => !taken.Contains(s.ItemId)))
        {
            slot.KeptFor = to?.UserId;
            if (slot.State == SlotState.Leased && slot.ReviewerId == from)
                slot.Free();
            moved++;
        }

        var plan = campaign.Plan;
        if (to is not null && !plan.Reviewers.IsEmpty && plan.Reviewers.All(r => r.UserId != to.UserId))
            campaign.PlanJson = ReviewJson.Write(plan with { Reviewers = plan.Reviewers.Add(to) });
        change.Audit("campaign.reassigned", nameof(Campaign), id, campaign.Name, new { From = from }, new { To = to?.UserId, Slots = moved });
        await change.CommitAsync(ct);
        signals.Changed(id);
        string left = slots.Count > moved ? $" {slots.Count - moved} stayed, because {to!.Name} judges or judged the same item." : "";
        return new LeadResult(true, (slots.Count, moved) switch { (0, _) => "There was no open item to give.", (_, 1) => "One open item was given.", _ => $"{moved:N0} open items were given." } + left);
    }

    /// <summary>Takes a person out of a campaign: their answers stay, their open slots go to whoever comes.</summary>
    public async Task<LeadResult> RemoveReviewerAsync(Actor actor, CampaignId id, Guid reviewer, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
        var campaign = await change.Db.Led().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (campaign is null)
            return new LeadResult(false, "There is no such campaign in this workspace.");
        var plan = campaign.Plan;
        if (plan.Reviewers.Length < 2 || plan.Reviewers.All(r => r.UserId != reviewer))
            return new LeadResult(false, "A campaign needs a reviewer. Add another person first, or close the campaign.");
        campaign.PlanJson = ReviewJson.Write(plan with { Reviewers = plan.Reviewers.RemoveAll(r => r.UserId == reviewer) });
        foreach (var slot in await change.Db.Set<ReviewSlot>().Where(s => s.CampaignId == id && s.State != SlotState.Done && s.State != SlotState.Withdrawn && (s.KeptFor == reviewer || s.ReviewerId == reviewer)).ToListAsync(ct))
        {
            slot.KeptFor = slot.KeptFor == reviewer ? null : slot.KeptFor;
            if (slot.ReviewerId == reviewer)
                slot.Free();
        }

        change.Audit("campaign.reviewer-removed", nameof(Campaign), id, campaign.Name, new { Reviewer = reviewer });
        await change.CommitAsync(ct);
        signals.Changed(id);
        return LeadResult.Ok;
    }

    /// <summary>Draws the items again where that failed; what was stored before stays, nothing is doubled.</summary>
    public async Task<LeadResult> PrepareAgainAsync(Actor actor, CampaignId id, CancellationToken ct)
    {
        JobId? job;
        await using (var db = await data.ReadAsync(actor, Permission.LeadReview, ct))
            job = await db.Led().Where(c => c.Id == id && c.State == CampaignState.Preparing).Select(c => c.JobId).FirstOrDefaultAsync(ct);
        if (job is not { } found)
            return new LeadResult(false, "This campaign is not being prepared.");
        await board.ResumeAsync(actor, found, ct, Permission.LeadReview);
        return LeadResult.Ok;
    }

    /// <summary>Closes a campaign: nothing more is given out. Two leads at once: the second is told who was first.</summary>
    public async Task<LeadResult> CloseAsync(Actor actor, CampaignId id, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
        var campaign = await change.Db.Led().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (campaign is null)
            return new LeadResult(false, "There is no such campaign in this workspace.");
        if (campaign.State == CampaignState.Closed)
            return new LeadResult(false, $"{campaign.ClosedBy} closed this campaign at {campaign.ClosedAt:yyyy-MM-dd HH:mm:ss} UTC.");
        (campaign.State, campaign.ClosedAt, campaign.ClosedBy) = (CampaignState.Closed, change.Now, actor.Name);
        change.Audit("campaign.closed", nameof(Campaign), id, campaign.Name);
        await change.CommitAsync(ct);
        signals.Changed(id);
        return LeadResult.Ok;
    }

    /// <summary>Opens a closed campaign again.</summary>
    public async Task<LeadResult> ReopenAsync(Actor actor, CampaignId id, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
        var campaign = await change.Db.Led().FirstOrDefaultAsync(c => c.Id == id && c.State == CampaignState.Closed, ct);
        if (campaign is null)
            return new LeadResult(false, "This campaign is not closed.");
        (campaign.State, campaign.ClosedAt, campaign.ClosedBy) = (CampaignState.Open, null, null);
        change.Audit("campaign.reopened", nameof(Campaign), id, campaign.Name);
        await change.CommitAsync(ct);
        signals.Changed(id);
        return LeadResult.Ok;
    }
}
