using SynthWorkbench.Synthesis.Tables.Inference;
using SynthWorkbench.Synthesis.Tables.Profiling;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>Makes a <see cref="TableProfile"/> from chunks in bounded memory: exact up to 262,144 values a column, from then on a uniform sample says so.</summary>
public sealed class TableProfiler
{
    private readonly TableSchema _schema;
    private readonly ColumnAccumulator[] _columns;
    private long _rows;

    /// <summary>Starts a profile.</summary>
    public TableProfiler(TableSchema schema)
    {
        _schema = schema;
        _columns = [.. schema.Columns.Select(ColumnAccumulator (c, i) => c.Kind switch
        {
            ColumnKind.Numeric => new NumberAccumulator(c, i),
            ColumnKind.DateTime => new DateAccumulator(c, i),
            _ => new LabelAccumulator(c),
        })];
    }

    /// <summary>The profile of a whole table.</summary>
    public static TableProfile Of(Table table, IReadOnlyList<KeyColumnSet>? keyColumns = null)
    {
        var profiler = new TableProfiler(table.Schema);
        profiler.Append(table);
        return profiler.Complete(keyColumns);
    }

    /// <summary>Feeds the next rows; columns are worked on in parallel.</summary>
    public void Append(Table chunk)
    {
        if (chunk.Schema.Count != _schema.Count)
            throw new ArgumentException($"The chunk has {chunk.Schema.Count} columns, the table {_schema.Count}.", nameof(chunk));
        _rows += chunk.RowCount;
        Parallel.For(0, _columns.Length, i => _columns[i].Append(chunk[i]));
    }

    /// <summary>The profile of all rows fed.</summary>
    public TableProfile Complete(IReadOnlyList<KeyColumnSet>? keyColumns = null)
    {
        var keys = keyColumns ?? [];
        var profiles = new ColumnProfile[_columns.Length];
        Parallel.For(0, profiles.Length, i =>
        {
            var profile = _columns[i].Complete();
            profiles[i] = profile with { Flags = [.. Flags(_schema[i], profile, keys), .. profile.Flags] };
        });
        return new TableProfile(_rows, profiles, keys);
    }

    private static List<ProfileFlag> Flags(ColumnSchema column, ColumnProfile profile, IReadOnlyList<KeyColumnSet> keys)
    {
        var flags = new List<ProfileFlag>();
        if (column.Pii != PiiKind.None)
            flags.Add(new("Personal data", column.Reason ?? $"Marked as {column.Pii}."));
        else if (column.Kind == ColumnKind.Identifier)
            flags.Add(new("Identifier", column.Reason ?? "Names a row."));
        else if (column.Reason is { } reason && column.Kind is not (ColumnKind.Boolean or ColumnKind.DateTime))
            flags.Add(new("Kind", reason));
        else if (column.Reason is { } note && note.Contains("cannot be told apart", StringComparison.Ordinal))
            flags.Add(new("Ambiguous date", note));
        foreach (var key in keys.Where(k => k.Columns.Contains(column.Name)))
            flags.Add(new("Part of a key", key.Reason));
        if (profile.Count > 0 && profile.Distinct == 1)
            flags.Add(new("Constant", "Every value is the same: it tells nothing."));
        if (profile.MissingShare >= 0.5)
            flags.Add(new("Mostly missing", $"{profile.MissingShare:P0} of the rows have no value."));
        if (profile.Numbers is { } n && n.HighFence > n.LowFence && n.Outliers > 0.05 * profile.Count)
            flags.Add(new("Heavy tails", $"{(double)n.Outliers / profile.Count:P0} of the values lie beyond Tukey's fences {n.LowFence:#,0.###} and {n.HighFence:#,0.###}."));
        if (profile.Numbers is { } even && even.HighFence == even.LowFence && profile.Distinct > 1)
            flags.Add(new("Mostly one value", $"At least half of the values are {even.LowFence:#,0.###}; the rest are {(double)even.Outliers / profile.Count:P0}."));
        if (column.Kind == ColumnKind.Categorical && profile.Distinct > 1000)
            flags.Add(new("Many categories", $"{profile.Distinct:N0} different labels: rare ones are hard to learn."));
        return flags;
    }
}
