using System.Buffers;
using System.Globalization;
using System.Text;

namespace SynthWorkbench.Synthesis.Tables.Writing;

/// <summary>Writes the cells of one column as UTF-8; labels are encoded once a chunk.</summary>
internal sealed class CellText
{
    private readonly Column _column;
    private readonly byte[]?[] _labels;
    private readonly Func<string, string> _dress;
    private readonly string _dateFormat;

    /// <param name="column">The column of a chunk.</param>
    /// <param name="dress">Quotes or escapes a label.</param>
    public CellText(Column column, Func<string, string> dress)
    {
        _column = column;
        _dress = dress;
        _labels = column is CodedColumn coded ? new byte[]?[coded.Dictionary.Length] : [];
        _dateFormat = column.Schema.DateTimeFormat ?? "yyyy-MM-ddTHH:mm:ss";
    }

    /// <summary>Writes the cell; false and nothing when it is missing.</summary>
    public bool Write(int row, ArrayBufferWriter<byte> output)
    {
        switch (_column)
        {
            case NumericColumn numeric:
                double value = numeric.Values[row];
                if (double.IsNaN(value))
                    return false;
                var number = output.GetSpan(32);
                int digits;
                if (numeric.Schema.IsInteger && Math.Abs(value) < 9.0e15)
                    ((long)value).TryFormat(number, out digits, default, CultureInfo.InvariantCulture);
                else
                    value.TryFormat(number, out digits, "R", CultureInfo.InvariantCulture);
                output.Advance(digits);
                return true;
            case DateTimeColumn dates:
                if (dates.Ticks[row] == DateTimeColumn.MissingTicks)
                    return false;
                new DateTime(dates.Ticks[row], DateTimeKind.Unspecified).TryFormat(output.GetSpan(64), out int written, _dateFormat, CultureInfo.InvariantCulture);
                output.Advance(written);
                return true;
            case CodedColumn coded:
                int code = coded.Codes[row];
                if (code < 0)
                    return false;
                output.Write(_labels[code] ??= Encoding.UTF8.GetBytes(_dress(coded.Dictionary[code])));
                return true;
            default:
                throw new ArgumentException($"Column type {_column.GetType().Name} has no text.", nameof(row));
        }
    }
}

/// <summary>Encodes a chunk's rows in blocks side by side and writes the blocks in order.</summary>
internal static class RowBlocks
{
    private const int BlockRows = 8_192;

    public static void Write(int rows, Stream output, Action<int, ArrayBufferWriter<byte>> writeRow)
    {
        int blocks = (rows + BlockRows - 1) / BlockRows;
        var encoded = new ArrayBufferWriter<byte>[blocks];
        Parallel.For(0, blocks, block =>
        {
            var buffer = new ArrayBufferWriter<byte>(BlockRows * 64);
            int end = Math.Min(rows, (block + 1) * BlockRows);
            for (int row = block * BlockRows; row < end; row++)
                writeRow(row, buffer);
            encoded[block] = buffer;
        });
        foreach (var buffer in encoded)
            output.Write(buffer.WrittenSpan);
    }
}
