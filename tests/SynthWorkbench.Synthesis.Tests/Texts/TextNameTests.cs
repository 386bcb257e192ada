using System.Text.RegularExpressions;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;
using static SynthWorkbench.Synthesis.Tests.Pseudonyms.WardTables;

namespace SynthWorkbench.Synthesis.Tests.Texts;

/// <summary>Whom a text mentions is whoever stands in the row's columns of names, whichever column it is and however often he stands there.</summary>
public sealed partial class TextNameTests
{
    private static readonly Table Train = NoteTables.Visits(3000, 1);

    private static readonly Lazy<(GenerationPlan Plan, FittedModel Model)> Fitted = new(() => TextTables.Fit(Train, NoteTables.Recipe()));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(77)]
    public void Patient_and_physician_are_mentioned_by_the_names_that_their_columns_have(ulong seed)
    {
        var plan = GenerationPlan.Create(NoteTables.Recipe(seed), Train.Schema).Plan!;
        Assert.Contains(plan.NotesOf(Fitted.Value.Model), n => n.StartsWith("physician is replaced consistently", StringComparison.Ordinal));
        Agrees(TextTables.Draw((plan, Fitted.Value.Model)));
    }

    [Theory]
    [InlineData("copula", 5)]
    [InlineData("trees", 6)]
    public void Whatever_the_training_rows_and_the_engine_texts_agree_with_their_rows(string engine, ulong seed) =>
        Agrees(TextTables.Draw(TextTables.Fit(NoteTables.Visits(2000, seed), NoteTables.Recipe(seed, 2000, engine))));

    [Fact]
    public void Columns_in_another_order_and_a_name_that_is_not_written_change_nothing_for_the_others()
    {
        Agrees(TextTables.Draw(TextTables.Fit(new Table([Train["physician"], Train["note"], Train["ward"], Train["patient"]]), NoteTables.Recipe(rows: 1500))));
        var recipe = NoteTables.Recipe(rows: 1500);
        var rows = TextTables.Draw(TextTables.Fit(Train, recipe with { Columns = [.. recipe.Columns, new RecipeColumn { Name = "patient", Action = "drop" }] }));
        Assert.False(rows.Schema.Contains("patient"));
        Agrees(rows);
    }

    [Fact]
    public void Names_that_only_the_texts_know_are_not_repeated_and_blanks_stay_behind_full_stops()
    {
        // Each of the eight stands in some ninety texts, far above the floor, and in addresses that are written small.
        (string First, string Last)[] people = [("Maria", "Rossi"), ("Omar", "Haddad"), ("Tom", "Baker"), ("Sofia", "Lindqvist"), ("Anna", "Schmidt"), ("Peter", "Novak"), ("Claire", "Dubois"), ("John", "Carter")];
        string[] notes = [.. Enumerable.Range(0, 720).Select(i => (Who: people[i % 8], Kind: i / 8 % 3)).Select((n, i) => n.Kind switch
        {
            0 => $"{n.Who.First} {n.Who.Last} was seen for a follow up; blood pressure is stable.",
            1 => $"Seen today with mild headache, no fever. Next of kin {n.Who.First} {n.Who.Last} was told.",
            _ => $"No complaints. Advised to walk daily and to mail {n.Who.First.ToLowerInvariant()}.{n.Who.Last.ToLowerInvariant()}{i % 60}@mail-example.org in case of doubt.",
        })];
        var train = new Table([TextTables.Label("ward", [.. Enumerable.Range(0, 720).Select(i => i % 3 == 0 ? "north" : "south")]), TextTables.Text("note", notes)]);
        var rows = TextTables.Draw(TextTables.Fit(train, new Recipe { Name = "notes", Engine = "trees", Rows = 800, Columns = [new RecipeColumn { Name = "note", Action = "text" }] }));
        string[] written = [.. Enumerable.Range(0, rows.RowCount).Select(row => rows["note"].Format(row) ?? "")];
        Assert.DoesNotContain(written, text => people.Any(p => text.Contains($"{p.First} {p.Last}", StringComparison.Ordinal)));
        Assert.InRange(written.Count(text => text.Contains("follow up", StringComparison.Ordinal)), 150, 400);
        Assert.DoesNotContain(written, text => FullStopWithoutBlank().IsMatch(text));
    }

    [GeneratedRegex(@"(fever|complaints)\.\S", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FullStopWithoutBlank();

    [Fact]
    public void The_same_seed_gives_the_same_notes_in_any_chunks_and_from_a_saved_model()
    {
        var engine = EngineCatalog.Find("trees")!;
        var recipe = NoteTables.Recipe(rows: 9000);
        var plan = GenerationPlan.Create(recipe, Train.Schema).Plan!;
        var whole = TextTables.Draw((plan, Fitted.Value.Model));
        Assert.Equal(TableDigest.Of(whole), TableDigest.Of(TextTables.Draw(TextTables.Fit(Train, recipe))));
        Assert.Equal(TableDigest.Of(whole), TableDigest.Of(TextTables.Draw((plan, FittedModelFile.FromBytes(FittedModelFile.ToBytes(Fitted.Value.Model, engine), engine)!))));
        var shorter = GenerationPlan.Create(recipe with { Rows = 4100 }, Train.Schema).Plan!;
        Assert.Equal(TableDigest.Of(whole.Slice(0, 4100)), TableDigest.Of(TextTables.Draw((shorter, Fitted.Value.Model))));
    }

    [Fact]
    public void A_made_up_physician_can_be_mentioned_though_real_people_have_most_made_up_names()
    {
        var recipe = NoteTables.Recipe(rows: 3000);
        recipe = recipe with { Columns = [recipe.Columns[0] with { Text = new RecipeText { Floor = 20 } }] };
        var rows = TextTables.Draw(TextTables.Fit(NoteTables.Crowded(4000), recipe));
        string?[] notes = Values(rows, "note"), physicians = Values(rows, "physician");
        Assert.Equal(8, physicians.Distinct().Count());
        Assert.True(Enumerable.Range(0, rows.RowCount).Count(row => Holds(OfPhysician(), notes[row]!, physicians[row])) > 0.95 * rows.RowCount, "All notes mention the physician.");
        Assert.True(notes.Count(n => n!.EndsWith('.')) > 0.9 * notes.Length, "Hardly a note breaks off.");
    }

    [Fact]
    public void Somebody_whom_every_text_names_in_full_gives_way_as_well()
    {
        // Barnaby Okonkwo is a patient in a few rows and signs all notes: his words are far more common in the texts than in the column of names.
        string[] first = ["Barnaby", "Peter", "Ottilie", "Zebulon", "Imke"], last = ["Okonkwo", "Hale", "Quackenbush", "Marsh", "Tellerand"], state = ["slept well", "has a fever", "went home today", "ate little"];
        string[] patients = [.. Enumerable.Range(0, 1000).Select(i => $"{first[i % 5]} {last[i / 5 % 5]}")];
        string[] notes = [.. patients.Select((p, i) => $"{p} {state[(i * 7 + i / 11) % 4]}, call Barnaby Okonkwo")];
        var train = new Table([new CodedColumn(TextTables.Label("patient", patients).Schema with { Pii = PiiKind.PersonName, Role = ColumnRole.PersonalData }, ((CodedColumn)TextTables.Label("patient", patients)).Codes.ToArray(), ((CodedColumn)TextTables.Label("patient", patients)).Dictionary), TextTables.Text("note", notes)]);
        var recipe = new Recipe { Name = "notes", Engine = "trees", Rows = 500, Seed = 1, Columns = [new RecipeColumn { Name = "note", Action = "text" }, new RecipeColumn { Name = "patient", Action = "replace" }] };
        string[] texts = TextTables.Texts(TextTables.Draw(TextTables.Fit(train, recipe)), "note");
        Assert.DoesNotContain(texts, t => t.Contains("Barnaby Okonkwo", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains(", call ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_month_is_called_stays_a_month_where_it_is_nobody()
    {
        string[] notes = TextTables.Texts(TextTables.Draw(Fitted.Value), "note");
        Assert.InRange(notes.Count(n => n.EndsWith(" back in May.", StringComparison.Ordinal)) / (double)notes.Length, 0.05, 0.15);
    }

    private static void Agrees(Table rows)
    {
        var real = NoteTables.Mentioned.SelectMany(m => new[] { m.First, m.Last }).SelectMany(w => w.Split('-', '\'')).Where(w => w.Length > 1 && w != "May").ToHashSet(StringComparer.OrdinalIgnoreCase);
        real.UnionWith(Values(Train, "patient").SelectMany(p => p!.Split(' ')));
        string?[] notes = Values(rows, "note");
        string?[]? patients = rows.Schema.Contains("patient") ? Values(rows, "patient") : null, physicians = Values(rows, "physician");
        int ofPatients = 0, ofPhysicians = 0, ofBoth = 0;
        for (int row = 0; row < rows.RowCount; row++)
        {
            Assert.DoesNotContain(Word().Matches(notes[row]!), w => real.Contains(w.Value));
            Assert.DoesNotContain("Dr. May", notes[row]!, StringComparison.Ordinal);
            bool patient = Holds(OfPatient(), notes[row]!, patients?[row]), physician = Holds(OfPhysician(), notes[row]!, physicians[row]);
            ofPatients += patient ? 1 : 0;
            ofPhysicians += physician ? 1 : 0;
            ofBoth += patient && physician ? 1 : 0;
        }

        Assert.True(patients is null || ofPatients > 0.3 * rows.RowCount, $"{ofPatients} of {rows.RowCount} notes mention the patient.");
        Assert.True(ofPhysicians > 0.25 * rows.RowCount, $"{ofPhysicians} of {rows.RowCount} notes mention the physician.");
        Assert.True(patients is null || ofBoth > 0.08 * rows.RowCount, $"{ofBoth} of {rows.RowCount} notes mention both.");
    }

    /// <summary>Whether a note mentions somebody whose name the row has; where it does, by that name.</summary>
    private static bool Holds(Regex mention, string note, string? name)
    {
        if (name is null)
            return false;
        var found = mention.Matches(note);
        foreach (var match in found.Cast<Match>())
        {
            foreach (string word in new[] { match.Groups["a"].Value, match.Groups["b"].Value }.Where(w => w.Length > 0))
                Assert.True(name.Split(' ').Contains(word), $"'{note}' mentions '{word}', and the row has {name}.");
        }

        return found.Count > 0;
    }

    [GeneratedRegex(@"(Dr\.|nurse asked|attending) (?<a>\p{Lu}[\w'-]+)( (?<b>\p{Lu}[\w'-]+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfPhysician();

    [GeneratedRegex(@"(Patient|named) (?<a>\p{Lu}[\w'-]+)( (?<b>\p{Lu}[\w'-]+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfPatient();

    [GeneratedRegex(@"\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
