using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>What holds for every metric: range, identity, symmetry where defined, row order irrelevant, and the rule for missing values.</summary>
public sealed class MetricLawTests
{
    private static readonly Table Train = Visits(320, 3), Holdout = Visits(330, 4), Drawn = DemoTables.LoanApplications(250, 5);

    /// <summary>Metrics that learn from, or choose, rows by seed: another order is another draw, within its interval.</summary>
    private static readonly Dictionary<string, double> Sampled = new(StringComparer.Ordinal)
    {
        ["detection"] = 0.08, ["detection-linear"] = 0.08, ["propensity"] = 0.7, ["dcr-share"] = 0.08, ["nndr"] = 0.03, ["membership-distance"] = 0.15, ["membership-density"] = 0.15,
        ["membership-found"] = 0.2, ["text-copied"] = 0.2, ["membership-outliers"] = 0.4, ["singling-out"] = 0.2, ["linkability"] = 0.1, ["inference"] = 0.2, ["utility"] = 0.15, ["augmentation"] = 0.25,
    };

    /// <summary>Higher is better, but a copy is not the best.</summary>
    private static readonly string[] NotLikeness = ["new-rows", "utility", "augmentation", "alpha-precision"];

    public static TheoryData<string> Pairs() => ["like", "number as target", "no such target", "target of one class", "other labels in the holdout", "shuffled columns", "strangers", "other kinds", "all missing", "constant", "one row", "no rows", "no reference rows", "few rows", "extremes"];

