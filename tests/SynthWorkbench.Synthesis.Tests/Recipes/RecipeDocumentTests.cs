using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Recipes;

public sealed class RecipeDocumentTests
{
    [Fact]
    public void Yaml_and_json_read_back_and_hash_alike()
    {
        foreach (var recipe in new[] { DemoTables.CardiologyRecipe(), DemoTables.LoanRecipe() })
        {
            var yaml = RecipeDocument.Parse(RecipeDocument.ToYaml(recipe));
            var json = RecipeDocument.Parse(RecipeDocument.ToJson(recipe));
            Assert.Empty(yaml.Problems);
            Assert.Empty(json.Problems);
            Assert.Equal(RecipeDocument.Hash(recipe), RecipeDocument.Hash(yaml.Recipe!));
            Assert.Equal(RecipeDocument.Hash(recipe), RecipeDocument.Hash(json.Recipe!));
        }
    }

    [Fact]
    public void Order_of_keys_white_space_and_written_defaults_do_not_change_the_hash()
    {
        var a = RecipeDocument.Parse("name: r\nengine: rules\nseed: 1\n").Recipe!;
        var b = RecipeDocument.Parse("{ \"seed\":1,\n  \"engine\" : \"rules\", \"name\": \"r\", \"rows\": 10000 }").Recipe!;
        Assert.Equal(RecipeDocument.Hash(a), RecipeDocument.Hash(b));
        Assert.NotEqual(RecipeDocument.Hash(a), RecipeDocument.Hash(a with { Seed = 2 }));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("name: [", "neither YAML nor JSON")]
    [InlineData("rows: 5", "name")]
    [InlineData("name: r\nrowz: 5", "rowz")]
    [InlineData("name: r\nrows: 0", "rows")]
    [InlineData("name: r\nrows: many", "rows")]
    [InlineData("name: r\nengine: magic", "engine")]
    [InlineData("name: r\ncolumns:\n  - name: a\n    action: rule", "rule")]
    [InlineData("name: r\ncolumns:\n  - name: a\n    rule: { kind: wizard }", "kind")]
    [InlineData("name: r\nconstraints:\n  - kind: range\n    min: low", "min")]
    [InlineData("- 1\n- 2", "")]
    public void A_mistake_is_a_problem_with_its_place_never_an_exception(string text, string place)
    {
        var reading = RecipeDocument.Parse(text);
        Assert.Null(reading.Recipe);
        Assert.Contains(reading.Problems, p => p.ToString().Contains(place, StringComparison.Ordinal));
    }

    [Fact]
    public void A_mistake_names_its_line() => Assert.Equal(3, RecipeDocument.Parse("name: r\nengine: trees\nrowz: 5\n").Problems.Single().Line);

    [Fact]
    public void A_column_that_is_gone_a_wrong_kind_and_contradictions_are_found()
    {
        var schema = new TableSchema([new ColumnSchema("age", ColumnKind.Numeric), new ColumnSchema("sex", ColumnKind.Categorical)]);
        var recipe = new Recipe
        {
            Name = "r",
            Columns = [new RecipeColumn { Name = "gone" }],
            Constraints =
            [
                new RecipeConstraint { Kind = "range", Columns = ["sex"], Min = 1 },
                new RecipeConstraint { Kind = "range", Columns = ["age"], Min = 60 },
                new RecipeConstraint { Kind = "range", Columns = ["age"], Max = 50 },
                new RecipeConstraint { Kind = "expression", Expression = "age + nothing > 3" },
            ],
        };
        var problems = RecipeValidation.Check(recipe, schema).Select(p => p.ToString()).ToList();
        Assert.Contains(problems, p => p.Contains("'gone'", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("only numbers and dates", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("contradicts", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'nothing'", StringComparison.Ordinal));
    }

    [Fact]
    public void Proposed_thresholds_name_metrics_that_exist() => Assert.All(DefaultThresholds.All, t => Assert.NotNull(MetricCatalog.Find(t.Metric)));
}
