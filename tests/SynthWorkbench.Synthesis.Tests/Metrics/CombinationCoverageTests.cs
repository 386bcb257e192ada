using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Coverage;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>Combinations of segments against counts by hand, and what holds for every table: itself reaches all of its own, the order of rows does not matter, and a named combination finds its rows.</summary>
public sealed class CombinationCoverageTests
{
    private static readonly Table Train = DemoTables.CardiologyVisits(1500, 3), Holdout = DemoTables.CardiologyVisits(400, 4);

    /// <summary>Training rows: (x, p) 20, (x, q) 10, (y, p) 10, (y, q) 9. Synthetic: no (x, q).</summary>
    [Fact]
    public void Pairs_are_counted_as_by_hand()
    {
        Table train = Pairs(("x", "p", 20), ("x", "q", 10), ("y", "p", 10), ("y", "q", 9)), synthetic = Pairs(("x", "p", 12), ("y", "p", 6), ("y", "q", 2)), held = Pairs(("x", "p", 5), ("x", "q", 3), ("y", "q", 2));
        var report = CombinationCoverage.Of(ComparedColumn.Pair(train, synthetic), ComparedColumn.Pair(train, held), [])!;
        Assert.Equal((3, 2), (report.Pairs.Cells, report.Pairs.Reached));
        Assert.Equal((1 - Math.Pow(29.0 / 49, 20)) + 2 * (1 - Math.Pow(39.0 / 49, 20)), report.Pairs.Expected, 1e-9);

        // Ten of the twenty synthetic rows, without return: C(8,10)/C(20,10) = 0 miss all 12 of (x, p); C(14,10)/C(20,10) miss all 6 of (y, p).
        Assert.Equal(10, report.Pairs.EqualRows);
        Assert.Equal(1 + (1 - 1001.0 / 184_756), report.Pairs.ReachedOfEqual!.Value, 1e-9);
        Assert.Equal(2, report.Pairs.HeldOfEqual!.Value, 1e-9);
        var empty = Assert.Single(report.Empty);
        Assert.Equal(("a = x and b = q", "a = 'x' and b = 'q'", 10), (empty.Words(), empty.When(), empty.RealRows));
        Assert.Equal(20.0 * 10 / 49, empty.Expected, 1e-9);
        Assert.Equal(Math.Pow(39.0 / 49, 20), empty.Chance, 1e-9);

        // Four labels and three pairs count: a chance of 1 % is not beyond 5 % over seven.
        Assert.False(empty.IsBeyondChance);
        Assert.Equal([new PairReach("a", "b", 3, 2, report.Pairs.Expected)], report.Grid);
        Assert.Equal((0, null), (report.Triples.Cells, report.Triples.Share()));
    }

    [Fact]
    public void Bands_of_numbers_have_the_edges_of_fifths_and_missing_is_a_segment()
    {
        double[] numbers = [.. Enumerable.Range(1, 100).Select(i => (double)i), .. Enumerable.Repeat(double.NaN, 12)];
        Table train = new([Number("the age", numbers), Labels("b", [.. Enumerable.Range(0, 112).Select(i => i % 2 == 0 ? "p" : "q")])]);
        Table synthetic = train.Take([.. Enumerable.Range(0, 112).Where(i => i is < 20 or (>= 60 and < 80))]);
        var report = CombinationCoverage.Of(ComparedColumn.Pair(train, synthetic), null, [])!;
        Assert.Equal([("the age above 20 to 40", "[the age] > 20 and [the age] <= 40"), ("the age above 40 to 60", "[the age] > 40 and [the age] <= 60"), ("the age above 80", "[the age] > 80"), ("the age missing", "missing([the age])")],
            report.Empty.Select(e => (e.Words(), e.When()!)));
        Assert.Equal((10, 4), (report.Pairs.Cells, report.Pairs.Reached));
        Assert.Null(report.Pairs.HeldOfEqual);
    }

