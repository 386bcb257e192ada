using System.Diagnostics;
using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Metrics.Privacy;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>What is evaluated: the rows the engine saw, rows it never saw (may be null), and the rows it drew.</summary>
public sealed record FidelityInputs(Table Train, Table? Holdout, Table Synthetic, ulong Seed = 1);

/// <summary>Progress of an evaluation: steps done of all, and the step under way.</summary>
public readonly record struct EvaluationProgress(int Done, int Total, string Step);

/// <summary>Computes a fidelity report.</summary>
public static class FidelityEvaluation
{
    /// <summary>Groups of the jackknife that gives the intervals of averaged scores.</summary>
    private const int Groups = 10;

    private static readonly string[] Steps = ["columns", "pairs", "intervals", "detection", "copies", "distances"];

    /// <summary>Runs all metrics. Columns that the tables do not share are not compared; the structure metric counts them.</summary>
    public static FidelityReport Run(FidelityInputs inputs, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        long started = Stopwatch.GetTimestamp();
        var (train, holdout, synthetic, seed) = inputs;
        var columns = ComparedColumn.Pair(train, synthetic);
        var heldColumns = holdout is null ? null : ComparedColumn.Pair(train, holdout).Where(h => columns.Any(c => c.Name == h.Name)).ToList();

        Step(0);
        var reports = new ColumnReport[columns.Count];
        Parallel.For(0, reports.Length, c => reports[c] = ColumnOverlay.Of(columns[c], heldColumns?.FirstOrDefault(h => h.Name == columns[c].Name)));
        Step(1);
        var pairs = new PairTrend(columns, sharedEdges: false).All();
        var own = Averages.Of(columns, pairs);
        var baseline = heldColumns is null ? null : Averages.Of(heldColumns, new PairTrend(heldColumns, sharedEdges: false).All());
        Step(2);
        var spread = Jackknife(train, synthetic, own, cancellation);
        Step(3);
        var detection = Detection.Run(columns, train.RowCount, synthetic.RowCount, seed, cancellation);
        var baselineDetection = heldColumns is null ? null : Detection.Run(heldColumns, train.RowCount, holdout!.RowCount, seed, cancellation);
        Step(4);
        string[] names = [.. columns.Select(c => c.Name)];
        int copies = ExactCopies.Count(train, synthetic, names);
        int? heldCopies = holdout is null ? null : ExactCopies.Count(train, holdout, names);
        int newRows = NewRows.Count(columns, train.RowCount, synthetic.RowCount, cancellation);
        int? heldNewRows = heldColumns is null ? null : NewRows.Count(heldColumns, train.RowCount, holdout!.RowCount, cancellation);
        Step(5);
        var distances = heldColumns is null ? null : DistanceToClosestRecord.Run(MixedSpace.Of(names, train, holdout!, synthetic), train.RowCount, holdout!.RowCount, synthetic.RowCount, seed, cancellation);

        long n = synthetic.RowCount;
        var metrics = new List<MetricValue>();
        foreach (var definition in MetricCatalog.All)
        {
            metrics.Add(definition.Id switch
            {
                "detection" => detection is null
                    ? new MetricValue("detection", null, null, null, n, null, "Fewer than 30 rows in a table: a detector cannot be trained.")
                    : new MetricValue("detection", detection.Area, Math.Max(0, detection.Area - 1.96 * detection.StandardError), Math.Min(1, detection.Area + 1.96 * detection.StandardError), detection.Rows, baselineDetection?.Area,
                        detection.Rows < train.RowCount + n ? $"Measured on {detection.Rows:N0} rows, as many of either table." : null),
                "exact-copies" => Proportion("exact-copies", copies, n, holdout is { RowCount: > 0 } ? (double)heldCopies!.Value / holdout.RowCount : null),
                "dcr-share" => distances is null
                    ? new MetricValue("dcr-share", null, null, null, n, null, "Needs a holdout: without unseen rows there is nothing to compare the distance with.")
                    : Proportion("dcr-share", distances.CloserToTrain * distances.Rows, distances.Rows, 0.5) with { Note = distances.Sampling(train.RowCount, holdout!.RowCount, synthetic.RowCount) },
                "new-rows" => Proportion("new-rows", newRows, n, holdout is { RowCount: > 0 } ? (double)heldNewRows!.Value / holdout.RowCount : null),
                "key-uniqueness" => KeyUniqueness.Score(train, synthetic) is { } unique
                    ? Proportion("key-uniqueness", unique * n, n, KeyUniqueness.Score(train, train))
                    : new MetricValue("key-uniqueness", null, null, null, n, null, "No column that both tables have is an identifier, or there are no rows."),
                "diagnostic" => Diagnostic(Averaged("validity", own, baseline, spread, n), KeyUniqueness.Score(train, synthetic), columns.Count, Structure(train, synthetic), holdout is null ? null : Structure(train, holdout)),
                "structure" => new MetricValue("structure", Structure(train, synthetic), null, null, train.Columns.Length, holdout is null ? null : Structure(train, holdout)),
                _ => Averaged(definition.Id, own, baseline, spread, n),
            });
        }

        return new FidelityReport
        {
            TrainRows = train.RowCount,
            HoldoutRows = holdout?.RowCount ?? 0,
            SyntheticRows = n,
            Seed = seed,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            Metrics = metrics,
            Columns = reports,
            Pairs = pairs,
            Detection = detection,
            Distances = distances is null ? null : Histogram(distances),
        };

        void Step(int done)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new EvaluationProgress(done, Steps.Length, Steps[done]));
        }
    }

    /// <summary>The averaged scores by metric id.</summary>
    private sealed record Averages(Dictionary<string, double?> Values)
    {
        public static Averages Of(IReadOnlyList<ComparedColumn> columns, PairTrendValue[] pairs)
        {
            double? shapes = Mean(columns.Select(ColumnShape.Score)), trends = Mean(pairs.Select(p => p.Score)), strong = Mean(pairs.Where(p => p.IsStrong()).Select(p => p.Score));
            return new Averages(new Dictionary<string, double?>(StringComparer.Ordinal)
            {
                ["shapes"] = shapes,
                ["trends"] = trends,
                ["quality"] = Mean([shapes, trends]),
                ["trends-shared"] = Mean(new PairTrend(columns, sharedEdges: true).All().Select(p => p.Score)),
                ["trends-strong"] = strong,
                ["quality-report"] = Mean([shapes, strong]),
                ["statistics"] = Mean(columns.Select(c => StatisticSimilarity.Of(c)?.Score)),
                ["k-marginal"] = KMarginal.Score(columns),
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
    }

    /// <summary>Standard errors by leaving out a tenth of the synthetic rows at a time (delete-a-group jackknife, Kott 2001).</summary>
    private static Dictionary<string, double> Jackknife(Table train, Table synthetic, Averages own, CancellationToken cancellation)
    {
        if (synthetic.RowCount < 2 * Groups)
            return [];
        var parts = new Averages[Groups];
        for (int g = 0; g < Groups; g++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] rows = [.. Enumerable.Range(0, synthetic.RowCount).Where(r => r % Groups != g)];
            var columns = ComparedColumn.Pair(train, synthetic.Take(rows));
            parts[g] = Averages.Of(columns, new PairTrend(columns, sharedEdges: false).All());
        }

        return own.Values.Where(v => v.Value.HasValue && parts.All(p => p.Values[v.Key].HasValue)).ToDictionary(v => v.Key, v =>
        {
            double mean = parts.Average(p => p.Values[v.Key]!.Value);
            return Math.Sqrt((Groups - 1.0) / Groups * parts.Sum(p => Math.Pow(p.Values[v.Key]!.Value - mean, 2)));
        }, StringComparer.Ordinal);
    }

    private static MetricValue Averaged(string id, Averages own, Averages? baseline, Dictionary<string, double> spread, long n)
    {
        double? value = own.Values[id];
        var definition = MetricCatalog.Find(id)!;
        double? half = value.HasValue && spread.TryGetValue(id, out double error) ? 2.262 * error : null;
        return new MetricValue(id, value, half is null ? null : Math.Max(definition.Min, value!.Value - half.Value), half is null ? null : Math.Min(definition.Max, value!.Value + half.Value), n,
            baseline?.Values[id], value is null ? "Not defined here: no column or pair can be compared." : null);
    }

    private static MetricValue Proportion(string id, double successes, long n, double? baseline)
    {
        if (n == 0)
            return new MetricValue(id, null, null, null, 0, baseline, "The synthetic table has no rows.");
        var (low, high) = WilsonInterval.Of(successes, n);
        return new MetricValue(id, successes / n, low, high, n, baseline);
    }

    /// <summary>Validity of columns and keys on one side, structure on the other; the interval is that of validity.</summary>
    private static MetricValue Diagnostic(MetricValue validity, double? keys, int columns, double structure, double? heldStructure)
    {
        if (validity.Value is not { } value)
            return validity with { Id = "diagnostic" };
        double weight = keys is null ? 1 : columns / (columns + 1.0);
        double valid = weight * value + (1 - weight) * (keys ?? 0);
        double score = (valid + structure) / 2;
        return new MetricValue("diagnostic", score, validity.Low is { } low ? Math.Max(0, score - weight * (value - low) / 2) : null, validity.High is { } high ? Math.Min(1, score + weight * (high - value) / 2) : null,
            validity.N, (validity.Baseline + heldStructure) / 2);
    }

    private static double Structure(Table train, Table other) =>
        (double)train.Columns.Count(c => other.Schema.Contains(c.Name) && other[c.Name].Schema.Kind == c.Schema.Kind) / Math.Max(1, train.Columns.Length);

    private static DistanceHistogram Histogram(ClosestRecordResult distances)
    {
        const int Bins = 40;
        double top = Math.Max(1e-6, Math.Max(distances.ToTrain[(int)(0.99 * (distances.Rows - 1))], distances.ToHoldout[(int)(0.99 * (distances.Rows - 1))]));
        return new DistanceHistogram([.. Enumerable.Range(0, Bins + 1).Select(i => top * i / Bins)], Shares(distances.ToTrain), Shares(distances.ToHoldout), distances.ToTrain[distances.Rows / 2], distances.ToHoldout[distances.Rows / 2]);

        double[] Shares(float[] values)
        {
            double[] shares = new double[Bins];
            foreach (float v in values)
                shares[Math.Min(Bins - 1, (int)(v / top * Bins))] += 1.0 / values.Length;
            return shares;
        }
    }
}
