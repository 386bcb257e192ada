using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>Describes the rows of a table as a frame does.</summary>
internal static class FrameRows
{
    /// <summary>The rows at <paramref name="chosen"/> (positions in the order of the sequences) with the columns of a layout; times of differences are counted in <paramref name="step"/>s.</summary>
    public static Table Of(FrameColumn[] layout, SequenceFeatures features, Table table, SequenceRows rows, int[] chosen, long step)
    {
        Column[] context = Array.ConvertAll(features.Context, c => table[c.Name]);
        Column[] learned = Learned(features, table, rows);
        double[][] values = Array.ConvertAll(learned, Values);
        var described = Array.ConvertAll(layout, c => c.Kind is FrameKind.Context or FrameKind.Feature ? [] : new double[chosen.Length]);
        var memory = new SequenceMemory(features, 1);
        int at = 0;
        for (int s = 0; s < rows.Count; s++)
        {
            int start = rows.Starts[s], end = rows.Starts[s + 1];
            for (int i = start; i < end && at < chosen.Length; i++)
            {
                if (!rows.Follows[i])
                    memory.Begin(0, rows.Times[i], end - start);
                if (chosen[at] == i)
                {
                    for (int c = 0; c < layout.Length; c++)
                    {
                        if (described[c].Length > 0)
                            described[c][at] = layout[c].Kind == FrameKind.Delta ? (rows.Times[i] - memory.Time[0]) / step : memory.Of(layout[c], 0, rows.Times[i]);
                    }

                    at++;
                }

                memory.Advance(0, rows.Times[i]);
                for (int f = 0; f < values.Length; f++)
                    memory.Remember(f, 0, values[f][rows.Rows[i]]);
            }
        }

        int[] taken = Array.ConvertAll(chosen, i => rows.Rows[i]);
        return new Table(layout.Select((c, i) => c.Kind switch
        {
            FrameKind.Context => context[c.Index].Take(taken),
            FrameKind.Feature => learned[c.Index].Take(taken),
            FrameKind.Lag or FrameKind.SecondLag or FrameKind.Average => Lagged(c, learned[c.Index], described[i]),
            _ => new NumericColumn(new ColumnSchema(NameOf(c.Kind), ColumnKind.Numeric), described[i]),
        }));
    }

    /// <summary>The features in the form in which they are learned, in the rows of the table.</summary>
    public static Column[] Learned(SequenceFeatures features, Table table, SequenceRows rows)
    {
        long[] timeOf = new long[table.RowCount];
        for (int i = 0; i < timeOf.Length; i++)
            timeOf[rows.Rows[i]] = rows.Times[i];
        return [.. features.Features.Select((f, i) => features.LearnedOf(table[f.Name], i, row => timeOf[row]))];
    }

    /// <summary>Numbers, or codes of labels.</summary>
    public static double[] Values(Column column) => column is CodedColumn coded ? Array.ConvertAll(coded.Codes.ToArray(), c => (double)c) : Marginals.NumberMarginal.Numbers(column);

    private static Column Lagged(FrameColumn column, Column of, double[] values)
    {
        string name = $"{NameOf(column.Kind)} {of.Name}";
        return of is CodedColumn coded
            ? new CodedColumn(coded.Schema with { Name = name }, Array.ConvertAll(values, v => (int)v), coded.Dictionary)
            : Marginals.NumberMarginal.ToColumn(of.Schema with { Name = name }, values);
    }

    /// <summary>Names for people; a control character keeps them apart from the table's own.</summary>
    private static string NameOf(FrameKind kind) => "\u200B" + kind switch
    {
        FrameKind.Lag => "previous",
        FrameKind.SecondLag => "second previous",
        FrameKind.Average => "average of recent",
        FrameKind.Position => "rows before",
        FrameKind.Remaining => "rows after",
        FrameKind.Elapsed => "time since start",
        FrameKind.PreviousDelta => "previous step",
        FrameKind.PreviousWeekday => "previous weekday",
        FrameKind.PreviousHour => "previous hour",
        FrameKind.Delta => "step",
        _ => kind.ToString().ToLowerInvariant() + " of time",
    };
}
