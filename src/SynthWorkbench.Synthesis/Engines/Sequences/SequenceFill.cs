namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>
/// Fills a page of rows with whole sequences: in the order drawn, and at the end with a set of those left over whose lengths add up to what is left, so that hardly a sequence is cut and lengths keep
/// their distribution.
/// </summary>
internal static class SequenceFill
{
    private const int MostTakenBack = 8, MostTried = 48;

    /// <summary>The sequences that fill <paramref name="rows"/> rows, by position in <paramref name="lengths"/>, and the rows of the last one; null where all of them are too few.</summary>
    public static (int[] Chosen, int LastRows)? Of(int[] lengths, int rows)
    {
        var taken = new List<int>();
        int at = 0, left = rows;
        for (; at < lengths.Length && lengths[at] <= left; at++)
        {
            taken.Add(at);
            left -= lengths[at];
        }

        if (left == 0)
            return ([.. taken], lengths[taken[^1]]);
        if (at == lengths.Length)
            return null;
        int gap = left;
        for (int back = 0; back <= Math.Min(MostTakenBack, taken.Count); back++)
        {
            gap += back == 0 ? 0 : lengths[taken[^back]];
            int[] others = [.. taken.TakeLast(back), .. Enumerable.Range(at, Math.Min(MostTried, lengths.Length - at))];
            if (Exactly(lengths, others, gap) is { } exact)
            {
                int[] chosen = [.. taken.SkipLast(back), .. exact];
                return (chosen, lengths[chosen[^1]]);
            }
        }

        return ([.. taken, at], left);
    }

    /// <summary>Some of the sequences whose lengths add up to a sum (subset sum by dynamic programming, O(sequences x sum)).</summary>
    private static List<int>? Exactly(int[] lengths, int[] sequences, int sum)
    {
        int[] last = new int[sum + 1];
        Array.Fill(last, -1);
        last[0] = sequences.Length;
        for (int i = 0; i < sequences.Length && last[sum] < 0; i++)
        {
            int length = lengths[sequences[i]];
            for (int s = sum; s >= length; s--)
            {
                if (last[s] < 0 && last[s - length] >= 0 && last[s - length] != i)
                    last[s] = i;
            }
        }

        if (last[sum] < 0)
            return null;
        var found = new List<int>();
        for (int s = sum; s > 0; s -= lengths[sequences[last[s]]])
            found.Add(sequences[last[s]]);
        found.Reverse();
        return found;
    }
}
