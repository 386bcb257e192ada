using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>Which rows keep a recipe's constraints.</summary>
public sealed class ConstraintFidelityTests
{
    private static readonly Table Train = Rows((1, 2, "n", "north"), (2, 3, "n", "north"), (3, 9, "s", "south"));

    [Fact]
    public void Rows_that_break_any_constraint_are_counted_once()
    {
        var other = Rows((1, 2, "n", "north"), (5, 2, "n", "south"), (5, 6, "s", "south"), (double.NaN, 7, "s", "south"));
        var kept = ConstraintFidelity.Of(
            [
                new RecipeConstraint { Kind = "inequality", Columns = ["low", "high"] },
                new RecipeConstraint { Kind = "fixed-combination", Columns = ["code", "region"] },
                new RecipeConstraint { Kind = "unique", Columns = ["low"] },
                new RecipeConstraint { Kind = "expression", Expression = "high < 100" },
            ], Train, other);
        // The second row breaks two constraints, the third has a value of the second again; a missing value breaks nothing.
        Assert.Equal(new ConstraintKeeping(2, 4, "low ≤ high, broken by 1 row"), kept);
    }

    [Fact]
    public void Constraints_of_columns_that_are_not_there_are_not_judged() =>
        Assert.Null(ConstraintFidelity.Of([new RecipeConstraint { Kind = "range", Columns = ["gone"], Min = 0 }, new RecipeConstraint { Kind = "expression", Expression = "gone > 1" }], Train, Train));

    [Fact]
    public void The_report_shows_the_share_with_its_interval_and_that_of_unseen_rows()
    {
        var metric = FidelityEvaluation.Run(new FidelityInputs(Train, Rows((1, 2, "n", "north"), (9, 2, "n", "north")), Rows((1, 2, "n", "north"), (2, 4, "s", "south")))
        {
            Constraints = [new RecipeConstraint { Kind = "inequality", Columns = ["low", "high"] }],
        }).Metric("constraints")!;
        Assert.Equal((1.0, 0.5, 2L), (metric.Value!.Value, metric.Baseline!.Value, metric.N));
        Assert.True(metric.Low < 0.5);
    }

    private static Table Rows(params (double Low, double High, string Code, string Region)[] rows) => new(
    [
        new NumericColumn(new ColumnSchema("low", ColumnKind.Numeric), [.. rows.Select(r => r.Low)]),
        new NumericColumn(new ColumnSchema("high", ColumnKind.Numeric), [.. rows.Select(r => r.High)]),
        Labels("code", [.. rows.Select(r => r.Code)]),
        Labels("region", [.. rows.Select(r => r.Region)]),
    ]);

    private static CodedColumn Labels(string name, string[] values)
    {
        string[] known = [.. values.Distinct(StringComparer.Ordinal)];
        return new CodedColumn(new ColumnSchema(name, ColumnKind.Categorical), [.. values.Select(v => Array.IndexOf(known, v))], [.. known]);
    }
}
