using SynthWorkbench.Synthesis.Engines.Relations;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tests.Texts;
using Xunit;
using static SynthWorkbench.Synthesis.Tests.Pseudonyms.WardTables;

namespace SynthWorkbench.Synthesis.Tests.Pseudonyms;

/// <summary>Who somebody is, is the same in all tables of a set, and in texts.</summary>
public sealed class PseudonymRelationTests
{
    private static readonly Dictionary<string, Table> Tables = Wards();

    [Fact]
    public void Tables_of_a_set_agree_and_are_the_same_each_time()
    {
        var recipe = new Recipe
        {
            Name = "Wards", Engine = "trees", Reference = new RecipeReference(), Rows = 600,
            Relations = new RecipeRelations
            {
                Table = "stays", Key = ["stay_id"], Tables = [new RecipeTable { Name = "visits" }, new RecipeTable { Name = "rooms" }], Links = [new RecipeLink("visits", ["stay_id"], "stays", ["stay_id"])],
            },
        };
        var plan = RelationPlan.Create(recipe, Tables.ToDictionary(t => t.Key, t => t.Value.Schema)).Plan!;
        var (drawn, notes) = Draw(plan);
        string[] inStays = Often(drawn["stays"], "admitted_by"), inVisits = Often(drawn["visits"], "physician"), inRooms = Often(drawn["rooms"], "head");
        Assert.Equal(Physicians, inVisits.Length);
        Assert.Subset(inVisits.ToHashSet(), inStays.ToHashSet());
        Assert.Subset(inVisits.ToHashSet(), inRooms.ToHashSet());
        Assert.True(inStays.Length > 8 && inRooms.Length > 2);
        Assert.All(drawn.Values.SelectMany(t => t.Columns), c => Assert.DoesNotContain(Enumerable.Range(0, c.Length).Select(c.Format), v => v?.StartsWith("Realname", StringComparison.Ordinal) == true));
        Assert.Equal(3, notes.Count(n => n.Contains("replaced consistently", StringComparison.Ordinal)));

        // Who admits is of the department that the stay is in.
        string?[] by = Values(drawn["stays"], "admitted_by"), department = Values(drawn["stays"], "department");
        Assert.True(inStays.Average(p => Enumerable.Range(0, by.Length).Where(r => by[r] == p).GroupBy(r => department[r]).Max(g => g.Count()) / (double)by.Count(v => v == p)) > 0.8);
        var again = Draw(plan).Drawn;
        Assert.All(drawn, t => Assert.Equal(TableDigest.Of(t.Value), TableDigest.Of(again[t.Key])));
        var other = Draw(RelationPlan.Create(recipe with { Seed = 2 }, Tables.ToDictionary(t => t.Key, t => t.Value.Schema)).Plan!).Drawn;
        Assert.Empty(Often(other["visits"], "physician").Intersect(inVisits));
        Assert.Subset(Often(other["visits"], "physician").ToHashSet(), Often(other["stays"], "admitted_by").ToHashSet());
    }

    [Fact]
    public void A_text_s_own_name_is_that_of_a_column_replaced_consistently()
    {
        var train = TextTables.Offers(4000, 1);
        var fitted = TextTables.Fit(train, TextTables.Recipe(floor: 2, rows: 4000));
        var rows = TextTables.Draw(fitted);
        Assert.Contains(fitted.Plan.NotesOf(fitted.Model), n => n.StartsWith("host_name is replaced consistently", StringComparison.Ordinal));
        string?[] host = Values(rows, "host_name"), title = Values(rows, "title");
        Assert.Equal(Values(train, "host_name").Distinct().Count(), host.Distinct().Count());
        int mentions = title.Count(t => t?.Contains("'s ", StringComparison.Ordinal) == true);
        int own = Enumerable.Range(0, rows.RowCount).Count(r => title[r] is { } t && t.Contains("'s ", StringComparison.Ordinal) && host[r]!.Split(' ').Any(part => t.StartsWith(part + "'s", StringComparison.Ordinal)));
        Assert.True(mentions > 100 && own > 0.6 * mentions, $"{own} of {mentions} mentions are of the row's own name.");
    }

    private static (Dictionary<string, Table> Drawn, IReadOnlyList<string> Notes) Draw(RelationPlan plan)
    {
        var model = RelationModel.Fit(plan, Tables, null, default);
        var drawn = new Dictionary<string, Table>(StringComparer.Ordinal);
        foreach (var table in plan.Tables)
            drawn[table.Table.Name] = model.Draw(table, drawn, default).Rows;
        return (drawn, model.Replacements());
    }

    private static string[] Often(Table table, string column) => [.. Values(table, column).OfType<string>().GroupBy(v => v).Where(g => g.Count() >= 8).Select(g => g.Key).Order(StringComparer.Ordinal)];

    /// <summary>Stays, each with five visits, and rooms that stand alone; the same physicians in all.</summary>
    private static Dictionary<string, Table> Wards()
    {
        const int Stays = 600;
        var visits = Visits(5 * Stays, 4);
        int[] first = [.. Enumerable.Range(0, Stays).Select(s => 5 * s)];
        string[] ids = [.. Enumerable.Range(0, Stays).Select(s => $"{s:0000}")];
        CodedColumn Renamed(string column, string name) => (CodedColumn)visits[column].Take(first).WithSchema(visits[column].Schema with { Name = name });
        return new Dictionary<string, Table>(StringComparer.Ordinal)
        {
            ["stays"] = new([Coded(new ColumnSchema("stay_id", ColumnKind.Identifier), ids), Renamed("department", "department"), Renamed("physician", "admitted_by")]),
            ["visits"] = new([Coded(new ColumnSchema("stay_id", ColumnKind.Identifier), [.. Enumerable.Range(0, 5 * Stays).Select(v => ids[v / 5])]), visits["days"], visits["referred_by"].WithSchema(Personal("physician", PiiKind.PersonName))]),
            ["rooms"] = new([new NumericColumn(new ColumnSchema("beds", ColumnKind.Numeric), [.. Enumerable.Range(0, 200).Select(r => 1.0 + (r % 4))]), Coded(Personal("head", PiiKind.PersonName), [.. Enumerable.Range(0, 200).Select(r => Physician(r % 4))])]),
        };
    }
}