    [Theory, MemberData(nameof(Pairs))]
    public void Every_value_lies_in_its_range_with_its_interval_around_it(string pair)
    {
        var report = FidelityEvaluation.Run(Inputs(pair));
        Assert.Equal(MetricCatalog.All.Select(m => m.Id), report.Metrics.Select(m => m.Id));
        foreach (var metric in report.Metrics)
        {
            var definition = MetricCatalog.Find(metric.Id)!;
            string shown = $"{pair}: {metric}";
            if (metric.Value is not { } value)
            {
                Assert.True(!string.IsNullOrWhiteSpace(metric.Note), $"{shown} says why there is no value.");
                Assert.Null(metric.Low);
                continue;
            }

            Assert.True(double.IsFinite(value) && value >= definition.Min - 1e-9 && value <= definition.Max + 1e-9, shown);
            Assert.True(metric.Low is null == metric.High is null, shown);
            Assert.True(metric.Low is null || metric.Low >= definition.Min && metric.Low <= value + 1e-9 && metric.High >= value - 1e-9 && metric.High <= definition.Max, shown);
            Assert.True(metric.Baseline is null || metric.Baseline >= definition.Min - 1e-9 && metric.Baseline <= definition.Max + 1e-9, shown);
        }

        Assert.DoesNotContain("NaN", System.Text.Json.JsonSerializer.Serialize(report), StringComparison.Ordinal);
        Assert.Contains("</html>", FidelityHtml.Write(pair, report, FidelityVerdict.Of(report, [])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_against_itself_is_ideal_in_every_likeness_and_a_copy_in_every_row()
    {
        var report = FidelityEvaluation.Run(new FidelityInputs(Train, Holdout, Train, Target: "readmitted"));
        foreach (var metric in report.Metrics.Where(m => m.Value is not null && MetricCatalog.Find(m.Id)!.Goal == MetricGoal.Higher && !NotLikeness.Contains(m.Id)))
            Assert.True(Math.Abs(metric.Value!.Value - MetricCatalog.Find(metric.Id)!.Ideal) < 1e-9 * MetricCatalog.Find(metric.Id)!.Max, metric.ToString());
        foreach (string distance in new[] { "wasserstein", "jensen-shannon", "stability", "mutual-information" })
            Assert.Equal(0, report.Metric(distance)!.Value!.Value, 1e-12);
        Assert.Equal(report.Metric("utility")!.Baseline, report.Metric("utility")!.Value);
        Assert.True(report.Metric("alpha-precision")!.Value > 0.99);
        Assert.Equal(0, report.Metric("authenticity")!.Value);
        Assert.True(report.Metric("membership-distance")!.Value > 0.95, report.Metric("membership-distance")!.ToString());
        Assert.True(report.Metric("membership-density")!.Value > 0.85, report.Metric("membership-density")!.ToString());
        Assert.True(report.Metric("linkability")!.Value > 0.9, report.Metric("linkability")!.ToString());
        Assert.True(report.Metric("singling-out")!.Value > 0.5, report.Metric("singling-out")!.ToString());
        Assert.True(report.Metric("disclosure")!.Value > 0.3, report.Metric("disclosure")!.ToString());
        Assert.Equal(0, report.Metric("new-rows")!.Value);
        Assert.Equal(1, report.Metric("exact-copies")!.Value);
        Assert.True(report.Metric("dcr-share")!.Value > 0.9);
        Assert.True(report.Metric("detection")!.Value < 0.5, "Copies on both sides of a fold pull the area below one half.");
    }

    [Fact]
    public void The_order_of_rows_does_not_matter()
    {
        Table synthetic = Visits(280, 9);
        var first = FidelityEvaluation.Run(new FidelityInputs(Train, Holdout, synthetic, Target: "readmitted"));
        var second = FidelityEvaluation.Run(new FidelityInputs(Shuffled(Train, 1), Shuffled(Holdout, 2), Shuffled(synthetic, 3), Target: "readmitted"));
        foreach (var (a, b) in first.Metrics.Zip(second.Metrics))
        {
            double tolerance = Sampled.TryGetValue(a.Id, out double own) ? own : 1e-9 * MetricCatalog.Find(a.Id)!.Max;
            Assert.True(a.Value is null && b.Value is null || Math.Abs(a.Value!.Value - b.Value!.Value) <= tolerance, $"{a} became {b}");
        }
    }

    [Theory]
    [InlineData("shapes")]
    [InlineData("trends")]
    [InlineData("quality")]
    [InlineData("missingness")]
    public void Likeness_is_symmetric(string id)
    {
        Table other = Visits(280, 9);
        double there = FidelityEvaluation.Run(new FidelityInputs(Train, null, other)).Metric(id)!.Value!.Value;
        double back = FidelityEvaluation.Run(new FidelityInputs(other, null, Train)).Metric(id)!.Value!.Value;
        Assert.Equal(there, back, 1e-9);
    }

    [Fact]
    public void The_same_seed_gives_the_same_report()
    {
        var inputs = new FidelityInputs(Train, Holdout, Visits(280, 9), 17, "troponin");
        Assert.Equal(FidelityEvaluation.Run(inputs).Metrics, FidelityEvaluation.Run(inputs).Metrics);
    }

    [Fact]
    public void A_worse_table_scores_worse_than_unseen_real_rows()
    {
        var report = FidelityEvaluation.Run(new FidelityInputs(Train, Holdout, ColumnsShuffled(Holdout)));
        foreach (string id in new[] { "quality", "trends", "trends-shared", "k-marginal" })
            Assert.True(report.Metric(id)!.Value < report.Metric(id)!.Baseline, report.Metric(id)!.ToString());
        Assert.True(report.Metric("detection")!.Low > 0.6, report.Metric("detection")!.ToString());
        Assert.True(report.Metric("shapes")!.Value == report.Metric("shapes")!.Baseline, "Single columns are untouched.");
    }

    [Fact]
    public void A_cancelled_evaluation_ends() =>
        Assert.ThrowsAny<OperationCanceledException>(() => FidelityEvaluation.Run(new FidelityInputs(Train, Holdout, Train), null, new CancellationToken(canceled: true)));

    /// <summary>Visits with a note in words.</summary>
    private static Table Visits(int rows, ulong seed)
    {
        var visits = DemoTables.CardiologyVisits(rows, seed);
        var random = new RandomStream(seed, 5);
        string[] ways = ["walked in", "came by ambulance", "was sent by a doctor", "came back sooner than planned"], ends = ["and is well", "and stays for now", "with pain", "without complaints of any kind"];
        return new Table([.. visits.Columns, Labels("note", [.. Enumerable.Range(0, rows).Select(i => i % 40 == 7 ? null : $"{visits["sex"].Format(i)} patient {ways[random.NextInt32(4)]} {ends[random.NextInt32(4)]}, bed {random.NextInt32(40)}.")]) is var note
            ? note.WithSchema(new ColumnSchema("note", ColumnKind.Text)) : note]);
    }

    private static FidelityInputs Inputs(string pair) => pair switch
    {
        "like" => new(Train, Holdout, Visits(280, 9), Target: "readmitted"),
        "number as target" => new(Train, Holdout, Visits(280, 9), Target: "age"),
        "no such target" => new(Train, Holdout, Visits(280, 9), Target: "nobody"),
        "target of one class" => new(Train.Take([.. Rows(Train, "false")]), Holdout, Train, Target: "readmitted"),
        "other labels in the holdout" => new(Train.Take([.. Rows(Train, "false")]), Holdout.Take([.. Rows(Holdout, "true")]), Train, Target: "readmitted"),
        "shuffled columns" => new(Train, Holdout, ColumnsShuffled(Train)),
        "strangers" => new(Train, Holdout, Drawn),
        "other kinds" => new(Tiny([1, 2, 3, 4], ["a", "b", "a", "b"]), null, new Table([Labels("number", "1", "x", null), Labels("label", "a", "b", "c")])),
        "all missing" => new(Train, Holdout, AllMissing(Train)),
        "constant" => new(Tiny([5, 5, 5, 5], ["a", "a", "a", "a"]), Tiny([5, 5], ["a", "a"]), Tiny([5, 5, 5], ["a", "a", "a"])),
        "one row" => new(Train, Holdout, Train.Slice(0, 1)),
        "no rows" => new(Train, Holdout, Train.Slice(0, 0)),
        "no reference rows" => new(Train.Slice(0, 0), Holdout.Slice(0, 0), Train),
        "few rows" => new(Train.Slice(0, 7), Holdout.Slice(0, 5), Train.Slice(7, 6)),
        "extremes" => new(Tiny([1e308, -1e308, 0, 1e-308], ["", " ", "<b>", "\u001F"]), Tiny([0, 1], ["", "x"]), Tiny([-1e308, 1e308, 5, double.NaN], ["<b>", null, "", "é"])),
        _ => throw new ArgumentOutOfRangeException(nameof(pair), pair, null),
    };

    private static IEnumerable<int> Rows(Table table, string readmitted) => Enumerable.Range(0, table.RowCount).Where(r => table["readmitted"].Format(r) == readmitted);

    private static Table Tiny(double[] numbers, string?[] labels) => new([new NumericColumn(new ColumnSchema("number", ColumnKind.Numeric) { Decimals = 2 }, numbers), Labels("label", labels)]);

    private static CodedColumn Labels(string name, params string?[] labels)
    {
        ImmutableArray<string> dictionary = [.. labels.OfType<string>().Distinct(StringComparer.Ordinal)];
        return new CodedColumn(new ColumnSchema(name, ColumnKind.Categorical), [.. labels.Select(l => l is null ? -1 : dictionary.IndexOf(l))], dictionary);
    }

    private static int[] Order(int rows, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        new RandomStream(seed, 77).Shuffle(order.AsSpan());
        return order;
    }

    private static Table Shuffled(Table table, ulong seed) => table.Take(Order(table.RowCount, seed));

    /// <summary>Each column keeps its values and loses its relations.</summary>
    private static Table ColumnsShuffled(Table table) => new(table.Columns.Select((c, i) => c.Take(Order(table.RowCount, (ulong)i + 1))));

    private static Table AllMissing(Table table) => new(table.Columns.Select(Column (c) => c switch
    {
        NumericColumn => new NumericColumn(c.Schema, [.. Enumerable.Repeat(double.NaN, c.Length)]),
        DateTimeColumn => new DateTimeColumn(c.Schema, [.. Enumerable.Repeat(DateTimeColumn.MissingTicks, c.Length)]),
        CodedColumn coded => new CodedColumn(c.Schema, [.. Enumerable.Repeat(-1, c.Length)], coded.Dictionary),
        _ => throw new InvalidOperationException(c.Name),
    }));
}
