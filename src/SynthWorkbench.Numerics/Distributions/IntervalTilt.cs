namespace SynthWorkbench.Numerics.Distributions;

/// <summary>
/// How values lie within intervals whose rows alone are known: with a density exp(-tilt x), x from 0 at the lower edge to 1 at the upper one, that goes from the geometric mean with the one neighbour to
/// that with the other. An outermost interval starts at its neighbour's height and falls as its rows say. Rows of intervals stay as they are.
/// </summary>
public static class IntervalTilt
{
    private const double Most = 30, Least = 1e-6, LeastRows = 1e-3;

    private const int Halvings = 50;

    /// <summary>The tilt of each of several intervals, ascending; 0 where there is only one.</summary>
    /// <param name="low">Lower edges.</param>
    /// <param name="high">Upper edges, above the lower ones.</param>
    /// <param name="rows">Rows of each, at least 0.</param>
    public static double[] Of(double[] low, double[] high, double[] rows)
    {
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        ArgumentNullException.ThrowIfNull(rows);
        double[] tilts = new double[rows.Length];
        if (rows.Length < 2)
            return tilts;
        double[] density = [.. rows.Select((n, i) => Math.Max(n, LeastRows) / (high[i] - low[i]))];
        double[] edge = [.. Enumerable.Range(0, rows.Length - 1).Select(i => Math.Sqrt(density[i] * density[i + 1]))];
        tilts[0] = -Falling(edge[0] / density[0]);
        tilts[^1] = Falling(edge[^1] / density[^1]);
        for (int i = 1; i < rows.Length - 1; i++)
            tilts[i] = Math.Clamp(Math.Log(edge[i - 1] / edge[i]), -Most, Most);
        return tilts;
    }

    /// <summary>The place of a share <paramref name="u"/> of an interval's rows, from 0 up to 1.</summary>
    public static double Place(double u, double tilt) => Math.Abs(tilt) < Least ? u : Math.Clamp(-Math.Log(1 + u * (Math.Exp(-tilt) - 1)) / tilt, 0, Math.BitDecrement(1));

    /// <summary>The tilt, not below 0, whose density at 0 is <paramref name="ratio"/> times the mean one: tilt / (1 - exp(-tilt)).</summary>
    private static double Falling(double ratio)
    {
        if (ratio <= 1)
            return 0;
        double low = 0, high = Most;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            if (middle / (1 - Math.Exp(-middle)) < ratio)
                low = middle;
            else
                high = middle;
        }

        return low;
    }
}
