using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Engines.Relations;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Metrics.Privacy;
using SynthWorkbench.Synthesis.Metrics.Texts;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;

namespace SynthWorkbench.Synthesis.Metrics.Relations;

/// <summary>The three versions of several tables that a report compares, each by name.</summary>
/// <param name="Train">The rows that were learned.</param>
/// <param name="Holdout">Rows that no engine saw; tables without any may be empty.</param>
/// <param name="Synthetic">The rows drawn, with the rows left out because they would have repeated a key.</param>
public sealed record RelationTables(IReadOnlyDictionary<string, Table> Train, IReadOnlyDictionary<string, Table> Holdout, IReadOnlyDictionary<string, RelationModel.DrawnTable> Synthetic);

/// <summary>The metrics of relations: does every reference name a row, do parents have as many children, and do children resemble their parents as in the reference.</summary>
/// <remarks>Children per parent as SDMetrics' CardinalityShapeSimilarity; trends across a foreign key as its Intertable Trends (mean over pairs of the joined tables). O(columns² x rows) on samples of at most 50,000 rows.</remarks>
public static class RelationFidelity
{
    private const int MostJoined = 50_000, MostDetected = 10_000, MostPairsShown = 20, MostParentColumns = 15, MostChildColumns = 25, MostBins = 12;

    /// <summary>The ids of the metrics.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["referential-integrity", "children-per-parent", "relation-trends"];

    /// <summary>Compares the tables of a plan.</summary>
    public static RelationReport Of(RelationPlan plan, RelationTables tables, ulong seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(tables);
        return new RelationReport(
            [.. plan.Tables.Select(t => TableOf(plan, t.Table.Name, tables, seed, cancellation))],
            [.. plan.Relations.Links.Select(l => LinkOf(plan, l, tables, cancellation))]) { Reference = plan.Own.Table.Name };
    }

    /// <summary>A metric over all foreign keys: the worst integrity, else the mean.</summary>
    public static MetricValue Metric(string id, RelationReport? report)
    {
        if (report is null || report.Links.Count == 0)
            return new MetricValue(id, null, null, null, 0, null, report is null ? "The recipe has one table." : "No table names rows of another.");
        long n = report.Links.Sum(l => l.Named);
        var worst = report.Links.MinBy(l => l.Named == 0 ? 1 : 1 - (double)l.Orphans / l.Named)!;
        return id switch
        {
            "referential-integrity" => new MetricValue(id, worst.Named == 0 ? 1 : 1 - (double)worst.Orphans / worst.Named, null, null, n, 1, "Counted over all rows."),
            "children-per-parent" => Mean(l => l.Children, l => l.BaselineChildren),
            _ => Mean(l => l.Trends, l => l.BaselineTrends),
        };

        MetricValue Mean(Func<RelationLinkReport, double?> value, Func<RelationLinkReport, double?> baseline)
        {
            double[] values = [.. report.Links.Select(value).OfType<double>()], baselines = [.. report.Links.Select(baseline).OfType<double>()];
            return new MetricValue(id, values.Length == 0 ? null : values.Average(), null, null, n, baselines.Length == 0 ? null : baselines.Average(), values.Length == 0 ? "Not defined here: no pair of columns can be compared." : null);
        }
    }

