using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>Share of rows whose key is present and occurs once only, over the reference's identifier columns. In [0, 1].</summary>
/// <remarks>SDMetrics' KeyUniqueness: a repeated value counts as a duplicate from its second occurrence on, a missing one always.</remarks>
public static class KeyUniqueness
{
    /// <summary>The mean over identifier columns that both tables have; null without one or without rows. O(n) a column.</summary>
    public static double? Score(Table reference, Table table)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(table);
        Column[] keys = [.. reference.Columns.Where(c => (c.Schema.Kind == ColumnKind.Identifier || c.Schema.Role == ColumnRole.Identifier) && table.Schema.Contains(c.Name)).Select(c => table[c.Name])];
        return keys.Length == 0 || table.RowCount == 0 ? null : keys.Average(Unique);
    }

    private static double Unique(Column column)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int row = 0; row < column.Length; row++)
        {
            if (column.Format(row) is { } value)
                seen.Add(value);
        }

        return (double)seen.Count / column.Length;
    }
}
