using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Reporting;

namespace SynthWorkbench.Web.Components.Fidelity.Comparison;

/// <summary>Values, differences and goals as a table shows them.</summary>
internal static class DifferenceWords
{
    private const int MostDecimals = 6;

    public static string Goal(MetricDefinition definition) => definition.Goal switch { MetricGoal.Higher => "higher", MetricGoal.Lower => "lower", _ => $"near {definition.Ideal}" };

    public static string Value(MetricValue? metric, MetricDefinition definition) => metric?.Value?.ToString(definition.Format) ?? "not defined";

    /// <summary>"± 0.004", half the interval; nothing without one.</summary>
    public static string Half(MetricValue? metric, MetricDefinition definition) => metric is { Value: not null, Low: { } low, High: { } high } ? $"± {((high - low) / 2).ToString(definition.Format)}" : "";

    /// <summary>"+0.012", with as many decimals as it takes to see it.</summary>
    public static string Difference(MetricDifference metric) => metric.Difference is { } d ? Signed(d, Decimals(metric)) : "–";

    /// <summary>"(+0.004 to +0.020)"; nothing without one.</summary>
    public static string Interval(MetricDifference metric) => metric is { Low: { } low, High: { } high } ? $"({Signed(low, Decimals(metric))} to {Signed(high, Decimals(metric))})" : "";

    private static int Decimals(MetricDifference metric)
    {
        int usual = metric.Definition.Format.Length - (metric.Definition.Format.Length > 1 ? 2 : 1);
        double d = Math.Abs(metric.Difference ?? 0);
        return d == 0 ? usual : Math.Clamp(1 - (int)Math.Floor(Math.Log10(d)), usual, Math.Max(usual, MostDecimals));
    }

    private static string Signed(double value, int decimals)
    {
        double rounded = Math.Round(value, decimals);
        return (rounded > 0 ? "+" : rounded < 0 ? "−" : "") + Math.Abs(rounded).ToString($"F{decimals}");
    }
}
