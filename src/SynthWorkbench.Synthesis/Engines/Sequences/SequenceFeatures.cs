using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>
/// The columns of a table by their part in a sequence: context (constant within each), features (change from row to row), the entity and the order. Dates among the features are learned as the seconds
/// after their row's time where the order is a calendar, so that no absolute date is carried over.
/// </summary>
internal sealed class SequenceFeatures
{
    /// <summary>By feature whether it is a date that is learned as time after its row's.</summary>
    private readonly bool[] _isOffset;

    private SequenceFeatures(TableSchema schema, string? entity, TimeAxis axis, ImmutableArray<string> order, ColumnSchema[] context, ColumnSchema[] features, bool[] isOffset)
    {
        _isOffset = isOffset;
        Schema = schema;
        Entity = entity;
        Axis = axis;
        Order = order;
        Context = context;
        Features = features;
        Learned = [.. features.Select((f, i) => isOffset[i] ? new ColumnSchema(f.Name, ColumnKind.Numeric) : f)];
    }

    public TableSchema Schema { get; }

    public string? Entity { get; }

    public TimeAxis Axis { get; }

    public ImmutableArray<string> Order { get; }

    public ColumnSchema[] Context { get; }

    public ColumnSchema[] Features { get; }

    /// <summary>The features in the form in which they are learned.</summary>
    public ColumnSchema[] Learned { get; }

    /// <summary>The parts of a table's columns; <paramref name="given"/> names the context where it is known, else it is what is constant in every sequence.</summary>
    public static SequenceFeatures Of(Table table, SequenceRows rows, SequenceColumns? columns, IReadOnlyCollection<string>? given = null)
    {
        var left = table.Columns.Where(c => columns is null || !columns.Names(c.Name)).ToList();
        var context = columns?.Entity is null ? [] : left.Where(c => given?.Contains(c.Name) ?? IsConstant(c, rows)).ToList();
        var features = left.Except(context).ToList();
        return new SequenceFeatures(table.Schema, columns?.Entity, rows.Axis, columns?.Order ?? [], [.. context.Select(c => c.Schema)], [.. features.Select(c => c.Schema)], [.. features.Select(c => rows.Axis.IsCalendar && IsDate(c))]);
    }

    /// <summary>A feature's column in the form in which it is learned; <paramref name="times"/> by row.</summary>
    public Column LearnedOf(Column column, int feature, Func<int, long> times)
    {
        if (!_isOffset[feature])
            return column;
        var ticks = ((DateTimeColumn)column).Ticks;
        double[] offsets = new double[ticks.Length];
        for (int row = 0; row < offsets.Length; row++)
            offsets[row] = ticks[row] == DateTimeColumn.MissingTicks ? double.NaN : Math.Round((ticks[row] - Axis.MomentOf(times(row)).Ticks) / (double)TimeSpan.TicksPerSecond);
        return new NumericColumn(Learned[feature], offsets);
    }

    /// <summary>A feature as the table has it, from drawn numbers or codes.</summary>
    public Column ColumnOf(int feature, double[] drawn, long[] times, ImmutableArray<string> dictionary)
    {
        var schema = Features[feature];
        if (schema.Kind is not (ColumnKind.Numeric or ColumnKind.DateTime))
            return new CodedColumn(schema, Array.ConvertAll(drawn, v => (int)v), dictionary);
        if (!_isOffset[feature])
            return Marginals.NumberMarginal.ToColumn(schema, drawn);
        long[] ticks = new long[drawn.Length];
        for (int i = 0; i < ticks.Length; i++)
            ticks[i] = double.IsNaN(drawn[i]) ? DateTimeColumn.MissingTicks : Math.Clamp(Axis.MomentOf(times[i]).Ticks + (long)drawn[i] * TimeSpan.TicksPerSecond, 0, DateTime.MaxValue.Ticks);
        return new DateTimeColumn(schema, ticks);
    }

    /// <summary>Whether a column holds dates, and not differences of dates, which a constraint has in their place and which are below a thousand years.</summary>
    private static bool IsDate(Column column)
    {
        const int FirstYear = 1000;
        if (column is not DateTimeColumn dates)
            return false;
        foreach (long ticks in dates.Ticks)
        {
            if (ticks != DateTimeColumn.MissingTicks && ticks < FirstYear * 365 * TimeSpan.TicksPerDay)
                return false;
        }

        return true;
    }

    private static bool IsConstant(Column column, SequenceRows rows)
    {
        int[] codes = SequenceRows.Code(column);
        bool repeats = false;
        for (int s = 0; s < rows.Count; s++)
        {
            for (int i = rows.Starts[s] + 1; i < rows.Starts[s + 1]; i++)
            {
                if (codes[rows.Rows[i]] != codes[rows.Rows[i - 1]])
                    return false;
                repeats = true;
            }
        }

        return repeats;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Schema.Count);
        foreach (var column in Schema.Columns)
            SchemaBytes.Write(writer, column);
        writer.Write(Entity ?? "");
        Axis.Write(writer);
        foreach (var names in new[] { [.. Order], Context.Select(c => c.Name).ToArray(), Features.Select(c => c.Name).ToArray() })
        {
            writer.Write(names.Length);
            foreach (string name in names)
                writer.Write(name);
        }

        foreach (bool isOffset in _isOffset)
            writer.Write(isOffset);
    }

    public static SequenceFeatures Read(BinaryReader reader)
    {
        var columns = new ColumnSchema[reader.ReadInt32()];
        for (int c = 0; c < columns.Length; c++)
            columns[c] = SchemaBytes.Read(reader);
        var schema = new TableSchema(columns);
        string entity = reader.ReadString();
        var axis = TimeAxis.Read(reader);
        string[] order = Names(reader), context = Names(reader), features = Names(reader);
        return new SequenceFeatures(schema, entity.Length > 0 ? entity : null, axis, [.. order], Array.ConvertAll(context, n => schema[schema.IndexOf(n)]), Array.ConvertAll(features, n => schema[schema.IndexOf(n)]), Array.ConvertAll(features, _ => reader.ReadBoolean()));
    }

    private static string[] Names(BinaryReader reader)
    {
        string[] names = new string[reader.ReadInt32()];
        for (int i = 0; i < names.Length; i++)
            names[i] = reader.ReadString();
        return names;
    }
}
