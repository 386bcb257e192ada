using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Coverage;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tests.Engines;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Generation;

/// <summary>What boosts and coverage do to the rows of every engine, and what they leave alone.</summary>
public sealed class RowTiltTests
{
    private const int Rows = 40_000;

    private static readonly Table Train = DemoTables.LoanApplications(3000, 2).Select(["applied", "region", "branch", "age", "employment", "income", "purpose", "principal"]);

    private static readonly Recipe Plain = new() { Name = "r", Rows = Rows, Seed = 4 };

    private static readonly Dictionary<string, FittedModel> Models = LawOptions.OfRows.ToDictionary(e => e.Id, e => GenerationPipeline.Fit(Plan(Plain with { Engine = e.Id, Options = LawOptions.Of(e.Id) }), Train, null, default)!, StringComparer.Ordinal);

    public static TheoryData<string> Engines() => [.. LawOptions.OfRows.Select(e => e.Id)];

    /// <summary>Those that know the training rows' labels exactly, and numbers that what-ifs can move.</summary>
    public static TheoryData<string> KnowingEngines() => [.. LawOptions.OfRows.Where(e => !e.IsPrivate).Select(e => e.Id)];

    [Theory, MemberData(nameof(Engines))]
    public void A_boost_triples_the_odds_and_its_weights_undo_it_in_every_column(string id)
    {
        var plain = Draw(id, Plain);
        var boosted = Draw(id, Plain with { Boosts = [new RecipeBoost("employment = 'unemployed'", 3)] });
        Assert.False(plain.Schema.Contains("_weight"));
        Assert.Equal("_weight", boosted.Schema.Columns[^1].Name);
        Assert.Equal(ColumnRole.Excluded, boosted.Schema.Columns[^1].Role);
        double share = Share(plain, "employment", "unemployed"), now = Share(boosted, "employment", "unemployed");
        Assert.InRange(now / (1 - now) / (share / (1 - share)), 2.8, 3.2);
        double[] weights = Weights(boosted);
        Assert.Equal([0.333333, 1], weights.Distinct().Order());
        Assert.True(Distance(plain["employment"], boosted["employment"], Equal(boosted)) > 0.05);
        foreach (var column in plain.Columns)
        {
            double distance = Distance(column, boosted[column.Name], weights);
            Assert.True(distance < 0.02, $"{id}: {column.Name} {distance:0.000}");
        }
    }

    /// <summary>The weighted mean of another column, 200 times: no bias beyond chance, and intervals (linearised ratio estimator) that hold the truth as often as they say.</summary>
    [Theory, MemberData(nameof(Engines))]
    public void A_weighted_mean_is_unbiased_within_its_interval_over_200_seeds(string id)
    {
        const int Seeds = 200;
        double[] plain = Incomes(Draw(id, Plain with { Rows = 100_000, Seed = 77 })).Income;
        double truth = plain.Average(), truthVariance = plain.Sum(v => (v - truth) * (v - truth)) / plain.Length / plain.Length;
        double[] estimates = new double[Seeds];
        int held = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var (income, weight) = Incomes(Draw(id, Plain with { Rows = 1000, Seed = 1000 + (ulong)seed, Boosts = [new RecipeBoost("employment = 'unemployed'", 6)] }));
            double all = weight.Sum(), mean = income.Zip(weight, (x, w) => x * w).Sum() / all;
            double variance = income.Zip(weight, (x, w) => w * w * (x - mean) * (x - mean)).Sum() / all / all;
            estimates[seed] = mean;
            held += Math.Abs(mean - truth) <= 1.96 * Math.Sqrt(variance + truthVariance) ? 1 : 0;
        }

