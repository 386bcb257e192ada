namespace SynthWorkbench.Synthesis.Metrics.Sequences;

/// <summary>How rows follow each other in either table, side by side. Serialisable as JSON.</summary>
/// <param name="Numbers">Columns of numbers, the least alike first, at most <see cref="MostNumbers"/>.</param>
/// <param name="Labels">Columns of labels, the least alike first, at most <see cref="MostLabels"/>.</param>
/// <param name="Steps">Time from a row to the next one; null where no row follows another.</param>
/// <param name="Lengths">Rows of a sequence; null where the table is one series.</param>
public sealed record SequenceReport(IReadOnlyList<MovingNumber> Numbers, IReadOnlyList<StayingLabel> Labels, SequenceShares? Steps, SequenceShares? Lengths)
{
    /// <summary>Columns of numbers that are kept.</summary>
    public const int MostNumbers = 12;

    /// <summary>Columns of labels that are kept.</summary>
    public const int MostLabels = 20;
}

/// <summary>A number's autocorrelation by lag, 1 upwards; null without spread.</summary>
public sealed record MovingNumber(string Name, IReadOnlyList<double?> Real, IReadOnlyList<double?> Holdout, IReadOnlyList<double?> Synthetic);

/// <summary>The share of rows that have the label of the row before them.</summary>
public sealed record StayingLabel(string Name, double Real, double? Holdout, double Synthetic);

/// <summary>Shares by bin.</summary>
/// <param name="Unit">What is counted, in the singular: <c>minute</c>, <c>row</c>.</param>
/// <param name="Bins">What each bin holds.</param>
/// <param name="Real">Of the training rows.</param>
/// <param name="Holdout">Of rows that no engine saw; empty without any.</param>
/// <param name="Synthetic">Of the synthetic rows.</param>
public sealed record SequenceShares(string Unit, IReadOnlyList<string> Bins, IReadOnlyList<double> Real, IReadOnlyList<double> Holdout, IReadOnlyList<double> Synthetic)
{
    private const int MostBins = 12;

    /// <summary>A bin a value where the reference has few; else bins of even width up to the reference's 99th percentile, and one for what is above. Null where it has no value. All are whole numbers, ascending.</summary>
    internal static SequenceShares? Of(string unit, double[] real, double[]? holdout, double[] synthetic)
    {
        if (real.Length == 0)
            return null;
        double[] values = [.. real.Distinct()];
        bool isEach = values.Length <= MostBins && synthetic.All(v => Array.BinarySearch(values, v) >= 0);
        double width = Math.Max(1, Math.Ceiling((real[(int)(0.99 * (real.Length - 1))] - real[0]) / (MostBins - 1)));
        double[] edges = isEach ? values : [double.NegativeInfinity, .. Enumerable.Range(1, MostBins - 1).Select(i => real[0] + i * width)];
        string[] bins = isEach ? [.. values.Select(v => $"{v:N0}")]
            : [.. edges.Select((edge, i) => i == MostBins - 1 ? $"{edge:N0} or more" : i == 0 ? $"up to {edges[1] - 1:N0}" : width == 1 ? $"{edge:N0}" : $"{edge:N0} to {edges[i + 1] - 1:N0}")];
        return new SequenceShares(unit, bins, BinShares.Of(real, edges), holdout is null ? [] : BinShares.Of(holdout, edges), BinShares.Of(synthetic, edges));
    }
}
