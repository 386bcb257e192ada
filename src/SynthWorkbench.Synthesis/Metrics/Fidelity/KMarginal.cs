namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>
/// The mean distance of two-way or three-way marginals as a score from 0 to 1000: (2 - mean L1) x 500. Numbers are cut at 20 (triples: 10) equal-frequency quantiles of the reference;
/// missing values are a class. All pairs up to 29 columns, 200 seeded random pairs beyond; all triples up to 15 columns, 400 seeded random triples beyond.
/// </summary>
/// <remarks>NIST SDNist, k-marginal score; McKenna, Miklau and Sheldon, J. Privacy and Confidentiality 11(3) (2021), section 2.</remarks>
public static class KMarginal
{
    /// <summary>
    /// The score of pairs; null with fewer than two columns or without rows. With <paramref name="within"/>, a region say, each pair of the other columns is joined with that column, as SDNist
    /// does with the area code.
    /// </summary>
    public static double? Score(IReadOnlyList<ComparedColumn> columns, ComparedColumn? within = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (within is not null)
            columns = [.. columns.Where(c => c.Name != within.Name)];
        if (Coding(columns, 2, 20) is not { } coded)
            return null;
        var region = within is null ? null : within.Binned(20);
        var pairs = ColumnGroups.Pairs(columns.Count, columns.Count >= 30 ? 200 : int.MaxValue);
        return Mean(pairs.Count, i => (region is null ? JointCounts.Of(coded[pairs[i].A], coded[pairs[i].B]) : JointCounts.Of(region, coded[pairs[i].A], coded[pairs[i].B])).Distance());
    }

    /// <summary>The score of triples; null with fewer than three columns or without rows.</summary>
    public static double? ThreeWay(IReadOnlyList<ComparedColumn> columns)
    {
        if (Coding(columns, 3, 10) is not { } coded)
            return null;
        var triples = ColumnGroups.Triples(columns.Count, columns.Count > 15 ? 400 : int.MaxValue);
        return Mean(triples.Count, i => JointCounts.Of(coded[triples[i].A], coded[triples[i].B], coded[triples[i].C]).Distance());
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
        var coded = new MarginalCodes[columns.Count];
        Parallel.For(0, coded.Length, c => coded[c] = columns[c].Binned(bins));
        return coded[0].Real.Length == 0 || coded[0].Synthetic.Length == 0 ? null : coded;
    }
}
