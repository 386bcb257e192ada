using System.Text;
using SynthWorkbench.Synthesis.Tables.Text;

namespace SynthWorkbench.Synthesis.Tables.Inference;

/// <summary>What one pass over a column's texts shows; bounded memory whatever the file's size.</summary>
internal sealed class ColumnTally(string name, byte decimalSeparator, MissingText missing)
{
    private List<DateText>? _dates;
    private double _previous = double.NegativeInfinity;

    public string Name { get; } = name;

    public long Missing { get; private set; }

    /// <summary>Cells with a value.</summary>
    public long Values { get; private set; }

    public long Numbers { get; private set; }

    public long Infinities { get; private set; }

    public int Decimals { get; private set; }

    public long LeadingZeros { get; private set; }

    public long BeyondExact { get; private set; }

    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether every number is larger than the one before it.</summary>
    public bool Increases { get; private set; } = true;

    /// <summary>Whether every number is one more than the one before it.</summary>
    public bool Counts { get; private set; } = true;

    /// <summary>The first value that is neither number nor infinity, with its line.</summary>
    public (long Line, string Text)? FirstWord { get; private set; }

    /// <summary>The first value that ended every date format, with its line.</summary>
    public (long Line, string Text)? FirstUndated { get; private set; }

    public long Dated { get; private set; }

    public long TextBytes { get; private set; }

    /// <summary>Blanks between words.</summary>
    public long Blanks { get; private set; }

    public DistinctSketch Distinct { get; } = new();

    /// <summary>The date formats that every value follows; empty when there is none.</summary>
    public IReadOnlyList<DateText> DateFormats => _dates is null ? [] : _dates;

    public bool AllNumbers => Values > 0 && Numbers + Infinities == Values;

    public bool AllDates => Values > 0 && _dates is { Count: > 0 } && Dated == Values;

    public void Add(RawChunk chunk, int column, Span<int> codes)
    {
        for (int row = 0; row < chunk.RowCount; row++)
        {
            int code = Add(chunk.Cell(row, column), chunk, row);
            if (row < codes.Length)
                codes[row] = code;
        }
    }

    private int Add(ReadOnlySpan<byte> cell, RawChunk chunk, int row)
    {
        if (missing.Is(cell))
        {
            Missing++;
            return -1;
        }

        Values++;
        TextBytes += cell.Length;
        int code = Distinct.Add(cell);

        // Once many words were seen the column is no column of numbers; testing on costs without changing the outcome.
        if (Values - Numbers - Infinities > 10_000 && Numbers == 0)
        {
            TallyWord(cell, chunk, row);
            return code;
        }

        if (NumberText.TryParse(cell, decimalSeparator, out var number))
        {
            TallyNumber(number);
        }
        else if (NumberText.IsInfinity(cell))
        {
            Infinities++;
        }
        else
        {
            FirstWord ??= (chunk.Line(row), Encoding.UTF8.GetString(cell));
            TallyWord(cell, chunk, row);
        }

        return code;
    }

    private void TallyNumber(in NumberShape number)
    {
        Numbers++;
        Decimals = Math.Max(Decimals, Math.Min(15, number.Decimals));
        LeadingZeros += number.HasLeadingZero ? 1 : 0;
        BeyondExact += number.IsBeyondExact ? 1 : 0;
        Min = Math.Min(Min, number.Value);
        Max = Math.Max(Max, number.Value);
        Increases &= number.Value > _previous;
        Counts &= double.IsNegativeInfinity(_previous) || number.Value == _previous + 1;
        _previous = number.Value;
    }

    private void TallyWord(ReadOnlySpan<byte> cell, RawChunk chunk, int row)
    {
        Blanks += cell.Count((byte)' ');
        if (FirstUndated is not null)
            return;
        var text = NumberText.TrimBlanks(cell);
        if (_dates is null)
        {
            _dates = [];
            foreach (var format in DateText.Known)
            {
                if (text.Length <= 40 && format.TryParse(text, out _))
                    _dates.Add(format);
            }
        }
        else
        {
            for (int i = _dates.Count - 1; i >= 0; i--)
            {
                if (!_dates[i].TryParse(text, out _))
                    _dates.RemoveAt(i);
            }
        }

        if (_dates.Count == 0)
            FirstUndated = (chunk.Line(row), Encoding.UTF8.GetString(cell));
        else
            Dated++;
    }
}
