using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Trees;
using SynthWorkbench.Numerics.Trees.Boosting;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Trees;

public sealed class TreeTests
{
    private const int Rows = 3000;

    private static readonly int[] First = Codes(1, 40), Second = Codes(2, 6), Third = Codes(3, 200);

    private static readonly double[] Number = [.. Enumerable.Range(0, Rows).Select(i => Math.Clamp((First[i] / 80.0) + (Second[i] % 2 == 0 ? 0.3 : 0) + 0.1 * new RandomStream(4, (ulong)i).NextDouble(), 0, 1))];

    private static readonly ushort[] Class = [.. Enumerable.Range(0, Rows).Select(i => (ushort)((First[i] > 20 ? 1 : 0) + (Second[i] < 2 ? 1 : 0)))];

    private static readonly TreePredictor[] Predictors = [new(First, 40, true), new(Second, 6, false), new(Third, 200, true)];

    private static int[] Codes(ulong stream, int of)
    {
        var random = new RandomStream(9, stream);
        int[] codes = new int[Rows];
        for (int i = 0; i < Rows; i++)
            codes[i] = random.NextInt32(of);
        return codes;
    }

    private static int[] All => [.. Enumerable.Range(0, Rows)];

    public static TheoryData<bool> Targets() => [true, false];

    private static DonorTree Grow(bool number, params int[] sizes) => number
        ? DonorTreeBuilder.ForNumbers(Predictors, All, Number, new DonorLadder(sizes), default)
        : DonorTreeBuilder.ForClasses(Predictors, All, Class, 3, new DonorLadder(sizes), default);

    [Theory, MemberData(nameof(Targets))]
    public void Every_stop_of_a_ladder_is_the_tree_grown_for_it_alone(bool number)
    {
        int[] sizes = [700, 200, 50, 10];
        var ladder = Grow(number, sizes);
        int[][] codes = [First, Second, Third];
        for (int stop = 0; stop < sizes.Length; stop++)
        {
            var alone = Grow(number, sizes[stop]);
            for (int row = 0; row < Rows; row++)
            {
                var here = ladder.Nodes[ladder.LeafOf(codes, row, stop)];
                var there = alone.Nodes[alone.LeafOf(codes, row, 0)];
                Assert.Equal(there.Count, here.Count);
                Assert.Equal(alone.Donors[there.Start..(there.Start + there.Count)].Order(), ladder.Donors[here.Start..(here.Start + here.Count)].Order());
            }
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void Each_row_is_a_donor_of_its_own_leaf_and_no_leaf_is_smaller_than_its_stop(bool number)
    {
        int[] sizes = [500, 100, 25];
        var tree = Grow(number, sizes);
        int[][] codes = [First, Second, Third];
        for (int stop = -1; stop < sizes.Length; stop++)
        {
            for (int row = 0; row < Rows; row += 7)
            {
                var leaf = tree.Nodes[tree.LeafOf(codes, row, stop)];
                Assert.True(leaf.Count >= (stop < 0 ? Rows : sizes[stop]));
                Assert.Contains(row, tree.Donors[leaf.Start..(leaf.Start + leaf.Count)]);
            }
        }
    }

    [Fact]
    public void Boosting_learns_numbers_and_many_classes_and_survives_its_bytes()
    {
        byte[][] features = [Array.ConvertAll(First, c => (byte)c), Array.ConvertAll(Second, c => (byte)c), Array.ConvertAll(Third, c => (byte)c)];
        int[] train = [.. Enumerable.Range(0, 2000)], test = [.. Enumerable.Range(2000, 1000)];
        var numbers = GradientBoosting.FitNumbers(features, Number, train, new BoostingOptions(), default);
        double[] guess = numbers.Scores(features, test)[0];
        double mean = test.Average(r => Number[r]);
        Assert.True(1 - test.Select((r, i) => Math.Pow(Number[r] - guess[i], 2)).Sum() / test.Sum(r => Math.Pow(Number[r] - mean, 2)) > 0.95);

        var classes = GradientBoosting.FitClasses(features, Class, 3, train, new BoostingOptions { Trees = 40 }, default);
        double[][] scores = classes.Scores(features, test);
        Assert.True(test.Select((r, i) => Enumerable.Range(0, 3).MaxBy(k => scores[k][i]) == Class[r] ? 1.0 : 0).Average() > 0.98);

        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            classes.Write(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.Equal(scores, GradientBoosting.Read(reader).Scores(features, test));
    }

    [Fact]
    public void The_order_of_training_rows_does_not_change_a_boosted_tree()
    {
        byte[][] features = [Array.ConvertAll(First, c => (byte)c), Array.ConvertAll(Third, c => (byte)c)];
        int[] forth = All, back = [.. All.Reverse()];
        Assert.Equal(GradientBoosting.FitClasses(features, Class, 3, forth, new BoostingOptions { Trees = 8 }, default).Scores(features, forth)[1],
            GradientBoosting.FitClasses(features, Class, 3, back, new BoostingOptions { Trees = 8 }, default).Scores(features, forth)[1], Near);
    }

    /// <summary>The starting share is a sum of doubles in row order; the trees themselves are exact.</summary>
    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-9;
}
