namespace SynthWorkbench.Numerics.Statistics;

/// <summary>What a sequential test says after some items.</summary>
public enum SequentialDecision
{
    /// <summary>Neither boundary is reached.</summary>
    Continue,

    /// <summary>The lot is accepted.</summary>
    Accept,

    /// <summary>The lot is rejected.</summary>
    Reject,
}

/// <summary>
/// Wald's sequential probability ratio test of a share of defects: after each item the number of defects is held against two parallel lines over the number of items,
/// <c>-h0 + s n</c> (accept at or below) and <c>h1 + s n</c> (reject at or above).
/// </summary>
/// <remarks>
/// Wald, "Sequential Tests of Statistical Hypotheses", Annals of Mathematical Statistics 16 (1945), and Sequential Analysis (1947), chapter 5. The boundaries are Wald's approximations:
/// the realised risks are at most alpha / (1 - beta) and beta / (1 - alpha), and together at most alpha + beta; mostly they are smaller, because the last item carries past the line.
/// Operating characteristic and expected number neglect that excess.
/// </remarks>
public sealed record SequentialProbabilityRatioTest
{
    private readonly double _perDefect;
    private readonly double _perGood;
    private readonly double _accept;
    private readonly double _reject;

    /// <param name="p0">The acceptable share of defects, above 0.</param>
    /// <param name="p1">The rejectable share of defects, above <paramref name="p0"/> and below 1.</param>
    /// <param name="alpha">The risk of rejecting a lot of share <paramref name="p0"/>, between 0 and 1.</param>
    /// <param name="beta">The risk of accepting a lot of share <paramref name="p1"/>, between 0 and 1; together with <paramref name="alpha"/> below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share or risk is outside its range.</exception>
    public SequentialProbabilityRatioTest(double p0, double p1, double alpha, double beta)
    {
        SamplingRisks.Require(p0, p1, alpha, beta);
        (AcceptableRate, RejectableRate, Alpha, Beta) = (p0, p1, alpha, beta);
        _perDefect = Math.Log(p1 / p0);
        _perGood = Math.Log((1 - p1) / (1 - p0));
        _accept = Math.Log(beta / (1 - alpha));
        _reject = Math.Log((1 - beta) / alpha);
        double slope = _perDefect - _perGood;
        AcceptanceIntercept = -_accept / slope;
        RejectionIntercept = _reject / slope;
        Slope = -_perGood / slope;
    }

    /// <summary>p0.</summary>
    public double AcceptableRate { get; }

    /// <summary>p1.</summary>
    public double RejectableRate { get; }

    /// <summary>The producer's risk.</summary>
    public double Alpha { get; }

    /// <summary>The consumer's risk.</summary>
    public double Beta { get; }

    /// <summary>h0, above 0: the line of acceptance begins that far below no defects.</summary>
    public double AcceptanceIntercept { get; }

    /// <summary>h1, above 0: the line of rejection begins that far above no defects.</summary>
    public double RejectionIntercept { get; }

    /// <summary>s, between p0 and p1: defects by which both lines rise an item.</summary>
    public double Slope { get; }

    /// <summary>The fewest items after which a lot without any defect is accepted.</summary>
    public int FewestToAccept => (int)Math.Min(int.MaxValue, Math.Ceiling(AcceptanceIntercept / Slope));

    /// <summary>The most defects among <paramref name="n"/> items with which the lot is accepted there; negative where none suffices yet.</summary>
    public int AcceptanceNumber(int n) => (int)Math.Floor(Slope * Items(n) - AcceptanceIntercept);

    /// <summary>The fewest defects among <paramref name="n"/> items with which the lot is rejected there; above <paramref name="n"/> where even all do not suffice yet.</summary>
    public int RejectionNumber(int n) => (int)Math.Ceiling(Slope * Items(n) + RejectionIntercept);

    /// <summary>The decision after <paramref name="n"/> items of which <paramref name="defects"/> are defects. The test ends with the first that is not <see cref="SequentialDecision.Continue"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or there are more defects than items.</exception>
    public SequentialDecision Decide(int n, int defects)
    {
        if (defects < 0 || defects > n)
            throw new ArgumentOutOfRangeException(nameof(defects), defects, $"Defects are 0 to the number of items, {n}.");
        return defects <= AcceptanceNumber(n) ? SequentialDecision.Accept
            : defects >= RejectionNumber(n) ? SequentialDecision.Reject
            : SequentialDecision.Continue;
    }

    /// <summary>The probability, 0 to 1, that a lot of share <paramref name="p"/> is accepted: 1 at 0, 1 - alpha at p0, h1 / (h0 + h1) at s, beta at p1, 0 at 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1.</exception>
    public double OperatingCharacteristic(double p)
    {
        SamplingRisks.RequireShare(p);
        if (p == 0)
            return 1;
        if (p == 1)
            return 0;
        double t = Exponent(p);
        if (Math.Abs(t) < 1e-6)
            return RejectionIntercept / (AcceptanceIntercept + RejectionIntercept);

        // (A^t - 1) / (A^t - B^t), written so that neither power overflows.
        return t > 0
            ? (1 - Math.Exp(-t * _reject)) / (1 - Math.Exp(t * (_accept - _reject)))
            : (Math.Exp(t * (_reject - _accept)) - Math.Exp(-t * _accept)) / (Math.Exp(t * (_reject - _accept)) - 1);
    }

    /// <summary>The expected number of items until the decision on a lot of share <paramref name="p"/>; largest near s. At 0 it is h0 / s, at s h0 h1 / (s (1 - s)), at 1 h1 / (1 - s).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1.</exception>
    public double ExpectedItems(double p)
    {
        double accepted = OperatingCharacteristic(p);
        double step = p * _perDefect + (1 - p) * _perGood;
        if (Math.Abs(p - Slope) < 1e-9)
            return AcceptanceIntercept * RejectionIntercept / (Slope * (1 - Slope));
        return (accepted * _accept + (1 - accepted) * _reject) / step;
    }

    /// <summary>Wald's t of a share: the root of p = (1 - g^t) / (d^t - g^t) with d = p1 / p0 and g = (1 - p1) / (1 - p0); 1 at p0, 0 at s, -1 at p1, falling in p.</summary>
    private double Exponent(double p)
    {
        double low = -1, high = 1;
        while (Share(low) < p && low > -1e6)
            low *= 2;
        while (Share(high) > p && high < 1e6)
            high *= 2;
        for (int i = 0; i < 200 && high - low > 1e-14 * Math.Max(1, Math.Abs(low)); i++)
        {
            double middle = (low + high) / 2;
            if (Share(middle) > p)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    private double Share(double t)
    {
        if (Math.Abs(t) < 1e-9)
            return Slope;
        double good = Math.Exp(t * _perGood) - 1, defect = Math.Exp(t * _perDefect) - 1;
        return double.IsInfinity(defect) ? 0 : double.IsInfinity(good) ? 1 : -good / (defect - good);
    }

    private static int Items(int n) => n >= 0 ? n : throw new ArgumentOutOfRangeException(nameof(n), n, "A number of items is at least 0.");
}
