using System.Text;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;
using Xunit;
using static SynthWorkbench.Synthesis.Tests.Pseudonyms.WardTables;

namespace SynthWorkbench.Synthesis.Tests.Pseudonyms;

/// <summary>Personal data that repeats is replaced consistently, whatever engine learns whose rows are whose.</summary>
public sealed class PseudonymTests
{
    private static readonly Table Train = Visits(6000, 1);

    /// <summary>The same visits, thirty to a stay.</summary>
    private static readonly Lazy<Table> Stays = new(() => new Table([
        .. Train.Columns, Coded(new ColumnSchema("stay", ColumnKind.Categorical), [.. Enumerable.Range(0, Train.RowCount).Select(row => $"S{row / 30}")]),
        new NumericColumn(new ColumnSchema("visit", ColumnKind.Numeric), [.. Enumerable.Range(0, Train.RowCount).Select(row => row % 30.0)]),
    ]));

    private static readonly string[] Ids = ["trees", "guided-trees", "copula", "sequences"];

    private static readonly Dictionary<string, Lazy<(GenerationPlan Plan, FittedModel Model, Table Rows)>> Drawn = Ids.ToDictionary(e => e, e => new Lazy<(GenerationPlan, FittedModel, Table)>(() =>
    {
        var plan = Plan(RecipeOf(e), TrainOf(e));
        var model = GenerationPipeline.Fit(plan, TrainOf(e), null, default)!;
        return (plan, model, Draw(plan, model));
    }), StringComparer.Ordinal);

    public static TheoryData<string> Engines() => [.. Ids];

    private static Recipe RecipeOf(string engine) => engine == "sequences" ? Recipe(engine) with { Sequence = new SequenceColumns { Entity = "stay", Order = ["visit"] } } : Recipe(engine);

    private static Table TrainOf(string engine) => engine == "sequences" ? Stays.Value : Train;

