using System.Collections.Immutable;
using System.Diagnostics;
using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Metrics.Coverage;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Metrics.Privacy;
using SynthWorkbench.Synthesis.Metrics.Relations;
using SynthWorkbench.Synthesis.Metrics.Sequences;
using SynthWorkbench.Synthesis.Metrics.Texts;
using SynthWorkbench.Synthesis.Metrics.Utility;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>What is evaluated: the rows the engine saw, rows it never saw (may be null), and the rows it drew; the target column, if any, that utility is judged for.</summary>
public sealed record FidelityInputs(Table Train, Table? Holdout, Table Synthetic, ulong Seed = 1, string? Target = null)
{
    /// <summary>The recipe's constraints.</summary>
    public ImmutableArray<RecipeConstraint> Constraints { get; init; } = [];

    /// <summary>Columns whose combinations are counted before those of others, see <see cref="CombinationCoverage.AskedBy"/>.</summary>
    public ImmutableArray<string> Asked { get; init; } = [];

    /// <summary>Whether the rows were to be differentially private: combinations of the reference are then neither counted nor named.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The same with what a recipe says: its target where none is named, its constraints, its sequence, what it asks for and whether it is private.</summary>
    public FidelityInputs For(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return this with { Target = Target ?? recipe.Objective.Target, Constraints = recipe.Constraints, Sequence = Sequence ?? recipe.Sequence, Asked = [.. CombinationCoverage.AskedBy(recipe)], IsPrivate = recipe.IsPrivate, TextFloors = recipe.Columns.Where(c => c.Action == "text").ToImmutableDictionary(c => c.Name, c => c.Text.Floor, StringComparer.Ordinal) };
    }

    /// <summary>How rows follow each other; null where they are a set. Names of entities are new ones in a synthetic table and are not compared.</summary>
    public SequenceColumns? Sequence { get; init; }

    /// <summary>How the table fits together with others of its run; null where there are none.</summary>
    public RelationReport? Relations { get; init; }

    /// <summary>The floor of each column of free text, by its name; 10 where none is given.</summary>
    public ImmutableDictionary<string, int> TextFloors { get; init; } = ImmutableDictionary<string, int>.Empty;
}

/// <summary>Progress of an evaluation: steps done of all, and the step under way.</summary>
public readonly record struct EvaluationProgress(int Done, int Total, string Step);

/// <summary>Computes a fidelity report.</summary>
public static class FidelityEvaluation
{
    private static readonly string[] Steps = ["columns", "pairs", "intervals", "detection", "copies", "coverage", "attacks", "utility", "segments", "texts"];

