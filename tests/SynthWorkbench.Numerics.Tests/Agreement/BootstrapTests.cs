using SynthWorkbench.Numerics.Agreement;
using SynthWorkbench.Numerics.Random;
using Xunit;
using static SynthWorkbench.Numerics.Tests.Agreement.Examples;

namespace SynthWorkbench.Numerics.Tests.Agreement;

public sealed class BootstrapTests
{
    /// <summary>Resampling by multiplicities is resampling: each replicate's table is laid out in full and measured anew.</summary>
    [Theory]
    [InlineData("nominal", false)]
    [InlineData("ordinal", false)]
    [InlineData("interval", true)]
    [InlineData("ratio", true)]
    [InlineData("AC1", true)]
    [InlineData("AC2", false)]
    [InlineData("Fleiss", false)]
    [InlineData("percent", true)]
    [InlineData("Cohen", true)]
    [InlineData("nominal", false, true)]
    [InlineData("ordinal", true, true)]
    [InlineData("AC1", false, true)]
    [InlineData("percent", false, true)]
    [InlineData("Cohen", false, true)]
    public void The_interval_is_that_of_tables_laid_out_in_full(string name, bool clustered, bool sparse = false)
    {
        const int Resamples = 200;

        // Sparse: a second rating of four items only, so that some resamples hold one pair or none.
        double[] data = [.. FourByTwelve.Select((v, i) => sparse && i / 4 is not (1 or 3 or 5 or 7 or 11) && i % 4 != 3 ? double.NaN : v)];
        int[] clusters = clustered ? [7, 7, 1, 2, 3, 3, 3, 4, 5, 6, 8, 9] : [.. Enumerable.Range(0, 12)];
        int[] groups = [.. clusters.Distinct()];
        var result = Of(name, RatingTable.OfNumbers(data, 4, [1, 2, 3, 4, 5], clustered ? clusters : default), IntervalOptions.Bootstrap(Resamples, 11));
        double[] values = [.. Enumerable.Range(0, Resamples).Select(Replicate).Where(v => v is not null).Select(v => v!.Value).Order()];
        Assert.Equal(Resamples - values.Length, result.UndefinedResamples);
        Assert.Equal(sparse, result.UndefinedResamples > 0);
        Near(Percentile(0.025), result.Low, 1e-12);
        Near(Percentile(0.975), result.High, 1e-12);

        double? Replicate(int replicate)
        {
            var random = new RandomStream(11, (ulong)replicate);
            var ratings = new List<double>();
            for (int g = 0; g < groups.Length; g++)
            {
                int drawn = groups[random.NextInt32(groups.Length)];
                for (int u = 0; u < 12; u++)
                {
                    if (clusters[u] == drawn)
                        ratings.AddRange(data[(4 * u)..(4 * u + 4)]);
                }
            }

            return Of(name, RatingTable.OfNumbers(ratings.ToArray(), 4, [1, 2, 3, 4, 5]), null).Value;
        }

        double Percentile(double share)
        {
            double at = share * (values.Length - 1);
            return values[(int)at] + (at - (int)at) * (values[Math.Min(values.Length - 1, (int)at + 1)] - values[(int)at]);
        }
    }

    [Fact]
    public void Items_of_few_documents_give_a_wider_interval()
    {
        // Ten documents of ten items each, all items of a document alike.
        int[] codes = [.. Enumerable.Range(0, 100).SelectMany(u => new[] { u / 10 % 2, u / 10 == 3 ? 0 : u / 10 % 2 })], clusters = [.. Enumerable.Range(0, 100).Select(u => u / 10)];
        AlphaResult alone = KrippendorffAlpha.Of(new RatingTable(["a", "b"], codes, 2), RatingScale.Nominal, IntervalOptions.Bootstrap()),
            together = KrippendorffAlpha.Of(new RatingTable(["a", "b"], codes, 2, default, clusters), RatingScale.Nominal, IntervalOptions.Bootstrap());
        Assert.Equal(alone.Value, together.Value);
        Assert.True(together.High - together.Low > 2 * (alone.High - alone.Low), $"{together.Low} to {together.High}, {alone.Low} to {alone.High}");
    }

