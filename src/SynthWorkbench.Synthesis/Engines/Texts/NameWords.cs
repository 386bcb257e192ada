using System.Collections.Frozen;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>The words of a person's name that texts mention somebody by, real or made up: without titles, degrees and initials.</summary>
internal static class NameWords
{
    private static readonly FrozenSet<string> Titles = new[]
    {
        "dr", "doctor", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "rev", "herr", "frau", "mme", "mlle", "dott", "sra", "srta",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>As they are written: <c>Md</c> begins many a name.</summary>
    private static readonly FrozenSet<string> Degrees = new[] { "Jr", "Sr", "II", "III", "IV", "MD", "PhD", "DDS", "DVM", "RN" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The words in the order of speech, the given name first: <c>House, Gregory MD</c> and <c>Dr. Gregory House</c> are <c>Gregory House</c>.</summary>
    public static ReadOnlySpan<string> Of(string? name)
    {
        if (name is null)
            return [];
        int comma = name.IndexOf(',');
        string[] words = comma < 0 ? Split(name) : [.. Split(name[(comma + 1)..]).Where(w => !Degrees.Contains(w)), .. Split(name[..comma])];
        int start = 0, end = words.Length;
        while (end - start > 1 && Titles.Contains(words[start]))
            start++;
        while (end - start > 1 && Degrees.Contains(words[end - 1]))
            end--;
        return words.AsSpan(start, end - start);
    }

    private static string[] Split(string name) => [.. name.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 1 && char.IsLetter(w[0]) && !w.EndsWith('.'))];
}
