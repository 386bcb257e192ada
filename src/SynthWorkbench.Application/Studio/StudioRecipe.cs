using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Studio;

/// <summary>What of a recipe its parts depend on.</summary>
internal static class StudioRecipe
{
    /// <summary>Changes with whatever moves the points of a sweep: not with the two controls that are swept, nor with names and thresholds.</summary>
    public static string SweepKey(Recipe recipe, int rows) => RecipeDocument.Hash(recipe with
    {
        Name = "sweep",
        Description = null,
        Realism = SamplingControls.DefaultRealism,
        Coverage = SamplingControls.DefaultCoverage,
        Objective = recipe.Objective with { Thresholds = [] },
        Rows = Math.Min(recipe.Rows, rows),
    });
}
