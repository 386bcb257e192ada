using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Pseudonyms;

/// <summary>What a fit found of a column of personal data.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Kind">The kind of rule that makes up values.</param>
/// <param name="Floor">Rows that a value must stand in.</param>
/// <param name="Values">Real values that stand in so many rows.</param>
/// <param name="Share">The share of the rows with a value that have one of these.</param>
/// <param name="IsLearned">Whether the engine learned whose value a row has; else the column is replaced row by row.</param>
internal sealed record PseudonymColumn(string Column, string Kind, int Floor, int Values, double Share, bool IsLearned)
{
    /// <summary>What is done with the column, for people.</summary>
    public override string ToString() => IsLearned
        ? $"{Column} is replaced consistently: each of the {Values:N0} values that stand in {Floor:N0} rows or more ({Share:P0} of the rows with a value) has one made-up value throughout; rows of a rarer one have a made-up value of their own.{(Share < PseudonymFit.FewestRepeats ? " Few rows repeat here: 'rule' makes up all of them." : "")}"
        : $"{Column} is replaced row by row: {Share:P0} of its rows have a value that stands in {Floor:N0} rows or more, too few to keep whose they are.";
}

/// <summary>The real values of a kind that are replaced consistently, in all columns and tables of a fit.</summary>
/// <param name="Kind">The kind of rule that makes up values.</param>
/// <param name="Count">How many they are; they are known by their numbers only.</param>
/// <param name="Real">Which made-up values must not be used.</param>
/// <param name="Words">Which words real names may have; null where the values are no names.</param>
internal sealed record PseudonymKind(string Kind, int Count, RealValueFilter Real, RealValueFilter? Words)
{
    private PseudonymTable? _table;

    /// <summary>Whether the first or the last word of a made-up name is no word of a real one: texts must not have words of real names that are rare, and so may not be able to mention other names.</summary>
    public bool HasWordOfItsOwn(string value) => Words is null || (NameWords.Of(value) is { Length: > 0 } words && (IsNew(words[0]) || IsNew(words[^1])));

    private bool IsNew(string name) => TextFit.WordsOf(name).All(w => !Words!.MayHave(w));

    /// <summary>The made-up values under a seed. The last ones are kept: a preview asks for the same ones at every move of a control.</summary>
    /// <exception cref="Generation.GenerationRefusedException">There are not so many.</exception>
    public PseudonymTable TableOf(ulong seed)
    {
        var table = _table;
        return table?.Seed == seed ? table : _table = new PseudonymTable(this, seed);
    }
}

/// <summary>
/// What a fitted model knows of columns of personal data: how many values each kind has, not which. The engine learned their numbers, which stand in an order that nobody can tell without the training rows; a
/// number becomes a made-up value when rows are drawn, by the recipe's seed.
/// </summary>
internal sealed class FittedPseudonyms
{
    /// <summary>The label of rows whose real value is rare.</summary>
    public const string Rare = "rare";

    public FittedPseudonyms(ImmutableArray<PseudonymColumn> columns, ImmutableArray<PseudonymKind> kinds) => (Columns, Kinds) = (columns, kinds);

    public ImmutableArray<PseudonymColumn> Columns { get; }

    public ImmutableArray<PseudonymKind> Kinds { get; }

    /// <summary>The column that the engine learns in the place of one of personal data: names neither modelled as such elsewhere nor compared.</summary>
    public static ColumnSchema Learned(ColumnSchema schema) => new(schema.Name, ColumnKind.Identifier) { Role = ColumnRole.PersonalData };

    /// <summary>Whether a learned column holds numbers of personal values: rows that differ in nothing else are the same to whoever knows the other columns.</summary>
    public static bool IsNumbered(ColumnSchema schema) => schema is { Kind: ColumnKind.Identifier, Role: ColumnRole.PersonalData };

    /// <summary>Whether the engine learned whose values the rows of a column have.</summary>
    public bool Has(string column) => Columns.Any(c => c.IsLearned && c.Column == column);

    public void Write(BinaryWriter writer)
    {
        writer.Write(Columns.Length);
        foreach (var column in Columns)
        {
            writer.Write(column.Column);
            writer.Write(column.Kind);
            writer.Write(column.Floor);
            writer.Write(column.Values);
            writer.Write(column.Share);
            writer.Write(column.IsLearned);
        }

        writer.Write(Kinds.Length);
        foreach (var kind in Kinds)
        {
            writer.Write(kind.Kind);
            writer.Write(kind.Count);
            kind.Real.Write(writer);
            writer.Write(kind.Words is not null);
            kind.Words?.Write(writer);
        }
    }

    public static FittedPseudonyms Read(BinaryReader reader) => new(
        [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => new PseudonymColumn(reader.ReadString(), reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadBoolean()))],
        [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => new PseudonymKind(reader.ReadString(), reader.ReadInt32(), RealValueFilter.Read(reader), reader.ReadBoolean() ? RealValueFilter.Read(reader) : null))]);
}
