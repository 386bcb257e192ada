using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using NJsonSchema;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables.Sequences;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Recipes;

/// <summary>The published schema and the reader say the same.</summary>
public sealed partial class RecipeSchemaTests
{
    public static TheoryData<string, Type> Parts() => new()
    {
        { "", typeof(Recipe) }, { "definitions/objective", typeof(RecipeObjective) }, { "definitions/objective/thresholds", typeof(RecipeThreshold) }, { "reference", typeof(RecipeReference) },
        { "options", typeof(EngineOptions) }, { "definitions/column", typeof(RecipeColumn) }, { "definitions/text", typeof(RecipeText) }, { "definitions/replace", typeof(RecipeReplace) }, { "definitions/rule", typeof(RecipeRule) }, { "definitions/constraint", typeof(RecipeConstraint) },
        { "boosts", typeof(RecipeBoost) }, { "definitions/privacy", typeof(PrivacyOptions) }, { "definitions/privacy/public", typeof(PublicColumn) }, { "what-ifs", typeof(RecipeWhatIf) }, { "sequence", typeof(SequenceColumns) },
        { "relations", typeof(RecipeRelations) }, { "definitions/table", typeof(RecipeTable) }, { "definitions/link", typeof(RecipeLink) },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Every_setting_of_a_recipe_is_in_the_schema_and_no_other(string part, Type type)
    {
        var schema = await JsonSchema.FromJsonAsync(RecipeSchema.Text, TestContext.Current.CancellationToken);
        foreach (string step in part.Split('/', StringSplitOptions.RemoveEmptyEntries))
            schema = step == "definitions" ? schema : schema.Definitions.TryGetValue(step, out var definition) ? definition : schema.Properties[step].ActualSchema is { Item: { } item } ? item.ActualSchema : schema.Properties[step].ActualSchema;
        var settings = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? char.ToLowerInvariant(p.Name[0]) + p.Name[1..]);
        Assert.Equal(settings.Order(StringComparer.Ordinal), schema.Properties.Keys.Order(StringComparer.Ordinal));
        Assert.False(schema.AllowAdditionalProperties);
    }

    [Fact]
    public async Task The_kinds_of_rules_are_those_of_the_engine()
    {
        var schema = await JsonSchema.FromJsonAsync(RecipeSchema.Text, TestContext.Current.CancellationToken);
        Assert.Equal(RuleKinds.All, schema.Definitions["rule"].Properties["kind"].Enumeration.Cast<string>());
    }

    [Fact]
    public async Task What_the_workbench_writes_and_what_the_guides_show_is_valid_under_both()
    {
        var schema = await JsonSchema.FromJsonAsync(RecipeSchema.Text, TestContext.Current.CancellationToken);
        var recipes = new List<Recipe> { DemoTables.CardiologyRecipe(), DemoTables.LoanRecipe() };
        foreach (string guide in Directory.GetFiles(Path.Combine(Checkout.Root, "docs", "guide"), "*.md"))
        {
            foreach (Match block in Yaml().Matches(await File.ReadAllTextAsync(guide, TestContext.Current.CancellationToken)))
            {
                var reading = RecipeDocument.Parse(block.Groups["recipe"].Value);
                Assert.True(reading.Recipe is not null, $"{guide}: {string.Join("; ", reading.Problems)}");
                recipes.Add(reading.Recipe);
            }
        }

        Assert.True(recipes.Count > 2);
        Assert.All(recipes, r => Assert.Empty(schema.Validate(RecipeDocument.ToJson(r))));
    }

    [Theory]
    [InlineData("{ \"rows\": 5 }")]
    [InlineData("{ \"name\": \"r\", \"rowz\": 5 }")]
    [InlineData("{ \"name\": \"r\", \"rows\": 0 }")]
    [InlineData("{ \"name\": \"r\", \"rows\": 1.5 }")]
    [InlineData("{ \"name\": \"r\", \"engine\": \"magic\" }")]
    [InlineData("{ \"name\": \"r\", \"options\": { \"minDonors\": 0 } }")]
    [InlineData("{ \"name\": \"r\", \"columns\": [{ \"name\": \"a\", \"rule\": { \"kind\": \"wizard\" } }] }")]
    [InlineData("{ \"name\": \"r\", \"columns\": [{ \"name\": \"a\", \"rule\": { \"kind\": \"uuid\", \"missing\": 2 } }] }")]
    [InlineData("{ \"name\": \"r\", \"columns\": [{ \"name\": \"a\", \"action\": \"text\", \"text\": { \"floor\": 1 } }] }")]
    [InlineData("{ \"name\": \"r\", \"columns\": [{ \"name\": \"a\", \"action\": \"text\", \"text\": { \"ceiling\": 5 } }] }")]
    [InlineData("{ \"name\": \"r\", \"columns\": [{ \"name\": \"a\", \"action\": \"replace\", \"replace\": { \"floor\": 1 } }] }")]
    [InlineData("{ \"name\": \"r\", \"coverage\": 1.5 }")]
    [InlineData("{ \"name\": \"r\", \"sequence\": { \"entity\": \"patient\" } }")]
    [InlineData("{ \"name\": \"r\", \"sequence\": { \"order\": [\"date\"], \"step\": 1 } }")]
    [InlineData("{ \"name\": \"r\", \"boosts\": [{ \"when\": \"age > 80\" }] }")]
    [InlineData("{ \"name\": \"r\", \"boosts\": [{ \"when\": \"age > 80\", \"factor\": 0 }] }")]
    [InlineData("{ \"name\": \"r\", \"boosts\": [{ \"when\": \"age > 80\", \"factor\": 1000 }] }")]
    [InlineData("{ \"name\": \"r\", \"what-ifs\": [{ \"median\": 50 }] }")]
    [InlineData("{ \"name\": \"r\", \"what-ifs\": [{ \"column\": \"age\", \"mean\": 50 }] }")]
    [InlineData("{ \"name\": \"r\", \"constraints\": [{ \"kind\": \"range\", \"min\": \"low\" }] }")]
    public async Task What_one_refuses_the_other_refuses(string document)
    {
        var schema = await JsonSchema.FromJsonAsync(RecipeSchema.Text, TestContext.Current.CancellationToken);
        Assert.NotEmpty(schema.Validate(document));
        Assert.Null(RecipeDocument.Parse(document).Recipe);
    }

    [GeneratedRegex("```yaml\\r?\\n(?<recipe>name:.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Yaml();
}
