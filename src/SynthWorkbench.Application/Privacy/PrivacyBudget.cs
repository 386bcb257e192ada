using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Privacy;

/// <summary>What all private fits to one reference may amount to together.</summary>
/// <param name="Epsilon">How much one row may change the odds of all that they give, as a logarithm.</param>
/// <param name="Delta">The probability with which it may be worse.</param>
public sealed record PrivacyBudget(double Epsilon, double Delta)
{
    /// <summary>The bounds of a budget's epsilon: its least is that of a fit; above its most the odds may change by more than anybody could call protection.</summary>
    public const double LeastEpsilon = PrivacyOptions.LeastEpsilon, MostEpsilon = 100;

    /// <summary>
    /// What holds where nobody set a budget. Epsilon 10: all fits together say no more than the loosest single fit that may be asked for. Delta 1e-7: a hundredth of 1 / rows up to 100,000 rows, and
    /// room for some two hundred fits of the usual delta 1e-9.
    /// </summary>
    public static readonly PrivacyBudget Default = new(PrivacyOptions.MostEpsilon, 1e-7);

    /// <summary>What is wrong with it in itself, and what to choose; null where nothing is.</summary>
    public string? Problem() =>
        !(Epsilon >= LeastEpsilon) ? $"A budget of epsilon {Epsilon:R} allows no private fit at all: a fit has epsilon {LeastEpsilon} at least. Choose {LeastEpsilon} to {MostEpsilon}."
        : Epsilon > MostEpsilon ? $"A budget of epsilon {Epsilon:R} protects nobody. Choose {LeastEpsilon} to {MostEpsilon}."
        : !(Delta is >= PrivacyOptions.LeastDelta and <= PrivacyOptions.MostDelta) ? $"Delta is {PrivacyFigures.Delta(Delta)}; it lies between {PrivacyOptions.LeastDelta} and {PrivacyOptions.MostDelta}, and well below 1 / rows."
        : null;

    public override string ToString() => $"epsilon {Epsilon:R} at delta {PrivacyFigures.Delta(Delta)}";
}
