using SynthWorkbench.Numerics.Privacy;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Privacy;

/// <summary>Draws of the mechanisms against their distributions, at seeds; tolerances are four standard errors and more.</summary>
public sealed class MechanismTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(900)]
    [InlineData(4_000_000)]
    public void The_discrete_gaussian_has_its_mean_variance_and_tail(long variance)
    {
        const int Draws = 40_000;
        var noise = NoiseSource.Seeded(3);
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => (double)DiscreteGaussian.Draw(noise, variance))];
        double sigma = Math.Sqrt(variance);
        Assert.InRange(drawn.Average(), -4 * sigma / Math.Sqrt(Draws), 4 * sigma / Math.Sqrt(Draws));
        Assert.InRange(drawn.Average(v => v * v) / variance, 0.965, 1.035);
        Assert.InRange(drawn.Average(v => v * v * v * v) / (variance * (double)variance), 2.75, 3.25);
    }

    [Fact]
    public void A_small_discrete_gaussian_has_its_probabilities()
    {
        const int Draws = 60_000;
        var noise = NoiseSource.Seeded(4);
        var counts = Enumerable.Range(0, Draws).Select(_ => DiscreteGaussian.Draw(noise, 2)).GroupBy(y => y).ToDictionary(g => g.Key, g => g.Count());
        double all = Enumerable.Range(-40, 81).Sum(y => Math.Exp(-y * y / 4.0));
        for (int y = -4; y <= 4; y++)
        {
            double p = Math.Exp(-y * y / 4.0) / all;
            Assert.Equal(p, counts.GetValueOrDefault(y) / (double)Draws, 5 * Math.Sqrt(p * (1 - p) / Draws));
        }
    }

    [Fact]
    public void The_exponential_mechanism_chooses_by_the_exponent_of_the_scores()
    {
        const int Draws = 60_000;
        var noise = NoiseSource.Seeded(5);
        long[] scores = [0, 3, 3, -20, 7], counts = new long[5];
        for (int i = 0; i < Draws; i++)
            counts[ExponentialMechanism.Choose(noise, scores, 0.8, 2)]++;
        double all = scores.Sum(s => Math.Exp(0.8 * s / 4));
        for (int i = 0; i < scores.Length; i++)
            Assert.Equal(Math.Exp(0.8 * scores[i] / 4) / all, counts[i] / (double)Draws, 0.01);
        Assert.Equal(0.08, ExponentialMechanism.RhoOf(0.8), 12);
        Assert.Equal(0.8, ExponentialMechanism.EpsilonFor(0.08), 12);
        Assert.Equal(7, scores[ExponentialMechanism.Choose(NoiseSource.Secret(), scores, 100)]);
    }

    [Fact]
    public void Seeded_noise_repeats_and_secret_noise_does_not()
    {
        Assert.Equal(Draws(NoiseSource.Seeded(1)), Draws(NoiseSource.Seeded(1)));
        Assert.NotEqual(Draws(NoiseSource.Seeded(1)), Draws(NoiseSource.Seeded(2)));
        Assert.Equal(Draws(NoiseSource.Seeded(1, [7])), Draws(NoiseSource.Seeded(1, [7])));
        Assert.NotEqual(Draws(NoiseSource.Seeded(1, [7])), Draws(NoiseSource.Seeded(1, [8])));
        Assert.NotEqual(Draws(NoiseSource.Secret()), Draws(NoiseSource.Secret()));
        static ulong[] Draws(NoiseSource source) => [.. Enumerable.Range(0, 600).Select(_ => source.NextUInt64())];
    }

    [Fact]
    public void What_the_budget_does_not_pay_for_is_refused()
    {
        var accountant = new PrivacyAccountant(0.1, NoiseSource.Seeded(1));
        long[] counts = [5, 6];
        accountant.AddNoise("counts", counts, 10);
        Assert.Equal(0.05, accountant.Left, 12);
        accountant.Choose("choice", [1, 2], 0.02);
        accountant.ChooseInParts("choice", [[1, 2], [3, 4]], 0.02, 1);
        Assert.Throws<InvalidOperationException>(() => accountant.AddNoise("counts", counts, 10));
        Assert.Throws<InvalidOperationException>(() => accountant.Choose("choice", [1, 2], double.NaN));
        Assert.Equal([("counts", 0.05), ("choice", 0.04)], accountant.Steps.Select(s => (s.What, Math.Round(s.Rho, 12))));
    }

    [Fact]
    public void Private_quantiles_part_the_values_evenly_and_stay_on_the_grid_and_in_the_budget()
    {
        double[] grid = [.. Enumerable.Range(0, 4001).Select(i => i * 10.0)];
        double[] sorted = [.. Enumerable.Range(0, 20_000).Select(i => 1000 + i * 0.1)];
        var accountant = new PrivacyAccountant(0.01, NoiseSource.Seeded(6));
        var (range, wider) = PrivateQuantiles.Range(sorted, grid, 0.003, accountant);
        // The values lie in the range, which is of blocks of a 64th of the grid; the wider one has a block more at either end.
        Assert.True(grid[range.Low] <= 1000 && grid[range.High] >= 2999.9 && range.High - range.Low <= 4 * 4000 / 64 + 4, $"{range}");
        Assert.InRange(range.Low - wider.Low, 1, 63);
        Assert.InRange(wider.High - range.High, 62, 63);
        double[] edges = PrivateQuantiles.Edges(sorted, grid[range.Low..(range.High + 1)], 0.007, accountant);
        Assert.All(edges, e => Assert.Contains(e, grid));
        Assert.Equal(edges.Order().Distinct(), edges);
        // All values lie between the ends, and the outermost intervals are parted near them.
        Assert.True(edges[0] <= 1000 && edges[^1] >= 2999.9, string.Join(", ", edges));
        Assert.InRange(edges[1], 900, 1150);
        Assert.InRange(edges[^2], 2850, 3200);
        int[] counts = [.. edges.Skip(1).Select((high, i) => sorted.Count(v => v >= edges[i] && v < high))];
        Assert.True(counts.Length >= 12 && counts.Max() < 3000, string.Join(", ", counts));
        // A whole variance costs a little less than was meant for it.
        Assert.InRange(accountant.Left, 0, 2e-5);
        Assert.True(PrivateQuantiles.Edges([], grid, 0.01, new PrivacyAccountant(0.01, NoiseSource.Seeded(6))).Length >= 2);
        Assert.Equal([1, 2], PrivateQuantiles.Edges([1.5], [1, 2], 0.01, new PrivacyAccountant(0.01, NoiseSource.Seeded(6))));
    }
}
