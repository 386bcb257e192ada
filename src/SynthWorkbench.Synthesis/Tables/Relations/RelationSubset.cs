using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Tables.Relations;

/// <summary>A smaller set of the same tables in which every reference still names a row: some rows of one table, everything below them, and of the other tables what they name.</summary>
public static class RelationSubset
{
    /// <summary>
    /// <paramref name="rows"/> rows of <paramref name="root"/>, a table of <paramref name="relations"/> that names no other, chosen at random by <paramref name="seed"/>; all of their children and their children's
    /// children; of tables that do not stand below it the rows that these name, directly or through others. Rows of <paramref name="tables"/> that name a parent that does not exist are left out. Rows keep their order.
    /// The same input gives the same rows. O(rows).
    /// </summary>
    /// <exception cref="ArgumentException">The table names others, or the tables name each other in a circle.</exception>
    public static Dictionary<string, Table> Of(RelationSchema relations, IReadOnlyDictionary<string, Table> tables, string root, int rows, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(relations);
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        if (!relations.LinksOf(root).IsEmpty)
            throw new ArgumentException($"Rows of {root} follow from their parents. Choose rows of a table that names no other.", nameof(root));
        var order = relations.InOrder() ?? throw new ArgumentException("The tables name each other in a circle.", nameof(relations));
        int[] chosen = [.. Enumerable.Range(0, tables[root].RowCount)];
        new RandomStream(seed, 0x5B5E7).Shuffle(chosen.AsSpan());
        bool[] left = new bool[chosen.Length];
        foreach (int row in chosen.Skip(rows))
            left[row] = true;
        KeepAncestors(relations, tables[root], root, left);
        var (kept, _) = RelationSplit.Of(relations, tables, root, left);
        var below = Below(relations, root);

        // Children stand after parents: read from the end, what a table must keep is known when it is reached.
        for (int t = order.Length - 1; t >= 0; t--)
        {
            string name = order[t].Name;
            if (below.Contains(name))
                continue;
            bool[] unnamed = new bool[kept[name].RowCount];
            Array.Fill(unnamed, true);
            foreach (var link in relations.Links.Where(l => l.Parent == name && !l.IsToItself()))
            {
                foreach (int parent in RowKeys.Parents(kept[link.Table], kept[name], link))
                {
                    if (parent >= 0)
                        unnamed[parent] = false;
                }
            }

            KeepAncestors(relations, kept[name], name, unnamed);
            kept[name] = kept[name].Take([.. Enumerable.Range(0, unnamed.Length).Where(r => !unnamed[r])]);
        }

        return kept;
    }

    /// <summary>The table and those that name it, directly or through others.</summary>
    private static HashSet<string> Below(RelationSchema relations, string root)
    {
        var below = new HashSet<string>(StringComparer.Ordinal) { root };
        foreach (var table in relations.InOrder()!.Value.Where(t => relations.LinksOf(t.Name).Any(l => below.Contains(l.Parent))))
            below.Add(table.Name);
        return below;
    }

    /// <summary>Rows of the same table that kept rows name stay with them.</summary>
    private static void KeepAncestors(RelationSchema relations, Table table, string name, bool[] left)
    {
        foreach (var link in relations.SelfLinksOf(name))
        {
            int[] parents = RowKeys.Parents(table, table, link);
            for (int row = 0; row < left.Length; row++)
            {
                for (int at = row; !left[row] && at >= 0 && parents[at] is >= 0 and var parent && left[parent]; at = parent)
                    left[parent] = false;
            }
        }
    }
}
