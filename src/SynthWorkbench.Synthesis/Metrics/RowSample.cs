using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>Seeded samples of row numbers.</summary>
internal static class RowSample
{
    /// <summary><paramref name="count"/> of the numbers below <paramref name="of"/> in random order.</summary>
    public static int[] Choose(int of, int count, ulong seed, ulong part)
    {
        int[] rows = [.. Enumerable.Range(0, of)];
        new RandomStream(seed, 0xDE7EC7, part).Shuffle(rows.AsSpan());
        return count < of ? rows[..count] : rows;
    }
}
