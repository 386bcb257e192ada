namespace SynthWorkbench.Numerics.Distributions;

/// <summary>The regularised incomplete beta function, on which Student's and Fisher's distributions stand.</summary>
/// <remarks>
/// Continued fraction by Lentz's method (Press et al., Numerical Recipes, 3rd ed. (2007), section 6.4). The factor before it is written with Stirling errors and deviances
/// (Loader, "Fast and accurate computation of binomial probabilities" (2000)), so that no large logarithms cancel. Relative error below 1e-13 for parameters up to 1e5.
/// </remarks>
public static class IncompleteBeta
{
    private const int MostSteps = 100_000;

    /// <summary>I_x(a, b), 0 to 1. O(sqrt(max(a, b))).</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    /// <param name="x">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static double Regularized(double a, double b, double x)
    {
        if (!(x >= 0 && x <= 1))
            throw new ArgumentOutOfRangeException(nameof(x), x, "The incomplete beta function is asked at 0 to 1.");
        return Regularized(a, b, x, 1 - x);
    }

    /// <summary>The same with <paramref name="y"/> = 1 - <paramref name="x"/> given, which near 1 keeps the digits that the difference would lose.</summary>
    internal static double Regularized(double a, double b, double x, double y)
    {
        if (!(a > 0) || double.IsInfinity(a))
            throw new ArgumentOutOfRangeException(nameof(a), a, "A parameter of the beta function is above 0 and finite.");
        if (!(b > 0) || double.IsInfinity(b))
            throw new ArgumentOutOfRangeException(nameof(b), b, "A parameter of the beta function is above 0 and finite.");
        if (double.IsNaN(x) || double.IsNaN(y))
            return double.NaN;
        if (x <= 0 || y <= 0)
            return x <= 0 ? 0 : 1;
        return x < (a + 1) / (a + b + 2) ? Kernel(a, b, x, y) * Fraction(a, b, x) / a : 1 - Kernel(b, a, y, x) * Fraction(b, a, y) / b;
    }

    /// <summary>x^a y^b / B(a, b): the density times x y.</summary>
    internal static double Kernel(double a, double b, double x, double y)
    {
        double n = a + b;
        return Math.Sqrt(a / n * b / (2 * Math.PI)) * Math.Exp(StirlingError(n) - StirlingError(a) - StirlingError(b) - Deviance(a, n * x) - Deviance(b, n * y));
    }

    private static double Fraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        double c = 1, d = 1 - (a + b) * x / (a + 1);
        d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
        double value = d;
        for (int m = 1; m <= MostSteps; m++)
        {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            Step(even);
            if (Math.Abs(Step(odd) - 1) <= 2.3e-16)
                break;
        }

        return value;

        double Step(double term)
        {
            d = 1 + term * d;
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = 1 + term / c;
            c = Math.Abs(c) < Tiny ? Tiny : c;
            value *= c * d;
            return c * d;
        }
    }

    /// <summary>ln Γ(z) less Stirling's (z - 1/2) ln z - z + ln(2π) / 2.</summary>
    private static double StirlingError(double z)
    {
        double shift = 0;
        for (; z < 16; z++)
        {
            // (z + 1/2) ln((z + 1) / z) - 1; from z = 1/2 on as the series of the inverse hyperbolic tangent, whose leading term cancels the 1 exactly.
            if (z < 0.5)
            {
                shift += (z + 0.5) * Math.Log((z + 1) / z) - 1;
                continue;
            }

            double s2 = 1 / ((2 * z + 1) * (2 * z + 1)), power = s2, sum = 0;
            for (int j = 3; ; j += 2)
            {
                double next = sum + power / j;
                if (next == sum)
                    break;
                sum = next;
                power *= s2;
            }

            shift += sum;
        }

        double r = 1 / (z * z);
        return shift + (1 / 12.0 - r * (1 / 360.0 - r * (1 / 1260.0 - r * (1 / 1680.0 - r / 1188.0)))) / z;
    }

    /// <summary>k ln(k / m) + m - k, without cancellation where k is near m.</summary>
    private static double Deviance(double k, double m)
    {
        if (Math.Abs(k - m) >= 0.1 * (k + m))
            return k * Math.Log(k / m) + m - k;
        double v = (k - m) / (k + m), sum = (k - m) * v, term = 2 * k * v;
        v *= v;
        for (int j = 3; ; j += 2)
        {
            term *= v;
            double next = sum + term / j;
            if (next == sum)
                return sum;
            sum = next;
        }
    }
}
