using SynthWorkbench.Numerics.Distributions;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>The six forms of the intraclass correlation with the mean squares they are made of.</summary>
/// <param name="OneWaySingle">ICC(1,1): each item rated by its own set of raters; one rating.</param>
/// <param name="TwoWaySingle">ICC(2,1): raters are a sample of all raters; absolute agreement of one rating.</param>
/// <param name="FixedSingle">ICC(3,1): these raters only; consistency of one rating.</param>
/// <param name="OneWayMean">ICC(1,k): as ICC(1,1), of the mean of k ratings.</param>
/// <param name="TwoWayMean">ICC(2,k): as ICC(2,1), of the mean of k ratings.</param>
/// <param name="FixedMean">ICC(3,k): as ICC(3,1), of the mean of k ratings (Cronbach's alpha).</param>
/// <param name="BetweenItems">Mean square between items; null where there are no mean squares, as below.</param>
/// <param name="WithinItems">Mean square within items.</param>
/// <param name="BetweenRaters">Mean square between raters; null where raters are not crossed with items.</param>
/// <param name="Residual">Mean square of the residuals; null where raters are not crossed with items.</param>
public sealed record IntraclassCorrelations(
    AgreementResult OneWaySingle, AgreementResult TwoWaySingle, AgreementResult FixedSingle, AgreementResult OneWayMean, AgreementResult TwoWayMean, AgreementResult FixedMean,
    double? BetweenItems, double? WithinItems, double? BetweenRaters, double? Residual);

/// <summary>
/// Intraclass correlations of numbers. One-way forms need as many ratings of every rated item, by whichever raters; two-way forms need the rating of every rater. At most 1; ICC(1,1) and ICC(3,1) at least -1 / (k - 1),
/// the others without a lower bound.
/// </summary>
/// <remarks>Shrout and Fleiss, Psychological Bulletin 86 (1979); intervals of their pages 424 and 425, from F; ICC(2,·) by Satterthwaite's degrees of freedom. O(ratings).</remarks>
public static class IntraclassCorrelation
{
    /// <summary>All six forms with F intervals. What the data do not allow has its reason.</summary>
    /// <exception cref="ArgumentException">The categories are no numbers.</exception>
    public static IntraclassCorrelations Of(RatingTable table, double confidence = 0.95)
    {
        if (table.Values.IsEmpty)
            throw new ArgumentException("An intraclass correlation needs the number of each category.", nameof(table));
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence is between 0 and 1.");
        var counts = table.Counts;
        int n = counts.Units - counts.Size.AsSpan().Count(0);
        var empty = new AgreementResult { Units = n, Ratings = counts.Ratings };
        if ((Lacking.Variation(table) ?? Uneven(counts, n)) is { } reason)
        {
            var none = empty with { Reason = reason };
            return new IntraclassCorrelations(none, none, none, none, none, none, null, null, null, null);
        }

        int k = counts.Ratings / n;
        double[] numbers = Numbers(table, n, k);
        var (between, within, raters, residual, scale) = MeanSquares(numbers, n, k);
        double half = (1 - confidence) / 2, zero = 1e-14 * scale;
        AgreementResult oneSingle = Form(between - within, between + (k - 1) * within), oneMean = Form(between - within, between);
        if (within > zero)
        {
            double f = between / within, low = f / FDistribution.UpperQuantile(half, n - 1, n * (k - 1.0)), high = f * FDistribution.UpperQuantile(half, n * (k - 1.0), n - 1);
            oneSingle = WithInterval(oneSingle, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1));
            oneMean = WithInterval(oneMean, 1 - 1 / low, 1 - 1 / high);
        }

        if (counts.ActiveRaters != k)
        {
            var none = empty with { Reason = $"{counts.ActiveRaters} reviewers rated, {k} each item: telling reviewers from items needs every reviewer on every item, {(long)n * counts.ActiveRaters - counts.Ratings} more ratings. The one-way forms do without." };
            return new IntraclassCorrelations(oneSingle, none, none, oneMean, none, none, between, within, null, null);
        }

