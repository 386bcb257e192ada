using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>The share of agreeing pairs of raters, taken within each unit of two ratings or more and averaged over these units; 0 to 1. Not corrected for chance, therefore defined also where all ratings are the same.</summary>
/// <remarks>Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), equation 2.5.2. O(ratings + units × categories in use within them).</remarks>
public static class PercentAgreement
{
    /// <summary>Percent agreement (as a share), with its t interval over units or a bootstrap interval.</summary>
    public static AgreementResult Of(RatingTable table, IntervalOptions? options = null)
    {
        options = IntervalOptions.Checked(options);
        var counts = table.Counts;
        var empty = new AgreementResult { Units = counts.Paired, Ratings = counts.PairableValues };
        if (Lacking.Pairs(table) is { } reason)
            return empty with { Reason = reason };
        var statistic = new PercentStatistic(counts);
        int[] once = new int[counts.Units];
        Array.Fill(once, 1);
        double value = statistic.Evaluate(once, []), sum = 0;
        for (int u = 0; u < counts.Units; u++)
            sum += counts.Size[u] < 2 ? 0 : (statistic.Agreement[u] - value) * (statistic.Agreement[u] - value);

        // Where all units agree there is no spread to take an interval from; as a proportion of agreeing units it still has one.
        if (Lacking.IsPerfect(value))
        {
            double low = WilsonInterval.Of(counts.Paired, counts.Paired, NormalDistribution.Quantile((1 + options.Confidence) / 2)).Low;
            return empty with { Value = 1, Low = low, High = 1, Interval = IntervalMethod.Analytic, Note = "All items agree: the interval is Wilson's, of a proportion of items." };
        }

        double error = Math.Sqrt(sum / (counts.Paired * (counts.Paired - 1.0)));
        double half = error * StudentDistribution.Quantile((1 + options.Confidence) / 2, counts.Paired - 1);
        return UnitBootstrap.Apply(empty with { Value = value, StandardError = error, Low = Math.Max(0, value - half), High = Math.Min(1, value + half), Interval = IntervalMethod.Analytic }, statistic, table, options);
    }

    /// <summary>The mean of the units' shares of agreeing pairs, which needs no matrix over the scale.</summary>
    private sealed class PercentStatistic : IUnitStatistic
    {
        private readonly UnitCounts _counts;

        public PercentStatistic(UnitCounts counts)
        {
            _counts = counts;
            Agreement = new double[counts.Units];
            for (int u = 0; u < Agreement.Length; u++)
            {
                double pairs = 0, size = counts.Size[u];
                for (int e = counts.Start[u]; e < counts.Start[u + 1]; e++)
                    pairs += counts.Count[e] * (counts.Count[e] - 1.0);
                Agreement[u] = size < 2 ? 0 : pairs / (size * (size - 1));
            }
        }

        public double[] Agreement { get; }

        public int Scratch => 0;

        public double Evaluate(ReadOnlySpan<int> times, Span<double> scratch)
        {
            double sum = 0;
            long paired = 0;
            for (int u = 0; u < times.Length; u++)
            {
                sum += times[u] * Agreement[u];
                paired += _counts.Size[u] >= 2 ? times[u] : 0;
            }

            return paired < 2 ? double.NaN : sum / paired;
        }
    }
}
