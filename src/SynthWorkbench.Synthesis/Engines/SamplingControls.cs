using System.Collections.Frozen;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>Settings that act while sampling: a fitted model answers any of them without a new fit.</summary>
public sealed record SamplingControls
{
    /// <summary>The position of a recipe that names none.</summary>
    public const double DefaultRealism = 0.6;

    /// <summary>From 0 (columns drawn alone) to 1 (each value from the smallest group of similar rows).</summary>
    public double Realism { get; init; } = DefaultRealism;

    /// <summary>Positions of single columns that differ from <see cref="Realism"/>.</summary>
    public FrozenDictionary<string, double> ColumnRealism { get; init; } = FrozenDictionary<string, double>.Empty;

    /// <summary>The default position of every control.</summary>
    public static SamplingControls Default { get; } = new();

    /// <summary>The position of a column.</summary>
    public double RealismOf(string column) => ColumnRealism.GetValueOrDefault(column, Realism);
}
