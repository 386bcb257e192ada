using SynthWorkbench.Numerics.Distributions;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>What Fleiss, Gwet and Brennan-Prediger share: value, standard error over units, and interval.</summary>
internal static class WeightedAgreement
{
    public static ChanceCorrectedResult Of(RatingTable table, AgreementWeights? weights, ChanceModel model, IntervalOptions? options)
    {
        options = IntervalOptions.Checked(options);
        weights = AgreementWeights.Checked(weights, table);
        var counts = table.Counts;
        var empty = new ChanceCorrectedResult { Units = counts.Paired, Ratings = counts.Ratings };
        if (Lacking.Variation(table) is { } reason)
            return empty with { Reason = reason };
        var statistic = new WeightedAgreementStatistic(table, weights, model);
        int[] once = new int[counts.Units];
        Array.Fill(once, 1);
        double[] shares = new double[statistic.Scratch];
        var (observed, chance) = statistic.Terms(once, shares);
        if (!(1 - chance > 1e-12))
            return empty with { Reason = "The weights let every two categories agree: chance alone explains all agreement. Weights below 1 between categories in use are needed." };
        double value = (observed - chance) / (1 - chance), error = StandardError(statistic, counts, weights, model, shares, value, chance);
        int rated = counts.Size.AsSpan().Length - counts.Size.AsSpan().Count(0);
        double half = error * StudentDistribution.Quantile((1 + options.Confidence) / 2, rated - 1);
        var result = empty with { Value = value, Observed = observed, Chance = chance };
        if (Lacking.IsPerfect(value))
            return result with { Note = Lacking.Spread(counts.Paired) };
        result = result with
        {
            StandardError = error,
            Low = value - half, High = Math.Min(1, value + half), Interval = IntervalMethod.Analytic,
        };
        return UnitBootstrap.Apply(result, statistic, table, options);
    }

    /// <summary>The spread of the units' own contributions, each less what it moves the chance term by (Gwet 2014, equations 5.3.3 and following; missing ratings as in its section 2.5).</summary>
    private static double StandardError(WeightedAgreementStatistic statistic, UnitCounts counts, AgreementWeights weights, ChanceModel model, double[] shares, double value, double chance)
    {
        int q = weights.Categories, n = counts.Size.AsSpan().Length - counts.Size.AsSpan().Count(0);
        double scale = (double)n / counts.Paired, sum = 0;
        double[] pull = new double[q];
        for (int a = 0; a < q; a++)
        {
            pull[a] = model switch
            {
                ChanceModel.Gwet => weights.Sum / (q * (q - 1.0)) * (1 - shares[a]),
                ChanceModel.Pooled => WeightedAgreementStatistic.Dot(weights.Row(a), shares),
                _ => chance,
            };
        }

        for (int u = 0; u < counts.Units; u++)
        {
            if (counts.Size[u] == 0)
                continue;
            double own = counts.Size[u] < 2 ? 0 : scale * (statistic.Agreement[u] - chance) / (1 - chance), expected = 0;
            for (int e = counts.Start[u]; e < counts.Start[u + 1]; e++)
                expected += statistic.Share[e] * pull[counts.Category[e]];
            double away = own - 2 * (1 - value) * (expected - chance) / (1 - chance) - value;
            sum += away * away;
        }

        return Math.Sqrt(sum / (n * (n - 1.0)));
    }
}
