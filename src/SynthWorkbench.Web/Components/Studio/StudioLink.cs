using System.Collections.Immutable;
using System.Globalization;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Web.Components.Studio;

/// <summary>A setting as the query of a link: what differs from the recipe version that it stands on.</summary>
public static class StudioLink
{
    /// <summary>The link that opens exactly this state.</summary>
    public static string Of(Guid recipe, int version, Recipe saved, Recipe now)
    {
        var parts = new List<string> { $"version={version}" };
        if (now.Realism != saved.Realism)
            parts.Add($"realism={Text(now.Realism)}");
        if (now.Coverage != saved.Coverage)
            parts.Add($"coverage={Text(now.Coverage)}");
        if (now.Guarantee()?.Epsilon != saved.Guarantee()?.Epsilon)
            parts.Add($"epsilon={(now.Guarantee() is { } privacy ? Text(privacy.Epsilon) : "off")}");
        if (!OwnRealism(now).SequenceEqual(OwnRealism(saved)))
            parts.AddRange(OwnRealism(now).DefaultIfEmpty(("", 0)).Select(c => $"column={Escape($"{Text(c.Realism)}:{c.Name}")}"));
        if (!now.Boosts.SequenceEqual(saved.Boosts))
            parts.AddRange(now.Boosts.Select(b => $"{Text(b.Factor)}:{b.When}").DefaultIfEmpty("").Select(b => $"boost={Escape(b)}"));
        if (!now.Conditions.SequenceEqual(saved.Conditions))
            parts.AddRange(now.Conditions.Select(c => $"{Text(c.Rows)}:{c.When}").DefaultIfEmpty("").Select(c => $"rows-when={Escape(c)}"));
        if (!now.WhatIfs.SequenceEqual(saved.WhatIfs))
            parts.AddRange(now.WhatIfs.Select(w => $"{Text(w.Median)}:{Text(w.Min)}:{Text(w.Max)}:{w.Column}").DefaultIfEmpty("").Select(w => $"what-if={Escape(w)}"));
        return $"recipes/{recipe}/studio?{string.Join('&', parts)}";
    }

    /// <summary>The recipe with what a link asks for; what cannot be read is left as it was saved.</summary>
    public static Recipe Apply(Recipe saved, double? realism, double? coverage, string[]? columns, string[]? boosts, string[]? conditions, string[]? whatIfs, string? epsilon = null)
    {
        var now = saved with { Realism = Position(realism) ?? saved.Realism, Coverage = Position(coverage) ?? saved.Coverage };
        if (columns is { Length: > 0 })
        {
            now = now with { Columns = [.. now.Columns.Select(c => c with { Realism = null })] };
            foreach (string[] column in columns.Select(c => c.Split(':', 2)).Where(c => c.Length == 2))
                now = Position(Number(column[0])) is { } own && column[1].Length > 0 ? StudioEdits.Column(now, column[1], own) : now;
        }

        if (boosts is { Length: > 0 })
            now = now with { Boosts = [.. boosts.Select(b => b.Split(':', 2)).Where(b => b.Length == 2 && Number(b[0]) is > 0).Select(b => new RecipeBoost(b[1], Number(b[0])!.Value))] };
        if (conditions is { Length: > 0 })
            now = now with { Conditions = [.. conditions.Select(c => c.Split(':', 2)).Where(c => c.Length == 2 && Number(c[0]) is >= 1 and <= 100_000_000).Select(c => new RecipeCondition(c[1], (long)Number(c[0])!.Value))] };
        if (whatIfs is { Length: > 0 })
            now = now with { WhatIfs = [.. whatIfs.Select(w => w.Split(':', 4)).Where(w => w.Length == 4).Select(w => new RecipeWhatIf(w[3]) { Median = Number(w[0]), Min = Number(w[1]), Max = Number(w[2]) })] };
        if (epsilon == "off")
            now = StudioEdits.Privacy(now, null, saved);
        else if (Number(epsilon ?? "") is >= PrivacyOptions.LeastEpsilon and <= PrivacyOptions.MostEpsilon and var asked)
            now = StudioEdits.Privacy(now, (saved.Guarantee() ?? new PrivacyOptions()) with { Epsilon = asked }, saved);
        return now;
    }

    private static ImmutableArray<(string Name, double Realism)> OwnRealism(Recipe recipe) => [.. recipe.Columns.Where(c => c.Realism is not null).Select(c => (c.Name, c.Realism!.Value)).OrderBy(c => c.Name, StringComparer.Ordinal)];

    private static double? Position(double? value) => value is >= 0 and <= 1 ? value : null;

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) ? v : null;

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
