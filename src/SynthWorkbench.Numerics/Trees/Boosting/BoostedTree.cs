using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SynthWorkbench.Numerics.Trees.Boosting;

/// <summary>A node of a boosted tree: a split on a byte code whose right child follows the left one, or a leaf (its own left child, threshold 255) with the step it adds.</summary>
internal readonly record struct BoostedNode(short Feature, byte Threshold, short Left, float Value);

/// <summary>A grown tree: a split in each inner node, a step of the score in each leaf. Children come after their parent. At most 256 leaves.</summary>
internal sealed class BoostedTree
{
    /// <summary>Rows of cells must be a multiple of this long: so many are judged at once.</summary>
    public const int Lanes = 32;

    private readonly BoostedNode[] _nodes;

    /// <summary>The inner nodes, last one first, so that children are known before their parent.</summary>
    private readonly int[] _inner;

    /// <summary>The number of each leaf among leaves, by node.</summary>
    private readonly byte[] _leafOf;
    private readonly float[] _steps;

    public BoostedTree(BoostedNode[] nodes)
    {
        _nodes = nodes;
        _inner = [.. Enumerable.Range(0, nodes.Length).Where(n => nodes[n].Left != n).Reverse()];
        int[] leaves = [.. Enumerable.Range(0, nodes.Length).Where(n => nodes[n].Left == n)];
        _leafOf = new byte[nodes.Length];
        for (int i = 0; i < leaves.Length; i++)
            _leafOf[leaves[i]] = checked((byte)i);
        _steps = Array.ConvertAll(leaves, n => nodes[n].Value);
    }

    /// <summary>
    /// Adds the tree's step to the score of each row. <paramref name="cells"/> holds one feature's codes after the other, <paramref name="stride"/> bytes each, a multiple of <see cref="Lanes"/>
    /// and no fewer than rows. Every node is judged for 32 rows at once, from the leaves up: no row waits for where it is, and depth costs nothing.
    /// </summary>
    /// <remarks>The idea of evaluating all nodes by wide comparisons is that of Lucchese et al., "QuickScorer", SIGIR 2015; leaves are chosen by selection upwards instead of by bit masks.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(byte[] cells, int stride, Span<double> score)
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(cells);
        Span<Vector256<byte>> leaf = stackalloc Vector256<byte>[_nodes.Length];
        for (int n = 0; n < leaf.Length; n++)
            leaf[n] = Vector256.Create(_leafOf[n]);
        ref Vector256<byte> at = ref MemoryMarshal.GetReference(leaf);
        ref float step = ref MemoryMarshal.GetArrayDataReference(_steps);
        Span<byte> chosen = stackalloc byte[Lanes];
        for (int row = 0; row < score.Length; row += Lanes)
        {
            foreach (int n in _inner)
            {
                ref readonly BoostedNode node = ref _nodes[n];
                var threshold = Vector256.Create(node.Threshold);
                var isLeft = Vector256.Equals(Vector256.Max(Vector256.LoadUnsafe(ref first, (nuint)(node.Feature * stride + row)), threshold), threshold);
                Unsafe.Add(ref at, n) = Vector256.ConditionalSelect(isLeft, Unsafe.Add(ref at, (int)node.Left), Unsafe.Add(ref at, node.Left + 1));
            }

            at.CopyTo(chosen);
            Span<double> part = score[row..Math.Min(score.Length, row + Lanes)];
            for (int i = 0; i < part.Length; i++)
                part[i] += Unsafe.Add(ref step, (int)chosen[i]);
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_nodes.Length);
        foreach (var n in _nodes)
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
