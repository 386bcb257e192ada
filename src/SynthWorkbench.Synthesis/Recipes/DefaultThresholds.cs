using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>The thresholds a new recipe proposes; a person changes them before the run, never after.</summary>
public static class DefaultThresholds
{
    /// <summary>Quality, detection, closeness to training rows and exact copies.</summary>
    public static ImmutableArray<RecipeThreshold> All { get; } =
    [
        new("quality", "at-least", 0.95),
        new("detection", "at-most", 0.6),
        new("dcr-share", "at-most", 0.55),
        new("exact-copies", "at-most", 0.01),
    ];
}
