using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>What two columns say of each other, in both tables.</summary>
/// <param name="First">Name of the first column.</param>
/// <param name="Second">Name of the second column.</param>
/// <param name="Statistic"><c>CorrelationSimilarity</c> or <c>ContingencySimilarity</c>.</param>
/// <param name="Score">Similarity in [0, 1]; null where it is not defined (a column without spread).</param>
/// <param name="RealAssociation">Pearson correlation, or Cramér's V where a column holds labels, in the reference.</param>
/// <param name="SyntheticAssociation">The same in the other table.</param>
public sealed record PairTrendValue(string First, string Second, string Statistic, double? Score, double? RealAssociation, double? SyntheticAssociation)
{
    /// <summary>Whether the reference relates the two columns: |Pearson| above 0.5, or Cramér's V above 0.3.</summary>
    public bool IsStrong() => RealAssociation is { } association && Math.Abs(association) > (Statistic == "CorrelationSimilarity" ? 0.5 : 0.3);
}

/// <summary>
/// Trends of column pairs. Two numbers: 1 - |difference of Pearson correlations| / 2. Otherwise: 1 - total variation distance of the joint shares, numbers cut into ten
/// equal-width bins, missing values a class of their own.
/// </summary>
/// <remarks>
/// SDMetrics' Column Pair Trends over all pairs. The compatible variant bins each table by its own range, as the report there does; the shared-edge variant uses the reference's
/// edges for both and is not moved by one outlier.
/// </remarks>
public sealed class PairTrend
{
    private readonly IReadOnlyList<ComparedColumn> _columns;
    private readonly MarginalCodes[] _codes;

    /// <summary>Prepares the columns; <paramref name="sharedEdges"/> chooses the variant.</summary>
    public PairTrend(IReadOnlyList<ComparedColumn> columns, bool sharedEdges)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = columns;
        _codes = new MarginalCodes[columns.Count];
        Parallel.For(0, _codes.Length, c =>
        {
            var column = columns[c];
            if (!column.IsNumber)
            {
                _codes[c] = new MarginalCodes(Array.ConvertAll(column.RealCodes, code => code + 1), Array.ConvertAll(column.SyntheticCodes, code => code + 1), column.Labels.Length + 1);
                return;
            }

            double[] edges = EqualWidthBins.Edges(column.RealNumbers);
            _codes[c] = new MarginalCodes(EqualWidthBins.Codes(column.RealNumbers, edges, sharedEdges), EqualWidthBins.Codes(column.SyntheticNumbers, sharedEdges ? edges : EqualWidthBins.Edges(column.SyntheticNumbers), sharedEdges), EqualWidthBins.Classes);
        });
    }

    /// <summary>All pairs, first column before second, in parallel.</summary>
    public PairTrendValue[] All() => Of([.. Enumerable.Range(0, _columns.Count).SelectMany(a => Enumerable.Range(a + 1, _columns.Count - a - 1).Select(b => (a, b)))]);

    /// <summary>The pairs of one of the first <paramref name="first"/> columns with one of the others, in parallel.</summary>
    public PairTrendValue[] Between(int first) => Of([.. Enumerable.Range(0, first).SelectMany(a => Enumerable.Range(first, _columns.Count - first).Select(b => (a, b)))]);

    private PairTrendValue[] Of((int A, int B)[] pairs)
    {
        var values = new PairTrendValue[pairs.Length];
        Parallel.For(0, values.Length, i => values[i] = Of(pairs[i].A, pairs[i].B));
        return values;
    }

    private PairTrendValue Of(int a, int b)
    {
        var x = _columns[a];
        var y = _columns[b];
        if (x.IsNumber && y.IsNumber)
        {
            double real = Correlation.Pearson(x.RealNumbers, y.RealNumbers), synthetic = Correlation.Pearson(x.SyntheticNumbers, y.SyntheticNumbers);
            double? score = double.IsNaN(real) || double.IsNaN(synthetic) ? null : 1 - Math.Abs(real - synthetic) / 2;
            return new PairTrendValue(x.Name, y.Name, "CorrelationSimilarity", score, Number(real), Number(synthetic));
        }

        if (_codes[a].Real.Length == 0 || _codes[a].Synthetic.Length == 0)
            return new PairTrendValue(x.Name, y.Name, "ContingencySimilarity", null, null, null);
        var joint = JointCounts.Of(_codes[a], _codes[b]);
        return new PairTrendValue(x.Name, y.Name, "ContingencySimilarity", 1 - joint.Distance() / 2, joint.CramersV(real: true), joint.CramersV(real: false));
    }

    private static double? Number(double value) => double.IsNaN(value) ? null : value;
}
