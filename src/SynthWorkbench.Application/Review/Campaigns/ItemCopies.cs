using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>An item to be judged again, and by whom.</summary>
/// <param name="Source">The item as it stands in its campaign.</param>
/// <param name="KeptFor">The person and the place in that person's order, one a place; empty: as many open places as the plan's overlap.</param>
public sealed record CopiedItem(ReviewItem Source, IReadOnlyList<(Guid Person, int Order)> KeptFor);

/// <summary>Opens a campaign over copies of items of other campaigns: the same content and digest, no answer, no suggestion.</summary>
internal static class ItemCopies
{
    /// <summary>Adds the campaign, open, with its items and places to the caller's change.</summary>
    /// <returns>The campaign and its items in the order given.</returns>
    public static (Campaign Campaign, IReadOnlyList<ReviewItem> Items) Add(WorkbenchChange change, CampaignId id, string name, RubricVersionId rubric, CampaignPlan plan, IReadOnlyList<CopiedItem> items, Guid? session)
    {
        var workspace = change.Actor.WorkspaceId;
        var campaign = new Campaign
        {
            Id = id, WorkspaceId = workspace, Name = name, RubricVersionId = rubric, PlanJson = ReviewJson.Write(plan), State = CampaignState.Open, CreatedAt = change.Now, CreatedBy = change.Actor.Name, SessionKey = session,
        };
        change.Db.Add(campaign);
        var copies = new List<ReviewItem>();
        foreach (var (source, keptFor) in items)
        {
            var copy = new ReviewItem
            {
                Id = ReviewItemId.New(), WorkspaceId = workspace, CampaignId = id, Number = copies.Count + 1, Key = $"{copies.Count + 1}: {source.Key}"[..Math.Min(200, source.Key.Length + 2 + $"{copies.Count + 1}".Length)],
                ContentJson = source.ContentJson, Digest = source.Digest, Stratum = source.Stratum, Surprise = source.Surprise, RealSide = source.RealSide,
            };
            change.Db.Add(copy);
            copies.Add(copy);
            IReadOnlyList<(Guid? Person, int Order)> places = keptFor.Count > 0 ? [.. keptFor.Select(k => ((Guid?)k.Person, k.Order))] : [.. Enumerable.Repeat(((Guid?)null, copy.Number), plan.Overlap)];
            for (int place = 0; place < places.Count; place++)
            {
                change.Db.Add(new ReviewSlot
                {
                    Id = ReviewSlotId.New(), WorkspaceId = workspace, CampaignId = id, ItemId = copy.Id, Place = place, ItemNumber = places[place].Order, KeptFor = places[place].Person,
                });
            }
        }

        return (campaign, copies);
    }
}
