namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>
/// Accuracy of one-, two- and three-way marginals: 1 - half the L1 distance of joint shares, averaged over columns, pairs and triples, then over the three. Numbers in ten equal-frequency bins,
/// labels as the ten most frequent ones (of at least five rows) and the rest.
/// </summary>
/// <remarks>MOSTLY AI, "mostlyai-qa" accuracy (Platzer and Reutterer, Frontiers in Big Data 4 (2021), section 3.1). Triples beyond 400 are a seeded choice.</remarks>
public static class MarginalAccuracy
{
    /// <summary>The accuracy in [0, 1]; null without columns or rows.</summary>
    public static double? Score(IReadOnlyList<ComparedColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var coded = columns.Select(c => c.Binned(0)).ToArray();
        if (coded.Length == 0 || coded[0].Real.Length == 0 || coded[0].Synthetic.Length == 0)
            return null;
        var alone = new MarginalCodes(new int[coded[0].Real.Length], new int[coded[0].Synthetic.Length], 1);
        var parts = new List<double> { coded.Average(c => 1 - JointCounts.Of(c, alone).Distance() / 2) };
        var pairs = ColumnGroups.Pairs(coded.Length, 400);
        if (pairs.Count > 0)
            parts.Add(Mean(pairs.Count, i => JointCounts.Of(coded[pairs[i].A], coded[pairs[i].B]).Distance()));
        var triples = ColumnGroups.Triples(coded.Length, 400);
        if (triples.Count > 0)
            parts.Add(Mean(triples.Count, i => JointCounts.Of(coded[triples[i].A], coded[triples[i].B], coded[triples[i].C]).Distance()));
        return parts.Average();
    }

    private static double Mean(int count, Func<int, double> distance)
    {
        double[] values = new double[count];
        Parallel.For(0, count, i => values[i] = 1 - distance(i) / 2);
        return values.Average();
    }
}
