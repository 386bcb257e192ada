using SynthWorkbench.Synthesis.Metrics.Fidelity;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>The averaged scores by metric id.</summary>
internal sealed record MetricAverages(Dictionary<string, double?> Values)
{
    /// <summary>Groups of the jackknife that gives the intervals.</summary>
    private const int Groups = 10;

    public static MetricAverages Of(IReadOnlyList<ComparedColumn> columns, PairTrendValue[] pairs)
    {
        double? shapes = Mean(columns.Select(ColumnShape.Score)), trends = Mean(pairs.Select(p => p.Score)), strong = Mean(pairs.Where(p => p.IsStrong()).Select(p => p.Score));
        return new MetricAverages(new Dictionary<string, double?>(StringComparer.Ordinal)
        {
            ["shapes"] = shapes,
            ["trends"] = trends,
            ["quality"] = Mean([shapes, trends]),
            ["trends-shared"] = Mean(new PairTrend(columns, sharedEdges: true).All().Select(p => p.Score)),
            ["trends-strong"] = strong,
            ["quality-report"] = Mean([shapes, strong]),
            ["statistics"] = Mean(columns.Select(c => StatisticSimilarity.Of(c)?.Score)),
            ["k-marginal"] = KMarginal.Score(columns),
            ["three-way"] = KMarginal.ThreeWay(columns),
            ["accuracy"] = MarginalAccuracy.Score(columns),
            ["wasserstein"] = Mean(columns.Select(DistributionDistance.Wasserstein)),
            ["jensen-shannon"] = Mean(columns.Select(DistributionDistance.JensenShannon)),
            ["stability"] = Mean(columns.Select(DistributionDistance.PopulationStability)),
            ["mutual-information"] = DistributionDistance.MutualInformationError(columns),
            ["validity"] = Mean(columns.Select(DataValidity.Adherence)),
            ["coverage"] = Mean(columns.Select(DataValidity.Coverage)),
            ["missingness"] = Mean(columns.Select(DataValidity.MissingSimilarity)),
        });
    }

    private static double? Mean(IEnumerable<double?> values)
    {
        double[] present = [.. values.Where(v => v.HasValue).Select(v => v!.Value)];
        return present.Length == 0 ? null : present.Average();
    }

    /// <summary>Standard errors by leaving out a tenth of the synthetic rows at a time (delete-a-group jackknife, Kott 2001).</summary>
    public Dictionary<string, double> Jackknife(IReadOnlyList<ComparedColumn> columns, int rows, CancellationToken cancellation)
    {
        if (rows < 2 * Groups)
            return [];
        var parts = new MetricAverages[Groups];
        for (int g = 0; g < Groups; g++)
        {
            cancellation.ThrowIfCancellationRequested();
            var left = columns.Select(c => c.Without(g, Groups)).ToList();
            parts[g] = MetricAverages.Of(left, new PairTrend(left, sharedEdges: false).All());
        }

        return Values.Where(v => v.Value.HasValue && parts.All(p => p.Values[v.Key].HasValue)).ToDictionary(v => v.Key, v =>
        {
            double mean = parts.Average(p => p.Values[v.Key]!.Value);
            return Math.Sqrt((Groups - 1.0) / Groups * parts.Sum(p => Math.Pow(p.Values[v.Key]!.Value - mean, 2)));
        }, StringComparer.Ordinal);
    }
}
