namespace SynthWorkbench.Numerics.Statistics;

/// <summary>
/// How often people tell the real one of a pair: right choices and half of the ties, as a share of all pairs; 0.5 is chance. With Wilson's interval at 95 %
/// (a tie counts as half a success, which makes the interval slightly too wide).
/// </summary>
/// <param name="Rate">The share, 0 to 1; NaN without pairs.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Pairs">Pairs judged.</param>
public readonly record struct PairedDetection(double Rate, double Low, double High, int Pairs)
{
    /// <summary>The rate of <paramref name="right"/> right choices, <paramref name="wrong"/> wrong ones and <paramref name="ties"/> ties.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static PairedDetection Of(int right, int wrong, int ties)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfNegative(wrong);
        ArgumentOutOfRangeException.ThrowIfNegative(ties);
        int pairs = right + wrong + ties;
        double told = right + ties / 2.0;
        var (low, high) = WilsonInterval.Of(told, pairs);
        return new PairedDetection(pairs == 0 ? double.NaN : told / pairs, low, high, pairs);
    }
}
