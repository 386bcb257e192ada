using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Generation;

/// <summary>What training rows say against boosts.</summary>
public sealed class CoverageFindingTests
{
    private static readonly Table Train = DemoTables.LoanApplications(3000, 2).Select(["email", "age", "purpose", "principal"]);

    private static readonly int Boats = Enumerable.Range(0, Train.RowCount).Count(row => Train["purpose"].Format(row) == "boat");

    [Fact]
    public void A_condition_that_no_row_meets_cannot_be_drawn_more_often()
    {
        var finding = Assert.Single(Of(3000, new RecipeBoost("purpose = 'yacht'", 3)));
        Assert.True(finding is { IsContradiction: true, Path: "boosts[0]" });
        Assert.Contains("nothing to learn", finding.Message, StringComparison.Ordinal);
        Assert.False(Assert.Single(Of(3000, new RecipeBoost("purpose = 'yacht'", 0.5))).IsContradiction);
        Assert.Empty(Of(3000, new RecipeBoost("purpose = 'yacht'", 1)));
    }

    [Fact]
    public void Few_real_cases_behind_many_rows_are_told_and_both_ways_out_are_enough()
    {
        Assert.InRange(Boats, 5, 60);
        var boost = new RecipeBoost("purpose = 'boat'", 100);
        var finding = Assert.Single(Of(10_000, boost));
        Assert.False(finding.IsContradiction);
        Assert.Contains($"{Boats} real cases of 'purpose = 'boat'' would carry about {10_000 * 100L * Boats / (100 * Boats + Train.RowCount - Boats) / 100 * 100:N0} synthetic rows", finding.Message, StringComparison.Ordinal);
        string[] words = finding.Message.Split(' ');
        double factor = double.Parse(words[Array.IndexOf(words, "about", Array.IndexOf(words, "Lower")) + 1].TrimEnd(','));
        long rows = long.Parse(words[^2].Replace(",", "", StringComparison.Ordinal));
        Assert.InRange(10_000 * factor * Boats / (factor * Boats + Train.RowCount - Boats), 19.8 * Boats, 20.2 * Boats);
        Assert.Empty(Of(10_000, boost with { Factor = factor - 0.5 }));
        Assert.NotEmpty(Of(10_000, boost with { Factor = factor + 0.5 }));
        Assert.Empty(Of(rows, boost));
        Assert.NotEmpty(Of(rows * 6 / 5, boost));
    }

