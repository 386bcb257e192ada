using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Application.Calibration.Planning;

/// <summary>An item that could be in a session, and what speaks for it.</summary>
/// <param name="HasGold">Its answer is known.</param>
/// <param name="Disagreement">How much its answers differ, 0 (not, or too few answers) to 1.</param>
/// <param name="Edge">How much it stands at an edge, 0 (not) upwards.</param>
/// <param name="IsEasy">Two answers or more, all agreeing.</param>
public sealed record ItemCandidate(ReviewItemId Item, bool HasGold, double Disagreement, double Edge, bool IsEasy);

/// <summary>Chooses a session's items by quota, at random within each, from a seed.</summary>
public static class ItemSelection
{
    /// <summary>Of the items that differ or stand out most, so many times the quota are drawn from: not always the same ones come.</summary>
    private const int Breadth = 3;

    /// <summary>The quotas of a plan by reason; what shares leave over is <see cref="ItemReason.Other"/>.</summary>
    public static IReadOnlyDictionary<ItemReason, int> Quotas(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var quotas = new Dictionary<ItemReason, int>();
        int left = plan.Items;
        foreach (var (reason, share) in new[] { (ItemReason.Gold, plan.GoldShare), (ItemReason.Disagreement, plan.DisagreementShare), (ItemReason.Edge, plan.EdgeShare), (ItemReason.Easy, plan.EasyShare) })
        {
            quotas[reason] = Math.Min(left, (int)Math.Round(share * plan.Items, MidpointRounding.AwayFromZero));
            left -= quotas[reason];
        }

        quotas[ItemReason.Other] = left;
        return quotas;
    }

    /// <summary>The items chosen with their reasons, in a random order. Quotas that cannot be met are filled from all items.</summary>
    /// <param name="candidates">In any order; the same ones and seed give the same choice.</param>
    /// <param name="plan">Quotas and seed.</param>
    public static IReadOnlyList<(ReviewItemId Item, ItemReason Reason)> Choose(IReadOnlyList<ItemCandidate> candidates, SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var random = new RandomStream(unchecked((ulong)plan.Seed), 0xCA11);
        ItemCandidate[] shuffled = [.. candidates.OrderBy(c => c.Item.Value)];
        random.Shuffle<ItemCandidate>(shuffled);
        var left = shuffled.ToList();
        var chosen = new List<(ReviewItemId, ItemReason)>();
        foreach (var (reason, quota) in Quotas(plan))
        {
            var pool = reason switch
            {
                ItemReason.Gold => left.Where(c => c.HasGold),
                ItemReason.Disagreement => Top(left.Where(c => c.Disagreement > 0), c => c.Disagreement, quota, ref random),
                ItemReason.Edge => Top(left.Where(c => c.Edge > 0), c => c.Edge, quota, ref random),
                ItemReason.Easy => left.Where(c => c.IsEasy),
                _ => [],
            };
            foreach (var item in pool.Take(quota).ToList())
            {
                chosen.Add((item.Item, reason));
                left.Remove(item);
            }
        }

        chosen.AddRange(left.Take(plan.Items - chosen.Count).Select(c => (c.Item, ItemReason.Other)));
        var order = chosen.ToArray();
        random.Shuffle<(ReviewItemId, ItemReason)>(order);
        return order;
    }

    private static ItemCandidate[] Top(IEnumerable<ItemCandidate> candidates, Func<ItemCandidate, double> by, int quota, ref RandomStream random)
    {
        ItemCandidate[] top = [.. candidates.OrderByDescending(by).Take(Breadth * quota)];
        random.Shuffle<ItemCandidate>(top);
        return top;
    }
}
