namespace SynthWorkbench.Numerics.Agreement;

/// <summary>
/// Krippendorff's alpha, 1 - Do / De, of any number of raters, missing ratings and four scales. Units with one rating pair with nothing and are left out. At most 1; 0 where disagreement is what chance gives.
/// </summary>
/// <remarks>
/// Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), and Content Analysis, 4th ed. (2018), chapter 12. Differences δ²: nominal 0 or 1; interval (a - b)²; ratio ((a - b) / (a + b))²; ordinal
/// (sum of the counts from a to b, less half of both ends)², which is the squared distance of the categories' mid-ranks. O(ratings), for ratio also O(categories in use²).
/// </remarks>
public static class KrippendorffAlpha
{
    /// <summary>The most numbers in use for which the ratio scale's bootstrap holds its differences.</summary>
    public const int MostRatioNumbers = 2000;

    /// <summary>
    /// Alpha on a scale, with a bootstrap interval where one is asked for. Ordinal takes the order of the declared categories; interval and ratio take their numbers. Undefined with fewer than two
    /// units of two ratings (over one unit it is always 0), or one category throughout.
    /// </summary>
    /// <exception cref="ArgumentException">Interval or ratio without numbers, or ratio with a negative one.</exception>
    public static AlphaResult Of(RatingTable table, RatingScale scale, IntervalOptions? options = null)
    {
        options = IntervalOptions.Checked(options);
        if (scale is RatingScale.Interval or RatingScale.Ratio && table.Values.IsEmpty)
            throw new ArgumentException($"The {scale} scale needs the number of each category.", nameof(table));
        if (scale == RatingScale.Ratio && table.Values.Any(v => v < 0))
            throw new ArgumentException($"The ratio scale begins at 0: {table.Values.Min()} is below.", nameof(table));
        var counts = table.Counts;
        var empty = new AlphaResult { Units = counts.Paired, Ratings = counts.PairableValues, PairableValues = counts.PairableValues };
        if (Lacking.Variation(table) is { } reason)
            return empty with { Reason = reason };
        var statistic = new AlphaStatistic(table, scale);
        int[] once = new int[counts.Units];
        Array.Fill(once, 1);
        var (observed, expected) = statistic.Disagreements(once, new double[statistic.Scratch]);
        var result = empty with { Value = 1 - observed / expected, ObservedDisagreement = observed, ExpectedDisagreement = expected };
        return scale == RatingScale.Ratio && statistic.InUse > MostRatioNumbers && options.Resamples > 0
            ? result with { Note = $"No interval: {statistic.InUse:N0} different numbers on a ratio scale are more than the {MostRatioNumbers:N0} that resampling compares. Round the numbers, or take the interval scale." }
            : UnitBootstrap.Apply(result, statistic, table, options);
    }
}

/// <summary>Alpha by sums over units: of each unit its disagreement once, of a resample the categories' counts.</summary>
internal sealed class AlphaStatistic : IUnitStatistic
{
    private readonly RatingScale _scale;
    private readonly UnitCounts _counts;
    private readonly int[] _entry;
    private readonly double[] _values;
    private readonly double[] _disagreement;
    private readonly double[] _difference = [];

    public AlphaStatistic(RatingTable table, RatingScale scale)
    {
        (_scale, _counts) = (scale, table.Counts);

        // Only categories in use take space: a scale of numbers may declare as many as there are ratings.
        int[] number = new int[table.Categories.Length];
        foreach (int c in _counts.Category)
            number[c] = 1;
        for (int c = 0; c < number.Length; c++)
            number[c] = number[c] == 0 ? -1 : InUse++;
        _entry = Array.ConvertAll(_counts.Category, c => number[c]);
        _values = new double[InUse];
        for (int c = 0; c < number.Length; c++)
        {
            if (number[c] >= 0)
                _values[number[c]] = table.Values.IsEmpty ? c : table.Values[c];
        }

        if (scale == RatingScale.Ratio && InUse <= KrippendorffAlpha.MostRatioNumbers)
        {
            _difference = new double[InUse * InUse];
            for (int i = 0; i < _difference.Length; i++)
                _difference[i] = Ratio(_values[i / InUse], _values[i % InUse]);
        }

        _disagreement = new double[_counts.Units];
        for (int u = 0; u < _disagreement.Length; u++)
            _disagreement[u] = _counts.Size[u] < 2 || scale == RatingScale.Ordinal ? 0 : OfUnit(u, _values);
    }

    /// <summary>Categories that occur.</summary>
    public int InUse { get; }

