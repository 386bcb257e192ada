using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Tables.Relations;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Tables that are generated together. All other settings of the recipe are those of its own table, the reference; realism, options and seed hold for all.</summary>
public sealed record RecipeRelations
{
    /// <summary>What foreign keys call the recipe's own table.</summary>
    public required string Table { get; init; }

    /// <summary>The own table's key; empty where nothing names its rows.</summary>
    public ImmutableArray<string> Key { get; init; } = [];

    /// <summary>The other tables.</summary>
    public ImmutableArray<RecipeTable> Tables { get; init; } = [];

    /// <summary>The foreign keys; the first one of a table to another leads.</summary>
    public ImmutableArray<RecipeLink> Links { get; init; } = [];

    /// <summary>The tables, the own one first, and their foreign keys.</summary>
    public RelationSchema Schema() => new(
        [new RelatedTable(Table) { Key = Key }, .. Tables.Select(t => new RelatedTable(t.Name) { Key = t.Key, Order = t.Order })],
        [.. Links.Select(l => new RelationLink(l.Table, l.Columns, l.Parent, l.ParentColumns))]);
}

/// <summary>A table that is generated with the recipe's own.</summary>
public sealed record RecipeTable
{
    /// <summary>What foreign keys call it, unique.</summary>
    public required string Name { get; init; }

    /// <summary>The reference table by name and digest.</summary>
    public RecipeReference Reference { get; init; } = new();

    /// <summary>The columns that together name a row; empty where nothing does.</summary>
    public ImmutableArray<string> Key { get; init; } = [];

    /// <summary>What orders the rows of one parent: a date, a number, or the parts of a date; empty where they have no order.</summary>
    public ImmutableArray<string> Order { get; init; } = [];

    /// <summary>What happens to single columns; keys and foreign keys are written by the engine.</summary>
    public ImmutableArray<RecipeColumn> Columns { get; init; } = [];

    /// <summary>Rows of a table without parents; null keeps its proportion to the recipe's own table.</summary>
    public long? Rows { get; init; }
}

/// <summary>A foreign key.</summary>
/// <param name="Table">The table whose rows name a parent.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Parent">The table that is named; the table itself where rows name rows of their own.</param>
/// <param name="ParentColumns">The parent's key columns, in the same order.</param>
public sealed record RecipeLink(string Table, ImmutableArray<string> Columns, string Parent, ImmutableArray<string> ParentColumns);
