using CsCheck;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

public sealed class ItemSamplingTests
{
    private static readonly Gen<(SamplingPlan Plan, SamplingFrame Frame)> Cases =
        from rows in Gen.Int[1, 300]
        from kind in Gen.Enum<SamplingKind>()
        from items in Gen.Int[1, 350]
        from seed in Gen.Long
        from strata in Gen.Int[0, 7].Select(s => "s" + s).Array[rows]
        from bits in Gen.Double[0, 50].Array[rows]
        from failures in Gen.Bool.Array[rows]
        select (new SamplingPlan { Kind = kind, Items = items, Seed = seed, StratifyBy = "s" }, new SamplingFrame(rows, strata, bits, failures));

    [Fact]
    public void A_plan_draws_distinct_rows_and_the_same_ones_again() => Cases.Sample(c =>
    {
        var drawn = ItemSampling.Draw(c.Plan, c.Frame);
        Assert.Equal(drawn.Rows, ItemSampling.Draw(c.Plan, c.Frame).Rows);
        Assert.Equal(drawn.Rows, drawn.Rows.Distinct().Order());
        Assert.All(drawn.Rows, r => Assert.InRange(r, 0, c.Frame.Count - 1));
        int there = c.Plan.Kind == SamplingKind.ConstraintFailures ? c.Frame.Failures!.Count(f => f) : c.Frame.Count;
        Assert.Equal(c.Plan.Kind == SamplingKind.All ? there : Math.Min(c.Plan.Items, there), drawn.Rows.Count);
        Assert.Equal(there == 0, drawn.Problem is not null);
    });

    [Fact]
    public void Strata_get_equal_shares_and_small_ones_are_taken_whole() => Cases.Sample(c =>
    {
        var drawn = ItemSampling.Draw(c.Plan with { Kind = SamplingKind.Stratified }, c.Frame).Rows;
        var sizes = c.Frame.Strata!.CountBy(s => s).ToDictionary();
        var taken = drawn.CountBy(r => c.Frame.Strata![r]).ToDictionary();
        int most = taken.Values.Max();
        Assert.All(sizes, s => Assert.True(taken.GetValueOrDefault(s.Key) >= Math.Min(s.Value, most - 1), $"{s.Key}: {taken.GetValueOrDefault(s.Key)} of {s.Value} where others have {most}"));
    });

    [Fact]
    public void Rare_segments_are_taken_before_common_ones() => Cases.Sample(c =>
    {
        var drawn = ItemSampling.Draw(c.Plan with { Kind = SamplingKind.RareSegments }, c.Frame).Rows;
        var sizes = c.Frame.Strata!.CountBy(s => s).ToDictionary();
        var taken = drawn.CountBy(r => c.Frame.Strata![r]).ToDictionary();
        int largest = taken.Keys.Max(k => sizes[k]);
        Assert.All(sizes.Where(s => s.Value < largest), s => Assert.Equal(s.Value, taken.GetValueOrDefault(s.Key)));
    });

    [Fact]
    public void Only_failing_rows_are_failures() => Cases.Sample(c =>
        Assert.All(ItemSampling.Draw(c.Plan with { Kind = SamplingKind.ConstraintFailures }, c.Frame).Rows, r => Assert.True(c.Frame.Failures![r])));

    [Fact]
    public void Twice_the_bits_are_drawn_twice_as_often_when_one_is_drawn()
    {
        double[] bits = [1, 2, 0, double.NaN];
        int[] drawn = new int[4];
        for (int seed = 0; seed < 6000; seed++)
            drawn[ItemSampling.Draw(new SamplingPlan { Kind = SamplingKind.Surprise, Items = 1, Seed = seed }, new SamplingFrame(4, Bits: bits)).Rows[0]]++;
        Assert.Equal(0, drawn[2] + drawn[3]);
        Assert.Equal(2.0, (double)drawn[1] / drawn[0], 0.2);
    }

    [Fact]
    public void A_random_sample_takes_every_row_equally_often()
    {
        int[] drawn = new int[10];
        for (int seed = 0; seed < 5000; seed++)
        {
            foreach (int row in ItemSampling.Draw(new SamplingPlan { Items = 3, Seed = seed }, new SamplingFrame(10)).Rows)
                drawn[row]++;
        }

        Assert.All(drawn, n => Assert.InRange(n, 1380, 1620));
    }

    [Fact]
    public void What_cannot_be_drawn_says_what_to_do()
    {
        Assert.Contains("Choose another", ItemSampling.Draw(new SamplingPlan { Kind = SamplingKind.ConstraintFailures }, new SamplingFrame(5)).Problem, StringComparison.Ordinal);
        Assert.Contains("Choose another", ItemSampling.Draw(new SamplingPlan { Kind = SamplingKind.Surprise }, new SamplingFrame(5)).Problem, StringComparison.Ordinal);
        Assert.Contains("Choose one", ItemSampling.Draw(new SamplingPlan { Kind = SamplingKind.Stratified }, new SamplingFrame(5)).Problem, StringComparison.Ordinal);
        Assert.Contains("Draw a sample", ItemSampling.Draw(new SamplingPlan { Kind = SamplingKind.All }, new SamplingFrame(100_001)).Problem, StringComparison.Ordinal);
        Assert.NotNull(ItemSampling.Draw(new SamplingPlan(), new SamplingFrame(0)).Problem);
    }

    [Fact]
    public void Numbers_of_many_values_are_parted_into_quarters()
    {
        var ages = new NumericColumn(new ColumnSchema("age", ColumnKind.Numeric), [.. Enumerable.Range(0, 100).Select(i => (double)i), double.NaN]);
        var strata = ItemSampling.StrataOf(ages).CountBy(s => s).ToDictionary();
        Assert.Equal(25, strata["0 to below 25"]);
        Assert.Equal(25, strata["75 to 99"]);
        Assert.Equal(1, strata["missing"]);
        Assert.Equal(5, strata.Count);
    }
}
