using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>When sequences begin, how long they are and what their steps are multiples of.</summary>
/// <param name="IsCalendar">Whether times are dates.</param>
/// <param name="Earliest">The earliest time.</param>
/// <param name="Span">From the earliest to the latest.</param>
/// <param name="Step">What all differences are multiples of, at least 1.</param>
/// <param name="LeastSteps">The fewest steps from one row to the next: 0 where rows may share a time, else 1.</param>
/// <param name="StartStep">What all times are multiples of, counted from the earliest, at least 1.</param>
/// <param name="MeanLength">Mean rows of a sequence.</param>
/// <param name="LongestLength">Rows of the longest.</param>
internal sealed record SequenceTiming(bool IsCalendar, long Earliest, long Span, long Step, int LeastSteps, long StartStep, double MeanLength, int LongestLength)
{
    /// <summary>The columns of a sequence's start and length beside its context; a control character keeps them apart from the table's own.</summary>
    public const string Start = "\u200Bstart", Length = "\u200Blength";

    /// <summary>The share of the span by which the start of one series is moved at most.</summary>
    private const double MostShift = 0.01;

    public static SequenceTiming Of(SequenceRows rows)
    {
        long earliest = rows.Times.Min(), common = 0;
        foreach (long time in rows.Times)
            common = SequenceRows.Divisor(common, time - earliest);
        int[] lengths = [.. Enumerable.Range(0, rows.Count).Select(s => rows.Starts[s + 1] - rows.Starts[s])];
        return new SequenceTiming(rows.Axis.IsCalendar, earliest, rows.Times.Max() - earliest, Math.Max(1, rows.Step), rows is { Shortest: 0, Longest: > 0 } ? 0 : 1, Math.Max(1, common), lengths.Average(), lengths.Max());
    }

    /// <summary>The possible start nearest to a drawn one.</summary>
    public long StartNear(double drawn) => Earliest + (long)Math.Round((drawn - Earliest) / StartStep) * StartStep;

    /// <summary>The start of one series: moved by one step at least and a hundredth of the span at most where times are dates, so that no value stands at the date it was observed at.</summary>
    public long FirstOf(double u) => IsCalendar ? Earliest + Step * (1 + (long)(u * MostShift * Span / Step)) : Earliest;

    /// <summary>A moment of one series.</summary>
    public long Anywhere(double u) => Earliest + Step * (long)(u * Span / Step);

    public void Write(BinaryWriter writer)
    {
        writer.Write(IsCalendar);
        writer.Write(Earliest);
        writer.Write(Span);
        writer.Write(Step);
        writer.Write(LeastSteps);
        writer.Write(StartStep);
        writer.Write(MeanLength);
        writer.Write(LongestLength);
    }

    public static SequenceTiming Read(BinaryReader reader) =>
        new(reader.ReadBoolean(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadInt32());
}
