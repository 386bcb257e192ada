namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>Rows of each cell of a column, estimated from noisy counts.</summary>
internal static class OneWayCounts
{
    /// <summary>Standard deviations of noise below which a missing value, other label or interval is taken for noise.</summary>
    private const double LeastNoise = 3;

    /// <summary>All rows, by the columns' noisy totals, each weighted by the certainty it has.</summary>
    public static double Total(long[][] noisy) => Math.Max(1, noisy.Sum(n => n.Sum() / (double)n.Length) / noisy.Sum(n => 1.0 / n.Length));

    /// <summary>Counts that are not negative and sum to <paramref name="total"/>, nearest to the noisy ones.</summary>
    public static double[] Estimate(PrivateDomain domain, long[] noisy, double total, double deviation)
    {
        double[] counts = Array.ConvertAll(noisy, n => (double)n);
        bool[] isNoise = [.. counts.Select((n, c) => domain.Kinds[c] is CellKind.Missing or CellKind.Other or CellKind.Interval && n < LeastNoise * deviation && domain.Count > 1)];
        if (isNoise.All(n => n))
            isNoise[0] = false;
        int[] left = [.. Enumerable.Range(0, counts.Length).Where(c => !isNoise[c])];
        double[] projected = OnSimplex([.. left.Select(c => counts[c])], total);
        Array.Clear(counts);
        for (int i = 0; i < left.Length; i++)
            counts[left[i]] = projected[i];
        return counts;
    }

    /// <summary>The nearest point, by Euclid, of those that are not negative and sum to <paramref name="total"/> (Held, Wolfe and Crowder 1974).</summary>
    internal static double[] OnSimplex(double[] values, double total)
    {
        double[] falling = [.. values.OrderDescending()];
        double sum = 0, shift = 0;
        for (int i = 0; i < falling.Length; i++)
        {
            sum += falling[i];
            double candidate = (sum - total) / (i + 1);
            if (falling[i] - candidate <= 0)
                break;
            shift = candidate;
        }

        return Array.ConvertAll(values, v => Math.Max(0, v - shift));
    }
}
