using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Synthesis.Metrics.Frontier;

/// <summary>A threshold as the present setting stands to it.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="Value">The present value; null where it is not measured before the run.</param>
/// <param name="IsMet">Whether the value meets it; null where it is not measured.</param>
public sealed record ThresholdState(RecipeThreshold Threshold, double? Value, bool? IsMet);

/// <summary>A measured setting that would meet what the present one misses.</summary>
/// <param name="Meets">The missed thresholds that it meets.</param>
/// <param name="Setting">The setting.</param>
/// <param name="Value">Its value of the (first) missed metric.</param>
/// <param name="Loses">Thresholds met now that it would miss.</param>
/// <param name="QualityChange">Change of quality against the present setting, negative for a loss; null where either has none.</param>
public sealed record FrontierAdvice(IReadOnlyList<RecipeThreshold> Meets, MeasuredSetting Setting, double Value, IReadOnlyList<RecipeThreshold> Loses, double? QualityChange);

/// <summary>The cheapest change that would meet missed thresholds, found among the measured settings of a sweep.</summary>
public static class FrontierGuidance
{
    /// <summary>How each threshold stands at a measured setting. A threshold counts as met by its value; whether the interval settles it too is for the run's verdict.</summary>
    public static IReadOnlyList<ThresholdState> States(IReadOnlyList<MetricValue> present, IReadOnlyList<RecipeThreshold> thresholds)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(thresholds);
        return [.. thresholds.Select(t => present.FirstOrDefault(m => m.Id == t.Metric)?.Value is { } value ? new ThresholdState(t, value, Meets(t, value)) : new ThresholdState(t, null, null))];
    }

    /// <summary>
    /// For every missed threshold the cheapest measured setting that meets it, and one that meets all measured thresholds at once where there is such. Cheapest: fewest thresholds lost, then least
    /// quality lost, then the smallest move of the controls.
    /// </summary>
    public static IReadOnlyList<FrontierAdvice> Advise(MeasuredSetting present, IReadOnlyList<MeasuredSetting> sweep, IReadOnlyList<RecipeThreshold> thresholds)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(sweep);
        var states = States(present.Metrics, thresholds);
        RecipeThreshold[] missed = [.. states.Where(s => s.IsMet == false).Select(s => s.Threshold)];
        if (missed.Length == 0)
            return [];
        RecipeThreshold[] kept = [.. states.Where(s => s.IsMet == true).Select(s => s.Threshold)];
        var advice = new List<FrontierAdvice>();
        if (missed.Length > 1 && Cheapest(missed) is { } all)
            advice.Add(all);
        foreach (var threshold in missed)
        {
            if (Cheapest([threshold]) is { } one && !advice.Exists(a => a.Setting == one.Setting && a.Meets.Contains(threshold)))
                advice.Add(one);
        }

        return advice;

        FrontierAdvice? Cheapest(RecipeThreshold[] wanted) => sweep
            .Where(s => wanted.All(t => s.Value(t.Metric) is { } v && Meets(t, v)))
            .Select(s => new FrontierAdvice(wanted, s, s.Value(wanted[0].Metric)!.Value, [.. kept.Where(t => s.Value(t.Metric) is { } v && !Meets(t, v))], s.Value("quality") - present.Value("quality")))
            .OrderBy(a => a.Loses.Count).ThenByDescending(a => Math.Min(0, Math.Round(a.QualityChange ?? 0, 4))).ThenBy(a => Math.Abs(a.Setting.Realism - present.Realism) + Math.Abs(a.Setting.Coverage - present.Coverage))
            .FirstOrDefault();
    }

    /// <summary>Whether a value meets a threshold.</summary>
    public static bool Meets(RecipeThreshold threshold, double value)
    {
        ArgumentNullException.ThrowIfNull(threshold);
        return threshold.Operator == "at-least" ? value >= threshold.Value : value <= threshold.Value;
    }
}
