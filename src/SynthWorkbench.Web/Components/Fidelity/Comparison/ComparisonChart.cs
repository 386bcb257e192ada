using SynthWorkbench.Application.Generation;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Web.Components.Charts;

namespace SynthWorkbench.Web.Components.Fidelity.Comparison;

/// <summary>The differences of a comparison in standard errors, a panel for each run beside the base.</summary>
internal static class ComparisonChart
{
    /// <summary>Null where nothing can be compared.</summary>
    public static DotPlotSpec? Of(RunComparison comparison, bool onlyBeyond)
    {
        var others = comparison.Distinct;
        var groups = Enumerable.Range(0, others[0].Metrics.Metrics.Count)
            .Select(i => others.Select(o => o.Metrics.Metrics[i]).ToArray())
            .Where(row => row.Any(m => m.Gain.HasValue) && (!onlyBeyond || row.Any(m => m.Evidence == DifferenceEvidence.BeyondNoise)))
            .GroupBy(row => row[0].Definition.Question)
            .Select(g => new DotGroup(g.Key, [.. g.Select(row => new DotRow(row[0].Definition.Name, [.. row.Select(Dot)]))]))
            .ToList();
        return groups.Count == 0 ? null : new DotPlotSpec(
            Title(comparison),
            $"Difference to {comparison.Base.Name} in its standard errors, towards each metric's goal; whiskers ± 1.96 (95 %); n = {groups.Sum(g => g.Rows.Count)} metrics",
            "worse", "better", [.. others.Select(o => $"Run {o.Run.Letter} less {comparison.Base.Letter}")], groups);
    }

    private static string Title(RunComparison comparison)
    {
        var (farthest, metric) = comparison.Distinct.SelectMany(o => o.Metrics.Metrics.Where(m => m.Evidence == DifferenceEvidence.BeyondNoise).Select(m => (o, m))).MaxBy(p => Math.Abs(p.m.Gain!.Value));
        return metric is null
            ? "No difference stands out from noise"
            : $"{metric.Definition.Name} differs most: run {farthest.Run.Letter} is {(metric.Direction == DifferenceDirection.Neither ? "as far from the ideal on its other side" : $"{metric.Word} by {Math.Abs(metric.Gain!.Value):0} standard errors")}";
    }

    private static Dot? Dot(MetricDifference metric) => metric.Gain is not { } gain ? null : new Dot(gain, 1.96, metric switch
    {
        { Evidence: DifferenceEvidence.BeyondNoise, Direction: DifferenceDirection.Better } => DotMark.Better,
        { Evidence: DifferenceEvidence.BeyondNoise, Direction: DifferenceDirection.Worse } => DotMark.Worse,
        { Evidence: DifferenceEvidence.BeyondNoise } => DotMark.Different,
        { Evidence: DifferenceEvidence.Maybe } => DotMark.Open,
        _ => DotMark.Noise,
    }, $"{gain:+0.0;−0.0;0.0} standard errors, {metric.Word}");
}
