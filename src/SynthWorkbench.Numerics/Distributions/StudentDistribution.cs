namespace SynthWorkbench.Numerics.Distributions;

/// <summary>Student's t distribution; degrees of freedom are above 0 and need not be whole.</summary>
/// <remarks>Abramowitz and Stegun, Handbook of Mathematical Functions (1964), section 26.7; its square is F with 1 and the same degrees of freedom.</remarks>
public static class StudentDistribution
{
    /// <summary>The share below <paramref name="t"/>. Relative error below 1e-12, also of tiny shares.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The degrees of freedom are not above 0.</exception>
    public static double Below(double t, double degrees)
    {
        double tail = FDistribution.Above(t * t, 1, degrees) / 2;
        return t <= 0 ? tail : 1 - tail;
    }

    /// <summary>The value below which a share <paramref name="p"/> lies; infinite at 0 and 1. Relative error below 1e-11.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1, or the degrees of freedom are not above 0.</exception>
    public static double Quantile(double p, double degrees)
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "A share is 0 to 1.");

        // Outside the middle half the tail is known exactly, inside it the distance from one half is.
        double middle = 2 * Math.Abs(p - 0.5);
        double t = Math.Sqrt(middle > 0.5 ? FDistribution.UpperQuantile(2 * Math.Min(p, 1 - p), 1, degrees) : FDistribution.Quantile(middle, 1, degrees));
        return p < 0.5 ? -t : t;
    }
}
