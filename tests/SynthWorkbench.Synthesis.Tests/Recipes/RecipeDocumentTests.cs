using System.Security.Cryptography;
using System.Text;
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

    [Fact]
    public void Controls_read_back_and_neutral_ones_leave_documents_and_hashes_as_they_were()
    {
        const string Before = """{"name":"r","objective":{"task":"none","thresholds":[]},"engine":"auto","options":{"minDonors":20,"maxPredictors":30},"realism":0.6,"columns":[],"constraints":[],"rows":10000,"seed":1}""";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Before))), RecipeDocument.Hash(RecipeDocument.Parse("name: r\ncoverage: 0.5\nboosts: []\nwhat-ifs: []").Recipe!));
        var recipe = new Recipe { Name = "r", Coverage = 0.7, Boosts = [new RecipeBoost("diagnosis = 'X' and [age: years] > 80", 3)], WhatIfs = [new RecipeWhatIf("age") { Median = 50, Max = 80.5 }] };
        foreach (string text in new[] { RecipeDocument.ToYaml(recipe), RecipeDocument.ToJson(recipe) })
        {
            var read = RecipeDocument.Parse(text).Recipe!;
            Assert.Equal(RecipeDocument.Hash(recipe), RecipeDocument.Hash(read));
            Assert.Equal((0.7, recipe.Boosts[0], recipe.WhatIfs[0]), (read.Coverage, read.Boosts.Single(), read.WhatIfs.Single()));
            Assert.Equal((0.7, recipe.WhatIfs[0]), (read.Controls().Coverage, read.Controls().WhatIfs.Single()));
        }

        foreach (var other in new[] { recipe with { Coverage = 0.6 }, recipe with { Boosts = [] }, recipe with { WhatIfs = [] } })
            Assert.NotEqual(RecipeDocument.Hash(recipe), RecipeDocument.Hash(other));
    }

    [Theory]
    [InlineData("coverage", "1.5")]
    [InlineData("coverage", "NaN")]
    [InlineData("boosts[0].factor", "lies between 0.02")]
    [InlineData("boosts[1].factor", "constraint that refuses")]
    [InlineData("boosts[2].factor", "1000")]
    [InlineData("boosts[3].factor", "NaN")]
    [InlineData("boosts[4].when", "'nothing'")]
    [InlineData("boosts[5].when", "ends too early")]
    [InlineData("boosts[6].when", "empty")]
    [InlineData("boosts", "at most 20")]
    [InlineData("what-ifs[1]", "two what-ifs of 'age'")]
    [InlineData("what-ifs[0]", "asks nothing")]
    [InlineData("what-ifs[1].min", "below the largest")]
    [InlineData("what-ifs[2].median", "between the smallest")]
    [InlineData("what-ifs[3].column", "only numbers can be moved")]
    [InlineData("what-ifs[4].column", "'gone'")]
    [InlineData("what-ifs[5].max", "finite")]
    public void Controls_that_cannot_work_are_problems_with_place_and_way_out(string path, string message)
    {
        var schema = new TableSchema([new ColumnSchema("age", ColumnKind.Numeric), new ColumnSchema("score", ColumnKind.Numeric), new ColumnSchema("income", ColumnKind.Numeric), new ColumnSchema("sex", ColumnKind.Categorical)]);
        var recipe = new Recipe
        {
            Name = "r",
            Coverage = message == "NaN" ? double.NaN : 1.5,
            Boosts =
            [
                new RecipeBoost("age > 80", 0), new RecipeBoost("age > 80", -3), new RecipeBoost("age > 80", 1000), new RecipeBoost("age > 80", double.NaN),
                new RecipeBoost("nothing > 80", 2), new RecipeBoost("age >", 2), new RecipeBoost("", 2), .. Enumerable.Repeat(new RecipeBoost("age > 80", 2), 14),
            ],
            WhatIfs =
            [
                new RecipeWhatIf("age"), new RecipeWhatIf("age") { Min = 50, Max = 50 }, new RecipeWhatIf("score") { Median = 5, Min = 10 },
                new RecipeWhatIf("sex") { Median = 5 }, new RecipeWhatIf("gone") { Median = 5 }, new RecipeWhatIf("income") { Max = double.PositiveInfinity },
            ],
        };
        Assert.Contains(RecipeValidation.Check(recipe, schema), p => p.Path == path && p.Message.Contains(message, StringComparison.Ordinal));
        Assert.NotEmpty(RecipeDocument.Parse(RecipeDocument.ToJson(recipe)).Problems);
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
    [InlineData("name: r\ncoverage: 1.5", "coverage")]
    [InlineData("name: r\ncoverage: NaN", "coverage")]
    [InlineData("name: r\nboosts:\n  - when: age > 80\n    factor: 0", "boosts[0].factor")]
    [InlineData("name: r\nboosts:\n  - when: age > 80\n    factor: 1000", "between 0.02 and 100")]
    [InlineData("name: r\nboosts:\n  - when: age > 80", "boosts[0].factor")]
    [InlineData("name: r\nboosts:\n  - factor: 2", "boosts[0].when")]
    [InlineData("name: r\nwhat-ifs:\n  - median: 2", "what-ifs[0].column")]
    [InlineData("name: r\nwhatIfs: []", "Did you mean 'what-ifs'")]
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
