using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Engines;

public sealed class RuleColumnTests
{
    public static TheoryData<string> Kinds() => [.. RuleKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_makes_a_table_without_a_reference(string kind)
    {
        var rule = Complete(kind) with { Missing = 0.2 };
        var recipe = new Recipe
        {
            Name = "rules", Engine = "rules", Rows = 5000,
            Columns = [new RecipeColumn { Name = "n", Action = "rule", Rule = new RecipeRule { Kind = "integer", Min = 1, Max = 9 } }, new RecipeColumn { Name = "x", Action = "rule", Rule = rule }],
        };
        var planning = GenerationPlan.Create(recipe, null);
        Assert.Empty(planning.Problems);
        var drawn = new GenerationPipeline(planning.Plan!, null).DrawChunk(0, default);
        Assert.Equal(TableDigest.Of(drawn), TableDigest.Of(new GenerationPipeline(planning.Plan!, null).DrawChunk(0, default)));
        Assert.InRange(drawn["x"].MissingCount, 800, 1200);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_without_its_settings_is_refused_before_the_run(string kind)
    {
        var recipe = new Recipe { Name = "rules", Engine = "rules", Columns = [new RecipeColumn { Name = "x", Action = "rule", Rule = new RecipeRule { Kind = kind } }] };
        Assert.Equal(RuleKinds.Needs(kind).Length > 0, GenerationPlan.Create(recipe, null).Problems.Count > 0);
    }

    [Fact]
    public void Distributions_have_their_mean()
    {
        foreach (string kind in (string[])["normal", "lognormal", "exponential", "poisson"])
        {
            var column = (NumericColumn)new RuleColumn("x", new RecipeRule { Kind = kind, Mean = 12, Sd = 3, Decimals = 4 }, null).SampleBlock(1, 0, 0, 20_000);
            Assert.Equal(12, column.Values.ToArray().Average(), 0.4);
        }
    }

    [Fact]
    public void Weights_and_patterns_are_kept()
    {
        var list = new RuleColumn("x", new RecipeRule { Kind = "list", Values = ["a", "b", "never"], Weights = [3, 1, 0] }, null).SampleBlock(1, 0, 0, 8000);
        var labels = Enumerable.Range(0, 8000).Select(list.Format).CountBy(l => l!).ToDictionary();
        Assert.InRange(labels["a"], 5800, 6200);
        Assert.False(labels.ContainsKey("never"));
        var codes = new RuleColumn("x", new RecipeRule { Kind = "pattern", Pattern = "AAA-9999" }, null).SampleBlock(1, 0, 0, 100);
        Assert.All(Enumerable.Range(0, 100), r => Assert.Matches("^[A-Z]{3}-[0-9]{4}$", codes.Format(r)!));
    }

    private static RecipeRule Complete(string kind) => new()
    {
        Kind = kind,
        Values = kind switch { "constant" => ["one"], "list" => ["a", "b"], _ => [] },
        Min = kind is "integer" or "uniform" ? 0 : null,
        Max = kind is "integer" or "uniform" ? 10 : null,
        Mean = kind == "bernoulli" ? 0.3 : 5,
        Sd = 2,
        From = "2020-01-01",
        To = "2024-12-31",
        Pattern = "A9",
        Expression = "n * 2 + 1",
        Count = 10,
    };
}
