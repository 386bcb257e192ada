namespace SynthWorkbench.Numerics.Privacy;

/// <summary>
/// What mechanisms cost under delta-approximate rho-zero-concentrated differential privacy: rho, and the probability with which it does not hold. Both parts of mechanisms that are run one after
/// another add up, also where a later one was chosen by what an earlier one gave.
/// </summary>
/// <remarks>Bun and Steinke, "Concentrated differential privacy", TCC 2016, section 8: definition 8.1 and composition (lemma 8.2). Adaptively chosen costs within a total that was fixed before: Whitehouse, Ramdas,
/// Rogers and Wu, "Fully-adaptive composition in differential privacy", ICML 2023.</remarks>
/// <param name="Rho">Not negative, finite.</param>
/// <param name="Delta">The probability of failure, 0 to 1; the delta of a conversion to epsilon comes on top.</param>
public readonly record struct PrivacyCost(double Rho, double Delta)
{
    /// <summary>The cost of both, one after the other.</summary>
    public static PrivacyCost operator +(PrivacyCost one, PrivacyCost other) => new(one.Rho + other.Rho, one.Delta + other.Delta);

    /// <summary>The least epsilon known for which this cost implies (epsilon, <paramref name="delta"/>); 0 where nothing is spent, positive infinity where the probability of failure uses delta up.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is not strictly between 0 and 1.</exception>
    public double EpsilonAt(double delta)
    {
        if (!(delta is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "Delta lies strictly between 0 and 1.");
        return this == default ? 0 : delta > Delta ? ZeroConcentrated.EpsilonOf(Rho, delta - Delta) : double.PositiveInfinity;
    }

    /// <summary>The largest rho that may be spent in all so that (epsilon, <paramref name="delta"/>) still holds with this probability of failure; 0 where that uses delta up.</summary>
    public double MostRho(double epsilon, double delta) => delta > Delta ? ZeroConcentrated.RhoOf(epsilon, delta - Delta) : 0;

    /// <summary>Whether (epsilon, delta) holds at this cost.</summary>
    public bool IsWithin(double epsilon, double delta) => this == default || (delta > Delta && Rho <= MostRho(epsilon, delta));
}
