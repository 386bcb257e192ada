using SynthWorkbench.Numerics.Distributions;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>
/// Cohen's kappa of two raters, plain or weighted: chance agreement is Σ w p(i·) p(·j) of each rater's own shares. Units that lack either rating are left out. -1 to 1.
/// </summary>
/// <remarks>
/// Cohen, Educational and Psychological Measurement 20 (1960) and Psychological Bulletin 70 (1968); standard errors: Fleiss, Cohen and Everitt, Psychological Bulletin 72 (1969), equations 9 and 13.
/// Weighted by the declared scale: R's irr weights by the levels that occur, which declaring only those reproduces. O(units + categories²).
/// </remarks>
public static class CohenKappa
{
    /// <summary>The kappa of the raters <paramref name="first"/> and <paramref name="second"/> with its normal interval or a bootstrap interval.</summary>
    /// <exception cref="ArgumentException">The weights are of another number of categories than the scale, or a rater is not in the table.</exception>
    public static ChanceCorrectedResult Of(RatingTable table, AgreementWeights? weights = null, IntervalOptions? options = null, int first = 0, int second = 1)
    {
        options = IntervalOptions.Checked(options);
        weights = AgreementWeights.Checked(weights, table);
        if (table.Raters < 2)
            return new ChanceCorrectedResult { Reason = Lacking.Pairs(table) };
        if (first < 0 || second < 0 || first >= table.Raters || second >= table.Raters || first == second)
            throw new ArgumentException($"Raters {first} and {second} are not two of the table's {table.Raters}.", nameof(first));
        var statistic = new CohenStatistic(table, weights, first, second);
        var empty = new ChanceCorrectedResult { Units = statistic.Units, Ratings = 2 * statistic.Units };
        if (statistic.Units < 2)
            return empty with { Reason = $"Both reviewers have rated {Lacking.Items(statistic.Units)}: at least {2 - statistic.Units} more must have the ratings of both." };
        int[] once = new int[table.Units];
        Array.Fill(once, 1);
        double[] scratch = new double[statistic.Scratch];
        double value = statistic.Evaluate(once, scratch);
        if (double.IsNaN(value))
            return empty with { Reason = Lacking.Unanimous(2 * statistic.Units, table.Categories[statistic.AnyCategory]) };
        var moments = KappaMoments.Of(statistic.Shares(), weights);
        double error = Math.Sqrt(Math.Max(0, moments.Variance) / statistic.Units), nullError = Math.Sqrt(moments.NullVariance / statistic.Units);
        double half = error * NormalDistribution.Quantile((1 + options.Confidence) / 2);
        var result = empty with
        {
            Value = value, Observed = moments.Observed, Chance = moments.Chance, NullStandardError = nullError > 0 ? nullError : null, Z = nullError > 0 ? value / nullError : null,
        };
        if (Lacking.IsPerfect(value))
            return result with { Note = Lacking.Spread(statistic.Units) };
        result = result with { StandardError = error, Low = Math.Max(-1, value - half), High = Math.Min(1, value + half), Interval = IntervalMethod.Analytic };
        return UnitBootstrap.Apply(result, statistic, table, options);
    }
}

/// <summary>Observed and chance agreement of a table of shares, and n times the variances of kappa at its value and at no agreement beyond chance (Fleiss, Cohen and Everitt 1969).</summary>
internal readonly record struct KappaMoments(double Observed, double Chance, double Variance, double NullVariance)
{
    /// <param name="shares">q × q, row by row, of sum 1.</param>
    /// <param name="weights">Of q categories.</param>
    public static KappaMoments Of(ReadOnlySpan<double> shares, AgreementWeights weights)
    {
        int q = weights.Categories;
        double[] rows = new double[q], columns = new double[q], rowWeight = new double[q], columnWeight = new double[q];
        double observed = 0, chance = 0;
        for (int i = 0; i < q; i++)
        {
            for (int j = 0; j < q; j++)
            {
                rows[i] += shares[i * q + j];
                columns[j] += shares[i * q + j];
                observed += weights[i, j] * shares[i * q + j];
            }
        }

        for (int i = 0; i < q; i++)
        {
            rowWeight[i] = WeightedAgreementStatistic.Dot(weights.Row(i), columns);
            columnWeight[i] = WeightedAgreementStatistic.Dot(weights.Row(i), rows);
            chance += rows[i] * rowWeight[i];
        }

        double kappa = (observed - chance) / (1 - chance), spread = 0, nullSpread = 0;
        for (int i = 0; i < q; i++)
        {
            for (int j = 0; j < q; j++)
            {
                double w = weights[i, j], mean = rowWeight[i] + columnWeight[j];
                double away = w - mean * (1 - kappa), nullAway = w - mean;
                spread += shares[i * q + j] * away * away;
                nullSpread += rows[i] * columns[j] * nullAway * nullAway;
            }
        }

        double shift = kappa - chance * (1 - kappa), scale = (1 - chance) * (1 - chance);
        return new KappaMoments(observed, chance, (spread - shift * shift) / scale, (nullSpread - chance * chance) / scale);
    }
}

/// <summary>Kappa of two raters over the units that both rated.</summary>
internal sealed class CohenStatistic : IUnitStatistic
{
    private readonly AgreementWeights _weights;
    private readonly int[] _unit;
    private readonly int[] _first;
    private readonly int[] _second;
    private readonly double[] _agreement;

    public CohenStatistic(RatingTable table, AgreementWeights weights, int first, int second)
    {
        _weights = weights;
        _unit = [.. Enumerable.Range(0, table.Units).Where(u => table[u, first] >= 0 && table[u, second] >= 0)];
        _first = Array.ConvertAll(_unit, u => table[u, first]);
        _second = Array.ConvertAll(_unit, u => table[u, second]);
        _agreement = [.. _first.Zip(_second, (a, b) => weights[a, b])];
    }

    /// <summary>Units with both ratings.</summary>
    public int Units => _unit.Length;

    public int AnyCategory => _first[0];

    public int Scratch => 2 * _weights.Categories;

    public double Evaluate(ReadOnlySpan<int> times, Span<double> scratch)
    {
        scratch.Clear();
        Span<double> rows = scratch[.._weights.Categories], columns = scratch[_weights.Categories..];
        double observed = 0;
        long n = 0;
        int only = -1;
        bool differs = false;
        for (int i = 0; i < _unit.Length; i++)
        {
            int t = times[_unit[i]];
            if (t == 0)
                continue;
            n += t;
            observed += t * _agreement[i];
            rows[_first[i]] += t;
            columns[_second[i]] += t;
            differs |= _first[i] != _second[i] || (only >= 0 && _first[i] != only);
            only = _first[i];
        }

        if (n < 2 || !differs)
            return double.NaN;
        double chance = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] > 0)
                chance += rows[i] * (_weights.IsIdentity ? columns[i] : WeightedAgreementStatistic.Dot(_weights.Row(i), columns));
        }

        (observed, chance) = (observed / n, chance / n / n);
        return 1 - chance > 1e-12 ? (observed - chance) / (1 - chance) : double.NaN;
    }

    /// <summary>The table of shares, row by row.</summary>
    public double[] Shares()
    {
        double[] shares = new double[_weights.Categories * _weights.Categories];
        for (int i = 0; i < _unit.Length; i++)
            shares[_first[i] * _weights.Categories + _second[i]] += 1.0 / _unit.Length;
        return shares;
    }
}