        AgreementResult fixedSingle = Form(between - residual, between + (k - 1) * residual), fixedMean = Form(between - residual, between);
        AgreementResult twoSingle = Form(between - residual, between + (k - 1) * residual + k * (raters - residual) / n), twoMean = Form(between - residual, between + (raters - residual) / n);
        if (residual > zero)
        {
            double f = between / residual, low = f / FDistribution.UpperQuantile(half, n - 1, (n - 1.0) * (k - 1)), high = f * FDistribution.UpperQuantile(half, (n - 1.0) * (k - 1), n - 1);
            fixedSingle = WithInterval(fixedSingle, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1));
            fixedMean = WithInterval(fixedMean, 1 - 1 / low, 1 - 1 / high);
            if (twoSingle.Value is { } rho)
            {
                double fj = raters / residual, mix = n * (1 + (k - 1) * rho) - k * rho, sum = k * rho * fj + mix;
                double v = (k - 1.0) * (n - 1) * sum * sum / ((n - 1.0) * k * k * rho * rho * fj * fj + mix * mix);

                // Satterthwaite's degrees of freedom vanish where the estimate is what its own denominator cancels at; below a twentieth F's quantiles leave the range of numbers.
                v = v >= 0.05 ? v : 0.05;
                double f1 = FDistribution.UpperQuantile(half, n - 1, v), f2 = FDistribution.UpperQuantile(half, v, n - 1), rest = k * raters + ((double)k * n - k - n) * residual;
                double lower = n * (between - f1 * residual) / (f1 * rest + n * between), upper = n * (f2 * between - residual) / (rest + n * f2 * between);
                twoSingle = WithInterval(twoSingle, lower, upper);
                twoMean = WithInterval(twoMean, lower * k / (1 + lower * (k - 1)), upper * k / (1 + upper * (k - 1)));
            }
        }

        return new IntraclassCorrelations(oneSingle, twoSingle, fixedSingle, oneMean, twoMean, fixedMean, between, within, raters, residual);

        AgreementResult Form(double above, double below) => below > zero ? empty with { Value = Math.Min(1, above / below), Note = Lacking.IsPerfect(above / below) ? Lacking.Spread(n) : null }
            : empty with { Reason = $"The means of the {n} items do not differ: nothing tells items apart. Items of clearly different quality are needed, at least 2." };
    }

    private static string? Uneven(UnitCounts counts, int rated)
    {
        int most = counts.Size.Max(), fewer = counts.Size.Count(s => s > 0 && s < most);
        return fewer == 0 ? null : $"{fewer} of the {rated} rated items have fewer than {most} ratings: an intraclass correlation needs as many of each item. Krippendorff's alpha and AC2 allow gaps.";
    }

    /// <summary>The form with its interval; without one where Satterthwaite's approximation breaks down, which then does not hold the value.</summary>
    private static AgreementResult WithInterval(AgreementResult form, double low, double high) => form.Value is not { } value ? form
        : low <= value && value <= high && !double.IsInfinity(low) ? form with { Low = low, High = Math.Min(high, 1), Interval = IntervalMethod.Analytic }
        : form with { Note = "No interval: items differ too little beside the reviewers' disagreement for its approximation. More items, or items of more different quality, are needed." };

    /// <summary>The ratings of the rated units, k of each, in the raters' order.</summary>
    private static double[] Numbers(RatingTable table, int n, int k)
    {
        double[] numbers = new double[n * k];
        int at = 0;
        for (int u = 0; u < table.Units; u++)
        {
            for (int r = 0; r < table.Raters; r++)
            {
                if (table[u, r] >= 0)
                    numbers[at++] = table.Values[table[u, r]];
            }
        }

        return numbers;
    }

    /// <summary>The mean squares by deviations from means, so that nothing large cancels; scale is the mean squared deviation of all, by which zero is judged.</summary>
    private static (double Between, double Within, double Raters, double Residual, double Scale) MeanSquares(double[] numbers, int n, int k)
    {
        double grand = numbers.Average();
        double[] items = new double[n], raters = new double[k];
        for (int i = 0; i < numbers.Length; i++)
        {
            items[i / k] += (numbers[i] - grand) / k;
            raters[i % k] += (numbers[i] - grand) / n;
        }

        double within = 0, residual = 0, total = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            double away = numbers[i] - grand, inside = away - items[i / k], rest = inside - raters[i % k];
            total += away * away;
            within += inside * inside;
            residual += rest * rest;
        }

        return (k * items.Sum(x => x * x) / (n - 1), within / (n * (k - 1.0)), n * raters.Sum(x => x * x) / (k - 1), residual / ((n - 1.0) * (k - 1)), total / numbers.Length);
    }
}