    /// <summary>Runs all metrics. Columns that the tables do not share are not compared; the structure metric counts them.</summary>
    public static FidelityReport Run(FidelityInputs inputs, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        long started = Stopwatch.GetTimestamp();
        var (train, holdout, synthetic, seed, target) = inputs;
        var moving = inputs.Sequence is null ? null : SequenceFidelity.Of(train, synthetic, inputs.Sequence);
        var heldMoving = inputs.Sequence is null || holdout is null ? null : SequenceFidelity.Of(train, holdout, inputs.Sequence);
        if (inputs.Sequence?.Entity is { } entity)
            (train, holdout, synthetic) = (Without(train, entity), holdout is null ? null : Without(holdout, entity), Without(synthetic, entity));
        var columns = ComparedColumn.Pair(train, synthetic);
        var heldColumns = holdout is null ? null : ComparedColumn.Pair(train, holdout).Where(h => columns.Any(c => c.Name == h.Name)).ToList();

        Step(0);
        var reports = new ColumnReport[columns.Count];
        Parallel.For(0, reports.Length, c => reports[c] = ColumnOverlay.Of(columns[c], heldColumns?.FirstOrDefault(h => h.Name == columns[c].Name)));
        Step(1);
        var pairs = new PairTrend(columns, sharedEdges: false).All();
        var own = MetricAverages.Of(columns, pairs);
        var baseline = heldColumns is null ? null : MetricAverages.Of(heldColumns, new PairTrend(heldColumns, sharedEdges: false).All());
        Step(2);
        var spread = own.Jackknife(columns, synthetic.RowCount, cancellation);
        Step(3);
        var detection = Detection.Run(columns, train.RowCount, synthetic.RowCount, seed, cancellation);
        var baselineDetection = heldColumns is null ? null : Detection.Run(heldColumns, train.RowCount, holdout!.RowCount, seed, cancellation);
        Step(4);
        string[] names = [.. columns.Select(c => c.Name)];
        int copies = ExactCopies.Count(train, synthetic, names);
        int? heldCopies = holdout is null ? null : ExactCopies.Count(train, holdout, names);
        int newRows = NewRows.Count(columns, train.RowCount, synthetic.RowCount, cancellation);
        int? heldNewRows = heldColumns is null ? null : NewRows.Count(heldColumns, train.RowCount, holdout!.RowCount, cancellation);
        var linear = LinearDetection.Run(columns, train.RowCount, synthetic.RowCount, seed, cancellation);
        var baselineLinear = heldColumns is null ? null : LinearDetection.Run(heldColumns, train.RowCount, holdout!.RowCount, seed, cancellation);
        Step(5);
        Table[] tables = holdout is null ? [train, train.Slice(0, 0), synthetic] : [train, holdout, synthetic];
        var space = MixedSpace.Of(names, tables);
        var reach = PrecisionRecall.Run(space, train.RowCount, 2, synthetic.RowCount, seed, cancellation);
        var baselineReach = holdout is null ? null : PrecisionRecall.Run(space, train.RowCount, 1, holdout.RowCount, seed, cancellation);
        Step(6);
        var attacks = holdout is null ? null : PrivacyAttacks.Run(space, new MixedValues(space, tables), train.RowCount, holdout.RowCount, synthetic.RowCount, seed, cancellation);
        Step(7);
        var (utility, whyNoUtility) = TrainSyntheticTestReal.Run(columns, heldColumns, target, train.RowCount, holdout?.RowCount ?? 0, synthetic.RowCount, seed, cancellation);
        Step(8);
        var kept = ConstraintFidelity.Of(inputs.Constraints, train, synthetic);
        var heldKept = holdout is null ? null : ConstraintFidelity.Of(inputs.Constraints, train, holdout);
        string[] asked = [.. new[] { target }.OfType<string>().Concat(inputs.Asked).Distinct(StringComparer.Ordinal)];
        var combinations = inputs.IsPrivate ? null : CombinationCoverage.Of(columns, heldColumns, asked);
        var segments = SegmentReport.Of(train, holdout, synthetic, target);
        Step(9);
        var texts = TextFidelity.Of(inputs.Train, inputs.Holdout, inputs.Synthetic, inputs.TextFloors, cancellation);

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
                "new-rows" => Proportion("new-rows", newRows, n, holdout is { RowCount: > 0 } ? (double)heldNewRows!.Value / holdout.RowCount : null),
                "constraints" => kept is null
                    ? new MetricValue("constraints", null, null, null, n, null, "The recipe has no constraint.")
                    : Proportion("constraints", kept.Kept, kept.Rows, heldKept is null ? null : (double)heldKept.Kept / heldKept.Rows) with { Note = kept.Worst },
                "key-uniqueness" => KeyUniqueness.Score(train, synthetic) is { } unique
                    ? Proportion("key-uniqueness", unique * n, n, KeyUniqueness.Score(train, train))
                    : new MetricValue("key-uniqueness", null, null, null, n, null, "No column that both tables have is an identifier, or there are no rows."),
                "diagnostic" => Diagnostic(Averaged("validity", own, baseline, spread, n), KeyUniqueness.Score(train, synthetic), columns.Count, Structure(train, synthetic), holdout is null ? null : Structure(train, holdout)),
                "structure" => new MetricValue("structure", Structure(train, synthetic), null, null, train.Columns.Length, holdout is null ? null : Structure(train, holdout)),
                "detection-linear" => linear is null
                    ? new MetricValue("detection-linear", null, null, null, n, null, "Fewer than 30 rows in a table: a detector cannot be trained.")
                    : new MetricValue("detection-linear", linear.Area, Math.Max(0, linear.Area - 1.96 * linear.StandardError), Math.Min(1, linear.Area + 1.96 * linear.StandardError), linear.Rows, baselineLinear?.Area),
                "propensity" => new MetricValue("propensity", linear is null ? null : Math.Min(1000, linear.PropensityRatio), Bound(linear, -1), Bound(linear, 1), linear?.Rows ?? n, baselineLinear is null ? null : Math.Min(1000, baselineLinear.PropensityRatio), linear is null ? "Fewer than 30 rows in a table." : null),
                "alpha-precision" => new MetricValue("alpha-precision", reach?.AlphaPrecision, reach?.AlphaPrecision - 2.262 * reach?.PrecisionError is { } low ? Math.Max(0, low) : null, reach?.AlphaPrecision + 2.262 * reach?.PrecisionError is { } high ? Math.Min(1, high) : null, reach?.Rows ?? n, baselineReach?.AlphaPrecision, ReachNote(reach, n)),
                "beta-recall" => new MetricValue("beta-recall", reach?.BetaRecall, reach?.BetaRecall - 2.262 * reach?.RecallError is { } least ? Math.Max(0, least) : null, reach?.BetaRecall + 2.262 * reach?.RecallError is { } most ? Math.Min(1, most) : null, reach?.Rows ?? n, baselineReach?.BetaRecall, ReachNote(reach, n)),
                "authenticity" => reach is null
                    ? new MetricValue("authenticity", null, null, null, n, null, ReachNote(reach, n))
                    : Proportion("authenticity", reach.Authenticity * reach.Rows, reach.Rows, baselineReach?.Authenticity) with { Note = ReachNote(reach, n) },
                "rare-coverage" => RareCategories.Coverage(columns) is { } rare
                    ? Proportion("rare-coverage", rare.Share * rare.Labels, rare.Labels, heldColumns is null ? null : RareCategories.Coverage(heldColumns)?.Share)
                    : new MetricValue("rare-coverage", null, null, null, n, null, "No label is rare (five rows or more, at most 2 % of the reference)."),
                "pairs-reached" => Reached("pairs-reached", combinations?.Pairs, inputs.IsPrivate, n),
                "triples-reached" => Reached("triples-reached", combinations?.Triples, inputs.IsPrivate, n),
                "utility" => utility is null
                    ? new MetricValue("utility", null, null, null, n, null, whyNoUtility)
                    : new MetricValue("utility", Math.Max(-1, utility.Score), Math.Max(-1, utility.Score - 1.96 * utility.StandardError), Math.Clamp(utility.Score + 1.96 * utility.StandardError, -1, 1), utility.Rows, Math.Max(-1, utility.RealScore),
                        utility.IsRegression ? "R² of the target." : "Area under the ROC curve for the target."),
                "augmentation" => utility is null
                    ? new MetricValue("augmentation", null, null, null, n, null, whyNoUtility)
                    : new MetricValue("augmentation", Gain(utility), Math.Max(-1, Gain(utility) - 1.96 * Math.Sqrt(2) * utility.StandardError), Math.Min(1, Gain(utility) + 1.96 * Math.Sqrt(2) * utility.StandardError), utility.Rows, null,
                        $"From {utility.Augmentation[0].Score:0.000} with {utility.Augmentation[0].RealRows:N0} training rows alone."),
                _ when SequenceFidelity.Ids.Contains(definition.Id) => moving?.Metric(definition.Id, n, heldMoving) ?? new MetricValue(definition.Id, null, null, null, n, null, "The recipe does not say how rows follow each other."),
                _ when RelationFidelity.Ids.Contains(definition.Id) => RelationFidelity.Metric(definition.Id, inputs.Relations),
                _ when TextFidelity.Ids.Contains(definition.Id) => texts?.Metric(definition.Id) ?? new MetricValue(definition.Id, null, null, null, n, null, "No column of both tables is free text."),
                _ when PrivacyAttacks.Ids.Contains(definition.Id) => attacks?.Metric(definition.Id, train.RowCount, holdout!.RowCount, synthetic.RowCount)
                    ?? new MetricValue(definition.Id, null, null, null, n, null, attacks is null ? "Needs a holdout: without unseen rows there is nothing to compare with." : "Too few rows or columns for this attack."),
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
            Distances = attacks?.Distances is { } distances ? Histogram(distances) : null,
            Inferred = attacks?.Inferred.Take(10).ToList() ?? [],
            Disclosed = attacks?.Disclosed.Take(10).ToList() ?? [],
            Utility = utility,
            Segments = segments,
            Relations = inputs.Relations,
            Combinations = combinations,
            Texts = texts?.Reports ?? [],
            Sequences = moving?.Report(heldMoving),
        };