    private static RelationTableReport TableOf(RelationPlan plan, string name, RelationTables tables, ulong seed, CancellationToken cancellation)
    {
        var drawn = tables.Synthetic[name];
        Table train = plan.WithoutKeys(name, tables.Train[name]), synthetic = plan.WithoutKeys(name, drawn.Rows);
        var holdout = tables.Holdout.GetValueOrDefault(name) is { RowCount: > 0 } held ? plan.WithoutKeys(name, held) : null;
        var (shapes, trends, columns) = Similar(train, synthetic);
        var (baseShapes, baseTrends, _) = holdout is null ? default : Similar(train, holdout);
        cancellation.ThrowIfCancellationRequested();
        return new RelationTableReport
        {
            Name = name,
            TrainRows = train.RowCount,
            SyntheticRows = synthetic.RowCount,
            Dropped = drawn.Dropped,
            Shapes = shapes,
            BaselineShapes = baseShapes,
            Trends = trends,
            BaselineTrends = baseTrends,
            Detection = Detected(train, synthetic),
            BaselineDetection = holdout is null ? null : Detected(train, holdout),
            CloserToTrain = holdout is null || columns.Count == 0 ? null : Closer(train, holdout, synthetic, [.. columns.Select(c => c.Name)]),
            Columns = [.. columns.OrderBy(c => c.Shape ?? 2)],
            Texts = Texts(plan.Tables.First(t => t.Table.Name == name)),
        };

        MetricValue[] Texts(TablePlan table)
        {
            Table Whole(Table rows) => plan.WithoutKeys(name, rows, withText: true);
            var texts = table.Plan.Texts.IsEmpty ? null : TextFidelity.Of(Whole(tables.Train[name]), holdout is null ? null : Whole(tables.Holdout[name]), Whole(drawn.Rows), table.Plan.TextFloors, cancellation);
            return texts is null ? [] : [.. TextFidelity.Ids.Select(texts.Metric)];
        }

        double? Detected(Table real, Table other)
        {
            (real, other) = (SpacedRows.Of(real, MostDetected), SpacedRows.Of(other, MostDetected));
            var compared = ComparedColumn.Pair(real, other);
            return compared.Count == 0 ? null : Detection.Run(compared, real.RowCount, other.RowCount, seed, cancellation)?.Area;
        }

        double? Closer(Table real, Table unseen, Table other, string[] names)
        {
            Table[] sampled = [SpacedRows.Of(real, MostJoined), SpacedRows.Of(unseen, MostJoined), SpacedRows.Of(other, MostJoined)];
            return DistanceToClosestRecord.Run(MixedSpace.Of(names, sampled), sampled[0].RowCount, sampled[1].RowCount, sampled[2].RowCount, seed, cancellation)?.CloserToTrain;
        }
    }

    private static (double? Shapes, double? Trends, IReadOnlyList<RelationColumn> Columns) Similar(Table train, Table other)
    {
        var compared = ComparedColumn.Pair(SpacedRows.Of(train, MostJoined), SpacedRows.Of(other, MostJoined));
        RelationColumn[] columns = [.. compared.Select(c => new RelationColumn(c.Name, ColumnShape.Score(c)))];
        return (Mean(columns.Select(c => c.Shape)), Mean(new PairTrend(compared, sharedEdges: false).All().Select(p => p.Score)), columns);
    }

    private static RelationLinkReport LinkOf(RelationPlan plan, RelationLink link, RelationTables tables, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var real = Family.Of(link, tables.Train[link.Table], tables.Train[link.Parent]);
        var drawn = Family.Of(link, tables.Synthetic[link.Table].Rows, tables.Synthetic[link.Parent].Rows);
        var unseen = tables.Holdout.GetValueOrDefault(link.Parent) is { RowCount: > 0 } parents && tables.Holdout.GetValueOrDefault(link.Table) is { } children ? Family.Of(link, children, parents) : null;
        var (trends, pairs) = Across(plan, link, real, drawn);
        double[] edges = BinEdges(real.Children);
        return new RelationLinkReport
        {
            Table = link.Table,
            Columns = link.Columns,
            Parent = link.Parent,
            Named = drawn.ParentOf.Count(p => p != -1),
            Orphans = drawn.ParentOf.Count(p => p == -2),
            RealWithout = real.Without,
            SyntheticWithout = drawn.Without,
            Children = Similar(real.Children, drawn.Children),
            BaselineChildren = unseen is null ? null : Similar(real.Children, unseen.Children),
            RealMean = real.Children.Length == 0 ? 0 : real.Children.Average(),
            SyntheticMean = drawn.Children.Length == 0 ? 0 : drawn.Children.Average(),
            Trends = trends,
            BaselineTrends = unseen is null ? null : Across(plan, link, real, unseen).Mean,
            Pairs = [.. pairs.OrderBy(p => p.Score ?? 2).Take(MostPairsShown)],
            Bins = [.. edges.Select((e, i) => i == edges.Length - 1 ? $"{e:0} or more" : edges[i + 1] - e <= 1 ? $"{e:0}" : $"{e:0} to {edges[i + 1] - 1:0}")],
            Real = BinShares.Of(real.Children, edges),
            Holdout = unseen is null ? [] : BinShares.Of(unseen.Children, edges),
            Synthetic = BinShares.Of(drawn.Children, edges),
        };
    }

