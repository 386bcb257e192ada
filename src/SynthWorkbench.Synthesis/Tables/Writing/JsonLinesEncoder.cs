using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SynthWorkbench.Synthesis.Tables.Writing;

/// <summary>One JSON object a line; missing values as null, numbers as numbers, <c>true</c> and <c>false</c> as such, the rest as strings.</summary>
internal sealed class JsonLinesEncoder : ITableEncoder
{
    private readonly Stream _output;
    private readonly byte[][] _keys;

    public JsonLinesEncoder(Stream output, TableSchema schema)
    {
        _output = output;
        _keys = [.. schema.Columns.Select((c, i) => (byte[])[(byte)(i == 0 ? '{' : ','), .. Quote(c.Name), (byte)':'])];
    }

    public void Append(Table chunk)
    {
        CellText[] cells = [.. chunk.Columns.Select(c => new CellText(c, c.Schema.Kind == ColumnKind.Boolean ? Truth : l => System.Text.Encoding.UTF8.GetString(Quote(l))))];
        bool[] dated = [.. chunk.Columns.Select(c => c is DateTimeColumn)];
        RowBlocks.Write(chunk.RowCount, _output, (row, buffer) =>
        {
            for (int c = 0; c < cells.Length; c++)
            {
                buffer.Write(_keys[c]);
                if (chunk[c].IsMissing(row))
                {
                    buffer.Write("null"u8);
                    continue;
                }

                if (dated[c])
                    buffer.Write("\""u8);
                cells[c].Write(row, buffer);
                if (dated[c])
                    buffer.Write("\""u8);
            }

            buffer.Write("}\n"u8);
        });
    }

    public void Complete()
    {
    }

    public void Dispose()
    {
    }

    private static string Truth(string label) => label is "true" or "false" ? label : System.Text.Encoding.UTF8.GetString(Quote(label));

    private static byte[] Quote(string text) => [(byte)'"', .. JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
}
