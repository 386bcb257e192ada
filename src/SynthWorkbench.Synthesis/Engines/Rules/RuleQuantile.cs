using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Rules;

/// <summary>
/// The values of a rule in order: the value below which a share of them lies. Labels are counted by their place in the list, <c>false</c> before <c>true</c>, dates by their days or seconds. With it a rule
/// takes part in correlations.
/// </summary>
internal sealed class RuleQuantile
{
    private readonly RecipeRule _rule;
    private readonly double[] _cumulative;
    private readonly int _decimals;
    private readonly double _first;

    public RuleQuantile(RecipeRule rule, ColumnSchema schema)
    {
        _rule = rule;
        _decimals = schema.Decimals;
        (_first, _cumulative) = rule.Kind == "poisson" ? Poisson(rule.Mean!.Value) : (0, rule.Kind == "list" ? RuleColumn.Cumulative(rule) : []);
    }

    /// <summary>The value at the place of a standard normal one; does not fall.</summary>
    public double At(double z)
    {
        double u = NormalDistribution.Below(z), min = _rule.Min ?? double.MinValue, max = _rule.Max ?? double.MaxValue, mean = _rule.Mean ?? 0;
        double value = _rule.Kind switch
        {
            "integer" => Math.Min(min + Math.Floor(u * (max - min + 1)), max),
            "uniform" => min + u * (max - min),
            "normal" => mean + _rule.Sd!.Value * z,
            "lognormal" => RuleColumn.LogNormal(z, mean, _rule.Sd!.Value),
            "exponential" => -mean * Math.Log(NormalDistribution.Below(-z)),
            "poisson" => _first + Place(_cumulative, u),
            "bernoulli" => u > 1 - mean ? 1 : 0,
            "list" => Place(_cumulative, u),
            _ => Math.Min(Math.Floor(u * RuleColumn.DateUnits(_rule)), RuleColumn.DateUnits(_rule) - 1),
        };
        return _rule.Kind is "list" or "bernoulli" or "date" or "datetime" ? value : Math.Clamp(Math.Round(value, _decimals, MidpointRounding.AwayFromZero), min, max);
    }

    /// <summary>The first place at which more than a share of all weights is reached.</summary>
    internal static int Place(double[] cumulative, double share)
    {
        int at = Array.BinarySearch(cumulative, share * cumulative[^1]);
        return Math.Min(at >= 0 ? at + 1 : ~at, cumulative.Length - 1);
    }

    /// <summary>Cumulative probabilities of a Poisson number, from ten standard deviations below its mean to ten above: what lies beyond is less than 1e-20.</summary>
    private static (double First, double[] Cumulative) Poisson(double mean)
    {
        double reach = 10 * Math.Sqrt(mean) + 10, first = Math.Max(0, Math.Floor(mean - reach));
        double[] cumulative = new double[(int)(Math.Ceiling(mean + reach) - first) + 1];
        int mode = (int)(Math.Floor(mean) - first);
        cumulative[mode] = 1;
        for (int k = mode + 1; k < cumulative.Length; k++)
            cumulative[k] = cumulative[k - 1] * mean / (first + k);
        for (int k = mode - 1; k >= 0; k--)
            cumulative[k] = cumulative[k + 1] * (first + k + 1) / mean;
        for (int k = 1; k < cumulative.Length; k++)
            cumulative[k] += cumulative[k - 1];
        return (first, cumulative);
    }
}
