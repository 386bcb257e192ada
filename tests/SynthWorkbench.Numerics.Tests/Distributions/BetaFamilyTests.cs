using CsCheck;
using SynthWorkbench.Numerics.Distributions;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Distributions;

/// <summary>Against values computed with 40 digits (the continued fraction in multiple precision, quantiles by bisection).</summary>
public sealed class BetaFamilyTests
{
    [Theory]
    [InlineData(.5, .5, .3, 0.36901011956554538)]
    [InlineData(2, 3, .4, 0.5248)]
    [InlineData(.5, 5.5, .01, 0.25485009200945203)]
    [InlineData(10, .5, .999, 0.88889670912486026)]
    [InlineData(50, 60, .4, 0.12470685834310036)]
    [InlineData(500, 700, .41, 0.3206732726614016)]
    [InlineData(5000.5, 3, .9995, 0.54346036778098539)]
    [InlineData(1e5, 2e5, .334, 0.78076181383213304)]
    [InlineData(.01, .02, .5, 0.6667194610412722)]
    [InlineData(30, 2, .1, 2.8000000000000046e-29)]
    public void The_incomplete_beta_function_has_thirteen_digits(double a, double b, double x, double expected) => Near(expected, IncompleteBeta.Regularized(a, b, x), 1e-13);

    [Theory]
    [InlineData(3.3, 5, 10, 0.94893838615792709, 0.051061613842072915)]
    [InlineData(1, 5, 18, 0.55430875520089377, 0.44569124479910623)]
    [InlineData(40, 3, 7, 0.99991045690931131, 8.954309068869095e-5)]
    [InlineData(0.01, 11, 4.785, 9.5453926781039245e-9, 0.99999999045460732)]
    [InlineData(1.2, 999, 998, 0.99799788378452, 0.0020021162154800033)]
    [InlineData(100, 20, 400, 1, 8.0673888817021055e-142)]
    public void Both_tails_of_F_keep_their_digits(double f, double d1, double d2, double below, double above)
    {
        Near(below, FDistribution.Below(f, d1, d2), 1e-12);
        Near(above, FDistribution.Above(f, d1, d2), 1e-12);
    }

    [Theory]
    [InlineData(.975, 5, 15, 3.5764153492790611)]
    [InlineData(.025, 5, 18, 0.15718616136624451)]
    [InlineData(.5, 3, 7, 0.87094425318728476)]
    [InlineData(.95, 19, 4.5, 5.08493367037649)]
    [InlineData(.999, 1, 2, 998.50025012506164)]
    [InlineData(.975, 999, 998, 1.1321572794648704)]
    public void Quantiles_of_F(double p, double d1, double d2, double expected)
    {
        Near(expected, FDistribution.Quantile(p, d1, d2), 1e-11);
        Near(expected, 1 / FDistribution.UpperQuantile(p, d2, d1), 1e-11);
    }

    [Fact]
    public void A_tiny_tail_of_F_has_its_quantile() => Near(91440.664950383492, FDistribution.UpperQuantile(1e-20, 4, 9), 1e-11);

    [Theory]
    [InlineData(-2.2, 11, 0.025043055490902121)]
    [InlineData(-40, 3, 1.7190340394579264e-5)]
    [InlineData(1.5, 2.5, 0.87608177345685187)]
    [InlineData(-.01, 1, 0.49681700723509174)]
    public void Shares_of_t(double t, double degrees, double expected) => Near(expected, StudentDistribution.Below(t, degrees), 1e-12);

    [Theory]
    [InlineData(.975, 11, 2.2009851600916394)]
    [InlineData(.975, 16, 2.1199052992212542)]
    [InlineData(.6, 3.7, 0.27216446429206957)]
    [InlineData(.9999, 1, 3183.0987571185015)]
    [InlineData(.95, 1e4, 1.6450060180692425)]
    [InlineData(1e-12, 5, -393.95695957760377)]
    [InlineData(.5000001, 9, 2.5770877222914438e-7)]
    public void Quantiles_of_t(double p, double degrees, double expected) => Near(expected, StudentDistribution.Quantile(p, degrees), 1e-11);

    [Fact]
    public void Ends_and_what_is_outside()
    {
        Assert.Equal([0, 1], new[] { IncompleteBeta.Regularized(2, 3, 0), IncompleteBeta.Regularized(2, 3, 1) });
        Assert.Equal([0, 1, 1, 0], new[] { FDistribution.Below(-1, 2, 3), FDistribution.Above(0, 2, 3), FDistribution.Below(double.PositiveInfinity, 2, 3), FDistribution.Above(double.PositiveInfinity, 2, 3) });
        Assert.Equal([0, double.PositiveInfinity, double.PositiveInfinity, 0], new[] { FDistribution.Quantile(0, 2, 3), FDistribution.Quantile(1, 2, 3), FDistribution.UpperQuantile(0, 2, 3), FDistribution.UpperQuantile(1, 2, 3) });
        Assert.Equal([0, double.NegativeInfinity, double.PositiveInfinity], new[] { StudentDistribution.Quantile(.5, 4), StudentDistribution.Quantile(0, 4), StudentDistribution.Quantile(1, 4) });
        Assert.Equal([double.NaN, double.NaN, double.NaN], new[] { FDistribution.Below(double.NaN, 2, 3), FDistribution.Above(double.NaN, 2, 3), StudentDistribution.Below(double.NaN, 3) });
        Assert.Equal(0, FDistribution.Above(1e308, 300, 300));
        Assert.True(FDistribution.UpperQuantile(.025, 3, .001) > 1e300);
        Assert.Throws<ArgumentOutOfRangeException>(() => IncompleteBeta.Regularized(0, 1, .5));
        Assert.Throws<ArgumentOutOfRangeException>(() => IncompleteBeta.Regularized(1, double.NaN, .5));
        Assert.Throws<ArgumentOutOfRangeException>(() => IncompleteBeta.Regularized(1, 1, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FDistribution.Quantile(double.NaN, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FDistribution.Below(1, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentDistribution.Quantile(-.1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentDistribution.Below(1, 0));
    }

    [Fact]
    public void Quantile_and_share_undo_each_other() => Gen.Select(Gen.Double[0.0001, 0.9999], Gen.Double[0.5, 300], Gen.Double[0.5, 300]).Sample((p, d1, d2) =>
    {
        Near(p, FDistribution.Below(FDistribution.Quantile(p, d1, d2), d1, d2), 1e-9);
        Near(p, StudentDistribution.Below(StudentDistribution.Quantile(p, d1), d1), 1e-9);
        Near(1, FDistribution.Below(p, d1, d2) + FDistribution.Above(p, d1, d2), 1e-12);
    });

    private static void Near(double expected, double actual, double relative) => Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"{actual:R} is not {expected:R}");
}
