using System.Globalization;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;

namespace SynthWorkbench.Synthesis.Engines.Relations;

/// <summary>Writes keys and the columns that name them.</summary>
internal static class KeyColumns
{
    /// <summary>The columns of a foreign key, from the chosen parents' keys.</summary>
    public static IEnumerable<Column> Named(TablePlan table, RelationLink link, Table parents, int[] chosen) =>
        link.Columns.Select((name, i) => TakeOrNone(parents[link.ParentColumns[i]], chosen, table.Schema[table.Schema.IndexOf(name)]));

    /// <summary>Keys in the form of the column that names them: 17 read as a label is written as a number where the reference has numbers.</summary>
    private static Column TakeOrNone(Column keys, int[] rows, ColumnSchema schema) => keys switch
    {
        NumericColumn n when schema.Kind != ColumnKind.Numeric => Labels(schema, n.Length, rows, n.Format),
        CodedColumn c when schema.Kind == ColumnKind.Numeric => ParsedOrNone(c, rows) is { } parsed ? new NumericColumn(schema, parsed) : Labels(schema with { Kind = ColumnKind.Categorical, Decimals = 0 }, c.Length, rows, c.Format),
        NumericColumn n => new NumericColumn(schema, Array.ConvertAll(rows, r => r < 0 ? double.NaN : n.Values[r])),
        DateTimeColumn d => new DateTimeColumn(schema, Array.ConvertAll(rows, r => r < 0 ? DateTimeColumn.MissingTicks : d.Ticks[r])),
        CodedColumn c => new CodedColumn(schema, Array.ConvertAll(rows, r => r < 0 ? -1 : c.Codes[r]), c.Dictionary),
        _ => throw new InvalidOperationException($"Column '{keys.Name}' is of no known kind."),
    };

    private static CodedColumn Labels(ColumnSchema schema, int keys, int[] rows, Func<int, string?> text) => new(schema, [.. rows.Select(r => r < 0 ? -1 : r)], [.. Enumerable.Range(0, keys).Select(k => text(k) ?? "")]);

    private static double[]? ParsedOrNone(CodedColumn keys, int[] rows)
    {
        double[] values = new double[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            values[i] = double.NaN;
            if (rows[i] >= 0 && !double.TryParse(keys.Format(rows[i]), CultureInfo.InvariantCulture, out values[i]))
                return null;
        }

        return values;
    }

    /// <summary>New names of rows: those of the reference are persons and things.</summary>
    public static Column Made(TablePlan table, int rows, bool areNumbers)
    {
        var schema = table.Schema[table.Schema.IndexOf(table.Table.Key[0])];
        int[] numbers = [.. Enumerable.Range(0, rows)];
        return schema.Kind switch
        {
            ColumnKind.Numeric => new NumericColumn(schema, Array.ConvertAll(numbers, n => n + 1.0)),
            ColumnKind.DateTime => new DateTimeColumn(schema, Array.ConvertAll(numbers, n => new DateTime(1900, 1, 1).AddDays(n).Ticks)),
            _ => new CodedColumn(schema, numbers, [.. numbers.Select(n => areNumbers ? $"{n + 1}" : $"{table.Table.Name}-{n + 1}")]),
        };
    }
}
