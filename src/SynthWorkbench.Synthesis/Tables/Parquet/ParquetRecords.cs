using System.Globalization;
using System.Text;
using global::Parquet;
using global::Parquet.Schema;
using SynthWorkbench.Synthesis.Tables.Text;

namespace SynthWorkbench.Synthesis.Tables.Parquet;

/// <summary>Reads Parquet files of other programs as text cells, so that one inference and one set of rules serves every format. Flat columns only.</summary>
internal sealed class ParquetRecords : IRecordSource
{
    private readonly Stream _stream;
    private readonly ParquetReader _reader;
    private readonly ReadOptions _options;
    private string?[][] _cells = [];
    private int _group;
    private int _row;
    private int _rows;
    private long _line = 1;

    public ParquetRecords(Stream stream, ReadOptions options)
    {
        _stream = stream;
        _options = options;
        _reader = ParquetTableReader.OpenFile(stream);
        var fields = _reader.Schema.Fields;
        if (fields.Count > options.Limits.MaxColumns)
            throw new TableReadException($"The table has {fields.Count:N0} columns; at most {options.Limits.MaxColumns:N0} can be read", "Keep the columns you need.");
        foreach (var field in fields)
        {
            if (field is not DataField { IsArray: false })
                throw new TableReadException($"The column is nested ({field.SchemaType.ToString().ToLowerInvariant()}), and a table has flat columns", "Flatten the column or leave it out, then write the file again.", column: field.Name);
        }

        Names = ColumnNames.From(fields.Count, i => fields[i].Name, options.SuffixDuplicateNames, 1);
    }

    public IReadOnlyList<string> Names { get; }

    public bool Read(RawChunk chunk, int maxRows)
    {
        chunk.Clear(Names.Count);
        while (_row == _rows)
        {
            if (_group == _reader.RowGroupCount)
                return false;
            LoadAsync().GetAwaiter().GetResult();
        }

        int[] starts = new int[Names.Count], lengths = new int[Names.Count];
        int used = 0, end = Math.Min(_rows, _row + maxRows);
        for (; _row < end && used < 16 << 20; _row++, _line++)
        {
            for (int c = 0; c < starts.Length; c++)
            {
                string text = _cells[c][_row] ?? "";
                int most = Encoding.UTF8.GetMaxByteCount(text.Length);
                if (text.Length > _options.Limits.MaxCellBytes)
                    throw new TableReadException($"The cell is larger than {_options.Limits.MaxCellBytes:N0} bytes", "Shorten or drop it.", _line, Names[c], text[..60]);
                if (used + most > chunk.Buffer.Length)
                {
                    byte[] larger = new byte[Math.Max(used + most, Math.Max(1 << 20, chunk.Buffer.Length * 2))];
                    chunk.Buffer.AsSpan(0, used).CopyTo(larger);
                    chunk.Buffer = larger;
                }

                starts[c] = used;
                lengths[c] = Encoding.UTF8.GetBytes(text, chunk.Buffer.AsSpan(used));
                used += lengths[c];
            }

            chunk.Add(starts, lengths, _line);
        }

        return chunk.RowCount > 0;
    }

    public void Dispose()
    {
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stream.Dispose();
    }

    private async Task LoadAsync()
    {
        using var group = _reader.OpenRowGroupReader(_group++);
        _rows = checked((int)group.RowCount);
        _row = 0;
        _cells = new string?[Names.Count][];
        for (int c = 0; c < _cells.Length; c++)
        {
            try
            {
                _cells[c] = await TextsAsync(group, (DataField)_reader.Schema.Fields[c]);
            }
            catch (Exception e) when (e is not (TableReadException or OutOfMemoryException))
            {
                throw new TableReadException($"Row group {_group} of the column cannot be decoded", "Write the file again, or export it as CSV.", _line, Names[c], inner: e);
            }
        }
    }

    private Task<string?[]> TextsAsync(ParquetRowGroupReader group, DataField field)
    {
        var type = field.ClrType;
        return type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? TextsAsync<ReadOnlyMemory<char>>(group, field, v => v.ToString())
            : type == typeof(bool) ? TextsAsync<bool>(group, field, v => v ? "true" : "false")
            : type == typeof(sbyte) ? NumbersAsync<sbyte>(group, field) : type == typeof(byte) ? NumbersAsync<byte>(group, field)
            : type == typeof(short) ? NumbersAsync<short>(group, field) : type == typeof(ushort) ? NumbersAsync<ushort>(group, field)
            : type == typeof(int) ? NumbersAsync<int>(group, field) : type == typeof(uint) ? NumbersAsync<uint>(group, field)
            : type == typeof(long) ? NumbersAsync<long>(group, field) : type == typeof(ulong) ? NumbersAsync<ulong>(group, field)
            : type == typeof(decimal) ? NumbersAsync<decimal>(group, field)
            : type == typeof(float) ? TextsAsync<float>(group, field, v => float.IsNaN(v) ? null : float.IsInfinity(v) ? "inf" : v.ToString("R", CultureInfo.InvariantCulture))
            : type == typeof(double) ? TextsAsync<double>(group, field, v => double.IsNaN(v) ? null : double.IsInfinity(v) ? "inf" : v.ToString("R", CultureInfo.InvariantCulture))
            : type == typeof(DateTime) ? TextsAsync<DateTime>(group, field, v => v.ToString(field is DateTimeDataField { DateTimeFormat: DateTimeFormat.Date } ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture))
            : type == typeof(DateOnly) ? TextsAsync<DateOnly>(group, field, v => v.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            : type == typeof(Guid) ? TextsAsync<Guid>(group, field, v => v.ToString())
            : type == typeof(TimeSpan) ? TextsAsync<TimeSpan>(group, field, v => v.ToString("c", CultureInfo.InvariantCulture))
            : type == typeof(TimeOnly) ? TextsAsync<TimeOnly>(group, field, v => v.ToString("HH:mm:ss", CultureInfo.InvariantCulture))
            : throw new TableReadException($"The column's type {type.Name} has no form in a table", "Convert the column to text or numbers, or leave it out.", column: field.Name);
    }

    private Task<string?[]> NumbersAsync<T>(ParquetRowGroupReader group, DataField field)
        where T : struct, IFormattable => TextsAsync<T>(group, field, v => v.ToString(null, CultureInfo.InvariantCulture));

    private async Task<string?[]> TextsAsync<T>(ParquetRowGroupReader group, DataField field, Func<T, string?> text)
        where T : struct
    {
        if (field.IsNullable)
        {
            var optional = new T?[_rows];
            await group.ReadAsync<T>(field, optional.AsMemory());
            return Array.ConvertAll(optional, v => v is { } value ? text(value) : null);
        }

        var cells = new T[_rows];
        await group.ReadAsync<T>(field, cells.AsMemory());
        return Array.ConvertAll(cells, v => text(v));
    }
}
