using System.Collections.Immutable;
using SynthWorkbench.Numerics.Privacy;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// A guarantee of differential privacy: what was asked for, what was spent, for which neighbours, and what is taken for public. It holds for the fitted model and for everything drawn from it, however
/// often; another fit of the same reference spends again, and the costs (<see cref="Rho"/>) of fits add up.
/// </summary>
/// <remarks>The elements of a claim that NIST SP 800-226 (2025) asks for: parameters, unit of privacy, neighbours and assumptions.</remarks>
public sealed record PrivacyStatement
{
    /// <summary>The neighbouring relation: who is protected is one row, not a person with several.</summary>
    public const string Neighbours = "tables that differ by one row added or removed";

    /// <summary>The epsilon asked for; what was spent is not above it.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The delta asked for, all of which counts as spent: half for the conversion from rho, half for labels and values that are found in the reference.</summary>
    public required double Delta { get; init; }

    /// <summary>The rho that epsilon and half of delta allow.</summary>
    public required double Budget { get; init; }

    /// <summary>What each step spent, in order; empty before a fit.</summary>
    public ImmutableArray<PrivacyStep> Steps { get; init; } = [];

    /// <summary>What is taken for public, one sentence each.</summary>
    public ImmutableArray<string> Assumed { get; init; } = [];

    /// <summary>The rho spent: the sum over <see cref="Steps"/>.</summary>
    public double Rho => Steps.Sum(s => s.Rho);

    /// <summary>The epsilon that the rho spent implies at this delta.</summary>
    public double EpsilonSpent => ZeroConcentrated.EpsilonOf(Rho, Delta / 2);

    /// <summary>The most that the fit may cost: what an account of several fits adds up. All of it counts as spent, as the claim is made before the fit knows what it will need.</summary>
    public PrivacyCost Cost() => new(Budget, Delta / 2);

    /// <summary>The largest epsilon that a fit of this delta may be asked for so that <see cref="Cost"/> has at most this rho: the inverse of <see cref="Budget"/>, on the safe side to nine digits. 0 to infinity; may lie outside what a recipe may ask for.</summary>
    public static double LargestEpsilon(double rho, double delta) => ZeroConcentrated.EpsilonOf(rho, delta / 2) * (1 - 1e-9);

    /// <summary>What a fit with these options may spend at most, before there is one.</summary>
    public static PrivacyStatement Of(PrivacyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var assumed = ImmutableArray.CreateBuilder<string>();
        assumed.Add("names, kinds, decimals, date formats and roles of the columns, and the order of ordinal labels");
        if (options.Rows is { } rows)
            assumed.Add($"the number of rows, {rows}");
        if (options.Public.Length > 0)
            assumed.Add($"bounds or labels of {string.Join(", ", options.Public.Select(p => p.Column))}");
        if (options.Seed is not null)
            assumed.Add("that nobody else knows the seed of the noise, which is kept as secret as the data");
        return new PrivacyStatement { Epsilon = options.Epsilon, Delta = options.Delta, Budget = ZeroConcentrated.RhoOf(options.Epsilon, options.Delta / 2), Assumed = assumed.ToImmutable() };
    }

    /// <summary>The claim in one paragraph.</summary>
    public override string ToString() =>
        $"Differential privacy with epsilon {Epsilon:R} and delta {Delta:R} for {Neighbours}"
        + (Steps.Length > 0 ? $"; spent rho {Rho:0.######}, which is epsilon {EpsilonSpent:0.####}" : $"; at most rho {Budget:0.######}")
        + $". Taken for public: {string.Join("; ", Assumed)}.";

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Epsilon);
        writer.Write(Delta);
        writer.Write(Budget);
        writer.Write(Steps.Length);
        foreach (var step in Steps)
        {
            writer.Write(step.What);
            writer.Write(step.Rho);
        }

        writer.Write(Assumed.Length);
        foreach (string assumed in Assumed)
            writer.Write(assumed);
    }

    internal static PrivacyStatement Read(BinaryReader reader)
    {
        var statement = new PrivacyStatement { Epsilon = reader.ReadDouble(), Delta = reader.ReadDouble(), Budget = reader.ReadDouble() };
        var steps = new PrivacyStep[reader.ReadInt32()];
        for (int i = 0; i < steps.Length; i++)
            steps[i] = new PrivacyStep(reader.ReadString(), reader.ReadDouble());
        string[] assumed = new string[reader.ReadInt32()];
        for (int i = 0; i < assumed.Length; i++)
            assumed[i] = reader.ReadString();
        return statement with { Steps = [.. steps], Assumed = [.. assumed] };
    }
}
