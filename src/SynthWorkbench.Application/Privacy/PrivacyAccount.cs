using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Numerics.Privacy;
using SynthWorkbench.Synthesis.Engines.PrivateMarginals;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Privacy;

/// <summary>A dataset's budget and what was charged to it. Datasets that hold the same table have one account.</summary>
/// <param name="Dataset">The dataset asked for.</param>
/// <param name="DatasetName">Its name.</param>
/// <param name="Budget">What counts now.</param>
/// <param name="SetBy">Who set it, when and why; null for the default.</param>
/// <param name="Charges">All charges, the newest first, also of the others that hold the same table.</param>
/// <param name="SharedWith">Names of those others.</param>
public sealed record PrivacyAccount(DatasetId Dataset, string DatasetName, PrivacyBudget Budget, PrivacyBudgetEntry? SetBy, IReadOnlyList<PrivacyCharge> Charges, IReadOnlyList<string> SharedWith)
{
    private const int MostCounted = 10_000;

    /// <summary>What all charges cost together.</summary>
    public PrivacyCost Spent => Charges.Aggregate(default(PrivacyCost), (sum, c) => sum + c.Cost);

    /// <summary>The epsilon that all charges amount to at the budget's delta; below the sum of theirs.</summary>
    public double EpsilonSpent => Spent.EpsilonAt(Budget.Delta);

    /// <summary>The share of the budget that is spent, in rho, which adds up: 0 to 1.</summary>
    public double ShareSpent => ShareOf(Spent.Rho);

    /// <summary>The share of the whole budget that a cost is, 0 to 1.</summary>
    public double ShareOf(double rho) => rho == 0 ? 0 : Spent.MostRho(Budget.Epsilon, Budget.Delta) is var all and > 0 ? Math.Min(1, rho / all) : 1;

    /// <summary>Whether the budget pays for one more cost.</summary>
    public bool Covers(PrivacyCost cost) => (Spent + cost).IsWithin(Budget.Epsilon, Budget.Delta);

    /// <summary>The largest epsilon that one more fit of a delta may be asked for, after another cost where one is given; 0 where it is less than a fit needs. At most what a recipe may ask for.</summary>
    public double LargestEpsilon(double delta, PrivacyCost before = default)
    {
        var spent = Spent + before;
        double failure = new PrivacyStatement { Epsilon = 0, Delta = delta, Budget = 0 }.Cost().Delta;
        double left = (spent with { Delta = spent.Delta + failure }).MostRho(Budget.Epsilon, Budget.Delta) - spent.Rho;
        double epsilon = left > 0 ? Math.Min(PrivacyStatement.LargestEpsilon(left, delta), PrivacyOptions.MostEpsilon) : 0;
        return epsilon >= PrivacyOptions.LeastEpsilon ? epsilon : 0;
    }

    /// <summary>How many more fits of a cost the budget pays for, 0 to 10,000.</summary>
    public int FitsLeft(PrivacyCost cost)
    {
        int low = 0, high = MostCounted + 1;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Covers(new PrivacyCost(middle * cost.Rho, middle * cost.Delta)))
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Why the budget does not pay for a fit, and what to do; null where it does.</summary>
    public string? RefusalOf(PrivacyOptions asked)
    {
        if (Covers(PrivacyStatement.Of(asked).Cost()))
            return null;
        string spent = Charges.Count == 0 ? "nothing is spent yet" : $"{Charges.Count} {(Charges.Count == 1 ? "fit has" : "fits have")} spent epsilon {PrivacyFigures.Up(EpsilonSpent)} of it";
        double largest = LargestEpsilon(asked.Delta);
        string way = largest > 0
            ? $"Choose an epsilon of {PrivacyFigures.Down(largest)} or less,"
            : "No further fit of this delta is possible: choose a smaller delta if that is what is large,";
        return $"The privacy budget of {DatasetName} ({Budget}) does not pay for a fit with epsilon {asked.Epsilon:R} and delta {PrivacyFigures.Delta(asked.Delta)}: {spent}. {way} use a model that is fitted already, or have an approver or owner raise the budget on the dataset's page.";
    }
}
