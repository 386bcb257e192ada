using System.Text.Json;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tests.Engines;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Generation;

/// <summary>Rows of a condition that are given up by their first columns: they are spread as rows that are drawn whole and then picked.</summary>
public sealed class ConditionScreenTests
{
    private const string Rare = "employment = 'public' and age > 48 and purpose != 'medical'";

    /// <summary>A two-sample statistic beyond this standard normal score comes once in 15,000 columns by chance.</summary>
    private const double MostScore = 4;

    private static readonly Table Train = DemoTables.LoanApplications(3000, 2).Select(["applied", "decided", "region", "branch", "age", "employment", "income", "purpose", "principal", "outcome"]);

    private static readonly Recipe Plain = new()
    {
        Name = "r", Rows = 120_000, Seed = 4,
        Constraints = [new RecipeConstraint { Kind = "inequality", Columns = ["applied", "decided"] }, new RecipeConstraint { Kind = "fixed-combination", Columns = ["region", "branch"] }],
    };

    public static TheoryData<string> Engines() => [.. LawOptions.OfRows.Select(e => e.Id)];

    /// <summary>The law: all columns, those of the condition too, of the rows drawn for it and of those among 120,000 rows of the same model that meet it.</summary>
    [Theory, MemberData(nameof(Engines))]
    public void Rows_of_a_condition_are_spread_as_those_picked_from_rows_drawn_whole(string id)
    {
        var asked = Plan(Plain with { Engine = id, Rows = 3000, Seed = 9, Conditions = [new RecipeCondition(Rare, 3000)] });
        var model = GenerationPipeline.Fit(asked, Train, null, default)!;
        var drawn = Draw(asked, model);
        var all = Draw(Plan(Plain with { Engine = id }), model);
        var picked = all.Take([.. RowCells.Matching(RowExpression.Parse(Rare).Expression!, all)]);
        Assert.InRange(picked.RowCount, 300, 6000);
        Assert.All(drawn.Columns, column => Assert.True(Score(column, picked[column.Name]) < MostScore, $"{id}: {column.Name} differs, score {Score(column, picked[column.Name]):0.0} of {picked.RowCount:N0} picked rows"));
    }

    /// <summary>Columns that are learned in another form are settled by those that they are put back from.</summary>
    [Theory, MemberData(nameof(Engines))]
    public void Conditions_of_columns_that_constraints_hold_together_are_met(string id)
    {
        string branch = ((CodedColumn)Train["branch"]).Dictionary[3];
        string when = $"branch = '{branch}' and days(applied, decided) > 5 and not missing(decided)";
        var plan = Plan(Plain with { Engine = id, Rows = 500, Conditions = [new RecipeCondition(when, 500)] });
        var model = GenerationPipeline.Fit(plan, Train, null, default)!;
        var rows = Draw(plan, model);
        Assert.Equal(500, RowCells.Matching(RowExpression.Parse(when).Expression!, rows).Count());
        Assert.Equal(500, RowCells.Matching(RowExpression.Parse("applied <= decided").Expression!, rows).Count());
        Assert.Equal(TableDigest.Of(rows), TableDigest.Of(Draw(plan, model)));
    }

    /// <summary>Conditions of columns learned last, of one that is computed and of one that a rule makes.</summary>
    [Fact]
    public void A_part_that_no_learned_column_settles_is_held_against_whole_rows()
    {
        const string When = "total > 9000 and outcome = 'default' and kind = 'b'";
        var recipe = Plain with
        {
            Engine = "trees", Rows = 300, Conditions = [new RecipeCondition(When, 300)],
            Columns = [new RecipeColumn { Name = "kind", Action = "rule", Rule = new RecipeRule { Kind = "list", Values = ["a", "b"] } }, new RecipeColumn { Name = "total", Action = "rule", Rule = new RecipeRule { Kind = "expression", Expression = "principal + income / 10" } }],
        };
        var plan = Plan(recipe);
        var model = GenerationPipeline.Fit(plan, Train, null, default)!;
        Assert.Equal(["income", "principal", "outcome"], model.Schema.Columns.Take(3).Select(c => c.Name));
        Assert.Equal(300, RowCells.Matching(RowExpression.Parse(When).Expression!, Draw(plan, model)).Count());
    }

    [Fact]
    public void Columns_of_conditions_are_learned_first_and_written_in_their_place()
    {
        var plan = Plan(Plain with { Engine = "trees", Rows = 100, Conditions = [new RecipeCondition("branch = 'x' or age > 3", 1), new RecipeCondition("purpose = 'boat' or age > 70", 99)] });
        var model = GenerationPipeline.Fit(plan, Train, null, default)!;
        Assert.Equal(["region", "age", "purpose"], model.Schema.Columns.Take(3).Select(c => c.Name));
        Assert.Equal(Train.Schema.Columns.Select(c => c.Name), Draw(plan, model).Schema.Columns.Select(c => c.Name));
    }

