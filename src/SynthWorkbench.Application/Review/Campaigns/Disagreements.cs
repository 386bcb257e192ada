using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>The items that a lead looks at because answers differ.</summary>
internal static class Disagreements
{
    private const int ReadAtOnce = 200;

    /// <summary>Whether an item waits for the lead, or is still open and its imported ratings differ: those fill no place, and a lead wants to see them all the same.</summary>
    public static bool Includes(Rubric rubric, ItemState state, IReadOnlyCollection<ReviewDecision> decisions) =>
        state == ItemState.Disputed || (state == ItemState.Open && decisions.Count(d => d.Kind == DecisionKind.Imported) > 1 && ItemOutcome.Consensus(rubric, DecisionRecord.Counting(decisions)) is null);

    /// <summary>The one after an item by number, from the first on again after the last; null where there is no other.</summary>
    public static async Task<ReviewItemId?> NextAsync(WorkbenchDbContext db, Rubric rubric, ReviewItem item, CancellationToken ct)
    {
        var candidates = await db.Set<ReviewItem>()
            .Where(i => i.CampaignId == item.CampaignId && i.Id != item.Id && (i.State == ItemState.Disputed || (i.State == ItemState.Open && db.Set<ReviewDecision>().Count(d => d.ItemId == i.Id && d.Kind == DecisionKind.Imported) > 1)))
            .OrderBy(i => i.Number < item.Number).ThenBy(i => i.Number).Select(i => new { i.Id, i.State }).ToListAsync(ct);
        foreach (var some in candidates.Chunk(ReadAtOnce))
        {
            var ids = some.Select(i => i.Id).ToList();
            var decisions = (await db.Set<ReviewDecision>().Where(d => ids.Contains(d.ItemId)).ToListAsync(ct)).ToLookup(d => d.ItemId);
            if (Array.Find(some, i => Includes(rubric, i.State, [.. decisions[i.Id]])) is { } next)
                return next.Id;
        }

        return null;
    }
}
