using System.Globalization;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Web.Components.Privacy;

/// <summary>Epsilon and budgets in words.</summary>
public static class PrivacyWords
{
    /// <summary>What an epsilon promises to the person behind a row.</summary>
    public static string Means(double epsilon)
    {
        double odds = Math.Exp(epsilon);
        string factor = odds < 100 ? odds.ToString("0.0", CultureInfo.InvariantCulture) : odds.ToString("N0", CultureInfo.InvariantCulture);
        string strength = epsilon <= 0.5 ? "Strong protection, and coarse rows: the noise drowns all but frequent values."
            : epsilon <= 2 ? "Usual for tables of ten thousand rows and more."
            : epsilon <= 5 ? "Weaker protection, finer rows."
            : "Weak: the promise to a single row says little.";
        return $"Whether a certain row was learned changes the odds of anything drawn by a factor of {factor} at most. {strength}";
    }

    /// <summary>What is spent of the budget.</summary>
    public static string Spent(PrivacyAccount account) => account.Charges.Count == 0 ? $"Nothing is spent of {account.Budget}."
        : $"{account.Charges.Count} {(account.Charges.Count == 1 ? "fit has" : "fits have")} spent epsilon {PrivacyFigures.Up(account.EpsilonSpent)} of {account.Budget}: {PrivacyFigures.Share(account.ShareSpent)} of the budget.";

    /// <summary>What is left for one more fit of a delta.</summary>
    public static string Left(PrivacyAccount account, double delta) => account.LargestEpsilon(delta) is > 0 and var largest
        ? $"Left: one more fit of up to epsilon {PrivacyFigures.Down(largest)} (delta {PrivacyFigures.Delta(delta)}), or several smaller ones."
        : "Nothing is left for another fit. Models that are fitted go on serving.";

    /// <summary>What a fit does to the budget; shares, because they add up.</summary>
    public static string Price(FitQuote quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        double share = quote.Account.ShareOf(quote.Cost.Rho);
        return share == 0 ? "spends nothing" : $"spends {PrivacyFigures.Share(share)}, leaves {PrivacyFigures.Share(Math.Max(0, 1 - quote.Account.ShareSpent - share))} of the budget";
    }

    /// <summary>What the budget pays for after a fit; empty where the fit spends nothing.</summary>
    public static string Afterwards(FitQuote quote, PrivacyOptions asked)
    {
        if (quote.Cost == default)
            return "";
        int more = Math.Max(0, quote.Account.FitsLeft(quote.Cost) - 1);
        double largest = quote.Account.LargestEpsilon(asked.Delta, quote.Cost);
        return more == 0 ? "After it no other fit like this is possible." + (largest > 0 ? $" One of up to epsilon {PrivacyFigures.Down(largest)} is." : "")
            : $"After it {more.ToString("N0", CultureInfo.InvariantCulture)} more like it are possible.";
    }

    /// <summary>The purpose of a charge.</summary>
    public static string Purpose(FitPurpose purpose) => purpose switch
    {
        FitPurpose.Run => "run",
        FitPurpose.Studio => "Studio",
        FitPurpose.Sweep => "sweep",
        _ => "campaign",
    };
}
