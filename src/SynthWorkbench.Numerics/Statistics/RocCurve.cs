namespace SynthWorkbench.Numerics.Statistics;

/// <summary>A point of a receiver operating characteristic.</summary>
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate);

/// <summary>Receiver operating characteristic and the area under it, ties counted half (Mann and Whitney 1947; Bamber 1975).</summary>
public static class RocCurve
{
    /// <summary>The area: the chance that a positive scores above a negative, in [0, 1]; NaN when a class is empty. O(n log n).</summary>
    public static double Area(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        var (keys, labels) = Sorted(scores, positive);
        double rankSum = 0;
        long positives = 0;
        for (int i = 0; i < keys.Length;)
        {
            int end = i + 1;
            while (end < keys.Length && keys[end] == keys[i])
                end++;
            double rank = (i + 1 + end) / 2.0;
            for (; i < end; i++)
            {
                if (labels[i])
                {
                    rankSum += rank;
                    positives++;
                }
            }
        }

        long negatives = keys.Length - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (rankSum - positives * (positives + 1) / 2.0) / ((double)positives * negatives);
    }

    /// <summary>Standard error of an area (Hanley and McNeil, Radiology 143 (1982), equations 1 and 2).</summary>
    public static double StandardError(double area, long positives, long negatives)
    {
        double q1 = area / (2 - area), q2 = 2 * area * area / (1 + area);
        double variance = (area * (1 - area) + (positives - 1) * (q1 - area * area) + (negatives - 1) * (q2 - area * area)) / ((double)positives * negatives);
        return Math.Sqrt(Math.Max(0, variance));
    }

    /// <summary>The curve from (0,0) to (1,1), thinned to about <paramref name="most"/> points.</summary>
    public static RocPoint[] Points(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive, int most = 100)
    {
        var (keys, labels) = Sorted(scores, positive);
        long positives = labels.AsSpan().Count(true), negatives = labels.Length - positives;
        if (positives == 0 || negatives == 0)
            return [];
        var points = new List<RocPoint> { new(0, 0) };
        long tp = 0, fp = 0;
        int step = Math.Max(1, keys.Length / most), since = 0;
        for (int i = keys.Length - 1; i >= 0;)
        {
            double key = keys[i];
            for (; i >= 0 && keys[i] == key; i--, since++)
            {
                if (labels[i])
                    tp++;
                else
                    fp++;
            }

            if (since < step && i >= 0)
                continue;
            since = 0;
            points.Add(new RocPoint((double)fp / negatives, (double)tp / positives));
        }

        return [.. points];
    }

    private static (double[] Keys, bool[] Labels) Sorted(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        double[] keys = scores.ToArray();
        bool[] labels = positive.ToArray();
        Array.Sort(keys, labels);
        return (keys, labels);
    }
}
