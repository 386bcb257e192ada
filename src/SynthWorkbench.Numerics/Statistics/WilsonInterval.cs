namespace SynthWorkbench.Numerics.Statistics;

/// <summary>The score interval of a proportion (Wilson, JASA 22 (1927)).</summary>
public static class WilsonInterval
{
    /// <summary>The interval of <paramref name="successes"/> (may be fractional) in <paramref name="n"/> trials at normal quantile <paramref name="z"/> (1.96 for 95 %); [0, 1] without trials.</summary>
    public static (double Low, double High) Of(double successes, double n, double z = 1.959963984540054)
    {
        if (n <= 0)
            return (0, 1);
        double p = successes / n, z2 = z * z;
        double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        double half = z / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
