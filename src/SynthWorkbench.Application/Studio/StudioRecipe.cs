using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Studio;

/// <summary>What of a recipe its parts depend on.</summary>
internal static class StudioRecipe
{
    /// <summary>Changes with whatever asks for another fit: not with the controls.</summary>
    public static string FitKey(GenerationPlan plan) => Hash(new { plan.Recipe.Engine, plan.Recipe.Options, plan.Recipe.Constraints, plan.Modelled, plan.Recipe.Reference?.Digest });

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

    private static string Hash(object parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))));
}
