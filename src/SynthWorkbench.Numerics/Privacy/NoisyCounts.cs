using SynthWorkbench.Numerics.Distributions;

namespace SynthWorkbench.Numerics.Privacy;

/// <summary>What counts with normal noise tell of counts that cannot be negative.</summary>
public static class NoisyCounts
{
    /// <summary>The least mean that counts are taken to have, in standard deviations of noise.</summary>
    private const double LeastMean = 0.05;

    private const double FarBelow = -2;

    private const int Fractions = 60;

    /// <summary>
    /// Of counts with normal noise the means given that the true ones are positive and distributed exponentially, with the mean that the noisy ones have together; scaled to their sum, where that is positive.
    /// </summary>
    /// <remarks>Empirical Bayes: Robbins, "An empirical Bayes approach to statistics", 1956; Efron, "Large-scale inference" (2010), chapter 1.</remarks>
    public static double[] Positive(double[] noisy, double deviation)
    {
        if (noisy.Length == 0)
            return [];
        double mean = Math.Max(noisy.Sum() / noisy.Length, LeastMean * deviation);
        double[] means = Array.ConvertAll(noisy, n => deviation * TruncatedMean((n - deviation * deviation / mean) / deviation));
        double all = means.Sum();
        return Array.ConvertAll(means, m => m * mean * noisy.Length / all);
    }

    /// <summary>The mean of a normal variable of mean <paramref name="z"/> and variance 1 that is known to be positive.</summary>
    /// <remarks>z + φ(z) / Φ(z); far below 0 by Laplace's continued fraction of Mills' ratio (Abramowitz and Stegun, formula 26.2.14).</remarks>
    public static double TruncatedMean(double z)
    {
        if (z > FarBelow)
            return z + Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) / NormalDistribution.Below(z);
        double fraction = 0;
        for (int i = Fractions; i >= 2; i--)
            fraction = i / (fraction - z);
        return 1 / (fraction - z);
    }

    /// <summary>The nearest point, by Euclid, of those that are not negative and sum to <paramref name="total"/> (Held, Wolfe and Crowder 1974).</summary>
    public static double[] OnSimplex(double[] values, double total)
    {
        double[] falling = [.. values.OrderDescending()];
        double sum = 0, shift = 0;
        for (int i = 0; i < falling.Length; i++)
        {
            sum += falling[i];
            double candidate = (sum - total) / (i + 1);
            if (falling[i] - candidate <= 0)
                break;
            shift = candidate;
        }

        return Array.ConvertAll(values, v => Math.Max(0, v - shift));
    }
}
