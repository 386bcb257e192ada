namespace SynthWorkbench.Numerics.Agreement;

/// <summary>What a coefficient takes off as agreement by chance, from the mean share π of each category and the sum T of the weights.</summary>
internal enum ChanceModel
{
    /// <summary>Nothing: percent agreement.</summary>
    None,

    /// <summary>Σ w π π: every rater guesses by the pooled shares (Scott, Fleiss).</summary>
    Pooled,

    /// <summary>T / (q (q - 1)) Σ π (1 - π): only what is hard to rate is guessed (Gwet).</summary>
    Gwet,

    /// <summary>T / q²: all categories alike (Brennan and Prediger).</summary>
    Uniform,
}

/// <summary>
/// Percent agreement, Fleiss, Gwet and Brennan-Prediger in one: the mean over units with two ratings or more of the weighted share of agreeing pairs, and a chance term of the mean shares,
/// over units with any rating (Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), sections 2.5 and 3.5).
/// </summary>
internal sealed class WeightedAgreementStatistic : IUnitStatistic
{
    private readonly UnitCounts _counts;
    private readonly AgreementWeights _weights;
    private readonly ChanceModel _chance;
    private readonly double[] _agreement;
    private readonly double[] _share;

    public WeightedAgreementStatistic(RatingTable table, AgreementWeights weights, ChanceModel chance)
    {
        (_counts, _weights, _chance) = (table.Counts, weights, chance);
        _agreement = new double[_counts.Units];
        _share = new double[_counts.Category.Length];
        for (int u = 0; u < _agreement.Length; u++)
        {
            double pairs = 0, size = _counts.Size[u];
            for (int a = _counts.Start[u]; a < _counts.Start[u + 1]; a++)
            {
                _share[a] = _counts.Count[a] / size;
                double like = 0;
                for (int b = _counts.Start[u]; b < _counts.Start[u + 1]; b++)
                    like += weights[_counts.Category[a], _counts.Category[b]] * _counts.Count[b];
                pairs += _counts.Count[a] * (like - 1);
            }

            _agreement[u] = size < 2 ? 0 : pairs / (size * (size - 1));
        }
    }

    /// <summary>Of each unit the weighted share of agreeing pairs; 0 with fewer than two ratings.</summary>
    public ReadOnlySpan<double> Agreement => _agreement;

    /// <summary>Of each entry of the units' counts its share in the unit.</summary>
    public ReadOnlySpan<double> Share => _share;

    public int Scratch => _weights.Categories;

    public double Evaluate(ReadOnlySpan<int> times, Span<double> scratch)
    {
        if (_chance != ChanceModel.None && _counts.SaysNothing(times))
            return double.NaN;
        var (observed, chance) = Terms(times, scratch);
        return 1 - chance > 1e-12 ? (observed - chance) / (1 - chance) : double.NaN;
    }

    /// <summary>Observed and chance agreement; leaves π in <paramref name="shares"/>. NaN without a unit of two ratings.</summary>
    public (double Observed, double Chance) Terms(ReadOnlySpan<int> times, Span<double> shares)
    {
        double agreement = 0;
        long paired = 0, rated = 0;
        shares.Clear();
        ReadOnlySpan<int> category = _counts.Category, start = _counts.Start, size = _counts.Size;
        ReadOnlySpan<double> share = _share;
        for (int u = 0; u < times.Length; u++)
        {
            int t = times[u];
            if (t == 0 || size[u] == 0)
                continue;
            rated += t;
            paired += size[u] >= 2 ? t : 0;
            agreement += t * _agreement[u];
            for (int e = start[u]; e < start[u + 1]; e++)
                shares[category[e]] += t * share[e];
        }

        foreach (ref double s in shares)
            s /= rated;
        return (agreement / paired, Chance(shares));
    }

    private double Chance(ReadOnlySpan<double> shares)
    {
        double q = shares.Length, sum = 0;
        switch (_chance)
        {
            case ChanceModel.None:
                return 0;
            case ChanceModel.Uniform:
                return _weights.Sum / (q * q);
            case ChanceModel.Gwet:
                foreach (double s in shares)
                    sum += s * (1 - s);
                return _weights.Sum / (q * (q - 1)) * sum;
            default:
                for (int a = 0; a < shares.Length; a++)
                    sum += shares[a] * (_weights.IsIdentity ? shares[a] : Dot(_weights.Row(a), shares));
                return sum;
        }
    }

    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
