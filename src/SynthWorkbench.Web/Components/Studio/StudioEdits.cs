using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Web.Components.Studio;

/// <summary>Changes of a recipe's controls.</summary>
internal static class StudioEdits
{
    /// <summary>Gives a column its own position of the realism control; null follows the recipe's again.</summary>
    public static Recipe Column(Recipe recipe, string name, double? realism)
    {
        int at = recipe.Columns.ToList().FindIndex(c => c.Name == name);
        return recipe with { Columns = at < 0 ? recipe.Columns.Add(new RecipeColumn { Name = name, Realism = realism }) : recipe.Columns.SetItem(at, recipe.Columns[at] with { Realism = realism }) };
    }

    /// <summary>Draws rows that fit a condition so many times as often; 1 takes the boost away.</summary>
    public static Recipe Boost(Recipe recipe, string when, double factor)
    {
        int at = recipe.Boosts.ToList().FindIndex(b => b.When == when);
        return recipe with
        {
            Boosts = factor == 1 ? at < 0 ? recipe.Boosts : recipe.Boosts.RemoveAt(at)
                : at < 0 ? recipe.Boosts.Add(new RecipeBoost(when, factor)) : recipe.Boosts.SetItem(at, new RecipeBoost(when, factor)),
        };
    }

    /// <summary>Asks for so many rows that fit a condition; null asks no more.</summary>
    public static Recipe Condition(Recipe recipe, string when, double? rows)
    {
        int at = recipe.Conditions.ToList().FindIndex(c => c.When == when);
        if (rows is not { } asked)
            return at < 0 ? recipe : recipe with { Conditions = recipe.Conditions.RemoveAt(at) };
        var condition = new RecipeCondition(when, (long)asked);
        return recipe with { Conditions = at < 0 ? recipe.Conditions.Add(condition) : recipe.Conditions.SetItem(at, condition) };
    }

    /// <summary>The condition that a column has a label, in the language of row expressions.</summary>
    public static string HasLabel(string column, string label) => label.Contains('\'', StringComparison.Ordinal) ? $"{Name(column)} = \"{label}\"" : $"{Name(column)} = '{label}'";

    /// <summary>What a column's what-if says now; an empty one is taken away.</summary>
    public static Recipe WhatIf(Recipe recipe, RecipeWhatIf whatIf)
    {
        var others = recipe.WhatIfs.RemoveAll(w => w.Column == whatIf.Column);
        return recipe with { WhatIfs = whatIf is { Median: null, Min: null, Max: null } ? others : others.Add(whatIf) };
    }

    private static string Name(string column) => column.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(column[0]) ? column : $"[{column}]";

    /// <summary>The recipe with a guarantee and the engine that gives it; without one (null), with the engine that the recipe had, or one chosen by size and shape where that was private.</summary>
    public static Recipe Privacy(Recipe recipe, PrivacyOptions? asked, Recipe saved)
    {
        string plain = saved.Engine == EngineCatalog.PrivateMarginals ? EngineCatalog.Auto : saved.Engine;
        string able = saved.Engine is EngineCatalog.PrivateMarginals or EngineCatalog.Auto ? saved.Engine : EngineCatalog.PrivateMarginals;
        return recipe with { Engine = asked is null ? plain : able, Options = recipe.Options with { Privacy = asked } };
    }
}
