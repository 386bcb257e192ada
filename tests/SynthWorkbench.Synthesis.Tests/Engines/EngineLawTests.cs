using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Engines;

/// <summary>What holds for every engine.</summary>
public sealed class EngineLawTests
{
    private static readonly Table Train = DemoTables.CardiologyVisits(1500, 3).Select(["sex", "age", "bmi", "admitted", "discharged", "diagnosis", "troponin", "readmitted"]);

    public static TheoryData<string> Engines() => [.. EngineCatalog.All.Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Any_chunking_and_a_saved_model_give_the_same_rows(string id)
    {
        var engine = EngineCatalog.Find(id)!;
        var model = engine.Fit(Train, LawOptions.Of(id), null, default);
        string whole = TableDigest.Of(model.Sample(7, 0, 9000));
        var parts = Table.Concat([model.Sample(7, 0, 1), model.Sample(7, 1, 5000), model.Sample(7, 5001, 3999)]);
        Assert.Equal(whole, TableDigest.Of(parts));
        Assert.NotEqual(whole, TableDigest.Of(model.Sample(8, 0, 9000)));
        var read = FittedModelFile.FromBytes(FittedModelFile.ToBytes(model, engine), engine)!;
        Assert.Equal(whole, TableDigest.Of(read.Sample(7, 0, 9000)));
        Assert.Equal(whole, TableDigest.Of(engine.Fit(Train, LawOptions.Of(id), null, default).Sample(7, 0, 9000)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_damaged_model_file_is_refused(string id)
    {
        var engine = EngineCatalog.Find(id)!;
        byte[] bytes = FittedModelFile.ToBytes(engine.Fit(Train, LawOptions.Of(id), null, default), engine);
        bytes[bytes.Length / 2] ^= 1;
        Assert.Null(FittedModelFile.FromBytes(bytes, engine));
        Assert.Null(FittedModelFile.FromBytes(bytes[..10], engine));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_schema_is_kept_and_labels_are_those_of_the_training_rows(string id)
    {
        var drawn = EngineCatalog.Find(id)!.Fit(Train, LawOptions.Of(id), null, default).Sample(1, 0, 4000);
        Assert.Equal(Train.Schema.Columns, drawn.Schema.Columns);
        foreach (var column in Train.Columns.OfType<CodedColumn>())
        {
            var drawnColumn = drawn[column.Name];
            var labels = Enumerable.Range(0, column.Length).Select(column.Format).ToHashSet();
            Assert.All(Enumerable.Range(0, drawnColumn.Length).Select(drawnColumn.Format).Distinct(), l => Assert.Contains(l, labels));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Odd_shapes_work(string id)
    {
        var engine = EngineCatalog.Find(id)!;
        Table[] odd =
        [
            Train.Slice(0, 1),
            new([new NumericColumn(new ColumnSchema("constant", ColumnKind.Numeric), [.. Enumerable.Repeat(4.0, 50)]), new NumericColumn(new ColumnSchema("empty", ColumnKind.Numeric), [.. Enumerable.Repeat(double.NaN, 50)])]),
            new([new CodedColumn(new ColumnSchema("wide", ColumnKind.Categorical), [.. Enumerable.Range(0, 100_000)], [.. Enumerable.Range(0, 100_000).Select(i => $"c{i}")])]),
            new(Enumerable.Range(0, 500).Select(c => new NumericColumn(new ColumnSchema($"x{c}", ColumnKind.Numeric), [c, 1, 2 * c]))),
        ];
        foreach (var table in odd)
        {
            var drawn = engine.Fit(table, LawOptions.Of(id), null, default).Sample(1, 0, 300);
            Assert.Equal(300, drawn.RowCount);
            Assert.Equal(table.Schema.Columns, drawn.Schema.Columns);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_cancelled_fit_stops(string id) =>
        Assert.ThrowsAny<OperationCanceledException>(() => EngineCatalog.Find(id)!.Fit(Train, LawOptions.Of(id), null, new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.0, 0)]
    [InlineData(0.0, 900)]
    public void Unlikely_numbers_of_one_person_are_not_repeated(double coverage, int frequent)
    {
        // The frequent ones lie in the middle: the outermost values are then all of one person each. A second column keeps whole rows from being known.
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => Math.Abs(i - 499.5) < frequent / 2.0 ? i / 100 * 150 + 100 : Math.Round(i * 1.37 + i * i * 0.013, 2))];
        var table = new Table([new NumericColumn(new ColumnSchema("x", ColumnKind.Numeric) { Decimals = 2 }, values), new NumericColumn(new ColumnSchema("y", ColumnKind.Numeric) { Decimals = 3 }, [.. Enumerable.Range(0, 1000).Select(i => Math.Round(Math.Sin(i), 3))])]);
        var drawn = (NumericColumn)EngineCatalog.Find("trees")!.Fit(table, new EngineOptions(), null, default).Sample(1, 0, 1000, new SamplingControls { Coverage = coverage })[0];
        var alone = values.GroupBy(v => v).Where(g => g.Count() == 1).Select(g => g.Key).ToHashSet();
        int copies = drawn.Values.ToArray().Count(alone.Contains);
        Assert.True(copies < 20, $"{copies} of 1000 drawn values are training values");
    }

    [Fact]
    public void Constraints_hold_in_every_row_and_an_interrupted_run_ends_the_same()
    {
        var recipe = DemoTables.LoanRecipe() with { Rows = 70_000, Constraints = [.. DemoTables.LoanRecipe().Constraints, new RecipeConstraint { Kind = "unique", Columns = ["email"] }] };
        var train = DemoTables.LoanApplications(3000, 2);
        var planning = GenerationPlan.Create(recipe, train.Schema);
        Assert.Empty(planning.Problems);
        var model = GenerationPipeline.Fit(planning.Plan!, train, null, default);
        var pipeline = new GenerationPipeline(planning.Plan!, model);
        Table[] chunks = [.. Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, default))];
        var table = Table.Concat(chunks);
        var total = ((NumericColumn)table["total_amount"]).Values;
        var principal = ((NumericColumn)table["principal"]).Values;
        var fee = ((NumericColumn)table["fee"]).Values;
        var insurance = ((NumericColumn)table["insurance"]).Values;
        var applied = ((DateTimeColumn)table["applied"]).Ticks;
        var decided = ((DateTimeColumn)table["decided"]).Ticks;
        var emails = new HashSet<string>(StringComparer.Ordinal);
        for (int row = 0; row < table.RowCount; row++)
        {
            Assert.Equal(total[row], principal[row] + fee[row] + insurance[row], 6);
            Assert.True(decided[row] == DateTimeColumn.MissingTicks || applied[row] <= decided[row]);
            Assert.StartsWith(table["region"].Format(row)!, table["branch"].Format(row)!, StringComparison.Ordinal);
            Assert.True(emails.Add(table["email"].Format(row)!));
        }

        var resumed = new GenerationPipeline(planning.Plan!, model);
        resumed.Restore(chunks[0]);
        Assert.Equal(TableDigest.Of(chunks[1]), TableDigest.Of(resumed.DrawChunk(1, default)));
    }

    [Fact]
    public void A_constraint_that_nothing_satisfies_is_named()
    {
        var recipe = new Recipe { Name = "impossible", Rows = 10, Constraints = [new RecipeConstraint { Kind = "range", Columns = ["age"], Min = 500 }] };
        var plan = GenerationPlan.Create(recipe, Train.Schema).Plan!;
        var pipeline = new GenerationPipeline(plan, GenerationPipeline.Fit(plan, Train, null, default));
        var refused = Assert.Throws<GenerationRefusedException>(() => pipeline.DrawChunk(0, default));
        Assert.Contains("age from 500", refused.Message, StringComparison.Ordinal);
    }
}
