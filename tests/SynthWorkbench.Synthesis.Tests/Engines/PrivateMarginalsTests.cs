using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Numerics.Privacy;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.PrivateMarginals;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Engines;

/// <summary>What private marginals promise, spend and refuse.</summary>
public sealed class PrivateMarginalsTests(ITestOutputHelper output)
{
    private static readonly Table Loans = DemoTables.LoanApplications(8000, 2).Select(["region", "age", "employment", "income", "credit_score", "interest_rate", "purpose", "applied"]);

    [Theory]
    [InlineData(0.1, 1e-9)]
    [InlineData(1, 1e-9)]
    [InlineData(10, 1e-6)]
    public void What_a_fit_spends_stays_within_what_was_asked_for_and_is_told(double epsilon, double delta)
    {
        var options = new PrivacyOptions { Epsilon = epsilon, Delta = delta, Seed = 3 };
        var before = PrivacyStatement.Of(options);
        var privacy = Fit(Loans, options).Privacy;
        Assert.Equal(before.Budget, privacy.Budget);
        Assert.Empty(before.Steps);
        Assert.InRange(privacy.Rho, 0.9 * privacy.Budget, privacy.Budget + 1e-12);
        Assert.InRange(privacy.EpsilonSpent, 0.9 * epsilon, epsilon + 1e-9);
        Assert.Equal(ZeroConcentrated.RhoOf(epsilon, delta / 2), privacy.Budget);
        foreach (string part in new[] { $"epsilon {epsilon:R}", $"delta {delta:R}", "one row added or removed", "Taken for public", "decimals", "seed" })
            Assert.Contains(part, privacy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_seed_no_two_fits_have_the_same_noise()
    {
        var options = new PrivacyOptions { Epsilon = 10 };
        Assert.NotEqual(TableDigest.Of(Fit(Loans, options).Sample(1, 0, 500)), TableDigest.Of(Fit(Loans, options).Sample(1, 0, 500)));
        Assert.DoesNotContain("seed", Fit(Loans, options).Privacy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_has_the_shares_that_the_model_says_and_each_row_alone_every_value_as_often_as_they_say()
    {
        // Two labels of .3 and .7, and a number that depends on them; at this epsilon the noise is about none. By chance alone the shares of a block of 4,096 rows would spread by .007.
        var random = new SynthWorkbench.Numerics.Random.RandomStream(5, 1);
        int[] codes = new int[10_000];
        double[] numbers = new double[codes.Length];
        for (int row = 0; row < codes.Length; row++)
        {
            codes[row] = row % 10 < 3 ? 0 : 1;
            numbers[row] = random.NextInt32(4) + (codes[row] == 0 ? 0 : 2);
        }

        var table = new Table([new CodedColumn(new ColumnSchema("kind", ColumnKind.Categorical), codes, ["few", "many"]), new NumericColumn(new ColumnSchema("number", ColumnKind.Numeric) { Decimals = 0 }, numbers)]);
        var model = Fit(table, new PrivacyOptions { Epsilon = 10, Seed = 1, Public = [new PublicColumn("kind") { Values = ["few", "many"] }, new PublicColumn("number") { Min = 0, Max = 5 }] });
        int first = 0, blocks = 300;
        var spread = new List<double>();
        for (ulong seed = 1; seed <= (ulong)blocks; seed++)
        {
            var block = model.SampleBlock(seed, 0, 0, new SamplingControls());
            var kinds = ((CodedColumn)block["kind"]).Codes;
            spread.Add(Math.Abs(kinds.Count(0) / (double)block.RowCount - 0.3));
            spread.Add(Math.Abs(((NumericColumn)block["number"]).Values.ToArray().Count(v => v == 3) / (double)block.RowCount - 0.25));
            first += kinds[0] == 0 ? 1 : 0;
        }

        Assert.True(spread.Max() < 0.005, $"{spread.Max():0.0000}");
        Assert.InRange(first / (double)blocks, 0.3 - 4 * Math.Sqrt(0.21 / blocks), 0.3 + 4 * Math.Sqrt(0.21 / blocks));
    }

    [Fact]
    public void Smaller_epsilons_give_worse_tables()
    {
        double[] trends = [.. new[] { 0.1, 10 }.Select(epsilon => new PairTrend(ComparedColumn.Pair(Loans, Fit(Loans, new PrivacyOptions { Epsilon = epsilon, Seed = 3 }).Sample(1, 0, 8000)), sharedEdges: true).All().Average(p => p.Score ?? 0))];
        Assert.True(trends[0] < trends[1] - 0.03, string.Join(", ", trends));
    }

    [Fact]
    public void A_label_of_few_rows_does_not_show_and_others_take_its_place()
    {
        string[] labels = ["common", "usual", "patient 4711"];
        var column = new CodedColumn(new ColumnSchema("label", ColumnKind.Categorical), [.. Enumerable.Range(0, 4000).Select(i => i == 5 ? 2 : i % 2)], [.. labels]);
        var salary = new NumericColumn(new ColumnSchema("salary", ColumnKind.Numeric) { Decimals = 2 }, [.. Enumerable.Range(0, 4000).Select(i => i == 5 ? 98_765.43 : 1000 + i % 997 * 1.37)]);
        var table = new Table([column, salary]);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var drawn = Fit(table, new PrivacyOptions { Epsilon = 10, Seed = seed }).Sample(1, 0, 4000);
            Assert.DoesNotContain("patient 4711", ((CodedColumn)drawn[0]).Dictionary);
            // Missing is a count with noise like any other, and may turn out to be a row or two.
            Assert.InRange(drawn[0].MissingCount, 0, 10);
            Assert.DoesNotContain(98_765.43, ((NumericColumn)drawn[1]).Values.ToArray());
        }
    }

    [Fact]
    public void Declared_domains_are_kept_whole_and_cost_nothing()
    {
        var options = new PrivacyOptions
        {
            Epsilon = 1, Seed = 2, Rows = Loans.RowCount,
            Public = [new PublicColumn("age") { Min = 18, Max = 60 }, new PublicColumn("region") { Values = ["north", "east", "south", "west", "moon"] }],
        };
        var table = Loans.Select(["region", "age"]);
        var model = Fit(table, options);
        Assert.DoesNotContain(model.Privacy.Steps, s => s.What is "labels" or "frequent values" or "edges of numbers and dates");
        Assert.Contains($"number of rows, {Loans.RowCount}", model.Privacy.ToString(), StringComparison.Ordinal);
        var drawn = model.Sample(1, 0, 8000);
        Assert.All(((NumericColumn)drawn["age"]).Values.ToArray(), age => Assert.InRange(age, 18, 60));
        Assert.Contains("moon", ((CodedColumn)drawn["region"]).Dictionary);
        double at60 = ((NumericColumn)Loans["age"]).Values.ToArray().Count(a => a >= 60) / 8000.0;
        Assert.Equal(at60, ((NumericColumn)drawn["age"]).Values.ToArray().Count(a => a == 60) / 8000.0, 0.03);
    }

    [Fact]
    public void Declared_bounds_keep_a_long_tail_and_find_single_values_that_are_frequent()
    {
        var random = new SynthWorkbench.Numerics.Random.RandomStream(5, 1);
        double[] values = new double[20_000];
        for (int i = 0; i < values.Length; i++)
            values[i] = i % 20 == 0 ? 7298 : Math.Floor(-2000 * Math.Log(1 - random.NextDouble()));
        var table = new Table([new NumericColumn(new ColumnSchema("gain", ColumnKind.Numeric), [.. values]), Loans.Take([.. Enumerable.Range(0, 20_000).Select(i => i % 8000)])["purpose"]]);
        double[] drawn = ((NumericColumn)Fit(table, new PrivacyOptions { Epsilon = 1, Seed = 1, Public = [new PublicColumn("gain") { Min = 0, Max = 99_999 }] }).Sample(1, 0, 20_000)["gain"]).Values.ToArray();
        Assert.All(drawn, v => Assert.InRange(v, 0, 99_999));
        Assert.InRange(drawn.Count(v => v == 7298) / 20_000.0, 0.04, 0.06);
        // Tails of the exponential distribution: .07 above 5,000 (spike aside), .0064 above 10,000.
        Assert.InRange(drawn.Count(v => v > 10_000) / 20_000.0, 0.002, 0.02);
        Assert.InRange(drawn.Count(v => v > 30_000) / 20_000.0, 0, 0.003);
    }

    [Theory]
    [InlineData(1, 1, 16, 3)]
    [InlineData(0.1, 0, 99, 16)]
    public void Whole_numbers_of_few_values_end_about_where_the_rows_do_without_bounds(double epsilon, int low, int high, int most)
    {
        // Without a look at its noise the range of 1 to 16 would go up to 30, the next point of the public grid's blocks.
        var table = new Table([new NumericColumn(new ColumnSchema("years", ColumnKind.Numeric), [.. Enumerable.Range(0, 20_000).Select(i => low + (double)(i % (high - low + 1)))]), Loans.Take([.. Enumerable.Range(0, 20_000).Select(i => i % 8000)])["purpose"]]);
        for (ulong seed = 1; seed <= 5; seed++)
        {
            double[] drawn = ((NumericColumn)Fit(table, new PrivacyOptions { Epsilon = epsilon, Seed = seed }).Sample(1, 0, 20_000)["years"]).Values.ToArray();
            Assert.InRange(drawn.Min(), low - most, low + most);
            Assert.InRange(drawn.Max(), high - most, high + most);
        }
    }

    [Fact]
    public void Missing_values_stay_missing_as_often()
    {
        var table = new Table([new NumericColumn(new ColumnSchema("x", ColumnKind.Numeric), [.. Enumerable.Range(0, 5000).Select(i => i % 4 == 0 ? double.NaN : i % 60)]), Loans.Slice(0, 5000)["purpose"]]);
        var drawn = Fit(table, new PrivacyOptions { Epsilon = 3, Seed = 1 }).Sample(1, 0, 20_000);
        Assert.InRange(drawn["x"].MissingCount / 20_000.0, 0.22, 0.28);
    }

    [Fact]
    public void Constraints_hold_and_the_form_that_is_learned_does_not_depend_on_the_rows()
    {
        var train = DemoTables.LoanApplications(6000, 2);
        var recipe = DemoTables.LoanRecipe() with { Engine = "marginals", Rows = 3000, Options = new EngineOptions { Privacy = new PrivacyOptions { Epsilon = 5, Seed = 4, Public = [new PublicColumn("decided") { From = "2020-01-01", To = "2026-01-01" }] } } };
        var planning = GenerationPlan.Create(recipe, train.Schema);
        Assert.True(planning.Plan is not null, string.Join("; ", planning.Problems));
        // What is public of a column says nothing of the difference that is learned in its place.
        Assert.Empty(planning.Plan.FitOptions.Privacy!.Public);
        var model = GenerationPipeline.Fit(planning.Plan, train, null, default)!;
        var complete = train.Take([.. Enumerable.Range(0, train.RowCount).Where(row => !train["applied"].IsMissing(row))]);
        Assert.Equal(model.Schema.Columns.Select(c => c.Name), GenerationPipeline.Fit(planning.Plan, complete, null, default)!.Schema.Columns.Select(c => c.Name));
        var drawn = new GenerationPipeline(planning.Plan, model).DrawChunk(0, default);
        Assert.All(planning.Plan.Constraints, c => Assert.Equal(0, c.CountBroken(drawn)));
        Assert.Empty(ConstraintFindings.Of(planning.Plan, train));
    }

    [Theory]
    [InlineData("engine", "gives no guarantee")]
    [InlineData("what-ifs", "boost rows")]
    [InlineData("options.privacy.epsilon", "nothing to generate from")]
    [InlineData("options.privacy.delta", "well below 1 / rows")]
    [InlineData("options.privacy.public[0].column", "no column 'gone'")]
    [InlineData("options.privacy.public[1]", "give min and max")]
    [InlineData("options.privacy.public[2]", "below the largest")]
    [InlineData("options.privacy.public[3]", "all labels")]
    [InlineData("options.privacy.public[4]", "twice")]
    public void What_cannot_be_guaranteed_is_refused_with_place_and_way_out(string path, string message)
    {
        var recipe = new Recipe
        {
            Name = "r", Engine = "trees", WhatIfs = [new RecipeWhatIf("age") { Median = 30 }],
            Options = new EngineOptions
            {
                Privacy = new PrivacyOptions
                {
                    Epsilon = 0, Delta = 0.1,
                    Public = [new PublicColumn("gone"), new PublicColumn("age") { Min = 5 }, new PublicColumn("income") { Min = 5, Max = 5 }, new PublicColumn("purpose"), new PublicColumn("age") { Min = 1, Max = 2 }],
                },
            },
        };
        Assert.Contains(RecipeValidation.Check(recipe, Loans.Schema), p => p.Path == path && p.Message.Contains(message, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => Fit(Loans, recipe.Options.Privacy!));
    }

    [Fact]
    public void Privacy_reads_back_from_a_document()
    {
        var recipe = new Recipe { Name = "r", Engine = "marginals", Options = new EngineOptions { Privacy = new PrivacyOptions { Epsilon = 0.5, Rows = 100, Seed = ulong.MaxValue, Public = [new PublicColumn("a") { Min = 1, Max = 2 }, new PublicColumn("b") { Values = ["x", "y"] }] } } };
        foreach (string text in new[] { RecipeDocument.ToYaml(recipe), RecipeDocument.ToJson(recipe) })
        {
            var reading = RecipeDocument.Parse(text);
            Assert.Empty(reading.Problems);
            Assert.Equal(RecipeDocument.Hash(recipe), RecipeDocument.Hash(reading.Recipe!));
        }
    }

    /// <summary>
    /// The noisy count of a label in two neighbouring tables, over many fits: whoever sees it must not tell them apart better than epsilon allows. A fit with a quarter of the noise is caught, so that the
    /// audit would notice.
    /// </summary>
    [Fact]
    public void An_audit_finds_no_more_than_epsilon_and_catches_too_little_noise()
    {
        const double Delta = 1e-6;
        double declared = 1, broken = ZeroConcentrated.EpsilonOf(16 * ZeroConcentrated.RhoOf(declared, Delta / 2), Delta / 2);
        double sound = LowerBound(declared, Delta), loose = LowerBound(broken, Delta);
        output.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"epsilon is at least {Math.Max(0, sound):0.00} where {declared:0.00} was asked for, and at least {loose:0.00} with a quarter of the noise, where {broken:0.00} was spent"));
        Assert.True(sound <= declared, "the engine spends more than it says");
        Assert.True(loose > declared, "the audit is blind");
    }

    private static double LowerBound(double epsilon, double delta)
    {
        const int Runs = 24_000;
        Table table = Labels(60), neighbour = Labels(61), asked = Labels(1).Slice(0, 1);
        double[] without = Statistics(table, 1), with = Statistics(neighbour, 500_000);
        // The threshold is chosen on the first half of the runs, the bound is taken on the second.
        double best = without.Take(Runs / 2).Concat(with.Take(Runs / 2)).Order().ElementAt((int)(Runs * 0.965));
        int falsely = without.Skip(Runs / 2).Count(s => s > best), rightly = with.Skip(Runs / 2).Count(s => s > best);
        return Math.Log((Bound(rightly, Runs / 2, lower: true) - delta) / Bound(falsely, Runs / 2, lower: false));

        double[] Statistics(Table of, ulong firstSeed)
        {
            var options = new PrivacyOptions { Epsilon = epsilon, Delta = delta, Public = [new PublicColumn("label") { Values = ["a", "b"] }] };
            double[] found = new double[Runs];
            Parallel.For(0, Runs, run => found[run] = -Fit(of, options with { Seed = firstSeed + (ulong)run }).Judge(asked, default).CellBits[0][0]);
            return found;
        }
    }

    /// <summary>Clopper and Pearson's 99 % bound of a share, by halving.</summary>
    private static double Bound(int hits, int runs, bool lower)
    {
        double low = 0, high = 1;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            bool tooSmall = lower ? IncompleteBeta.Regularized(hits, runs - hits + 1, middle) < 0.01 : IncompleteBeta.Regularized(hits + 1, runs - hits, middle) < 0.99;
            if (tooSmall)
                low = middle;
            else
                high = middle;
        }

        return lower ? low : high;
    }

    private static Table Labels(int a) => new([new CodedColumn(new ColumnSchema("label", ColumnKind.Categorical), [.. Enumerable.Repeat(0, a), .. Enumerable.Repeat(1, 300)], ["a", "b"])]);

    private static FittedPrivateMarginals Fit(Table table, PrivacyOptions options) => (FittedPrivateMarginals)new PrivateMarginalsEngine().Fit(table, new EngineOptions { Privacy = options }, null, default);
}
