using SynthWorkbench.Numerics.Distributions;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Distributions;

/// <summary>Against closed forms: the normal itself, lognormals, halves of a normal (Sheppard, 1899), and the bounds of two unlike variables.</summary>
public sealed class NormalTransformTests
{
    private static readonly NormalTransform Plain = new(z => 3 + 2 * z), Half = new(z => z > 0 ? 1 : 0);

    [Fact]
    public void A_normal_keeps_its_moments_and_its_correlation()
    {
        Assert.Equal((3.0, 2.0), (Math.Round(Plain.Mean, 9), Math.Round(Plain.StandardDeviation, 9)));
        Assert.All([-0.9, -0.2, 0, 0.5, 0.99], r => Assert.Equal(r, NormalTransform.Correlation(Plain, Plain, r), 9));
    }

    [Theory]
    [InlineData(-0.7)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void Lognormals_correlate_by_their_formula(double latent)
    {
        var (one, other) = (new NormalTransform(z => Math.Exp(0.5 * z)), new NormalTransform(z => Math.Exp(0.8 * z)));
        double expected = (Math.Exp(0.5 * 0.8 * latent) - 1) / Math.Sqrt((Math.Exp(0.25) - 1) * (Math.Exp(0.64) - 1));
        Assert.Equal(expected, NormalTransform.Correlation(one, other, latent), 8);
        Assert.Equal(latent, NormalTransform.LatentFor(one, other, expected)!.Value, 6);
    }

    [Theory]
    [InlineData(-0.8)]
    [InlineData(0.4)]
    [InlineData(0.9)]
    public void Halves_correlate_by_the_arc_sine(double latent) => Assert.Equal(2 / Math.PI * Math.Asin(latent), NormalTransform.Correlation(Half, Half, latent), 3);

    [Fact]
    public void What_two_variables_cannot_correlate_by_has_no_answer()
    {
        var rare = new NormalTransform(z => z > NormalDistribution.Quantile(0.9) ? 1 : 0);
        var (low, high) = NormalTransform.Reachable(Half, rare);
        // Shares 0.5 and 0.1: sqrt(0.1 * 0.5 / (0.9 * 0.5)) both ways.
        Assert.Equal(1 / 3.0, high, 2);
        Assert.Equal(-1 / 3.0, low, 2);
        Assert.Null(NormalTransform.LatentFor(Half, rare, 0.4));
        Assert.NotNull(NormalTransform.LatentFor(Half, rare, 0.3));
    }

    [Fact]
    public void A_constant_correlates_with_nothing()
    {
        var constant = new NormalTransform(_ => 7);
        Assert.Equal(0, constant.StandardDeviation);
        Assert.Null(NormalTransform.LatentFor(constant, Plain, 0.1));
        Assert.Throws<ArgumentException>(() => new NormalTransform(_ => double.NaN));
    }
}
