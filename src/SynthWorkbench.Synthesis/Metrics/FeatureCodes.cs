using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>Both tables stacked (reference rows first) as one byte array a column: what learners read. Numbers in 255 quantile bins, labels by frequency, missing 0.</summary>
internal static class FeatureCodes
{
    public static byte[][] Stack(IReadOnlyList<ComparedColumn> columns, int[] realRows, int[] syntheticRows)
    {
        var features = new byte[columns.Count][];
        Parallel.For(0, features.Length, c =>
        {
            var column = columns[c];
            features[c] = column.IsNumber
                ? Numbers([.. realRows.Select(r => column.RealNumbers[r]), .. syntheticRows.Select(r => column.SyntheticNumbers[r])])
                : Labels([.. realRows.Select(r => column.RealCodes[r]), .. syntheticRows.Select(r => column.SyntheticCodes[r])], column.Labels.Length);
        });
        return features;
    }

    /// <summary>One stacked column: numbers in quantile bins, or label codes by frequency; NaN is missing.</summary>
    public static byte[] Of(double[] cells, bool isNumber) => isNumber
        ? Numbers(cells)
        : Labels(Array.ConvertAll(cells, v => double.IsNaN(v) ? -1 : (int)v), 1 + (int)cells.Where(v => !double.IsNaN(v)).DefaultIfEmpty(0).Max());

    private static byte[] Numbers(double[] values)
    {
        double[] edges = QuantileBins.UpperEdges(values, 255);
        return Array.ConvertAll(values, v => double.IsNaN(v) ? (byte)0 : (byte)(1 + QuantileBins.BinOf(edges, v)));
    }

    private static byte[] Labels(int[] codes, int labels)
    {
        int[] count = new int[labels];
        foreach (int code in codes)
        {
            if (code >= 0)
                count[code]++;
        }

        int[] order = [.. Enumerable.Range(0, labels)];
        Array.Sort(order, (a, b) => count[a] != count[b] ? count[b].CompareTo(count[a]) : a.CompareTo(b));
        byte[] place = new byte[labels];
        for (int i = 0; i < order.Length; i++)
            place[order[i]] = (byte)Math.Min(i + 1, 255);
        return Array.ConvertAll(codes, code => code < 0 ? (byte)0 : place[code]);
    }
}
