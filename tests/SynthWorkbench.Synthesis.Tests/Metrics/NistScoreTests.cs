using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>The k-marginal score of subsamples of NIST's national excerpt beside what its sample reports publish.</summary>
public sealed class NistScoreTests
{
    /// <summary>The excerpt's quantities; every other column is a code, as in SDNist's data dictionary.</summary>
    private static readonly string[] Quantities = ["AGEP", "PINCP", "POVPIP"];

    /// <summary>The sampling weights, and the density of the area, which the area decides: 21 features are left.</summary>
    private static readonly string[] LeftOut = ["PWGTP", "WGTP", "DENSITY"];

    [Theory]
    [InlineData(0.1, 839)]
    [InlineData(0.3, 916)]
    [InlineData(0.5, 945)]
    public void A_subsample_scores_what_NIST_published(double share, double published)
    {
        string? path = SharedData.TryPath("data/nist_national2019/national2019.csv");
        Assert.SkipWhen(path is null, "NIST's national excerpt is not on this machine.");
        var read = TableReader.ReadAll(path!, new ReadOptions { MissingTokens = [.. new ReadOptions().MissingTokens, "N"] });
        var table = new Table(read.Columns.Where(c => !LeftOut.Contains(c.Name)).Select(c => Quantities.Contains(c.Name) ? c : AsCodes(c)));
        double[] scores = [.. Enumerable.Range(0, 5).Select(seed => Score(table, share, (ulong)seed))];
        Assert.InRange(scores.Average(), published - 4, published + 4);
    }

    private static double Score(Table table, double share, ulong seed)
    {
        int[] rows = [.. Enumerable.Range(0, table.RowCount)];
        new Numerics.Random.RandomStream(seed, 9).Shuffle(rows.AsSpan());
        var columns = ComparedColumn.Pair(table, table.Take(rows[..(int)(share * rows.Length)]));
        return KMarginal.Score(columns, columns.First(c => c.Name == "PUMA"))!.Value;
    }

    private static CodedColumn AsCodes(Column column)
    {
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] codes = new int[column.Length];
        for (int row = 0; row < codes.Length; row++)
        {
            if (column.Format(row) is not { } label)
                codes[row] = -1;
            else if (!codeOf.TryGetValue(label, out codes[row]))
                codeOf[label] = codes[row] = codeOf.Count;
        }

        return new CodedColumn(new ColumnSchema(column.Name, ColumnKind.Categorical), codes, [.. codeOf.Keys]);
    }
}
