using System.Buffers;
using System.Text;

namespace SynthWorkbench.Synthesis.Tables.Writing;

/// <summary>CSV by RFC 4180 with line feeds: header, cells quoted only where they must be, missing as nothing.</summary>
internal sealed class CsvEncoder : ITableEncoder
{
    private readonly Stream _output;
    private readonly byte _delimiter;
    private readonly SearchValues<char> _quoted;
    private readonly bool _neutralise;

    public CsvEncoder(Stream output, TableSchema schema, WriteOptions options)
    {
        _output = output;
        _delimiter = (byte)options.Delimiter;
        _quoted = SearchValues.Create([options.Delimiter, '"', '\r', '\n']);
        _neutralise = options.NeutraliseFormulas;
        _output.Write(Encoding.UTF8.GetBytes(string.Join(options.Delimiter, schema.Columns.Select(c => Quote(c.Name))) + "\n"));
    }

    public void Append(Table chunk)
    {
        CellText[] cells = [.. chunk.Columns.Select(c => new CellText(c, Quote))];
        RowBlocks.Write(chunk.RowCount, _output, (row, buffer) =>
        {
            for (int c = 0; c < cells.Length; c++)
            {
                if (c > 0)
                    Put(buffer, _delimiter);
                if (!cells[c].Write(row, buffer) && cells.Length == 1)
                    buffer.Write("\"\""u8);
            }

            Put(buffer, (byte)'\n');
        });
    }

    public void Complete()
    {
    }

    public void Dispose()
    {
    }

    private static void Put(ArrayBufferWriter<byte> buffer, byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    private string Quote(string label)
    {
        if (_neutralise && label.Length > 0 && label[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            label = "'" + label;
        return label.AsSpan().ContainsAny(_quoted) || label.Length == 0 ? $"\"{label.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : label;
    }
}
