using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>The outcome against thresholds.</summary>
public enum VerdictOutcome
{
    /// <summary>Every threshold is met with its interval.</summary>
    Pass,

    /// <summary>A threshold is missed with its interval.</summary>
    Fail,

    /// <summary>None is clearly missed, but an interval straddles one or a value is missing.</summary>
    Inconclusive,

    /// <summary>The recipe fixed no threshold.</summary>
    NotJudged,
}

/// <summary>One threshold and its outcome.</summary>
public sealed record ThresholdOutcome(RecipeThreshold Threshold, double? Value, VerdictOutcome Outcome, string Sentence);

/// <summary>The verdict: one sentence to act on, and what it rests on.</summary>
public sealed record FidelityVerdict(VerdictOutcome Outcome, string Sentence, IReadOnlyList<ThresholdOutcome> Thresholds)
{
    /// <summary>Judges a report against thresholds. Too little evidence is inconclusive, never a pass.</summary>
    public static FidelityVerdict Of(FidelityReport report, IReadOnlyList<RecipeThreshold> thresholds)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(thresholds);
        if (thresholds.Count == 0)
        {
            string quality = report.Metric("quality")?.Value is { } q ? $"Quality is {q:0.000}, " : "";
            return new FidelityVerdict(VerdictOutcome.NotJudged, $"{quality}but the recipe fixes no thresholds, so there is nothing to pass or fail. Set them in the recipe before the next run.", []);
        }

        ThresholdOutcome[] outcomes = [.. thresholds.Select(t => Judge(t, report.Metric(t.Metric)))];
        var failed = outcomes.Where(o => o.Outcome == VerdictOutcome.Fail).ToList();
        var open = outcomes.Where(o => o.Outcome == VerdictOutcome.Inconclusive).ToList();
        if (failed.Count > 0)
            return new FidelityVerdict(VerdictOutcome.Fail, $"Do not use this table yet: {failed.Count} of {outcomes.Length} thresholds {(failed.Count == 1 ? "is" : "are")} missed. {failed[0].Sentence}", outcomes);
        if (open.Count > 0)
            return new FidelityVerdict(VerdictOutcome.Inconclusive, $"The evidence does not settle it: {open.Count} of {outcomes.Length} thresholds {(open.Count == 1 ? "is" : "are")} open. {open[0].Sentence}", outcomes);
        return new FidelityVerdict(VerdictOutcome.Pass, $"The table meets {(outcomes.Length == 1 ? "its threshold" : $"all {outcomes.Length} thresholds")} fixed before the run, intervals included.", outcomes);
    }

    private static ThresholdOutcome Judge(RecipeThreshold threshold, MetricValue? metric)
    {
        string name = MetricCatalog.Find(threshold.Metric)?.Name ?? threshold.Metric;
        bool atLeast = threshold.Operator == "at-least";
        string goal = $"{(atLeast ? "at least" : "at most")} {threshold.Value:0.###}";
        if (metric?.Value is not { } value)
            return new ThresholdOutcome(threshold, null, VerdictOutcome.Inconclusive, $"{name} has no value (goal {goal}). {metric?.Note ?? "There is no such metric in the report."}");
        double low = metric.Low ?? value, high = metric.High ?? value;
        string shown = metric.Low is null ? $"{value:0.000}" : $"{value:0.000} ({low:0.000} to {high:0.000})";
        bool pass = atLeast ? low >= threshold.Value : high <= threshold.Value;
        bool fail = atLeast ? high < threshold.Value : low > threshold.Value;
        return pass ? new ThresholdOutcome(threshold, value, VerdictOutcome.Pass, $"{name} is {shown}, goal {goal}.")
            : fail ? new ThresholdOutcome(threshold, value, VerdictOutcome.Fail, $"{name} is {shown}, goal {goal}.")
            : new ThresholdOutcome(threshold, value, VerdictOutcome.Inconclusive, $"{name} is {shown}: the interval straddles the goal of {goal}. About {RowsToSettle(metric, threshold):N0} rows would settle it.");
    }

    /// <summary>Intervals shrink with the square root of n: the n at which the interval would end at the threshold, if the value stays.</summary>
    private static long RowsToSettle(MetricValue metric, RecipeThreshold threshold)
    {
        double half = ((metric.High ?? metric.Value!.Value) - (metric.Low ?? metric.Value!.Value)) / 2, distance = Math.Max(1e-4, Math.Abs(metric.Value!.Value - threshold.Value));
        return (long)Math.Min(1e9, Math.Ceiling(metric.N * Math.Pow(half / distance, 2)));
    }
}
