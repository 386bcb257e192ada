using System.Web;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Web.Components.Recipes;
using Xunit;

namespace SynthWorkbench.Web.Tests.Recipes;

public sealed class CoverageLinkTests
{
    private static readonly Recipe Saved = new() { Name = "link", Conditions = [new RecipeCondition("age > 80", 3)], Boosts = [new RecipeBoost("age > 80", 3)] };

    [Fact]
    public void A_link_adds_to_what_the_recipe_has()
    {
        const string When = "[a & b] = 'x:y' and age > 3.5";
        Assert.Equal([.. Saved.Conditions, new RecipeCondition(When, 12)], Open(CoverageLink.ForRows(RecipeId.New(), When, 12)).Conditions);
        Assert.Equal([.. Saved.Boosts, new RecipeBoost(When, 2.5)], Open(CoverageLink.ForBoost(RecipeId.New(), When, 2.5)).Boosts);
    }

    [Fact]
    public void The_same_condition_is_asked_for_once() => Assert.Equal([new RecipeCondition("age > 80", 12)], Open(CoverageLink.ForRows(RecipeId.New(), "age > 80", 12)).Conditions);

    [Theory]
    [InlineData("rows-when=12")]
    [InlineData("rows-when=-1%3aage+%3e+3")]
    [InlineData("rows-when=x%3aage+%3e+3&boost=NaN%3aage+%3e+3&boost=-2%3aage+%3e+3&boost=")]
    [InlineData("")]
    public void What_cannot_be_read_changes_nothing(string query) => Assert.Equal(RecipeDocument.Hash(Saved), RecipeDocument.Hash(Open($"recipes/x?{query}")));

    private static Recipe Open(string link)
    {
        var query = HttpUtility.ParseQueryString(link[link.IndexOf('?', StringComparison.Ordinal)..]);
        return CoverageLink.Add(Saved, query.GetValues("rows-when"), query.GetValues("boost"));
    }
}
