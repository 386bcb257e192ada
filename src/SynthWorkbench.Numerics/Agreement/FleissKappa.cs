using System.Collections.Immutable;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>
/// Fleiss' kappa of any number of raters: chance agreement is Σ w π π of the pooled shares. With missing ratings as Gwet generalises it: pairs within units of two ratings or more, shares as means over all rated units. At most 1.
/// </summary>
/// <remarks>
/// Fleiss, Psychological Bulletin 76 (1971); error without agreement: Fleiss, Nee and Landis, Psychological Bulletin 86 (1979), equation 12; missing ratings, weights and error:
/// Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), sections 2.5, 3.5 and 5.3.
/// </remarks>
public static class FleissKappa
{
    /// <summary>The kappa with its t interval over units or a bootstrap interval. Undefined with fewer than two units of two ratings, or one category throughout.</summary>
    /// <exception cref="ArgumentException">The weights are of another number of categories than the scale.</exception>
    public static ChanceCorrectedResult Of(RatingTable table, AgreementWeights? weights = null, IntervalOptions? options = null)
    {
        weights = AgreementWeights.Checked(weights, table);
        var result = WeightedAgreement.Of(table, weights, ChanceModel.Pooled, options);
        if (result.Value is not { } value || !weights.IsIdentity)
            return result;
        var (shares, kappas) = Categories(table.Counts, table.Categories.Length);
        result = result with { CategoryKappas = kappas };
        return NullError(table.Counts, shares) is { } error ? result with { NullStandardError = error, Z = value / error } : result;
    }

    /// <summary>Of each category its mean share, and the kappa of the question "this or any other" (Fleiss 1971, equation 9, with missing ratings as above).</summary>
    private static (double[] Shares, ImmutableArray<double?> Kappas) Categories(UnitCounts counts, int categories)
    {
        double[] shares = new double[categories], discordant = new double[categories];
        int rated = 0;
        for (int u = 0; u < counts.Units; u++)
        {
            double size = counts.Size[u];
            rated += size > 0 ? 1 : 0;
            for (int e = counts.Start[u]; e < counts.Start[u + 1]; e++)
            {
                shares[counts.Category[e]] += counts.Count[e] / size;
                discordant[counts.Category[e]] += size < 2 ? 0 : 2 * counts.Count[e] * (size - counts.Count[e]) / (size * (size - 1));
            }
        }

        var kappas = ImmutableArray.CreateBuilder<double?>(categories);
        for (int c = 0; c < categories; c++)
        {
            shares[c] /= rated;
            double chance = 2 * shares[c] * (1 - shares[c]);
            kappas.Add(chance > 1e-12 ? 1 - discordant[c] / counts.Paired / chance : null);
        }

        return (shares, kappas.ToImmutable());
    }

    /// <summary>The standard error if there were no agreement beyond chance; null where units differ in their number of ratings, for which it was not derived.</summary>
    private static double? NullError(UnitCounts counts, double[] shares)
    {
        double size = counts.Size[0];
        if (Array.Exists(counts.Size, s => s != size))
            return null;
        double pq = 0, skew = 0;
        foreach (double p in shares)
        {
            pq += p * (1 - p);
            skew += p * (1 - p) * (1 - 2 * p);
        }

        return Math.Sqrt(2 * (pq * pq - skew) / (counts.Units * size * (size - 1))) / pq;
    }
}
