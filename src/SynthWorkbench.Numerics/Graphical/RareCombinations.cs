namespace SynthWorkbench.Numerics.Graphical;

/// <summary>
/// Makes rare combinations of a fitted model rarer. A model of largest entropy spreads what no count speaks of over all thinkable combinations, while most of those never occur in a real table: cells of a
/// small probability are lowered in favour of the likelier ones with the same parents, and the variable keeps the probabilities that it has alone.
/// </summary>
/// <remarks>A cell of probability p is multiplied by p / (p + h): one half at h, near 1 far above, which takes about h from each of the larger cells, as absolute discounting of counts does (Ney, Essen and Kneser,
/// "On structuring probabilistic dependences in stochastic language modelling", Computer Speech and Language 8(1), 1994), but gives it to likelier cells. Where all cells of a combination are rare, what is lowered
/// is their odds. The variable's own probabilities are restored by iterative proportional fitting; after fifty rounds they may be off by a thousandth of themselves where h is large.</remarks>
public static class RareCombinations
{
    private const int MostRounds = 50;

    private const double Precision = 1e-7;

    /// <summary>Lowers rare cells of one clique in place. Reads the cells up to a hundred times.</summary>
    /// <param name="conditional">Probabilities of the clique's variable, <paramref name="size"/> for each combination of the parents, each combination's summing to 1.</param>
    /// <param name="joint">The model's probabilities of the same cells, all of them summing to 1.</param>
    /// <param name="contexts">Probabilities of the parents' combinations with which the variable will be drawn: those of <paramref name="joint"/>, or what lowering the parents made of them.</param>
    /// <param name="size">The variable's size.</param>
    /// <param name="half">The probability at which a cell is halved, before those of its combination sum to 1 again; 0 leaves all as they are, and so do cliques without parents.</param>
    public static void Lower(Span<double> conditional, ReadOnlySpan<double> joint, ReadOnlySpan<double> contexts, int size, double half)
    {
        if (conditional.Length != joint.Length || size < 1 || joint.Length != contexts.Length * size)
            throw new ArgumentException($"{conditional.Length} conditional and {joint.Length} joint probabilities do not fit {contexts.Length} combinations of {size} values.", nameof(joint));
        if (!(half > 0) || contexts.Length == 1)
            return;
        double[] alone = new double[size], lowered = new double[joint.Length];
        for (int x = 0; x < contexts.Length; x++)
        {
            for (int i = 0; i < size; i++)
            {
                double p = joint[x * size + i];
                alone[i] += p;
                lowered[x * size + i] = conditional[x * size + i] * p / (p + half);
            }
        }

        double[] weights = Weights(lowered, contexts, alone);
        for (int x = 0; x < contexts.Length; x++)
        {
            var cells = lowered.AsSpan(x * size, size);
            double sum = Sum(cells, weights);
            for (int i = 0; sum > 0 && i < size; i++)
                conditional[x * size + i] = cells[i] * weights[i] / sum;
        }
    }

    /// <summary>Weights of the variable's values with which its probabilities are again those it has <paramref name="alone"/>.</summary>
    private static double[] Weights(double[] lowered, ReadOnlySpan<double> contexts, double[] alone)
    {
        double[] weights = new double[alone.Length], reached = new double[alone.Length];
        Array.Fill(weights, 1);
        for (int round = 0; round < MostRounds; round++)
        {
            Array.Clear(reached);
            for (int x = 0; x < contexts.Length; x++)
            {
                var cells = lowered.AsSpan(x * alone.Length, alone.Length);
                double sum = Sum(cells, weights);
                for (int i = 0; sum > 0 && i < alone.Length; i++)
                    reached[i] += contexts[x] * cells[i] * weights[i] / sum;
            }

            double furthest = 0;
            for (int i = 0; i < alone.Length; i++)
            {
                furthest = Math.Max(furthest, Math.Abs(reached[i] - alone[i]));
                weights[i] *= reached[i] > 0 ? alone[i] / reached[i] : 1;
            }

            if (furthest < Precision)
                break;
        }

        return weights;
    }

    private static double Sum(ReadOnlySpan<double> cells, double[] weights)
    {
        double sum = 0;
        for (int i = 0; i < cells.Length; i++)
            sum += cells[i] * weights[i];
        return sum;
    }
}
