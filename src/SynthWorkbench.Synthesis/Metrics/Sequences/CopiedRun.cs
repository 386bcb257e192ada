using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Metrics.Sequences;

/// <summary>
/// The longest stretch of rows that follow each other in the other table and repeat, in every column but whose and when, as long a stretch of the reference. What never changes is easily repeated: read it
/// beside the same figure of rows that no engine saw.
/// </summary>
/// <remarks>Longest common substring by dynamic programming over rows that agree; O(rows + pairs of rows that agree), and at most 2000 rows of the reference are held against one row.</remarks>
internal static class CopiedRun
{
    private const int MostAlike = 2000;

    /// <summary>Rows of the longest stretch; rows are compared by their hashes, in the order of the sequences.</summary>
    public static int Longest(ComparedSequences real, ulong[] realHashes, ComparedSequences other, ulong[] otherHashes)
    {
        var places = new Dictionary<ulong, List<int>>();
        for (int i = 0; i < realHashes.Length; i++)
        {
            if (!places.TryGetValue(realHashes[i], out var at))
                places[realHashes[i]] = at = [];
            if (at.Count < MostAlike)
                at.Add(i);
        }

        Dictionary<int, int> before = [];
        int longest = 0;
        for (int i = 0; i < otherHashes.Length; i++)
        {
            var now = new Dictionary<int, int>();
            foreach (int at in places.GetValueOrDefault(otherHashes[i]) ?? [])
            {
                int run = 1 + (other.Rows.Follows[i] && real.Rows.Follows[at] ? before.GetValueOrDefault(at - 1) : 0);
                now[at] = run;
                longest = Math.Max(longest, run);
            }

            before = now;
        }

        return longest;
    }

    /// <summary>A hash of each row in the order of the sequences over the columns' values; <paramref name="isReal"/> chooses the side.</summary>
    public static ulong[] Hashes(IReadOnlyList<ComparedColumn> columns, ComparedSequences sequences, bool isReal) => Array.ConvertAll(sequences.Rows.Rows, row =>
    {
        ulong hash = 0;
        foreach (var column in columns)
        {
            double number = column.IsNumber ? (isReal ? column.RealNumbers : column.SyntheticNumbers)[row] : 0;
            ulong cell = column.IsNumber ? double.IsNaN(number) ? 1 : BitConverter.DoubleToUInt64Bits(number + 0.0) : (ulong)((isReal ? column.RealCodes : column.SyntheticCodes)[row] + 2);
            hash = RandomStream.Mix(hash, cell);
        }

        return hash;
    });
}
