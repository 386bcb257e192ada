using System.Text;
using System.Text.Unicode;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>
/// Splits delimited UTF-8 text into cells (RFC 4180: quoted cells may hold delimiters, line ends and doubled quotes), without making a string a cell.
/// Blank lines are skipped except in one-column files, where they are a missing value. Cost: about 1 ns a byte.
/// </summary>
internal sealed class CsvRecords : IRecordSource
{
    private const int BlockBytes = 8 << 20;
    private const int NeedMore = -1;

    private readonly Stream _stream;
    private readonly byte _delimiter;
    private readonly byte _quote;
    private readonly ReadOptions _options;
    private readonly List<int> _doubled = [];
    private int[] _starts = new int[64];
    private int[] _lengths = new int[64];
    private int _cells;
    private byte[] _tail = [];
    private long _line = 1;
    private bool _atEnd;

    /// <summary>Opens the text and reads the column names; takes ownership of the stream, which yields UTF-8 without byte-order mark.</summary>
    public CsvRecords(Stream utf8, char delimiter, char quote, bool hasHeader, ReadOptions options)
    {
        _stream = utf8;
        _delimiter = (byte)delimiter;
        _quote = (byte)quote;
        _options = options;
        Names = [];
        Names = ReadNames(hasHeader);
    }

    public IReadOnlyList<string> Names { get; }

    public void Dispose() => _stream.Dispose();

    public bool Read(RawChunk chunk, int maxRows)
    {
        chunk.Clear(Names.Count);
        if (chunk.Buffer.Length < Math.Max(BlockBytes, _tail.Length))
            chunk.Buffer = new byte[Math.Max(BlockBytes, _tail.Length)];
        byte[] buffer = chunk.Buffer;
        _tail.CopyTo(buffer, 0);
        int filled = _tail.Length, position = 0;
        while (chunk.RowCount < maxRows)
        {
            long line = _line;
            int next = Scan(buffer, position, filled);
            if (next == NeedMore)
            {
                if (filled == buffer.Length && chunk.RowCount > 0)
                    break;
                filled = Fill(ref buffer, filled, position);
                chunk.Buffer = buffer;
                continue;
            }

            if (next == position)
                break;
            position = next;
            if (_cells != 1 || _lengths[0] != 0 || chunk.ColumnCount == 1)
                Add(chunk, line);
        }

        if (!Utf8.IsValid(buffer.AsSpan(0, position)))
            throw NotUtf8(chunk, Names);
        _tail = buffer.AsSpan(position, filled - position).ToArray();
        return chunk.RowCount > 0;
    }

    private void Add(RawChunk chunk, long line)
    {
        int width = chunk.ColumnCount;
        if (_cells > width || (_cells < width && !_options.PadShortRows))
        {
            throw new TableReadException(
                $"The row has {_cells:N0} cell{(_cells == 1 ? "" : "s")}, the table {width:N0} column{(width == 1 ? "" : "s")}",
                _cells > width ? "Quote the cells that hold the delimiter, or check the delimiter." : "Add the missing cells, or choose to fill short rows with missing values.",
                line,
                _cells > width ? Names[^1] : Names[_cells],
                Encoding.UTF8.GetString(chunk.Buffer.AsSpan(_starts[0], Math.Min(80, _lengths[0]))));
        }

        foreach (int cell in _doubled)
            _lengths[cell] = Undouble(chunk.Buffer.AsSpan(_starts[cell], _lengths[cell]));
        chunk.Add(_starts.AsSpan(0, _cells), _lengths.AsSpan(0, _cells), line);
    }

    /// <summary>Makes each doubled quote one, in place, and blanks what is left over (so that the buffer stays valid UTF-8). Returns the new length.</summary>
    private int Undouble(Span<byte> cell)
    {
        int to = 0;
        for (int i = 0; i < cell.Length; i++)
        {
            cell[to++] = cell[i];
            if (cell[i] == _quote)
                i++;
        }

        cell[to..].Fill((byte)' ');
        return to;
    }

