using System.Runtime.CompilerServices;
using System.Text;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>Rows of text cells as ranges of one UTF-8 buffer: the step between a file and typed columns. Reused from chunk to chunk.</summary>
internal sealed class RawChunk
{
    private int[] _starts = [];
    private int[] _lengths = [];
    private long[] _lines = new long[128];

    /// <summary>The bytes that cells point into.</summary>
    public byte[] Buffer { get; set; } = [];

    /// <summary>Cells a row.</summary>
    public int ColumnCount { get; private set; }

    /// <summary>Complete rows held.</summary>
    public int RowCount { get; private set; }

    /// <summary>Forgets the rows.</summary>
    public void Clear(int columnCount)
    {
        ColumnCount = columnCount;
        RowCount = 0;
    }

    /// <summary>The bytes of a cell; an absent cell is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Cell(int row, int column)
    {
        int at = row * ColumnCount + column;
        return Buffer.AsSpan(_starts[at], _lengths[at]);
    }

    /// <summary>The cell as text, for messages and previews.</summary>
    public string Text(int row, int column) => Encoding.UTF8.GetString(Cell(row, column));

    /// <summary>The line of the file a row begins on, from 1.</summary>
    public long Line(int row) => _lines[row];

    /// <summary>Adds a row: <paramref name="starts"/> and <paramref name="lengths"/> may be shorter than the row, the rest is absent.</summary>
    public void Add(ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, long line)
    {
        int at = RowCount * ColumnCount;
        if (at + ColumnCount > _starts.Length)
        {
            int size = Math.Max(at + ColumnCount, Math.Max(4096, _starts.Length * 2));
            Array.Resize(ref _starts, size);
            Array.Resize(ref _lengths, size);
        }

        starts.CopyTo(_starts.AsSpan(at));
        lengths.CopyTo(_lengths.AsSpan(at));
        _starts.AsSpan(at + starts.Length, ColumnCount - starts.Length).Clear();
        _lengths.AsSpan(at + starts.Length, ColumnCount - starts.Length).Clear();
        if (RowCount == _lines.Length)
            Array.Resize(ref _lines, _lines.Length * 2);
        _lines[RowCount++] = line;
    }
}

/// <summary>A file read as rows of text cells.</summary>
internal interface IRecordSource : IDisposable
{
    /// <summary>The columns in order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Replaces the chunk's rows by the next ones, at most <paramref name="maxRows"/>; false at the end of the file.</summary>
    bool Read(RawChunk chunk, int maxRows);
}
