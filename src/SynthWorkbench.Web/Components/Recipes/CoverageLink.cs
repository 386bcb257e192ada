using System.Globalization;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Web.Components.Studio;

namespace SynthWorkbench.Web.Components.Recipes;

/// <summary>What a report proposes to add to a recipe, as the query of a link to its page.</summary>
public static class CoverageLink
{
    /// <summary>The link that asks for so many rows of a condition.</summary>
    public static string ForRows(RecipeId recipe, string when, long rows) => $"recipes/{recipe}?rows-when={Uri.EscapeDataString($"{rows.ToString(CultureInfo.InvariantCulture)}:{when}")}";

    /// <summary>The link that draws rows of a condition so many times as often.</summary>
    public static string ForBoost(RecipeId recipe, string when, double factor) => $"recipes/{recipe}?boost={Uri.EscapeDataString($"{factor.ToString("R", CultureInfo.InvariantCulture)}:{when}")}";

    /// <summary>The recipe with what a link asks for besides what it has; what cannot be read is passed over.</summary>
    public static Recipe Add(Recipe recipe, string[]? rowsWhen, string[]? boosts)
    {
        foreach (string[] part in Parts(rowsWhen))
            recipe = long.TryParse(part[0], NumberStyles.None, CultureInfo.InvariantCulture, out long rows) && rows >= 1 ? StudioEdits.Condition(recipe, part[1], rows) : recipe;
        foreach (string[] part in Parts(boosts))
            recipe = double.TryParse(part[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double factor) && factor > 0 && double.IsFinite(factor) ? StudioEdits.Boost(recipe, part[1], factor) : recipe;
        return recipe;
    }

    private static IEnumerable<string[]> Parts(string[]? asked) => (asked ?? []).Select(a => a.Split(':', 2)).Where(p => p.Length == 2 && p[1].Length > 0);
}
