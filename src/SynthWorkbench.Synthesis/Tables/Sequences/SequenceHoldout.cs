using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Tables.Sequences;

/// <summary>
/// Holds out whole entities, or of one series whole stretches of 1/400 of its rows each, at least twelve rows: single rows taken out of a sequence would tear it, and their neighbours, which an engine sees, say what
/// they were.
/// </summary>
internal static class SequenceHoldout
{
    private const int Stretches = 400, FewestRows = 12;

    /// <summary>For each row whether it is held out; null where the columns make no sequence of the table.</summary>
    public static bool[]? HeldOut(Table table, SequenceColumns columns, ulong seed, double share)
    {
        if (SequenceRows.Of(table, columns).Sequences is not { } sequences)
            return null;
        int rows = table.RowCount;
        int length = sequences.IsSingle ? Math.Max(FewestRows, (rows + Stretches - 1) / Stretches) : 0;
        int parts = sequences.IsSingle ? (rows + length - 1) / length : sequences.Count;
        int[] order = [.. Enumerable.Range(0, parts)];
        new RandomStream(seed, 0x401D_5E9u).Shuffle(order.AsSpan());
        int take = parts < 2 ? 0 : Math.Clamp((int)Math.Round(parts * share, MidpointRounding.AwayFromZero), 1, parts - 1);
        bool[] held = new bool[rows];
        foreach (int part in order.AsSpan(0, take))
        {
            int from = sequences.IsSingle ? part * length : sequences.Starts[part], to = sequences.IsSingle ? Math.Min(rows, from + length) : sequences.Starts[part + 1];
            for (int i = from; i < to; i++)
                held[sequences.Rows[i]] = true;
        }

        return held;
    }
}
