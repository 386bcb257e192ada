using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;
using static SynthWorkbench.Synthesis.Tests.Pseudonyms.WardTables;

namespace SynthWorkbench.Synthesis.Tests.Pseudonyms;

/// <summary>What a recipe may ask of consistent replacement.</summary>
public sealed class ReplaceRecipeTests
{
    private static readonly Table Train = Visits(300, 2);

    [Theory]
    [InlineData("{ name: physician, action: replace }", 10)]
    [InlineData("{ name: physician, replace: { floor: 25 } }", 25)]
    public void A_column_is_replaced_where_the_document_says_so(string column, int floor)
    {
        var recipe = RecipeDocument.Parse($"name: r\nengine: trees\ncolumns: [{column}]").Recipe!;
        var read = Assert.Single(recipe.Columns);
        Assert.Equal(("replace", floor), (read.Action, read.Replace.Floor));
        Assert.Equal(RecipeDocument.Hash(recipe), RecipeDocument.Hash(RecipeDocument.Parse(RecipeDocument.ToYaml(recipe)).Recipe!));
        Assert.Equal(["physician", "referred_by", "email", "ward_phone"], Plan(recipe, Train).PseudonymColumns);
    }

    [Theory]
    [InlineData("columns: [{ name: physician, replace: { floor: 1 } }]", "columns[0].replace.floor")]
    [InlineData("columns: [{ name: physician, replace: { ceiling: 5 } }]", "columns[0].replace.ceiling")]
    [InlineData("columns: [{ name: physician, action: model, replace: { floor: 5 } }]", "columns[0].replace")]
    [InlineData("columns: [{ name: department, action: replace }]", "columns[0].action")]
    [InlineData("columns: [{ name: physician, action: replace }]\noptions: { privacy: { epsilon: 1 } }", "columns[0].action")]
    [InlineData("columns: [{ name: email, action: replace }]\nconstraints: [{ kind: unique, columns: [email] }]", "columns[0].action")]
    [InlineData("rebalance: [{ column: physician, values: [x], shares: [0.5] }]", "rebalance[0].column")]
    [InlineData("constraints: [{ kind: fixed-combination, columns: [physician, department] }]", "constraints[0].columns")]
    public void What_cannot_be_kept_is_refused_with_the_place_and_the_way_out(string settings, string path)
    {
        var reading = RecipeDocument.Parse($"name: r\n{settings}");
        var problems = reading.Recipe is null ? reading.Problems : GenerationPlan.Create(reading.Recipe, Train.Schema).Problems;
        Assert.Contains(problems, p => p.Path == path && p.Message.Length > 20);
    }

    [Fact]
    public void The_floor_is_checked_in_a_recipe_that_was_not_read()
    {
        var recipe = Recipe() with { Columns = [new RecipeColumn { Name = "physician", Action = "replace", Replace = new RecipeReplace { Floor = 1 } }] };
        Assert.Contains(GenerationPlan.Create(recipe, Train.Schema).Problems, p => p.Path == "columns[0].replace.floor");
    }

    [Theory]
    [InlineData("engine: marginals")]
    [InlineData("options: { privacy: { epsilon: 1 } }")]
    [InlineData("constraints: [{ kind: unique, columns: [physician] }, { kind: unique, columns: [referred_by] }, { kind: unique, columns: [email] }, { kind: unique, columns: [ward_phone] }]")]
    public void Where_it_cannot_be_kept_and_nobody_asked_the_columns_are_made_up_row_by_row(string settings)
    {
        var plan = Plan(RecipeDocument.Parse($"name: r\n{settings}").Recipe!, Train);
        Assert.Empty(plan.PseudonymColumns);
        Assert.Equal(["physician", "referred_by", "email", "ward_phone"], plan.Rules.Select(r => r.Schema.Name));
        Assert.Equal("", plan.BesideKey);
    }
}
