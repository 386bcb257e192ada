using System.Collections.Immutable;

namespace SynthWorkbench.Numerics.Privacy;

/// <summary>What one step of a private fit spent.</summary>
/// <param name="What">The step in words.</param>
/// <param name="Rho">Its cost under zero-concentrated differential privacy.</param>
public sealed record PrivacyStep(string What, double Rho);

/// <summary>
/// The only way to noise in a fit: every draw is paid from the budget first, by rho-zCDP's sum, and a draw beyond it throws. Queries over parts of the table that share no row are paid once
/// (parallel composition).
/// </summary>
public sealed class PrivacyAccountant
{
    private const double Rounding = 1e-12;

    private readonly double _budget;
    private readonly NoiseSource _noise;
    private readonly List<PrivacyStep> _steps = [];
    private double _spent;

    /// <summary>Opens a budget of rho.</summary>
    public PrivacyAccountant(double budget, NoiseSource noise)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(budget);
        ArgumentNullException.ThrowIfNull(noise);
        _budget = budget;
        _noise = noise;
    }

    /// <summary>The rho that is left.</summary>
    public double Left => Math.Max(0, _budget - _spent);

    /// <summary>What was spent, by step.</summary>
    public ImmutableArray<PrivacyStep> Steps => [.. _steps];

    /// <summary>Adds noise to counts that one row changes by at most 1 in one place.</summary>
    /// <exception cref="InvalidOperationException">The budget does not pay for it.</exception>
    public void AddNoise(string what, Span<long> counts, long variance)
    {
        Pay(what, 1.0 / (2 * variance));
        for (int i = 0; i < counts.Length; i++)
            counts[i] += DiscreteGaussian.Draw(_noise, variance);
    }

    /// <summary>Chooses an index of high score.</summary>
    public int Choose(string what, ReadOnlySpan<long> scores, double rho, long sensitivity = 1)
    {
        double epsilon = ExponentialMechanism.EpsilonFor(rho);
        Pay(what, rho);
        return ExponentialMechanism.Choose(_noise, scores, epsilon, sensitivity);
    }

    /// <summary>Chooses in each of several parts of the table that share no row: paid once.</summary>
    public int[] ChooseInParts(string what, IReadOnlyList<long[]> parts, double rho, long sensitivity)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            return [];
        double epsilon = ExponentialMechanism.EpsilonFor(rho);
        Pay(what, rho);
        return [.. parts.Select(scores => ExponentialMechanism.Choose(_noise, scores, epsilon, sensitivity))];
    }

    private void Pay(string what, double rho)
    {
        if (!(_spent + rho <= _budget + Rounding))
            throw new InvalidOperationException($"'{what}' costs rho {rho}, and of {_budget} only {Left} is left.");
        _spent += rho;
        int known = _steps.FindIndex(s => s.What == what);
        if (known >= 0)
            _steps[known] = _steps[known] with { Rho = _steps[known].Rho + rho };
        else
            _steps.Add(new PrivacyStep(what, rho));
    }
}
