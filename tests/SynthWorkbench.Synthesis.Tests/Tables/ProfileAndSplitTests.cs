using System.Text;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Tables;

public sealed class ProfileAndSplitTests
{
    [Fact]
    public void A_numeric_profile_has_the_textbook_figures()
    {
        var column = new NumericColumn(new("v", ColumnKind.Numeric), [1, 2, 3, 4, 100, double.NaN]);
        var profile = TableProfiler.Of(new Table([column])).Columns[0];
        Assert.Equal((5L, 1L, 5L), (profile.Count, profile.Missing, profile.Distinct));
        Assert.Equal((1.0, 100.0, 22.0), (profile.Numbers!.Min, profile.Numbers.Max, profile.Numbers.Mean));
        Assert.Equal(43.617656975, profile.Numbers.StandardDeviation, 8);
        Assert.Equal(3.0, profile.Numbers.Quantiles.First(q => q.Share == 0.5).Value);
        Assert.Equal((-1.0, 7.0, 1L), (profile.Numbers.LowFence, profile.Numbers.HighFence, profile.Numbers.Outliers));
        Assert.Equal(5, profile.Numbers.Histogram.Sum(b => b.Count));
    }

    [Fact]
    public void A_profile_does_not_depend_on_chunking_while_it_is_exact()
    {
        var table = Mixed(5000);
        var chunked = new TableProfiler(table.Schema);
        for (int i = 0; i < 5000; i += 700)
            chunked.Append(table.Slice(i, 700));
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(TableProfiler.Of(table)), System.Text.Json.JsonSerializer.Serialize(chunked.Complete()));
    }

    [Fact]
    public void A_large_profile_says_that_it_estimates_and_stays_close()
    {
        const int Rows = 400_000;
        var table = new Table(
        [
            new NumericColumn(new("v", ColumnKind.Numeric) { Decimals = 3 }, [.. Enumerable.Range(0, Rows).Select(i => i * 7919L % Rows / 1000.0)]),
        ]);
        var profile = TableProfiler.Of(table).Columns[0];
        Assert.False(profile.DistinctIsExact);
        Assert.True(profile.Numbers!.IsEstimated);
        Assert.InRange(profile.Distinct, 0.97 * Rows, 1.03 * Rows);
        Assert.InRange(profile.Numbers.Quantiles.First(q => q.Share == 0.5).Value, 198, 202);
    }

    [Fact]
    public void Labels_of_people_are_not_shown()
    {
        var name = new ColumnSchema("name", ColumnKind.Categorical) { Role = ColumnRole.PersonalData, Pii = PiiKind.PersonName };
        var profile = TableProfiler.Of(new Table([new CodedColumn(name, [0, 1, 0], ["Ann", "Bob"])])).Columns[0];
        Assert.Empty(profile.Labels!.Top);
        Assert.Contains(profile.Flags, f => f.Title == "Personal data");
    }

    [Theory]
    [InlineData(null, 0.2)]
    [InlineData("label", 0.2)]
    [InlineData("value", 0.3)]
    public void A_split_has_its_exact_share_and_the_same_rows_again(string? by, double share)
    {
        var table = Mixed(1003);
        var split = new HoldoutSplit(7, share, by);
        bool[] held = split.HeldOut(table);
        Assert.Equal((int)Math.Round(1003 * share, MidpointRounding.AwayFromZero), held.Count(h => h));
        Assert.Equal(held, split.HeldOut(table));
        Assert.NotEqual(held, (split with { Seed = 8 }).HeldOut(table));
        var (train, holdout) = split.Split(table);
        Assert.Equal(1003, train.RowCount + holdout.RowCount);
    }

    [Fact]
    public void Every_stratum_is_represented_within_one_row()
    {
        var table = Mixed(1003);
        bool[] held = new HoldoutSplit(7, 0.2, "label").HeldOut(table);
        foreach (var stratum in Enumerable.Range(0, 1003).GroupBy(r => table["label"].Format(r)))
            Assert.InRange(stratum.Count(r => held[r]), stratum.Count() * 0.2 - 1, stratum.Count() * 0.2 + 1);
    }

    [Fact]
    public void More_labels_than_one_dictionary_holds_are_read_whole()
    {
        const int Rows = 300_000;
        var text = new StringBuilder("label\n");
        for (int i = 0; i < Rows; i++)
            text.Append('L').Append(i).Append('\n');
        var schema = new TableSchema([new("label", ColumnKind.Categorical)]);
        var table = TableReader.ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), "x.csv", new ReadOptions { Schema = schema, HasHeader = true });
        Assert.Equal(Rows, table.RowCount);
        Assert.All((int[])[0, 199_999, 200_001, Rows - 1], row => Assert.Equal($"L{row}", table[0].Format(row)));
    }

    private static Table Mixed(int rows)
    {
        var text = new StringBuilder("value,label,seen\n");
        for (int i = 0; i < rows; i++)
            text.Append($"{i * 37 % 101 / 10.0:0.0},{(i % 7 == 0 ? "rare" : i % 3 == 0 ? "NA" : "common")},{new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddDays(i % 900):yyyy-MM-dd}\n");
        return TableReader.ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), "x.csv");
    }
}