        void Step(int done)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new EvaluationProgress(done, Steps.Length, Steps[done]));
        }
    }

    private static Table Without(Table table, string column) => table.Select(table.Schema.Columns.Select(c => c.Name).Where(c => c != column));

    /// <summary>Counted of this table, so without an interval; unseen rows stand beside it only where they are not fewer.</summary>
    private static MetricValue Reached(string id, CombinationReach? reach, bool isPrivate, long n)
    {
        if (isPrivate)
            return new MetricValue(id, null, null, null, n, null, "The recipe is private: which combinations the reference has is not read for the report, because a recipe that asks for one would carry it past the guarantee.");
        if (reach?.Share() is not { } share)
            return new MetricValue(id, null, null, null, n, null, $"No combination of the columns has {CombinationCoverage.LeastRows} training rows, or there are no rows.");
        string chance = $"{reach.Reached:N0} of {reach.Cells:N0}; as many rows drawn from the training rows reach {reach.Expected:N0}. Counted: no interval.";
        bool isEqual = reach.EqualRows == n;
        return new MetricValue(id, share, null, null, n, isEqual ? reach.HeldOfEqual / reach.Cells : null,
            reach.HeldOfEqual is { } heldReach && !isEqual ? $"{chance} At {reach.EqualRows:N0} rows, as many as are held out, {reach.ReachedOfEqual:N0} are reached here and {heldReach:N0} by unseen rows." : chance);
    }

    private static double Gain(UtilityResult utility) => Math.Min(1, utility.Augmentation.Max(p => p.Score) - utility.Augmentation[0].Score);

    /// <summary>An end of the ratio's interval, two normal standard errors from it.</summary>
    private static double? Bound(LinearDetectionResult? linear, int side) => linear is null ? null : Math.Clamp(linear.PropensityRatio + side * 1.96 * linear.RatioError, 0, 1000);

    private static string? ReachNote(PrecisionRecallResult? reach, long n) =>
        reach is null ? "Fewer than 30 rows in a table." : reach.Rows < n ? $"Measured on {reach.Rows:N0} rows of either table, drawn at random." : null;

    private static MetricValue Averaged(string id, MetricAverages own, MetricAverages? baseline, Dictionary<string, double> spread, long n)
    {
        double? value = own.Values[id];
        var definition = MetricCatalog.Find(id)!;
        double? half = value.HasValue && spread.TryGetValue(id, out double error) ? 2.262 * error : null;
        return new MetricValue(id, value, half is null ? null : Math.Max(definition.Min, value!.Value - half.Value), half is null ? null : Math.Min(definition.Max, value!.Value + half.Value), n,
            baseline?.Values[id], value is null ? "Not defined here: no column or pair can be compared." : null);
    }

    internal static MetricValue Proportion(string id, double successes, long n, double? baseline)
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
