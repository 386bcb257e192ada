using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Engines;

/// <summary>What a what-if moves, what follows it and what stays.</summary>
public sealed class WhatIfTests
{
    private static readonly Table Train = DemoTables.LoanApplications(6000, 2).Select(["age", "credit_score", "late_payments", "interest_rate", "principal", "fee", "applied", "decided"]);

    private static readonly Dictionary<string, FittedModel> Models = LawOptions.OfRows.Where(e => !e.IsPrivate).ToDictionary(e => e.Id, e => e.Fit(Train, new EngineOptions(), null, default), StringComparer.Ordinal);

    public static TheoryData<string> Engines() => [.. Models.Keys];

    [Theory, MemberData(nameof(Engines))]
    public void The_median_moves_and_the_outer_quantiles_and_bounds_stay(string id)
    {
        var scale = WhatIfScale.Of(Models[id], "credit_score")!;
        double[] plain = Draw(id, "credit_score"), moved = Draw(id, "credit_score", new RecipeWhatIf("credit_score") { Median = 720 });
        Assert.InRange(scale.Median, 655, 690);
        Assert.InRange(Quantile(moved, 0.5), 717, 723);
        Assert.Equal(Quantile(plain, 0.01), Quantile(moved, 0.01), 4.0);
        Assert.Equal(Quantile(plain, 0.99), Quantile(moved, 0.99), 4.0);
        Assert.All(moved, v => Assert.Equal(Math.Round(v), v));
        double[] bounded = Draw(id, "credit_score", new RecipeWhatIf("credit_score") { Min = 600.5, Max = 700.5 });
        Assert.Equal((601, 700), (bounded.Min(), bounded.Max()));
        Assert.Equal(Quantile(plain, 0.5), Quantile(bounded, 0.5), 0.5);
    }

    [Theory, MemberData(nameof(Engines))]
    public void Columns_drawn_after_it_follow_and_columns_before_it_do_not_move(string id)
    {
        var whatIf = new RecipeWhatIf("credit_score") { Median = 720 };
        double[] plain = Draw(id, "interest_rate"), moved = Draw(id, "interest_rate", whatIf);
        double shift = Quantile(plain, 0.5) - Quantile(moved, 0.5);
        Assert.True(shift > 0.5, $"{id}: {shift:0.00}");
        double[] before = Draw(id, "age"), after = Draw(id, "age", whatIf);
        Assert.True(before.Where((v, i) => v == after[i]).Count() > 0.99 * before.Length, id);
    }

    [Theory, MemberData(nameof(Engines))]
    public void Missing_values_stay_missing(string id)
    {
        int plain = Model(id, []).MissingCount, moved = Model(id, [new RecipeWhatIf("credit_score") { Median = 720, Min = 500 }]).MissingCount;
        Assert.True(plain > 0 && Math.Abs(plain - moved) < 0.02 * plain, $"{id}: {plain} and {moved}");
        Column Model(string engine, RecipeWhatIf[] whatIfs) => Models[engine].Sample(3, 0, 12_000, new SamplingControls { WhatIfs = [.. whatIfs] })["credit_score"];
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_median_outside_what_stays_is_refused_with_the_interval(string id)
    {
        var scale = WhatIfScale.Of(Models[id], "credit_score")!;
        foreach (double median in new[] { scale.Low, scale.High, 2000, -5 })
        {
            var refused = Assert.Throws<GenerationRefusedException>(() => Pipeline(id, new RecipeWhatIf("credit_score") { Median = median }));
            Assert.Contains($"between {scale.Low} and {scale.High}", refused.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => Models[id].SampleBlock(3, 0, 0, new SamplingControls { WhatIfs = [new RecipeWhatIf("credit_score") { Median = median }] }));
        }

        Pipeline(id, new RecipeWhatIf("credit_score") { Median = scale.High - 1 });
        var zeros = Assert.Throws<GenerationRefusedException>(() => Pipeline(id, new RecipeWhatIf("late_payments") { Median = 3 }));
        Assert.Contains("49 % of the values are 0", zeros.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines))]
    public void Only_a_modelled_number_has_a_scale(string id)
    {
        var labels = EngineCatalog.Find(id)!.Fit(DemoTables.LoanApplications(300, 2).Select(["region", "age"]), LawOptions.Of(id), null, default);
        Assert.Null(WhatIfScale.Of(labels, "region"));
        Assert.Null(WhatIfScale.Of(labels, "nothing"));
        Assert.Null(WhatIfScale.Of(Models[id], "applied"));
        Assert.NotNull(WhatIfScale.Of(labels, "age"));
    }

    [Fact]
    public void Columns_that_are_not_learned_as_they_are_cannot_be_moved()
    {
        var inequality = new RecipeConstraint { Kind = "inequality", Columns = ["fee", "principal"] };
        Recipe Asking(string column) => new() { Name = "r", WhatIfs = [new RecipeWhatIf(column) { Median = 5 }], Constraints = [inequality], Columns = [new RecipeColumn { Name = "age", Action = "rule", Rule = new RecipeRule { Kind = "integer", Min = 18, Max = 90 } }] };
        Assert.Empty(GenerationPlan.Create(Asking("fee"), Train.Schema).Problems);
        Assert.Contains(GenerationPlan.Create(Asking("principal"), Train.Schema).Problems, p => p.Path == "what-ifs[0].column" && p.Message.Contains("lower column", StringComparison.Ordinal));
        Assert.Contains(GenerationPlan.Create(Asking("age"), Train.Schema).Problems, p => p.Message.Contains("not learned", StringComparison.Ordinal));
        Assert.Contains(GenerationPlan.Create(Asking("decided"), Train.Schema).Problems, p => p.Message.Contains("only numbers", StringComparison.Ordinal));
    }

    private static GenerationPipeline Pipeline(string id, RecipeWhatIf whatIf) => new(GenerationPlan.Create(new Recipe { Name = "r", Engine = id, WhatIfs = [whatIf] }, Train.Schema).Plan!, Models[id]);

    private static double[] Draw(string id, string column, params RecipeWhatIf[] whatIfs) =>
        [.. ((NumericColumn)Models[id].Sample(3, 0, 12_000, new SamplingControls { WhatIfs = [.. whatIfs] })[column]).Values.ToArray().Where(v => !double.IsNaN(v))];

    private static double Quantile(double[] values, double share) => values.Order().ElementAt((int)(share * (values.Length - 1)));
}
