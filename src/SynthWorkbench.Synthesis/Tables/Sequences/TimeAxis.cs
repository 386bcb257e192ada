namespace SynthWorkbench.Synthesis.Tables.Sequences;

/// <summary>
/// The columns of an order as one axis of whole numbers: units of the finest step that the columns can write (a year, a month, a day, an hour ... or the last digit of a number). Both ways are exact.
/// </summary>
internal sealed class TimeAxis
{
    /// <summary>A month and a year have no fixed number of ticks.</summary>
    private const long Months = -1, Years = -2, Plain = 0;

    private readonly ColumnSchema[] _columns;
    private readonly CalendarPart[] _parts;
    private readonly long _unit;

    private TimeAxis(ColumnSchema[] columns, CalendarPart[] parts, long unit)
    {
        _columns = columns;
        _parts = parts;
        _unit = unit;
    }

    /// <summary>The order of rows as they stand, where no column says it.</summary>
    public static TimeAxis Rows { get; } = new([], [], Plain);

    /// <summary>Whether times are points of the calendar, not numbers.</summary>
    public bool IsCalendar => _unit != Plain;

    /// <summary>Whether a day has several times.</summary>
    public bool HasHours => _unit > 0 && _unit < TimeSpan.TicksPerDay;

    /// <summary>Whether a month has several times.</summary>
    public bool HasDays => _unit > 0;

    /// <summary>What the difference of two neighbouring times is called.</summary>
    public string UnitName => _unit switch
    {
        Years => "year",
        Months => "month",
        TimeSpan.TicksPerDay => "day",
        TimeSpan.TicksPerHour => "hour",
        TimeSpan.TicksPerMinute => "minute",
        TimeSpan.TicksPerSecond => "second",
        Plain => "step",
        _ => "tick",
    };

    /// <summary>The axis of the named columns, or the reason why they are none.</summary>
    public static (TimeAxis? Axis, string? Problem) Of(Table table, IReadOnlyList<string> order)
    {
        if (ProblemOf(table.Schema, order) is { } problem)
            return (null, problem);
        ColumnSchema[] columns = [.. order.Select(name => table[name].Schema)];
        if (columns is [{ Kind: ColumnKind.Numeric }])
            return (new TimeAxis(columns, [CalendarPart.Number], Plain), null);
        var parts = Array.ConvertAll(columns, c => CalendarParts.Of(c)!.Value);
        long unit = parts.Max() switch
        {
            CalendarPart.Year => Years,
            CalendarPart.Month => Months,
            CalendarPart.Day => TimeSpan.TicksPerDay,
            CalendarPart.Hour => TimeSpan.TicksPerHour,
            CalendarPart.Minute => TimeSpan.TicksPerMinute,
            CalendarPart.Second => TimeSpan.TicksPerSecond,
            _ => UnitOf((DateTimeColumn)table[order[0]]),
        };
        return (new TimeAxis(columns, parts, unit), null);
    }

    /// <summary>Why columns are no order; null where their kinds and names make one.</summary>
    public static string? ProblemOf(TableSchema schema, IReadOnlyList<string> order)
    {
        if (order.Count == 0)
            return "Name the column that orders the rows: a date, a number, or the parts of a date (year, month, day, hour).";
        if (order.FirstOrDefault(name => !schema.Contains(name)) is { } gone)
            return $"The reference has no column '{gone}'. Correct the name.";
        ColumnSchema[] columns = [.. order.Select(name => schema[schema.IndexOf(name)])];
        if (columns.FirstOrDefault(c => c.Kind is not (ColumnKind.Numeric or ColumnKind.DateTime)) is { } label)
            return $"'{label.Name}' is {label.Kind.ToString().ToLowerInvariant()}; only numbers and dates have an order. Read it as one of these, or order by another column.";
        if (columns.Length == 1)
            return null;
        var parts = Array.ConvertAll(columns, CalendarParts.Of);
        for (int i = 0; i < parts.Length; i++)
        {
            bool fits = i == 0 ? parts[i] is CalendarPart.Date or CalendarPart.Year : parts[i] is { } part && (parts[i - 1] == CalendarPart.Date ? part == CalendarPart.Hour : part == parts[i - 1] + 1);
            if (!fits)
                return $"Several columns are one time axis only as parts of a date, coarsest first and none left out: year, month, day, hour, minute, second, or a date and then hour, minute, second. '{columns[i].Name}' does not fit in place {i + 1}. Order by one column, or by such parts.";
        }

        return null;
    }

    /// <summary>The time of every row; the problem of the first row that has none.</summary>
    public (long[] Times, string? Problem) Times(Table table)
    {
        long[] times = new long[table.RowCount];
        if (_columns.Length == 0)
        {
            for (int row = 0; row < times.Length; row++)
                times[row] = row;
            return (times, null);
        }

        Column[] columns = Array.ConvertAll(_columns, c => table[c.Name]);
        for (int row = 0; row < times.Length; row++)
        {
            if (TimeOf(columns, row) is not { } time)
                return (times, $"Row {row + 1:N0} has no time: {string.Join(", ", columns.Select(c => $"{c.Name} is {c.Format(row) ?? "missing"}"))}. Remove such rows, or order by another column.");
            times[row] = time;
        }

        return (times, null);
    }

