namespace SynthWorkbench.Synthesis.Tables.Sequences;

/// <summary>
/// The rows of a table sequence by sequence, each in order of time. In a table that is one series, a gap longer than 1/800 of the whole (and than ten usual steps) is a break of observation:
/// nothing is said of what lies between, so that held-out stretches are not taken for gaps.
/// </summary>
/// <remarks>O(rows log rows).</remarks>
internal sealed class SequenceRows
{
    private const int BreakShare = 800, FewestBreakSteps = 10;

    private SequenceRows(TimeAxis axis, int[] rows, int[] starts, long[] times, bool isSingle)
    {
        Axis = axis;
        Rows = rows;
        Starts = starts;
        Times = times;
        IsSingle = isSingle;
        Follows = new bool[rows.Length];
        long longest = LongestGap();
        bool any = false;
        for (int s = 0; s + 1 < starts.Length; s++)
        {
            for (int i = starts[s] + 1; i < starts[s + 1]; i++)
            {
                long delta = times[i] - times[i - 1];
                Follows[i] = delta <= longest;
                if (!Follows[i])
                    continue;
                Step = Divisor(Step, delta);
                (Shortest, Longest) = (any ? Math.Min(Shortest, delta) : delta, Math.Max(Longest, delta));
                any = true;
            }
        }
    }

    public TimeAxis Axis { get; }

    /// <summary>Row numbers of the table, sequence by sequence in order of time.</summary>
    public int[] Rows { get; }

    /// <summary>Where each sequence begins in <see cref="Rows"/>, and where the last one ends.</summary>
    public int[] Starts { get; }

    /// <summary>The times of <see cref="Rows"/>.</summary>
    public long[] Times { get; }

    /// <summary>For each of <see cref="Rows"/> whether it follows the one before it, of the same sequence and without a break.</summary>
    public bool[] Follows { get; }

    /// <summary>Whether the table is one series.</summary>
    public bool IsSingle { get; }

    /// <summary>The sequences.</summary>
    public int Count => Starts.Length - 1;

    /// <summary>The largest number that all differences are multiples of; 0 where no row follows another.</summary>
    public long Step { get; }

    /// <summary>The smallest and largest difference of rows that follow each other.</summary>
    public long Shortest { get; }

    public long Longest { get; }

    /// <summary>Whether all differences are the same.</summary>
    public bool IsRegular => Shortest == Longest;

    /// <summary>
    /// The sequences of a table, or why it has none; <paramref name="columns"/> null takes the rows as they stand for one series. Rows of one time have no order, unless they
    /// <paramref name="mayTie"/>: then they stand as in the table.
    /// </summary>
    public static (SequenceRows? Sequences, string? Problem) Of(Table table, SequenceColumns? columns, bool mayTie = false)
    {
        var axis = TimeAxis.Rows;
        if (columns is not null)
        {
            var (found, why) = TimeAxis.Of(table, columns.Order);
            if (found is null)
                return (null, why);
            axis = found;
        }

        var (times, problem) = axis.Times(table);
        if (problem is not null)
            return (null, problem);
        int[] entities = new int[table.RowCount];
        if (columns?.Entity is { } entity)
        {
            if (!table.Schema.Contains(entity))
                return (null, $"The reference has no column '{entity}'. Correct the name.");
            entities = Code(table[entity]);
            int missing = Array.IndexOf(entities, -1);
            if (missing >= 0)
                return (null, $"'{entity}' is missing in row {missing + 1:N0}: it must say of every row whose it is. Remove such rows, or choose another column.");
        }

        int[] rows = [.. Enumerable.Range(0, table.RowCount)];
        Array.Sort(rows, (a, b) => entities[a] != entities[b] ? entities[a].CompareTo(entities[b]) : times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b));
        var starts = new List<int>();
        int equal = 0, first = -1;
        for (int i = 0; i < rows.Length; i++)
        {
            if (i == 0 || entities[rows[i]] != entities[rows[i - 1]])
                starts.Add(i);
            else if (times[rows[i]] == times[rows[i - 1]])
                (equal, first) = (equal + 1, first < 0 ? i : first);
        }

        starts.Add(rows.Length);
        return equal > 0 && !mayTie ? (null, EqualTimes(table, columns!, rows[first - 1], rows[first], equal))
            : (new SequenceRows(axis, rows, [.. starts], Array.ConvertAll(rows, r => times[r]), columns?.Entity is null), null);
    }

    /// <summary>Each row for itself, none following another; rows without a time stand at 0.</summary>
    public static SequenceRows Alone(Table table, TimeAxis axis) =>
        new(axis, [.. Enumerable.Range(0, table.RowCount)], [.. Enumerable.Range(0, table.RowCount + 1)], axis.Times(table).Times, isSingle: false);

    private static string EqualTimes(Table table, SequenceColumns columns, int one, int other, int equal)
    {
        string when = string.Join(", ", columns.Order.Select(c => $"{c} {table[c].Format(one)}")), whose = columns.Entity is { } e ? $" of {e} {table[e].Format(one)}" : "";
        return $"Rows {Math.Min(one, other) + 1:N0} and {Math.Max(one, other) + 1:N0}{whose} have the same time ({when}), and {(equal == 1 ? "so no order" : $"{equal:N0} rows in all repeat the time of another: they have no order")}. "
            + (columns.Entity is null ? "Name the column that tells apart whose rows they are as the entity, " : "Add a finer column to the order, ") + "remove the repeated rows, or generate the table without a sequence.";
    }

    private long LongestGap()
    {
        if (!IsSingle || Rows.Length < 3)
            return long.MaxValue;
        long[] deltas = [.. Enumerable.Range(1, Rows.Length - 1).Select(i => Times[i] - Times[i - 1])];
        Array.Sort(deltas);
        return Math.Max(FewestBreakSteps * deltas[deltas.Length / 2], (Times[^1] - Times[0]) / BreakShare);
    }

    /// <summary>Numbers of a column's values in first-seen order, -1 for missing.</summary>
    internal static int[] Code(Column column)
    {
        int[] codes = new int[column.Length];
        var codeOf = new Dictionary<long, int>();
        for (int row = 0; row < codes.Length; row++)
        {
            codes[row] = -1;
            if (column.IsMissing(row))
                continue;
            long key = column switch { NumericColumn n => BitConverter.DoubleToInt64Bits(n.Values[row]), DateTimeColumn d => d.Ticks[row], _ => ((CodedColumn)column).Codes[row] };
            if (!codeOf.TryGetValue(key, out codes[row]))
                codeOf[key] = codes[row] = codeOf.Count;
        }

        return codes;
    }

    internal static long Divisor(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
