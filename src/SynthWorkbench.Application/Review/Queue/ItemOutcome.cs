using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;

namespace SynthWorkbench.Application.Review.Queue;

/// <summary>Where an item stands after a decision, and what that means for the lot.</summary>
internal static class ItemOutcome
{
    /// <summary>Brings item, slots and the lot's verdict up to date within the change that added a decision or an adjudication, whose rows are saved already.</summary>
    public static async Task UpdateAsync(WorkbenchChange change, Campaign campaign, Rubric rubric, ReviewItem item, IEnumerable<IReviewerWatch> watches, CancellationToken ct)
    {
        var db = change.Db;
        var plan = campaign.Plan;
        var all = await db.Set<ReviewDecision>().AsNoTracking().Where(d => d.ItemId == item.Id).ToListAsync(ct);
        var counting = DecisionRecord.Counting(all);
        var adjudicated = DecisionRecord.Standing(await db.Set<Adjudication>().AsNoTracking().Where(a => a.ItemId == item.Id).ToListAsync(ct));
        ReviewAnswers? stands = adjudicated?.Answers;
        if (adjudicated is not null)
        {
            item.State = ItemState.Adjudicated;
        }
        else
        {
            var places = await db.Set<ReviewSlot>().Where(s => s.ItemId == item.Id).ToListAsync(ct);
            var slots = places.FindAll(s => s.State != SlotState.Withdrawn && !s.IsRepeat);
            bool isFull = slots.TrueForAll(s => s.State == SlotState.Done);
            stands = Consensus(rubric, counting);
            if (isFull && slots.Count == plan.Overlap
                && ((stands is null && plan.ExtraOnDisagreement && counting.Count > 1) || (campaign.SessionKey is null && await SecondReads.IsWantedAsync(change, campaign, item, counting, watches, ct))))
            {
                db.Add(new ReviewSlot { Id = ReviewSlotId.New(), CampaignId = item.CampaignId, ItemId = item.Id, Place = places.Max(s => s.Place) + 1, ItemNumber = item.Number });
                isFull = false;
            }

            item.State = !isFull || counting.Count == 0 ? ItemState.Open : stands is null ? ItemState.Disputed : ItemState.Agreed;
        }

        bool isFinal = item.State is ItemState.Agreed or ItemState.Adjudicated;
        item.IsDefect = isFinal && stands is not null ? AnswerRules.IsDefect(rubric, stands) : null;
        item.DecidedAt = isFinal ? item.DecidedAt ?? change.Now : null;
        await db.SaveChangesAsync(ct);
        if (isFinal)
            await LotAcceptance.UpdateAsync(change, campaign.Id, plan, ct);
    }

    /// <summary>The answers that more than half of the decisions agree with; null where none do.</summary>
    internal static ReviewAnswers? Consensus(Rubric rubric, IReadOnlyList<ReviewDecision> decisions)
    {
        var answers = decisions.Select(d => d.Answers).ToList();
        return answers.Find(a => 2 * answers.Count(other => AnswerRules.Agree(rubric, a, other)) > answers.Count);
    }
}
