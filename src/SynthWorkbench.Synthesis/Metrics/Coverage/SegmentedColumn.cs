using System.Globalization;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Coverage;

/// <summary>A column as segments: its labels, or a number's bands between quantiles of the training rows; missing is one of its own. Code 0 is no segment: a label that is not counted.</summary>
internal sealed class SegmentedColumn
{
    private const int Bands = 5, MostLabels = 30;

    private static readonly string[] Words = ["and", "or", "not", "true", "false"];

    private SegmentedColumn(ComparedColumn column, ComparedColumn? held, CellSegment?[] segments, Func<ComparedColumn, bool, int[]> codes, bool isCut)
    {
        Segments = segments;
        IsCut = isCut;
        Real = codes(column, true);
        Synthetic = codes(column, false);
        Held = held is null ? null : codes(held, false);
    }

    /// <summary>The segments by code; the first is none.</summary>
    public CellSegment?[] Segments { get; }

    /// <summary>Whether labels were left out.</summary>
    public bool IsCut { get; }

    public int[] Real { get; }

    public int[] Synthetic { get; }

    public int[]? Held { get; }

    /// <summary>The column's segments; null where it is a date, text or has fewer than two.</summary>
    public static SegmentedColumn? Of(ComparedColumn column, ComparedColumn? held)
    {
        if (column.Schema.Kind == ColumnKind.DateTime || held is not null && held.IsNumber != column.IsNumber)
            return null;
        var found = column.IsNumber ? OfNumbers(column, held) : OfLabels(column, held);
        return found.Segments.Length > 2 ? found : null;
    }

    private static SegmentedColumn OfLabels(ComparedColumn column, ComparedColumn? held)
    {
        int[] counts = new int[column.Labels.Length];
        bool hasMissing = false;
        foreach (int code in column.RealCodes)
        {
            if (code >= 0)
                counts[code]++;
            else
                hasMissing = true;
        }

        string[] all = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0).OrderByDescending(c => counts[c]).ThenBy(c => column.Labels[c], StringComparer.Ordinal).Select(c => column.Labels[c])];
        var codeOf = all.Take(MostLabels).Select((label, i) => (label, i)).ToDictionary(l => l.label, l => l.i + 1, StringComparer.Ordinal);
        int missing = hasMissing ? codeOf.Count + 1 : 0;
        CellSegment?[] segments = [null, .. all.Take(MostLabels).Select(label => new CellSegment(column.Name, $"{column.Name} = {(label.Length == 0 ? "''" : label)}", WhenLabel(column.Name, label))), .. Missing(column.Name, hasMissing)];
        return new SegmentedColumn(column, held, segments, (of, real) =>
        {
            int[] places = [.. of.Labels.Select(label => codeOf.GetValueOrDefault(label))];
            return Array.ConvertAll(real ? of.RealCodes : of.SyntheticCodes, code => code < 0 ? missing : places[code]);
        }, all.Length > MostLabels);
    }

    private static SegmentedColumn OfNumbers(ComparedColumn column, ComparedColumn? held)
    {
        double[] sorted = column.SortedReal;
        double[] edges = sorted.Length == 0 ? [] : [.. Enumerable.Range(1, Bands - 1).Select(i => sorted[(int)(((long)i * sorted.Length + Bands - 1) / Bands) - 1]).Distinct().Where(e => e < sorted[^1])];
        bool hasMissing = sorted.Length < column.RealNumbers.Length;
        int bands = sorted.Length == 0 ? 0 : edges.Length + 1, missing = hasMissing ? bands + 1 : 0;
        CellSegment?[] segments = [null, .. Enumerable.Range(0, bands).Select(band => Band(column, edges, band)), .. Missing(column.Name, hasMissing)];
        return new SegmentedColumn(column, held, segments, (of, real) => Array.ConvertAll(real ? of.RealNumbers : of.SyntheticNumbers, v =>
            double.IsNaN(v) ? missing : bands == 0 ? 0 : 1 + (Array.BinarySearch(edges, v) is >= 0 and var at ? at : ~Array.BinarySearch(edges, v))), isCut: false);
    }

    private static CellSegment Band(ComparedColumn column, double[] edges, int band)
    {
        string? name = NameOf(column.Name);
        string[] shown = [.. edges.Select(e => NumericColumn.FormatValue(e, column.Schema))], written = [.. edges.Select(e => e.ToString("0.###############", CultureInfo.InvariantCulture))];
        bool canWrite = name is not null && edges.All(e => Math.Abs(e) is 0 or (> 1e-9 and < 1e15));
        (string words, string when) = edges.Length == 0 ? ($"{column.Name} known", $"not missing({name})")
            : band == 0 && edges[0] == column.SortedReal[0] ? ($"{column.Name} = {shown[0]}", $"{name} <= {written[0]}")
            : band == 0 ? ($"{column.Name} up to {shown[0]}", $"{name} <= {written[0]}")
            : band == edges.Length ? ($"{column.Name} above {shown[^1]}", $"{name} > {written[^1]}")
            : ($"{column.Name} above {shown[band - 1]} to {shown[band]}", $"{name} > {written[band - 1]} and {name} <= {written[band]}");
        return new CellSegment(column.Name, words, canWrite ? when : null);
    }

    private static CellSegment[] Missing(string column, bool hasMissing) => hasMissing ? [new CellSegment(column, $"{column} missing", NameOf(column) is { } name ? $"missing({name})" : null)] : [];

    private static string? WhenLabel(string column, string label) => NameOf(column) is not { } name ? null
        : !label.Contains('\'', StringComparison.Ordinal) ? $"{name} = '{label}'" : label.Contains('"', StringComparison.Ordinal) ? null : $"{name} = \"{label}\"";

    private static string? NameOf(string column) => column.Contains(']', StringComparison.Ordinal) || column.Length == 0 ? null
        : column.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(column[0]) && !Words.Contains(column) ? column : $"[{column}]";
}
