using SynthWorkbench.Numerics.Distributions;

namespace SynthWorkbench.Numerics.Agreement;

/// <summary>How many items it takes to show that agreement is above a value.</summary>
public static class AgreementSampleSize
{
    private const int Most = 10_000_000;

    /// <summary>
    /// Items for two reviewers and two categories, so that a true kappa of <paramref name="kappa"/> is told from <paramref name="least"/> with the given power. Mind the order: irr's N.cohen.kappa takes the
    /// two the other way round than its help page calls them, and prints 96 where 117 are needed.
    /// </summary>
    /// <param name="least">The kappa that must be exceeded (k0).</param>
    /// <param name="kappa">The kappa that is expected (k1).</param>
    /// <param name="firstShare">The share of items that the first reviewer puts into the first category, between 0 and 1.</param>
    /// <param name="secondShare">The same of the second.</param>
    /// <param name="alpha">The chance of a false alarm, between 0 and 1.</param>
    /// <param name="power">The chance of success, between 0 and 1.</param>
    /// <param name="twoSided">Whether the test is two-sided.</param>
    /// <remarks>Cantor, Psychological Methods 1 (1996), equation 3: [(z(α) sqrt Q(k0) + z(β) sqrt Q(k1)) / (k1 - k0)]², Q the variance of Fleiss, Cohen and Everitt (1969) times n.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, the two kappas are the same, or the shares do not allow such a kappa.</exception>
    public static int Kappa(double least, double kappa, double firstShare, double secondShare, double alpha = 0.05, double power = 0.8, bool twoSided = false) =>
        (int)Math.Min(Most, Math.Ceiling(KappaExact(least, kappa, firstShare, secondShare, alpha, power, twoSided) - 1e-9));

    /// <summary>The same before rounding up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, the two kappas are the same, or the shares do not allow such a kappa.</exception>
    public static double KappaExact(double least, double kappa, double firstShare, double secondShare, double alpha = 0.05, double power = 0.8, bool twoSided = false)
    {
        RequireTest(alpha, power);
        if (least == kappa)
            throw new ArgumentOutOfRangeException(nameof(kappa), kappa, "No number of items tells a kappa from itself.");
        double z0 = NormalDistribution.Quantile(1 - alpha / (twoSided ? 2 : 1)), z1 = NormalDistribution.Quantile(power);
        double root = (z0 * Math.Sqrt(Spread(least, nameof(least))) + z1 * Math.Sqrt(Spread(kappa, nameof(kappa)))) / (kappa - least);
        return root * root;

        double Spread(double value, string name)
        {
            RequireShare(firstShare, nameof(firstShare));
            RequireShare(secondShare, nameof(secondShare));
            double chance = firstShare * secondShare + (1 - firstShare) * (1 - secondShare), observed = value * (1 - chance) + chance, both = (firstShare + secondShare - 1 + observed) / 2;
            double[] shares = [both, firstShare - both, secondShare - both, observed - both];
            if (Array.Exists(shares, s => !(s >= -1e-12)))
                throw new ArgumentOutOfRangeException(name, value, $"Reviewers who use the first category in {firstShare:P0} and {secondShare:P0} of the items cannot reach this kappa.");
            return Math.Max(0, KappaMoments.Of(shares, AgreementWeights.Identity(2)).Variance);
        }
    }

    /// <summary>The fewest items with which ICC(1,1) of <paramref name="icc"/> is told from <paramref name="least"/> by a one-sided F test of the given power.</summary>
    /// <param name="least">The correlation that must be exceeded, 0 to below <paramref name="icc"/>.</param>
    /// <param name="icc">The correlation that is expected, below 1.</param>
    /// <param name="raters">Ratings of each item, at least 2.</param>
    /// <param name="alpha">The chance of a false alarm, between 0 and 1.</param>
    /// <param name="power">The chance of success, between 0 and 1.</param>
    /// <remarks>Donner and Eliasziw, Statistics in Medicine 6 (1987): the F ratio of a true ρ is (1 + kρ / (1 - ρ)) F.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static int Icc(double least, double icc, int raters, double alpha = 0.05, double power = 0.8)
    {
        RequireTest(alpha, power);
        int high = 2;
        while (IccPower(high, least, icc, raters, alpha) < power && high < Most)
            high *= 2;
        int low = high / 2;
        while (low + 1 < high)
        {
            int middle = low + (high - low) / 2;
            if (IccPower(middle, least, icc, raters, alpha) < power)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    /// <summary>The chance, 0 to 1, that <paramref name="items"/> items tell ICC(1,1) of <paramref name="icc"/> from <paramref name="least"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static double IccPower(int items, double least, double icc, int raters, double alpha = 0.05)
    {
        RequireIcc(least, icc, raters);
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 2);
        double between = items - 1, within = items * (raters - 1.0);
        return FDistribution.Above(Ratio(least, raters) / Ratio(icc, raters) * FDistribution.UpperQuantile(alpha, between, within), between, within);
    }

    /// <summary>The approximate number of items, before rounding, of the same test.</summary>
    /// <remarks>Walter, Eliasziw and Donner, Statistics in Medicine 17 (1998), equation 8.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static double IccApproximate(double least, double icc, int raters, double alpha = 0.05, double power = 0.8)
    {
        RequireTest(alpha, power);
        RequireIcc(least, icc, raters);
        double z = NormalDistribution.Quantile(1 - alpha) + NormalDistribution.Quantile(power), log = Math.Log(Ratio(least, raters) / Ratio(icc, raters));
        return 1 + 2 * z * z * raters / (log * log * (raters - 1));
    }

    private static double Ratio(double icc, int raters) => 1 + raters * icc / (1 - icc);

    private static void RequireIcc(double least, double icc, int raters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(raters, 2);
        if (!(least >= 0 && least < icc && icc < 1))
            throw new ArgumentOutOfRangeException(nameof(icc), icc, $"The expected correlation lies above the least one, {least}, which is 0 or more, and below 1.");
    }

    private static void RequireTest(double alpha, double power)
    {
        RequireShare(alpha, nameof(alpha));
        RequireShare(power, nameof(power));
    }

    private static void RequireShare(double value, string name)
    {
        if (!(value > 0 && value < 1))
            throw new ArgumentOutOfRangeException(name, value, "A share is between 0 and 1.");
    }
}
