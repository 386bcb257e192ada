using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>Which combinations of groups of columns have been drawn, so that each occurs once. Not for several threads.</summary>
internal sealed class UniqueRows(ImmutableArray<ImmutableArray<string>> groups)
{
    private readonly HashSet<string>[] _seen = [.. groups.Select(_ => new HashSet<string>(StringComparer.Ordinal))];

    /// <summary>Whether no group is to be unique.</summary>
    public bool IsEmpty => groups.Length == 0;

    /// <summary>Takes note of rows drawn before.</summary>
    public void Restore(Table rows)
    {
        var columns = KeyColumns(rows);
        for (int row = 0; row < rows.RowCount; row++)
            Add(columns, row);
    }

    /// <summary>At most <paramref name="most"/> rows, in their order, that repeat none before them; they are noted.</summary>
    public int[] Fresh(Table rows, int most)
    {
        var columns = KeyColumns(rows);
        var fresh = new List<int>();
        for (int row = 0; row < rows.RowCount && fresh.Count < most; row++)
        {
            bool isNew = true;
            for (int u = 0; u < columns.Length && isNew; u++)
                isNew = !_seen[u].Contains(Key(columns[u], row));
            if (!isNew)
                continue;
            Add(columns, row);
            fresh.Add(row);
        }

        return [.. fresh];
    }

    private void Add(Column[][] columns, int row)
    {
        for (int u = 0; u < columns.Length; u++)
            _seen[u].Add(Key(columns[u], row));
    }

    private Column[][] KeyColumns(Table table) => [.. groups.Select(g => g.Select(name => table[name]).ToArray())];

    private static string Key(Column[] columns, int row) =>
        columns.Length == 1 ? columns[0].Format(row) ?? "\0" : string.Join('\u001F', columns.Select(c => c.Format(row) ?? "\0"));
}
