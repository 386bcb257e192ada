using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Generation;

/// <summary>Columns that settle one another: found, proposed, kept in every row.</summary>
public sealed class FunctionalDependencyTests
{
    private static Table Areas(int rows)
    {
        var random = new RandomStream(6, 6);
        string[] area = new string[rows], region = new string[rows];
        double[] code = new double[rows], density = new double[rows], noise = new double[rows], person = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            int a = random.NextInt32(12);
            (area[i], region[i], code[i], density[i]) = ($"area {a}", $"region {a / 4}", 100 + a, a == 3 ? double.NaN : 10.5 * (a / 2));
            (noise[i], person[i]) = (random.NextInt32(5), i);
        }

        return new Table([Labels("area", area), Numbers("code", code), Labels("region", region), Numbers("density", density), Numbers("noise", noise), Numbers("person", person), Numbers("same", new double[rows])]);
    }

    private static CodedColumn Labels(string name, string[] labels)
    {
        string[] dictionary = [.. labels.Distinct(StringComparer.Ordinal)];
        return new CodedColumn(new ColumnSchema(name, ColumnKind.Categorical), [.. labels.Select(l => Array.IndexOf(dictionary, l))], [.. dictionary]);
    }

    private static NumericColumn Numbers(string name, double[] values) => new(new ColumnSchema(name, ColumnKind.Numeric) { Decimals = 1 }, values);

    [Fact]
    public void Only_what_holds_in_every_row_and_says_something_is_found()
    {
        var table = Areas(1000);
        var found = FunctionalDependencies.Find(table, [.. table.Columns.Select(c => c.Name)], default);
        Assert.Contains(new FunctionalDependency("area", "code", true, 12), found);
        Assert.Contains(new FunctionalDependency("area", "region", false, 12), found);
        Assert.Contains(new FunctionalDependency("code", "density", false, 12), found);
        Assert.DoesNotContain(found, f => f.Determinant is "person" or "same" or "noise" or "region" || f.Dependent is "person" or "same" or "noise");
        Assert.DoesNotContain(found, f => f is { Determinant: "code", Dependent: "area" });

        double[] broken = ((NumericColumn)table["code"]).Values.ToArray();
        broken[999] = 100 + (broken[999] - 99) % 12;
        var torn = new Table(table.Columns.Select(c => c.Name == "code" ? Numbers("code", broken) : c));
        Assert.DoesNotContain(FunctionalDependencies.Find(torn, ["area", "code"], default), f => f.Dependent == "code");
    }

    [Theory]
    [InlineData("guided-trees")]
    [InlineData("trees")]
    [InlineData("copula")]
    public void A_kept_dependency_holds_in_every_generated_row(string engine)
    {
        var table = Areas(2000);
        var recipe = new Recipe { Name = "areas", Engine = engine, Rows = 5000, Constraints = [new RecipeConstraint { Kind = "fixed-combination", Columns = ["area", "code", "region", "density"] }] };
        var plan = GenerationPlan.Create(recipe, table.Schema).Plan!;
        Assert.Empty(ConstraintFindings.Of(plan, table));
        var drawn = new GenerationPipeline(plan, GenerationPipeline.Fit(plan, table, null, default)).DrawChunk(0, default);
        Assert.Equal(table.Schema.Columns, drawn.Schema.Columns);
        var known = Rows(table).ToHashSet(StringComparer.Ordinal);
        Assert.All(Rows(drawn), row => Assert.Contains(row, known));
        Assert.True(Rows(drawn).Distinct(StringComparer.Ordinal).Count() == 12, "Every combination is drawn.");

        static IEnumerable<string> Rows(Table t) => Enumerable.Range(0, t.RowCount).Select(r => string.Join('|', new[] { "area", "code", "region", "density" }.Select(c => t[c].Format(r))));
    }

    [Fact]
    public void A_combination_that_would_repeat_persons_stops_the_run()
    {
        var table = Areas(400);
        var plan = GenerationPlan.Create(new Recipe { Name = "persons", Constraints = [new RecipeConstraint { Kind = "fixed-combination", Columns = ["area", "person"] }] }, table.Schema).Plan!;
        var finding = Assert.Single(ConstraintFindings.Of(plan, table));
        Assert.True(finding.IsContradiction);
        Assert.Contains("single persons", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_infeasible_set_is_explained_by_its_smallest_conflicting_group()
    {
        var table = Areas(1000);
        var plan = GenerationPlan.Create(new Recipe
        {
            Name = "conflict",
            Constraints =
            [
                new RecipeConstraint { Kind = "range", Columns = ["noise"], Min = 1 },
                new RecipeConstraint { Kind = "range", Columns = ["code"], Max = 104 },
                new RecipeConstraint { Kind = "expression", Expression = "region == 'region 2'" },
                new RecipeConstraint { Kind = "range", Columns = ["density"], Max = 60 },
            ],
        }, table.Schema).Plan!;
        var group = Assert.Single(ConstraintFindings.Of(plan, table), f => f.IsContradiction);
        Assert.StartsWith("Each of constraints[1], constraints[2] is kept", group.Message, StringComparison.Ordinal);
    }
}
