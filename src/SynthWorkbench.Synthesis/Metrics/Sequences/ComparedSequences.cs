using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Metrics.Sequences;

/// <summary>
/// A table's rows in order of time beside the codes that it shares with another table. For intervals the sequences are parted into ten groups; one series into ten stretches.
/// </summary>
internal sealed class ComparedSequences
{
    /// <summary>Groups of the jackknife that gives the intervals.</summary>
    public const int Groups = 10;

    private ComparedSequences(SequenceRows rows)
    {
        Rows = rows;
        Group = new int[rows.Rows.Length];
        for (int s = 0; s < rows.Count; s++)
        {
            for (int i = rows.Starts[s]; i < rows.Starts[s + 1]; i++)
                Group[i] = rows.Count >= 2 * Groups ? s % Groups : (int)((long)i * Groups / Group.Length);
        }
    }

    public SequenceRows Rows { get; }

    /// <summary>By position in the order of the sequences.</summary>
    public int[] Group { get; }

    /// <summary>The sequences of a table, or why it has none.</summary>
    public static (ComparedSequences? Sequences, string? Problem) Of(Table table, SequenceColumns columns)
    {
        string? gone = columns.Order.Append(columns.Entity).FirstOrDefault(c => c is not null && !table.Schema.Contains(c));
        if (gone is not null)
            return (null, $"A table lacks the column '{gone}' that orders the rows.");
        var (rows, problem) = SequenceRows.Of(table, columns);
        return rows is null ? (null, problem) : table.RowCount == 0 ? (null, "A table has no rows.") : (new ComparedSequences(rows), null);
    }
}
