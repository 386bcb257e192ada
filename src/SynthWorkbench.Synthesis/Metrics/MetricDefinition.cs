namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>Where a metric's value should go.</summary>
public enum MetricGoal
{
    /// <summary>The higher the better.</summary>
    Higher,

    /// <summary>The lower the better.</summary>
    Lower,

    /// <summary>Near <see cref="MetricDefinition.Ideal"/>.</summary>
    Ideal,
}

/// <summary>What a metric says of itself: the text of the definition pages, of tooltips and of exports.</summary>
/// <param name="Id">Id in recipes and exports, e.g. <c>quality</c>.</param>
/// <param name="Name">The name on the screen.</param>
/// <param name="Question">The question of the report it belongs to.</param>
/// <param name="Goal">Where the value should go.</param>
/// <param name="Min">Smallest possible value.</param>
/// <param name="Max">Largest possible value.</param>
/// <param name="Ideal">The value of a perfect table.</param>
/// <param name="Meaning">One line for people who are not statisticians.</param>
/// <param name="Formula">The computation.</param>
/// <param name="MissingRule">What happens to missing values and when the metric has no value.</param>
/// <param name="Source">Paper or independent code it follows.</param>
public sealed record MetricDefinition(
    string Id, string Name, string Question, MetricGoal Goal, double Min, double Max, double Ideal, string Meaning, string Formula, string MissingRule, string Source)
{
    /// <summary>The number format of values.</summary>
    public string Format => Ideal >= 100 ? "0" : Max > 1 ? "0.000" : "0.0000";
}

/// <summary>A measured value with its interval, its n and what real rows score in its place.</summary>
/// <param name="Id">The metric's id.</param>
/// <param name="Value">The value; null where it is not defined, <paramref name="Note"/> says why.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
/// <param name="N">Rows that the value rests on.</param>
/// <param name="Baseline">The same metric for the holdout in the synthetic table's place (real against real); null without a holdout.</param>
/// <param name="Note">A remark for people: why there is no value, or what was sampled.</param>
public sealed record MetricValue(string Id, double? Value, double? Low, double? High, long N, double? Baseline, string? Note = null);