    /// <summary>Another order is another fit, with another key. A private one is paid for, and with a what-if the order of the reference says what follows what.</summary>
    [Theory]
    [InlineData("trees", "age > 3", false, false)]
    [InlineData("trees", "age > 3", true, true)]
    [InlineData("trees", "missing(applied)", false, true)]
    [InlineData("marginals", "age > 3", false, true)]
    public void The_order_stays_where_nothing_is_gained_by_another(string engine, string when, bool isMoved, bool stays)
    {
        var plain = Plan(Plain with { Engine = engine });
        var plan = Plan(plain.Recipe with { Conditions = [new RecipeCondition(when, 1)], WhatIfs = isMoved ? [new RecipeWhatIf("income") { Max = 9e9 }] : [] });
        Assert.Equal(stays, plan.FitOptions == plain.FitOptions);
        Assert.Equal(stays, JsonSerializer.Serialize(plan.FitOptions) == JsonSerializer.Serialize(plain.FitOptions));
        Assert.Equal(stays, plan.InReferenceOrder() is null);
        Assert.True(stays || plan.InReferenceOrder()!.FitOptions == plain.FitOptions);
        if (engine == "trees")
            Assert.Equal(stays ? "applied" : "age", GenerationPipeline.Fit(plan, Train, null, default)!.Schema[0].Name);
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_label_that_the_model_does_not_know_is_refused_before_a_row_is_drawn(string id)
    {
        var plan = Plan(Plain with { Engine = id, Conditions = [new RecipeCondition("age > 20 and purpose = 'yacht'", 10)] });
        var model = GenerationPipeline.Fit(plan, Train, null, default)!;
        // What a private model does not know may stand in the rows: nothing is said of them.
        string says = id == EngineCatalog.PrivateMarginals ? "the private model knows no label of 'purpose' that fits 'purpose = 'yacht'', whether the rows have it or not. Declare" : "'purpose' has no label in the training rows that fits 'purpose = 'yacht''";
        Assert.Contains(says, Assert.Throws<GenerationRefusedException>(() => new GenerationPipeline(plan, model)).Message, StringComparison.Ordinal);
    }

    /// <summary>A condition comes apart at its outermost <c>and</c> alone.</summary>
    [Theory]
    [InlineData("age > 75 and purpose = 'medical' or employment = 'public'")]
    [InlineData("not (age > 25 and purpose = 'medical') and if(age > 30 and income > 100, 1, 0)")]
    [InlineData("(age < 30 or age > 60) and purpose != 'x and y'")]
    public void Whatever_a_condition_says_its_rows_meet_it_and_keep_their_kinds(string when)
    {
        var plan = Plan(Plain with { Engine = "trees", Rows = 2000, Conditions = [new RecipeCondition(when, 2000)] });
        var model = GenerationPipeline.Fit(plan, Train, null, default)!;
        var rows = Draw(plan, model);
        Assert.Equal(2000, RowCells.Matching(RowExpression.Parse(when).Expression!, rows).Count());
        var all = Draw(Plan(Plain with { Engine = "trees", Rows = 20_000 }), model);
        var picked = all.Take([.. RowCells.Matching(RowExpression.Parse(when).Expression!, all)]);
        Assert.All(["age", "purpose", "employment"], column => Assert.True(Score(rows[column], picked[column]) < MostScore, $"{column} {Score(rows[column], picked[column]):0.0}"));
    }

    private static GenerationPlan Plan(Recipe recipe) => GenerationPlan.Create(recipe with { Options = LawOptions.Of(recipe.Engine) }, Train.Schema).Plan!;

    private static Table Draw(GenerationPlan plan, FittedModel model)
    {
        var pipeline = new GenerationPipeline(plan, model);
        return Table.Concat([.. Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, TestContext.Current.CancellationToken))]);
    }

    /// <summary>How far two columns differ as a standard normal score: chi-square of labels (and of fifths of all numbers) in Wilson and Hilferty's form.</summary>
    private static double Score(Column a, Column b)
    {
        var cells = Cells(a, b);
        double ofA = a.Length, ofB = b.Length, statistic = 0;
        int kinds = 0;
        foreach (var (inA, inB) in cells)
        {
            double all = inA + inB, expectedA = all * ofA / (ofA + ofB), expectedB = all - expectedA;
            if (Math.Min(expectedA, expectedB) < 5)
                continue;
            statistic += (inA - expectedA) * (inA - expectedA) / expectedA + (inB - expectedB) * (inB - expectedB) / expectedB;
            kinds++;
        }

        double freedom = kinds - 1;
        return freedom < 1 ? 0 : (Math.Cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / Math.Sqrt(2 / (9 * freedom));
    }

    private static List<(int A, int B)> Cells(Column a, Column b)
    {
        string[] x = Labels(a), y = Labels(b);
        if (a is not CodedColumn)
        {
            double[] all = [.. Numbers(a), .. Numbers(b)];
            double[] sorted = [.. all.Where(v => !double.IsNaN(v)).Order()];
            double[] edges = [.. Enumerable.Range(1, 9).Select(i => sorted.Length == 0 ? 0 : sorted[i * sorted.Length / 10])];
            x = [.. Numbers(a).Select(v => $"{(double.IsNaN(v) ? -1 : edges.Count(e => v >= e))}")];
            y = [.. Numbers(b).Select(v => $"{(double.IsNaN(v) ? -1 : edges.Count(e => v >= e))}")];
        }

        return [.. x.Concat(y).Distinct(StringComparer.Ordinal).Select(label => (x.Count(l => l == label), y.Count(l => l == label)))];
    }

    private static double[] Numbers(Column column) => column is NumericColumn numbers ? numbers.Values.ToArray()
        : Array.ConvertAll(((DateTimeColumn)column).Ticks.ToArray(), t => t == DateTimeColumn.MissingTicks ? double.NaN : t);

    private static string[] Labels(Column column) => [.. Enumerable.Range(0, column.Length).Select(r => column.Format(r) ?? "\0")];
}
