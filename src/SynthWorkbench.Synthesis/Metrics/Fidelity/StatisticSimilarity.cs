namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>How alike mean, median and standard deviation of a number column are, each on the scale of the reference's range. In [0, 1].</summary>
/// <param name="Mean">1 - |difference of means| / range.</param>
/// <param name="Median">1 - |difference of medians| / range.</param>
/// <param name="StandardDeviation">1 - |difference of standard deviations| / range.</param>
/// <remarks>SDMetrics' StatisticSimilarity. Missing values are left out; the standard deviation is that of a sample (n - 1).</remarks>
public sealed record StatisticSimilarity(double Mean, double Median, double StandardDeviation)
{
    /// <summary>The mean of the three.</summary>
    public double Score => (Mean + Median + StandardDeviation) / 3;

    /// <summary>The similarities; null for labels, a reference without range, or fewer than two values in either table. O(n log n).</summary>
    public static StatisticSimilarity? Of(ComparedColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (!column.IsNumber)
            return null;
        double[] real = column.SortedReal, synthetic = column.SortedSynthetic;
        if (real.Length < 2 || synthetic.Length < 2)
            return null;
        double range = real[^1] - real[0];
        if (!(range > 0) || !double.IsFinite(range))
            return null;
        return new StatisticSimilarity(Similar(real.Average(), synthetic.Average()), Similar(Middle(real), Middle(synthetic)), Similar(Spread(real), Spread(synthetic)));

        double Similar(double a, double b)
        {
            double gap = Math.Abs(a - b) / range;
            return double.IsNaN(gap) ? 0 : Math.Max(0, 1 - gap);
        }
    }

    private static double Middle(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static double Spread(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
