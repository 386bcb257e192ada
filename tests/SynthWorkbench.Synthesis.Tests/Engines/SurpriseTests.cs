using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Engines;

/// <summary>What holds of surprise under every engine.</summary>
public sealed class SurpriseTests
{
    private static readonly string[] Columns = ["sex", "age", "bmi", "admitted", "discharged", "diagnosis", "troponin", "readmitted"];

    private static readonly Table Train = DemoTables.CardiologyVisits(3000, 3).Select(Columns), Fresh = DemoTables.CardiologyVisits(800, 8).Select(Columns);

    public static TheoryData<string> Engines() => [.. EngineCatalog.All.Select(e => e.Id)];

    [Theory, MemberData(nameof(Engines))]
    public void Bits_are_finite_and_add_up_over_a_row(string id)
    {
        var surprise = Fit(id).Judge(Fresh, default);
        Assert.Equal(Columns.Length, surprise.CellBits.Count);
        Assert.All(surprise.CellBits, column => Assert.All(column, bits => Assert.True(float.IsFinite(bits) && bits >= 0)));
        for (int row = 0; row < Fresh.RowCount; row++)
            Assert.Equal(surprise.CellBits.Sum(c => (double)c[row]), surprise.RowBits[row], 1e-3);
    }

    [Theory, MemberData(nameof(Engines))]
    public void Unseen_real_rows_are_likelier_than_rows_whose_columns_are_torn_apart(string id)
    {
        var model = Fit(id);
        double real = model.Judge(Fresh, default).RowBits.Average();
        var torn = new Table(Fresh.Columns.Select((c, i) => c.Take(Order(Fresh.RowCount, (ulong)i))));
        Assert.True(model.Judge(torn, default).RowBits.Average() > real + 0.3, $"{id}: {model.Judge(torn, default).RowBits.Average():0.00} against {real:0.00} bits");
    }

    /// <summary>Those that know the extremes: private edges cut a little off either end, so that real values of long tails lie outside them like impossible ones.</summary>
    public static TheoryData<string> KnowingEngines() => [.. EngineCatalog.All.Where(e => !e.IsPrivate).Select(e => e.Id)];

    [Theory, MemberData(nameof(KnowingEngines))]
    public void An_impossible_value_makes_its_row_the_least_likely_and_is_named(string id)
    {
        double[] ages = ((NumericColumn)Fresh["age"]).Values.ToArray();
        ages[123] = 400;
        var odd = new Table(Fresh.Columns.Select(c => c.Name == "age" ? new NumericColumn(c.Schema, ages) : c));
        var most = Fit(id).Judge(odd, default).Most(5);
        var row = Assert.Single(most, r => r.Row == 123);
        Assert.Equal("age", row.Cells[0].Column);
        Assert.Equal("400", row.Cells[0].Value);
        Assert.Contains("400", row.Cells[0].Reason, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_label_never_seen_is_told_from_a_known_one(string id)
    {
        var sex = (CodedColumn)Fresh["sex"];
        int[] codes = sex.Codes.ToArray();
        codes[7] = sex.Dictionary.Length;
        var odd = new Table(Fresh.Columns.Select(c => c.Name == "sex" ? new CodedColumn(c.Schema, [.. codes], sex.Dictionary.Add("robot")) : c));
        var surprise = Fit(id).Judge(odd, default);
        Assert.True(surprise.CellBits[0][7] > surprise.CellBits[0][8] + 3);
        Assert.Contains("robot", surprise.Reason(0, 7), StringComparison.Ordinal);
    }

    private static FittedModel Fit(string id) => EngineCatalog.Find(id)!.Fit(Train, LawOptions.Of(id), null, default);

    private static int[] Order(int rows, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        new RandomStream(seed, 78).Shuffle(order.AsSpan());
        return order;
    }
}
