using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>
/// How alike two distributions of one column are: 1 - Kolmogorov-Smirnov statistic for numbers and dates (KSComplement), 1 - total variation distance for labels
/// (TVComplement). Missing values are left out. In [0, 1].
/// </summary>
/// <remarks>The definitions of SDMetrics' KSComplement and TVComplement.</remarks>
public static class ColumnShape
{
    /// <summary>The name of the statistic used for a column.</summary>
    public static string StatisticOf(ComparedColumn column) => column.IsNumber ? "KSComplement" : "TVComplement";

    /// <summary>The score; null when either table has no value in the column.</summary>
    public static double? Score(ComparedColumn column) => column.IsNumber
        ? KsComplement(column.SortedReal, column.SortedSynthetic)
        : TvComplement(column.RealCodes, column.SyntheticCodes, column.Labels.Length);

    private static double? KsComplement(double[] real, double[] synthetic)
    {
        double statistic = KolmogorovSmirnov.Statistic(real, synthetic);
        return double.IsNaN(statistic) ? null : 1 - statistic;
    }

    private static double? TvComplement(int[] real, int[] synthetic, int labels)
    {
        double[] a = Shares(real, labels, out int n), b = Shares(synthetic, labels, out int m);
        if (n == 0 || m == 0)
            return null;
        double sum = 0;
        for (int i = 0; i < labels; i++)
            sum += Math.Abs(a[i] - b[i]);
        return 1 - sum / 2;
    }

    private static double[] Shares(int[] codes, int labels, out int n)
    {
        double[] shares = new double[labels];
        n = 0;
        foreach (int code in codes)
        {
            if (code < 0)
                continue;
            shares[code]++;
            n++;
        }

        for (int i = 0; i < labels && n > 0; i++)
            shares[i] /= n;
        return shares;
    }
}
