namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>Shares of values by bin.</summary>
internal static class BinShares
{
    /// <summary>The share of <paramref name="values"/> from each of the ascending <paramref name="edges"/> up to the next, and above the last; what is below the first counts with it. Sums to 1 unless there are none.</summary>
    public static double[] Of(double[] values, double[] edges)
    {
        double[] shares = new double[edges.Length];
        foreach (double value in values)
        {
            int at = Array.BinarySearch(edges, value);
            shares[Math.Max(0, at < 0 ? ~at - 1 : at)] += 1.0 / values.Length;
        }

        return shares;
    }
}
