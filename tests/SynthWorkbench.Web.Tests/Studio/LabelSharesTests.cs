using SynthWorkbench.Web.Components.Studio;
using Xunit;

namespace SynthWorkbench.Web.Tests.Studio;

public sealed class LabelSharesTests
{
    private static readonly double[] Real = [0.6, 0.3, 0.1, 0];

    [Fact]
    public void A_factor_multiplies_odds() => Assert.Equal(0.25, LabelShares.Of(Real, [1, 1, 3, 1], 2), 12);

    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.8)]
    public void A_bar_dragged_to_a_share_has_that_share_and_other_boosts_stay(int at, double share)
    {
        double[] factors = [1, 2, 1, 1];
        factors[at] = LabelShares.FactorFor(Real, factors, at, share);
        Assert.InRange(LabelShares.Of(Real, factors, at), share - 0.002, share + 0.002);
    }

    [Fact]
    public void A_bar_put_back_has_no_boost() => Assert.Equal(1, LabelShares.FactorFor(Real, [1, 1, 5, 1], 2, 0.1));

    [Fact]
    public void A_label_without_rows_stays_as_it_is() => Assert.Equal(1, LabelShares.FactorFor(Real, [1, 1, 1, 1], 3, 0.5));

    [Theory]
    [InlineData(0, 0.02)]
    [InlineData(1, 100)]
    public void Factors_stay_within_the_bounds_of_boosts(double share, double factor) => Assert.Equal(factor, LabelShares.FactorFor(Real, [1, 1, 1, 1], 1, share));
}
