using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SynthWorkbench.Numerics.Trees.Boosting;

/// <summary>A node of a boosted tree: a split on a byte code, or a leaf (feature -1) with the step it adds.</summary>
internal readonly record struct BoostedNode(short Feature, byte Threshold, short Left, short Right, float Value);

/// <summary>A grown tree: a split in each inner node, a step of the score in each leaf.</summary>
internal sealed class BoostedTree(BoostedNode[] nodes)
{
    public ReadOnlySpan<BoostedNode> Nodes => nodes;

    /// <summary>Adds the tree's step to the score of each row named; scores are by position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(byte[][] features, ReadOnlySpan<int> rows, Span<double> score)
    {
        if (nodes.Length == 1)
        {
            for (int i = 0; i < rows.Length; i++)
                score[i] += nodes[0].Value;
            return;
        }

        ref BoostedNode first = ref MemoryMarshal.GetArrayDataReference(nodes);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            ref BoostedNode node = ref first;
            while (node.Feature >= 0)
                node = ref Unsafe.Add(ref first, features[node.Feature][row] <= node.Threshold ? node.Left : node.Right);
            score[i] += node.Value;
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(nodes.Length);
        foreach (var n in nodes)
        {
            writer.Write(n.Feature);
            writer.Write(n.Threshold);
            writer.Write(n.Left);
            writer.Write(n.Right);
            writer.Write(n.Value);
        }
    }

    public static BoostedTree Read(BinaryReader reader)
    {
        var nodes = new BoostedNode[reader.ReadInt32()];
        for (int i = 0; i < nodes.Length; i++)
            nodes[i] = new BoostedNode(reader.ReadInt16(), reader.ReadByte(), reader.ReadInt16(), reader.ReadInt16(), reader.ReadSingle());
        return new BoostedTree(nodes);
    }
}