    /// <summary>Children of parents.</summary>
    private sealed record Family(Table Child, Table Parent, int[] ParentOf, double[] Children)
    {
        public double Without => ParentOf.Length == 0 ? 0 : (double)ParentOf.Count(p => p == -1) / ParentOf.Length;

        public static Family Of(RelationLink link, Table child, Table parent)
        {
            int[] parentOf = RowKeys.Parents(child, parent, link);
            double[] children = new double[parent.RowCount];
            foreach (int p in parentOf)
            {
                if (p >= 0)
                    children[p]++;
            }

            return new Family(child, parent, parentOf, children);
        }
    }

    private static double? Similar(double[] one, double[] other)
    {
        if (one.Length == 0 || other.Length == 0)
            return null;
        (one, other) = ([.. one.Order()], [.. other.Order()]);
        return KolmogorovSmirnov.Statistic(one, other) is var distance && double.IsNaN(distance) ? null : 1 - distance;
    }

    /// <summary>Pairs of a parent's and a child's column in the joined tables.</summary>
    private static (double? Mean, IReadOnlyList<PairTrendValue> Pairs) Across(RelationPlan plan, RelationLink link, Family real, Family other)
    {
        Table one = Joined(plan, link, real), two = Joined(plan, link, other);
        if (one.RowCount == 0 || two.RowCount == 0)
            return (null, []);
        var compared = ComparedColumn.Pair(one, two);
        int parents = compared.Count(c => c.Name.StartsWith(link.Parent + ".", StringComparison.Ordinal) && !c.Name.StartsWith(link.Table + ":", StringComparison.Ordinal));
        var pairs = new PairTrend(compared, sharedEdges: false).Between(parents);
        return (Mean(pairs.Select(p => p.Score)), pairs);
    }

    private static Table Joined(RelationPlan plan, RelationLink link, Family family)
    {
        int[] rows = SpacedRows.Of([.. Enumerable.Range(0, family.ParentOf.Length).Where(r => family.ParentOf[r] >= 0)], MostJoined);
        int[] parents = Array.ConvertAll(rows, r => family.ParentOf[r]);
        var above = plan.WithoutKeys(link.Parent, family.Parent).Columns.Take(MostParentColumns).Select(c => c.Take(parents)).Select(c => c.WithSchema(c.Schema with { Name = $"{link.Parent}.{c.Name}" }));
        var below = plan.WithoutKeys(link.Table, family.Child).Columns.Take(MostChildColumns).Select(c => c.Take(rows)).Select(c => c.WithSchema(c.Schema with { Name = $"{link.Table}:{c.Name}" }));
        return new Table([.. above, .. below]);
    }

    private static double? Mean(IEnumerable<double?> values)
    {
        double[] present = [.. values.OfType<double>()];
        return present.Length == 0 ? null : present.Average();
    }

    /// <summary>Where bins of numbers of children begin: one a number while there are few, else wider ones.</summary>
    private static double[] BinEdges(double[] children)
    {
        double most = children.Length == 0 ? 0 : children.Max();
        if (most < MostBins)
            return [.. Enumerable.Range(0, (int)most + 1).Select(i => (double)i)];
        double[] sorted = [.. children.Order()];
        double high = Math.Max(MostBins, sorted[(int)(0.99 * (sorted.Length - 1))]);
        double width = Math.Max(1, Math.Ceiling(high / (MostBins - 1)));
        return [0, .. Enumerable.Range(0, MostBins - 1).Select(i => 1 + i * width)];
    }
}
