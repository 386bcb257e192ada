using CsCheck;
using SynthWorkbench.Numerics.Agreement;
using Xunit;
using static SynthWorkbench.Numerics.Tests.Agreement.Examples;

namespace SynthWorkbench.Numerics.Tests.Agreement;

public sealed class KrippendorffAlphaTests
{
    /// <summary>The coincidence matrix and the four difference functions as the paper writes them, O(units × raters² × categories).</summary>
    [Theory]
    [InlineData(RatingScale.Nominal)]
    [InlineData(RatingScale.Ordinal)]
    [InlineData(RatingScale.Interval)]
    [InlineData(RatingScale.Ratio)]
    public void Sums_over_units_give_what_the_coincidence_matrix_gives(RatingScale scale) => Gen.Int[-1, 4].Array[4, 60].Sample(codes =>
    {
        const int Q = 5, Raters = 4;
        double[] values = [0, 1, 2, 5, 9];
        codes = codes[..(codes.Length / Raters * Raters)];
        double[,] coincidence = new double[Q, Q];
        foreach (int[] unit in codes.Chunk(Raters))
        {
            int[] rated = [.. unit.Where(c => c >= 0)];
            for (int i = 0; i < rated.Length; i++)
            {
                for (int j = 0; j < rated.Length; j++)
                {
                    if (i != j)
                        coincidence[rated[i], rated[j]] += 1.0 / (rated.Length - 1);
                }
            }
        }

        double[] margin = [.. Enumerable.Range(0, Q).Select(c => Enumerable.Range(0, Q).Sum(k => coincidence[c, k]))];
        double n = margin.Sum(), observed = 0, expected = 0;
        for (int c = 0; c < Q; c++)
        {
            for (int k = 0; k < Q; k++)
            {
                observed += coincidence[c, k] * Difference(c, k);
                expected += margin[c] * margin[k] * Difference(c, k);
            }
        }

        var alpha = KrippendorffAlpha.Of(new RatingTable(["0", "1", "2", "5", "9"], codes, Raters, values), scale);
        if (alpha.Value is null)
            return;
        Near(1 - (n - 1) * observed / expected, alpha.Value, 1e-9);
        Near(observed / n, alpha.ObservedDisagreement, 1e-9);

        double Difference(int c, int k)
        {
            double root = scale switch
            {
                RatingScale.Nominal => c == k ? 0 : 1,
                RatingScale.Ordinal => c == k ? 0 : Enumerable.Range(Math.Min(c, k), Math.Abs(c - k) + 1).Sum(g => margin[g]) - (margin[c] + margin[k]) / 2,
                RatingScale.Interval => values[c] - values[k],
                _ => c == k ? 0 : (values[c] - values[k]) / (values[c] + values[k]),
            };
            return root * root;
        }
    });

    [Fact]
    public void One_item_is_not_enough_and_unanimity_shows_nothing()
    {
        Undefined(KrippendorffAlpha.Of(RatingTable.OfContingency(new[,] { { 0, 1 }, { 0, 0 } }), RatingScale.Nominal), "at least 1 more must have a second rating");
        Undefined(KrippendorffAlpha.Of(new RatingTable(["A", "B"], [0, 0, 0, 0, 0, 1], 6), RatingScale.Nominal, IntervalOptions.Bootstrap(10)), "Only 1 item");
        Undefined(KrippendorffAlpha.Of(RatingTable.OfContingency(new[,] { { 20, 0 }, { 0, 0 } }), RatingScale.Ordinal), "All 40 ratings are \"1\"");
        Undefined(KrippendorffAlpha.Of(new RatingTable(["A", "B"], [0, -1, 1, -1], 2), RatingScale.Nominal), "Only one reviewer");
        Undefined(KrippendorffAlpha.Of(new RatingTable(["A", "B"], [0, -1, -1, 1], 2), RatingScale.Nominal), "No item has ratings of two reviewers: at least 2 more");
        Undefined(KrippendorffAlpha.Of(new RatingTable(["A", "B"], [], 2), RatingScale.Nominal), "There are no ratings");
    }

    [Fact]
    public void Unused_categories_change_nothing()
    {
        var wide = RatingTable.OfNumbers(FourByTwelve, 4, [0, 1, 2, 2.5, 3, 4, 5, 6, 100]);
        Assert.All(Enum.GetValues<RatingScale>(), s => Near(KrippendorffAlpha.Of(Krippendorff, s).Value!.Value, KrippendorffAlpha.Of(wide, s).Value, 1e-12));
    }

    [Fact]
    public void Large_numbers_lose_no_digits()
    {
        double[] shifted = Array.ConvertAll(FourByTwelve, v => v * 0.25 + 1e9);
        Near(0.8491071428571428, KrippendorffAlpha.Of(RatingTable.OfNumbers(shifted, 4), RatingScale.Interval).Value, 1e-9);
    }

    [Fact]
    public void Scales_of_numbers_need_them()
    {
        var words = new RatingTable(["a", "b"], [0, 1, 1, 1], 2);
        Assert.Throws<ArgumentException>(() => KrippendorffAlpha.Of(words, RatingScale.Interval));
        Assert.Throws<ArgumentException>(() => KrippendorffAlpha.Of(RatingTable.OfNumbers([-1, 1, 1, 1], 2), RatingScale.Ratio));
        Assert.Throws<ArgumentException>(() => IntraclassCorrelation.Of(words));
    }

    [Fact]
    public void Numbers_beyond_counting_on_a_ratio_scale_go_without_an_interval()
    {
        double[] numbers = [.. Enumerable.Range(0, 2 * (KrippendorffAlpha.MostRatioNumbers + 2)).Select(i => 1 + i / 2 + 0.25 * (i % 2))];
        var alpha = KrippendorffAlpha.Of(RatingTable.OfNumbers(numbers, 2), RatingScale.Ratio, IntervalOptions.Bootstrap(10));
        Assert.True(alpha.Value > 0.99);
        Assert.Equal(IntervalMethod.None, alpha.Interval);
        Assert.Contains("No interval", alpha.Note, StringComparison.Ordinal);
    }
}