    [Fact]
    public void Where_the_rows_alone_are_too_many_the_factor_is_not_blamed()
    {
        string message = Assert.Single(Of(1_000_000, new RecipeBoost("age > 30", 2))).Message;
        Assert.DoesNotContain("factor", message, StringComparison.Ordinal);
        Assert.Contains("Ask for at most", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_boosts_and_coverage_count_too()
    {
        var boost = new RecipeBoost("purpose = 'boat'", 8);
        Assert.Empty(Of(6000, boost));
        Assert.NotEmpty(CoverageFindings.Of(GenerationPlan.Create(Plan(6000, boost).Recipe with { Coverage = 1 }, Train.Schema).Plan!, Train));
        Assert.NotEmpty(Of(6000, boost, new RecipeBoost("purpose = 'boat' or age > 200", 8)));
    }

    [Fact]
    public void What_the_training_rows_cannot_say_is_not_judged()
    {
        Assert.Empty(Of(3000, new RecipeBoost("email = 'nobody'", 3)));
        var moved = GenerationPlan.Create(Plan(3000, new RecipeBoost("age > 200", 3)).Recipe with { WhatIfs = [new RecipeWhatIf("age") { Min = 201 }] }, Train.Schema).Plan!;
        Assert.DoesNotContain(CoverageFindings.Of(moved, Train), f => f.Path.StartsWith("boosts", StringComparison.Ordinal));
        Assert.NotEmpty(Of(3000, new RecipeBoost("age > 200", 3)));
    }

    [Fact]
    public void A_what_if_beyond_what_the_rows_support_is_told_before_the_run_with_the_words_of_the_run()
    {
        static GenerationPlan Moved(RecipeWhatIf whatIf) => GenerationPlan.Create(new Recipe { Name = "r", Engine = "trees", Rows = 500, WhatIfs = [whatIf] }, Train.Schema).Plan!;
        var beyond = Moved(new RecipeWhatIf("age") { Median = 300 });
        var finding = Assert.Single(CoverageFindings.Of(beyond, Train));
        Assert.Equal((true, "what-ifs[0]"), (finding.IsContradiction, finding.Path));
        var refused = Assert.Throws<GenerationRefusedException>(() => new GenerationPipeline(beyond, GenerationPipeline.Fit(beyond, Train, null, default)).DrawChunk(0, default));
        Assert.Equal(refused.Message, finding.Message);
        Assert.Contains("every value of 'age' would be that bound", Assert.Single(CoverageFindings.Of(Moved(new RecipeWhatIf("age") { Min = 201 }), Train)).Message, StringComparison.Ordinal);
        Assert.Contains("the smallest is", Assert.Single(CoverageFindings.Of(Moved(new RecipeWhatIf("age") { Max = 3 }), Train)).Message, StringComparison.Ordinal);
        Assert.Empty(CoverageFindings.Of(Moved(new RecipeWhatIf("age") { Median = 45, Max = 60 }), Train));
    }

    [Theory]
    [InlineData("trees")]
    [InlineData("guided-trees")]
    [InlineData("copula")]
    public void A_label_of_too_few_rows_to_be_drawn_is_told_before_the_run(string engine)
    {
        string[] labels = [.. Enumerable.Range(0, 600).Select(i => i < 2 ? "sarcoidosis" : i < 7 ? "lupus" : i % 2 == 0 ? "asthma" : "diabetes")];
        var train = new Table([Texts.TextTables.Label("diagnosis", labels), new NumericColumn(new ColumnSchema("age", ColumnKind.Numeric), [.. Enumerable.Range(0, 600).Select(i => 20.0 + (i * 7 % 60))])]);
        GenerationPlan Asking(string when) => GenerationPlan.Create(new Recipe { Name = "r", Engine = engine, Rows = 2000, Conditions = [new RecipeCondition(when, 40)] }, train.Schema).Plan!;
        var finding = Assert.Single(CoverageFindings.Of(Asking("diagnosis = 'sarcoidosis'"), train));
        Assert.True(finding.IsContradiction);
        Assert.Contains("stands in 2 of the training rows, and labels of fewer than 5 are not drawn", finding.Message, StringComparison.Ordinal);
        Assert.Throws<GenerationRefusedException>(() => Draw(Asking("diagnosis = 'sarcoidosis'")));
        Assert.False(Assert.Single(CoverageFindings.Of(GenerationPlan.Create(new Recipe { Name = "r", Engine = engine, Rows = 100, Boosts = [new RecipeBoost("diagnosis = 'sarcoidosis'", 100)] }, train.Schema).Plan!, train)).IsContradiction);

        // Little realism gives up rarer labels with trees, not with the copula.
        var loose = GenerationPlan.Create(Asking("diagnosis = 'lupus'").Recipe with { Realism = 0.2 }, train.Schema).Plan!;
        Assert.Equal(engine != "copula", CoverageFindings.Of(loose, train).Any(f => f.IsContradiction));

        // Five rows are enough, and so is a condition that a common label meets as well.
        Assert.DoesNotContain(CoverageFindings.Of(Asking("diagnosis = 'lupus'"), train), f => f.IsContradiction);
        Assert.Equal(40, Enumerable.Range(0, 40).Count(row => Draw(Asking("diagnosis = 'lupus'"))["diagnosis"].Format(row) == "lupus"));
        Assert.DoesNotContain(CoverageFindings.Of(Asking("diagnosis = 'sarcoidosis' or diagnosis = 'asthma'"), train), f => f.IsContradiction);

        Table Draw(GenerationPlan plan) => new GenerationPipeline(plan, GenerationPipeline.Fit(plan, train, null, default)).DrawChunk(0, default);
    }

    [Theory]
    [InlineData(0.5, "trees", 0.6, "Rare labels are drawn as often as in the reference.")]
    [InlineData(0.75, "trees", 0.6, "Rows with a rare label (at most 2 % of rows) are drawn 3 times as often; the column _weight undoes it.")]
    [InlineData(1, "copula", 0.6, "Rows with a rare label (at most 2 % of rows) are drawn 5 times as often; the column _weight undoes it.")]
    [InlineData(0, "copula", 0.2, "Labels carried by fewer than 50 rows and the outermost 3 % of numbers on either side are not drawn.")]
    [InlineData(0.3, "guided-trees", 0.6, "Labels carried by fewer than 13 rows and the outermost 1.2 % of numbers on either side are not drawn.")]
    [InlineData(0.9, "rules", 0.6, "Rules learn nothing: the control has no effect.")]
    public void A_position_of_coverage_is_told_in_one_sentence(double coverage, string engine, double realism, string sentence) => Assert.Equal(sentence, RealismScale.DescribeCoverage(coverage, engine, realism));

    private static GenerationPlan Plan(long rows, params RecipeBoost[] boosts) => GenerationPlan.Create(new Recipe { Name = "r", Rows = rows, Boosts = [.. boosts] }, Train.Schema).Plan!;

    private static IReadOnlyList<ConstraintFinding> Of(long rows, params RecipeBoost[] boosts) => CoverageFindings.Of(Plan(rows, boosts), Train);
}
