using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Trees;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>The random numbers of a block: a stream a column, and where in each group of donors the block begins.</summary>
internal readonly record struct BlockStream(ulong Seed, long Block, int Attempt, int Rows)
{
    public RandomStream Open(int column) => new(RandomStream.Mix(Seed, (ulong)Attempt), (ulong)Block, (ulong)column);

    /// <summary>The seed of the starts of a column's groups: the same for every block, so that blocks go on where others end.</summary>
    public (ulong Key, double FirstRow) Start(int column) => (RandomStream.Mix(RandomStream.Mix(Seed, (ulong)Attempt), (ulong)column), Block * (double)Rows);
}

/// <summary>Which donor each row got: its place in the tree (-1: missing), the node it was drawn from, and the row's stop.</summary>
internal readonly record struct DonorChoice(int[] Places, int[] Nodes, int[] Stops);

/// <summary>Chooses a donor for each row: the group that the trees name, then evenly spaced places in it, so that a group is used up evenly and marginals carry little sampling noise.</summary>
internal static class DonorDraw
{
    /// <summary>A donor of each row by position in the value tree, -1 where the value is to be missing.</summary>
    public static DonorChoice Choose(DonorTree values, DonorTree? missing, int[][] codes, in RealismPosition realism, (ulong Key, double FirstRow) start, ref RandomStream random, int rows)
    {
        int[] places = new int[rows], nodes = new int[rows];
        int[] order = EvenPlaces.Order(rows, ref random);
        int[] stops = Stops(realism, ref random, rows);
        if (missing is not null)
        {
            Walk(missing, codes, stops, order, (start.Key ^ 0x5A, start.FirstRow), places, nodes);
            for (int i = 0; i < rows; i++)
                places[i] = missing.Donors[places[i]] == 1 ? -1 : 0;
            order = Array.FindAll(order, row => places[row] == 0);
        }

        Walk(values, codes, stops, order, start, places, nodes);
        return new DonorChoice(places, nodes, stops);
    }

    private static int[] Stops(in RealismPosition realism, ref RandomStream random, int rows)
    {
        int[] stops = new int[rows];
        if (realism.Fine < 0 || realism.FineShare >= 1)
        {
            Array.Fill(stops, realism.Fine);
            return stops;
        }

        for (int i = 0; i < rows; i++)
            stops[i] = random.NextDouble() < realism.FineShare ? realism.Fine : realism.Coarse;
        return stops;
    }

    private static void Walk(DonorTree tree, int[][] codes, int[] stops, int[] order, (ulong Key, double FirstRow) start, int[] places, int[] groups)
    {
        var nodes = tree.Nodes;
        using var even = new EvenPlaces(nodes.Length, start.Key);
        foreach (int row in order)
        {
            int at = tree.LeafOf(codes, row, stops[row]);
            ref readonly var node = ref nodes[at];
            if (even.IsNew(at))
                even.Begin(at, start.FirstRow * node.Count / nodes[0].Count);
            groups[row] = at;
            places[row] = node.Start + Math.Min(node.Count - 1, (int)(even.Next(at) * node.Count));
        }
    }
}