    /// <summary>A value that a fifth of the rows have is a band of its own.</summary>
    [Fact]
    public void A_frequent_least_value_is_named_as_it_is()
    {
        Table train = new([Number("gain", [.. Enumerable.Repeat(0.0, 85), .. Enumerable.Range(1, 15).Select(i => i * 100.0)]), Labels("b", [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? "p" : "q")])]);
        Table synthetic = train.Take([.. Enumerable.Range(0, 100).Where(i => i >= 85 || i % 2 == 0)]);
        var report = CombinationCoverage.Of(ComparedColumn.Pair(train, synthetic), null, [])!;
        Assert.Equal(("gain = 0 and b = q", "gain <= 0 and b = 'q'", 42), report.Empty.Select(e => (e.Words(), e.When()!, e.RealRows)).Single());
    }

    /// <summary>What is empty because a part of it is empty is not named besides, and few rows are nobody's to name.</summary>
    [Fact]
    public void The_smallest_empty_combinations_are_named()
    {
        Table train = Triples((1, 1, 1, 40), (1, 2, 2, 40), (2, 1, 2, 40), (2, 2, 1, 40), (1, 1, 2, 9), (3, 1, 1, 30));
        Table synthetic = Triples((1, 1, 2, 60), (1, 2, 2, 60), (2, 1, 2, 60), (2, 2, 2, 60), (1, 2, 1, 60), (2, 1, 1, 60));
        var report = CombinationCoverage.Of(ComparedColumn.Pair(train, synthetic), null, [])!;

        // (3, 1, 1) and its pairs are empty because 3 is; (1, 1, 2) has nine rows.
        Assert.Equal(["a = 1 and b = 1 and c = 1", "a = 2 and b = 2 and c = 1", "a = 3"], report.Empty.Select(e => e.Words()));
        Assert.Equal((3, true), (report.EmptyCount, report.Empty.All(e => e.IsBeyondChance)));
        Assert.StartsWith("3 combinations that real rows would reach are empty: a = 1 and b = 1 and c = 1 first.", report.Finding(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_reaches_all_of_its_own_combinations()
    {
        var report = FidelityEvaluation.Run(new FidelityInputs(Train, Holdout, Train, Target: "readmitted"));
        Assert.Equal((1.0, 1.0), (report.Metric("pairs-reached")!.Value, report.Metric("triples-reached")!.Value));
        Assert.True(report.Combinations is { EmptyCount: 0, Pairs.Cells: > 100, Triples.Cells: > 300 });
        Assert.Equal("readmitted", report.Combinations!.Columns[0]);
        Assert.Equal("Every combination that real rows would reach is reached.", report.Combinations.Finding());
    }

    /// <summary>Rows drawn from the same source leave about as many combinations empty as chance says, at any number of rows.</summary>
    [Theory]
    [InlineData(150)]
    [InlineData(1500)]
    public void Unseen_rows_reach_what_chance_reaches(int rows)
    {
        var report = CombinationCoverage.Of(ComparedColumn.Pair(Train, DemoTables.CardiologyVisits(rows, 8)), null, [])!;
        Assert.InRange(report.Pairs.Reached / report.Pairs.Expected, 0.95, 1.05);
        Assert.InRange(report.Triples.Reached / report.Triples.Expected, 0.95, 1.05);
        Assert.DoesNotContain(report.Empty, e => e.IsBeyondChance);
    }

    [Fact]
    public void The_order_of_rows_does_not_matter()
    {
        Table synthetic = DemoTables.CardiologyVisits(300, 9);
        CombinationReport first = Report(Train, Holdout, synthetic), second = Report(Shuffled(Train, 1), Shuffled(Holdout, 2), Shuffled(synthetic, 3));
        Assert.Equal(first.Pairs, second.Pairs);
        Assert.Equal(first.Triples, second.Triples);
        Assert.Equal(first.Empty.Select(e => (e.Words(), e.RealRows)), second.Empty.Select(e => (e.Words(), e.RealRows)));

        static CombinationReport Report(Table train, Table held, Table synthetic) => CombinationCoverage.Of(ComparedColumn.Pair(train, synthetic), ComparedColumn.Pair(train, held), [])!;
    }

    /// <summary>The expression of an empty combination finds its real rows and no synthetic one: a condition made of it asks for what the report names.</summary>
    [Fact]
    public void A_named_combination_finds_its_rows()
    {
        Table synthetic = Train.Take([.. RowCells.Matching(RowExpression.Parse("age < 60 or readmitted = 'false'").Expression!, Train)]);
        var report = CombinationCoverage.Of(ComparedColumn.Pair(Train, synthetic), null, [])!;
        Assert.True(report.Empty.Count > 2, $"{report.Empty.Count}");
        Assert.All(report.Empty, e =>
        {
            var when = RowExpression.Parse(e.When()!).Expression!;
            Assert.Equal((e.RealRows, 0), (RowCells.Matching(when, Train).Count(), RowCells.Matching(when, synthetic).Count()));
        });
    }

    [Fact]
    public void Combinations_of_a_private_recipe_are_not_read()
    {
        var inputs = new FidelityInputs(Train, Holdout, Holdout).For(new Recipe { Name = "r", Engine = "marginals" });
        var report = FidelityEvaluation.Run(inputs);
        Assert.Null(report.Combinations);
        Assert.Null(report.Metric("pairs-reached")!.Value);
        Assert.Contains("private", report.Metric("triples-reached")!.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_a_recipe_asks_something_of_come_first_and_caps_are_told()
    {
        Table train = new([.. Enumerable.Range(0, 30).Select(c => Labels($"c{c}", [.. Enumerable.Range(0, 60).Select(i => $"{(i + c) % 2}")]))]);
        var recipe = new Recipe { Name = "r", Objective = new RecipeObjective { Target = "c29" }, Conditions = [new RecipeCondition("c28 = '1' and c3 = '0'", 1)], Rebalance = [new RecipeRebalance("c27")], Boosts = [new RecipeBoost("c29 = '1' or c5 = '1'", 2)] };
        Assert.Equal(["c29", "c28", "c3", "c27", "c5"], CombinationCoverage.AskedBy(recipe));
        var report = CombinationCoverage.Of(ComparedColumn.Pair(train, train), null, CombinationCoverage.AskedBy(recipe))!;
        Assert.Equal(["c29", "c28", "c3", "c27", "c5", "c0"], report.Columns.Take(6));
        Assert.Equal("Only pairs of the first 24 of 30 columns; triples of the first 12 columns.", report.Limits);
    }

    private static Table Pairs(params (string A, string B, int Rows)[] cells) => new([
        Labels("a", [.. cells.SelectMany(c => Enumerable.Repeat(c.A, c.Rows))]), Labels("b", [.. cells.SelectMany(c => Enumerable.Repeat(c.B, c.Rows))])]);

    private static Table Triples(params (int A, int B, int C, int Rows)[] cells) => new([
        Labels("a", [.. cells.SelectMany(c => Enumerable.Repeat($"{c.A}", c.Rows))]), Labels("b", [.. cells.SelectMany(c => Enumerable.Repeat($"{c.B}", c.Rows))]), Labels("c", [.. cells.SelectMany(c => Enumerable.Repeat($"{c.C}", c.Rows))])]);

    private static NumericColumn Number(string name, double[] values) => new(new ColumnSchema(name, ColumnKind.Numeric), values);

    private static CodedColumn Labels(string name, string[] labels)
    {
        ImmutableArray<string> dictionary = [.. labels.Distinct(StringComparer.Ordinal)];
        return new CodedColumn(new ColumnSchema(name, ColumnKind.Categorical), [.. labels.Select(l => dictionary.IndexOf(l))], dictionary);
    }

    private static Table Shuffled(Table table, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, table.RowCount)];
        new RandomStream(seed, 0).Shuffle(order.AsSpan());
        return table.Take(order);
    }
}
