using System.Collections.Immutable;
using SynthWorkbench.Numerics.Privacy;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// The only way to noise in a fit: every draw is paid from the budget first, by rho-zCDP's sum, and a draw beyond it throws. Queries over parts of the table that share no row are paid once
/// (parallel composition).
/// </summary>
internal sealed class PrivacyAccountant(double budget, NoiseSource noise)
{
    private const double Rounding = 1e-12;

    private readonly List<PrivacyStep> _steps = [];
    private double _spent;

    public double Left => Math.Max(0, budget - _spent);

    public ImmutableArray<PrivacyStep> Steps => [.. _steps];

    /// <summary>Adds noise to counts that one row changes by at most 1 in one place.</summary>
    public void AddNoise(string what, Span<long> counts, long variance)
    {
        Pay(what, 1.0 / (2 * variance));
        for (int i = 0; i < counts.Length; i++)
            counts[i] += DiscreteGaussian.Draw(noise, variance);
    }

    /// <summary>Chooses an index of high score.</summary>
    public int Choose(string what, ReadOnlySpan<long> scores, double rho, long sensitivity = 1)
    {
        double epsilon = ExponentialMechanism.EpsilonFor(rho);
        Pay(what, rho);
        return ExponentialMechanism.Choose(noise, scores, epsilon, sensitivity);
    }

    /// <summary>Chooses in each of several parts of the table that share no row: paid once.</summary>
    public int[] ChooseInParts(string what, IReadOnlyList<long[]> parts, double rho, long sensitivity)
    {
        if (parts.Count == 0)
            return [];
        double epsilon = ExponentialMechanism.EpsilonFor(rho);
        Pay(what, rho);
        return [.. parts.Select(scores => ExponentialMechanism.Choose(noise, scores, epsilon, sensitivity))];
    }

    private void Pay(string what, double rho)
    {
        if (_spent + rho > budget + Rounding)
            throw new InvalidOperationException($"'{what}' costs rho {rho}, and of {budget} only {Left} is left.");
        _spent += rho;
        int known = _steps.FindIndex(s => s.What == what);
        if (known >= 0)
            _steps[known] = _steps[known] with { Rho = _steps[known].Rho + rho };
        else
            _steps.Add(new PrivacyStep(what, rho));
    }
}
