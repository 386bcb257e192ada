using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>A share of a number of answers with Wilson's 95 % interval.</summary>
public readonly record struct Share(int Times, int Of)
{
    /// <summary>0 to 1; null of none.</summary>
    public double? Value => Of == 0 ? null : (double)Times / Of;

    public double Low => WilsonInterval.Of(Times, Of).Low;

    public double High => WilsonInterval.Of(Times, Of).High;

    public static Share Count<T>(IEnumerable<T> all, Func<T, bool> counted)
    {
        int times = 0, of = 0;
        foreach (var one in all)
            (times, of) = (times + (counted(one) ? 1 : 0), of + 1);
        return new Share(times, of);
    }

    /// <summary>The difference of two shares of different answers, this less the other, with its 95 % interval; null where either is of none.</summary>
    /// <remarks>Newcombe, Statistics in Medicine 17 (1998), method 10.</remarks>
    public (double Value, double Low, double High)? Less(Share other)
    {
        if (Value is not { } p || other.Value is not { } q)
            return null;
        double below = Math.Sqrt((p - Low) * (p - Low) + (other.High - q) * (other.High - q)), above = Math.Sqrt((High - p) * (High - p) + (q - other.Low) * (q - other.Low));
        return (p - q, p - q - below, p - q + above);
    }

    /// <summary>How many answers in all it takes until the interval reaches at most so far to either side, supposing the share stays.</summary>
    public int ToReach(double half)
    {
        double p = Value ?? 0.5;
        for (int n = Math.Max(1, Of); n < 100_000; n = n < 100 ? n + 1 : n + n / 20)
        {
            var (low, high) = WilsonInterval.Of(p * n, n);
            if (high - low <= 2 * half)
                return n;
        }

        return 100_000;
    }
}
