using System.Text.RegularExpressions;

namespace SynthWorkbench.Synthesis.Tables.Sequences;

/// <summary>What a column of an order says of a point in time, coarsest first.</summary>
internal enum CalendarPart
{
    /// <summary>A number that counts steps of its own.</summary>
    Number,

    /// <summary>A date, with or without time of day.</summary>
    Date,

    Year,

    Month,

    Day,

    Hour,

    Minute,

    Second,
}

/// <summary>Parts of a calendar by their columns' names and values.</summary>
internal static partial class CalendarParts
{
    /// <summary>The part that a column's kind and name say, null where it can be none.</summary>
    public static CalendarPart? Of(ColumnSchema column)
    {
        if (column.Kind == ColumnKind.DateTime)
            return CalendarPart.Date;
        if (column.Kind != ColumnKind.Numeric || column.Decimals > 0)
            return null;
        var match = Name().Match(column.Name);
        if (!match.Success)
            return null;
        return match.Groups["part"].Value.ToLowerInvariant() switch
        {
            "year" or "yr" => CalendarPart.Year,
            "month" or "mon" or "mnth" => CalendarPart.Month,
            "day" => CalendarPart.Day,
            "hour" or "hr" => CalendarPart.Hour,
            "minute" or "min" => CalendarPart.Minute,
            _ => CalendarPart.Second,
        };
    }

    /// <summary>The values that a part can take.</summary>
    public static (int Low, int High) Range(CalendarPart part) => part switch
    {
        CalendarPart.Year => (1, 9998),
        CalendarPart.Month => (1, 12),
        CalendarPart.Day => (1, 31),
        CalendarPart.Hour => (0, 23),
        _ => (0, 59),
    };

    [GeneratedRegex("(^|_|[^a-z])(?<part>year|yr|month|mon|mnth|day|hour|hr|minute|min|second|sec)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
