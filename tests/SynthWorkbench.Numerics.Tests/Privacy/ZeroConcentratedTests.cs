using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Numerics.Privacy;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Privacy;

public sealed class ZeroConcentratedTests
{
    public static TheoryData<double, double> Claims() => new() { { 0.1, 1e-9 }, { 1, 1e-9 }, { 1, 1e-5 }, { 3, 1e-12 }, { 10, 1e-6 } };

    [Theory, MemberData(nameof(Claims))]
    public void Rho_and_epsilon_are_inverse_to_each_other_on_the_safe_side(double epsilon, double delta)
    {
        double rho = ZeroConcentrated.RhoOf(epsilon, delta);
        Assert.True(ZeroConcentrated.DeltaOf(rho, epsilon) <= delta);
        Assert.Equal(epsilon, ZeroConcentrated.EpsilonOf(rho, delta), 1e-9);
        Assert.True(ZeroConcentrated.RhoOf(epsilon * 1.01, delta) > rho && ZeroConcentrated.RhoOf(epsilon, delta * 2) > rho);
    }

    [Theory, MemberData(nameof(Claims))]
    public void It_is_tighter_than_the_closed_form_and_not_below_what_gaussian_noise_really_costs(double epsilon, double delta)
    {
        double rho = ZeroConcentrated.RhoOf(epsilon, delta);
        Assert.True(epsilon < rho + 2 * Math.Sqrt(rho * Math.Log(1 / delta)));
        // Balle and Wang 2018, theorem 8: the exact delta of Gaussian noise of this rho.
        double sigma = Math.Sqrt(1 / (2 * rho));
        double exact = NormalDistribution.Below(1 / (2 * sigma) - epsilon * sigma) - Math.Exp(epsilon) * NormalDistribution.Below(-1 / (2 * sigma) - epsilon * sigma);
        Assert.True(exact <= delta, $"{exact} of {delta}");
        Assert.True(exact > delta / 100, $"{exact} of {delta}");
    }

    [Fact]
    public void The_best_order_is_found()
    {
        foreach (var (rho, epsilon) in new[] { (0.01, 1.0), (0.5, 4.0), (2.0, 3.0) })
        {
            double least = Enumerable.Range(1, 200_000).Select(i => 1 + i * 0.001).Min(a => Math.Exp((a - 1) * (a * rho - epsilon)) / (a - 1) * Math.Pow(1 - 1 / a, a));
            Assert.Equal(Math.Min(1, least), ZeroConcentrated.DeltaOf(rho, epsilon), least * 1e-4);
        }

        Assert.Equal(0, ZeroConcentrated.DeltaOf(0, 1));
        Assert.Equal(0, ZeroConcentrated.EpsilonOf(0, 1e-9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZeroConcentrated.RhoOf(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZeroConcentrated.EpsilonOf(-1, 0.1));
    }
}
