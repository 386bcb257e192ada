namespace SynthWorkbench.Numerics.Graphical;

/// <summary>A noisy marginal: the counts of combinations that are sums of a clique's cells.</summary>
/// <param name="Clique">The clique that holds its variables.</param>
/// <param name="Map">Of each cell of the clique: the combination it counts for.</param>
/// <param name="Counts">The noisy counts.</param>
/// <param name="Variance">The noise's variance.</param>
public sealed record NoisyMarginal(int Clique, int[] Map, double[] Counts, double Variance);

/// <summary>
/// The distribution of largest entropy near the one that fits all noisy marginals best by weighted least squares: descent in the potentials, so that every step is a distribution and what no marginal speaks
/// of stays independent. The gradient of a cell is scaled by its expected rows, which makes a full step that of iterative proportional fitting.
/// </summary>
/// <remarks>McKenna, Sheldon and Miklau, "Graphical-model based estimation and inference for differential privacy", ICML 2019, algorithm 1 (proximal estimation by entropic mirror descent), with a line search.</remarks>
public static class MarginalInference
{
    private const double LeastStep = 1e-3, LeastGain = 1e-5;

    /// <summary>Moves the potentials; returns half the weighted squared error reached.</summary>
    /// <param name="tree">The cliques.</param>
    /// <param name="potentials">Of each clique the logarithms of its cells' factors; replaced by better ones.</param>
    /// <param name="marginals">What is known.</param>
    /// <param name="rows">The sum of all counts.</param>
    /// <param name="iterations">The most steps.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    public static double Fit(JunctionTree tree, double[][] potentials, IReadOnlyList<NoisyMarginal> marginals, double rows, int iterations, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(potentials);
        ArgumentNullException.ThrowIfNull(marginals);
        double step = 0.5;
        var (joint, _) = tree.Calibrate(potentials);
        double loss = Loss(marginals, joint, rows, out double[][] gaps);
        for (int i = 0; i < iterations && step >= LeastStep; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[][] moved = [.. potentials.Select(p => (double[])p.Clone())];
            for (int m = 0; m < marginals.Count; m++)
            {
                int[] map = marginals[m].Map;
                double[] table = moved[marginals[m].Clique], gap = gaps[m];
                for (int cell = 0; cell < table.Length; cell++)
                    table[cell] -= step * gap[map[cell]];
            }

            var (next, _) = tree.Calibrate(moved);
            double reached = Loss(marginals, next, rows, out double[][] nextGaps);
            if (reached > loss)
            {
                step /= 2;
                continue;
            }

            bool isDone = loss - reached < LeastGain * loss;
            for (int c = 0; c < moved.Length; c++)
                potentials[c] = moved[c];
            (loss, gaps) = (reached, nextGaps);
            step = Math.Min(1, step * 1.1);
            if (isDone)
                break;
        }

        return loss;
    }

    /// <summary>Half the weighted squared error, and the scaled gaps between expected and noisy counts.</summary>
    private static double Loss(IReadOnlyList<NoisyMarginal> marginals, double[][] joint, double rows, out double[][] gaps)
    {
        double loss = 0;
        gaps = new double[marginals.Count][];
        for (int m = 0; m < gaps.Length; m++)
        {
            var marginal = marginals[m];
            double[] expected = new double[marginal.Counts.Length], table = joint[marginal.Clique];
            for (int cell = 0; cell < table.Length; cell++)
                expected[marginal.Map[cell]] += rows * table[cell];
            double floor = Math.Sqrt(marginal.Variance);
            for (int i = 0; i < expected.Length; i++)
            {
                double gap = expected[i] - marginal.Counts[i];
                loss += gap * gap / (2 * marginal.Variance);
                expected[i] = Math.Clamp(gap / (expected[i] + floor), -2, 2);
            }

            gaps[m] = expected;
        }

        return loss;
    }
}
