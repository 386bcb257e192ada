namespace SynthWorkbench.Application.Generation;

/// <summary>What makes runs less comparable than their numbers look: references, rows, columns, targets, constraints and populations that differ.</summary>
internal static class ComparisonCautions
{
    public static IReadOnlyList<string> Of(IReadOnlyList<ComparedRun> runs)
    {
        var cautions = new List<string>();
        if (Groups(runs, r => r.Reference.Key) is { } references)
            cautions.Add($"These runs were measured against different references ({Named(references, g => g[0].Reference.Name)}): differences mix two causes. Run the recipes against one reference to tell them apart.");
        long fewest = runs.Min(r => r.Report.SyntheticRows), most = runs.Max(r => r.Report.SyntheticRows);
        if (most > 1.1 * fewest && Groups(runs, r => r.Report.SyntheticRows) is { } sizes)
            cautions.Add($"These runs have different numbers of rows ({Named(sizes, g => $"{g[0].Report.SyntheticRows:N0}")}): some metrics, such as column shapes and coverage, move with the number of rows alone. Draw equally many rows to compare recipes.");
        if (Groups(runs, r => string.Join('\n', r.Report.Columns.Select(c => c.Name).Order(StringComparer.Ordinal))) is { } columns)
            cautions.Add($"These runs were measured on different columns ({Missing(columns)}): averages over columns are over different ones. Keep the same columns in the recipes to compare them.");
        if (Groups(runs, r => r.Recipe.Objective.Target ?? "") is { } targets)
            cautions.Add($"The recipes name different targets ({Named(targets, g => g[0].Recipe.Objective.Target ?? "none")}): utility is compared only between runs with the same target.");
        if (Groups(runs, r => string.Join('\n', r.Recipe.Constraints.Select(ConstraintKey))) is { } constraints)
            cautions.Add($"The recipes have different constraints ({Named(constraints, g => g[0].Recipe.Constraints.Length == 0 ? "none" : $"{g[0].Recipe.Constraints.Length}")}): constraints kept is compared only between runs with the same ones.");
        if (Groups(runs, r => System.Text.Json.JsonSerializer.Serialize(new { r.Recipe.Boosts, r.Recipe.Rebalance, r.Recipe.Conditions, r.Recipe.WhatIfs })) is { } populations)
            cautions.Add($"The recipes change the population on purpose, and not alike ({Named(populations, g => Asked(g[0].Recipe))}): what is farther from the reference may be what was asked for. Compare runs that ask for the same.");
        return cautions;
    }

    /// <summary>Metrics that mean different things in the two runs.</summary>
    public static IReadOnlySet<string> Incomparable(ComparedRun a, ComparedRun b)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (a.Recipe.Objective.Target != b.Recipe.Objective.Target)
            ids.UnionWith(["utility", "augmentation"]);
        if (!a.Recipe.Constraints.Select(ConstraintKey).SequenceEqual(b.Recipe.Constraints.Select(ConstraintKey), StringComparer.Ordinal))
            ids.Add("constraints");
        return ids;
    }

    private static string Asked(Synthesis.Recipes.Recipe recipe)
    {
        (string Name, int Count)[] asked = [("boosts", recipe.Boosts.Length), ("rebalanced columns", recipe.Rebalance.Length), ("exact conditions", recipe.Conditions.Length), ("what-ifs", recipe.WhatIfs.Length)];
        return asked.All(a => a.Count == 0) ? "as the reference" : string.Join(", ", asked.Where(a => a.Count > 0).Select(a => $"{a.Name} {a.Count}"));
    }

    private static string ConstraintKey(Synthesis.Recipes.RecipeConstraint constraint) => System.Text.Json.JsonSerializer.Serialize(constraint);

    /// <summary>The runs by what they share; null when all share it.</summary>
    private static List<List<ComparedRun>>? Groups<T>(IReadOnlyList<ComparedRun> runs, Func<ComparedRun, T> key)
    {
        var groups = runs.GroupBy(key).Select(g => g.ToList()).ToList();
        return groups.Count > 1 ? groups : null;
    }

    /// <summary>"A and C: loans, version 1; B: loans, version 2".</summary>
    private static string Named(List<List<ComparedRun>> groups, Func<List<ComparedRun>, string> name) => string.Join("; ", groups.Select(g => $"{Letters(g)}: {name(g)}"));

    private static string Missing(List<List<ComparedRun>> groups)
    {
        string[] all = [.. groups.SelectMany(g => g[0].Report.Columns.Select(c => c.Name)).Distinct(StringComparer.Ordinal)];
        return Named(groups, g =>
        {
            string[] missing = [.. all.Except(g[0].Report.Columns.Select(c => c.Name), StringComparer.Ordinal)];
            return missing.Length switch { 0 => "all", <= 3 => $"without {string.Join(", ", missing)}", _ => $"without {string.Join(", ", missing.Take(2))} and {missing.Length - 2} more" };
        });
    }

    private static string Letters(List<ComparedRun> runs) => runs.Count == 1 ? $"{runs[0].Letter}" : $"{string.Join(", ", runs.Take(runs.Count - 1).Select(r => r.Letter))} and {runs[^1].Letter}";
}
