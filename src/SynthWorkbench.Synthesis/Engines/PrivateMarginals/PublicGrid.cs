using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// Values of a number or date that do not depend on the data: those that edges are chosen from. Declared bounds give an even grid; without them numbers have two digits at any size up to 10^12, dates are
/// months from 1900 to 2100, and days beyond the beginning of time for differences.
/// </summary>
internal static class PublicGrid
{
    /// <summary>Declared bounds with at most this many values make each value a cell of its own.</summary>
    private const int MostValues = 128;

    /// <summary>Up to so many values are searched one by one for frequent ones: a tenth of a second of noise.</summary>
    private const int MostCounted = 1 << 17;

    private const int EvenPoints = 1024, LeastExponent = -6, MostExponent = 12;

    /// <summary>The distance of neighbouring values: of the last decimal, or of what the date format can say.</summary>
    public static double UnitOf(ColumnSchema schema)
    {
        if (schema.Kind == ColumnKind.Numeric)
            return Math.Pow(10, -schema.Decimals);
        string format = schema.DateTimeFormat ?? "s";
        return format.Contains('s') || format.Contains('O') ? TimeSpan.TicksPerSecond : format.Contains('m') ? TimeSpan.TicksPerMinute : format.Contains('H') || format.Contains('h') ? TimeSpan.TicksPerHour : TimeSpan.TicksPerDay;
    }

    /// <summary>The declared bounds; null where nothing is declared.</summary>
    public static (double Low, double High)? BoundsOf(PublicColumn? known) => known switch
    {
        { Min: { } min, Max: { } max } => (min, max),
        { From: { } from, To: { } to } => (RuleColumn.ParseDate(from), RuleColumn.ParseDate(to)),
        _ => null,
    };

    /// <summary>Every value between declared bounds where each can be counted with noise of its own; null otherwise.</summary>
    public static double[]? CountedValues(ColumnSchema schema, PublicColumn? known) => Values(schema, known, MostCounted);

    /// <summary>Every value between declared bounds where they are few; null otherwise.</summary>
    public static double[]? Values(ColumnSchema schema, PublicColumn? known) => Values(schema, known, MostValues);

    private static double[]? Values(ColumnSchema schema, PublicColumn? known, int most) => BoundsOf(known) is { } bounds ? ValuesBetween(schema, bounds.Low, bounds.High, most) : null;

    /// <summary>Every value from <paramref name="low"/> to <paramref name="high"/> where they are few; null otherwise.</summary>
    public static double[]? ValuesBetween(ColumnSchema schema, double low, double high, int most = MostValues)
    {
        double unit = UnitOf(schema), count = Math.Floor((high - low) / unit + 1e-9) + 1;
        return count > most ? null : [.. Enumerable.Range(0, (int)count).Select(i => Rounded(low + i * unit, schema))];
    }

    /// <summary>Ascending points, at least two.</summary>
    public static double[] Points(ColumnSchema schema, PublicColumn? known)
    {
        IEnumerable<double> points = BoundsOf(known) is { } bounds ? Enumerable.Range(0, EvenPoints + 1).Select(i => bounds.Low + (bounds.High - bounds.Low) * i / EvenPoints)
            : schema.Kind == ColumnKind.Numeric ? Wide() : Dates();
        return [.. points.Select(p => Rounded(p, schema)).Distinct().Order()];
    }

    /// <summary>A value as the column writes it.</summary>
    public static double Rounded(double value, ColumnSchema schema) => schema.Kind == ColumnKind.Numeric ? Math.Round(value, schema.Decimals) : Math.Round(value / UnitOf(schema)) * UnitOf(schema);

    private static IEnumerable<double> Wide()
    {
        yield return 0;
        for (int exponent = LeastExponent; exponent < MostExponent; exponent++)
        {
            for (int digits = 10; digits < 100; digits++)
            {
                double value = digits * Math.Pow(10, exponent - 1);
                yield return value;
                yield return -value;
            }
        }
    }

    private static IEnumerable<double> Dates()
    {
        for (double days = 0; days < 30_000; days += Math.Max(1, Math.Floor(days / 20)))
            yield return days * TimeSpan.TicksPerDay;
        for (int month = 0; month < 2400; month++)
            yield return new DateTime(1900 + month / 12, 1 + month % 12, 1, 0, 0, 0, DateTimeKind.Unspecified).Ticks;
    }
}
