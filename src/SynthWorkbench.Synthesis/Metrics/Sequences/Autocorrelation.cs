namespace SynthWorkbench.Synthesis.Metrics.Sequences;

/// <summary>
/// How alike two tables' autocorrelations are: the mean over number columns and lags 1 to 10 of 1 - |difference| / 2, in [0, 1]. An autocorrelation is Pearson's correlation of all pairs of rows that lie
/// so far apart in one sequence, sequences pooled; pairs with a missing value are left out.
/// </summary>
/// <remarks>Box, Jenkins and Reinsel, Time Series Analysis (1994), section 2.1.4, with pairs of all sequences pooled. O(rows x columns x lags).</remarks>
internal static class Autocorrelation
{
    public const int Lags = 10;

    /// <summary>By lag (first index) and group the sums that a correlation needs.</summary>
    public static double[][][] Sums(ComparedSequences sequences, double[] values)
    {
        var sums = new double[Lags][][];
        for (int k = 0; k < Lags; k++)
        {
            sums[k] = new double[ComparedSequences.Groups][];
            for (int g = 0; g < ComparedSequences.Groups; g++)
                sums[k][g] = new double[6];
        }

        // Far values lose digits in sums of squares: they are taken from the mean.
        double centre = values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(0).Average();
        int[] rows = sequences.Rows.Rows;
        for (int i = 1, run = 0; i < rows.Length; i++)
        {
            run = sequences.Rows.Follows[i] ? run + 1 : 0;
            double now = values[rows[i]] - centre;
            for (int lag = 1; lag <= Math.Min(run, Lags) && !double.IsNaN(now); lag++)
            {
                double before = values[rows[i - lag]] - centre;
                if (double.IsNaN(before))
                    continue;
                double[] sum = sums[lag - 1][sequences.Group[i]];
                sum[0]++;
                sum[1] += now;
                sum[2] += before;
                sum[3] += now * now;
                sum[4] += before * before;
                sum[5] += now * before;
            }
        }

        return sums;
    }

    /// <summary>The autocorrelation by lag without a group (-1 for none left out); null without spread or below three pairs.</summary>
    public static double?[] Of(double[][][] sums, int without) => Array.ConvertAll(sums, groups =>
    {
        double[] all = new double[6];
        for (int g = 0; g < groups.Length; g++)
        {
            for (int s = 0; s < all.Length && g != without; s++)
                all[s] += groups[g][s];
        }

        double n = all[0], x = all[3] - all[1] * all[1] / n, y = all[4] - all[2] * all[2] / n;
        return n < 3 || x <= 1e-12 * all[3] || y <= 1e-12 * all[4] ? (double?)null : Math.Clamp((all[5] - all[1] * all[2] / n) / Math.Sqrt(x * y), -1, 1);
    });
}
