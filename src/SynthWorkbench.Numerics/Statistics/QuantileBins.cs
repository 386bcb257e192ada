namespace SynthWorkbench.Numerics.Statistics;

/// <summary>Bins of about equal count for a number, in which frequent values keep a bin of their own.</summary>
/// <remarks>As the greedy bin search of LightGBM (Ke et al., NIPS 2017, section 2.1): without it a column that is zero in nine rows of ten has a tenth of the bins for all else.</remarks>
public static class QuantileBins
{
    /// <summary>
    /// Upper edges of at most <paramref name="most"/> bins, ascending, each a value that occurs; empty without values. NaN is left out. With no more distinct values than bins
    /// each value is an edge. O(n log n).
    /// </summary>
    public static double[] UpperEdges(ReadOnlySpan<double> values, int most)
    {
        double[] sorted = new double[values.Length];
        int n = 0;
        foreach (double v in values)
        {
            if (!double.IsNaN(v))
                sorted[n++] = v;
        }

        Array.Sort(sorted, 0, n);
        var distinct = new List<double>();
        var counts = new List<int>();
        for (int i = 0; i < n; i++)
        {
            if (distinct.Count > 0 && distinct[^1] == sorted[i])
            {
                counts[^1]++;
            }
            else
            {
                distinct.Add(sorted[i]);
                counts.Add(1);
            }
        }

        return distinct.Count <= most ? [.. distinct] : Merge(distinct, counts, n, most);
    }

    private static double[] Merge(List<double> distinct, List<int> counts, int n, int most)
    {
        // A value with more than its share of rows has a bin alone; the share of the others is taken over what is left.
        double share = (double)n / most;
        int alone = 0, rest = n;
        foreach (int c in counts)
        {
            if (c >= share)
            {
                alone++;
                rest -= c;
            }
        }

        bool isLastAlone = counts[^1] >= share;
        double target = rest / (double)Math.Max(1, most - alone - 1);
        var edges = new List<double>(most);
        double filled = 0;
        int ahead = alone;
        for (int i = 0; i < distinct.Count; i++)
        {
            bool isAlone = counts[i] >= share, nextIsAlone = i + 1 < counts.Count && counts[i + 1] >= share;
            filled += counts[i];
            bool isLast = i == distinct.Count - 1;
            if (!isLast && !isAlone && filled < target && !(nextIsAlone && filled >= target / 2))
                continue;
            // Every frequent value ahead has its edge, and the last value has one anyway.
            if (isAlone)
                ahead--;
            else if (!isLast && edges.Count + ahead >= most - (isLastAlone ? 0 : 1))
                continue;
            edges.Add(distinct[i]);
            filled = 0;
        }

        return [.. edges];
    }

    /// <summary>The first bin whose edge is not below the value; the last bin takes what lies above. O(log bins).</summary>
    public static int BinOf(double[] edges, double value)
    {
        ArgumentNullException.ThrowIfNull(edges);
        int low = 0, high = edges.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (edges[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
