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

    private static byte[] Numbers(double[] values)
    {
        double[] sorted = Array.FindAll(values, v => !double.IsNaN(v));
        Array.Sort(sorted);
        var edges = new List<double>();
        for (int b = 1; b < 255 && sorted.Length > 0; b++)
        {
            double edge = sorted[(int)((long)b * sorted.Length / 255)];
            if (edges.Count == 0 || edge > edges[^1])
                edges.Add(edge);
        }

        double[] cut = [.. edges];
        return Array.ConvertAll(values, v =>
        {
            if (double.IsNaN(v))
                return (byte)0;
            int at = Array.BinarySearch(cut, v);
            return (byte)(1 + (at >= 0 ? at : ~at));
        });
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
