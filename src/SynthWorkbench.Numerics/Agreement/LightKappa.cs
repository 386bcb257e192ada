namespace SynthWorkbench.Numerics.Agreement;

/// <summary>Light's kappa of several raters: the mean of Cohen's kappas of all pairs of raters, each pair over the units that both rated. -1 to 1.</summary>
/// <remarks>Light, Psychological Bulletin 76 (1971). No accepted standard error: the interval is a bootstrap's, O(resamples × units × pairs of raters).</remarks>
public static class LightKappa
{
    /// <summary>The mean kappa; undefined where any pair's kappa is.</summary>
    /// <exception cref="ArgumentException">The weights are of another number of categories than the scale.</exception>
    public static AgreementResult Of(RatingTable table, AgreementWeights? weights = null, IntervalOptions? options = null)
    {
        options = IntervalOptions.Checked(options);
        weights = AgreementWeights.Checked(weights, table);
        var empty = new AgreementResult { Units = table.Counts.Paired, Ratings = table.Counts.PairableValues };
        if (Lacking.Variation(table) is { } reason)
            return empty with { Reason = reason };
        var statistic = new LightStatistic(table, weights);
        int[] once = new int[table.Units];
        Array.Fill(once, 1);
        double value = statistic.Evaluate(once, new double[statistic.Scratch]);
        if (!double.IsNaN(value))
            return UnitBootstrap.Apply(empty with { Value = value }, statistic, table, options);
        int undefined = statistic.Undefined(once);
        return empty with { Reason = $"{undefined} of the {statistic.Pairs} pairs of reviewers share fewer than 2 items or gave one and the same answer throughout: each pair must share at least 2 items with different answers." };
    }

    private sealed class LightStatistic : IUnitStatistic
    {
        private readonly CohenStatistic[] _pairs;

        public LightStatistic(RatingTable table, AgreementWeights weights)
        {
            _pairs = [.. from a in Enumerable.Range(0, table.Raters) from b in Enumerable.Range(a + 1, table.Raters - a - 1) select new CohenStatistic(table, weights, a, b)];
            Scratch = 2 * weights.Categories;
        }

        public int Scratch { get; }

        public int Pairs => _pairs.Length;

        public int Undefined(int[] times)
        {
            double[] scratch = new double[Scratch];
            return _pairs.Count(p => double.IsNaN(p.Evaluate(times, scratch)));
        }

        public double Evaluate(ReadOnlySpan<int> times, Span<double> scratch)
        {
            double sum = 0;
            foreach (var pair in _pairs)
                sum += pair.Evaluate(times, scratch);
            return sum / _pairs.Length;
        }
    }
}
