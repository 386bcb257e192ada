using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Demo;

public sealed class DemoTablesTests
{
    public static TheoryData<string> Names() => ["cardiology", "loans"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_table_and_a_shorter_one_is_its_beginning(string name)
    {
        var table = Make(name, 2000, 5);
        Assert.Equal(TableDigest.Of(table), TableDigest.Of(Make(name, 2000, 5)));
        Assert.NotEqual(TableDigest.Of(table), TableDigest.Of(Make(name, 2000, 6)));
        Assert.Equal(TableDigest.Of(table.Slice(0, 100)), TableDigest.Of(Make(name, 100, 5)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_row_keeps_the_recipe_s_constraints(string name)
    {
        var table = Make(name, DemoTables.DefaultRows, 1);
        var recipe = name == "loans" ? DemoTables.LoanRecipe() : DemoTables.CardiologyRecipe();
        var planning = GenerationPlan.Create(recipe, table.Schema);
        Assert.Empty(planning.Problems);
        Assert.All(recipe.Constraints, c => Assert.Equal(0, RowConstraint.Of(c).CountBroken(table)));
        Assert.InRange(table.Schema.Count, 20, 24);
        Assert.True(table.Columns.Count(c => c.MissingCount > 0) >= 4);
    }

    [Fact]
    public void Dependencies_and_rare_classes_are_there()
    {
        var visits = DemoTables.CardiologyVisits();
        var diagnoses = Enumerable.Range(0, visits.RowCount).Select(visits["diagnosis"].Format).CountBy(d => d!).ToDictionary();
        Assert.InRange(diagnoses["amyloidosis"], 30, 200);
        var troponin = ((NumericColumn)visits["troponin"]).Values.ToArray();
        var infarction = Enumerable.Range(0, visits.RowCount).Where(r => visits["diagnosis"].Format(r) == "myocardial infarction").ToHashSet();
        Assert.True(infarction.Average(r => troponin[r]) > 10 * Enumerable.Range(0, troponin.Length).Where(r => !infarction.Contains(r) && !double.IsNaN(troponin[r])).Average(r => troponin[r]));
        var loans = DemoTables.LoanApplications();
        var outcomes = Enumerable.Range(0, loans.RowCount).Select(loans["outcome"].Format).CountBy(o => o!).ToDictionary();
        Assert.InRange(outcomes["fraud"], 50, 200);
        Assert.All((string[])["repaid", "default", "declined"], o => Assert.True(outcomes[o] > 1000, $"{o}: {outcomes[o]}"));
    }

    private static Table Make(string name, int rows, ulong seed) => name == "loans" ? DemoTables.LoanApplications(rows, seed) : DemoTables.CardiologyVisits(rows, seed);
}