    [Theory]
    [MemberData(nameof(Engines))]
    public void No_real_value_is_written_and_who_repeats_does_so_as_often(string engine)
    {
        var rows = Drawn[engine].Value.Rows;
        foreach (string column in new[] { "physician", "referred_by", "email", "ward_phone" })
            Assert.Empty(Values(rows, column).OfType<string>().Intersect(Values(Train, column).OfType<string>()));
        double[] real = Shares(Train), made = Shares(rows);
        Assert.True(made.Length >= Physicians);
        for (int i = 0; i < Physicians; i++)
            Assert.InRange(made[i], real[i] - 0.03, real[i] + 0.03);
        Assert.InRange(Values(rows, "physician").Count(v => v is null) / (double)rows.RowCount, 0.07, 0.13);

        // Rows of a rare value have one that hardly any other row has.
        Assert.InRange(Values(rows, "physician").OfType<string>().GroupBy(v => v).Where(g => g.Count() < 5).Sum(g => g.Count()) / (double)rows.RowCount, 0.03, 0.08);
        Assert.Equal(3, Values(rows, "ward_phone").Distinct().Count());
        Assert.True(Values(rows, "email").Distinct().Count() > 0.9 * rows.RowCount, "Nobody repeats: addresses are made up row by row.");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Who_somebody_is_goes_with_the_other_columns_and_is_the_same_in_all_of_a_kind(string engine)
    {
        var rows = Drawn[engine].Value.Rows;
        string?[] physician = Values(rows, "physician"), referred = Values(rows, "referred_by"), department = Values(rows, "department");
        var often = physician.OfType<string>().GroupBy(v => v).Where(g => g.Count() > 100).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(Physicians, often.Count);
        Assert.Equal(often.Order(StringComparer.Ordinal), referred.OfType<string>().GroupBy(v => v).Where(g => g.Count() > 100).Select(g => g.Key).Order(StringComparer.Ordinal));
        if (engine == "copula")
            return;
        double main = often.Average(p => Enumerable.Range(0, rows.RowCount).Where(r => physician[r] == p).GroupBy(r => department[r]).Max(g => g.Count()) / (double)physician.Count(v => v == p));
        Assert.True(main > 0.8, $"{main:P0} of a physician's rows are of one department; all are in the reference.");
        int same = Enumerable.Range(0, rows.RowCount).Count(r => physician[r] is { } p && often.Contains(p) && referred[r] == p), of = physician.Count(p => p is not null && often.Contains(p));
        Assert.InRange(same / (double)of, 0.35, 0.75);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_same_seed_gives_the_same_bytes_in_any_chunks_and_from_a_model_read_again(string engine)
    {
        var (plan, model, rows) = Drawn[engine].Value;
        Assert.Equal(TableDigest.Of(rows), TableDigest.Of(Draw(plan, GenerationPipeline.Fit(plan, TrainOf(engine), null, default))));
        var fitted = EngineCatalog.Find(engine)!;
        byte[] bytes = FittedModelFile.ToBytes(model, fitted);
        Assert.Equal(TableDigest.Of(rows), TableDigest.Of(Draw(plan, FittedModelFile.FromBytes(bytes, fitted))));
        var again = new GenerationPipeline(plan, model);
        if (again.ChunkCount > 1)
            Assert.Equal(TableDigest.Of(again.DrawChunk(1, default)), TableDigest.Of(rows.Slice(GenerationPipeline.ChunkRows, rows.RowCount - GenerationPipeline.ChunkRows)));
        if (engine != "sequences")
            Assert.Equal(TableDigest.Of(rows.Slice(0, 5000)), TableDigest.Of(Draw(Plan(RecipeOf(engine) with { Rows = 5000 }, TrainOf(engine)), model)));

        // Another seed, other names; the model is the same and holds none.
        var other = Values(Draw(Plan(RecipeOf(engine) with { Seed = 2 }, TrainOf(engine)), model), "referred_by").OfType<string>().GroupBy(v => v).Where(g => g.Count() > 100).Select(g => g.Key);
        Assert.Empty(other.Intersect(Values(rows, "referred_by")!));
        string text = Encoding.UTF8.GetString(bytes);
        Assert.DoesNotContain("Realname", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Locum", text, StringComparison.Ordinal);
        Assert.DoesNotContain("7946", text, StringComparison.Ordinal);
        Assert.DoesNotContain("mail.test", text, StringComparison.Ordinal);
        Assert.Equal(plan.BesideKey, Plan(RecipeOf(engine) with { Seed = 2 }, TrainOf(engine)).BesideKey);
    }

    [Fact]
    public void No_two_people_have_one_name_and_none_has_a_real_one_even_where_real_names_are_such_as_are_made_up()
    {
        const int People = 1500, Rows = 12;
        var likely = new RuleColumn("people", new RecipeRule { Kind = "full-name" }, null).SampleBlock(3, 0, 0, 4096);
        string[] real = [.. Enumerable.Range(0, likely.Length).Select(r => likely.Format(r)!).Distinct(StringComparer.Ordinal).Take(People)];
        var train = new Table([Coded(Personal("name", PiiKind.PersonName), [.. Enumerable.Range(0, People * Rows).Select(row => real[row % People])])]);
        foreach (ulong seed in new ulong[] { 3, 4 })
        {
            var plan = Plan(Recipe(rows: 40_000, seed: seed), train);
            string[] made = [.. Values(Draw(plan, GenerationPipeline.Fit(plan, train, null, default)), "name").OfType<string>().Distinct(StringComparer.Ordinal)];
            Assert.Equal(People, made.Length);
            Assert.Empty(made.Intersect(real));
        }
    }

    [Fact]
    public void Numbers_do_not_follow_the_frequency_and_depend_on_all_rows()
    {
        string[] MostFrequent(Table train)
        {
            var model = GenerationPipeline.Fit(Plan(Recipe(), train), train, null, default)!;
            return [.. Values(model.Sample(1, 0, 12_000), "referred_by").GroupBy(v => v).OrderByDescending(g => g.Count()).Take(5).Select(g => g.Key!)];
        }

        string[] numbers = MostFrequent(Train);
        Assert.All(numbers, n => Assert.InRange(int.Parse(n), 0, Physicians - 1));
        Assert.NotEqual(numbers.Order(StringComparer.Ordinal), numbers);
        Assert.NotEqual(numbers, MostFrequent(Train.Slice(0, Train.RowCount - 1)));
    }

    [Fact]
    public void Where_few_rows_repeat_the_rows_are_those_of_the_rule_and_asking_for_it_learns_them_all_the_same()
    {
        var plan = Plan(Recipe() with { Columns = [new RecipeColumn { Name = "physician", Action = "replace", Replace = new RecipeReplace { Floor = 400 } }] }, Train);
        var model = GenerationPipeline.Fit(plan, Train, null, default)!;
        string[] notes = [.. plan.NotesOf(model)];
        Assert.Contains(notes, n => n.StartsWith("physician is replaced consistently", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.StartsWith("email is replaced row by row: 0", StringComparison.Ordinal));
        int often = Values(Train, "physician").OfType<string>().GroupBy(v => v).Count(g => g.Count() >= 400);
        Assert.InRange(often, 2, Physicians - 2);
        Assert.Equal(often, Values(Draw(plan, model), "physician").OfType<string>().GroupBy(v => v).Count(g => g.Count() > 100));

        var ruled = Plan(Recipe() with { Columns = [new RecipeColumn { Name = "email", Action = "rule", Rule = new RecipeRule { Kind = "email" } }] }, Train);
        Assert.Equal(Values(Drawn["trees"].Value.Rows, "email"), Values(Draw(ruled, GenerationPipeline.Fit(ruled, Train, null, default)), "email"));
    }

    [Fact]
    public void A_table_of_personal_data_alone_is_learned_too()
    {
        var train = Train.Select(["physician", "email"]);
        var plan = Plan(Recipe(rows: 3000), train);
        var rows = Draw(plan, GenerationPipeline.Fit(plan, train, null, default));
        Assert.Equal(Physicians, Values(rows, "physician").OfType<string>().GroupBy(v => v).Count(g => g.Count() > 20));
        var unique = train.Select(["email"]);
        var alone = Plan(Recipe(rows: 3000), unique);
        Assert.True(Values(Draw(alone, GenerationPipeline.Fit(alone, unique, null, default)), "email").Distinct().Count() > 2500);
    }

    [Fact]
    public void A_made_up_name_can_be_asked_for_and_a_real_one_is_refused_with_the_way_out()
    {
        var (_, model, rows) = Drawn["trees"].Value;
        string made = Values(rows, "physician").OfType<string>().GroupBy(v => v).MaxBy(g => g.Count())!.Key;
        Recipe Asked(string name) => Recipe() with { Conditions = [new RecipeCondition($"physician == \"{name}\"", 200)] };
        var drawn = Draw(Plan(Asked(made), Train), model);
        Assert.All(Values(drawn, "physician").Take(200), v => Assert.Equal(made, v));
        var boosted = Draw(Plan(Recipe() with { Boosts = [new RecipeBoost($"physician == \"{made}\"", 4)] }, Train), model);
        Assert.True(Values(boosted, "physician").Count(v => v == made) > 1.5 * Values(rows, "physician").Count(v => v == made));
        foreach (var recipe in new[] { Asked(Physician(0)), Asked("Nobody Atall"), Recipe() with { Boosts = [new RecipeBoost($"physician == '{Physician(0)}'", 4)] } })
        {
            var refused = Assert.Throws<GenerationRefusedException>(() => new GenerationPipeline(Plan(recipe, Train), model));
            Assert.Contains("are made up", refused.Message, StringComparison.Ordinal);
            Assert.Contains("they follow from the recipe's seed", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Drawn_rows_are_judged_by_whose_they_are()
    {
        var (plan, model, rows) = Drawn["trees"].Value;
        Assert.NotEmpty(GenerationPipeline.MostSurprising(plan, model, rows, 5, default));
        var learned = model.Sample(plan.Recipe.Seed, 0, 2000);
        Assert.Equal(Values(learned, "physician"), Values(plan.Judged(rows.Slice(0, 2000), model), "physician"));
    }

    private static double[] Shares(Table table) => [.. Values(table, "physician").OfType<string>().GroupBy(v => v).Select(g => g.Count() / (double)table.RowCount).OrderDescending()];
}