        double average = estimates.Average(), error = Math.Sqrt(estimates.Sum(e => (e - average) * (e - average)) / (Seeds - 1) / Seeds + truthVariance);
        Assert.True(Math.Abs(average - truth) < 3 * error, $"{id}: {average:0} for {truth:0} ± {error:0}");
        Assert.InRange(held, 180, 199);
    }

    private static (double[] Income, double[] Weight) Incomes(Table rows)
    {
        var income = ((NumericColumn)rows["income"]).Values.ToArray();
        double[] weights = rows.Schema.Contains("_weight") ? Weights(rows) : Equal(rows);
        int[] there = [.. Enumerable.Range(0, income.Length).Where(r => !double.IsNaN(income[r]))];
        return (Array.ConvertAll(there, r => income[r]), Array.ConvertAll(there, r => weights[r]));
    }

    [Theory, MemberData(nameof(Engines))]
    public void What_goes_with_a_boosted_label_stays(string id)
    {
        // So many that the distance is the boost's and not that of two samples of many labels.
        var plain = Only(Draw(id, Plain with { Rows = 240_000 }), "employment", "unemployed");
        var boosted = Only(Draw(id, Plain with { Seed = 5, Boosts = [new RecipeBoost("employment == 'unemployed'", 8)] }), "employment", "unemployed");
        Assert.True(boosted.RowCount > 6 * Rows * Share(Draw(id, Plain), "employment", "unemployed"));
        foreach (var column in plain.Columns)
        {
            double distance = Distance(column, boosted[column.Name], Equal(boosted));
            Assert.True(distance < 0.06, $"{id}: {column.Name} {distance:0.000}");
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public void Boosts_multiply_up_to_a_hundred_and_factors_below_one_thin_out(string id)
    {
        var drawn = Draw(id, Plain with { Rows = 5000, Boosts = [new RecipeBoost("purpose == 'boat'", 40), new RecipeBoost("purpose == 'boat' or age > 80", 5), new RecipeBoost("region == 'north'", 0.1)] });
        double[] weights = Weights(drawn);
        for (int row = 0; row < drawn.RowCount; row++)
        {
            bool boat = drawn["purpose"].Format(row) == "boat", old = ((NumericColumn)drawn["age"]).Values[row] > 80;
            double factor = Math.Min(100, (boat ? 200 : old ? 5 : 1) * (drawn["region"].Format(row) == "north" ? 0.1 : 1));
            Assert.Equal(Math.Round(1 / factor, 6), weights[row], 6);
        }

        double share = Share(Draw(id, Plain), "region", "north"), now = weights.Where((_, row) => drawn["region"].Format(row) == "north" && weights[row] == 10).Count() / (double)weights.Count(w => w is 10 or 1);
        Assert.InRange(now / (1 - now) / (share / (1 - share)), 0.07, 0.13);
    }

    [Theory, MemberData(nameof(KnowingEngines))]
    public void Full_coverage_draws_rows_with_a_rare_label_five_times_as_often(string id)
    {
        var plan = Plan(Plain with { Engine = id, Coverage = 1 });
        var plain = Draw(id, Plain);
        var covered = Draw(id, plan.Recipe);
        bool[] before = HasRare(plain), after = HasRare(covered);
        double share = before.Count(r => r) / (double)Rows, now = after.Count(r => r) / (double)Rows;
        Assert.InRange(share, 0.005, 0.5);
        Assert.InRange(now / (1 - now) / (share / (1 - share)), 4.5, 5.5);
        double[] weights = Weights(covered);
        Assert.All(Enumerable.Range(0, Rows), row => Assert.Equal(after[row] ? 0.2 : 1, weights[row], 6));
        Assert.All(plain.Columns, column => Assert.True(Distance(column, covered[column.Name], weights) < 0.025, $"{id}: {column.Name}"));
        var engine = EngineCatalog.Find(id)!;
        var read = FittedModelFile.FromBytes(FittedModelFile.ToBytes(Models[id], engine), engine)!;
        Assert.Equal(TableDigest.Of(covered), TableDigest.Of(new GenerationPipeline(plan, read).DrawChunk(0, default)));
    }

    [Theory, MemberData(nameof(KnowingEngines))]
    public void No_coverage_draws_neither_labels_of_few_rows_nor_the_outermost_values(string id)
    {
        var rare = Counts(Train["purpose"]).Concat(Counts(Train["branch"])).Where(c => c.Value is >= 5 and < 50).Select(c => c.Key).ToList();
        Assert.NotEmpty(rare);
        var plain = Draw(id, Plain);
        var precise = Draw(id, Plain with { Coverage = 0 });
        Assert.False(precise.Schema.Contains("_weight"));
        foreach (string label in rare)
        {
            string column = Counts(Train["purpose"]).ContainsKey(label) ? "purpose" : "branch";
            Assert.True(Share(plain, column, label) > 0, $"{id}: {label}");
            Assert.Equal(0, Share(precise, column, label));
        }

        foreach (string name in new[] { "age", "principal" })
        {
            double[] known = [.. ((NumericColumn)Train[name]).Values.ToArray().Order()], drawn = [.. ((NumericColumn)precise[name]).Values.ToArray().Order()];
            double share = known.Count(v => v < drawn[0] || v > drawn[^1]) / (double)known.Length;
            Assert.True(share > 0.02, $"{id}: {share:P1} of the values of {name} lie outside {drawn[0]} to {drawn[^1]}");
            Assert.True(((NumericColumn)plain[name]).Values.ToArray().Max() > drawn[^1], $"{id}: {name}");
        }
    }

    [Theory, MemberData(nameof(KnowingEngines))]
    public void Controls_that_ask_nothing_change_no_row(string id)
    {
        var median = WhatIfScale.Of(Models[id], "principal")!.Median;
        string plain = TableDigest.Of(Draw(id, Plain));
        Assert.Equal(plain, TableDigest.Of(Draw(id, Plain with { Boosts = [new RecipeBoost("age > 30", 1)] })));
        Assert.Equal(plain, TableDigest.Of(Draw(id, Plain with { Coverage = 0.4999 })));
        Assert.Equal(plain, TableDigest.Of(Draw(id, Plain with { WhatIfs = [new RecipeWhatIf("principal") { Median = median, Min = -1e9, Max = 1e9 }] })));
        Assert.NotEqual(plain, TableDigest.Of(Draw(id, Plain with { Coverage = 0.4 })));
        Assert.NotEqual(plain, TableDigest.Of(Draw(id, Plain with { WhatIfs = [new RecipeWhatIf("principal") { Median = median * 1.01 }] })));
    }

    [Fact]
    public void Constraints_hold_with_boosts_and_only_they_count_as_refused()
    {
        var train = DemoTables.LoanApplications(3000, 2);
        var recipe = DemoTables.LoanRecipe() with
        {
            Rows = 6000, Engine = "trees", Coverage = 0.9, Boosts = [new RecipeBoost("branch == 'west 1' and age > 40", 20)],
            Constraints = [.. DemoTables.LoanRecipe().Constraints, new RecipeConstraint { Kind = "unique", Columns = ["email"] }, new RecipeConstraint { Kind = "expression", Expression = "age > 21" }],
        };
        var plan = GenerationPlan.Create(recipe, train.Schema).Plan!;
        var model = GenerationPipeline.Fit(plan, train, null, default);
        var pipeline = new GenerationPipeline(plan, model);
        var drawn = pipeline.DrawChunk(0, default);
        Assert.All(plan.Constraints, c => Assert.Equal(0, c.CountBroken(drawn)));
        Assert.Equal(drawn.RowCount, Enumerable.Range(0, drawn.RowCount).Select(drawn["email"].Format).Distinct(StringComparer.Ordinal).Count());
        var plainPlan = GenerationPlan.Create(recipe with { Coverage = 0.5, Boosts = [] }, train.Schema).Plan!;
        var plain = new GenerationPipeline(plainPlan, model);
        plain.DrawChunk(0, default);
        Assert.Equal(plain.RejectionRate, pipeline.RejectionRate, 0.01);
        Assert.True(pipeline.PassedOverRate > 0.8 && plain.PassedOverRate == 0, $"{pipeline.PassedOverRate}");
    }

    [Fact]
    public void What_no_row_can_keep_is_refused_with_boosts_as_soon_as_without()
    {
        var recipe = Plain with { Engine = "trees", Boosts = [new RecipeBoost("age > 30", 100), new RecipeBoost("age < 25", 0.02)], Constraints = [new RecipeConstraint { Kind = "range", Columns = ["age"], Min = 500 }] };
        Assert.Contains("age from 500", Assert.Throws<GenerationRefusedException>(() => Draw("trees", recipe)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_made_by_rules_are_boosted_too_and_their_numbers_stay_in_order()
    {
        var recipe = new Recipe
        {
            Name = "rules", Engine = "rules", Rows = 5000, Coverage = 1, Boosts = [new RecipeBoost("colour == 'red'", 4)],
            Columns = [Ruled("n", new RecipeRule { Kind = "sequence" }), Ruled("colour", new RecipeRule { Kind = "list", Values = ["red", "blue"] })],
        };
        var drawn = new GenerationPipeline(GenerationPlan.Create(recipe, null).Plan!, null).DrawChunk(0, default);
        Assert.InRange(Share(drawn, "colour", "red"), 0.77, 0.83);
        Assert.Equal(Enumerable.Range(1, 5000).Select(i => (double)i), ((NumericColumn)drawn["n"]).Values.ToArray());
        Assert.Contains(GenerationPlan.Create(recipe with { Boosts = [new RecipeBoost("n > 5", 4)] }, null).Problems, p => p.Path == "boosts[0].when");
        var keyed = DemoTables.LoanApplications(10).Schema;
        Assert.Contains(GenerationPlan.Create(Plain with { Boosts = [new RecipeBoost("age > 50", 2), new RecipeBoost("application_id != 'L000001'", 2)] }, keyed).Problems, p => p.Path == "boosts[1].when");
    }

    [Fact]
    public void A_report_does_not_see_the_weights()
    {
        var drawn = Draw("trees", Plain with { Rows = 700, Coverage = 0.8 });
        var bare = drawn.Select(Train.Columns.Select(c => c.Name));
        FidelityReport with = FidelityEvaluation.Run(new FidelityInputs(Train.Slice(0, 900), Train.Slice(900, 300), drawn)), without = FidelityEvaluation.Run(new FidelityInputs(Train.Slice(0, 900), Train.Slice(900, 300), bare));
        Assert.Equal(without.Metrics, with.Metrics);
    }

    [Fact]
    public void A_column_named_as_the_weights_is_a_problem_only_where_weights_are_added()
    {
        var schema = new TableSchema([new ColumnSchema("age", ColumnKind.Numeric), new ColumnSchema("_weight", ColumnKind.Numeric)]);
        Assert.Contains(GenerationPlan.Create(Plain with { Coverage = 0.7 }, schema).Problems, p => p.Path == "coverage");
        Assert.Contains(GenerationPlan.Create(Plain with { Boosts = [new RecipeBoost("age > 80", 2)] }, schema).Problems, p => p.Path == "boosts");
        Assert.Empty(GenerationPlan.Create(Plain, schema).Problems);
        Assert.Empty(GenerationPlan.Create(Plain with { Coverage = 0.7, Columns = [new RecipeColumn { Name = "_weight", Action = "drop" }] }, schema).Problems);
    }

    [Fact]
    public void Labels_of_a_combination_are_rare_each_for_itself()
    {
        var combined = Plain with { Engine = "trees", Coverage = 1, Constraints = [new RecipeConstraint { Kind = "fixed-combination", Columns = ["branch", "region"] }] };
        var plan = Plan(combined);
        var covered = new GenerationPipeline(plan, GenerationPipeline.Fit(plan, Train, null, default)).DrawChunk(0, default);
        bool[] rare = HasRare(covered);
        double[] weights = Weights(covered);
        Assert.All(Enumerable.Range(0, Rows), row => Assert.Equal(rare[row] ? 0.2 : 1, weights[row], 6));
    }

    private static RecipeColumn Ruled(string name, RecipeRule rule) => new() { Name = name, Action = "rule", Rule = rule };

    private static GenerationPlan Plan(Recipe recipe)
    {
        var planning = GenerationPlan.Create(recipe, Train.Schema);
        Assert.True(planning.Plan is not null, string.Join("; ", planning.Problems));
        return planning.Plan;
    }

    private static Table Draw(string id, Recipe recipe) => new GenerationPipeline(Plan(recipe with { Engine = id }), Models[id]).DrawChunk(0, default);

    private static double[] Weights(Table table) => ((NumericColumn)table["_weight"]).Values.ToArray();

    private static double[] Equal(Table table) => [.. Enumerable.Repeat(1.0, table.RowCount)];

    private static Dictionary<string, int> Counts(Column column) => Enumerable.Range(0, column.Length).Select(column.Format).OfType<string>().GroupBy(l => l, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    private static double Share(Table table, string column, string label) => (double)Counts(table[column]).GetValueOrDefault(label) / table.RowCount;

    private static Table Only(Table table, string column, string label) => table.Take([.. Enumerable.Range(0, table.RowCount).Where(row => table[column].Format(row) == label)]);

    /// <summary>Whether each row has a label of at least 5 and at most 2 % of the training rows.</summary>
    private static bool[] HasRare(Table table)
    {
        bool[] rare = new bool[table.RowCount];
        foreach (var column in Train.Columns.OfType<CodedColumn>())
        {
            var labels = Counts(column).Where(c => c.Value >= 5 && c.Value <= RareCategories.RareShare * Train.RowCount).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
            for (int row = 0; row < rare.Length; row++)
                rare[row] |= table[column.Name].Format(row) is { } label && labels.Contains(label);
        }

        return rare;
    }

    /// <summary>Total variation between a column and a weighted one; numbers and dates in ten classes of the first's quantiles.</summary>
    private static double Distance(Column first, Column second, double[] weights)
    {
        Func<Column, int, string> classOf = (column, row) => column.Format(row) ?? "";
        if (first is not CodedColumn)
        {
            double[] known = [.. Numbers(first).Where(v => !double.IsNaN(v)).Order()];
            double[] edges = [.. Enumerable.Range(1, 9).Select(i => known[i * known.Length / 10])];
            double[] a = Numbers(first), b = Numbers(second);
            classOf = (column, row) => (column == first ? a : b)[row] is var v && double.IsNaN(v) ? "" : edges.Count(e => v > e).ToString();
        }

        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        double all = weights.Sum();
        for (int row = 0; row < first.Length; row++)
            shares[classOf(first, row)] = shares.GetValueOrDefault(classOf(first, row)) + 1.0 / first.Length;
        for (int row = 0; row < second.Length; row++)
            shares[classOf(second, row)] = shares.GetValueOrDefault(classOf(second, row)) - weights[row] / all;
        return shares.Values.Sum(Math.Abs) / 2;
    }

    private static double[] Numbers(Column column) => column switch
    {
        NumericColumn numbers => numbers.Values.ToArray(),
        DateTimeColumn dates => [.. dates.Ticks.ToArray().Select(t => t == DateTimeColumn.MissingTicks ? double.NaN : t)],
        _ => throw new ArgumentException(column.Name, nameof(column)),
    };
}
