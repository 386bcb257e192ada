namespace SynthWorkbench.Numerics.Privacy;

/// <summary>
/// rho-zero-concentrated differential privacy told as (epsilon, delta), exactly enough: the order alpha is optimised, not bounded. Costs of mechanisms run one after another add up in rho.
/// </summary>
/// <remarks>Bun and Steinke, "Concentrated differential privacy", TCC 2016; the conversion is corollary 13 of Canonne, Kamath and Steinke, "The discrete Gaussian for differential privacy", NeurIPS 2020:
/// delta = min over alpha above 1 of exp((alpha - 1)(alpha rho - epsilon)) / (alpha - 1) * (1 - 1 / alpha)^alpha. Results of the inverse functions lie on the safe side.</remarks>
public static class ZeroConcentrated
{
    private const int Halvings = 200;

    /// <summary>The least delta known for which rho implies (epsilon, delta). 0 where rho is 0.</summary>
    public static double DeltaOf(double rho, double epsilon)
    {
        ThrowIfNegative(rho, nameof(rho));
        ThrowIfNegative(epsilon, nameof(epsilon));
        if (rho == 0)
            return 0;
        // The logarithm is convex in alpha: its derivative (2 alpha - 1) rho - epsilon + ln(1 - 1/alpha) has one root.
        double alpha = Bisected(1 + 1e-12, (epsilon + 1) / (2 * rho) + 2, a => (2 * a - 1) * rho - epsilon + Math.Log(1 - 1 / a) < 0).High;
        double log = (alpha - 1) * (alpha * rho - epsilon) + alpha * Math.Log(1 - 1 / alpha) - Math.Log(alpha - 1);
        return Math.Min(1, Math.Exp(log));
    }

    /// <summary>The least epsilon known for which rho implies (epsilon, delta); not below the exact one.</summary>
    public static double EpsilonOf(double rho, double delta)
    {
        ThrowIfNegative(rho, nameof(rho));
        ThrowIfNoDelta(delta);
        if (rho == 0)
            return 0;
        return Bisected(0, rho + 2 * Math.Sqrt(rho * Math.Log(1 / delta)), epsilon => DeltaOf(rho, epsilon) > delta).High;
    }

    /// <summary>The largest rho known to imply (epsilon, delta); not above the exact one.</summary>
    public static double RhoOf(double epsilon, double delta)
    {
        ThrowIfNegative(epsilon, nameof(epsilon));
        ThrowIfNoDelta(delta);
        return Bisected(0, epsilon + 1, rho => DeltaOf(rho, epsilon) <= delta).Low;
    }

    /// <summary>The two neighbouring numbers between which what holds at <paramref name="low"/> ceases to hold.</summary>
    private static (double Low, double High) Bisected(double low, double high, Func<double, bool> holds)
    {
        for (int i = 0; i < Halvings && (low + high) / 2 is var middle && middle > low && middle < high; i++)
            (low, high) = holds(middle) ? (middle, high) : (low, middle);
        return (low, high);
    }

    private static void ThrowIfNegative(double value, string name)
    {
        if (!(value >= 0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(name, value, "This is a finite number that is not negative.");
    }

    private static void ThrowIfNoDelta(double delta)
    {
        if (!(delta is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "Delta lies strictly between 0 and 1.");
    }
}
