using System.Text.RegularExpressions;

namespace SynthWorkbench.Synthesis.Tables.Sequences;

/// <summary>A table found to be a sequence, with the reason in words.</summary>
public sealed record SequenceSuggestion(SequenceColumns Columns, string Reason);

/// <summary>
/// Finds out whether a table's rows follow each other: calendar parts that together name every row, or a date that is unique, overall or per entity, and nearly regular (half of its steps are alike).
/// </summary>
/// <remarks>Nothing is suggested below fifty rows or where a single time occurs twice. O(columns x rows log rows).</remarks>
public static partial class SequenceDetection
{
    private const int FewestRows = 50, MostEntityColumns = 8;
    private const double FewestRowsPerEntity = 3, Regular = 0.5;

    /// <summary>What the table is, or null where it is a set of rows without order.</summary>
    public static SequenceSuggestion? Of(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.RowCount < FewestRows)
            return null;
        string[][] orders = [.. Orders(table.Schema)];
        foreach (string[] order in orders)
        {
            if (Reads(table, null, order))
                return new SequenceSuggestion(new SequenceColumns { Order = [.. order] }, $"{string.Join(", ", order)} {(order.Length > 1 ? "are" : "is")} a time axis: generated as a sequence.");
        }

        string[] entities = [.. table.Columns.Where(c => c.MissingCount == 0 && IsEntity(c)).Select(c => c.Name).Take(MostEntityColumns)];
        foreach (string[] order in orders)
        {
            foreach (string entity in entities.Except(order))
            {
                if (Reads(table, entity, order))
                    return new SequenceSuggestion(new SequenceColumns { Entity = entity, Order = [.. order] }, $"{string.Join(", ", order)} {(order.Length > 1 ? "are" : "is")} the time axis of each {entity}: generated as sequences.");
            }
        }

        return null;
    }

    private static IEnumerable<string[]> Orders(TableSchema schema)
    {
        var parts = schema.Columns.Where(c => c.Role is ColumnRole.Feature).Select(c => (c.Name, Part: CalendarParts.Of(c))).Where(c => c.Part is not null).GroupBy(c => c.Part!.Value).ToDictionary(g => g.Key, g => g.First().Name);
        string[] Chain(CalendarPart from) => [.. Enumerable.Range((int)from, (int)CalendarPart.Second - (int)from + 1).Select(p => (CalendarPart)p).TakeWhile(parts.ContainsKey).Select(p => parts[p])];
        if (parts.ContainsKey(CalendarPart.Year) && Chain(CalendarPart.Year) is { Length: > 1 } full)
            yield return full;
        foreach (var date in schema.Columns.Where(c => c.Kind == ColumnKind.DateTime && c.Role == ColumnRole.Feature))
        {
            if (Chain(CalendarPart.Hour) is { Length: > 0 } hours)
                yield return [date.Name, .. hours];
            yield return [date.Name];
        }
    }

    private static bool IsEntity(Column column) => column.Schema.Kind is ColumnKind.Identifier or ColumnKind.Categorical || (column.Schema.IsInteger && EntityName().IsMatch(column.Name));

    private static bool Reads(Table table, string? entity, string[] order)
    {
        if (order.Any(c => table[c].MissingCount > 0) || SequenceRows.Of(table, new SequenceColumns { Entity = entity, Order = [.. order] }).Sequences is not { } found)
            return false;
        if (entity is not null && (found.Count < 2 || table.RowCount < FewestRowsPerEntity * found.Count))
            return false;
        var deltas = Enumerable.Range(0, found.Rows.Length).Where(i => found.Follows[i]).GroupBy(i => found.Times[i] - found.Times[i - 1]).Select(g => g.Count()).ToList();
        return deltas.Count > 0 && deltas.Max() >= Regular * deltas.Sum();
    }

    [GeneratedRegex("(^|_)id$|Id$|ID$|_no$|_nr$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EntityName();
}
