namespace SynthWorkbench.Numerics.Privacy;

/// <summary>Coins with rational and exponential bias, tossed in whole numbers: no rounding shifts a probability.</summary>
/// <remarks>Canonne, Kamath and Steinke, "The discrete Gaussian for differential privacy", NeurIPS 2020, algorithm 1; after Forsythe (1972).</remarks>
internal static class ExactBernoulli
{
    /// <summary>True with probability <paramref name="numerator"/> / <paramref name="denominator"/>.</summary>
    private static bool Toss(NoiseSource noise, UInt128 numerator, UInt128 denominator) => noise.Below(denominator) < numerator;

    /// <summary>True with probability exp(-<paramref name="numerator"/> / <paramref name="denominator"/>). Expected cost: a few tosses, whatever the exponent.</summary>
    public static bool ExpMinus(NoiseSource noise, UInt128 numerator, UInt128 denominator)
    {
        for (; numerator > denominator; numerator -= denominator)
        {
            if (!ExpMinusFraction(noise, 1, 1))
                return false;
        }

        return ExpMinusFraction(noise, numerator, denominator);
    }

    /// <summary>For exponents up to 1: the first k at which a coin of bias exponent / k fails is odd with that probability.</summary>
    private static bool ExpMinusFraction(NoiseSource noise, UInt128 numerator, UInt128 denominator)
    {
        uint k = 1;
        while (Toss(noise, numerator, denominator * k))
            k++;
        return k % 2 == 1;
    }
}
