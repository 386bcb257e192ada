namespace SynthWorkbench.Numerics.Agreement;

/// <summary>
/// Gwet's AC1 (identity weights) and AC2 (any other weights): chance agreement is T / (q (q - 1)) Σ π (1 - π), which stays small where one category prevails, so that the coefficient does not collapse there as kappa does.
/// Missing ratings are allowed. At most 1; below 0 where reviewers agree less than by chance.
/// </summary>
/// <remarks>Gwet, British Journal of Mathematical and Statistical Psychology 61 (2008), and Handbook of Inter-Rater Reliability, 4th ed. (2014), sections 2.5, 3.5 and 5.3. The interval is t with n - 1 degrees of freedom, cut at 1.</remarks>
public static class GwetAc
{
    /// <summary>AC1 without weights, else AC2. Undefined with fewer than two units of two ratings, or one category throughout.</summary>
    /// <exception cref="ArgumentException">The weights are of another number of categories than the scale.</exception>
    public static ChanceCorrectedResult Of(RatingTable table, AgreementWeights? weights = null, IntervalOptions? options = null) => WeightedAgreement.Of(table, weights, ChanceModel.Gwet, options);
}
