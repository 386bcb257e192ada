using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>Turns one column of a raw chunk into a typed column.</summary>
internal abstract class ColumnParser(ColumnSchema schema)
{
    public ColumnSchema Schema { get; } = schema;

    public abstract Column Parse(RawChunk chunk, int column);

    /// <summary>The parser for a column of this schema; <paramref name="known"/> are labels already numbered, or null.</summary>
    public static ColumnParser For(ColumnSchema schema, ReadOptions options, byte decimalSeparator, MissingText missing, Utf8Interner? known) => schema.Kind switch
    {
        ColumnKind.Numeric => new NumericParser(schema, decimalSeparator, missing, options.InfinitiesAsMissing),
        ColumnKind.DateTime => new DateParser(schema, missing),
        ColumnKind.Categorical or ColumnKind.Boolean => new SharedLabelParser(schema, missing, known ?? new Utf8Interner()),
        _ => new LabelParser(schema, missing),
    };
}

internal sealed class NumericParser(ColumnSchema schema, byte decimalSeparator, MissingText missing, bool infinitiesAsMissing) : ColumnParser(schema)
{
    public override Column Parse(RawChunk chunk, int column)
    {
        var values = new double[chunk.RowCount];
        for (int row = 0; row < values.Length; row++)
        {
            var cell = chunk.Cell(row, column);
            values[row] = missing.Is(cell) ? double.NaN
                : NumberText.TryParse(cell, decimalSeparator, out var number) ? number.Value
                : NumberText.IsInfinity(cell) && infinitiesAsMissing ? double.NaN
                : throw Refuse(chunk, row, column);
        }

        return new NumericColumn(Schema, values);
    }

    private TableReadException Refuse(RawChunk chunk, int row, int column) => NumberText.IsInfinity(chunk.Cell(row, column))
        ? new("An infinity is no number a table can hold", "Choose to read infinities as missing, or make the column categorical.", chunk.Line(row), Schema.Name, chunk.Text(row, column))
        : new("This is not a number", "Add the text to the missing tokens if it stands for no value, or make the column categorical.", chunk.Line(row), Schema.Name, chunk.Text(row, column));
}

internal sealed class DateParser(ColumnSchema schema, MissingText missing) : ColumnParser(schema)
{
    private readonly DateText _format = new(schema.DateTimeFormat ?? "yyyy-MM-ddTHH:mm:ss");

    public override Column Parse(RawChunk chunk, int column)
    {
        var ticks = new long[chunk.RowCount];
        for (int row = 0; row < ticks.Length; row++)
        {
            var cell = chunk.Cell(row, column);
            if (missing.Is(cell))
                ticks[row] = DateTimeColumn.MissingTicks;
            else if (!_format.TryParse(NumberText.TrimBlanks(cell), out ticks[row]))
                throw new TableReadException($"This is not a date written as {_format.Format}", "Mend the value, choose another date format, or make the column categorical.", chunk.Line(row), Schema.Name, chunk.Text(row, column));
        }

        return new DateTimeColumn(Schema, ticks);
    }
}

/// <summary>Labels with one dictionary for the whole file; chunks share it until it grows.</summary>
internal sealed class SharedLabelParser(ColumnSchema schema, MissingText missing, Utf8Interner labels) : ColumnParser(schema)
{
    /// <summary>Beyond this many labels every chunk has its own dictionary, so that memory stays bounded.</summary>
    private const int MostShared = 200_000;

    private readonly LabelParser _unshared = new(schema, missing);
    private ImmutableArray<string> _dictionary = labels.ToStrings();

    public override Column Parse(RawChunk chunk, int column)
    {
        if (labels.Count > MostShared)
            return _unshared.Parse(chunk, column);
        var codes = new int[chunk.RowCount];
        for (int row = 0; row < codes.Length; row++)
        {
            var cell = chunk.Cell(row, column);
            codes[row] = missing.Is(cell) ? -1 : labels.Intern(cell);
        }

        if (_dictionary.Length != labels.Count)
            _dictionary = labels.ToStrings();
        return new CodedColumn(Schema, codes, _dictionary);
    }
}

/// <summary>Labels with a dictionary of their own for every chunk: identifiers and texts, whose distinct values have no bound.</summary>
internal sealed class LabelParser(ColumnSchema schema, MissingText missing) : ColumnParser(schema)
{
    public override Column Parse(RawChunk chunk, int column)
    {
        var labels = new Utf8Interner();
        var codes = new int[chunk.RowCount];
        for (int row = 0; row < codes.Length; row++)
        {
            var cell = chunk.Cell(row, column);
            codes[row] = missing.Is(cell) ? -1 : labels.Intern(cell);
        }

        return new CodedColumn(Schema, codes, labels.ToStrings());
    }
}
