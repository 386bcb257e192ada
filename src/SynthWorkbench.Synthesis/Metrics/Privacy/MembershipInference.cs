using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Metrics.Neighbours;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>An attack's success at telling training rows from unseen rows.</summary>
/// <param name="Area">Area under the ROC curve, 0.5 when it cannot.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="TruePositiveRate">Share of members found when 1 % of non-members are taken for members.</param>
/// <param name="Members">Members, and as many non-members.</param>
public sealed record MembershipAttack(double Area, double StandardError, double TruePositiveRate, int Members);

/// <summary>The attacks of <see cref="MembershipInference.Run"/>; null where there are too few rows.</summary>
/// <param name="Distance">The nearer a synthetic row, the likelier a member.</param>
/// <param name="Density">The nearer synthetic rows are beside how near other real rows are.</param>
/// <param name="Outliers">The distance attack on the tenth of rows that lie farthest from other real rows.</param>
public sealed record MembershipResult(MembershipAttack? Distance, MembershipAttack? Density, MembershipAttack? Outliers);

/// <summary>
/// Can an attacker tell from the synthetic table who was in the training rows? Half the holdout plays the people who were not, the other half is the attacker's own sample of the population.
/// </summary>
/// <remarks>
/// Distance: Chen, Yu, Zhang and Fritz, "GAN-Leaks", CCS 2020, section 4.3 (black box). Density: van Breugel, Sun, Qian and van der Schaar, "DOMIAS", AISTATS 2023, equation 2, with
/// nearest-neighbour densities (ratio of mean distances to the five nearest rows). True positives at 1 % false positives: Carlini et al., IEEE S&amp;P 2022.
/// </remarks>
public static class MembershipInference
{
    private const int MostRows = 5000, Neighbours = 5, Fewest = 50;

    /// <summary>
    /// Runs the attacks on at most <paramref name="mostRows"/> members and non-members each, against every synthetic row. Tables in the space: 0 training, 1 holdout, 2 synthetic.
    /// </summary>
    public static MembershipResult? Run(MixedSpace space, int train, int holdout, int synthetic, ulong seed, CancellationToken cancellation, int mostRows = MostRows)
    {
        ArgumentNullException.ThrowIfNull(space);
        int[] held = RowSample.Choose(holdout, holdout, seed, 21);
        int n = Math.Min(mostRows, Math.Min(train, holdout / 2));
        if (n < Fewest || synthetic < Neighbours || space.Width == 0)
            return null;
        int[] members = RowSample.Choose(train, n, seed, 22), others = held[..n], population = held[(held.Length / 2)..];
        if (population.Length > 4 * mostRows)
            population = population[..(4 * mostRows)];
        var drawn = space.Points(2, RowSample.Choose(synthetic, Math.Min(synthetic, 200_000), seed, 23));
        var reference = space.Points(1, population);
        double[] nearest = new double[2 * n], ratio = new double[2 * n], apart = new double[2 * n];
        bool[] isMember = new bool[2 * n];
        isMember.AsSpan(0, n).Fill(true);
        foreach (var (points, at) in new[] { (space.Points(0, members), 0), (space.Points(1, others), n) })
        {
            var toSynthetic = NearestRows.Search(points, drawn, Neighbours, cancellation);
            var toReal = NearestRows.Search(points, reference, Neighbours, cancellation);
            for (int q = 0; q < n; q++)
            {
                double s = Mean(toSynthetic, q), r = Mean(toReal, q);
                nearest[at + q] = -toSynthetic.Distances[q * Neighbours];
                ratio[at + q] = Math.Log((r + 1e-6) / (s + 1e-6));
                apart[at + q] = r;
            }
        }

        double far = apart.Order().ElementAt((int)(0.9 * apart.Length));
        int[] outliers = [.. Enumerable.Range(0, 2 * n).Where(i => apart[i] >= far)];
        return new MembershipResult(Attack(nearest, isMember), Attack(ratio, isMember),
            Attack([.. outliers.Select(i => nearest[i])], [.. outliers.Select(i => isMember[i])]));
    }

    private static double Mean(NeighbourResult result, int query)
    {
        double sum = 0;
        for (int k = 0; k < result.K; k++)
            sum += result.Distances[query * result.K + k];
        return sum / result.K;
    }

    private static MembershipAttack? Attack(double[] score, bool[] isMember)
    {
        int members = isMember.Count(m => m), others = isMember.Length - members;
        if (members < 20 || others < 20)
            return null;
        double area = RocCurve.Area(score, isMember);
        double[] outside = [.. score.Where((_, i) => !isMember[i]).OrderDescending()];
        double threshold = outside[Math.Min(outside.Length - 1, (int)(0.01 * outside.Length))];
        double found = score.Where((s, i) => isMember[i] && s > threshold).Count();
        return new MembershipAttack(area, RocCurve.StandardError(area, members, others), found / members, members);
    }
}
