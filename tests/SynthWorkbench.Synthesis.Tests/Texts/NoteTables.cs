using Bogus;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using static SynthWorkbench.Synthesis.Tests.Pseudonyms.WardTables;

namespace SynthWorkbench.Synthesis.Tests.Texts;

/// <summary>Visits with a patient, a physician and a note that mentions either, both or neither. No made-up name is one of theirs.</summary>
internal static class NoteTables
{
    /// <summary>As the column has them; the last, who has few rows, is called like a month.</summary>
    public static readonly string[] Physicians = ["Grevanko Housom", "Dr. Ilkatha Thorvask-Wendlor", "Brunteck, Odakra", "Prof Tiboldun O'Marrok", "Yannquil Quillobert MD", "Selmirax May"];

    /// <summary>As notes mention them: the first word and the last.</summary>
    public static readonly (string First, string Last)[] Mentioned = [("Grevanko", "Housom"), ("Ilkatha", "Thorvask-Wendlor"), ("Odakra", "Brunteck"), ("Tiboldun", "O'Marrok"), ("Yannquil", "Quillobert"), ("Selmirax", "May")];

    private static readonly string[] Syllables = ["vor", "zul", "qim", "tharn", "bex", "lodu", "wrek", "ympa"];

    /// <summary>
    /// The physician stands behind <c>Dr.</c>, with first and last word behind <c>attending</c>, with the first behind <c>nurse asked</c>; the patient behind <c>Patient</c> or <c>named</c>; another physician than
    /// the row's behind <c>colleague</c>. One row in ten has no physician. Every tenth note says <c>in May</c>.
    /// </summary>
    public static Table Visits(int rows, ulong seed)
    {
        var random = new RandomStream(seed, 9);
        string?[] patient = new string?[rows], physician = new string?[rows], note = new string?[rows];
        string[] ward = new string[rows];
        string Word(ref RandomStream r) => $"{Syllables[r.NextInt32(8)]}{Syllables[r.NextInt32(8)]}{Syllables[r.NextInt32(8)]}";
        string Title(string word) => char.ToUpperInvariant(word[0]) + word[1..];
        for (int row = 0; row < rows; row++)
        {
            int who = Math.Min(random.NextInt32(Physicians.Length), random.NextInt32(Physicians.Length)), other = (who + 1 + random.NextInt32(Physicians.Length - 1)) % Physicians.Length;
            string first = Title(Word(ref random)), last = Title(Word(ref random));
            (patient[row], physician[row], ward[row]) = ($"{first} {last}", random.NextDouble() < 0.1 ? null : Physicians[who], who % 2 == 0 ? "north" : "south");
            var doctor = Mentioned[who];
            string byDoctor = random.NextInt32(4) switch { <= 1 => $"seen by Dr. {doctor.Last}", 2 => $"attending {doctor.First} {doctor.Last} on ward {ward[row]}", _ => $"nurse asked {doctor.First} for advice" };
            string ofPatient = random.NextInt32(2) == 0 ? $"Patient {last} feels better" : $"person named {first} {last} rests well";
            note[row] = (row % 4) switch
            {
                0 => $"{ofPatient}, {(physician[row] is null ? "seen by nobody" : byDoctor)}",
                1 => physician[row] is null ? "Nobody came today" : $"Today {byDoctor}",
                2 => $"{ofPatient} today",
                _ => $"Wound is {(random.NextInt32(2) == 0 ? "clean" : "healing")} and dry",
            } + (random.NextDouble() < 0.08 ? $", colleague {Mentioned[other].Last} was told" : "") + (row % 10 == 0 ? ", back in May." : ".");
        }

        return new Table([
            Coded(Personal("patient", PiiKind.PersonName), patient), Coded(Personal("physician", PiiKind.PersonName), physician),
            TextTables.Label("ward", ward), TextTables.Text("note", note),
        ]);
    }

    /// <summary>Visits of patients who have the names that made-up people have too, so that the floor forbids most of these; all notes mention one of eight physicians, none the patient.</summary>
    public static Table Crowded(int rows)
    {
        var faker = new Faker("en") { Random = new Randomizer(31) };
        string[] patient = [.. Enumerable.Range(0, rows).Select(_ => faker.Name.FullName())], doctors = [.. Enumerable.Range(0, 8).Select(_ => faker.Name.FullName())];
        string[] ward = [.. Enumerable.Range(0, rows).Select(row => row % 3 == 0 ? "north" : "south")];
        string[] note = [.. Enumerable.Range(0, rows).Select(row => $"Today Dr. {doctors[row % 8].Split(' ')[row % 5 == 0 ? 0 : 1]} came to ward {ward[row]} and {(row % 7 < 4 ? "was content" : "stayed long")}.")];
        return new Table([
            Coded(Personal("patient", PiiKind.PersonName), patient), Coded(Personal("physician", PiiKind.PersonName), [.. Enumerable.Range(0, rows).Select(row => doctors[row % 8])]),
            TextTables.Label("ward", ward), TextTables.Text("note", note),
        ]);
    }

    public static Recipe Recipe(ulong seed = 1, long rows = 4000, string engine = "trees") => new()
    {
        Name = "visits", Engine = engine, Rows = rows, Seed = seed, Columns = [new RecipeColumn { Name = "note", Action = "text", Text = new RecipeText { Floor = 5 } }],
    };
}
