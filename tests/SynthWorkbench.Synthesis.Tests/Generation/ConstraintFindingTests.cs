using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Generation;

public sealed class ConstraintFindingTests
{
    private static readonly Table Loans = new(
    [
        new NumericColumn(new ColumnSchema("principal", ColumnKind.Numeric), [100, 200, 300, 400]),
        new NumericColumn(new ColumnSchema("fee", ColumnKind.Numeric), [1, 2, 900, 4]),
        new NumericColumn(new ColumnSchema("total", ColumnKind.Numeric), [101, 202, 1200, 405]),
        new CodedColumn(new ColumnSchema("region", ColumnKind.Categorical), [0, 1, 0, 1], ["north", "south"]),
    ]);

    [Fact]
    public void Rows_that_break_a_constraint_are_counted_and_the_first_is_shown()
    {
        var finding = Assert.Single(Find(new RecipeConstraint { Kind = "inequality", Columns = ["fee", "principal"] }));
        Assert.Equal("constraints[0]", finding.Path);
        Assert.False(finding.IsContradiction);
        Assert.Contains("1 of 4 rows of the reference (25 %) break 'fee ≤ principal'; the first is row 3: fee = 900, principal = 300.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constraint_no_row_keeps_is_a_contradiction()
    {
        var finding = Assert.Single(Find(new RecipeConstraint { Kind = "range", Columns = ["principal"], Min = 5000 }));
        Assert.True(finding.IsContradiction);
        Assert.Contains("principal = 100", finding.Message, StringComparison.Ordinal);
        Assert.Contains("remove it", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_the_value_do_not_make_a_constraint_possible()
    {
        var table = new Table([new NumericColumn(new ColumnSchema("bmi", ColumnKind.Numeric), [20, double.NaN, 30])]);
        var plan = GenerationPlan.Create(new Recipe { Name = "r", Constraints = [new RecipeConstraint { Kind = "range", Columns = ["bmi"], Min = 900 }] }, table.Schema).Plan!;
        Assert.True(Assert.Single(ConstraintFindings.Of(plan, table)).IsContradiction);
    }

    [Fact]
    public void Constraints_each_kept_by_some_rows_and_together_by_none_contradict()
    {
        var findings = Find(new RecipeConstraint { Kind = "range", Columns = ["principal"], Max = 200 }, new RecipeConstraint { Kind = "expression", Expression = "fee > 3" });
        Assert.Equal([false, false, true], findings.Select(f => f.IsContradiction));
        Assert.Contains("constraints[0], constraints[1]", findings[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_formula_that_does_not_hold_is_told_but_will_hold()
    {
        var finding = Assert.Single(Find(new RecipeConstraint { Kind = "expression", Expression = "total == principal + fee" }));
        Assert.False(finding.IsContradiction);
        Assert.Contains("the first is row 4: total = 405, principal = 400, fee = 4", finding.Message, StringComparison.Ordinal);
        Assert.Contains("'total' is computed", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_unique_rows_than_combinations_are_a_contradiction()
    {
        Assert.True(Assert.Single(Find(new RecipeConstraint { Kind = "unique", Columns = ["region"] })).IsContradiction);
        Assert.Empty(Find(new RecipeConstraint { Kind = "unique", Columns = ["region", "fee"] }));
    }

    [Fact]
    public void What_rows_keep_and_what_rules_make_is_no_finding()
    {
        Assert.Empty(Find(new RecipeConstraint { Kind = "range", Columns = ["principal"], Min = 100, Max = 400 }));
        var ruled = new RecipeColumn { Name = "fee", Action = "rule", Rule = new RecipeRule { Kind = "uniform", Min = 0, Max = 9 } };
        Assert.Empty(Find([ruled], new RecipeConstraint { Kind = "inequality", Columns = ["fee", "principal"] }));
    }

    private static IReadOnlyList<ConstraintFinding> Find(params RecipeConstraint[] constraints) => Find([], constraints);

    private static IReadOnlyList<ConstraintFinding> Find(RecipeColumn[] columns, params RecipeConstraint[] constraints)
    {
        var planning = GenerationPlan.Create(new Recipe { Name = "r", Rows = 100, Columns = [.. columns], Constraints = [.. constraints] }, Loans.Schema);
        Assert.True(planning.Plan is not null, string.Join("; ", planning.Problems));
        return ConstraintFindings.Of(planning.Plan, Loans);
    }
}