    [Fact]
    public void Undefined_resamples_are_counted_and_told()
    {
        // One of ten items is disputed: (9/10)^10 = 35 % of the resamples lack it.
        var alpha = KrippendorffAlpha.Of(RatingTable.OfContingency(new[,] { { 9, 1 }, { 0, 0 } }), RatingScale.Nominal, IntervalOptions.Bootstrap(4000));
        Assert.InRange(alpha.UndefinedResamples / 4000.0, 0.32, 0.38);
        Assert.NotNull(alpha.Low);
        Assert.Contains("resamples left the coefficient undefined", alpha.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_most_resamples_are_undefined_there_is_no_interval()
    {
        // Three raters, each pair shares two items: few resamples hold both of every pair.
        var light = LightKappa.Of(new RatingTable(["a", "b"], [0, 1, -1, 1, 1, -1, -1, 0, 1, -1, 1, 1, 0, -1, 1, 1, -1, 1], 3), null, IntervalOptions.Bootstrap(400));
        Assert.NotNull(light.Value);
        Assert.True(2 * light.UndefinedResamples > light.Resamples, $"{light.UndefinedResamples}");
        Assert.Equal(IntervalMethod.None, light.Interval);
        Assert.Null(light.Low);
        Assert.Contains("too few different ratings", light.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void One_document_gives_no_interval()
    {
        var ac1 = GwetAc.Of(RatingTable.OfNumbers(FourByTwelve, 4, default, new int[12]), null, IntervalOptions.Bootstrap(10));
        Assert.NotNull(ac1.Value);
        Assert.Equal(IntervalMethod.None, ac1.Interval);
        Assert.Contains("at least 2 documents", ac1.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Confidence_widens_and_nonsense_is_refused()
    {
        var options = IntervalOptions.Bootstrap(500);
        AlphaResult ninety = KrippendorffAlpha.Of(Krippendorff, RatingScale.Nominal, options with { Confidence = 0.9 }), usual = KrippendorffAlpha.Of(Krippendorff, RatingScale.Nominal, options);
        Assert.True(ninety.Low > usual.Low);
        Assert.True(GwetAc.Of(Krippendorff, null, new IntervalOptions { Confidence = 0.9 }).Low > GwetAc.Of(Krippendorff).Low);
        Assert.Throws<ArgumentOutOfRangeException>(() => PercentAgreement.Of(Krippendorff, new IntervalOptions { Confidence = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PercentAgreement.Of(Krippendorff, new IntervalOptions { Resamples = -1 }));
    }

    [Fact]
    public void Published_intervals_of_the_bootstrap()
    {
        var options = IntervalOptions.Bootstrap(4000);
        var alpha = KrippendorffAlpha.Of(Krippendorff, RatingScale.Nominal, options);
        Near(0.41, alpha.Low, 0.02);
        Near(1, alpha.High, 0.02);
        var kappa = CohenKappa.Of(RatingTable.OfContingency(Sas), null, options);
        Near(0.207, kappa.Low, 0.02);
        Near(0.786, kappa.High, 0.02);
    }

    private static AgreementResult Of(string name, RatingTable table, IntervalOptions? options) => name switch
    {
        "nominal" => KrippendorffAlpha.Of(table, RatingScale.Nominal, options),
        "ordinal" => KrippendorffAlpha.Of(table, RatingScale.Ordinal, options),
        "interval" => KrippendorffAlpha.Of(table, RatingScale.Interval, options),
        "ratio" => KrippendorffAlpha.Of(table, RatingScale.Ratio, options),
        "AC1" => GwetAc.Of(table, null, options),
        "AC2" => GwetAc.Of(table, AgreementWeights.Linear(5), options),
        "Fleiss" => FleissKappa.Of(table, AgreementWeights.Quadratic(5), options),
        "percent" => PercentAgreement.Of(table, options),
        _ => CohenKappa.Of(table, null, options, 2, 3),
    };
}