    /// <summary>Reads more bytes behind <paramref name="filled"/>, in a larger buffer where none is free.</summary>
    private int Fill(ref byte[] buffer, int filled, int recordStart)
    {
        if (filled == buffer.Length)
        {
            if (filled - recordStart >= _options.Limits.MaxRowBytes)
                throw new TableReadException($"The row is larger than {_options.Limits.MaxRowBytes:N0} bytes", "Check for a quote that opens and never closes, or split the file.", _line);
            Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, Array.MaxLength));
        }

        int read = _stream.Read(buffer, filled, buffer.Length - filled);
        _atEnd = read == 0;
        return filled + read;
    }

    /// <summary>Scans one record into <see cref="_starts"/>. Returns where the next begins, <paramref name="position"/> at the end of the text, or <see cref="NeedMore"/>.</summary>
    private int Scan(byte[] buffer, int position, int filled)
    {
        int at = position;
        long lines = 1;
        _cells = 0;
        _doubled.Clear();
        if (at == filled)
            return _atEnd ? position : NeedMore;
        while (true)
        {
            int start = at, length;
            if (_quote != 0 && at < filled && buffer[at] == _quote)
            {
                int close = CloseQuote(buffer, at, filled, ref lines);
                if (close < 0)
                    return NeedMore;
                start = at + 1;
                length = close - start;
                at = close + 1;
                if (at < filled && buffer[at] != _delimiter && buffer[at] != '\n' && buffer[at] != '\r')
                    throw Malformed("There is text after the closing quote", "Double the quotes inside a quoted cell, or choose another quote character.", buffer.AsSpan(start, filled - start));
            }
            else
            {
                int end = buffer.AsSpan(at, filled - at).IndexOfAny(_delimiter, (byte)'\n', (byte)'\r');
                length = end < 0 ? filled - at : end;
                if (length > _options.Limits.MaxCellBytes)
                    throw TooLarge(buffer.AsSpan(start, filled - start));
                at += length;
            }

            Put(start, length);
            if (at == filled)
            {
                if (!_atEnd)
                    return NeedMore;
                break;
            }

            byte b = buffer[at++];
            if (b == _delimiter)
                continue;
            if (b == '\r')
            {
                if (at == filled && !_atEnd)
                    return NeedMore;
                if (at < filled && buffer[at] == '\n')
                    at++;
            }

            break;
        }

        _line += lines;
        return at;
    }

    private void Put(int start, int length)
    {
        if (_cells < _starts.Length || Widen())
        {
            _starts[_cells] = start;
            _lengths[_cells] = length;
        }

        _cells++;
    }

    /// <summary>Makes room for more cells up to the limit; beyond it cells are counted and not held.</summary>
    private bool Widen()
    {
        if (_starts.Length > _options.Limits.MaxColumns)
            return false;
        Array.Resize(ref _starts, _starts.Length * 2);
        Array.Resize(ref _lengths, _lengths.Length * 2);
        return true;
    }

    /// <summary>Where the quote opened at <paramref name="open"/> closes, or <see cref="NeedMore"/>.</summary>
    private int CloseQuote(byte[] buffer, int open, int filled, ref long lines)
    {
        int at = open + 1;
        bool doubled = false;
        while (true)
        {
            int found = buffer.AsSpan(at, filled - at).IndexOf(_quote);
            if ((found < 0 ? filled : at + found) - open > _options.Limits.MaxCellBytes)
                throw TooLarge(buffer.AsSpan(open + 1, filled - open - 1));
            if (found < 0)
                return _atEnd ? throw Malformed("A quote opens here and never closes", "Close or remove the quote, or choose another quote character.", buffer.AsSpan(open, filled - open)) : NeedMore;
            at += found;
            if (at + 1 == filled && !_atEnd)
                return NeedMore;
            if (at + 1 < filled && buffer[at + 1] == _quote)
            {
                doubled = true;
                at += 2;
                continue;
            }

            lines += buffer.AsSpan(open, at - open).Count((byte)'\n');
            if (doubled)
                _doubled.Add(_cells);
            return at;
        }
    }

    private TableReadException TooLarge(ReadOnlySpan<byte> cell) => Malformed(
        $"The cell is larger than {_options.Limits.MaxCellBytes:N0} bytes", "Shorten or drop it; if a quote opens here and never closes, mend the quote.", cell);

    private TableReadException Malformed(string problem, string remedy, ReadOnlySpan<byte> cell) => new(
        problem, remedy, _line, _cells < Names.Count ? Names[_cells] : $"{_cells + 1}", Encoding.UTF8.GetString(cell[..Math.Min(80, cell.Length)]));

    private static TableReadException NotUtf8(RawChunk chunk, IReadOnlyList<string> names)
    {
        const string Remedy = "Save the file as UTF-8, or choose its encoding (often windows-1252 or iso-8859-1).";
        for (int row = 0; row < chunk.RowCount; row++)
        {
            for (int column = 0; column < chunk.ColumnCount; column++)
            {
                if (!Utf8.IsValid(chunk.Cell(row, column)))
                    return new TableReadException("The text is not valid UTF-8", Remedy, chunk.Line(row), names[column], chunk.Text(row, column));
            }
        }

        return new TableReadException("The text is not valid UTF-8", Remedy);
    }

    private string[] ReadNames(bool hasHeader)
    {
        byte[] buffer = new byte[64 << 10];
        int filled = 0, position = 0;
        while (true)
        {
            int next = Scan(buffer, position, filled);
            if (next == NeedMore)
            {
                filled = Fill(ref buffer, filled, position);
                continue;
            }

            if (next == position)
                throw new TableReadException("The file is empty", "Choose a file with a header and at least one row.");
            int record = position;
            position = next;
            if (_cells == 1 && _lengths[0] == 0)
                continue;
            if (_cells > _options.Limits.MaxColumns)
                throw new TableReadException($"The table has {_cells:N0} columns; at most {_options.Limits.MaxColumns:N0} can be read", "Keep the columns you need, or check the delimiter.", _line - 1);
            if (hasHeader)
            {
                foreach (int cell in _doubled)
                    _lengths[cell] = Undouble(buffer.AsSpan(_starts[cell], _lengths[cell]));
            }

            string[] names = ColumnNames.From(_cells, i => hasHeader ? HeaderCell(buffer, i) : "", _options.SuffixDuplicateNames, _line - 1);
            if (!hasHeader)
            {
                _line = 1;
                position = record;
            }

            _tail = buffer.AsSpan(position, filled - position).ToArray();
            return names;
        }
    }

    private string HeaderCell(byte[] buffer, int cell)
    {
        var bytes = buffer.AsSpan(_starts[cell], _lengths[cell]);
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes).Trim()
            : throw new TableReadException("The header is not valid UTF-8", "Save the file as UTF-8, or choose its encoding (often windows-1252 or iso-8859-1).", _line - 1, $"{cell + 1}", Encoding.UTF8.GetString(bytes));
    }
}
