namespace SynthWorkbench.Synthesis.Tables.Relations;

/// <summary>Rows by the text of their key.</summary>
public static class RowKeys
{
    private const char Separator = '\u001F';

    /// <summary>By row the text of the columns together; null where one of them is missing.</summary>
    internal static string?[] Of(Table table, IReadOnlyList<string> columns)
    {
        Column[] parts = [.. columns.Select(c => table[c])];
        var keys = new string?[table.RowCount];
        for (int row = 0; row < keys.Length; row++)
        {
            string? key = parts[0].Format(row);
            for (int p = 1; p < parts.Length && key is not null; p++)
                key = parts[p].Format(row) is { } part ? key + Separator + part : null;
            keys[row] = key;
        }

        return keys;
    }

    /// <summary>The first row of each key.</summary>
    internal static Dictionary<string, int> Index(string?[] keys)
    {
        var rows = new Dictionary<string, int>(keys.Length, StringComparer.Ordinal);
        for (int row = 0; row < keys.Length; row++)
        {
            if (keys[row] is { } key)
                rows.TryAdd(key, row);
        }

        return rows;
    }

    /// <summary>By row of <paramref name="child"/> the row of <paramref name="parent"/> that it names by <paramref name="link"/>; -1 where it names none, -2 where there is no such parent. O(rows).</summary>
    public static int[] Parents(Table child, Table parent, RelationLink link)
    {
        var rows = Index(Of(parent, link.ParentColumns));
        return Array.ConvertAll(Of(child, link.Columns), key => key is null ? -1 : rows.GetValueOrDefault(key, -2));
    }
}
