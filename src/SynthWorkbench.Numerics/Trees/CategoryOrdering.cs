namespace SynthWorkbench.Numerics.Trees;

/// <summary>
/// Orders the categories of an unordered predictor by what the target does in them, so that a threshold on the order is a good subset split.
/// </summary>
/// <remarks>
/// Numeric target: by mean (optimal for squared error, Fisher, JASA 53 (1958)). Class target: by the first principal axis of the class shares
/// (Coppersmith, Hong and Hosking, Data Mining and Knowledge Discovery 3 (1999), section 4). Category means are shrunk to the overall mean by <see cref="PseudoCount"/> rows.
/// </remarks>
public static class CategoryOrdering
{
    /// <summary>Rows of the overall mean that each category is mixed with, so that rare categories do not take the extremes by chance.</summary>
    public const double PseudoCount = 5;

    /// <summary>The map from category (0 .. <paramref name="categories"/>-1) to an order of at most 256 places, for a numeric target.</summary>
    public static byte[] ByMean(ReadOnlySpan<int> rows, int[] codes, int categories, double[] target)
    {
        double[] sum = new double[categories];
        int[] count = new int[categories];
        double total = 0;
        foreach (int row in rows)
        {
            int c = codes[row];
            sum[c] += target[row];
            count[c]++;
            total += target[row];
        }

        double mean = rows.Length == 0 ? 0 : total / rows.Length;
        double[] score = new double[categories];
        for (int c = 0; c < categories; c++)
            score[c] = (sum[c] + PseudoCount * mean) / (count[c] + PseudoCount);
        return Places(score, count);
    }

    /// <summary>The same for a target of <paramref name="classes"/> classes.</summary>
    public static byte[] ByPrincipalAxis(ReadOnlySpan<int> rows, int[] codes, int categories, ushort[] target, int classes)
    {
        double[] shares = new double[categories * classes];
        int[] count = new int[categories];
        double[] overall = new double[classes];
        foreach (int row in rows)
        {
            shares[codes[row] * classes + target[row]]++;
            count[codes[row]]++;
            overall[target[row]]++;
        }

        for (int k = 0; k < classes; k++)
            overall[k] /= Math.Max(1, rows.Length);
        for (int c = 0; c < categories; c++)
        {
            for (int k = 0; k < classes; k++)
                shares[c * classes + k] = (shares[c * classes + k] + PseudoCount * overall[k]) / (count[c] + PseudoCount) - overall[k];
        }

        return Places(PrincipalScores(shares, count, categories, classes), count);
    }

    /// <summary>Scores on the first principal axis of count-weighted rows, by power iteration; the sign makes the largest loading positive.</summary>
    private static double[] PrincipalScores(double[] rows, int[] weight, int categories, int classes)
    {
        double[] axis = new double[classes];
        for (int k = 0; k < classes; k++)
            axis[k] = 1.0 + 0.01 * k;
        double[] score = new double[categories];
        for (int iteration = 0; iteration < 12; iteration++)
        {
            double[] next = new double[classes];
            for (int c = 0; c < categories; c++)
            {
                if (weight[c] == 0)
                    continue;
                ReadOnlySpan<double> row = rows.AsSpan(c * classes, classes);
                double s = 0;
                for (int k = 0; k < classes; k++)
                    s += row[k] * axis[k];
                score[c] = s;
                s *= weight[c];
                for (int k = 0; k < classes; k++)
                    next[k] += s * row[k];
            }

            double norm = Math.Sqrt(next.Sum(v => v * v));
            if (norm < 1e-300)
                return score;
            for (int k = 0; k < classes; k++)
                axis[k] = next[k] / norm;
        }

        int largest = 0;
        for (int k = 1; k < classes; k++)
            largest = Math.Abs(axis[k]) > Math.Abs(axis[largest]) ? k : largest;
        if (axis[largest] < 0)
        {
            for (int c = 0; c < categories; c++)
                score[c] = -score[c];
        }

        return score;
    }

    /// <summary>Sorted places; more than 256 used categories share places of about equal row count.</summary>
    private static byte[] Places(double[] score, int[] count)
    {
        int[] order = new int[score.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => score[a] != score[b] ? score[a].CompareTo(score[b]) : a.CompareTo(b));
        byte[] place = new byte[score.Length];
        if (score.Length <= 256)
        {
            for (int i = 0; i < order.Length; i++)
                place[order[i]] = (byte)i;
            return place;
        }

        long total = 0, before = 0;
        foreach (int c in count)
            total += c;
        foreach (int category in order)
        {
            place[category] = (byte)(total == 0 ? 0 : Math.Min(255, before * 256 / total));
            before += count[category];
        }

        return place;
    }
}
