using CsCheck;
using SynthWorkbench.Numerics.Statistics;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Statistics;

public sealed class HolmAdjustmentTests
{
    [Fact]
    public void Four_hypotheses_as_worked_by_hand()
    {
        // Ascending: 4 × 0.005, 3 × 0.01, 2 × 0.03, and 1 × 0.04, which may not fall below the one before it.
        Assert.Equal([0.03, 0.06, 0.06, 0.02], HolmAdjustment.Of([0.01, 0.04, 0.03, 0.005]), new Near());
        Assert.Equal([1, 1], HolmAdjustment.Of([0.6, 0.9]));
        Assert.Empty(HolmAdjustment.Of([]));
    }

    [Fact]
    public void Rejections_are_those_of_the_step_down_procedure() => Gen.Double[0, 0.2].Array[1, 20].Sample(p =>
    {
        double[] adjusted = HolmAdjustment.Of(p);
        int rejected = 0;
        foreach (double value in p.Order())
        {
            if (value * (p.Length - rejected) > 0.05)
                break;
            rejected++;
        }

        Assert.Equal(p.Order().Take(rejected), p.Where((_, i) => adjusted[i] <= 0.05).Order());
        Assert.All(p.Zip(adjusted), pair => Assert.InRange(pair.Second, pair.First, 1));
    });

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void What_is_no_probability_is_refused(double value) => Assert.Throws<ArgumentOutOfRangeException>(() => HolmAdjustment.Of([0.5, value]));

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-12;

        public int GetHashCode(double obj) => 0;
    }
}
