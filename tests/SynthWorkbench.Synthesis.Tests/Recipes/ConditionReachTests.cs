using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Recipes;

/// <summary>Conditions that no row can meet are told with the recipe, before anything is fitted.</summary>
public sealed class ConditionReachTests
{
    private static readonly TableSchema Schema = new([
        new ColumnSchema("age", ColumnKind.Numeric), new ColumnSchema("height", ColumnKind.Numeric) { Decimals = 2 }, new ColumnSchema("sex", ColumnKind.Categorical), new ColumnSchema("ward", ColumnKind.Categorical)]);

    private static readonly PrivacyOptions Known = new() { Public = [new PublicColumn("age") { Min = 17, Max = 90 }, new PublicColumn("sex") { Values = ["f", "m"] }] };

    [Theory]
    [InlineData("age > 95", "declared public from 17 to 90")]
    [InlineData("sex = 'x' and ward = 'B'", "none of the 2 labels of 'sex'")]
    [InlineData("age > 50 and age < 20", "contradicts itself")]
    [InlineData("age > 40 and age < 41", "contradicts itself")]
    [InlineData("ward = 'B' and age > 90", "declared public from 17 to 90")]
    [InlineData("ward = 'A' and ward = 'B'", "contradicts itself")]
    [InlineData("ward = 'A' and not (ward != 'B')", "contradicts itself")]
    [InlineData("height > 2.5", "keeps 'height' at 2.3 or below")]
    public void What_no_row_can_meet_is_refused_with_the_reason_and_a_way_out(string when, string reason)
    {
        var recipe = new Recipe { Name = "r", Engine = EngineCatalog.PrivateMarginals, Options = new EngineOptions { Privacy = Known }, Constraints = [new RecipeConstraint { Kind = "range", Columns = ["height"], Max = 2.3 }] };
        foreach (var (asked, path) in new[] { (recipe with { Conditions = [new RecipeCondition(when, 10)] }, "conditions[0].when"), (recipe with { Boosts = [new RecipeBoost(when, 5)] }, "boosts[0].when") })
        {
            var problem = Assert.Single(RecipeValidation.Check(asked, Schema));
            Assert.Equal(path, problem.Path);
            Assert.StartsWith($"No row can meet '{when}': ", problem.Message, StringComparison.Ordinal);
            Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
            Assert.Matches("(Loosen|Check|Correct) ", problem.Message);
        }
    }

    [Theory]
    [InlineData("age >= 90")]
    [InlineData("age > 50 or age < 20")]
    [InlineData("missing(age) and missing(sex)")]
    [InlineData("height > 1.8 and height < 1.81")]
    [InlineData("age * 2 > 250")]
    [InlineData("ward = 'nowhere'")]
    [InlineData("sex = 'f' and -age < -80")]
    [InlineData("ward > 3 and ward < 2")]
    [InlineData("ward > 'A' and ward < 'B'")]
    [InlineData("ward != 'A' and ward != 'B'")]
    [InlineData("ward = true")]
    [InlineData("ward and ward != 'yes'")]
    public void What_some_row_might_meet_is_not_refused(string when) =>
        Assert.Empty(RecipeValidation.Check(new Recipe { Name = "r", Engine = EngineCatalog.PrivateMarginals, Options = new EngineOptions { Privacy = Known }, Conditions = [new RecipeCondition(when, 10)] }, Schema));

    [Fact]
    public void Exactly_those_conditions_on_whole_numbers_are_refused_that_no_value_within_the_bounds_meets()
    {
        var random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 2_000; i++)
        {
            int low = random.Next(-12, 6), high = low + random.Next(1, 12);
            string when = Condition(random, 3);
            var recipe = new Recipe { Name = "r", Engine = EngineCatalog.PrivateMarginals, Options = new EngineOptions { Privacy = new PrivacyOptions { Public = [new PublicColumn("age") { Min = low, Max = high }] } }, Conditions = [new RecipeCondition(when, 1)] };
            var expression = RowExpression.Parse(when).Expression!;
            bool canBe = Enumerable.Range(low, high - low + 1).Any(v => expression.Evaluate(_ => CellValue.Of(v)).Number == 1) || expression.Evaluate(_ => CellValue.Missing).Number == 1;
            var problems = RecipeValidation.Check(recipe, Schema);
            Assert.True(canBe == (problems.Count == 0), $"{when} within {low} to {high}: {string.Join(' ', problems.Select(p => p.Message))}");
            refused += problems.Count;
        }

        Assert.InRange(refused, 200, 1_800);
    }

    [Theory]
    [InlineData("age + 1", false)]
    [InlineData("'f'", false)]
    [InlineData("if(age > 3, 'a', 'b')", false)]
    [InlineData("(age)", true)]
    [InlineData("(age + 1) > 3 and not missing(sex)", true)]
    [InlineData("if(age > 3, sex = 'f', true)", true)]
    public void A_condition_says_that_something_is_so(string when, bool isTruth)
    {
        var problems = RecipeValidation.Check(new Recipe { Name = "r", Conditions = [new RecipeCondition(when, 10)] }, Schema);
        if (isTruth)
            Assert.Empty(problems);
        else
            Assert.Contains("is a value", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    private static string Condition(Random random, int depth) => (depth == 0 ? 0 : random.Next(5)) switch
    {
        1 => $"({Condition(random, depth - 1)} or {Condition(random, depth - 1)})",
        2 => $"not {Condition(random, 0)}",
        3 or 4 => $"{Condition(random, depth - 1)} and {Condition(random, depth - 1)}",
        _ => $"age {new[] { "<", "<=", ">", ">=", "=", "!=" }[random.Next(6)]} {(random.Next(3) == 0 ? "-" : "")}{random.Next(0, 12)}{(random.Next(4) == 0 ? ".5" : "")}",
    };
}
