namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>Distances of single columns' distributions.</summary>
public static class DistributionDistance
{
    /// <summary>
    /// First Wasserstein distance over the reference's range, the mean shift of values that turns one distribution into the other; 0 to 1 where ranges agree. Null for labels, a reference
    /// without range, or a table without values. O(n log n).
    /// </summary>
    /// <remarks>Villani, "Optimal Transport" (2009), equation 2.23 in one dimension: the area between the distribution functions.</remarks>
    public static double? Wasserstein(ComparedColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (!column.IsNumber)
            return null;
        double[] real = column.SortedReal, synthetic = column.SortedSynthetic;
        if (real.Length == 0 || synthetic.Length == 0 || !(real[^1] - real[0] > 0) || !double.IsFinite(real[^1] - real[0]))
            return null;
        double range = real[^1] - real[0], area = 0;
        int i = 0, j = 0;
        double at = Math.Min(real[0], synthetic[0]);
        while (i < real.Length || j < synthetic.Length)
        {
            double next = Math.Min(i < real.Length ? real[i] : double.MaxValue, j < synthetic.Length ? synthetic[j] : double.MaxValue);
            area += Math.Abs((double)i / real.Length - (double)j / synthetic.Length) * ((next - at) / range);
            at = next;
            while (i < real.Length && real[i] == next)
                i++;
            while (j < synthetic.Length && synthetic[j] == next)
                j++;
        }

        return area;
    }

    /// <summary>Jensen-Shannon divergence in bits of the shares of 20 equal-frequency bins or of labels, 0 (same) to 1 (disjoint); missing is a class. Null without rows.</summary>
    /// <remarks>Lin, IEEE Trans. Information Theory 37 (1991), equation 3.1.</remarks>
    public static double? JensenShannon(ComparedColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        var codes = column.Binned(20);
        if (codes.Real.Length == 0 || codes.Synthetic.Length == 0)
            return null;
        var (p, q) = codes.Shares();
        double sum = 0;
        for (int c = 0; c < p.Length; c++)
        {
            double middle = (p[c] + q[c]) / 2;
            sum += (p[c] > 0 ? p[c] * Math.Log2(p[c] / middle) : 0) + (q[c] > 0 ? q[c] * Math.Log2(q[c] / middle) : 0);
        }

        return Math.Max(0, sum / 2);
    }

    /// <summary>Population stability index over ten equal-frequency bins or labels, shares floored at 1e-4; 0 when equal, above 0.25 by custom a shift. Null without rows.</summary>
    /// <remarks>Siddiqi, "Credit Risk Scorecards" (2006), chapter 8; floor as in Yurdakul (2018).</remarks>
    public static double? PopulationStability(ComparedColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        var codes = column.Binned(10);
        if (codes.Real.Length == 0 || codes.Synthetic.Length == 0)
            return null;
        var (p, q) = codes.Shares();
        double sum = 0;
        for (int c = 0; c < p.Length; c++)
        {
            double a = Math.Max(1e-4, p[c]), b = Math.Max(1e-4, q[c]);
            sum += (a - b) * Math.Log(a / b);
        }

        return sum;
    }

    /// <summary>
    /// Mean absolute difference of the pairs' mutual information, each in bits over the smaller entropy of the reference's pair (0: no relation, 1: one tells the other). Null below two
    /// columns that vary. Pairs beyond 400 are a seeded choice.
    /// </summary>
    /// <remarks>Cover and Thomas, "Elements of Information Theory" (2006), section 2.3.</remarks>
    public static double? MutualInformationError(IReadOnlyList<ComparedColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var coded = columns.Select(c => c.Binned(0)).ToArray();
        if (coded.Length < 2 || coded[0].Real.Length == 0 || coded[0].Synthetic.Length == 0)
            return null;
        var pairs = ColumnGroups.Pairs(coded.Length, 400);
        var shares = coded.Select(c => c.Shares()).ToArray();
        double[] real = [.. shares.Select(s => Entropy(s.Real))], synthetic = [.. shares.Select(s => Entropy(s.Synthetic))];
        double[] error = new double[pairs.Count];
        Parallel.For(0, error.Length, i =>
        {
            var (a, b) = pairs[i];
            double least = Math.Min(real[a], real[b]);
            var joint = JointCounts.Of(coded[a], coded[b]);
            error[i] = least < 1e-9 ? double.NaN
                : Math.Abs(real[a] + real[b] - joint.Entropy(real: true) - (synthetic[a] + synthetic[b] - joint.Entropy(real: false))) / least;
        });
        double[] defined = [.. error.Where(e => !double.IsNaN(e))];
        return defined.Length == 0 ? null : defined.Average();
    }

    private static double Entropy(double[] shares) => -shares.Where(s => s > 0).Sum(s => s * Math.Log2(s));
}
