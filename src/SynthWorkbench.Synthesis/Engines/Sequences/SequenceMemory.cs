using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>
/// What is remembered of the rows before: of each of several sequences the last two values of every feature, its moving average, the last times. Training rows and drawn rows pass through the same
/// memory, so that both are described alike. Labels are codes (-1 missing), numbers NaN where missing.
/// </summary>
internal sealed class SequenceMemory
{
    /// <summary>The weight of the newest value in the moving average: about the last ten rows.</summary>
    private const double Newest = 0.1;

    private readonly TimeAxis _axis;
    private readonly bool[] _isNumber;

    public SequenceMemory(SequenceFeatures features, int sequences)
    {
        _axis = features.Axis;
        _isNumber = Array.ConvertAll(features.Learned, f => f.Kind is Tables.ColumnKind.Numeric or Tables.ColumnKind.DateTime);
        (Last, BeforeLast, Average) = (Empty(sequences), Empty(sequences), Empty(sequences));
        (Start, Time, Delta) = (new long[sequences], new long[sequences], new double[sequences]);
        (Position, Length) = (new int[sequences], new int[sequences]);
    }

    private double[][] Last { get; }

    private double[][] BeforeLast { get; }

    private double[][] Average { get; }

    public long[] Start { get; }

    /// <summary>The time of the newest row.</summary>
    public long[] Time { get; }

    /// <summary>Units between the two newest rows; NaN before there are two.</summary>
    public double[] Delta { get; }

    /// <summary>Rows of the sequence up to the newest.</summary>
    public int[] Position { get; }

    public int[] Length { get; }

    private double[][] Empty(int sequences) => Array.ConvertAll(_isNumber, n =>
    {
        double[] values = new double[sequences];
        Array.Fill(values, n ? double.NaN : -1);
        return values;
    });

    /// <summary>Begins a sequence: nothing is known of rows before.</summary>
    public void Begin(int sequence, long start, int length)
    {
        (Start[sequence], Time[sequence], Delta[sequence], Position[sequence], Length[sequence]) = (start, start, double.NaN, 0, length);
        for (int f = 0; f < _isNumber.Length; f++)
            Last[f][sequence] = BeforeLast[f][sequence] = Average[f][sequence] = _isNumber[f] ? double.NaN : -1;
    }

    /// <summary>The newest row is at a time; its values follow by <see cref="Remember"/>.</summary>
    public void Advance(int sequence, long time)
    {
        Delta[sequence] = Position[sequence] == 0 ? double.NaN : time - Time[sequence];
        Time[sequence] = time;
        Position[sequence]++;
    }

    /// <summary>A feature's value in the newest row.</summary>
    public void Remember(int feature, int sequence, double value)
    {
        BeforeLast[feature][sequence] = Last[feature][sequence];
        Last[feature][sequence] = value;
        double average = Average[feature][sequence];
        if (_isNumber[feature] && !double.IsNaN(value))
            Average[feature][sequence] = double.IsNaN(average) ? value : average + Newest * (value - average);
    }

    /// <summary>What a frame's column says before the next row, at <paramref name="next"/>, is drawn.</summary>
    public double Of(FrameColumn column, int sequence, long next) => column.Kind switch
    {
        FrameKind.Position => Position[sequence],
        FrameKind.Remaining => Length[sequence] - Position[sequence] - 1,
        FrameKind.Elapsed => Time[sequence] - Start[sequence],
        FrameKind.PreviousDelta => Delta[sequence],
        FrameKind.PreviousWeekday or FrameKind.PreviousHour => FrameColumn.CalendarOf(column.Kind, _axis.MomentOf(Time[sequence])),
        FrameKind.Lag => Last[column.Index][sequence],
        FrameKind.SecondLag => BeforeLast[column.Index][sequence],
        FrameKind.Average => Average[column.Index][sequence],
        _ => FrameColumn.CalendarOf(column.Kind, _axis.MomentOf(next)),
    };

    /// <summary>A copy that goes on by itself.</summary>
    public SequenceMemory Copy() => new(this);

    private SequenceMemory(SequenceMemory from)
    {
        (_axis, _isNumber) = (from._axis, from._isNumber);
        (Last, BeforeLast, Average) = (Cloned(from.Last), Cloned(from.BeforeLast), Cloned(from.Average));
        (Start, Time, Delta) = ([.. from.Start], [.. from.Time], [.. from.Delta]);
        (Position, Length) = ([.. from.Position], [.. from.Length]);

        static double[][] Cloned(double[][] values) => Array.ConvertAll(values, v => (double[])v.Clone());
    }
}
