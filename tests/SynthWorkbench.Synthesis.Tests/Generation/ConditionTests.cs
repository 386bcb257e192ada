using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tests.Engines;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Generation;

/// <summary>Exact conditions in every engine: as many rows as asked for, drawn as the engine draws such rows, and nothing else changed.</summary>
public sealed class ConditionTests
{
    private const string Public = "employment = 'public' and age > 40", Medical = "purpose = 'medical'";

    private static readonly Table Train = DemoTables.LoanApplications(3000, 2).Select(["applied", "region", "branch", "age", "employment", "income", "purpose", "principal"]);

    private static readonly Recipe Plain = new() { Name = "r", Rows = 6000, Seed = 4 };

    private static readonly Recipe Asked = Plain with { Conditions = [new RecipeCondition(Public, 3000), new RecipeCondition(Medical, 1500)] };

    private static readonly Dictionary<string, FittedModel> Models = LawOptions.OfRows.ToDictionary(e => e.Id, e => GenerationPipeline.Fit(Plan(Plain with { Engine = e.Id, Options = LawOptions.Of(e.Id) }), Train, null, default)!, StringComparer.Ordinal);

    public static TheoryData<string> Engines() => [.. LawOptions.OfRows.Select(e => e.Id)];

    /// <summary>The conditions meet within the first block and within the second.</summary>
    [Theory, MemberData(nameof(Engines))]
    public void As_many_rows_as_asked_meet_each_condition_and_stand_first(string id)
    {
        var rows = Draw(id, Asked);
        Assert.Equal(6000, rows.RowCount);
        Assert.Equal(3000, Matches(Public, rows.Slice(0, 3000)));
        Assert.Equal(1500, Matches(Medical, rows.Slice(3000, 1500)));
        Assert.InRange(Matches(Medical, rows.Slice(4500, 1500)), 20, 300);
        Assert.False(rows.Schema.Contains("_weight"));
        Assert.Equal(TableDigest.Of(rows), TableDigest.Of(Draw(id, Asked)));
        Assert.NotEqual(TableDigest.Of(rows.Slice(0, 3000)), TableDigest.Of(Draw(id, Asked with { Seed = 5 }).Slice(0, 3000)));
    }

