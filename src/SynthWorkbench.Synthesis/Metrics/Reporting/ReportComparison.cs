using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>
/// Two reports metric by metric, and which differences are beyond noise. The interval of a difference comes from those of its values, as of independent runs: lower end d - √(l₂² + u₁²), upper end d + √(u₂² + l₁²),
/// with l and u the halves of each 95 % interval below and above its value. So the two halves that face each other decide, and |d| beyond √(h₁² + h₂²) is the same as beyond 1.96 standard errors of h / 1.96 each.
/// Many metrics are compared at once: "beyond noise" is what remains after Holm's adjustment over the metrics of the pair, "maybe" what is different only before it. Cost: one pass over the catalogue.
/// </summary>
/// <remarks>
/// Zou and Donner, Statistics in Medicine 27 (2008), after Newcombe, Statistics in Medicine 17 (1998), method 10; Holm (1979).
/// Errs on the side of noise: runs share their reference, and intervals that count its chance too are wider than a difference needs. A half that is cut at the end of a metric's range reaches as far as any other value can lie,
/// so it never makes a difference. Two intervals without width say nothing of noise: unless the values are equal, that is no interval. A fit's own chance is in no interval: the comparison is of runs, not of engines.
/// </remarks>
/// <param name="Metrics">All metrics in catalogue order.</param>
public sealed record ReportComparison(IReadOnlyList<MetricDifference> Metrics)
{
    /// <summary>The share of comparisons without any difference that chance alone calls different, before Holm's adjustment.</summary>
    public const double Level = 0.05;

    private const double Quantile = 1.959963984540054;

    /// <summary>Metrics with an interval in both reports, which is what "different" is decided for.</summary>
    public int Compared => Metrics.Count(m => m.P.HasValue);

    /// <summary>How many of <see cref="Compared"/> chance alone would call different before Holm's adjustment.</summary>
    public double ByChance => Level * Compared;

    /// <summary>Metrics that differ beyond noise in one direction.</summary>
    public IEnumerable<MetricDifference> Beyond(DifferenceDirection direction) => Metrics.Where(m => m.Evidence == DifferenceEvidence.BeyondNoise && m.Direction == direction);

    /// <summary>Compares two reports.</summary>
    /// <param name="base">What is compared with.</param>
    /// <param name="other">What is compared.</param>
    /// <param name="incomparable">Ids of metrics that mean different things in the two; none when null.</param>
    public static ReportComparison Of(FidelityReport @base, FidelityReport other, IReadOnlySet<string>? incomparable = null)
    {
        ArgumentNullException.ThrowIfNull(@base);
        ArgumentNullException.ThrowIfNull(other);
        MetricDifference[] metrics = [.. MetricCatalog.All.Select(d => Between(d, @base.Metric(d.Id), other.Metric(d.Id), incomparable?.Contains(d.Id) ?? false))];
        int[] tested = [.. Enumerable.Range(0, metrics.Length).Where(i => metrics[i].P.HasValue)];
        double[] adjusted = HolmAdjustment.Of([.. tested.Select(i => metrics[i].P!.Value)]);
        for (int i = 0; i < tested.Length; i++)
        {
            var metric = metrics[tested[i]];
            bool beyond = metric.Evidence == DifferenceEvidence.Maybe && adjusted[i] <= Level;
            metrics[tested[i]] = metric with { Adjusted = adjusted[i], Evidence = beyond ? DifferenceEvidence.BeyondNoise : metric.Evidence };
        }

        return new ReportComparison(metrics);
    }

