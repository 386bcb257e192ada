using SynthWorkbench.Numerics.Distributions;
using SynthWorkbench.Numerics.Privacy;
using SynthWorkbench.Numerics.Random;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Privacy;

/// <summary>What is made of noisy counts of a single column.</summary>
public sealed class NoisyHistogramTests
{
    [Fact]
    public void Smoothing_takes_most_of_the_noise_and_leaves_spikes_as_they_are()
    {
        double[] real = [.. Enumerable.Range(0, 90).Select(i => i == 40 ? 15_000 : 600 * Math.Exp(-i / 40.0))];
        double before = 0, after = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            double[] seen = Noisy(real, 60, seed), smooth = [.. seen];
            HistogramSmoothing.Smooth(smooth, 60);
            Assert.Equal(seen[40], smooth[40]);
            before += Error(real, seen);
            after += Error(real, smooth);
        }

        Assert.True(after < 0.6 * before, $"{after} of {before}");
    }

    [Fact]
    public void Counts_without_noise_are_hardly_moved()
    {
        double[] real = [.. Enumerable.Range(0, 60).Select(i => 1000 + 300.0 * (i % 7))], smooth = [.. real];
        HistogramSmoothing.Smooth(smooth, 5);
        Assert.All(real.Zip(smooth), p => Assert.Equal(p.First, p.Second, 5.0));
    }

    [Fact]
    public void Cells_of_few_rows_keep_their_sum_and_none_vanishes()
    {
        double[] noisy = [-80, 30, 120, -10, 60, 0, 90, 10];
        double[] means = NoisyCounts.Positive(noisy, 60);
        Assert.All(means, m => Assert.True(m > 0));
        Assert.Equal(noisy.Sum(), means.Sum(), 6);
        // The order of the noisy counts is kept.
        Assert.Equal(Enumerable.Range(0, 8).OrderBy(i => noisy[i]), Enumerable.Range(0, 8).OrderBy(i => means[i]));
    }

    /// <summary>Reference values: z + dnorm(z) / pnorm(z), far below 0 by the asymptotic series.</summary>
    [Theory]
    [InlineData(0, 0.7978845608, 1e-6)]
    [InlineData(1, 1.2875999709, 1e-6)]
    [InlineData(-1.999, 0.3732993, 1e-4)]
    [InlineData(-2.001, 0.3731, 1e-3)]
    [InlineData(-10, 0.0980932, 1e-6)]
    [InlineData(-100, 0.0099980, 1e-7)]
    public void The_mean_of_a_positive_normal_variable_is_right_on_either_side(double z, double mean, double tolerance) => Assert.Equal(mean, NoisyCounts.TruncatedMean(z), tolerance);

    [Fact]
    public void A_falling_density_is_met_within_intervals()
    {
        // Rows of an exponential distribution of mean 1 between 0, 1, 2, 4 and 40.
        double[] edges = [0, 1, 2, 4, 40];
        double[] rows = [.. edges.Skip(1).Select((high, i) => 1e5 * (Math.Exp(-edges[i]) - Math.Exp(-high)))];
        double[] tilts = IntervalTilt.Of(edges[..^1], edges[1..], rows);
        Assert.All(tilts[1..], t => Assert.True(t > 0, string.Join(", ", tilts)));
        // An outermost interval that is denser than its neighbour is even.
        Assert.Equal(0, tilts[0], 1e-9);
        // Half of what lies beyond 4 lies below 4.7 in truth, and below 22 if it lay evenly.
        Assert.InRange(4 + 36 * IntervalTilt.Place(0.5, tilts[3]), 4.3, 8);
        Assert.Equal(0, IntervalTilt.Place(0, tilts[3]));
        Assert.InRange(IntervalTilt.Place(1 - 1e-16, 30), 0, Math.BitDecrement(1));
        Assert.InRange(IntervalTilt.Place(1 - 1e-16, -30), 0, Math.BitDecrement(1));
    }

    [Fact]
    public void Even_intervals_stay_even() => Assert.All(IntervalTilt.Of([0, 10, 20], [10, 20, 30], [100, 100, 100]), t => Assert.Equal(0, t, 1e-9));

    private static double Error(double[] real, double[] counts) => real.Zip(counts).Sum(p => Math.Abs(p.First - p.Second));

    private static double[] Noisy(double[] real, double deviation, ulong seed)
    {
        var random = new RandomStream(seed, 3);
        double[] seen = new double[real.Length];
        for (int i = 0; i < seen.Length; i++)
            seen[i] = real[i] + deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return seen;
    }
}
