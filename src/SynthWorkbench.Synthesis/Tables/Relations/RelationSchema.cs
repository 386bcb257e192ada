using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables.Relations;

/// <summary>A foreign key: columns of a table that name a row of a parent, which may be the table itself.</summary>
/// <param name="Table">The table whose rows name a parent.</param>
/// <param name="Columns">Its columns, one or several; a row where one of them is missing has no parent here.</param>
/// <param name="Parent">The table that is named.</param>
/// <param name="ParentColumns">The parent's key columns, in the order of <paramref name="Columns"/>.</param>
public sealed record RelationLink(string Table, ImmutableArray<string> Columns, string Parent, ImmutableArray<string> ParentColumns)
{
    /// <summary>Whether rows name rows of their own table.</summary>
    public bool IsToItself() => Table == Parent;

    /// <inheritdoc/>
    public override string ToString() => $"{Table}.{string.Join('+', Columns)} → {Parent}.{string.Join('+', ParentColumns)}";
}

/// <summary>A table among others.</summary>
/// <param name="Name">Its name in the set, unique.</param>
public sealed record RelatedTable(string Name)
{
    /// <summary>The columns that together name a row; empty where nothing does.</summary>
    public ImmutableArray<string> Key { get; init; } = [];

    /// <summary>What orders the rows of one parent (a date, a number, or parts of a date); empty where they have no order. Rows may share a time.</summary>
    public ImmutableArray<string> Order { get; init; } = [];
}

/// <summary>Tables and how their rows name each other.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="Links">The foreign keys; the first one of a table to another leads: rows are generated parent by parent along it.</param>
public sealed record RelationSchema(ImmutableArray<RelatedTable> Tables, ImmutableArray<RelationLink> Links)
{
    /// <summary>The most tables of a set.</summary>
    public const int MostTables = 30;

    /// <summary>The most characters of a table's name.</summary>
    public const int LongestName = 80;

    /// <summary>The table of a name; null where there is none.</summary>
    public RelatedTable? Find(string name) => Tables.FirstOrDefault(t => t.Name == name);

    /// <summary>The foreign keys of a table to other tables, the leading one first.</summary>
    public ImmutableArray<RelationLink> LinksOf(string table) => [.. Links.Where(l => l.Table == table && !l.IsToItself())];

    /// <summary>The foreign keys of a table to itself.</summary>
    public ImmutableArray<RelationLink> SelfLinksOf(string table) => [.. Links.Where(l => l.Table == table && l.IsToItself())];

    /// <summary>The columns of a table that name parents.</summary>
    public ImmutableArray<string> LinkColumnsOf(string table) => [.. Links.Where(l => l.Table == table).SelectMany(l => l.Columns).Distinct()];

    /// <summary>Whether a table's key is one column that names nothing but its row: such keys are made, all others come with the rows.</summary>
    public bool HasMadeKey(string table) => Find(table) is { Key: [var key] } && !LinkColumnsOf(table).Contains(key);

    /// <summary>Whether synthetic rows of a table may not repeat a key that comes with the rows.</summary>
    internal bool HasKeyToKeep(string table) => Find(table) is { Key.Length: > 0 } && !HasMadeKey(table);

    /// <summary>The tables so that parents come before children; null where tables name each other in a circle.</summary>
    public ImmutableArray<RelatedTable>? InOrder()
    {
        var order = ImmutableArray.CreateBuilder<RelatedTable>();
        var left = Tables.ToList();
        while (left.Count > 0)
        {
            int next = left.FindIndex(t => LinksOf(t.Name).All(l => left.TrueForAll(p => p.Name != l.Parent)));
            if (next < 0)
                return null;
            order.Add(left[next]);
            left.RemoveAt(next);
        }

        return order.ToImmutable();
    }
}
