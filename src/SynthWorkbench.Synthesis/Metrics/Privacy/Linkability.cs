using SynthWorkbench.Synthesis.Metrics.Neighbours;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>
/// Can two sets of a person's attributes be linked through the synthetic table? The nearest synthetic row is looked up by every other column and by the columns between; the attack
/// succeeds when both give the same row.
/// </summary>
/// <remarks>Giomi et al., PoPETs 2023(2), section 5.2, one neighbour on either side, nearest by Gower's distance.</remarks>
public static class Linkability
{
    /// <summary>Attacks at most <paramref name="attacks"/> training rows and as many holdout rows; null with fewer than four columns or without rows.</summary>
    public static AttackRisk? Run(MixedSpace space, int train, int holdout, int synthetic, int attacks, ulong seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(space);
        int n = Math.Min(attacks, Math.Min(train, holdout));
        if (space.Width < 4 || n == 0 || synthetic == 0)
            return null;
        int[] first = [.. Enumerable.Range(0, space.Width).Where(c => c % 2 == 0)], second = [.. Enumerable.Range(0, space.Width).Where(c => c % 2 == 1)];
        int[] all = [.. Enumerable.Range(0, synthetic)];
        var byFirst = space.Points(2, all, first);
        var bySecond = space.Points(2, all, second);
        return AttackRisk.Of(Linked(0, RowSample.Choose(train, n, seed, 31)), n, Linked(1, RowSample.Choose(holdout, n, seed, 32)), n);

        int Linked(int table, int[] rows)
        {
            int[] one = NearestRows.Search(space.Points(table, rows, first), byFirst, 1, cancellation).Positions;
            int[] other = NearestRows.Search(space.Points(table, rows, second), bySecond, 1, cancellation).Positions;
            return one.Where((p, i) => p == other[i]).Count();
        }
    }
}
