using System.Globalization;
using SynthWorkbench.Synthesis.Engines.PrivateMarginals;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>What the model that the rows were drawn from guarantees, and the place of its fit in the privacy budget of the reference when the rows were measured. Serialisable as JSON.</summary>
public sealed record PrivacyClaim
{
    /// <summary>The guarantee.</summary>
    public required PrivacyStatement Statement { get; init; }

    /// <summary>The dataset whose budget was charged.</summary>
    public required string Dataset { get; init; }

    /// <summary>The number of the charge within the dataset, from 1.</summary>
    public required int Charge { get; init; }

    /// <summary>All charges of the account so far.</summary>
    public required int Charges { get; init; }

    /// <summary>The epsilon that all charges so far amount to at the budget's delta.</summary>
    public required double EpsilonOfAll { get; init; }

    /// <summary>The epsilon that all fits may amount to.</summary>
    public required double BudgetEpsilon { get; init; }

    /// <summary>The delta of the budget.</summary>
    public required double BudgetDelta { get; init; }

    /// <summary>The claim as names and sentences, in the order in which they are shown. The neighbouring relation is one of them.</summary>
    public IReadOnlyList<(string Name, string Text)> Lines() =>
    [
        ("Guarantee", string.Create(CultureInfo.InvariantCulture, $"epsilon {Statement.Epsilon:R}, delta {Statement.Delta:0.################e-0} (differential privacy)")),
        ("Neighbours", PrivacyStatement.Neighbours),
        ("Spent by the fit", string.Create(CultureInfo.InvariantCulture, $"rho {Statement.Rho:0.######}, which is epsilon {Statement.EpsilonSpent:0.####}")),
        ("Taken for public", string.Join("; ", Statement.Assumed)),
        ("Privacy budget", string.Create(CultureInfo.InvariantCulture, $"charge {Charge} of the budget of {Dataset}; {Charges} {(Charges == 1 ? "charge" : "charges")} so far {(Charges == 1 ? "is" : "are")} epsilon {EpsilonOfAll:0.###} of {BudgetEpsilon:R} at delta {BudgetDelta:0.################e-0}")),
    ];
}
