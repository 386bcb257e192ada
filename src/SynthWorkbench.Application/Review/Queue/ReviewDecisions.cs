using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;

namespace SynthWorkbench.Application.Review.Queue;

/// <summary>A reviewer's answer on its way to the database.</summary>
/// <param name="Operation">Made by the client once an answer: sent twice, it is one decision.</param>
/// <param name="Supersedes">The earlier decision of the same person that this one corrects.</param>
public sealed record Submission(Guid Operation, ReviewItemId Item, ReviewAnswers Answers, string Comment = "", bool IsUnclear = false, bool IsFlagged = false, long ActiveMilliseconds = 0, DecisionId? Supersedes = null);

public enum SubmissionOutcome
{
    /// <summary>Counts.</summary>
    Accepted,

    /// <summary>Kept beside the decisions that count: every slot was taken by then.</summary>
    Surplus,

    /// <summary>Was there already.</summary>
    Repeated,

    /// <summary>This person has answered the item otherwise, or with another comment: nothing was overwritten, they choose.</summary>
    Conflict,

    /// <summary>Something is missing or wrong.</summary>
    Incomplete,

    /// <summary>Cannot be taken; says why. The draft stays.</summary>
    Refused,
}

/// <summary>What became of a submission.</summary>
public sealed record SubmissionResult(SubmissionOutcome Outcome, DecisionId? Decision = null, IReadOnlyList<AnswerProblem>? Problems = null, ReviewAnswers? Other = null, string? OtherComment = null, string? Message = null)
{
    public bool IsKept => Outcome is SubmissionOutcome.Accepted or SubmissionOutcome.Surplus or SubmissionOutcome.Repeated;
}

/// <summary>What another part of the workbench keeps with a decision.</summary>
public interface IDecisionFollower
{
    /// <summary>Called within the change that adds the decision: what it adds is committed with it or not at all.</summary>
    Task DecidedAsync(WorkbenchChange change, Campaign campaign, ReviewItem item, ReviewDecision decision, CancellationToken ct);
}

/// <summary>Takes decisions: each once, none lost, none overwritten.</summary>
public sealed class ReviewDecisions(WorkbenchData data, ReviewSignals signals, IEnumerable<IDecisionFollower> followers, IEnumerable<IReviewerWatch> watches)
{
    /// <summary>Takes an answer. Typed work is never thrown away: when no slot is free any more it is kept as surplus.</summary>
    public async Task<SubmissionResult> SubmitAsync(Actor actor, Submission submission, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.Review, ct);
        var db = change.Db;
        var id = new DecisionId(submission.Operation);
        if (await db.Set<ReviewDecision>().AnyAsync(d => d.Id == id, ct))
            return new SubmissionResult(SubmissionOutcome.Repeated, id);
        var item = await db.Set<ReviewItem>().FirstOrDefaultAsync(i => i.Id == submission.Item, ct);
        if (item is null)
            return Refused("This item is not in this workspace any more. Your draft is kept.");
        var campaign = await db.Set<Campaign>().AsNoTracking().FirstAsync(c => c.Id == item.CampaignId, ct);
        if (!ReviewQueue.MayReview(campaign.Plan, actor))
            return Refused("You are not a reviewer of this campaign any more. Your draft is kept; ask its lead.");
        if (campaign.State == CampaignState.Closed)
            return Refused($"{campaign.ClosedBy} closed this campaign while you were judging the item. Your draft is kept; ask the lead to reopen it or to take your answer from the draft.");
        var rubric = (await db.Set<RubricVersion>().AsNoTracking().FirstAsync(v => v.Id == campaign.RubricVersionId, ct)).Rubric;
        var asked = campaign.Plan.Asked(rubric);
        var answers = AnswerRules.Trim(asked, submission.Answers);
        if (AnswerRules.Problems(asked, answers) is { Count: > 0 } problems)
            return new SubmissionResult(SubmissionOutcome.Incomplete, Problems: problems);
        string json = ReviewJson.Write(answers);
        if (json.Length > ReviewDrafts.LongestAnswers || submission.Comment.Length > ReviewDrafts.LongestComment)
            return Refused($"The answers have {json.Length:N0} characters and the comment {submission.Comment.Length:N0}; at most {ReviewDrafts.LongestAnswers:N0} and {ReviewDrafts.LongestComment:N0} are kept. Shorten them.");

        var mine = await db.Set<ReviewDecision>().AsNoTracking().Where(d => d.ItemId == item.Id && d.ReviewerId == actor.UserId && d.Kind != DecisionKind.Skip).ToListAsync(ct);
        var standing = DecisionRecord.Standing(mine).FirstOrDefault();
        var repeat = submission.Supersedes is null ? await db.Set<ReviewSlot>().FirstOrDefaultAsync(s => s.ItemId == item.Id && s.IsRepeat && s.KeptFor == actor.UserId && s.State == SlotState.Leased, ct) : null;
        if (repeat is not null)
            (repeat.State, repeat.ReviewerId, repeat.LeaseToken, repeat.LeaseEnds) = (SlotState.Done, actor.UserId, null, null);
        else if (standing is not null && submission.Supersedes != standing.Id)
        {
            return standing.AnswersJson == json && (submission.Comment.Length == 0 || submission.Comment == standing.Comment)
                ? new SubmissionResult(SubmissionOutcome.Repeated, standing.Id)
                : new SubmissionResult(SubmissionOutcome.Conflict, standing.Id, Other: standing.Answers, OtherComment: standing.Comment, Message: $"You have answered this item already, at {standing.At:HH:mm:ss} UTC, perhaps in another tab.");
        }

