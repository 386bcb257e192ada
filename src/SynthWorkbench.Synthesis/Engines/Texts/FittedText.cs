using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>
/// What was learned of a column of free text, whatever engine draws the other columns. A text is a function of (model, seed, block, row, the row's other values). No span of tokens that stands in the
/// training column in fewer rows than the floor is written, of whatever length; what is rarer is held as hashes only.
/// </summary>
internal sealed class FittedText
{
    public required ColumnSchema Schema { get; init; }

    /// <summary>Rows that a span must stand in.</summary>
    public required int Floor { get; init; }

    public required TextFloors Floors { get; init; }

    public required TokenModel Model { get; init; }

    public required TokenForms Forms { get; init; }

    public required TextSegments Segments { get; init; }

    public required TextLength Lengths { get; init; }

    /// <summary>By class of the first segment column (one where there is none) the share of rows without a text.</summary>
    public required double[] Missing { get; init; }

    /// <summary>Columns of people's names, whom texts may mention: a row's text by the name that the row has there.</summary>
    public required ImmutableArray<string> NameColumns { get; init; }

    /// <summary>Hashes of the names that enough rows mention, with the rows added up; the last entry stands for all others.</summary>
    public required (ulong[] Hashes, double[] Cumulative) Names { get; init; }

    /// <summary>Words: the tokens that are in the vocabulary, before those that stand for personal data.</summary>
    public int Words => Floors.Folded.Count;

    /// <summary>Tokens that factors are known of: words and personal data.</summary>
    public int Tokens => Model.Begin;

    /// <summary>The model with other lengths.</summary>
    public FittedText With(TextLength lengths) => new()
    {
        Schema = Schema, Floor = Floor, Floors = Floors, Model = Model, Forms = Forms, Segments = Segments, Lengths = lengths, Missing = Missing, NameColumns = NameColumns, Names = Names,
    };

    /// <summary>Draws the texts of rows whose other columns are drawn.</summary>
    /// <param name="rows">The rows of a block.</param>
    /// <param name="seed">The recipe's seed.</param>
    /// <param name="block">The block's number.</param>
    public CodedColumn Draw(Table rows, ulong seed, long block)
    {
        int[][] codes = [.. Segments.Columns.Select(c => rows.Schema.Contains(c.Name) ? c.Codes(rows[c.Name]) : Enumerable.Repeat(c.Classes - 1, rows.RowCount).ToArray())];
        Column?[] names = [.. NameColumns.Select(c => rows.Schema.Contains(c) ? rows[c] : null)];
        var writer = new TextWriting(this, seed);
        ulong stream = TextFloors.HashOf(Schema.Name);
        int[] values = new int[rows.RowCount];
        Array.Fill(values, -1);
        string?[] texts = new string?[rows.RowCount];
        var dictionary = ImmutableArray.CreateBuilder<string>();
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] classes = new int[codes.Length];
        string?[] own = new string?[names.Length];
        // Rows of the same classes come one after the other: what they share is worked out once.
        foreach (int row in Enumerable.Range(0, values.Length).OrderBy(row => codes.Aggregate(0L, (key, c) => key * 4096 + c[row])))
        {
            for (int c = 0; c < classes.Length; c++)
                classes[c] = codes[c][row];
            var random = new RandomStream(seed ^ stream, (ulong)block, (ulong)row);
            if (random.NextDouble() < Missing[classes.Length == 0 ? 0 : classes[0]])
                continue;
            for (int c = 0; c < own.Length; c++)
                own[c] = names[c]?.Format(row);
            texts[row] = writer.Write(ref random, classes, own);
        }

        for (int row = 0; row < values.Length; row++)
        {
            if (texts[row] is not { } text)
                continue;
            if (!codeOf.TryGetValue(text, out int code))
            {
                codeOf[text] = code = dictionary.Count;
                dictionary.Add(text);
            }

            values[row] = code;
        }

        return new CodedColumn(Schema, values, dictionary.ToImmutable());
    }

    public void Write(BinaryWriter writer)
    {
        SchemaBytes.Write(writer, Schema);
        writer.Write(Floor);
        Floors.Write(writer);
        Model.Write(writer);
        Forms.Write(writer);
        Segments.Write(writer);
        Lengths.Write(writer);
        ModelBytes.Write(writer, Missing);
        writer.Write(NameColumns.Length);
        foreach (string name in NameColumns)
            writer.Write(name);
        ModelBytes.Write(writer, System.Runtime.InteropServices.MemoryMarshal.Cast<ulong, int>(Names.Hashes));
        ModelBytes.Write(writer, Names.Cumulative);
    }

    public static FittedText Read(BinaryReader reader) => new()
    {
        Schema = SchemaBytes.Read(reader),
        Floor = reader.ReadInt32(),
        Floors = TextFloors.Read(reader),
        Model = TokenModel.Read(reader),
        Forms = TokenForms.Read(reader),
        Segments = TextSegments.Read(reader),
        Lengths = TextLength.Read(reader),
        Missing = ModelBytes.ReadDoubles(reader),
        NameColumns = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())],
        Names = (System.Runtime.InteropServices.MemoryMarshal.Cast<int, ulong>(ModelBytes.ReadInts(reader)).ToArray(), ModelBytes.ReadDoubles(reader)),
    };
}
