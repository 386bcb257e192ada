using SynthWorkbench.Numerics.Graphical;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>The fitted distribution of the groups in the order in which columns are drawn: each column given up to four before it.</summary>
internal sealed class PrivateNetwork
{
    private PrivateNetwork(Node[] nodes) => Nodes = nodes;

    public Node[] Nodes { get; }

    /// <summary>One column.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Parents">Columns before it that it depends on, none to four.</param>
    /// <param name="Size">The number of its groups.</param>
    /// <param name="Conditional">Probabilities of its groups for each combination of the parents' groups, the last parent fastest.</param>
    /// <param name="Marginal">Probabilities of its groups alone.</param>
    public sealed record Node(int Column, int[] Parents, int Size, double[] Conditional, double[] Marginal)
    {
        public double[] Cumulated { get; } = Sums(Conditional, Size);

        public double[] MarginalCumulated { get; } = Sums(Marginal, Size);
    }

    /// <summary>The network of a fitted model, with combinations about as rare as <paramref name="half"/>, a share of all rows, lowered (<see cref="RareCombinations"/>).</summary>
    public static PrivateNetwork Of(JunctionTree tree, double[][] potentials, double half)
    {
        var (joint, conditional) = tree.Calibrate(potentials);
        var nodes = new Node[joint.Length];
        double[][] drawn = new double[joint.Length][];
        for (int c = 0; c < nodes.Length; c++)
        {
            // The parents as they are drawn, once their own rare combinations are lowered.
            var clique = tree.Cliques[c];
            double[] contexts = new double[clique.Contexts], marginal = new double[clique.Size];
            if (clique.Host < 0)
                contexts[0] = 1;
            for (int cell = 0; cell < clique.HostMap.Length; cell++)
                contexts[clique.HostMap[cell]] += drawn[clique.Host][cell];
            for (int cell = 0; cell < joint[c].Length; cell++)
                marginal[cell % clique.Size] += joint[c][cell];
            RareCombinations.Lower(conditional[c], joint[c], contexts, clique.Size, half);
            drawn[c] = [.. conditional[c].Select((p, cell) => contexts[cell / clique.Size] * p)];
            nodes[c] = new Node(clique.Variable, clique.Parents, clique.Size, conditional[c], marginal);
        }

        return new PrivateNetwork(nodes);
    }

    /// <summary>The combination of a row's parent groups.</summary>
    public int Context(Node node, int[][] groups, int row, int[] sizes)
    {
        int context = 0;
        foreach (int parent in node.Parents)
            context = context * sizes[parent] + groups[parent][row];
        return context;
    }

    /// <summary>Groups by column.</summary>
    public int[] Sizes()
    {
        int[] sizes = new int[Nodes.Length];
        foreach (var node in Nodes)
            sizes[node.Column] = node.Size;
        return sizes;
    }

    private static double[] Sums(double[] probabilities, int size)
    {
        double[] sums = new double[probabilities.Length];
        for (int i = 0; i < sums.Length; i++)
            sums[i] = probabilities[i] + (i % size == 0 ? 0 : sums[i - 1]);
        return sums;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Nodes.Length);
        foreach (var node in Nodes)
        {
            writer.Write(node.Column);
            ModelBytes.Write(writer, node.Parents);
            writer.Write(node.Size);
            ModelBytes.Write(writer, node.Conditional);
            ModelBytes.Write(writer, node.Marginal);
        }
    }

    public static PrivateNetwork Read(BinaryReader reader)
    {
        var nodes = new Node[reader.ReadInt32()];
        for (int i = 0; i < nodes.Length; i++)
            nodes[i] = new Node(reader.ReadInt32(), ModelBytes.ReadInts(reader), reader.ReadInt32(), ModelBytes.ReadDoubles(reader), ModelBytes.ReadDoubles(reader));
        return new PrivateNetwork(nodes);
    }
}
