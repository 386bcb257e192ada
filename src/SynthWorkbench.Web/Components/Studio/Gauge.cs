using System.Globalization;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Frontier;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Web.Components.Studio;

/// <summary>One gauge: a value on a scale of its own, with interval, threshold and the last kept value; places are shares of the scale.</summary>
internal sealed record Gauge(string Id, string Name, double? Value, string Format, string Interval, double At, double LowAt, double HighAt, double? BoundAt, double? BeforeAt, string State, string Foot)
{
    private static readonly (string Id, string Name, double From, double To)[] Shown =
    [
        ("quality", "Fidelity", 0.85, 1),
        ("detection", "Detection", 0.4, 1),
        ("dcr-share", "Closer to training rows", 0.4, 0.7),
        ("rare-coverage", "Rare labels reached", 0, 1),
        ("alpha-precision", "Precision", 0.7, 1),
    ];

    /// <summary>The state in a word, so that it is not told by colour alone.</summary>
    public string Word => State switch { "pass" => "✓ meets", "fail" => "✕ misses", "open" => "◐ open", _ => "" };

    public static IEnumerable<Gauge> Of(PreviewReport? report, PreviewReport? before, double rejectionRate, IReadOnlyList<RecipeThreshold> thresholds)
    {
        foreach (var (id, name, from, to) in Shown)
            yield return Of(report?.Metric(id), before?.Metric(id)?.Value, thresholds.FirstOrDefault(t => t.Metric == id), id, name, from, to);
        foreach (var threshold in thresholds.Where(t => t.Metric is "shapes" or "trends"))
            yield return Of(report?.Metric(threshold.Metric), before?.Metric(threshold.Metric)?.Value, threshold, threshold.Metric, MetricCatalog.Find(threshold.Metric)!.Name, 0.85, 1);
        yield return new Gauge("rejections", "Refused by constraints", report is null ? null : rejectionRate, "0.0 %", "", rejectionRate, 0, rejectionRate, null, null, "", rejectionRate > 0.5 ? "More than half of the rows: sampling slows" : "of the drawn rows");
    }

    private static Gauge Of(MetricValue? metric, double? before, RecipeThreshold? threshold, string id, string name, double from, double to)
    {
        double? value = metric?.Value;
        double low = metric?.Low ?? value ?? 0, high = metric?.High ?? value ?? 0;
        string state = value is null || threshold is null ? "" : FrontierGuidance.Meets(threshold, low) == FrontierGuidance.Meets(threshold, high) ? FrontierGuidance.Meets(threshold, value.Value) ? "pass" : "fail" : "open";
        string goal = threshold is null ? "" : $"goal {(threshold.Operator == "at-least" ? "≥" : "≤")} {Number(threshold.Value)}";
        string real = metric?.Baseline is { } b ? $"real rows {Number(b)}" : "";
        return new Gauge(id, name, value, "0.000", value is null ? "" : $"{Number(low)} to {Number(high)}", Place(value ?? 0), Place(low), Place(high), threshold is null ? null : Place(threshold.Value), before is { } o ? Place(o) : null, state,
            value is null ? metric?.Note ?? "" : string.Join(" · ", new[] { goal, real }.Where(t => t.Length > 0)));

        double Place(double v) => (Math.Clamp(v, from, to) - from) / (to - from);
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
