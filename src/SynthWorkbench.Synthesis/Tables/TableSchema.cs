using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>The columns of a table, in order, names unique (ordinal).</summary>
public sealed class TableSchema
{
    private readonly Dictionary<string, int> _index;

    /// <summary>Makes a schema; throws when two columns share a name.</summary>
    /// <exception cref="ArgumentException">A name is empty or occurs twice.</exception>
    public TableSchema(IEnumerable<ColumnSchema> columns)
    {
        Columns = [.. columns];
        _index = new Dictionary<string, int>(Columns.Length, StringComparer.Ordinal);
        for (int i = 0; i < Columns.Length; i++)
        {
            if (string.IsNullOrEmpty(Columns[i].Name))
                throw new ArgumentException($"Column {i + 1} has no name.", nameof(columns));
            if (!_index.TryAdd(Columns[i].Name, i))
                throw new ArgumentException($"Column name '{Columns[i].Name}' occurs twice.", nameof(columns));
        }
    }

    /// <summary>The columns in file order.</summary>
    public ImmutableArray<ColumnSchema> Columns { get; }

    /// <summary>The number of columns.</summary>
    public int Count => Columns.Length;

    /// <summary>The column at a position.</summary>
    public ColumnSchema this[int index] => Columns[index];

    /// <summary>The position of a column, or -1.</summary>
    public int IndexOf(string name) => _index.GetValueOrDefault(name, -1);

    /// <summary>Whether a column of this name exists.</summary>
    public bool Contains(string name) => _index.ContainsKey(name);

    /// <summary>A schema with some columns replaced by what <paramref name="change"/> returns.</summary>
    public TableSchema With(Func<ColumnSchema, ColumnSchema> change) => new(Columns.Select(change));
}
