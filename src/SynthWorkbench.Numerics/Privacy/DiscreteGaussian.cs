namespace SynthWorkbench.Numerics.Privacy;

/// <summary>
/// Exact draws from the discrete Gaussian: a whole number y with probability proportional to exp(-y² / (2 variance)). Added to counts that one row changes by at most 1 in the Euclidean norm it costs
/// rho = 1 / (2 variance), as continuous noise would, and no floating-point number is involved.
/// </summary>
/// <remarks>Canonne, Kamath and Steinke, "The discrete Gaussian for differential privacy", NeurIPS 2020, algorithms 1 to 3 and theorem 4. Expected cost: about ten 128-bit uniform numbers, whatever the variance.</remarks>
public static class DiscreteGaussian
{
    /// <summary>The largest variance: the exponents then fit into 128 bits.</summary>
    public const long MostVariance = 1_000_000_000_000;

    /// <summary>One draw of mean 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The variance is not between 1 and <see cref="MostVariance"/>.</exception>
    public static long Draw(NoiseSource noise, long variance)
    {
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(variance);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(variance, MostVariance);
        long scale = (long)Math.Sqrt(variance) + 1;
        UInt128 denominator = 2 * (UInt128)variance * (UInt128)(scale * scale);
        while (true)
        {
            long y = Laplace(noise, scale);
            Int128 gap = (Int128)Math.Abs(y) * scale - variance;
            if (ExactBernoulli.ExpMinus(noise, (UInt128)(gap * gap), denominator))
                return y;
        }
    }

    /// <summary>The variance that costs at most <paramref name="rho"/>: the least whole number not below 1 / (2 rho).</summary>
    public static long VarianceFor(double rho)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rho);
        return (long)Math.Clamp(Math.Ceiling(1 / (2 * rho)), 1, MostVariance);
    }

    /// <summary>The discrete Laplace distribution: probability proportional to exp(-|y| / scale).</summary>
    private static long Laplace(NoiseSource noise, long scale)
    {
        while (true)
        {
            long part = (long)noise.Below((UInt128)scale);
            if (!ExactBernoulli.ExpMinus(noise, (UInt128)part, (UInt128)scale))
                continue;
            long whole = 0;
            while (ExactBernoulli.ExpMinus(noise, 1, 1))
                whole++;
            long size = part + scale * whole;
            bool isNegative = (noise.NextUInt64() & 1) == 1;
            if (!isNegative || size != 0)
                return isNegative ? -size : size;
        }
    }
}
