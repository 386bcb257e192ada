using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>Share of rows that occur, equal in every compared column, in the training rows. The holdout's own share is what chance gives.</summary>
public static class ExactCopies
{
    /// <summary>The number of rows of <paramref name="table"/> that occur in <paramref name="train"/>, over the columns named. O(n + m).</summary>
    public static int Count(Table train, Table table, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(table);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string key in Keys(train, columns))
            known.Add(key);
        return Keys(table, columns).Count(known.Contains);
    }

    private static IEnumerable<string> Keys(Table table, IReadOnlyList<string> columns)
    {
        Column[] read = [.. columns.Select(c => table[c])];
        for (int row = 0; row < table.RowCount; row++)
        {
            int at = row;
            yield return string.Join('\u001F', read.Select(c => c.Format(at) ?? "\u0000"));
        }
    }
}
