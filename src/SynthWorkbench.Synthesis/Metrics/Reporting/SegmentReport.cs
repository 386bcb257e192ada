using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>How alike the tables are within one group of rows.</summary>
/// <param name="Column">The column that makes the groups.</param>
/// <param name="Segment">The group's label.</param>
/// <param name="TrainRows">Training rows of the group.</param>
/// <param name="SyntheticRows">Synthetic rows of the group.</param>
/// <param name="Shapes">Mean similarity of the columns' distributions within the group; null without rows.</param>
/// <param name="Baseline">The same for the holdout's rows of the group.</param>
public sealed record SegmentRow(string Column, string Segment, int TrainRows, int SyntheticRows, double? Shapes, double? Baseline);

/// <summary>Fidelity by group: a table that is right on average can be wrong for the few.</summary>
/// <remarks>Per-group evaluation as asked for by Bhanot et al., "The problem of fairness in synthetic healthcare data", Entropy 23 (2021).</remarks>
public static class SegmentReport
{
    private const int MostColumns = 4, MostSegments = 8, FewestRows = 30;

    /// <summary>The groups of the target and of the label columns with few values: at most four columns of at most eight groups with 30 training rows or more.</summary>
    public static IReadOnlyList<SegmentRow> Of(Table train, Table? holdout, Table synthetic, string? target)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(synthetic);
        string[] shared = [.. ComparedColumn.Pair(train, synthetic).Select(c => c.Name)];
        var chosen = shared.Where(n => train[n] is CodedColumn && synthetic[n] is CodedColumn)
            .Where(n => n == target || ((CodedColumn)train[n]).Dictionary.Length <= MostSegments)
            .OrderByDescending(n => n == target).Take(MostColumns);
        return [.. chosen.SelectMany(name => Segments(name, train, holdout, synthetic, shared))];
    }

    private static IEnumerable<SegmentRow> Segments(string name, Table train, Table? holdout, Table synthetic, string[] shared)
    {
        var groups = Rows(train, name).Where(g => g.Value.Length >= FewestRows).OrderByDescending(g => g.Value.Length).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostSegments).ToList();
        var (held, drawn) = (holdout is null ? null : Rows(holdout, name), Rows(synthetic, name));
        var rows = new SegmentRow[groups.Count];
        Parallel.For(0, rows.Length, i =>
        {
            var (label, own) = groups[i];
            Table part = train.Select(shared).Take(own);
            rows[i] = new SegmentRow(name, label, own.Length, drawn.GetValueOrDefault(label)?.Length ?? 0, Similarity(part, synthetic, drawn.GetValueOrDefault(label), name),
                holdout is null ? null : Similarity(part, holdout, held!.GetValueOrDefault(label), name));
        });
        return rows;
    }

    private static double? Similarity(Table part, Table other, int[]? rows, string group)
    {
        if (rows is null || rows.Length == 0)
            return null;
        double[] shapes = [.. ComparedColumn.Pair(part, other.Select(part.Schema.Columns.Select(c => c.Name)).Take(rows)).Where(c => c.Name != group).Select(ColumnShape.Score).Where(s => s is not null).Select(s => s!.Value)];
        return shapes.Length == 0 ? null : shapes.Average();
    }

    private static Dictionary<string, int[]> Rows(Table table, string name)
    {
        var column = (CodedColumn)table[name];
        return Enumerable.Range(0, column.Length).Where(r => column.Codes[r] >= 0).GroupBy(r => column.Dictionary[column.Codes[r]], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }
}
