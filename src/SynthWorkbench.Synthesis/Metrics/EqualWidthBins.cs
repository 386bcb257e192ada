namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>Ten equal-width bins over a range, as SDMetrics' contingency similarity cuts numbers.</summary>
internal static class EqualWidthBins
{
    private const int Bins = 10;

    /// <summary>Classes of <see cref="Codes"/>.</summary>
    public const int Classes = Bins + 3;

    /// <summary>Eleven edges of ten equal-width bins over the range; a constant is widened by a half on either side; none without values.</summary>
    public static double[] Edges(ReadOnlySpan<double> values)
    {
        double min = double.MaxValue, max = double.MinValue;
        foreach (double v in values)
        {
            if (double.IsNaN(v))
                continue;
            min = Math.Min(min, v);
            max = Math.Max(max, v);
        }

        if (min > max)
            return [];
        if (min == max)
        {
            min -= 0.5;
            max += 0.5;
        }

        double[] edges = new double[Bins + 1];
        double step = (max - min) / Bins;
        for (int i = 0; i < Bins; i++)
            edges[i] = min + i * step;
        edges[Bins] = max;
        return edges;
    }

    /// <summary>The number of edges not above each value (0 below all, 11 from the last edge on). Missing values are counted with the maximum, as digitising does there, or apart.</summary>
    public static int[] Codes(ReadOnlySpan<double> values, double[] edges, bool missingApart = false)
    {
        int missing = missingApart ? Bins + 2 : Bins + 1;
        int[] codes = new int[values.Length];
        for (int row = 0; row < codes.Length; row++)
        {
            if (double.IsNaN(values[row]))
            {
                codes[row] = missing;
                continue;
            }

            int code = 0;
            while (code < edges.Length && edges[code] <= values[row])
                code++;
            codes[row] = code;
        }

        return codes;
    }
}
