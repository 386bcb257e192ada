using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>
/// SHA-256 over a canonical encoding of schema and rows, fed chunk by chunk. It depends on names, kinds, source formats, values and
/// their order alone: not on chunking, not on dictionary order, not on roles, personal-data marks or reasons. The "hash of the rows".
/// </summary>
/// <remarks>
/// Each column has its own SHA-256 over its cells in row order; the table's digest is SHA-256 over format mark, row count and, per column,
/// schema text and column hash. Cells: numbers as 8 bytes (IEEE 754 little-endian, negative zero as zero, missing as the one quiet NaN);
/// dates as 8 bytes of ticks; labels as 4 bytes of UTF-8 length, -1 when missing, then the bytes. Cost: about 2 ns a byte, columns in parallel.
/// </remarks>
public sealed class TableDigest : IDisposable
{
    private static readonly double CanonicalNaN = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    private readonly TableSchema _schema;
    private readonly IncrementalHash[] _columns;
    private long _rows;

    /// <summary>Starts the digest of a table of this schema.</summary>
    public TableDigest(TableSchema schema)
    {
        _schema = schema;
        _columns = new IncrementalHash[schema.Count];
        for (int i = 0; i < _columns.Length; i++)
            _columns[i] = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }

    /// <summary>The digest of a whole table, 64 lower-case hex digits.</summary>
    public static string Of(Table table)
    {
        using var digest = new TableDigest(table.Schema);
        digest.Append(table);
        return digest.Complete();
    }

    /// <summary>Feeds the next rows.</summary>
    /// <exception cref="ArgumentException">The chunk's columns differ from the schema's in name or kind.</exception>
    public void Append(Table chunk)
    {
        if (chunk.Columns.Length != _schema.Count)
            throw new ArgumentException($"The chunk has {chunk.Columns.Length} columns, the table {_schema.Count}.", nameof(chunk));
        for (int i = 0; i < _schema.Count; i++)
        {
            if (chunk[i].Name != _schema[i].Name || chunk[i].Schema.Kind != _schema[i].Kind)
                throw new ArgumentException($"Column {i + 1} of the chunk is '{chunk[i].Name}' ({chunk[i].Schema.Kind}), of the table '{_schema[i].Name}' ({_schema[i].Kind}).", nameof(chunk));
        }

        _rows += chunk.RowCount;
        if ((long)chunk.RowCount * _schema.Count > 20_000)
            Parallel.For(0, _schema.Count, i => Feed(_columns[i], chunk[i]));
        else
            for (int i = 0; i < _schema.Count; i++)
                Feed(_columns[i], chunk[i]);
    }

    /// <summary>The digest of all rows fed, 64 lower-case hex digits.</summary>
    public string Complete()
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        whole.AppendData("synthworkbench table 1\n"u8);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, _rows);
        whole.AppendData(number);
        for (int i = 0; i < _columns.Length; i++)
        {
            var c = _schema[i];
            string format = c.Kind == ColumnKind.DateTime ? c.DateTimeFormat ?? "" : "";
            byte[] text = Encoding.UTF8.GetBytes($"{c.Name}\0{c.Kind}\0{(c.Kind == ColumnKind.Numeric ? c.Decimals : 0)}\0{c.IsOrdinal}\0{format}");
            BinaryPrimitives.WriteInt64LittleEndian(number, text.Length);
            whole.AppendData(number);
            whole.AppendData(text);
            whole.AppendData(_columns[i].GetCurrentHash());
        }

        return Convert.ToHexStringLower(whole.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var hash in _columns)
            hash.Dispose();
    }

    private static void Feed(IncrementalHash hash, Column column)
    {
        switch (column)
        {
            case NumericColumn numeric:
                FeedNumbers(hash, numeric.Values);
                break;
            case DateTimeColumn dates:
                FeedTicks(hash, dates.Ticks);
                break;
            case CodedColumn coded:
                FeedLabels(hash, coded);
                break;
            default:
                throw new ArgumentException($"Column type {column.GetType().Name} has no canonical encoding.", nameof(column));
        }
    }

    private static void FeedNumbers(IncrementalHash hash, ReadOnlySpan<double> values)
    {
        Span<double> block = stackalloc double[512];
        while (values.Length > 0)
        {
            int n = Math.Min(block.Length, values.Length);
            for (int i = 0; i < n; i++)
                block[i] = double.IsNaN(values[i]) ? CanonicalNaN : values[i] + 0.0;
            if (!BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<double, long>(block[..n]), MemoryMarshal.Cast<double, long>(block[..n]));
            hash.AppendData(MemoryMarshal.AsBytes(block[..n]));
            values = values[n..];
        }
    }

    private static void FeedTicks(IncrementalHash hash, ReadOnlySpan<long> ticks)
    {
        if (BitConverter.IsLittleEndian)
        {
            hash.AppendData(MemoryMarshal.AsBytes(ticks));
            return;
        }

        Span<byte> cell = stackalloc byte[8];
        foreach (long t in ticks)
        {
            BinaryPrimitives.WriteInt64LittleEndian(cell, t);
            hash.AppendData(cell);
        }
    }

    private static void FeedLabels(IncrementalHash hash, CodedColumn column)
    {
        var codes = column.Codes;
        var dictionary = column.Dictionary;
        byte[]?[] encoded = new byte[]?[dictionary.Length];
        byte[] missing = [0xFF, 0xFF, 0xFF, 0xFF];
        byte[] block = new byte[16 * 1024];
        int filled = 0;
        foreach (int code in codes)
        {
            byte[] cell = code < 0 ? missing : encoded[code] ??= Encode(dictionary[code]);
            if (cell.Length > block.Length - filled)
            {
                hash.AppendData(block, 0, filled);
                filled = 0;
                if (cell.Length > block.Length)
                {
                    hash.AppendData(cell);
                    continue;
                }
            }

            cell.CopyTo(block, filled);
            filled += cell.Length;
        }

        hash.AppendData(block, 0, filled);
    }

    private static byte[] Encode(string label)
    {
        int length = Encoding.UTF8.GetByteCount(label);
        byte[] cell = new byte[4 + length];
        BinaryPrimitives.WriteInt32LittleEndian(cell, length);
        Encoding.UTF8.GetBytes(label, cell.AsSpan(4));
        return cell;
    }
}
