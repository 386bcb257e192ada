using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>An immutable table of typed columns of equal length. A chunk of a stream is a small table.</summary>
public sealed class Table
{
    /// <summary>Makes a table; the columns' schemas become the table's.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or share a name.</exception>
    public Table(IEnumerable<Column> columns)
    {
        Columns = [.. columns];
        RowCount = Columns.Length == 0 ? 0 : Columns[0].Length;
        foreach (Column c in Columns)
        {
            if (c.Length != RowCount)
                throw new ArgumentException($"Column '{c.Name}' has {c.Length} rows, the first column {RowCount}.", nameof(columns));
        }

        Schema = new TableSchema(Columns.Select(c => c.Schema));
    }

    /// <summary>Names, kinds and formats.</summary>
    public TableSchema Schema { get; }

    /// <summary>The columns in order.</summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The column at a position.</summary>
    public Column this[int index] => Columns[index];

    /// <summary>The column of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Column this[string name] =>
        Schema.IndexOf(name) is var i and >= 0 ? Columns[i] : throw new KeyNotFoundException($"There is no column '{name}'.");

    /// <summary>The rows at <paramref name="rows"/>, in that order.</summary>
    public Table Take(ReadOnlySpan<int> rows)
    {
        var taken = new Column[Columns.Length];
        for (int i = 0; i < taken.Length; i++)
            taken[i] = Columns[i].Take(rows);
        return new Table(taken);
    }

    /// <summary>The rows from <paramref name="start"/>, at most <paramref name="count"/>.</summary>
    public Table Slice(int start, int count)
    {
        int[] rows = new int[Math.Max(0, Math.Min(count, RowCount - start))];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = start + i;
        return Take(rows);
    }

    /// <summary>The named columns, in that order.</summary>
    public Table Select(IEnumerable<string> names) => new(names.Select(n => this[n]));

    /// <summary>The chunks' rows one after another; dictionaries are merged in first-seen order. The first chunk's schema holds.</summary>
    /// <exception cref="ArgumentException">There is no chunk, or chunks differ in column names or kinds.</exception>
    public static Table Concat(IEnumerable<Table> chunks) => TableConcatenation.Concat([.. chunks]);
}
