using System.Numerics;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>
/// Rows that no reference row matches. A row matches when every label and date is equal, every number lies within a tolerance relative to the drawn value, and missing meets missing.
/// </summary>
/// <remarks>SDMetrics' NewRowSynthesis with its tolerance of 1 % (dates are compared exactly here: one percent of a date since 1970 would be months).</remarks>
public static class NewRows
{
    /// <summary>The relative tolerance of numbers.</summary>
    public const double Tolerance = 0.01;

    /// <summary>
    /// How many rows of the second table are matched by no row of the first. Reference rows are grouped by labels, dates and missing cells and sorted by the most varied
    /// number within a group, so that a row meets only those within tolerance of one column. O((n + m) log n) but for tables without variety.
    /// </summary>
    public static int Count(IReadOnlyList<ComparedColumn> columns, int referenceRows, int rows, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ComparedColumn[] numbers = [.. columns.Where(c => c.IsNumber && c.Schema.Kind != ColumnKind.DateTime).OrderByDescending(c => c.RealNumbers.Distinct().Count())];
        ComparedColumn[] exact = [.. columns.Where(c => !c.IsNumber || c.Schema.Kind == ColumnKind.DateTime)];
        var groups = Enumerable.Range(0, referenceRows).GroupBy(row => Key(exact, numbers, row, real: true))
            .ToDictionary(g => g.Key, g => Sorted([.. g], numbers));
        int isNew = 0;
        Parallel.For(0, rows, new ParallelOptions { CancellationToken = cancellation }, row =>
        {
            if (!groups.TryGetValue(Key(exact, numbers, row, real: false), out var group) || !Matched(group, row, exact, numbers))
                Interlocked.Increment(ref isNew);
        });
        return isNew;
    }

    private sealed record Group(int[] Rows, double[] Lead);

    private static Group Sorted(int[] rows, ComparedColumn[] numbers)
    {
        double[] lead = numbers.Length == 0 ? new double[rows.Length] : Array.ConvertAll(rows, r => numbers[0].RealNumbers[r]);
        Array.Sort(lead, rows);
        return new Group(rows, lead);
    }

    private static bool Matched(Group group, int row, ComparedColumn[] exact, ComparedColumn[] numbers)
    {
        int start = 0, end = group.Rows.Length;
        double value = numbers.Length == 0 ? double.NaN : numbers[0].SyntheticNumbers[row];
        if (!double.IsNaN(value))
        {
            start = First(group.Lead, value - Math.Abs(value * Tolerance) * (1 + 1e-9));
            end = First(group.Lead, Math.BitIncrement(value + Math.Abs(value * Tolerance) * (1 + 1e-9)));
        }

        for (int i = start; i < end; i++)
        {
            int real = group.Rows[i];
            if (Array.TrueForAll(numbers, c => Near(c.RealNumbers[real], c.SyntheticNumbers[row])) && Array.TrueForAll(exact, c => Same(c, real, row)))
                return true;
        }

        return false;
    }

    private static bool Near(double real, double drawn) => double.IsNaN(real) ? double.IsNaN(drawn) : Math.Abs(real - drawn) <= Math.Abs(drawn * Tolerance);

    private static bool Same(ComparedColumn column, int real, int drawn) => column.IsNumber
        ? column.RealNumbers[real].Equals(column.SyntheticNumbers[drawn])
        : column.RealCodes[real] == column.SyntheticCodes[drawn];

    /// <summary>The first place whose value is not below the bound.</summary>
    private static int First(double[] sorted, double bound)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < bound)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>A hash of what must be equal: labels, dates, and which numbers are missing.</summary>
    private static ulong Key(ComparedColumn[] exact, ComparedColumn[] numbers, int row, bool real)
    {
        ulong key = 14695981039346656037;
        foreach (var column in exact)
        {
            ulong cell = column.IsNumber
                ? BitConverter.DoubleToUInt64Bits(real ? column.RealNumbers[row] : column.SyntheticNumbers[row])
                : (ulong)(real ? column.RealCodes[row] : column.SyntheticCodes[row]);
            key = BitOperations.RotateLeft((key ^ cell) * 0x9E3779B97F4A7C15, 29);
        }

        foreach (var column in numbers)
            key = BitOperations.RotateLeft((key ^ (double.IsNaN(real ? column.RealNumbers[row] : column.SyntheticNumbers[row]) ? 1UL : 0UL)) * 0x9E3779B97F4A7C15, 29);
        return key;
    }
}
