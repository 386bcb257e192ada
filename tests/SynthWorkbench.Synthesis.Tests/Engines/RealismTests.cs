using System.Collections.Frozen;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Metrics.Privacy;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Engines;

/// <summary>What the realism control does, and what it leaves alone.</summary>
public sealed class RealismTests
{
    private static readonly Table Train = DemoTables.LoanApplications(6000, 2).Select(["region", "branch", "age", "employment", "income", "debt_ratio", "credit_score", "interest_rate", "principal"]);

    public static TheoryData<string> Engines() => [.. EngineCatalog.All.Select(e => e.Id)];

    [Theory, MemberData(nameof(Engines))]
    public void Every_position_keeps_the_columns_and_less_realism_keeps_fewer_relations(string id)
    {
        var model = EngineCatalog.Find(id)!.Fit(Train, LawOptions.Of(id), null, default);
        var trends = new List<double>();
        foreach (double realism in new[] { 0.1, 0.6, 1.0 })
        {
            var columns = ComparedColumn.Pair(Train, model.Sample(3, 0, 6000, new SamplingControls { Realism = realism }));
            double shapes = columns.Average(c => ColumnShape.Score(c)!.Value);
            Assert.True(shapes > (realism < 0.6 ? 0.93 : 0.97), $"{id} at {realism}: shapes {shapes:0.000}");
            trends.Add(new PairTrend(columns, sharedEdges: true).All().Where(p => p.IsStrong()).Average(p => p.Score!.Value));
        }

        Assert.True(trends[0] < trends[1] - 0.02, $"{id}: {string.Join(", ", trends)}");
        Assert.True(trends[1] <= trends[2] + 0.01, $"{id}: {string.Join(", ", trends)}");
    }

    [Theory]
    [InlineData("trees")]
    [InlineData("guided-trees")]
    public void A_position_between_two_stops_lies_between_them(string id)
    {
        var model = EngineCatalog.Find(id)!.Fit(Train, LawOptions.Of(id), null, default);
        double Relation(double realism) => new PairTrend(ComparedColumn.Pair(Train, model.Sample(3, 0, 12_000, new SamplingControls { Realism = realism })), sharedEdges: true).All().Average(p => p.Score ?? 1);
        double low = Relation(0.15), middle = Relation(0.22), high = Relation(0.3);
        Assert.True(low < middle && middle < high, $"{low:0.0000} {middle:0.0000} {high:0.0000}");
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_column_can_be_untied_alone(string id)
    {
        var model = EngineCatalog.Find(id)!.Fit(Train, LawOptions.Of(id), null, default);
        var alone = new SamplingControls { Realism = 1, ColumnRealism = new Dictionary<string, double> { ["branch"] = 0 }.ToFrozenDictionary() };
        double Association(Table drawn) => new PairTrend(ComparedColumn.Pair(Train, drawn), sharedEdges: true).All().Where(p => p.First == "branch" || p.Second == "branch").Max(p => Math.Abs(p.SyntheticAssociation ?? 0));
        Assert.True(Association(model.Sample(1, 0, 6000, alone)) < Association(model.Sample(1, 0, 6000, new SamplingControls { Realism = 1 })) - 0.05, id);
    }

    /// <summary>A private engine cannot leave out rows of the reference without telling that they are in it: its guarantee stands in the place of this law.</summary>
    public static TheoryData<string> KnowingEngines() => [.. EngineCatalog.All.Where(e => !e.IsPrivate).Select(e => e.Id)];

    [Theory, MemberData(nameof(KnowingEngines))]
    public void Hardly_a_row_of_one_person_comes_back_even_where_columns_are_few(string id)
    {
        var few = DemoTables.LoanApplications(6000, 2).Select(["branch", "age", "employment", "purpose"]);
        var drawn = EngineCatalog.Find(id)!.Fit(few, LawOptions.Of(id), null, default).Sample(5, 0, 6000, new SamplingControls { Realism = 1 });
        var alone = Keys(few).GroupBy(k => k, StringComparer.Ordinal).Where(g => g.Count() == 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        int copies = Keys(drawn).Count(alone.Contains);
        Assert.True(alone.Count > 1000 && copies < 20, $"{id}: {copies} of {drawn.RowCount} drawn rows are one of the {alone.Count} training rows that nobody shares");
    }

    private static IEnumerable<string> Keys(Table table) => Enumerable.Range(0, table.RowCount).Select(row => string.Join('|', table.Columns.Select(c => c.Format(row))));

    [Fact]
    public void Unique_labels_do_not_carry_rows_over()
    {
        // A name that one row carries used to lead every later column to that row.
        int rows = 1500;
        var names = new CodedColumn(new ColumnSchema("name", ColumnKind.Categorical), [.. Enumerable.Range(0, rows)], [.. Enumerable.Range(0, rows).Select(i => $"n{i}")]);
        var table = new Table([names, .. DemoTables.CardiologyVisits(2 * rows, 5).Slice(0, rows).Columns.Where(c => c is NumericColumn)]);
        Table train = table.Slice(0, 750), held = table.Slice(750, 750);
        var drawn = EngineCatalog.Find("trees")!.Fit(train, new EngineOptions(), null, default).Sample(1, 0, 750, new SamplingControls { Realism = 1 });
        string[] columns = [.. table.Columns.Skip(1).Select(c => c.Name)];
        double share = DistanceToClosestRecord.Run(MixedSpace.Of(columns, train, held, drawn), 750, 750, 750, 1, default)!.CloserToTrain;
        Assert.InRange(share, 0.4, 0.65);
    }

    [Theory]
    [InlineData(1.0, 20)]
    [InlineData(0.6, 300)]
    [InlineData(0.5, 300)]
    [InlineData(0.3, 5000)]
    public void Positions_are_told_in_donors(double realism, int donors) => Assert.Equal(donors, RealismScale.SmallestGroup(realism, 20, 1_000_000));

    [Fact]
    public void The_engine_is_chosen_by_size_and_shape()
    {
        Assert.Equal("guided-trees", EngineChoice.Of("auto", 30_000, 15).Engine.Id);
        Assert.Equal("copula", EngineChoice.Of("auto", 50, 6).Engine.Id);
        Assert.Equal("copula", EngineChoice.Of("auto", 300, 500).Engine.Id);
        Assert.Equal("trees", EngineChoice.Of("auto", 5_000_000, 60).Engine.Id);
        Assert.Equal("trees", EngineChoice.Of("trees", 50, 6).Engine.Id);
        Assert.Equal("marginals", EngineChoice.Of(new Recipe { Name = "r", Options = new EngineOptions { Privacy = new PrivacyOptions() } }, 30_000, 15).Engine.Id);
        Assert.Equal("guided-trees", EngineChoice.Of(new Recipe { Name = "r" }, 30_000, 15).Engine.Id);
        Assert.Throws<ArgumentException>(() => EngineChoice.Of("sorcery", 50, 6));
    }
}
