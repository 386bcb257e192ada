using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Sequences;

/// <summary>What is found to be a sequence, what is held out of it, and what is refused with a way out.</summary>
public sealed class SequenceInputTests
{
    [Fact]
    public void Equal_times_are_refused_with_the_rows_and_the_ways_out()
    {
        var table = SequenceTables.Hourly(100, 1);
        var twice = Table.Concat([table, table.Slice(40, 2)]);
        var finding = Assert.Single(ConstraintFindings.Of(Plan(new SequenceColumns { Order = ["time"] }, twice.Schema), twice));
        Assert.True(finding.IsContradiction);
        Assert.Contains("Rows 41 and 101 have the same time (time 2020-01-02T16:00:00), and 2 rows in all repeat", finding.Message, StringComparison.Ordinal);
        Assert.Contains("Name the column that tells apart whose rows they are as the entity", finding.Message, StringComparison.Ordinal);
        Assert.Null(SequenceDetection.Of(twice));
        var flat = GenerationPlan.Create(new Recipe { Name = "r", Engine = "trees", Sequence = new SequenceColumns { Order = ["time"] } }, twice.Schema).Plan!;
        Assert.False(Assert.Single(ConstraintFindings.Of(flat, twice)).IsContradiction);
    }

    [Fact]
    public void A_row_without_a_time_is_refused()
    {
        double[] hours = [.. Enumerable.Range(0, 60).Select(i => (double)(i % 24))], days = [.. Enumerable.Range(0, 60).Select(i => 1.0 + i / 24)];
        hours[7] = 25;
        var table = Parts(days, hours);
        var finding = Assert.Single(ConstraintFindings.Of(Plan(new SequenceColumns { Order = ["year", "month", "day", "hour"] }, table.Schema), table));
        Assert.Contains("Row 8 has no time: year is 2020, month is 1, day is 1, hour is 25", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_axis_is_found_in_parts_in_one_date_and_per_entity()
    {
        var parts = Parts([.. Enumerable.Range(0, 60).Select(i => 1.0 + i / 24)], [.. Enumerable.Range(0, 60).Select(i => (double)(i % 24))]);
        Assert.Equal(new SequenceColumns { Order = ["year", "month", "day", "hour"] }, SequenceDetection.Of(parts)!.Columns);
        Assert.Equal(new SequenceColumns { Order = ["time"] }, SequenceDetection.Of(SequenceTables.Hourly(100, 1))!.Columns);
        Assert.Equal(new SequenceColumns { Entity = "sensor", Order = ["at"] }, SequenceDetection.Of(SequenceTables.Sensors(300, 1))!.Columns);
        Assert.Null(SequenceDetection.Of(DemoTables.CardiologyVisits(400, 1)));
        Assert.Null(SequenceDetection.Of(DemoTables.LoanApplications(400, 1)));
    }

    [Fact]
    public void An_entity_that_no_sequence_writes_is_not_repeated()
    {
        var schema = SequenceTables.Sensors(20, 1).Schema;
        var recipe = new Recipe { Name = "r", Engine = "trees", Sequence = new SequenceColumns { Entity = "sensor", Order = ["at"] } };
        Assert.DoesNotContain("sensor", GenerationPlan.Create(recipe, schema).Plan!.Modelled);
        Assert.DoesNotContain("sensor", GenerationPlan.Create(recipe with { Sequence = null }, schema).Plan!.Modelled);
        var problem = Assert.Single(GenerationPlan.Create(recipe with { Columns = [new RecipeColumn { Name = "sensor" }] }, schema).Problems);
        Assert.Contains("would repeat them", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_entities_one_is_held_out()
    {
        var split = new HoldoutSplit(3) { Sequence = new SequenceColumns { Entity = "sensor", Order = ["at"] } };
        var two = SequenceTables.Sensors(2, 1);
        Assert.InRange(split.Split(two).Holdout.RowCount, 5, two.RowCount - 5);
    }

    [Fact]
    public void Whole_entities_and_whole_stretches_are_held_out()
    {
        var sensors = SequenceTables.Sensors(200, 1);
        var (train, holdout) = new HoldoutSplit(3) { Sequence = new SequenceColumns { Entity = "sensor", Order = ["at"] } }.Split(sensors);
        Assert.Empty(Names(train).Intersect(Names(holdout)));
        Assert.Equal(40, Names(holdout).Count);
        var series = new HoldoutSplit(3) { Sequence = new SequenceColumns { Order = ["time"] } }.HeldOut(SequenceTables.Hourly(1200, 1));
        Assert.Equal(240, series.Count(h => h));
        Assert.True(Enumerable.Range(1, 1199).Count(i => series[i] != series[i - 1]) <= 40, "Stretches of twelve rows.");

        static HashSet<string?> Names(Table table) => [.. Enumerable.Range(0, table.RowCount).Select(table["sensor"].Format)];
    }

    [Theory]
    [InlineData("boosts", "boosts: [{ when: level > 1, factor: 2 }]")]
    [InlineData("conditions", "conditions: [{ when: level > 1, rows: 5 }]")]
    [InlineData("coverage", "coverage: 0.8")]
    [InlineData("what-ifs", "what-ifs: [{ column: level, median: 1 }]")]
    [InlineData("constraints[0]", "constraints: [{ kind: range, columns: [level], min: 0 }]")]
    [InlineData("sequence.order", "sequence: { order: [wind] }")]
    [InlineData("sequence.order", "sequence: { order: [time, level] }")]
    [InlineData("sequence.entity", "sequence: { order: [time], entity: nobody }")]
    [InlineData("columns[0].action", "columns: [{ name: time, action: drop }]")]
    public void What_would_tear_a_sequence_is_refused_where_it_is_asked(string path, string setting)
    {
        string document = $"name: r\nrows: 100\n{(setting.StartsWith("sequence", StringComparison.Ordinal) ? "" : "sequence: { order: [time] }\n")}{setting}\n";
        var recipe = RecipeDocument.Parse(document).Recipe!;
        var problem = Assert.Single(GenerationPlan.Create(recipe, SequenceTables.Hourly(10, 1).Schema).Problems);
        Assert.Equal(path, problem.Path);
    }

    [Fact]
    public void The_engine_of_sequences_needs_to_know_the_order()
    {
        var problem = Assert.Single(GenerationPlan.Create(new Recipe { Name = "r", Engine = "sequences" }, SequenceTables.Hourly(10, 1).Schema).Problems);
        Assert.Contains("sequence: { order: date }", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sequence_is_written_and_read_and_only_then_part_of_the_hash()
    {
        var plain = new Recipe { Name = "r" };
        var ordered = plain with { Sequence = new SequenceColumns { Entity = "sensor", Order = ["at"] } };
        Assert.Equal(ordered.Sequence, RecipeDocument.Parse(RecipeDocument.ToYaml(ordered)).Recipe!.Sequence);
        Assert.NotEqual(RecipeDocument.Hash(plain), RecipeDocument.Hash(ordered));
        Assert.DoesNotContain("sequence", RecipeDocument.ToJson(plain), StringComparison.Ordinal);
    }

    private static GenerationPlan Plan(SequenceColumns columns, TableSchema schema) => GenerationPlan.Create(new Recipe { Name = "r", Sequence = columns }, schema).Plan!;

    private static Table Parts(double[] days, double[] hours) => new([.. new (string Name, double[] Values)[] { ("year", [.. days.Select(_ => 2020.0)]), ("month", [.. days.Select(_ => 1.0)]), ("day", days), ("hour", hours), ("x", [.. days.Select((_, i) => Math.Sin(i))]) }
        .Select(c => new NumericColumn(new ColumnSchema(c.Name, ColumnKind.Numeric) { Decimals = c.Name == "x" ? 6 : 0 }, c.Values))]);
}
