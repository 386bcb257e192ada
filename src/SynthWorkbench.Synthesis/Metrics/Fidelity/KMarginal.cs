namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>
/// The mean distance of two-way or three-way marginals as a score from 0 to 1000: (2 - mean L1) x 500. Numbers are cut at 20 (triples: 10) equal-frequency quantiles of the reference;
/// missing values are a class. All pairs up to 29 columns, 200 seeded random pairs beyond; all triples up to 15 columns, 400 seeded random triples beyond.
/// </summary>
/// <remarks>NIST SDNist, k-marginal score; McKenna, Miklau and Sheldon, J. Privacy and Confidentiality 11(3) (2021), section 2.</remarks>
public static class KMarginal
{
    /// <summary>The score of pairs; null with fewer than two columns or without rows.</summary>
    public static double? Score(IReadOnlyList<ComparedColumn> columns)
    {
        if (Coding(columns, 2, 20) is not { } coded)
            return null;
        var pairs = ColumnGroups.Pairs(columns.Count, columns.Count >= 30 ? 200 : int.MaxValue);
        return Mean(pairs.Count, i => coded[pairs[i].A].Distance(coded[pairs[i].B]));
    }

    /// <summary>The score of triples; null with fewer than three columns or without rows.</summary>
    public static double? ThreeWay(IReadOnlyList<ComparedColumn> columns)
    {
        if (Coding(columns, 3, 10) is not { } coded)
            return null;
        var triples = ColumnGroups.Triples(columns.Count, columns.Count > 15 ? 400 : int.MaxValue);
        return Mean(triples.Count, i => coded[triples[i].A].With(coded[triples[i].B]).Distance(coded[triples[i].C]));
    }

    private static double Mean(int count, Func<int, double> distance)
    {
        double[] distances = new double[count];
        Parallel.For(0, count, i => distances[i] = distance(i));
        return (2 - distances.Average()) * 500;
    }

    private static MarginalCodes[]? Coding(IReadOnlyList<ComparedColumn> columns, int fewest, int bins)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count < fewest)
            return null;
        var coded = columns.Select(c => MarginalCodes.Of(c, bins)).ToArray();
        return coded[0].Real.Length == 0 || coded[0].Synthetic.Length == 0 ? null : coded;
    }
}
