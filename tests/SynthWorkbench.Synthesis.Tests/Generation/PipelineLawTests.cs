using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;
using SynthWorkbench.Synthesis.Tests.Engines;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Generation;

/// <summary>What holds for a recipe's rows whatever makes them: a model, rules, or both.</summary>
public sealed class PipelineLawTests
{
    private const long Rows = 66_000;

    private static readonly Table Reference = WithNotes(DemoTables.CardiologyVisits(1500, 3).Select(["visit_id", "patient_name", "sex", "age", "admitted", "discharged", "diagnosis"]));

    /// <summary>A column of free text beside: it is learned, or replaced where an engine is private.</summary>
    private static Table WithNotes(Table visits)
    {
        string[] notes = [.. Enumerable.Range(0, visits.RowCount).Select(i => $"{visits["sex"].Format(i)} patient, seen for {visits["diagnosis"].Format(i)}{(i % 3 == 0 ? "; stable" : i % 5 == 0 ? "; to be seen again" : "")}.")];
        string[] distinct = [.. notes.Distinct(StringComparer.Ordinal)];
        return new Table([.. visits.Columns, new CodedColumn(new ColumnSchema("note", ColumnKind.Text), [.. notes.Select(n => Array.IndexOf(distinct, n))], [.. distinct])]);
    }

    public static TheoryData<string> Engines() => [.. EngineCatalog.Ids];

    /// <summary>Those that rows can be picked out of.</summary>
    public static TheoryData<string> EnginesOfRows() => [.. EngineCatalog.Ids.Where(e => e != EngineCatalog.Sequences)];

    /// <summary>The same visits with a number that orders them.</summary>
    private static readonly Table Ordered = new([new NumericColumn(new ColumnSchema("visit", ColumnKind.Numeric), [.. Enumerable.Range(1, Reference.RowCount).Select(i => (double)i)]), .. Reference.Columns]);

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_same_seed_gives_the_same_rows_and_another_seed_others(string engine)
    {
        Assert.Equal(DigestOf(engine, 7), DigestOf(engine, 7));
        Assert.NotEqual(DigestOf(engine, 7), DigestOf(engine, 8));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Fewer_rows_are_the_first_of_more(string engine)
    {
        var whole = Draw(engine, 7, Rows, 0);
        var short1 = Draw(engine, 7, 20_003, 0);
        Assert.Equal(TableDigest.Of(whole.Slice(0, 20_003)), TableDigest.Of(short1));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void An_interruption_between_chunks_changes_nothing(string engine)
    {
        string whole = DigestOf(engine, 7);
        Assert.Equal(whole, TableDigest.Of(Draw(engine, 7, Rows, 1)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Keys_are_unique_and_every_row_has_the_schema(string engine)
    {
        var drawn = Draw(engine, 7, Rows, 0);
        Assert.Equal(Rows, Enumerable.Range(0, drawn.RowCount).Select(drawn["key"].Format).Distinct(StringComparer.Ordinal).LongCount());
        Assert.Equal(Pipeline(engine, 7, Rows).Schema.Columns, drawn.Schema.Columns);
    }

    [Theory]
    [MemberData(nameof(EnginesOfRows))]
    public void With_a_boost_rare_labels_and_a_what_if_the_rows_are_as_settled(string engine)
    {
        Recipe Controlled(Recipe recipe) => engine == "rules"
            ? recipe with { Boosts = [new RecipeBoost("len(key) > 0 and key < 'H'", 3)] }
            : recipe with { Coverage = 0.8, Boosts = [new RecipeBoost("sex == 'female'", 3), new RecipeBoost("age > 80", 0.5)], WhatIfs = LawOptions.IsPrivate(engine) ? [] : [new RecipeWhatIf("age") { Median = 55, Max = 90 }] };
        var whole = Draw(engine, 7, Rows, 0, Controlled);
        Assert.True(whole.Schema.Contains("_weight"));
        Assert.Equal(Pipeline(engine, 7, Rows, Controlled).Schema.Columns, whole.Schema.Columns);
        Assert.Equal(TableDigest.Of(whole), TableDigest.Of(Draw(engine, 7, Rows, 1, Controlled)));
        Assert.Equal(TableDigest.Of(whole.Slice(0, 20_003)), TableDigest.Of(Draw(engine, 7, 20_003, 0, Controlled)));
        Assert.NotEqual(TableDigest.Of(whole), TableDigest.Of(Draw(engine, 8, Rows, 0, Controlled)));
    }

    private static string DigestOf(string engine, ulong seed) => TableDigest.Of(Draw(engine, seed, Rows, 0));

    /// <summary>All rows; after <paramref name="interruptedAfter"/> chunks another pipeline goes on, as after a restart.</summary>
    private static Table Draw(string engine, ulong seed, long rows, int interruptedAfter, Func<Recipe, Recipe>? change = null)
    {
        var pipeline = Pipeline(engine, seed, rows, change);
        var chunks = new List<Table>();
        for (int chunk = 0; chunk < pipeline.ChunkCount; chunk++)
        {
            if (chunk == interruptedAfter && chunk > 0)
            {
                pipeline = Pipeline(engine, seed, rows, change);
                chunks.ForEach(pipeline.Restore);
            }

            chunks.Add(pipeline.DrawChunk(chunk, default));
        }

        return Table.Concat(chunks);
    }

    private static GenerationPipeline Pipeline(string engine, ulong seed, long rows, Func<Recipe, Recipe>? change = null)
    {
        var key = new RecipeColumn { Name = "key", Action = "rule", Rule = new RecipeRule { Kind = "pattern", Pattern = "AAA-999999" } };
        var unique = new RecipeConstraint { Kind = "unique", Columns = ["key"] };
        var recipe = engine == "rules"
            ? new Recipe
            {
                Name = "r", Engine = engine, Rows = rows, Seed = seed, Constraints = [unique],
                Columns = [key, .. RuleKinds.All.Where((k, i) => RuleKinds.Needs(k).Length == 0 && i % 3 == 0).Select(k => new RecipeColumn { Name = k, Action = "rule", Rule = new RecipeRule { Kind = k, Missing = 0.1 } })],
            }
            : new Recipe { Name = "r", Engine = engine, Options = LawOptions.Of(engine), Rows = rows, Seed = seed, Columns = [key], Constraints = [unique, new RecipeConstraint { Kind = "inequality", Columns = ["admitted", "discharged"] }] };
        // A sequence is drawn whole: a row whose key another has already could not be drawn again.
        if (engine == EngineCatalog.Sequences)
            recipe = recipe with { Sequence = new SequenceColumns { Order = ["visit"] }, Columns = [key with { Rule = new RecipeRule { Kind = "uuid" } }], Constraints = [recipe.Constraints[^1]] };
        var reference = engine == "rules" ? null : engine == EngineCatalog.Sequences ? Ordered : Reference;
        var planning = GenerationPlan.Create(change?.Invoke(recipe) ?? recipe, reference?.Schema);
        Assert.True(planning.Plan is not null, string.Join("; ", planning.Problems));
        return new GenerationPipeline(planning.Plan, GenerationPipeline.Fit(planning.Plan, reference, null, default));
    }
}
