namespace SynthWorkbench.Synthesis.Tables.Relations;

/// <summary>Parts tables into training rows and holdout so that a held-out row's children and their children are held out with it.</summary>
public static class RelationSplit
{
    /// <summary>
    /// Which rows may be learned, by table, of <paramref name="tables"/> that name each other by <paramref name="relations"/>. <paramref name="heldOut"/> says of each row of <paramref name="root"/> whether it is held out; rows that name a held-out one, and their children, are held out with it; tables that do not stand below it are learned whole. Orphans are in
    /// neither part. O(rows).
    /// </summary>
    public static (Dictionary<string, Table> Train, Dictionary<string, Table> Holdout) Of(RelationSchema relations, IReadOnlyDictionary<string, Table> tables, string root, bool[] heldOut)
    {
        ArgumentNullException.ThrowIfNull(relations);
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(heldOut);
        var order = relations.InOrder() ?? throw new ArgumentException("The tables name each other in a circle.", nameof(relations));
        var part = new Dictionary<string, bool?[]>(StringComparer.Ordinal);
        foreach (var table in order)
        {
            int rows = tables[table.Name].RowCount;
            bool?[] held = new bool?[rows];
            Array.Fill(held, false);
            if (table.Name == root)
            {
                for (int row = 0; row < rows; row++)
                    held[row] = heldOut[row];
            }

            var links = relations.LinksOf(table.Name);
            for (int l = 0; l < links.Length; l++)
            {
                int[] parents = RowKeys.Parents(tables[table.Name], tables[links[l].Parent], links[l]);
                for (int row = 0; row < rows; row++)
                {
                    if (parents[row] == -2 || (parents[row] >= 0 && part[links[l].Parent][parents[row]] is null))
                        held[row] = null;
                    else if (held[row] == false)
                        held[row] = parents[row] >= 0 && part[links[l].Parent][parents[row]] == true;
                }
            }

            part[table.Name] = held;
        }

        return (Part(false), Part(true));

        Dictionary<string, Table> Part(bool isHeldOut) => tables.ToDictionary(
            t => t.Key, t => t.Value.Take([.. Enumerable.Range(0, t.Value.RowCount).Where(r => part[t.Key][r] == isHeldOut)]), StringComparer.Ordinal);
    }
}
