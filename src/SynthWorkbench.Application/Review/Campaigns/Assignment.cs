using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>Spreads the places of items over the named reviewers.</summary>
public static class Assignment
{
    /// <summary>
    /// Who each place (item by item, <see cref="CampaignPlan.Overlap"/> places each) is kept for: for an item the people with fewest items so far, ties by a seeded order; nobody twice for an item, nobody
    /// beyond a limit. Where people are in groups the places go to the groups in turn. Neither where nobody is named or all limits are reached.
    /// </summary>
    public static (Guid? Person, string? Group)[] Balanced(CampaignPlan plan, int items)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var kept = new (Guid? Person, string? Group)[items * plan.Overlap];
        if (plan.Reviewers.IsEmpty)
            return kept;
        string[] groups = [.. plan.Reviewers.Select(r => r.Group).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (groups.Length > 0)
        {
            for (int place = 0; place < kept.Length; place++)
                kept[place].Group = groups[place % groups.Length];
            return kept;
        }

        int[] load = new int[plan.Reviewers.Length], order = new int[plan.Reviewers.Length];
        int[] most = [.. plan.Reviewers.Select(r => r.MostItems ?? plan.MostPerPerson ?? int.MaxValue)];
        var random = new RandomStream(unchecked((ulong)plan.Sampling.Seed), 0xA551);
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        for (int item = 0; item < items; item++)
        {
            random.Shuffle<int>(order);
            int place = item * plan.Overlap;
            foreach (int person in order.Where(p => load[p] < most[p]).OrderBy(p => load[p]).Take(plan.Overlap).ToArray())
            {
                kept[place++].Person = plan.Reviewers[person].UserId;
                load[person]++;
            }
        }

        return kept;
    }
}
