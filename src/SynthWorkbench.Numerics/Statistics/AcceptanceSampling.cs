namespace SynthWorkbench.Numerics.Statistics;

/// <summary>A single sampling plan by attributes: <see cref="SampleSize"/> items are judged, and the lot is accepted with at most <see cref="AcceptanceNumber"/> defects among them.</summary>
/// <remarks>
/// Montgomery, Introduction to Statistical Quality Control, 6th ed. (2009), section 15.2. Binomial: the lot is taken as large against the sample; for a smaller lot the true risks are smaller.
/// </remarks>
public sealed record AcceptanceSampling
{
    private const int LargestSample = 1_000_000;

    /// <param name="sampleSize">n, at least 1.</param>
    /// <param name="acceptanceNumber">c, 0 to below n.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public AcceptanceSampling(int sampleSize, int acceptanceNumber)
    {
        if (sampleSize is < 1 or > LargestSample)
            throw new ArgumentOutOfRangeException(nameof(sampleSize), sampleSize, $"A sample has 1 to {LargestSample} items.");
        if (acceptanceNumber < 0 || acceptanceNumber >= sampleSize)
            throw new ArgumentOutOfRangeException(nameof(acceptanceNumber), acceptanceNumber, $"An acceptance number is 0 to below the sample's size, {sampleSize}.");
        (SampleSize, AcceptanceNumber) = (sampleSize, acceptanceNumber);
    }

    /// <summary>n: items judged.</summary>
    public int SampleSize { get; }

    /// <summary>c: the most defects of an accepted lot.</summary>
    public int AcceptanceNumber { get; }

    /// <summary>The plan of fewest items whose risks are at most the given ones; null when it would need more than a million items.</summary>
    /// <param name="p0">The acceptable share of defects, above 0.</param>
    /// <param name="p1">The rejectable share of defects, above <paramref name="p0"/> and below 1.</param>
    /// <param name="alpha">The most producer's risk at <paramref name="p0"/>, between 0 and 1.</param>
    /// <param name="beta">The most consumer's risk at <paramref name="p1"/>, between 0 and 1; together with <paramref name="alpha"/> below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share or risk is outside its range.</exception>
    public static AcceptanceSampling? Smallest(double p0, double p1, double alpha, double beta)
    {
        SamplingRisks.Require(p0, p1, alpha, beta);

        // For a number of defects c the consumer's risk falls and the producer's risk grows with n: the first n that protects the consumer is the only one to ask.
        int low = 0;
        for (int c = 0; ; c++)
        {
            low = Math.Max(low, c + 1);
            int high = low;
            while (Accepted(high, c, p1) > beta)
            {
                if (high >= LargestSample)
                    return null;
                low = high + 1;
                high = (int)Math.Min(LargestSample, 2L * high);
            }

            while (low < high)
            {
                int middle = low + (high - low) / 2;
                if (Accepted(middle, c, p1) > beta)
                    low = middle + 1;
                else
                    high = middle;
            }

            if (1 - Accepted(low, c, p0) <= alpha)
                return new AcceptanceSampling(low, c);
        }
    }

    /// <summary>The probability, 0 to 1, that a lot of share <paramref name="p"/> is accepted: at most c defects among n items. O(c).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1.</exception>
    public double OperatingCharacteristic(double p)
    {
        SamplingRisks.RequireShare(p);
        return Accepted(SampleSize, AcceptanceNumber, p);
    }

    /// <summary>The probability that a lot of the acceptable share <paramref name="p0"/> is rejected.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1.</exception>
    public double ProducerRisk(double p0) => 1 - OperatingCharacteristic(p0);

    /// <summary>The probability that a lot of the rejectable share <paramref name="p1"/> is accepted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1.</exception>
    public double ConsumerRisk(double p1) => OperatingCharacteristic(p1);

    /// <summary>The binomial distribution function, summed from logarithms so that no power underflows alone.</summary>
    private static double Accepted(int n, int c, double p)
    {
        if (p == 0)
            return 1;
        if (p == 1)
            return c >= n ? 1 : 0;
        double term = n * Math.Log(1 - p), odds = Math.Log(p) - Math.Log(1 - p), sum = Math.Exp(term);
        for (int k = 0; k < c; k++)
        {
            term += Math.Log((double)(n - k) / (k + 1)) + odds;
            sum += Math.Exp(term);
        }

        return Math.Min(1, sum);
    }
}

/// <summary>The ranges that plans of acceptance share.</summary>
internal static class SamplingRisks
{
    public static void Require(double p0, double p1, double alpha, double beta)
    {
        if (!(p0 > 0 && p0 < 1))
            throw new ArgumentOutOfRangeException(nameof(p0), p0, "An acceptable share of defects is above 0 and below 1.");
        if (!(p1 > p0 && p1 < 1))
            throw new ArgumentOutOfRangeException(nameof(p1), p1, $"A rejectable share of defects is above the acceptable one, {p0}, and below 1.");
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "A producer's risk is above 0 and below 1.");
        if (!(beta > 0 && beta < 1 - alpha))
            throw new ArgumentOutOfRangeException(nameof(beta), beta, $"A consumer's risk is above 0 and, with the producer's risk of {alpha}, below 1.");
    }

    public static void RequireShare(double p)
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "A share of defects is 0 to 1.");
    }
}
