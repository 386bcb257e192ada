using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SynthWorkbench.Numerics.Trees.Boosting;

/// <summary>A node of a boosted tree: a split on a byte code whose right child follows the left one, or a leaf (its own left child, threshold 255) with the step it adds.</summary>
internal readonly record struct BoostedNode(short Feature, byte Threshold, short Left, float Value);

/// <summary>A grown tree: a split in each inner node, a step of the score in each leaf.</summary>
internal sealed class BoostedTree(BoostedNode[] nodes)
{
    private readonly int _depth = DepthOf(nodes, 0);

    /// <summary>
    /// Adds the tree's step to the score of each row. <paramref name="cells"/> holds the rows one after the other, <paramref name="width"/> codes each. Four rows walk side by side, so that one's
    /// wait for memory is the others' work.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(byte[] cells, int width, Span<double> score)
    {
        if (nodes.Length == 1)
        {
            for (int i = 0; i < score.Length; i++)
                score[i] += nodes[0].Value;
            return;
        }

        ref BoostedNode first = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref byte cell = ref MemoryMarshal.GetArrayDataReference(cells);
        int row = 0;
        for (; row + 4 <= score.Length; row += 4)
        {
            ref byte a = ref Unsafe.Add(ref cell, row * width), b = ref Unsafe.Add(ref a, width), c = ref Unsafe.Add(ref b, width), d = ref Unsafe.Add(ref c, width);
            int atA = 0, atB = 0, atC = 0, atD = 0;
            for (int level = 0; level < _depth; level++)
            {
                atA = Next(ref Unsafe.Add(ref first, atA), ref a);
                atB = Next(ref Unsafe.Add(ref first, atB), ref b);
                atC = Next(ref Unsafe.Add(ref first, atC), ref c);
                atD = Next(ref Unsafe.Add(ref first, atD), ref d);
            }

            score[row] += Unsafe.Add(ref first, atA).Value;
            score[row + 1] += Unsafe.Add(ref first, atB).Value;
            score[row + 2] += Unsafe.Add(ref first, atC).Value;
            score[row + 3] += Unsafe.Add(ref first, atD).Value;
        }

        for (; row < score.Length; row++)
        {
            ref byte a = ref Unsafe.Add(ref cell, row * width);
            int at = 0;
            for (int level = 0; level < _depth; level++)
                at = Next(ref Unsafe.Add(ref first, at), ref a);
            score[row] += Unsafe.Add(ref first, at).Value;
        }
    }

    /// <summary>The child; a leaf is its own left child and its threshold takes every code, so that shallow rows wait where they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ref BoostedNode node, ref byte row)
    {
        int beyond = Unsafe.Add(ref row, (int)node.Feature) > node.Threshold ? 1 : 0;
        return node.Left + beyond;
    }

    private static int DepthOf(BoostedNode[] nodes, int at) => nodes[at].Left == at ? 0 : 1 + Math.Max(DepthOf(nodes, nodes[at].Left), DepthOf(nodes, nodes[at].Left + 1));

    public void Write(BinaryWriter writer)
    {
        writer.Write(nodes.Length);
        foreach (var n in nodes)
        {
            writer.Write(n.Feature);
            writer.Write(n.Threshold);
            writer.Write(n.Left);
            writer.Write(n.Value);
        }
    }

    public static BoostedTree Read(BinaryReader reader)
    {
        var nodes = new BoostedNode[reader.ReadInt32()];
        for (int i = 0; i < nodes.Length; i++)
            nodes[i] = new BoostedNode(reader.ReadInt16(), reader.ReadByte(), reader.ReadInt16(), reader.ReadSingle());
        return new BoostedTree(nodes);
    }
}
