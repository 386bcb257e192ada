using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Metrics.Privacy;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>Singling out against descriptions enumerated and counted by hand.</summary>
public sealed class SinglingOutTests
{
    [Fact]
    public void One_columns_descriptions_are_its_extremes_and_the_values_that_occur_once()
    {
        // Descriptions that fit one synthetic row: at least 9, at most 1, and = 1, = 4, = 9. Of the training rows one is at least 9 (and = 9), one = 4, two at most 1 (both = 1);
        // of the unseen rows none is at least 9 or = 4 or = 9, one at most 1 (it is 0).
        double?[] synthetic = [1, 2, 2, 4, 9], train = [1, 1, 4, 9, 5, 5], unseen = [0, 2, 3, 5, 5, 6];
        var risk = Run([("a", train)], [("a", unseen)], [("a", synthetic)], 100).Univariate!;
        Assert.Equal(5, risk.Attacks);
        Assert.Equal(Centre(3, 5), risk.Main, 12);
        Assert.Equal(Centre(1, 5), risk.Control, 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Three_columns_descriptions_are_all_found_and_each_counted_once(int seed)
    {
        var random = new RandomStream((ulong)seed, 3);
        var (train, unseen, synthetic) = (Cells(ref random, 30), Cells(ref random, 30), Cells(ref random, 20));
        var risk = Run(train, unseen, synthetic, 4000).Multivariate!;
        var (found, main, control) = CountedByHand(train, unseen, synthetic);
        Assert.Equal(found, risk.Attacks);
        Assert.Equal(Centre(main, found), risk.Main, 12);
        Assert.Equal(Centre(control, found), risk.Control, 12);
    }

    [Fact]
    public void As_many_descriptions_are_found_as_were_asked_for_and_none_favours_training_rows_over_other_rows_of_the_source()
    {
        Table all = DemoTables.LoanApplications(9000, 8);
        var (train, unseen, synthetic) = (all.Slice(0, 3000), all.Slice(3000, 3000), all.Slice(6000, 3000));
        string[] names = [.. ComparedColumn.Pair(train, synthetic).Select(c => c.Name)];
        var space = MixedSpace.Of(names, train, unseen, synthetic);
        var result = SinglingOut.Run(space, new MixedValues(space, train, unseen, synthetic), 1000, equalSizes: true, 5, default);
        Assert.InRange(result.Multivariate!.Attacks, 900, 1000);
        Assert.Equal(0, result.Multivariate.Low);
        Assert.Equal(0, result.Univariate!.Low);
    }

    /// <summary>Three columns of numbers, one with missing values, and one of labels; few values, so that descriptions fit none, one or several rows.</summary>
    private static (string, double?[])[] Cells(ref RandomStream random, int rows)
    {
        var columns = new (string, double?[])[4];
        for (int c = 0; c < columns.Length; c++)
        {
            double?[] values = new double?[rows];
            for (int row = 0; row < rows; row++)
                values[row] = c == 2 && random.NextInt32(5) == 0 ? null : random.NextInt32(c == 0 ? 12 : 5);
            columns[c] = ($"c{c}", values);
        }

        return columns;
    }

    private static (int Found, int Main, int Control) CountedByHand((string, double?[])[] train, (string, double?[])[] unseen, (string, double?[])[] synthetic)
    {
        var found = new HashSet<string>();
        int main = 0, control = 0;
        double[] median = [.. synthetic.Select(c => c.Item2.OfType<double>().Order().ElementAt(c.Item2.OfType<double>().Count() / 2))];
        for (int row = 0; row < synthetic[0].Item2.Length; row++)
        {
            for (int without = 0; without < 4; without++)
            {
                int[] used = [.. Enumerable.Range(0, 4).Where(c => c != without)];
                bool Fits((string, double?[])[] table, int other) => used.All(c => (synthetic[c].Item2[row], table[c].Item2[other]) switch
                {
                    (null, var cell) => cell is null,
                    (_, null) => false,
                    ({ } value, { } cell) when c == 3 => cell == value,
                    ({ } value, { } cell) => value > median[c] ? cell >= value : cell <= value,
                });
                int Matches((string, double?[])[] table) => Enumerable.Range(0, table[0].Item2.Length).Count(other => Fits(table, other));
                string description = string.Join(",", used.Select(c => $"{c}:{synthetic[c].Item2[row]?.ToString() ?? "missing"}"));
                if (Matches(synthetic) != 1 || !found.Add(description))
                    continue;
                main += Matches(train) == 1 ? 1 : 0;
                control += Matches(unseen) == 1 ? 1 : 0;
            }
        }

        return (found.Count, main, control);
    }

    private static SinglingOutResult Run((string, double?[])[] train, (string, double?[])[] unseen, (string, double?[])[] synthetic, int attacks)
    {
        Table[] tables = [.. new[] { train, unseen, synthetic }.Select(t => new Table([.. t.Select(c => ColumnOf(c.Item1, c.Item2))]))];
        var space = MixedSpace.Of([.. train.Select(c => c.Item1)], tables);
        return SinglingOut.Run(space, new MixedValues(space, tables), attacks, equalSizes: true, 5, default);
    }

    /// <summary>Numbers, or labels in the column <c>c3</c>.</summary>
    private static Column ColumnOf(string name, double?[] values) => name == "c3"
        ? new CodedColumn(new(name, ColumnKind.Categorical), [.. values.Select(v => (int)v!.Value)], ["a", "b", "c", "d", "e"])
        : new NumericColumn(new(name, ColumnKind.Numeric), [.. values.Select(v => v ?? double.NaN)]);

    private static double Centre(int successes, int attacks)
    {
        var (low, high) = WilsonInterval.Of(successes, attacks);
        return (low + high) / 2;
    }
}
