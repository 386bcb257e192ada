using SynthWorkbench.Numerics.Graphical;
using SynthWorkbench.Numerics.Random;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Graphical;

public sealed class JunctionTreeTests
{
    private static readonly int[] Sizes = [2, 3, 2, 4, 3];

    [Fact]
    public void Belief_propagation_gives_what_enumeration_gives()
    {
        var tree = Tree();
        double[][] potentials = Potentials(tree, 7);
        var (joint, conditional) = tree.Calibrate(potentials);
        double[][] counted = [.. joint.Select(j => new double[j.Length])];
        double all = 0;
        int[] values = new int[Sizes.Length];
        for (int code = 0; code < Sizes.Aggregate(1, (n, s) => n * s); code++)
        {
            int rest = code;
            for (int v = 0; v < Sizes.Length; v++)
            {
                values[v] = rest % Sizes[v];
                rest /= Sizes[v];
            }

            int[] cells = [.. tree.Cliques.Select(c => c.Variables.Aggregate(0, (index, v) => index * Sizes[v] + values[v]))];
            double weight = Math.Exp(cells.Select((cell, c) => potentials[c][cell]).Sum());
            all += weight;
            for (int c = 0; c < cells.Length; c++)
                counted[c][cells[c]] += weight;
        }

        for (int c = 0; c < joint.Length; c++)
        {
            int size = tree.Cliques[c].Size;
            for (int cell = 0; cell < joint[c].Length; cell++)
            {
                Assert.Equal(counted[c][cell] / all, joint[c][cell], 1e-12);
                Assert.Equal(counted[c][cell] / counted[c].Skip(cell / size * size).Take(size).Sum(), conditional[c][cell], 1e-12);
            }
        }
    }

    [Fact]
    public void Parents_that_no_clique_holds_together_are_refused()
    {
        var tree = Tree();
        Assert.Throws<ArgumentException>(() => tree.Add(4, [0, 3]));
    }

    [Fact]
    public void Consistent_marginals_are_fitted_and_what_none_speaks_of_stays_independent()
    {
        var tree = Tree();
        var (truth, _) = tree.Calibrate(Potentials(tree, 8));
        const double Rows = 10_000;
        var marginals = truth.Select((table, c) => new NoisyMarginal(c, [.. Enumerable.Range(0, table.Length)], [.. table.Select(p => p * Rows)], 25)).ToList();
        double[][] potentials = [.. truth.Select(t => new double[t.Length])];
        double loss = MarginalInference.Fit(tree, potentials, marginals, Rows, 2000, default);
        var (fitted, _) = tree.Calibrate(potentials);
        Assert.True(loss < 5, $"{loss}");
        for (int c = 0; c < truth.Length; c++)
            Assert.True(truth[c].Zip(fitted[c]).Sum(p => Math.Abs(p.First - p.Second)) < 0.02);

        // Only the first variable is known: all others stay uniform and independent.
        double[][] free = [.. truth.Select(t => new double[t.Length])];
        MarginalInference.Fit(tree, free, [new NoisyMarginal(0, [0, 1], [2500, 7500], 25)], Rows, 500, default);
        var (known, _) = tree.Calibrate(free);
        Assert.Equal(0.25, known[0][0], 0.005);
        Assert.Equal(0.25 / 3, known[1][1], 0.002);
    }

    private static JunctionTree Tree()
    {
        var tree = new JunctionTree(Sizes);
        tree.Add(0, []);
        tree.Add(1, [0]);
        tree.Add(2, [0, 1]);
        tree.Add(3, [2, 1]);
        tree.Add(4, [2]);
        return tree;
    }

    private static double[][] Potentials(JunctionTree tree, ulong seed)
    {
        var random = new RandomStream(seed, 1);
        double[][] potentials = [.. tree.Cliques.Select(c => new double[c.Contexts * c.Size])];
        foreach (double[] table in potentials)
        {
            for (int cell = 0; cell < table.Length; cell++)
                table[cell] = random.NextGaussian();
        }

        return potentials;
    }
}
