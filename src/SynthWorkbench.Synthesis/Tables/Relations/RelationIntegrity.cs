using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables.Relations;

/// <summary>What the rows say of one foreign key.</summary>
/// <param name="Link">The foreign key.</param>
/// <param name="Rows">Rows of the child.</param>
/// <param name="Without">Rows that name no parent.</param>
/// <param name="Orphans">Rows that name a parent that does not exist.</param>
/// <param name="Example">The first such row, for people; null without. Its key is a person's name perhaps, and is not told.</param>
public sealed record LinkIntegrity(RelationLink Link, int Rows, int Without, int Orphans, string? Example)
{
    /// <summary>Share of the rows naming a parent whose parent exists, 0 to 1; 1 where none names one.</summary>
    public double Share => Rows == Without ? 1 : 1 - (double)Orphans / (Rows - Without);
}

/// <summary>What the rows say of one table's key.</summary>
/// <param name="Table">The table.</param>
/// <param name="Missing">Rows without a key.</param>
/// <param name="Repeated">Rows whose key an earlier row has.</param>
/// <param name="Example">The first such row, for people; null without.</param>
public sealed record KeyIntegrity(string Table, int Missing, int Repeated, string? Example);

/// <summary>Whether keys name one row each, and foreign keys rows that exist.</summary>
public sealed record RelationIntegrity(ImmutableArray<KeyIntegrity> Keys, ImmutableArray<LinkIntegrity> Links)
{
    /// <summary>Whether every key names one row and every foreign key a row that exists.</summary>
    public bool IsWhole() => Keys.All(k => k is { Missing: 0, Repeated: 0 }) && Links.All(l => l.Orphans == 0);

    /// <summary>Counts over all rows. O(rows).</summary>
    public static RelationIntegrity Of(RelationSchema relations, IReadOnlyDictionary<string, Table> tables)
    {
        ArgumentNullException.ThrowIfNull(relations);
        ArgumentNullException.ThrowIfNull(tables);
        return new RelationIntegrity(
            [.. relations.Tables.Where(t => t.Key.Length > 0).Select(t => KeyOf(t, tables[t.Name]))],
            [.. relations.Links.Select(l => LinkOf(l, tables))]);
    }

    private static KeyIntegrity KeyOf(RelatedTable table, Table rows)
    {
        string?[] keys = RowKeys.Of(rows, table.Key);
        var seen = new HashSet<string>(keys.Length, StringComparer.Ordinal);
        int[] repeated = [.. Enumerable.Range(0, keys.Length).Where(row => keys[row] is { } k && !seen.Add(k))];
        return new KeyIntegrity(table.Name, keys.Count(k => k is null), repeated.Length, repeated.Length > 0 ? $"row {repeated[0] + 1:N0}" : null);
    }

    private static LinkIntegrity LinkOf(RelationLink link, IReadOnlyDictionary<string, Table> tables)
    {
        int[] parents = RowKeys.Parents(tables[link.Table], tables[link.Parent], link);
        int first = Array.IndexOf(parents, -2);
        return new LinkIntegrity(link, parents.Length, parents.Count(p => p == -1), parents.Count(p => p == -2), first < 0 ? null : $"row {first + 1:N0}");
    }

    /// <summary>What stands in the way of learning, with the way out; empty where nothing does.</summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. Keys.Where(k => k.Missing > 0).Select(k => $"{k.Missing:N0} rows of {k.Table} have no key. Choose columns that are never missing, or none."),
        .. Keys.Where(k => k.Repeated > 0).Select(k => $"{k.Repeated:N0} rows of {k.Table} repeat the key of another row (first: {k.Example}). Add a column to the key that tells them apart, or declare none."),
        .. Links.Where(l => l.Orphans > 0).Select(l => $"{l.Orphans:N0} of {l.Rows:N0} rows of {l.Link.Table} name rows of {l.Link.Parent} that do not exist (first: {l.Example}). Orphans are left out of what is learned; add the missing parents where they should count."),
    ];
}