    private long? TimeOf(Column[] columns, int row)
    {
        int year = 1, month = 1, day = 1;
        long ticks = 0;
        for (int p = 0; p < columns.Length; p++)
        {
            if (columns[p].IsMissing(row))
                return null;
            if (_parts[p] == CalendarPart.Date)
            {
                ticks = ((DateTimeColumn)columns[p]).Ticks[row];
                (year, month, day) = new DateTime(ticks);
                ticks -= columns.Length > 1 ? ticks % TimeSpan.TicksPerDay : 0;
                continue;
            }

            double value = ((NumericColumn)columns[p]).Values[row];
            if (_parts[p] == CalendarPart.Number)
                return (long)Math.Round(value * Scale);
            var (low, high) = CalendarParts.Range(_parts[p]);
            if (value < low || value > high)
                return null;
            int part = (int)value;
            switch (_parts[p])
            {
                case CalendarPart.Year: year = part; break;
                case CalendarPart.Month: month = part; break;
                case CalendarPart.Day: day = part; break;
                case CalendarPart.Hour: ticks += part * TimeSpan.TicksPerHour; break;
                case CalendarPart.Minute: ticks += part * TimeSpan.TicksPerMinute; break;
                default: ticks += part * TimeSpan.TicksPerSecond; break;
            }
        }

        if (day > DateTime.DaysInMonth(year, month))
            return null;
        if (_parts[0] != CalendarPart.Date)
            ticks += new DateTime(year, month, day).Ticks;
        return _unit switch { Years => year, Months => year * 12L + month - 1, _ => ticks / _unit };
    }

    private double Scale => Math.Pow(10, _columns[0].Decimals);

    /// <summary>The moment of a time; times beyond the calendar stop at its ends.</summary>
    public DateTime MomentOf(long time) => _unit switch
    {
        Years => new DateTime((int)Math.Clamp(time, 1, 9998), 1, 1),
        Months => new DateTime((int)Math.Clamp(time / 12, 1, 9998), (int)(time % 12) + 1, 1),
        _ => new DateTime(Math.Clamp(time, 0, DateTime.MaxValue.Ticks / _unit) * _unit),
    };

    /// <summary>The columns of the order for the given times.</summary>
    public Column ColumnOf(string name, long[] times)
    {
        int at = Array.FindIndex(_columns, c => c.Name == name);
        var schema = _columns[at];
        if (_parts[at] == CalendarPart.Number)
            return new NumericColumn(schema, Array.ConvertAll(times, t => Math.Round(t / Scale, schema.Decimals)));
        if (_parts[at] == CalendarPart.Date)
            return new DateTimeColumn(schema, Array.ConvertAll(times, t => _columns.Length > 1 ? MomentOf(t).Date.Ticks : MomentOf(t).Ticks));
        var part = _parts[at];
        return new NumericColumn(schema, Array.ConvertAll(times, t => (double)PartOf(MomentOf(t), part)));
    }

    private static int PartOf(DateTime moment, CalendarPart part) => part switch
    {
        CalendarPart.Year => moment.Year,
        CalendarPart.Month => moment.Month,
        CalendarPart.Day => moment.Day,
        CalendarPart.Hour => moment.Hour,
        CalendarPart.Minute => moment.Minute,
        _ => moment.Second,
    };

    /// <summary>The coarsest unit that all dates are whole multiples of; the months where all are the first of one.</summary>
    private static long UnitOf(DateTimeColumn column)
    {
        long[] present = [.. column.Ticks.ToArray().Where(t => t != DateTimeColumn.MissingTicks)];
        if (present.Length > 1 && Array.TrueForAll(present, t => t % TimeSpan.TicksPerDay == 0 && new DateTime(t).Day == 1))
            return Months;
        foreach (long unit in new[] { TimeSpan.TicksPerDay, TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMillisecond })
        {
            if (Array.TrueForAll(present, t => t % unit == 0))
                return unit;
        }

        return 1;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_columns.Length);
        foreach (var column in _columns)
            Engines.SchemaBytes.Write(writer, column);
        foreach (var part in _parts)
            writer.Write((int)part);
        writer.Write(_unit);
    }

    public static TimeAxis Read(BinaryReader reader)
    {
        var columns = new ColumnSchema[reader.ReadInt32()];
        for (int c = 0; c < columns.Length; c++)
            columns[c] = Engines.SchemaBytes.Read(reader);
        var parts = new CalendarPart[columns.Length];
        for (int c = 0; c < parts.Length; c++)
            parts[c] = (CalendarPart)reader.ReadInt32();
        return new TimeAxis(columns, parts, reader.ReadInt64());
    }
}
