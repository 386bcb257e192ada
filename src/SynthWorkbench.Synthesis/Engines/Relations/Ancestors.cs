using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Relations;

/// <summary>Rows that name rows of their own table: who stands above whom.</summary>
internal static class Ancestors
{
    /// <summary>Whether a row is its own ancestor.</summary>
    public static bool HaveCircle(int[] parents)
    {
        byte[] state = new byte[parents.Length];
        for (int row = 0; row < parents.Length; row++)
        {
            int at = row;
            for (; at >= 0 && state[at] == 0; at = parents[at])
                state[at] = 1;
            if (at >= 0 && state[at] == 1)
                return true;
            for (at = row; at >= 0 && state[at] == 1; at = parents[at])
                state[at] = 2;
        }

        return false;
    }

    /// <summary>A rank of every row so that parents stand below children: first those without a parent, then the others by chance.</summary>
    public static int[] Ranks(CodedColumn labels, ulong seed)
    {
        int[] rank = [.. Enumerable.Range(1, labels.Length)];
        new RandomStream(seed, 0xACE).Shuffle(rank.AsSpan());
        for (int row = 0; row < rank.Length; row++)
            rank[row] = labels.IsMissing(row) ? 0 : rank[row];
        return rank;
    }

    /// <summary>Rows whose parent is not there take the one of the nearest row before them that has one, else after: of whom it is like, and not whose it is, is learned.</summary>
    public static int[] Borrowed(int[] named)
    {
        int[] borrowed = [.. named];
        int at = Array.FindIndex(named, p => p >= 0), known = at < 0 ? -1 : named[at];
        for (int row = 0; row < borrowed.Length; row++)
        {
            if (named[row] >= 0)
                known = named[row];
            else if (named[row] == -2)
                borrowed[row] = known;
        }

        return borrowed;
    }
}