        var kind = repeat is not null ? DecisionKind.Repeat : standing?.Kind ?? await TakeSlotAsync(db, item, actor, campaign.Plan.GroupOf(actor.UserId), ct);
        var decision = new ReviewDecision
        {
            Id = id, CampaignId = item.CampaignId, ItemId = item.Id, ReviewerId = actor.UserId, ReviewerName = actor.Name, RubricVersionId = campaign.RubricVersionId, ItemDigest = item.Digest,
            Kind = kind, AnswersJson = json, Supersedes = repeat is null ? standing?.Id : null, Comment = submission.Comment, IsUnclear = submission.IsUnclear, IsFlagged = submission.IsFlagged,
            ActiveMilliseconds = Math.Max(0, submission.ActiveMilliseconds), At = change.Now,
        };
        db.Add(decision);
        foreach (var follower in followers)
            await follower.DecidedAsync(change, campaign, item, decision, ct);
        await RemoveDraftAsync(db, item.Id, actor, ct);
        if (standing is not null && repeat is null)
            change.Audit("review.corrected", nameof(ReviewDecision), id, $"{campaign.Name} item {item.Number}", new { Decision = standing.Id.Value }, new { Decision = id.Value });
        await db.SaveChangesAsync(ct);
        await ItemOutcome.UpdateAsync(change, campaign, rubric, item, watches, ct);
        await change.CommitAsync(ct);
        signals.Changed(item.CampaignId);
        return new SubmissionResult(kind == DecisionKind.Surplus ? SubmissionOutcome.Surplus : SubmissionOutcome.Accepted, id);
    }

    /// <summary>Leaves an item to others, with a reason. The slot is free again; this person is not given the item a second time.</summary>
    public async Task<SubmissionResult> SkipAsync(Actor actor, Guid operation, ReviewItemId itemId, string reason, long activeMilliseconds, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > ReviewDrafts.LongestComment)
            return Refused(string.IsNullOrWhiteSpace(reason) ? "Say in a word why you skip this item: it helps the lead to see what is unclear." : $"The reason has {reason.Length:N0} characters; at most {ReviewDrafts.LongestComment:N0} are kept.");
        await using var change = await data.BeginAsync(actor, Permission.Review, ct);
        var db = change.Db;
        var id = new DecisionId(operation);
        if (await db.Set<ReviewDecision>().AnyAsync(d => d.Id == id, ct))
            return new SubmissionResult(SubmissionOutcome.Repeated, id);
        var item = await db.Set<ReviewItem>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == itemId, ct);
        if (item is null)
            return Refused("This item is not in this workspace any more.");
        var campaign = await db.Set<Campaign>().AsNoTracking().FirstAsync(c => c.Id == item.CampaignId, ct);
        if (!ReviewQueue.MayReview(campaign.Plan, actor))
            return Refused("You are not a reviewer of this campaign any more.");
        db.Add(new ReviewDecision
        {
            Id = id, CampaignId = item.CampaignId, ItemId = item.Id, ReviewerId = actor.UserId, ReviewerName = actor.Name, RubricVersionId = campaign.RubricVersionId, ItemDigest = item.Digest,
            Kind = DecisionKind.Skip, AnswersJson = ReviewJson.Write(ReviewAnswers.Empty), Comment = reason, ActiveMilliseconds = Math.Max(0, activeMilliseconds), At = change.Now,
        });
        var slot = await db.Set<ReviewSlot>().FirstOrDefaultAsync(s => s.ItemId == itemId && s.ReviewerId == actor.UserId && s.State == SlotState.Leased, ct);
        slot?.Free();
        await change.CommitAsync(ct);
        signals.Changed(item.CampaignId);
        return new SubmissionResult(SubmissionOutcome.Accepted, id);
    }

    /// <summary>The slot a decision fills: the one this person holds, or held, else any free one; with none the decision is surplus.</summary>
    private static async Task<DecisionKind> TakeSlotAsync(WorkbenchDbContext db, ReviewItem item, Actor actor, string? group, CancellationToken ct)
    {
        var slots = await db.Set<ReviewSlot>().Where(s => s.ItemId == item.Id && !s.IsRepeat).OrderBy(s => s.Place).ToListAsync(ct);
        var slot = slots.Find(s => s.State == SlotState.Leased && s.ReviewerId == actor.UserId) ?? slots.Find(s => s.State == SlotState.Free && (s.KeptFor is null || s.KeptFor == actor.UserId) && (s.KeptForGroup is null || s.KeptForGroup == group));
        if (slot is null)
            return DecisionKind.Surplus;
        (slot.State, slot.ReviewerId, slot.LeaseToken, slot.LeaseEnds) = (SlotState.Done, actor.UserId, null, null);
        return DecisionKind.Decision;
    }

    private static async Task RemoveDraftAsync(WorkbenchDbContext db, ReviewItemId item, Actor actor, CancellationToken ct)
    {
        if (await db.Set<ReviewDraft>().FirstOrDefaultAsync(d => d.ItemId == item && d.ReviewerId == actor.UserId, ct) is { } draft)
            db.Remove(draft);
    }

    private static SubmissionResult Refused(string message) => new(SubmissionOutcome.Refused, Message: message);
}
