using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>A token that stands for personal data: for data of a kind, or for the first or the last word of the name that the row itself has in one of the columns of names.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Column">The place of the column of names; 0 for kinds that are no name of the row's own.</param>
internal readonly record struct PersonalToken(PersonalKind Kind, int Column = 0)
{
    private static readonly PersonalKind[] Others = [.. Enum.GetValues<PersonalKind>().Where(k => k is not (PersonalKind.OwnName or PersonalKind.OwnLastName))];

    /// <summary>Whether it is the name that the row itself has in a column.</summary>
    public bool IsOwn => Kind is PersonalKind.OwnName or PersonalKind.OwnLastName;

    /// <summary>Its number behind the words of a model.</summary>
    public int Number => IsOwn ? Others.Length + (2 * Column) + (Kind == PersonalKind.OwnLastName ? 1 : 0) : Array.IndexOf(Others, Kind);

    /// <summary>How many there are where texts may mention the people of so many columns.</summary>
    public static int Count(int columns) => Others.Length + (2 * columns);

    /// <summary>The token of a number.</summary>
    public static PersonalToken Of(int number) =>
        number < Others.Length ? new(Others[number]) : new((number - Others.Length) % 2 == 0 ? PersonalKind.OwnName : PersonalKind.OwnLastName, (number - Others.Length) / 2);
}
