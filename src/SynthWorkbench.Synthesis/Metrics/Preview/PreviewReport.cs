namespace SynthWorkbench.Synthesis.Metrics.Preview;

/// <summary>What a few thousand rows say of the table that a run would make: metrics with intervals for the run, and each column's distribution.</summary>
/// <param name="Rows">Rows drawn and measured.</param>
/// <param name="Metrics">Values under the ids of <see cref="MetricCatalog"/>: quality, shapes, trends, detection, dcr-share, rare-coverage, alpha-precision. Measured on <paramref name="Rows"/> rows;
/// the interval is for a run of as many rows as the recipe asks for.</param>
/// <param name="Columns">The compared columns, in the reference's order.</param>
public sealed record PreviewReport(int Rows, IReadOnlyList<MetricValue> Metrics, IReadOnlyList<PreviewColumnReport> Columns)
{
    /// <summary>The value of a metric, or null.</summary>
    public MetricValue? Metric(string id) => Metrics.FirstOrDefault(m => m.Id == id);
}

/// <summary>One column of a preview.</summary>
/// <param name="Name">The column.</param>
/// <param name="Shape">KSComplement or TVComplement against the training rows; null when undefined.</param>
/// <param name="Trend">Mean of the pair trends that the column takes part in; null when undefined.</param>
/// <param name="Echo">How much more often the value is that of the nearest training row than that of the nearest unseen row, in shares of the rows: what the column gives away. Null without a
/// holdout.</param>
/// <param name="Shares">Share of the values by bin of <see cref="PreviewReference.Overlays"/>.</param>
public sealed record PreviewColumnReport(string Name, double? Shape, double? Trend, double? Echo, IReadOnlyList<double> Shares);
