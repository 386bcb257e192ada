using SynthWorkbench.Numerics.Privacy;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>Rows of each cell of a column, estimated from noisy counts alone, so that it costs nothing.</summary>
internal static class OneWayCounts
{
    /// <summary>Standard deviations of noise below which a missing value or other label is taken for noise, and any other cell shares what is known of all such cells together.</summary>
    private const double LeastNoise = 3;

    /// <summary>What cells of few rows keep at least of their own estimate when counts are made to sum to the total.</summary>
    private const double LeastShare = 0.25;

    /// <summary>All rows, by the columns' noisy totals, each weighted by the certainty it has.</summary>
    public static double Total(long[][] noisy) => Math.Max(1, noisy.Sum(n => n.Sum() / (double)n.Length) / noisy.Sum(n => 1.0 / n.Length));

    /// <summary>
    /// Counts that are not negative and sum to <paramref name="total"/>. Values in even steps borrow from their neighbours; cells of few rows share what noise leaves of their sum, so that what was declared
    /// does not vanish; the others are the nearest to the noisy ones.
    /// </summary>
    public static double[] Estimate(PrivateDomain domain, long[] noisy, double total, double deviation)
    {
        double[] counts = Array.ConvertAll(noisy, n => (double)n);
        if (domain.IsEven)
            HistogramSmoothing.Smooth(counts.AsSpan(1), deviation);
        bool[] isFew = [.. noisy.Select(n => n < LeastNoise * deviation)];
        bool[] isNoise = [.. counts.Select((_, c) => isFew[c] && domain.Kinds[c] is (CellKind.Missing or CellKind.Other))];
        if (isNoise.All(n => n))
            isNoise[0] = false;
        int[] few = [.. Enumerable.Range(0, counts.Length).Where(c => !isNoise[c] && isFew[c])], many = [.. Enumerable.Range(0, counts.Length).Where(c => !isFew[c])];
        double[] small = NoisyCounts.Positive([.. few.Select(c => counts[c])], deviation), large = [.. many.Select(c => counts[c])];
        double sum = small.Sum(), gap = total - sum - large.Sum();
        // What is missing of the total is noise, spread evenly over the cells.
        double ofSmall = many.Length == 0 ? total : few.Length == 0 ? 0 : Math.Clamp(sum + gap * few.Length / (few.Length + many.Length), Math.Min(total, LeastShare * sum), total);
        double[] projected = NoisyCounts.OnSimplex(large, total - ofSmall);
        Array.Clear(counts);
        for (int i = 0; i < few.Length; i++)
            counts[few[i]] = small[i] * ofSmall / sum;
        for (int i = 0; i < many.Length; i++)
            counts[many[i]] = projected[i];
        return counts;
    }
}
