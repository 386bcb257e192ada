using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Metrics.Neighbours;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>The risk of one column, and the columns by which people were looked up.</summary>
public sealed record DisclosedColumn(string Column, IReadOnlyList<string> Keys, AttackRisk Risk);

/// <summary>
/// Is a value disclosed to someone who knows a few attributes? A row is disclosed when the synthetic rows with the same keys all agree on the target and are right. Keys: the (at most four)
/// columns that tell training rows apart best; numbers in 20 equal-frequency bins.
/// </summary>
/// <remarks>Raab, Nowok and Dibben, "Practical privacy metrics for synthetic data", arXiv:2406.16826 (2024), section 3: disclosive in synthetic, correct in original (DiSCO), with holdout rows as the control.</remarks>
public static class AttributeDisclosure
{
    private const int MostKeys = 4, Bins = 20;

    /// <summary>Every column that is no key, largest risk first; empty below three columns or without rows.</summary>
    public static IReadOnlyList<DisclosedColumn> Run(MixedSpace space, MixedValues values, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(values);
        if (space.Width < 3 || values.Rows(0) == 0 || values.Rows(1) == 0 || values.Rows(2) == 0)
            return [];
        var codes = Enumerable.Range(0, 3).Select(_ => new int[space.Width][]).ToArray();
        Parallel.For(0, space.Width, c => Code(space, values, c, codes));
        int[] keys = Keys(codes[0], space.Width, values.Rows(0));
        long[][] keyOf = [.. codes.Select(table => Combined(table, keys))];
        var found = new DisclosedColumn[space.Width];
        string[] names = [.. keys.Select(k => space.Names[k])];
        Parallel.For(0, space.Width, new ParallelOptions { CancellationToken = cancellation }, target =>
        {
            if (keys.Contains(target))
                return;
            var told = new Dictionary<long, int>();
            for (int row = 0; row < keyOf[2].Length; row++)
            {
                int value = codes[2][target][row];
                told[keyOf[2][row]] = told.TryGetValue(keyOf[2][row], out int known) && known != value ? -1 : value;
            }

            found[target] = new DisclosedColumn(space.Names[target], names, AttackRisk.Of(Disclosed(0), keyOf[0].Length, Disclosed(1), keyOf[1].Length));

            int Disclosed(int table) => Enumerable.Range(0, keyOf[table].Length).Count(row => told.TryGetValue(keyOf[table][row], out int known) && known >= 0 && known == codes[table][target][row]);
        });
        return [.. found.Where(f => f is not null).OrderByDescending(f => f.Risk.Risk)];
    }

    private static void Code(MixedSpace space, MixedValues values, int column, int[][][] codes)
    {
        double[] edges = space.IsNumber[column] ? QuantileBins.UpperEdges(values.Column(0, column), Bins) : [];
        for (int t = 0; t < 3; t++)
        {
            var cells = values.Column(t, column);
            int[] coded = codes[t][column] = new int[cells.Length];
            for (int row = 0; row < coded.Length; row++)
                coded[row] = double.IsNaN(cells[row]) ? 0 : space.IsNumber[column] ? edges.Length == 0 ? 1 : 1 + QuantileBins.BinOf(edges, cells[row]) : 1 + (int)cells[row];
        }
    }

    /// <summary>Greedily the column that adds most distinct combinations of training rows, as long as it adds any and no more than half of them are alone.</summary>
    private static int[] Keys(int[][] codes, int width, int rows)
    {
        var keys = new List<int>();
        long[] combined = new long[rows];
        while (keys.Count < Math.Min(MostKeys, width - 1))
        {
            int[] distinct = new int[width];
            Parallel.For(0, width, c => distinct[c] = keys.Contains(c) ? -1 : Added(combined, codes[c]).Distinct().Count());
            int best = Array.IndexOf(distinct, distinct.Where(d => d <= rows / 2).DefaultIfEmpty(-2).Max());
            if (best < 0 || distinct[best] <= combined.Distinct().Count())
                break;
            keys.Add(best);
            combined = Added(combined, codes[best]);
        }

        return [.. keys];
    }

    private static long[] Combined(int[][] codes, int[] keys)
    {
        long[] combined = new long[codes[0].Length];
        foreach (int key in keys)
            combined = Added(combined, codes[key]);
        return combined;
    }

    private static long[] Added(long[] combined, int[] codes)
    {
        long[] added = new long[codes.Length];
        for (int row = 0; row < added.Length; row++)
            added[row] = (long)Numerics.Random.RandomStream.Mix((ulong)combined[row], (ulong)codes[row]);
        return added;
    }
}
