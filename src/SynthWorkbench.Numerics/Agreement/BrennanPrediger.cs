namespace SynthWorkbench.Numerics.Agreement;

/// <summary>Brennan and Prediger's coefficient: chance agreement is T / q², as if every declared category were as likely. Missing ratings are allowed. At most 1.</summary>
/// <remarks>Brennan and Prediger, Educational and Psychological Measurement 41 (1981); weights and missing ratings: Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), sections 2.5 and 3.5. Rises with each category declared, used or not.</remarks>
public static class BrennanPrediger
{
    /// <summary>The coefficient with its t interval over units or a bootstrap interval. Undefined with fewer than two units of two ratings, or one category throughout.</summary>
    /// <exception cref="ArgumentException">The weights are of another number of categories than the scale.</exception>
    public static ChanceCorrectedResult Of(RatingTable table, AgreementWeights? weights = null, IntervalOptions? options = null) => WeightedAgreement.Of(table, weights, ChanceModel.Uniform, options);
}
