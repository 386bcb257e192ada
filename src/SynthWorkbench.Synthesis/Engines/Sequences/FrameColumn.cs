namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>What a column of a frame holds: something known before the row is drawn, or something drawn.</summary>
internal enum FrameKind
{
    /// <summary>A column that is constant within each sequence.</summary>
    Context,

    /// <summary>Rows of the sequence before this one.</summary>
    Position,

    /// <summary>Rows of the sequence after this one.</summary>
    Remaining,

    /// <summary>Time from the start of the sequence to the row before: to this row it would tell the step that is yet to be drawn.</summary>
    Elapsed,

    /// <summary>Steps between the two rows before.</summary>
    PreviousDelta,

    /// <summary>Weekday and hour of the row before.</summary>
    PreviousWeekday,

    PreviousHour,

    /// <summary>A feature's value in the row before, in the row before that, and its moving average.</summary>
    Lag,

    SecondLag,

    Average,

    /// <summary>Drawn: steps since the row before.</summary>
    Delta,

    /// <summary>Month, weekday and hour of this row.</summary>
    Month,

    Weekday,

    Hour,

    /// <summary>Drawn: a feature's value.</summary>
    Feature,
}

/// <summary>One column of a frame.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Index">Context and lags: which column of the context or of the features.</param>
internal readonly record struct FrameColumn(FrameKind Kind, int Index = 0)
{
    /// <summary>Whether it is drawn from a tree.</summary>
    public bool IsDrawn => Kind is FrameKind.Delta or FrameKind.Feature;

    /// <summary>What is known of the calendar at a moment; null for other kinds.</summary>
    public static double CalendarOf(FrameKind kind, DateTime moment) => kind switch
    {
        FrameKind.Month => moment.Month,
        FrameKind.Weekday or FrameKind.PreviousWeekday => (double)moment.DayOfWeek,
        _ => moment.Hour,
    };
}
