using System.Text;
using SynthWorkbench.Synthesis.Tables.Text;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>Turns columns into another kind by way of their text, so that a corrected kind means the same as if it had been read so.</summary>
public static class ColumnConversion
{
    /// <summary>The chunk under another schema of the same column names. <paramref name="firstRow"/> numbers its first row in messages, from 1.</summary>
    /// <exception cref="TableReadException">A value does not fit its new kind.</exception>
    public static Table Convert(Table chunk, TableSchema schema, long firstRow = 1) =>
        new(chunk.Columns.Select((c, i) => Convert(c, schema[i], firstRow)));

    private static Column Convert(Column column, ColumnSchema schema, long firstRow)
    {
        bool wasCoded = column is CodedColumn, becomesCoded = schema.Kind is not (ColumnKind.Numeric or ColumnKind.DateTime);
        if (schema.Kind == column.Schema.Kind || (wasCoded && becomesCoded))
            return column.WithSchema(schema);
        var parser = ColumnParser.For(schema, new ReadOptions(), (byte)'.', new MissingText([]), null);
        var raw = new RawChunk();
        raw.Clear(1);
        var bytes = new MemoryStream();
        for (int row = 0; row < column.Length; row++)
        {
            byte[] cell = Encoding.UTF8.GetBytes(column.Format(row) ?? "");
            raw.Add([(int)bytes.Length], [cell.Length], firstRow + row);
            bytes.Write(cell);
        }

        raw.Buffer = bytes.ToArray();
        return parser.Parse(raw, 0);
    }
}
