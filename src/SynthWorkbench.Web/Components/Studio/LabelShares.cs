using System.Globalization;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Web.Components.Studio;

/// <summary>What boosts of single labels do to the shares of a column's labels. A factor multiplies the odds of its label against all others.</summary>
public static class LabelShares
{
    /// <summary>Wanted shares nearer than this are the same: a step of a handle.</summary>
    public const double Step = 0.001;

    /// <summary>The share that the label at a position comes to among rows drawn.</summary>
    /// <param name="real">Shares of the labels in the reference.</param>
    /// <param name="factors">Their boosts, 1 for none.</param>
    /// <param name="at">Which label.</param>
    public static double Of(IReadOnlyList<double> real, IReadOnlyList<double> factors, int at) => Of(real, factors, at, factors[at]);

    /// <summary>The factor, to three digits and within the bounds of boosts, that brings the label to a share while the other factors stay; 1 where the share is what it has without.</summary>
    public static double FactorFor(IReadOnlyList<double> real, IReadOnlyList<double> factors, int at, double share)
    {
        if (real[at] <= 0 || Math.Abs(share - Of(real, factors, at, 1)) < Step)
            return 1;
        double factor = share * Others(real, factors, at) / (real[at] * Math.Max(1 - share, Step));
        return Math.Clamp(double.Parse(factor.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), RecipeBoost.SmallestFactor, RecipeBoost.LargestFactor);
    }

    private static double Of(IReadOnlyList<double> real, IReadOnlyList<double> factors, int at, double factor) =>
        real[at] <= 0 ? 0 : factor * real[at] / (factor * real[at] + Others(real, factors, at));

    private static double Others(IReadOnlyList<double> real, IReadOnlyList<double> factors, int at)
    {
        double sum = 0;
        for (int i = 0; i < real.Count; i++)
            sum += i == at ? 0 : real[i] * factors[i];
        return sum;
    }
}