    /// <summary>The comparison in one or two sentences: how many metrics are better and worse beyond noise, and what that means for safety.</summary>
    /// <param name="base">The base's name, as in "run A".</param>
    /// <param name="other">The other's name, at the beginning of the sentence: "Run B".</param>
    public string Sentence(string @base, string other)
    {
        int better = Beyond(DifferenceDirection.Better).Count(), worse = Beyond(DifferenceDirection.Worse).Count(), differs = Beyond(DifferenceDirection.Neither).Count(), maybe = Metrics.Count(m => m.Evidence == DifferenceEvidence.Maybe);
        if (Compared == 0)
            return $"{other} cannot be compared with {@base}: no metric has an interval in both reports.";
        if (better + worse + differs == 0)
            return $"{other} differs from {@base} in none of {Of(Compared)} beyond noise{(maybe > 0 ? $"; {maybe} may differ" : "")}.";
        string counts = better + worse == 0 ? $"neither better nor worse than {@base}"
            : better >= worse ? $"better than {@base} in {better} of {Of(Compared)} and worse in {Number(worse)}" : $"worse than {@base} in {worse} of {Of(Compared)} and better in {Number(better)}";
        return $"{other} is beyond noise {counts}{(differs > 0 ? $"; {differs} {(differs == 1 ? "differs" : "differ")} without being better" : "")}.{Safety()}";

        static string Of(int metrics) => metrics == 1 ? "1 metric" : $"{metrics} metrics";
        static string Number(int count) => count == 0 ? "none" : $"{count}";
    }

    private string Safety()
    {
        string[] worse = Names(DifferenceDirection.Worse), better = Names(DifferenceDirection.Better);
        return worse.Length > 0 ? $" Mind its safety: it is worse in {List(worse)}." : better.Length > 0 ? $" On safety it is better in {List(better)}." : "";

        string[] Names(DifferenceDirection direction) => [.. Beyond(direction).Where(m => m.Definition.Question == MetricCatalog.Safe && IsRisk(m.Definition, direction == DifferenceDirection.Worse ? m.Other! : m.Base!)).OrderByDescending(m => Math.Abs(m.Gain!.Value)).Select(m => m.Definition.Name)];
        static string List(string[] names) => names.Length switch { 1 => names[0], 2 => $"{names[0]} and {names[1]}", 3 => $"{names[0]}, {names[1]} and {names[2]}", _ => $"{names[0]}, {names[1]} and {names.Length - 2} more" };
    }

    /// <summary>Whether a value is on the side of people at risk, with its interval, of what unseen rows show: rows that keep farther from training rows than those are less real, not less safe.</summary>
    private static bool IsRisk(MetricDefinition definition, MetricValue value) => definition.Id switch
    {
        "dcr-share" => value.Low > (value.Baseline ?? definition.Ideal),
        "nndr" or "authenticity" => value.High < (value.Baseline ?? definition.Ideal),
        _ => true,
    };

    private static MetricDifference Between(MetricDefinition definition, MetricValue? a, MetricValue? b, bool incomparable)
    {
        var none = new MetricDifference { Definition = definition, Base = a, Other = b, Evidence = DifferenceEvidence.NotDefined };
        if (a?.Value is not { } x || b?.Value is not { } y)
            return none;
        if (incomparable)
            return none with { Evidence = DifferenceEvidence.NotComparable };
        double d = y - x;
        if (a.Low is not { } lowA || a.High is not { } highA || b.Low is not { } lowB || b.High is not { } highB)
            return none with { Difference = d, Evidence = DifferenceEvidence.NoInterval };
        double below = Root(y - lowB, highA - x), above = Root(highB - y, x - lowA), facing = d > 0 ? below : d < 0 ? above : Math.Max(below, above);
        if (facing == 0 && d != 0)
            return none with { Difference = d, Evidence = DifferenceEvidence.NoInterval };
        double gain = definition.Goal switch { MetricGoal.Higher => d, MetricGoal.Lower => -d, _ => Math.Abs(x - definition.Ideal) - Math.Abs(y - definition.Ideal) };
        bool different = Math.Abs(d) > facing;
        return none with
        {
            Difference = d,
            Low = d - below,
            High = d + above,
            Gain = d == 0 ? 0 : Quantile * gain / facing,
            P = d == 0 ? 1 : Math.Min(1, 2 * NormalDistribution.Below(-Quantile * Math.Abs(d) / facing)),
            Evidence = different ? DifferenceEvidence.Maybe : DifferenceEvidence.WithinNoise,

            // On opposite sides of an ideal two values can differ much and be about as far from it.
            Direction = !different || Math.Abs(gain) <= facing ? DifferenceDirection.Neither : gain > 0 ? DifferenceDirection.Better : DifferenceDirection.Worse,
        };

        static double Root(double half, double otherHalf) => Math.Sqrt(Math.Pow(Math.Max(0, half), 2) + Math.Pow(Math.Max(0, otherHalf), 2));
    }
}
