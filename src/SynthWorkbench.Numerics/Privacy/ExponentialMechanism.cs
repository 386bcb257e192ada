namespace SynthWorkbench.Numerics.Privacy;

/// <summary>
/// Chooses the index of a high score privately: index i with probability proportional to exp(epsilon * score[i] / (2 sensitivity)). Whole-number scores, drawn exactly by rejection.
/// </summary>
/// <remarks>McSherry and Talwar, "Mechanism design via differential privacy", FOCS 2007; epsilon costs rho = epsilon² / 8 (Cesar and Rogers, "Bounding, concentrating, and truncating", ALT 2021). Expected cost:
/// at most one exponential coin for each score.</remarks>
public static class ExponentialMechanism
{
    private const double Denominator = 1L << 40;

    /// <summary>The chosen index.</summary>
    /// <param name="noise">The bits.</param>
    /// <param name="scores">One score each; a row changes each by at most <paramref name="sensitivity"/>.</param>
    /// <param name="epsilon">0 (every index alike) to 1000; rounded down to a multiple of 2^-40.</param>
    /// <param name="sensitivity">At least 1.</param>
    /// <exception cref="ArgumentException">There is no score.</exception>
    public static int Choose(NoiseSource noise, ReadOnlySpan<long> scores, double epsilon, long sensitivity = 1)
    {
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sensitivity);
        if (!(epsilon is >= 0 and <= 1000))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon lies between 0 and 1000.");
        if (scores.IsEmpty)
            throw new ArgumentException("There is nothing to choose from.", nameof(scores));
        long best = scores[0];
        foreach (long score in scores)
            best = Math.Max(best, score);
        UInt128 numerator = (UInt128)Math.Floor(epsilon * Denominator), denominator = (UInt128)Denominator * 2 * (UInt128)sensitivity;
        while (true)
        {
            int i = (int)noise.Below((UInt128)scores.Length);
            if (ExactBernoulli.ExpMinus(noise, (UInt128)(best - scores[i]) * numerator, denominator))
                return i;
        }
    }

    /// <summary>The epsilon whose cost is <paramref name="rho"/>.</summary>
    public static double EpsilonFor(double rho) => Math.Sqrt(8 * rho);

    /// <summary>The cost of <paramref name="epsilon"/>.</summary>
    public static double RhoOf(double epsilon) => epsilon * epsilon / 8;
}
