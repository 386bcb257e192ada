using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tests.Engines;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Generation;

/// <summary>Labels get the shares asked for with every engine, several columns at once, and the weights undo it.</summary>
public sealed class RebalancingTests
{
    private const int Rows = 40_000;

    /// <summary>The factors are solved on a pilot of 16,384 rows: three standard errors of its shares and of the output's.</summary>
    private const double Close = 0.015;

    private static readonly Table Train = DemoTables.LoanApplications(3000, 2).Select(["region", "branch", "age", "employment", "income", "purpose"]);

    private static readonly Recipe Plain = new() { Name = "r", Rows = Rows, Seed = 4 };

    private static readonly Dictionary<string, FittedModel> Models = LawOptions.OfRows.ToDictionary(e => e.Id, e => GenerationPipeline.Fit(Plan(Plain with { Engine = e.Id, Options = LawOptions.Of(e.Id) }), Train, null, default)!, StringComparer.Ordinal);

    private static readonly RecipeRebalance Employment = new("employment") { Values = ["unemployed", "retired"], Shares = [0.3, 0.25] };

    public static TheoryData<string> Engines() => [.. LawOptions.OfRows.Select(e => e.Id)];

    [Theory, MemberData(nameof(Engines))]
    public void Shares_are_as_asked_those_not_named_keep_their_proportions_and_weights_undo_it(string id)
    {
        var plain = Draw(id, Plain);
        var drawn = Draw(id, Plain with { Rebalance = [Employment] });
        Assert.Equal("_weight", drawn.Schema.Columns[^1].Name);
        Assert.InRange(Share(drawn, "employment", "unemployed"), 0.3 - Close, 0.3 + Close);
        Assert.InRange(Share(drawn, "employment", "retired"), 0.25 - Close, 0.25 + Close);
        Assert.InRange(Share(drawn, "employment", "employee") / Share(drawn, "employment", "self-employed") / (Share(plain, "employment", "employee") / Share(plain, "employment", "self-employed")), 0.9, 1.1);
        double[] weights = ((NumericColumn)drawn["_weight"]).Values.ToArray();
        foreach (string label in (string[])["unemployed", "retired", "employee"])
            Assert.InRange(Share(drawn, "employment", label, weights), Share(plain, "employment", label) - Close, Share(plain, "employment", label) + Close);
        Assert.InRange(Mean(drawn, weights) / Mean(plain, null), 0.96, 1.04);
    }

    [Theory, MemberData(nameof(Engines))]
    public void Several_columns_hold_at_once_beside_a_boost_and_a_constraint(string id)
    {
        var drawn = Draw(id, Plain with
        {
            Rebalance = [Employment, new RecipeRebalance("purpose") { Values = ["car"], Shares = [0.5] }], Boosts = [new RecipeBoost("age > 60", 3)], Constraints = [new RecipeConstraint { Kind = "range", Columns = ["age"], Min = 21 }],
        });
        Assert.InRange(Share(drawn, "employment", "unemployed"), 0.3 - Close, 0.3 + Close);
        Assert.InRange(Share(drawn, "employment", "retired"), 0.25 - Close, 0.25 + Close);
        Assert.InRange(Share(drawn, "purpose", "car"), 0.5 - Close, 0.5 + Close);
    }

    [Fact]
    public void Chunks_do_not_change_the_rows()
    {
        var recipe = Plain with { Engine = "trees", Options = LawOptions.Of("trees"), Rebalance = [Employment], Rows = GenerationPipeline.ChunkRows + 3000 };
        var plan = Plan(recipe);
        GenerationPipeline one = new(plan, Models["trees"]), other = new(plan, Models["trees"]);
        string second = TableDigest.Of(other.DrawChunk(1, default));
        Assert.Equal(TableDigest.Of(one.DrawChunk(0, default)), TableDigest.Of(other.DrawChunk(0, default)));
        Assert.Equal(second, TableDigest.Of(one.DrawChunk(1, default)));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_a_way_out()
    {
        Planned(new("employment") { Values = ["retired"], Shares = [] }, "Give each value its share");
        Planned(new("employment") { Values = ["retired", "retired"], Shares = [0.2, 0.2] }, "two shares");
        Planned(new("employment") { Values = ["retired"], Shares = [1] }, "above 0 and below 1");
        Planned(new("employment") { Values = ["retired", "employee"], Shares = [0.7, 0.7] }, "more than all rows");
        Planned(new("income") { Values = ["1"], Shares = [0.5] }, "has no labels");
        Planned(new("nothing") { Values = ["1"], Shares = [0.5] }, "not among the columns");
        Drawn(new("employment") { Values = ["astronaut"], Shares = [0.1] }, "No row with 'astronaut'");
        Drawn(new("employment") { Values = ["retired", "employee"], Shares = [0.5, 0.5] }, "are to be all rows");

        static void Planned(RecipeRebalance asked, string expected) =>
            Assert.Contains(expected, Assert.Single(GenerationPlan.Create(Plain with { Engine = "trees", Rebalance = [asked] }, Train.Schema).Problems).Message, StringComparison.Ordinal);

        static void Drawn(RecipeRebalance asked, string expected) =>
            Assert.Contains(expected, Assert.Throws<GenerationRefusedException>(() => Draw("trees", Plain with { Rebalance = [asked] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_beyond_real_support_are_told_before_the_run()
    {
        var plan = Plan(Plain with { Engine = "trees", Rebalance = [new("purpose") { Values = ["boat", "spaceship"], Shares = [0.4, 0.1] }] });
        var findings = CoverageFindings.Of(plan, Train);
        Assert.Equal(2, findings.Count);
        Assert.Contains("real cases of 'boat' would carry about 16,000 synthetic rows", findings[0].ToString(), StringComparison.Ordinal);
        Assert.False(findings[0].IsContradiction);
        Assert.True(findings[1].IsContradiction);
        Assert.Empty(CoverageFindings.Of(Plan(Plain with { Engine = "trees", Rows = 4000, Rebalance = [Employment] }), Train));
    }

    private static GenerationPlan Plan(Recipe recipe) => GenerationPlan.Create(recipe, Train.Schema).Plan!;

    private static Table Draw(string id, Recipe recipe) => new GenerationPipeline(Plan(recipe with { Engine = id, Options = LawOptions.Of(id) }), Models[id]).DrawChunk(0, default);

    private static double Share(Table rows, string column, string label, double[]? weights = null)
    {
        double met = 0, all = 0;
        for (int row = 0; row < rows.RowCount; row++)
        {
            double weight = weights?[row] ?? 1;
            all += weight;
            met += rows[column].Format(row) == label ? weight : 0;
        }

        return met / all;
    }

    private static double Mean(Table rows, double[]? weights)
    {
        double sum = 0, all = 0;
        var income = ((NumericColumn)rows["income"]).Values;
        for (int row = 0; row < rows.RowCount; row++)
        {
            if (double.IsNaN(income[row]))
                continue;
            double weight = weights?[row] ?? 1;
            (sum, all) = (sum + weight * income[row], all + weight);
        }

        return sum / all;
    }
}
