using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Recipes;

/// <summary>Statistics as papers print them, to a recipe that can run.</summary>
public sealed class StatisticsDraftTests
{
    private const string Table = """
        # Table 1
        rows 4,000
        patient: sequence
        age: 54.2 ± 12.1, min 18, max 95
        height: 172.0 (9.1), decimals 0
        sex: F 52 %, M 48 %
        smoker: yes 21 %, missing 4 %
        stay: mean 6.1, sd 5.2, min 0
        visits: mean 3.2
        ward: min 1, max 12
        admitted: from 2020-01-01 to 2022-12-31
        name: full-name
        correlation age, stay: 0.35
        correlation age, smoker: -0.1
        """;

    [Fact]
    public void A_printed_table_becomes_a_recipe_that_runs()
    {
        var reading = StatisticsDraft.Read("Published", Table.ReplaceLineEndings("\r\n"));
        Assert.Empty(reading.Problems);
        var recipe = reading.Recipe!;
        Assert.Equal(4000, recipe.Rows);
        Assert.Equal(["sequence", "normal", "normal", "list", "list", "lognormal", "poisson", "integer", "date", "full-name"], recipe.Columns.Select(c => c.Rule!.Kind));
        Assert.Equal((54.2, 12.1, 18.0, 95.0, 0), (recipe.Columns[1].Rule!.Mean, recipe.Columns[1].Rule!.Sd, recipe.Columns[1].Rule!.Min, recipe.Columns[1].Rule!.Max, recipe.Columns[1].Rule!.Decimals));
        Assert.Equal(["no", "yes"], recipe.Columns[4].Rule!.Values);
        Assert.Equal(0.04, recipe.Columns[4].Rule!.Missing, 12);
        Assert.Equal(RecipeDocument.Hash(recipe), RecipeDocument.Hash(RecipeDocument.Parse(RecipeDocument.ToYaml(recipe)).Recipe!));
        var planning = GenerationPlan.Create(recipe, null);
        Assert.Empty(planning.Problems);
        var rows = new GenerationPipeline(planning.Plan!, null).DrawChunk(0, default);
        Assert.Equal(4000, rows.RowCount);
        Assert.InRange(Enumerable.Range(0, 4000).Count(r => rows["sex"].Format(r) == "F"), 1950, 2210);
    }

    [Theory]
    [InlineData("creatinine: 1.1 ± 0.3, min 0, max 15", 2)]
    [InlineData("troponin: 0.023 ± 0.011", 3)]
    [InlineData("age: 54.2 ± 12.1, min 18, max 95", 0)]
    [InlineData("cost: 12345 ± 900, min 0.01", 2)]
    public void Numbers_are_fine_enough_for_their_spread(string line, int decimals) => Assert.Equal(decimals, Assert.Single(StatisticsDraft.Read("Published", line).Recipe!.Columns).Rule!.Decimals);

    [Theory]
    [InlineData("age", "A line says", 1)]
    [InlineData("age: tall", "is not understood", 1)]
    [InlineData("age: 54,2 ± 12,1, min 18", "decimals with a point", 1)]
    [InlineData("income: mean 52,000, sd 9,000", "numbers without them", 1)]
    [InlineData("age: mean x", "not a number", 1)]
    [InlineData("age: mean 5, sd 0", "above 0", 1)]
    [InlineData("age: mean 5, sd 1, max 4", "between", 1)]
    [InlineData("age: min 3", "Too little", 1)]
    [InlineData("sex: F 52 %, M 30 %", "add up to 82 %", 1)]
    [InlineData("sex: F 50 %, F 50 %", "two shares", 1)]
    [InlineData("age: missing 130 %, mean 4", "0 to 100", 1)]
    [InlineData("age: 5 ± 1, decimals 2.5", "whole number", 1)]
    [InlineData("born: from 1 to 2", "not a date", 1)]
    [InlineData("age: mean 5\nage: mean 6", "twice", 2)]
    [InlineData("age: mean 5\ncorrelation age, cost: 0.3", "'cost' is not described", 2)]
    [InlineData("age: mean 5\ncorrelation age: 0.3", "is written", 2)]
    [InlineData("# nothing", "no column", 0)]
    public void A_mistake_is_told_with_its_line(string text, string expected, int line)
    {
        var problem = Assert.Single(StatisticsDraft.Read("Published", text).Problems);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Equal(line, problem.Line);
    }
}
