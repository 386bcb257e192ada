using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Queue;

/// <summary>A state of a reviewer's answers on its way to the database.</summary>
/// <param name="Operation">Made by the client once a write: sent twice, it is one write.</param>
/// <param name="BaseRevision">The revision it stands on.</param>
/// <param name="Sent">Operations of the same form that were sent and not heard of since: where the last of them arrived, this write stands on it.</param>
/// <param name="Force">The reviewer has seen the other state and chose this one.</param>
public sealed record DraftWrite(Guid Operation, ReviewItemId Item, ReviewAnswers Answers, string Comment, long BaseRevision, long ActiveMilliseconds, bool Force = false, IReadOnlyList<Guid>? Sent = null);

/// <summary>What became of a write.</summary>
/// <param name="Revision">The revision that stands now.</param>
/// <param name="Other">The answers that stand there, where another tab or device wrote in between: nothing was overwritten, the reviewer chooses.</param>
public sealed record DraftSaving(long Revision, DateTimeOffset SavedAt, ReviewAnswers? Other = null, string? OtherComment = null, string? Problem = null)
{
    public bool IsConflict => Other is not null;
}

/// <summary>A draft as it stands.</summary>
public sealed record KeptDraft(long Revision, ReviewAnswers Answers, string Comment)
{
    public static readonly KeptDraft None = new(0, ReviewAnswers.Empty, "");
}

/// <summary>Keeps what reviewers have answered so far. Any reviewer may keep a draft of an item they were given, whatever became of the lease.</summary>
public sealed class ReviewDrafts(WorkbenchData data)
{
    public const int LongestAnswers = 400_000, LongestComment = 4000;

    /// <summary>This person's draft of an item as it stands; null where there is none.</summary>
    public async Task<KeptDraft?> FindAsync(Actor actor, ReviewItemId item, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.Review, ct);
        var draft = await db.Set<ReviewDraft>().FirstOrDefaultAsync(d => d.ItemId == item && d.ReviewerId == actor.UserId, ct);
        return draft is null ? null : new KeptDraft(draft.Revision, ReviewJson.Read<ReviewAnswers>(draft.AnswersJson), draft.Comment);
    }

    public async Task<DraftSaving> SaveAsync(Actor actor, DraftWrite write, CancellationToken ct)
    {
        string answers = ReviewJson.Write(write.Answers);
        if (answers.Length > LongestAnswers || write.Comment.Length > LongestComment)
            return new DraftSaving(write.BaseRevision, default, Problem: $"The answers have {answers.Length:N0} characters and the comment {write.Comment.Length:N0}; at most {LongestAnswers:N0} and {LongestComment:N0} are kept. Shorten them.");
        await using var change = await data.BeginAsync(actor, Permission.Review, ct);
        var draft = await change.Db.Set<ReviewDraft>().FirstOrDefaultAsync(d => d.ItemId == write.Item && d.ReviewerId == actor.UserId, ct);
        if (draft is not null && draft.Operation == write.Operation)
            return new DraftSaving(draft.Revision, draft.SavedAt);
        if (draft is not null && draft.Revision != write.BaseRevision && !write.Force && write.Sent?.Contains(draft.Operation) != true && (draft.AnswersJson != answers || draft.Comment != write.Comment))
            return new DraftSaving(draft.Revision, draft.SavedAt, ReviewJson.Read<ReviewAnswers>(draft.AnswersJson), draft.Comment);
        if (draft is null)
        {
            var item = await change.Db.Set<ReviewItem>().AsNoTracking().Where(i => i.Id == write.Item).Select(i => new { i.CampaignId }).FirstOrDefaultAsync(ct);
            if (item is null)
                return new DraftSaving(0, default, Problem: "This item is not in this workspace any more.");
            var campaign = await change.Db.Set<Campaign>().AsNoTracking().FirstAsync(c => c.Id == item.CampaignId, ct);
            if (!ReviewQueue.MayReview(campaign.Plan, actor))
                return new DraftSaving(0, default, Problem: "This campaign is kept for other reviewers. Your words are kept in this browser; ask its lead to add you.");
            draft = new ReviewDraft { Id = Guid.CreateVersion7(), CampaignId = item.CampaignId, ItemId = write.Item, ReviewerId = actor.UserId, RubricVersionId = campaign.RubricVersionId, AnswersJson = answers };
            change.Db.Add(draft);
        }

        (draft.AnswersJson, draft.Comment, draft.Operation, draft.SavedAt) = (answers, write.Comment, write.Operation, change.Now);
        draft.Revision++;
        draft.ActiveMilliseconds = Math.Max(draft.ActiveMilliseconds, write.ActiveMilliseconds);

        // Typing is a sign of life: it renews the lease.
        var slot = await change.Db.Set<ReviewSlot>().FirstOrDefaultAsync(s => s.ItemId == write.Item && s.ReviewerId == actor.UserId && s.State == SlotState.Leased, ct);
        if (slot is not null)
            slot.LeaseEnds = change.Now + ReviewQueue.Lease;
        await change.CommitAsync(ct);
        return new DraftSaving(draft.Revision, draft.SavedAt);
    }
}
