using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>
/// Parts a table into the rows an engine may see and the holdout it never sees. The same table, seed, share and column give the same rows.
/// </summary>
/// <param name="Seed">The seed of the shuffles.</param>
/// <param name="Share">The holdout's share of the rows, in (0, 1).</param>
/// <param name="StratifyBy">A column whose values (missing is one of them) are represented in proportion; numbers and dates by their tenths. Null for none.</param>
/// <remarks>
/// Within each stratum the rows are shuffled by the substream of the stratum's position in first-seen order and the first ones held out.
/// Where <see cref="Sequence"/> is given, whole entities or whole stretches of one series are held out instead, and strata do not count.
/// Strata receive shares by the largest-remainder rule, so that the holdout has round(n * share) rows exactly and every stratum is within one row of its share.
/// Both parts keep the file's row order. O(n).
/// </remarks>
public sealed record HoldoutSplit(ulong Seed, double Share = 0.2, string? StratifyBy = null)
{
    /// <summary>How the rows follow each other, where they do; columns that make no sequence of the table are passed over.</summary>
    public Sequences.SequenceColumns? Sequence { get; init; }

    /// <summary>Parts the table.</summary>
    /// <exception cref="KeyNotFoundException">The table lacks the column to stratify by.</exception>
    public (Table Train, Table Holdout) Split(Table table)
    {
        bool[] held = HeldOut(table);
        int count = held.AsSpan().Count(true);
        int[] train = new int[table.RowCount - count], holdout = new int[count];
        int t = 0, h = 0;
        for (int row = 0; row < held.Length; row++)
        {
            if (held[row])
                holdout[h++] = row;
            else
                train[t++] = row;
        }

        return (table.Take(train), table.Take(holdout));
    }

    /// <summary>For each row whether it is held out.</summary>
    public bool[] HeldOut(Table table)
    {
        if (!(Share > 0 && Share < 1))
            throw new ArgumentOutOfRangeException(nameof(table), Share, "The holdout's share must lie between 0 and 1.");
        if (Sequence is not null && Sequences.SequenceHoldout.HeldOut(table, Sequence, Seed, Share) is { } stretches)
            return stretches;
        var strata = Strata(table);
        int[] take = Apportion(strata, table.RowCount);
        bool[] held = new bool[table.RowCount];
        for (int s = 0; s < strata.Count; s++)
        {
            int[] rows = [.. strata[s]];
            var random = new RandomStream(Seed, 0x401D_0u, (ulong)s);
            random.Shuffle<int>(rows);
            foreach (int row in rows.AsSpan(0, take[s]))
                held[row] = true;
        }

        return held;
    }

    private List<List<int>> Strata(Table table)
    {
        if (StratifyBy is null)
            return [[.. Enumerable.Range(0, table.RowCount)]];
        var column = table[StratifyBy];
        Func<int, int> stratumOf = column switch
        {
            CodedColumn coded => row => coded.Codes[row],
            NumericColumn numeric => Tenths(table.RowCount, row => numeric.Values[row], numeric.IsMissing),
            DateTimeColumn dates => Tenths(table.RowCount, row => dates.Ticks[row], dates.IsMissing),
            _ => _ => 0,
        };
        var strata = new List<List<int>>();
        var index = new Dictionary<int, int>();
        for (int row = 0; row < table.RowCount; row++)
        {
            int key = stratumOf(row);
            if (!index.TryGetValue(key, out int s))
            {
                index[key] = s = strata.Count;
                strata.Add([]);
            }

            strata[s].Add(row);
        }

        return strata;
    }

    /// <summary>Assigns each row the tenth of the sorted values it falls into; equal values share one.</summary>
    private static Func<int, int> Tenths(int rows, Func<int, double> value, Func<int, bool> isMissing)
    {
        double[] sorted = [.. Enumerable.Range(0, rows).Where(r => !isMissing(r)).Select(value)];
        Array.Sort(sorted);
        double[] edges = sorted.Length == 0 ? [] : [.. Enumerable.Range(1, 9).Select(i => sorted[(int)((long)i * sorted.Length / 10)]).Distinct()];
        return row =>
        {
            if (isMissing(row))
                return -1;
            int at = Array.BinarySearch(edges, value(row));
            return at >= 0 ? at + 1 : ~at;
        };
    }

    private int[] Apportion(List<List<int>> strata, int rows)
    {
        int total = (int)Math.Round(rows * Share, MidpointRounding.AwayFromZero);
        int[] take = [.. strata.Select(s => (int)Math.Floor(s.Count * Share))];
        int left = total - take.Sum();
        foreach (int s in Enumerable.Range(0, strata.Count)
            .OrderByDescending(s => strata[s].Count * Share - take[s]).ThenBy(s => s).Take(Math.Max(0, left)))
            take[s]++;
        return take;
    }
}
