using SynthWorkbench.Numerics.Privacy;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Privacy;

public sealed class PrivacyCostTests
{
    [Fact]
    public void Both_parts_add_up_and_epsilon_is_that_of_the_sum_at_what_delta_is_left()
    {
        var sum = new PrivacyCost(0.02, 5e-10) + new PrivacyCost(0.03, 1e-9);
        Assert.Equal(0.05, sum.Rho, 12);
        Assert.Equal(1.5e-9, sum.Delta, 15);
        Assert.Equal(ZeroConcentrated.EpsilonOf(0.05, 1e-7 - 1.5e-9), sum.EpsilonAt(1e-7), 9);
        Assert.True(sum.EpsilonAt(1e-7) < new PrivacyCost(0.02, 0).EpsilonAt(1e-7) + new PrivacyCost(0.03, 0).EpsilonAt(1e-7));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(10)]
    public void The_most_rho_is_within_and_a_little_more_is_not(double epsilon)
    {
        var failure = new PrivacyCost(0, 2e-8);
        double most = failure.MostRho(epsilon, 1e-7);
        Assert.True((failure + new PrivacyCost(most, 0)).IsWithin(epsilon, 1e-7));
        Assert.False((failure + new PrivacyCost(most * (1 + 1e-9), 0)).IsWithin(epsilon, 1e-7));
    }

    [Fact]
    public void Where_failure_uses_delta_up_no_epsilon_holds()
    {
        var cost = new PrivacyCost(0.01, 1e-7);
        Assert.Equal(double.PositiveInfinity, cost.EpsilonAt(1e-7));
        Assert.Equal(0, cost.MostRho(10, 1e-7));
        Assert.False(cost.IsWithin(10, 1e-7));
        Assert.Equal(0, default(PrivacyCost).EpsilonAt(1e-7));
        Assert.True(default(PrivacyCost).IsWithin(0, 1e-7));
        Assert.Throws<ArgumentOutOfRangeException>(() => cost.EpsilonAt(0));
    }
}
