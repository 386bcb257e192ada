namespace SynthWorkbench.Numerics.Statistics;

/// <summary>
/// Holm's step-down adjustment of the p values of several tests: those at or below α afterwards are rejected with a chance of at most α that any rejection is false, however the tests depend on one another.
/// </summary>
/// <remarks>Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).</remarks>
public static class HolmAdjustment
{
    /// <summary>The adjusted values in the order of <paramref name="p"/>: the i-th smallest of m becomes the largest of (m - j + 1) p(j) over j ≤ i, at most 1. O(m log m).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or outside [0, 1].</exception>
    public static double[] Of(ReadOnlySpan<double> p)
    {
        double[] sorted = p.ToArray(), adjusted = new double[p.Length];
        int[] order = new int[p.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            if (!(sorted[i] is >= 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(p), sorted[i], $"Value {i} is no probability: p values lie between 0 and 1.");
        }

        Array.Sort(sorted, order);
        double least = 0;
        for (int i = 0; i < order.Length; i++)
            adjusted[order[i]] = least = Math.Max(least, Math.Min(1, (order.Length - i) * sorted[i]));
        return adjusted;
    }
}