    /// <summary>What goes with the condition is what goes with it in rows that were not asked for.</summary>
    [Theory, MemberData(nameof(Engines))]
    public void Rows_of_a_condition_are_those_that_the_engine_draws(string id)
    {
        var asked = Draw(id, Asked).Slice(0, 3000);
        var all = Draw(id, Plain with { Rows = 30_000, Seed = 9 });
        var found = all.Take([.. RowCells.Matching(When(Public), all)]);
        Assert.True(found.RowCount > 500, $"{found.RowCount}");
        foreach (string column in new[] { "age", "income", "principal" })
        {
            double[] x = Values(asked, column), y = Values(found, column);
            double error = Math.Sqrt(Variance(x) / x.Length + Variance(y) / y.Length);
            Assert.True(Math.Abs(x.Average() - y.Average()) < 4 * error, $"{id}: {column} {x.Average():0.0} and {y.Average():0.0} ± {error:0.0}");
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public void Constraints_and_boosts_hold_within_a_condition(string id)
    {
        var rows = Draw(id, Asked with { Constraints = [new RecipeConstraint { Kind = "range", Columns = ["age"], Max = 60 }], Boosts = [new RecipeBoost("region = 'west'", 4)] });
        Assert.Equal(3000, Matches(Public, rows.Slice(0, 3000)));
        Assert.Equal(6000, Matches("age <= 60", rows));
        Assert.True(Matches("region = 'west'", rows.Slice(0, 3000)) > 1.5 * Matches("region = 'west'", Draw(id, Asked).Slice(0, 3000)));
        Assert.True(rows.Schema.Contains("_weight"));
    }

    [Fact]
    public void Numbers_go_on_over_the_conditions_and_unique_values_stay_unique()
    {
        var recipe = Asked with { Engine = "trees", Columns = [new RecipeColumn { Name = "id", Action = "rule", Rule = new RecipeRule { Kind = "sequence" } }, new RecipeColumn { Name = "mail", Action = "rule", Rule = new RecipeRule { Kind = "user-name" } }], Constraints = [new RecipeConstraint { Kind = "unique", Columns = ["mail"] }] };
        var rows = Draw("trees", recipe);
        Assert.Equal(Enumerable.Range(1, 6000).Select(i => $"{i}"), Enumerable.Range(0, 6000).Select(r => rows["id"].Format(r)));
        Assert.Equal(6000, Enumerable.Range(0, 6000).Select(r => rows["mail"].Format(r)).Distinct().Count());
    }

    [Fact]
    public void A_condition_that_no_drawn_row_meets_is_refused_with_a_way_out()
    {
        var refused = Assert.Throws<GenerationRefusedException>(() => Draw("trees", Plain with { Conditions = [new RecipeCondition("age > 200", 10)] }));
        Assert.Contains("Hardly a row meets the condition 'age > 200': 0 of 10 rows were found in 1,044,480 drawn. Check its spelling, loosen it", refused.Message, StringComparison.Ordinal);
        refused = Assert.Throws<GenerationRefusedException>(() => Draw("trees", Plain with { Conditions = [new RecipeCondition("age > 60", 10)], Constraints = [new RecipeConstraint { Kind = "expression", Expression = "age <= 17" }] }));
        Assert.StartsWith("The constraints refuse nearly every row", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("age >", 10L, "conditions[0].when")]
    [InlineData("height > 3", 10L, "conditions[0].when")]
    [InlineData("age > 3", 0L, "conditions[0].rows")]
    [InlineData("age > 3", 6001L, "conditions")]
    public void What_cannot_be_asked_for_is_told(string when, long rows, string path) =>
        Assert.Contains(GenerationPlan.Create(Plain with { Engine = "trees", Conditions = [new RecipeCondition(when, rows)] }, Train.Schema).Problems, p => p.Path == path);

    [Fact]
    public void Few_real_rows_behind_a_condition_are_told_and_none_stops()
    {
        var findings = CoverageFindings.Of(Plan(Plain with { Engine = "trees", Conditions = [new RecipeCondition("age > 40", 1000), new RecipeCondition("purpose = 'boat' and age > 70", 900), new RecipeCondition("age > 200", 5)] }), Train);
        int real = Matches("purpose = 'boat' and age > 70", Train);
        Assert.InRange(real, 1, 40);
        Assert.Collection(findings,
            f => Assert.Equal(("conditions[1]", false, true), (f.Path, f.IsContradiction, f.Message.Contains($"Ask for at most {20 * real:N0} of them", StringComparison.Ordinal))),
            f => Assert.Equal(("conditions[2]", true), (f.Path, f.IsContradiction)));
    }

    [Theory]
    [InlineData(2000, 1000, 500)]
    [InlineData(60, 30, 15)]
    [InlineData(2, 1, 1)]
    public void Other_numbers_of_rows_keep_the_shares(long rows, long first, long second)
    {
        var recipe = Asked.ForRows(rows);
        Assert.Equal([first, second], recipe.Conditions.Select(c => c.Rows));
        Assert.Empty(GenerationPlan.Create(recipe with { Engine = "trees" }, Train.Schema).Problems);
    }

    [Fact]
    public void A_document_keeps_conditions_and_leaves_none_out()
    {
        string text = RecipeDocument.ToYaml(Asked);
        Assert.Equal(Asked.Conditions, RecipeDocument.Parse(text).Recipe!.Conditions);
        Assert.DoesNotContain("conditions", RecipeDocument.ToYaml(Plain), StringComparison.Ordinal);
        Assert.NotEqual(RecipeDocument.Hash(Asked), RecipeDocument.Hash(Plain));
    }

    private static GenerationPlan Plan(Recipe recipe) => GenerationPlan.Create(recipe, Train.Schema).Plan!;

    private static Table Draw(string id, Recipe recipe)
    {
        var pipeline = new GenerationPipeline(Plan(recipe with { Engine = id, Options = LawOptions.Of(id) }), Models[id]);
        return Table.Concat([.. Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, TestContext.Current.CancellationToken))]);
    }

    private static RowExpression When(string text) => RowExpression.Parse(text).Expression!;

    private static int Matches(string when, Table rows) => RowCells.Matching(When(when), rows).Count();

    private static double[] Values(Table rows, string column) => [.. ((NumericColumn)rows[column]).Values.ToArray().Where(v => !double.IsNaN(v))];

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
