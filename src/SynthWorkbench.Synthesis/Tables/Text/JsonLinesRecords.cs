using System.Text;
using System.Text.Json;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>Reads one JSON object a line as text cells. Columns are the keys of all lines in first-seen order; an absent key and null are missing values.</summary>
internal sealed class JsonLinesRecords : IRecordSource
{
    private const int BlockBytes = 8 << 20;

    private readonly Stream _stream;
    private readonly ReadOptions _options;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly bool _open;
    private byte[] _block = new byte[1 << 20];
    private int _at;
    private int _filled;
    private long _line;
    private bool _atEnd;

    /// <param name="utf8">The text, owned from here on.</param>
    /// <param name="names">The columns, or null to gather them from the keys met.</param>
    /// <param name="options">Limits.</param>
    public JsonLinesRecords(Stream utf8, IReadOnlyList<string>? names, ReadOptions options)
    {
        _stream = utf8;
        _options = options;
        _open = names is null;
        foreach (string name in names ?? [])
            AddName(name);
    }

    public IReadOnlyList<string> Names => _names;

    /// <summary>The columns of a file: every key of every line.</summary>
    public static IReadOnlyList<string> Gather(Stream utf8, ReadOptions options, CancellationToken cancellation)
    {
        using var records = new JsonLinesRecords(utf8, null, options);
        int[] starts = [], lengths = [];
        byte[] values = new byte[1 << 16];
        while (records.NextLine(out var line))
        {
            cancellation.ThrowIfCancellationRequested();
            records.Parse(line, ref values, 0, ref starts, ref lengths);
        }

        if (records._names.Count == 0)
            throw new TableReadException(records._line == 0 ? "The file is empty" : "No line holds an object with keys", "Choose a file with one JSON object a line.");
        return records._names;
    }

    public bool Read(RawChunk chunk, int maxRows)
    {
        chunk.Clear(_names.Count);
        int[] starts = new int[_names.Count], lengths = new int[_names.Count];
        byte[] values = chunk.Buffer.Length < BlockBytes ? new byte[BlockBytes] : chunk.Buffer;
        int used = 0;
        while (chunk.RowCount < maxRows && used < BlockBytes && NextLine(out var line))
        {
            starts.AsSpan().Clear();
            lengths.AsSpan().Clear();
            used = Parse(line, ref values, used, ref starts, ref lengths);
            chunk.Add(starts, lengths, _line);
        }

        chunk.Buffer = values;
        return chunk.RowCount > 0;
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>The next line that is not blank.</summary>
    private bool NextLine(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            int end = _block.AsSpan(_at, _filled - _at).IndexOf((byte)'\n');
            if (end < 0 && !_atEnd)
            {
                Fill();
                continue;
            }

            int length = end < 0 ? _filled - _at : end;
            line = _block.AsSpan(_at, length).Trim(" \t\r"u8);
            if (end < 0 && length == 0)
                return false;
            _at += length + (end < 0 ? 0 : 1);
            _line++;
            if (line.Length > 0)
                return true;
        }
    }

    private void Fill()
    {
        if (_at > 0)
        {
            _block.AsSpan(_at, _filled - _at).CopyTo(_block);
            _filled -= _at;
            _at = 0;
        }

        if (_filled == _block.Length)
        {
            if (_filled >= _options.Limits.MaxRowBytes)
                throw new TableReadException($"The line is larger than {_options.Limits.MaxRowBytes:N0} bytes", "Write one JSON object a line.", _line + 1);
            Array.Resize(ref _block, _block.Length * 2);
        }

        int read = _stream.Read(_block, _filled, _block.Length - _filled);
        _atEnd = read == 0;
        _filled += read;
    }

    private int Parse(ReadOnlySpan<byte> line, ref byte[] values, int used, ref int[] starts, ref int[] lengths)
    {
        string? name = null;
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                throw new TableReadException("The line is no JSON object", "Write one object a line, such as {\"age\": 39}.", _line, value: Encoding.UTF8.GetString(line[..Math.Min(80, line.Length)]));
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                name = json.GetString()!;
                json.Read();
                if (!_index.TryGetValue(name, out int column))
                {
                    if (!_open)
                    {
                        json.Skip();
                        continue;
                    }

                    column = AddName(name);
                }

                if (json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    throw new TableReadException("The value is nested, and a table has flat columns", "Flatten the value or leave the key out.", _line, name);
                if (_open || json.TokenType == JsonTokenType.Null)
                    continue;
                int length = json.ValueSpan.Length;
                if (length > _options.Limits.MaxCellBytes)
                    throw new TableReadException($"The cell is larger than {_options.Limits.MaxCellBytes:N0} bytes", "Shorten or drop it.", _line, name, Encoding.UTF8.GetString(json.ValueSpan[..60]));
                if (used + length > values.Length)
                    Array.Resize(ref values, Math.Max(values.Length * 2, used + length));
                starts[column] = used;
                if (json.TokenType == JsonTokenType.String)
                    length = json.CopyString(values.AsSpan(used));
                else
                    json.ValueSpan.CopyTo(values.AsSpan(used));
                lengths[column] = length;
                used += length;
            }

            return used;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TableReadException($"The line is not valid JSON: {e.Message.Split(". LineNumber", 2)[0]}", "Mend the line; text must be UTF-8.", _line, name, Encoding.UTF8.GetString(line[..Math.Min(80, line.Length)]), e);
        }
    }

    private int AddName(string name)
    {
        if (name.Length == 0)
            throw new TableReadException("A key has no name", "Name every key.", _line);
        if (_names.Count == _options.Limits.MaxColumns)
            throw new TableReadException($"The lines have more than {_options.Limits.MaxColumns:N0} different keys", "Keep the keys you need.", _line, name);
        _index[name] = _names.Count;
        _names.Add(name);
        return _names.Count - 1;
    }
}
