using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>
/// A .NET custom date format compiled for reading UTF-8 directly: <c>yyyy MM M dd d HH H mm m ss s</c>, <c>f</c> and <c>F</c> fractions and literals.
/// Reads exactly what <see cref="DateTime.ToString(string)"/> writes for it; zones other than a literal Z are not read.
/// </summary>
internal sealed class DateText
{
    private readonly (char Part, int Count)[] _parts;

    /// <summary>Compiles a format.</summary>
    /// <exception cref="FormatException">The format has a part that cannot be read back.</exception>
    public DateText(string format)
    {
        Format = format;
        var parts = new List<(char, int)>();
        for (int i = 0; i < format.Length;)
        {
            char c = format[i];
            int run = 1;
            while (i + run < format.Length && format[i + run] == c)
                run++;
            if (c is 'y' && run != 4 || c is 'M' or 'd' or 'H' or 'm' or 's' && run > 2 || c is 'f' or 'F' && run > 7 || c is 'h' or 't' or 'z' or 'K' or 'g' or '%' or '\\' or '"' or '\'' || c > 127)
                throw new FormatException($"Date format '{format}': '{new string(c, run)}' is not supported. Use yyyy, MM, M, dd, d, HH, H, mm, ss, f, F and literals.");
            if (c is 'y' or 'M' or 'd' or 'H' or 'm' or 's' or 'f' or 'F')
                parts.Add((c, run));
            else
                parts.AddRange(Enumerable.Repeat((c, 1), run));
            i += run;
        }

        _parts = [.. parts];
        if (!format.Contains("yyyy", StringComparison.Ordinal))
            throw new FormatException($"Date format '{format}' has no year (yyyy).");
    }

    /// <summary>The formats that inference tries, in order of preference.</summary>
    public static readonly ImmutableArray<DateText> Known =
    [
        .. new[]
        {
            "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH",
            "yyyy-MM-dd HH:mm:ss.fff", "yyyy-MM-ddTHH:mm:ss.fff", "yyyy-MM-ddTHH:mm:ss.fffZ", "yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFZ",
            "dd.MM.yyyy", "dd.MM.yyyy HH:mm", "dd.MM.yyyy HH:mm:ss", "d.M.yyyy", "d.M.yyyy HH:mm",
            "MM/dd/yyyy", "dd/MM/yyyy", "MM/dd/yyyy HH:mm", "dd/MM/yyyy HH:mm", "MM/dd/yyyy HH:mm:ss", "dd/MM/yyyy HH:mm:ss",
            "M/d/yyyy", "d/M/yyyy", "M/d/yyyy H:mm", "d/M/yyyy H:mm", "M/d/yyyy H:mm:ss", "d/M/yyyy H:mm:ss",
            "yyyy/MM/dd", "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd HH:mm", "dd-MM-yyyy", "MM-dd-yyyy", "yyyy-MM",
        }.Select(f => new DateText(f)),
    ];

    /// <summary>The .NET custom format.</summary>
    public string Format { get; }

    /// <summary>Reads a date; false when the text does not follow the format or names no day of the calendar.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, fraction = 0, at = 0;
        foreach (var (part, count) in _parts)
        {
            switch (part)
            {
                case 'y':
                    if (!Digits(text, ref at, 4, 4, out year))
                        return false;
                    break;
                case 'M':
                    if (!Digits(text, ref at, count, 2, out month))
                        return false;
                    break;
                case 'd':
                    if (!Digits(text, ref at, count, 2, out day))
                        return false;
                    break;
                case 'H':
                    if (!Digits(text, ref at, count, 2, out hour))
                        return false;
                    break;
                case 'm':
                    if (!Digits(text, ref at, count, 2, out minute))
                        return false;
                    break;
                case 's':
                    if (!Digits(text, ref at, count, 2, out second))
                        return false;
                    break;
                case 'f' or 'F':
                    int start = at;
                    if (!Digits(text, ref at, part == 'f' ? count : 0, count, out fraction))
                        return false;
                    for (int n = at - start; n < 7; n++)
                        fraction *= 10;
                    break;
                default:
                    if (at < text.Length && text[at] == part)
                        at++;
                    else if (part != '.' || at < text.Length || _parts[^1].Part is not ('F' or 'Z'))
                        return false;
                    break;
            }
        }

        if (at != text.Length || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        ticks = new DateTime(year, month, day, hour, minute, second).Ticks + fraction;
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, ref int at, int least, int most, out int value)
    {
        value = 0;
        int start = at;
        while (at < text.Length && at - start < most && (uint)(text[at] - '0') <= 9)
            value = value * 10 + (text[at++] - '0');
        return at - start >= least;
    }
}
