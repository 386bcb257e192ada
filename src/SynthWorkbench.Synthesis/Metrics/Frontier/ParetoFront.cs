namespace SynthWorkbench.Synthesis.Metrics.Frontier;

/// <summary>A setting of the swept controls, measured.</summary>
/// <param name="Realism">Position of the realism control, 0 to 1.</param>
/// <param name="Coverage">Position of the coverage control, 0 to 1.</param>
/// <param name="Metrics">What was measured, under the ids of <see cref="MetricCatalog"/>.</param>
public sealed record MeasuredSetting(double Realism, double Coverage, IReadOnlyList<MetricValue> Metrics)
{
    /// <summary>The value of a metric; null where it was not measured or is not defined.</summary>
    public double? Value(string id) => Metrics.FirstOrDefault(m => m.Id == id)?.Value;
}

/// <summary>The settings that no other beats in two metrics at once.</summary>
/// <remarks>Pareto optimality; O(n²), for the few dozen points of a sweep.</remarks>
public static class ParetoFront
{
    /// <summary>Positions of the settings for which no other is as good in both metrics and better in one, ordered by the first metric. Settings without either value are left out.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<MeasuredSetting> settings, string first, string second)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var points = settings.Select((s, i) => (At: i, X: Badness(first, s.Value(first)), Y: Badness(second, s.Value(second)), Shown: s.Value(first)))
            .Where(p => p.X is not null && p.Y is not null).ToList();
        return [.. points.Where(p => !points.Exists(o => o.X <= p.X && o.Y <= p.Y && (o.X < p.X || o.Y < p.Y))).OrderBy(p => p.Shown).ThenBy(p => p.At).Select(p => p.At)];
    }

    /// <summary>How far a value is from the best, so that less is better whatever the metric's goal; null without a value.</summary>
    internal static double? Badness(string metric, double? value)
    {
        var definition = MetricCatalog.Find(metric) ?? throw new ArgumentException($"There is no metric '{metric}'.", nameof(metric));
        return value is not { } v ? null : definition.Goal switch
        {
            MetricGoal.Higher => -v,
            MetricGoal.Lower => v,
            _ => Math.Abs(v - definition.Ideal),
        };
    }
}
