using System.Runtime.CompilerServices;

namespace SynthWorkbench.Numerics.Trees;

/// <summary>
/// A binary regression or classification tree whose leaves are groups of donor rows: every node owns one contiguous range of
/// <see cref="Donors"/>, a leaf the rows that reached it. It is a ladder of trees, one a stop (smallest group of donors), that share their nodes as long as they split alike;
/// where a finer tree splits otherwise, the node names another node over the same rows. Each of them keeps the mass of every leaf. Immutable.
/// </summary>
/// <remarks>Breiman, Friedman, Olshen and Stone, "Classification and Regression Trees" (1984); donors in leaves as in Reiter, J. Official Statistics 21 (2005).</remarks>
public sealed class DonorTree
{
    private readonly TreeNode[] _nodes;

    internal DonorTree(TreeNode[] nodes, int[] donors, byte[]?[] codeMaps)
    {
        _nodes = nodes;
        Donors = donors;
        CodeMaps = codeMaps;
    }

    /// <summary>The training rows, or what <see cref="WithPayload"/> put in their place, in depth-first order of the leaves.</summary>
    public int[] Donors { get; }

    /// <summary>
    /// For each predictor the map from its base code to the ordered code that thresholds compare, or null for the identity
    /// (predictors whose base codes are ordered and below 256). Predictors that no split uses have an empty map.
    /// </summary>
    public byte[]?[] CodeMaps { get; }

    /// <summary>The nodes, root first; a leaf has <see cref="TreeNode.Predictor"/> -1.</summary>
    public ReadOnlySpan<TreeNode> Nodes => _nodes;

    /// <summary>
    /// The leaf of one row at a stop (-1: the root). <paramref name="codes"/> holds for each predictor the array of base codes; <paramref name="row"/> is the position in them.
    /// Cost: one lookup and compare a level.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int LeafOf(ReadOnlySpan<int[]> codes, int row, int stop)
    {
        if (stop < 0)
            return 0;
        TreeNode[] nodes = _nodes;
        int at = 0;
        while (true)
        {
            ref readonly TreeNode node = ref nodes[at];
            if (stop > node.LastStop)
            {
                at = node.Finer;
                continue;
            }

            if (node.Predictor < 0)
                return at;
            int code = codes[node.Predictor][row];
            byte[]? map = CodeMaps[node.Predictor];
            if (map is not null)
                code = map[code];
            at = code <= node.Threshold ? node.Left : node.Right;
        }
    }

    /// <summary>The predictors that the splits on a row's way to its leaf ask for, root first.</summary>
    public IReadOnlyList<int> PathOf(ReadOnlySpan<int[]> codes, int row, int stop)
    {
        var path = new List<int>();
        int leaf = LeafOf(codes, row, stop);
        for (int at = 0; stop >= 0 && at != leaf;)
        {
            TreeNode node = _nodes[at];
            if (stop > node.LastStop)
            {
                at = node.Finer;
                continue;
            }

            path.Add(node.Predictor);
            int code = codes[node.Predictor][row];
            if (CodeMaps[node.Predictor] is { } map)
                code = map[code];
            at = code <= node.Threshold ? node.Left : node.Right;
        }

        return path;
    }

    /// <summary>The same tree with each donor row replaced by what <paramref name="payloadOfRow"/> holds for it.</summary>
    public DonorTree WithPayload(ReadOnlySpan<int> payloadOfRow)
    {
        int[] payload = new int[Donors.Length];
        for (int i = 0; i < payload.Length; i++)
            payload[i] = payloadOfRow[Donors[i]];
        return new DonorTree(_nodes, payload, CodeMaps);
    }

    /// <summary>Writes the tree; <see cref="Read"/> reads it back.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_nodes.Length);
        foreach (TreeNode n in _nodes)
        {
            writer.Write(n.Predictor);
            writer.Write(n.Threshold);
            writer.Write(n.Left);
            writer.Write(n.Right);
            writer.Write(n.Start);
            writer.Write(n.Count);
            writer.Write(n.LastStop);
            writer.Write(n.Finer);
        }

        writer.Write(Donors.Length);
        foreach (int d in Donors)
            writer.Write(d);
        writer.Write(CodeMaps.Length);
        foreach (byte[]? map in CodeMaps)
        {
            writer.Write(map is null ? -1 : map.Length);
            if (map is not null)
                writer.Write(map);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A length is impossible.</exception>
    public static DonorTree Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var nodes = new TreeNode[Length(reader)];
        for (int i = 0; i < nodes.Length; i++)
            nodes[i] = new TreeNode(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        int[] donors = new int[Length(reader)];
        for (int i = 0; i < donors.Length; i++)
            donors[i] = reader.ReadInt32();
        var maps = new byte[]?[Length(reader)];
        for (int i = 0; i < maps.Length; i++)
        {
            int length = reader.ReadInt32();
            maps[i] = length < 0 ? null : reader.ReadBytes(length);
        }

        return new DonorTree(nodes, donors, maps);
    }

    private static int Length(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        return length >= 0 ? length : throw new InvalidDataException($"A tree holds a negative length ({length}).");
    }
}

/// <summary>A node: a split (predictor, threshold) or a leaf (predictor -1), for the stops up to <paramref name="LastStop"/>.</summary>
/// <param name="Predictor">Position of the predictor among the tree's predictors, -1 in a leaf.</param>
/// <param name="Threshold">Ordered codes up to and including this go left.</param>
/// <param name="Left">Index of the left child.</param>
/// <param name="Right">Index of the right child.</param>
/// <param name="Start">First donor of the node in <see cref="DonorTree.Donors"/>.</param>
/// <param name="Count">Number of donors.</param>
/// <param name="LastStop">The finest stop that the node serves.</param>
/// <param name="Finer">The node over the same rows that serves finer stops, -1 when there is none.</param>
public readonly record struct TreeNode(int Predictor, int Threshold, int Left, int Right, int Start, int Count, int LastStop, int Finer);
