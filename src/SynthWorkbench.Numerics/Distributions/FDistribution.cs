namespace SynthWorkbench.Numerics.Distributions;

/// <summary>Fisher's F distribution; degrees of freedom are above 0 and need not be whole.</summary>
/// <remarks>Abramowitz and Stegun, Handbook of Mathematical Functions (1964), section 26.6: the incomplete beta function at d1 f / (d1 f + d2).</remarks>
public static class FDistribution
{
    /// <summary>The share below <paramref name="f"/>, 0 at and below 0, NaN of NaN. Relative error below 1e-12, also of tiny shares.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A degree of freedom is not above 0.</exception>
    public static double Below(double f, double d1, double d2) =>
        f <= 0 ? 0 : IncompleteBeta.Regularized(d1 / 2, d2 / 2, Part(f, d1, d2), Rest(f, d1, d2));

    /// <summary>The share above <paramref name="f"/>, 1 at and below 0, NaN of NaN. Relative error below 1e-12, also of tiny shares.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A degree of freedom is not above 0.</exception>
    public static double Above(double f, double d1, double d2) =>
        f <= 0 ? 1 : IncompleteBeta.Regularized(d2 / 2, d1 / 2, Rest(f, d1, d2), Part(f, d1, d2));

    /// <summary>The value below which a share <paramref name="p"/> lies; 0 at 0, infinite at 1. Relative error below 1e-11.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1, or a degree of freedom is not above 0.</exception>
    public static double Quantile(double p, double d1, double d2)
    {
        RequireShare(p);
        return p == 0 ? 0 : p == 1 ? double.PositiveInfinity : p <= 0.5 ? Solve(p, false, d1, d2) : Solve(1 - p, true, d1, d2);
    }

    /// <summary>The value above which a share <paramref name="p"/> lies; the digits of a tiny share are not lost as by 1 - p.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1, or a degree of freedom is not above 0.</exception>
    public static double UpperQuantile(double p, double d1, double d2)
    {
        RequireShare(p);
        return p == 0 ? double.PositiveInfinity : p == 1 ? 0 : p <= 0.5 ? Solve(p, true, d1, d2) : Solve(1 - p, false, d1, d2);
    }

    /// <summary>Newton's method on the logarithm of the smaller tail over u = ln f, where it is concave, kept within a bracket that bisection narrows.</summary>
    private static double Solve(double share, bool above, double d1, double d2)
    {
        double low = -1, high = 1;
        while (low > -700 && Excess(low) > 0 != above)
            low *= 2;
        while (high < 700 && Excess(high) > 0 == above)
            high *= 2;
        double u = (low + high) / 2;
        for (int i = 0; i < 200; i++)
        {
            double excess = Excess(u);
            if (excess > 0 == above)
                low = u;
            else
                high = u;
            double f = Math.Exp(u), slope = IncompleteBeta.Kernel(d1 / 2, d2 / 2, Part(f, d1, d2), Rest(f, d1, d2)) / Share(u);
            double next = u - excess / (above ? -slope : slope);
            if (!(next > low && next < high))
                next = (low + high) / 2;
            double step = Math.Abs(next - u);
            u = next;
            if (step <= 4e-16 * Math.Max(1, Math.Abs(u)))
                break;
        }

        return Math.Exp(u);

        double Share(double at) => above ? Above(Math.Exp(at), d1, d2) : Below(Math.Exp(at), d1, d2);

        double Excess(double at) => Math.Log(Share(at) / share);
    }

    /// <summary>d1 f / (d1 f + d2), written so that no product overflows.</summary>
    private static double Part(double f, double d1, double d2) => 1 / (1 + d2 / d1 / f);

    private static double Rest(double f, double d1, double d2) => 1 / (1 + d1 / d2 * f);

    private static void RequireShare(double p)
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "A share is 0 to 1.");
    }
}
