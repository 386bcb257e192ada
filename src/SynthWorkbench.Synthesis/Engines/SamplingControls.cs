using System.Collections.Frozen;
using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>Settings that act while sampling: a fitted model answers any of them without a new fit.</summary>
public sealed record SamplingControls
{
    /// <summary>The position of a recipe that names none.</summary>
    public const double DefaultRealism = 0.6;

    /// <summary>The position of the coverage control that changes nothing.</summary>
    public const double DefaultCoverage = 0.5;

    /// <summary>From 0 (columns drawn alone) to 1 (each value from the smallest group of similar rows).</summary>
    public double Realism { get; init; } = DefaultRealism;

    /// <summary>Positions of single columns that differ from <see cref="Realism"/>.</summary>
    public FrozenDictionary<string, double> ColumnRealism { get; init; } = FrozenDictionary<string, double>.Empty;

    /// <summary>
    /// From 0 (rare labels and the outermost values are not drawn) over <see cref="DefaultCoverage"/> (as the reference) to 1. What lies above changes nothing here: rows with a rare label are then drawn
    /// more often, which is <see cref="Generation.GenerationPipeline"/>'s to do.
    /// </summary>
    public double Coverage { get; init; } = DefaultCoverage;

    /// <summary>What is asked of single numbers: a column is changed as soon as it is drawn.</summary>
    public ImmutableArray<RecipeWhatIf> WhatIfs { get; init; } = [];

    /// <summary>The default position of every control.</summary>
    public static SamplingControls Default { get; } = new();

    /// <summary>The position of a column.</summary>
    public double RealismOf(string column) => ColumnRealism.GetValueOrDefault(column, Realism);

    /// <summary>What is asked of a column, or null.</summary>
    internal RecipeWhatIf? WhatIfOf(string column) => WhatIfs.FirstOrDefault(w => w.Column == column);
}