    public int Scratch => 2 * InUse;

    public double Evaluate(ReadOnlySpan<int> times, Span<double> scratch)
    {
        if (_counts.SaysNothing(times))
            return double.NaN;
        var (observed, expected) = Disagreements(times, scratch);
        return 1 - observed / expected;
    }

    /// <summary>Do and De of the units taken that many times.</summary>
    public (double Observed, double Expected) Disagreements(ReadOnlySpan<int> times, Span<double> scratch)
    {
        Span<double> margin = scratch[..InUse], at = scratch[InUse..];
        margin.Clear();
        ReadOnlySpan<int> start = _counts.Start, size = _counts.Size, count = _counts.Count;
        double n = 0, disagreement = 0;
        for (int u = 0; u < times.Length; u++)
        {
            int t = times[u];
            if (t == 0 || size[u] < 2)
                continue;
            n += (double)t * size[u];
            disagreement += t * _disagreement[u];
            for (int e = start[u]; e < start[u + 1]; e++)
                margin[_entry[e]] += (double)t * count[e];
        }

        double expected;
        switch (_scale)
        {
            case RatingScale.Nominal:
                double same = 0;
                foreach (double m in margin)
                    same += m * m;
                expected = n * n - same;
                break;
            case RatingScale.Ratio:
                expected = RatioPairs(margin);
                break;
            case RatingScale.Ordinal:
                // Squared distances of mid-ranks; the counts, and with them the ranks, are the resample's own.
                double before = -n / 2;
                for (int c = 0; c < margin.Length; c++)
                {
                    at[c] = before + margin[c] / 2;
                    before += margin[c];
                }

                for (int u = 0; u < times.Length; u++)
                {
                    if (times[u] != 0 && size[u] >= 2)
                        disagreement += times[u] * OfUnit(u, at);
                }

                expected = SquaredPairs(margin, at, n);
                break;
            default:
                expected = SquaredPairs(margin, _values, n);
                break;
        }

        return (disagreement / n, expected / (n * (n - 1)));
    }

    /// <summary>The sum of δ² over the ordered pairs within a unit, divided by its ratings less 1.</summary>
    private double OfUnit(int unit, ReadOnlySpan<double> at)
    {
        int from = _counts.Start[unit], to = _counts.Start[unit + 1];
        double size = _counts.Size[unit], sum = 0;
        switch (_scale)
        {
            case RatingScale.Nominal:
                for (int e = from; e < to; e++)
                    sum += _counts.Count[e] * (size - _counts.Count[e]);
                break;
            case RatingScale.Ratio:
                for (int a = from; a < to; a++)
                {
                    for (int b = a + 1; b < to; b++)
                        sum += 2.0 * _counts.Count[a] * _counts.Count[b] * Ratio(at[_entry[a]], at[_entry[b]]);
                }

                break;
            default:
                double mean = 0;
                for (int e = from; e < to; e++)
                    mean += _counts.Count[e] * at[_entry[e]];
                mean /= size;
                for (int e = from; e < to; e++)
                {
                    double away = at[_entry[e]] - mean;
                    sum += _counts.Count[e] * away * away;
                }

                sum *= 2 * size;
                break;
        }

        return sum / (size - 1);
    }

    /// <summary>Σ n(a) n(b) (a - b)², by the spread around the mean.</summary>
    private static double SquaredPairs(ReadOnlySpan<double> margin, ReadOnlySpan<double> at, double n)
    {
        double mean = 0, sum = 0;
        for (int c = 0; c < margin.Length; c++)
            mean += margin[c] * at[c];
        mean /= n;
        for (int c = 0; c < margin.Length; c++)
            sum += margin[c] * (at[c] - mean) * (at[c] - mean);
        return 2 * n * sum;
    }

    private double RatioPairs(ReadOnlySpan<double> margin)
    {
        double sum = 0;
        for (int a = 0; a < margin.Length; a++)
        {
            if (margin[a] == 0)
                continue;
            if (_difference.Length > 0)
            {
                sum += margin[a] * WeightedAgreementStatistic.Dot(_difference.AsSpan(a * InUse, InUse), margin);
                continue;
            }

            for (int b = a + 1; b < margin.Length; b++)
                sum += 2 * margin[a] * margin[b] * Ratio(_values[a], _values[b]);
        }

        return sum;
    }

    private static double Ratio(double a, double b)
    {
        double share = a == b ? 0 : (a - b) / (a + b);
        return share * share;
    }
}
