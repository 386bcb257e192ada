namespace SynthWorkbench.Synthesis.Tables;

/// <summary>Evenly spaced rows, where a table is larger than what is looked at.</summary>
internal static class SpacedRows
{
    /// <summary>At most <paramref name="most"/> of the numbers below <paramref name="rows"/>, from the first on; all of them where they are no more.</summary>
    public static int[] Of(int rows, int most)
    {
        int count = Math.Min(rows, most);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows / count))];
    }

    /// <summary>At most <paramref name="most"/> of some rows.</summary>
    public static int[] Of(int[] rows, int most) => rows.Length <= most ? rows : Array.ConvertAll(Of(rows.Length, most), i => rows[i]);

    /// <summary>At most <paramref name="most"/> rows of a table.</summary>
    public static Table Of(Table table, int most) => table.RowCount <= most ? table : table.Take(Of(table.RowCount, most));
}
