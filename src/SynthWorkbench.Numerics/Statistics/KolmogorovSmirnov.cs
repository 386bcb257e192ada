namespace SynthWorkbench.Numerics.Statistics;

/// <summary>The two-sample Kolmogorov-Smirnov statistic sup |F - G| (Kolmogorov 1933, Smirnov 1939).</summary>
public static class KolmogorovSmirnov
{
    /// <summary>The statistic of two ascending samples without NaN, in [0, 1]; NaN when one is empty. O(n + m).</summary>
    public static double Statistic(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length == 0 || b.Length == 0)
            return double.NaN;
        int i = 0, j = 0;
        double largest = 0;
        while (i < a.Length && j < b.Length)
        {
            double x = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] == x)
                i++;
            while (j < b.Length && b[j] == x)
                j++;
            largest = Math.Max(largest, Math.Abs((double)i / a.Length - (double)j / b.Length));
        }

        return largest;
    }
}
