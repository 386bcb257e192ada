using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Generation;

public sealed class ConstraintTransformTests
{
    private static readonly long Day = TimeSpan.TicksPerDay;

    [Fact]
    public void What_is_learned_and_turned_back_is_what_was_there_also_where_a_side_is_missing()
    {
        double nan = double.NaN;
        long none = DateTimeColumn.MissingTicks, at = new DateTime(2024, 3, 1, 12, 0, 0, DateTimeKind.Unspecified).Ticks;
        var table = new Table(
        [
            new NumericColumn(new ColumnSchema("low", ColumnKind.Numeric) { Decimals = 1 }, [1, nan, 3.5, nan]),
            new NumericColumn(new ColumnSchema("high", ColumnKind.Numeric) { Decimals = 1 }, [2.5, 40, nan, nan]),
            new DateTimeColumn(new ColumnSchema("from", ColumnKind.DateTime), [at, none, at + Day, none]),
            new DateTimeColumn(new ColumnSchema("to", ColumnKind.DateTime), [at + 7, at + Day, none, none]),
        ]);
        var plan = Plan(table, [Below("low", "high"), Below("from", "to")]);
        var learned = plan.Transforms.Forward(table);
        Assert.Equal(6, learned.Columns.Length);
        var differences = ((NumericColumn)learned["high"]).Values;
        Assert.Equal([1.5, nan, nan, nan], differences.ToArray());
        var back = plan.Transforms.Inverse(learned).Select([.. table.Schema.Columns.Select(c => c.Name)]);
        Assert.Equal(TableDigest.Of(table), TableDigest.Of(back));
    }

    [Fact]
    public void Combinations_that_share_a_column_are_all_kept()
    {
        // City decides region and zip decides city; a fourth column sits in an inequality with the zip.
        var table = new Table(
        [
            Labels("zip", [.. Enumerable.Range(0, 600).Select(i => $"zip {i % 36}")]),
            Labels("city", [.. Enumerable.Range(0, 600).Select(i => $"city {i % 12}")]),
            Labels("region", [.. Enumerable.Range(0, 600).Select(i => $"region {i % 12 / 4}")]),
            new NumericColumn(new ColumnSchema("low", ColumnKind.Numeric), [.. Enumerable.Range(0, 600).Select(i => (double)(i % 36))]),
            new NumericColumn(new ColumnSchema("high", ColumnKind.Numeric), [.. Enumerable.Range(0, 600).Select(i => (double)(i % 36 + i % 7))]),
        ]);
        RecipeConstraint[] constraints = [Below("low", "high"), Together("city", "region"), Together("zip", "low"), Together("zip", "city")];
        var plan = Plan(table, constraints);
        var drawn = new GenerationPipeline(plan, GenerationPipeline.Fit(plan, table, null, default)).DrawChunk(0, default);
        Assert.Equal(table.Schema.Columns.Select(c => c.Name), drawn.Schema.Columns.Select(c => c.Name));
        var kept = Synthesis.Metrics.Fidelity.ConstraintFidelity.Of([.. constraints], table, drawn)!;
        Assert.Null(kept.Worst);
    }

    [Fact]
    public void A_combination_with_a_ruled_column_and_a_range_of_text_are_refused_with_the_way_out()
    {
        var table = new Table([Labels("a", ["x", "y"]), Labels("b", ["x", "y"])]);
        var rule = new RecipeColumn { Name = "b", Action = "rule", Rule = new RecipeRule { Kind = "list", Values = ["x", "y"] } };
        var problems = GenerationPlan.Create(new Recipe { Name = "r", Columns = [rule], Constraints = [Together("a", "b")] }, table.Schema).Problems;
        Assert.Contains("'b' is not learned from the reference", Assert.Single(problems).Message, StringComparison.Ordinal);
        problems = GenerationPlan.Create(new Recipe { Name = "r", Engine = "rules", Columns = [rule], Constraints = [new RecipeConstraint { Kind = "range", Columns = ["b"], Min = 1 }] }, null).Problems;
        Assert.Contains("makes text", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_high_value_without_a_low_one_is_not_drawn_as_a_difference()
    {
        // Where low is there, high is 1 above it; where it is missing, high is 1000.
        double[] low = [.. Enumerable.Range(0, 2000).Select(i => i % 2 == 0 ? 10 + i % 5 : double.NaN)];
        double[] high = [.. low.Select(l => double.IsNaN(l) ? 1000 : l + 1)];
        var table = new Table([new NumericColumn(new ColumnSchema("low", ColumnKind.Numeric), low), new NumericColumn(new ColumnSchema("high", ColumnKind.Numeric), high)]);
        var plan = Plan(table, [Below("low", "high")]);
        var drawn = new GenerationPipeline(plan, GenerationPipeline.Fit(plan, table, null, default)).DrawChunk(0, default);
        double[] lows = ((NumericColumn)drawn["low"]).Values.ToArray(), highs = ((NumericColumn)drawn["high"]).Values.ToArray();
        Assert.Equal(["low", "high"], drawn.Schema.Columns.Select(c => c.Name));
        for (int row = 0; row < drawn.RowCount; row++)
            Assert.Equal(double.IsNaN(lows[row]) ? 1000 : lows[row] + 1, highs[row]);
    }

    [Fact]
    public void A_computed_column_has_the_kind_its_expression_says_in_every_block()
    {
        // The first text comes in the last block only.
        var recipe = new Recipe
        {
            Name = "r", Engine = "rules", Rows = 20_000,
            Columns =
            [
                new RecipeColumn { Name = "n", Action = "rule", Rule = new RecipeRule { Kind = "sequence", Start = 1 } },
                new RecipeColumn { Name = "label", Action = "rule", Rule = new RecipeRule { Kind = "expression", Expression = "if(n > 19000, 'late', n)" } },
                new RecipeColumn { Name = "twice", Action = "rule", Rule = new RecipeRule { Kind = "expression", Expression = "2 * n" } },
            ],
        };
        var plan = GenerationPlan.Create(recipe, null).Plan!;
        var pipeline = new GenerationPipeline(plan, null);
        var drawn = pipeline.DrawChunk(0, default);
        Assert.Equal(ColumnKind.Categorical, pipeline.Schema[1].Kind);
        Assert.Equal(ColumnKind.Numeric, pipeline.Schema[2].Kind);
        Assert.Equal(("1", "late"), (drawn["label"].Format(0), drawn["label"].Format(19_999)));
    }

    private static RecipeConstraint Below(string low, string high) => new() { Kind = "inequality", Columns = [low, high] };

    private static GenerationPlan Plan(Table table, RecipeConstraint[] constraints)
    {
        var planning = GenerationPlan.Create(new Recipe { Name = "r", Rows = 3000, Options = new EngineOptions { MinDonors = 5 }, Constraints = [.. constraints] }, table.Schema);
        Assert.True(planning.Plan is not null, string.Join("; ", planning.Problems));
        return planning.Plan;
    }

    private static RecipeConstraint Together(params string[] columns) => new() { Kind = "fixed-combination", Columns = [.. columns] };

    private static CodedColumn Labels(string name, string[] values)
    {
        string[] known = [.. values.Distinct(StringComparer.Ordinal)];
        return new CodedColumn(new ColumnSchema(name, ColumnKind.Categorical), [.. values.Select(v => Array.IndexOf(known, v))], [.. known]);
    }
}
