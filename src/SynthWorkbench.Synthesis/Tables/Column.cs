using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>One immutable typed column. Missing is a state of a row, not a value.</summary>
public abstract class Column
{
    private protected Column(ColumnSchema schema, int length)
    {
        Schema = schema;
        Length = length;
    }

    /// <summary>Name, kind and format.</summary>
    public ColumnSchema Schema { get; }

    /// <summary>The column's name.</summary>
    public string Name => Schema.Name;

    /// <summary>The number of rows.</summary>
    public int Length { get; }

    /// <summary>The number of rows without a value.</summary>
    public abstract int MissingCount { get; }

    /// <summary>Whether the row has no value.</summary>
    public abstract bool IsMissing(int row);

    /// <summary>The value as the text a CSV writer emits; null when missing.</summary>
    public abstract string? Format(int row);

    /// <summary>The rows at <paramref name="rows"/>, in that order (repeats allowed).</summary>
    public abstract Column Take(ReadOnlySpan<int> rows);

    /// <summary>The same values under another schema of the same kind.</summary>
    public abstract Column WithSchema(ColumnSchema schema);
}

/// <summary>Numbers; a missing row holds NaN. Infinities never occur: readers refuse or map them to missing.</summary>
public sealed class NumericColumn : Column
{
    private readonly double[] _values;

    /// <summary>Takes ownership of <paramref name="values"/>; NaN is missing.</summary>
    public NumericColumn(ColumnSchema schema, double[] values)
        : base(schema, values.Length)
    {
        _values = values;
        int missing = 0;
        foreach (double v in values)
            missing += double.IsNaN(v) ? 1 : 0;
        MissingCount = missing;
    }

    /// <summary>All values, NaN where missing.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <inheritdoc/>
    public override int MissingCount { get; }

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(_values[row]);

    /// <inheritdoc/>
    public override string? Format(int row) => double.IsNaN(_values[row]) ? null : FormatValue(_values[row], Schema);

    /// <summary>A number as it is written for this column: shortest text that reads back to the same double.</summary>
    public static string FormatValue(double value, ColumnSchema schema) =>
        schema.IsInteger && Math.Abs(value) < 9.0e15 ? ((long)value).ToString() : value.ToString("R");

    /// <inheritdoc/>
    public override NumericColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new double[rows.Length];
        for (int i = 0; i < taken.Length; i++)
            taken[i] = _values[rows[i]];
        return new NumericColumn(Schema, taken);
    }

    /// <inheritdoc/>
    public override NumericColumn WithSchema(ColumnSchema schema) => new(schema, _values);
}

/// <summary>Dates and times as ticks; a missing row holds <see cref="MissingTicks"/>.</summary>
public sealed class DateTimeColumn : Column
{
    /// <summary>The mark of a row without a value.</summary>
    public const long MissingTicks = long.MinValue;

    private readonly long[] _ticks;

    /// <summary>Takes ownership of <paramref name="ticks"/>.</summary>
    public DateTimeColumn(ColumnSchema schema, long[] ticks)
        : base(schema, ticks.Length)
    {
        _ticks = ticks;
        MissingCount = ticks.AsSpan().Count(MissingTicks);
    }

    /// <summary>All values in ticks, <see cref="MissingTicks"/> where missing.</summary>
    public ReadOnlySpan<long> Ticks => _ticks;

    /// <inheritdoc/>
    public override int MissingCount { get; }

    /// <inheritdoc/>
    public override bool IsMissing(int row) => _ticks[row] == MissingTicks;

    /// <inheritdoc/>
    public override string? Format(int row) =>
        _ticks[row] == MissingTicks ? null : new DateTime(_ticks[row], DateTimeKind.Unspecified).ToString(Schema.DateTimeFormat ?? "yyyy-MM-ddTHH:mm:ss");

    /// <inheritdoc/>
    public override DateTimeColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new long[rows.Length];
        for (int i = 0; i < taken.Length; i++)
            taken[i] = _ticks[rows[i]];
        return new DateTimeColumn(Schema, taken);
    }

    /// <inheritdoc/>
    public override DateTimeColumn WithSchema(ColumnSchema schema) => new(schema, _ticks);
}

/// <summary>
/// Labels as codes into a dictionary (categorical, boolean, identifier and text columns); -1 is missing.
/// The dictionary may hold entries that no row uses.
/// </summary>
public sealed class CodedColumn : Column
{
    private readonly int[] _codes;

    /// <summary>Takes ownership of <paramref name="codes"/>: each -1 or an index into <paramref name="dictionary"/>.</summary>
    public CodedColumn(ColumnSchema schema, int[] codes, ImmutableArray<string> dictionary)
        : base(schema, codes.Length)
    {
        _codes = codes;
        Dictionary = dictionary;
        MissingCount = codes.AsSpan().Count(-1);
    }

    /// <summary>All codes, -1 where missing.</summary>
    public ReadOnlySpan<int> Codes => _codes;

    /// <summary>The labels by code; in first-seen order unless the column is ordinal.</summary>
    public ImmutableArray<string> Dictionary { get; }

    /// <inheritdoc/>
    public override int MissingCount { get; }

    /// <inheritdoc/>
    public override bool IsMissing(int row) => _codes[row] < 0;

    /// <inheritdoc/>
    public override string? Format(int row) => _codes[row] < 0 ? null : Dictionary[_codes[row]];

    /// <inheritdoc/>
    public override CodedColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new int[rows.Length];
        for (int i = 0; i < taken.Length; i++)
            taken[i] = _codes[rows[i]];
        return new CodedColumn(Schema, taken, Dictionary);
    }

    /// <inheritdoc/>
    public override CodedColumn WithSchema(ColumnSchema schema) => new(schema, _codes, Dictionary);
}
