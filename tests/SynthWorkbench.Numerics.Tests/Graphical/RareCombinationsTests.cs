using SynthWorkbench.Numerics.Graphical;
using SynthWorkbench.Numerics.Random;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Graphical;

public sealed class RareCombinationsTests
{
    [Fact]
    public void A_cell_is_halved_at_the_probability_asked_for_and_the_value_returns_where_it_is_frequent()
    {
        // Two contexts of .9 and .1; the second value has .09 in the first and .001 in the second, where it is halved.
        double[] joint = [0.81, 0.09, 0.099, 0.001], conditional = [0.9, 0.1, 0.99, 0.01];
        RareCombinations.Lower(conditional, joint, [0.9, 0.1], 2, 0.001);

        // By hand: .1 becomes .1 x .09/.091 and .01 becomes .01 x 1/2; a weight of 1.0159 for the second value makes its share .091 again.
        Assert.Equal(0.100538, conditional[1], 5);
        Assert.Equal(0.005156, conditional[3], 5);
        Assert.Equal(0.091, 0.9 * conditional[1] + 0.1 * conditional[3], 6);
        Assert.Equal(1, conditional[0] + conditional[1], 12);
        Assert.Equal(1, conditional[2] + conditional[3], 12);
    }

    [Theory]
    [InlineData(1, 1e-5)]
    [InlineData(2, 1e-4)]
    [InlineData(3, 1e-3)]
    public void A_column_keeps_its_own_shares_and_rare_cells_lose_more_than_frequent_ones(ulong seed, double half)
    {
        const int Size = 5, Contexts = 40;
        var random = new RandomStream(seed, 9);
        double[] joint = new double[Size * Contexts], before = new double[joint.Length];
        for (int cell = 0; cell < joint.Length; cell++)
            joint[cell] = Math.Exp(-16 * random.NextDouble());
        double all = joint.Sum();
        joint = Array.ConvertAll(joint, p => p / all);
        for (int cell = 0; cell < joint.Length; cell++)
            before[cell] = joint[cell] / joint.AsSpan(cell / Size * Size, Size).ToArray().Sum();
        double[] after = [.. before];
        RareCombinations.Lower(after, joint, [.. Enumerable.Range(0, Contexts).Select(x => joint.AsSpan(x * Size, Size).ToArray().Sum())], Size, half);

        for (int i = 0; i < Size; i++)
        {
            int value = i;
            double own = Enumerable.Range(0, Contexts).Sum(x => joint[x * Size + value]);
            Assert.Equal(own, Enumerable.Range(0, Contexts).Sum(x => after[x * Size + value] * joint.AsSpan(x * Size, Size).ToArray().Sum()), 5);
        }

        double[] rare = [.. Enumerable.Range(0, joint.Length).Where(c => joint[c] < half / 10).Select(c => after[c] / before[c])];
        double[] frequent = [.. Enumerable.Range(0, joint.Length).Where(c => joint[c] > half * 10).Select(c => after[c] / before[c])];
        Assert.True(rare.Length > 5 && frequent.Length > 5, $"{rare.Length} rare and {frequent.Length} frequent cells are too few to tell.");
        Assert.True(rare.Average() < 0.5 && frequent.Average() > 0.95, $"Rare cells keep {rare.Average():0.000}, frequent ones {frequent.Average():0.000}.");
    }

    [Fact]
    public void A_column_keeps_its_shares_whatever_became_of_its_parents()
    {
        // The parents' combinations are drawn as .6 and .4 where the model had .9 and .1: what counts is how they are drawn.
        double[] joint = [0.81, 0.09, 0.02, 0.08], conditional = [0.9, 0.1, 0.2, 0.8];
        RareCombinations.Lower(conditional, joint, [0.6, 0.4], 2, 1e-4);
        Assert.Equal(0.17, 0.6 * conditional[1] + 0.4 * conditional[3], 6);
    }

    [Fact]
    public void Nothing_happens_without_parents_or_at_0_and_cells_that_cannot_be_stay_so()
    {
        double[] root = [0.9999, 0.0001], none = [0.5, 0.5, 0.999, 0.001], impossible = [1, 0, 0.5, 0.5, 0.25, 0.75];
        RareCombinations.Lower(root, [0.9999, 0.0001], [1], 2, 0.1);
        RareCombinations.Lower(none, [0.25, 0.25, 0.4995, 0.0005], [0.5, 0.5], 2, 0);
        RareCombinations.Lower(impossible, [0.5, 0, 0.25, 0.25, 0, 0], [0.5, 0.5, 0], 2, 0.01);
        Assert.Equal([0.9999, 0.0001], root);
        Assert.Equal([0.5, 0.5, 0.999, 0.001], none);
        Assert.Equal(0, impossible[1]);
        Assert.Equal([0.25, 0.75], impossible[4..]);
        Assert.All(impossible, p => Assert.InRange(p, 0, 1));
        Assert.Throws<ArgumentException>(() => RareCombinations.Lower(new double[4], new double[6], new double[3], 2, 0.1));
    }
}
