using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Checks what a recipe asks of differential privacy: a guarantee that can be given, an engine that can give it, and public knowledge that makes sense.</summary>
internal static class PrivacyValidation
{
    private const string Path = "options.privacy";

    public static void Check(Recipe recipe, TableSchema? reference, List<RecipeProblem> problems)
    {
        if (recipe.Guarantee() is not { } privacy)
            return;
        if (recipe.Engine is not (EngineCatalog.PrivateMarginals or EngineCatalog.Auto))
            problems.Add(new RecipeProblem("engine", $"Privacy is on, and the engine '{recipe.Engine}' gives no guarantee. Choose '{EngineCatalog.PrivateMarginals}' (or '{EngineCatalog.Auto}'), or remove {Path}."));
        if (recipe.WhatIfs.Length > 0)
            problems.Add(new RecipeProblem("what-ifs", "Private marginals know no order of columns in which others could follow a moved number. Remove the what-ifs, or boost rows with the values wanted."));
        if (!(privacy.Epsilon > 0))
            problems.Add(new RecipeProblem($"{Path}.epsilon", $"Epsilon is {privacy.Epsilon}: at 0 or below nothing of the reference may be learned, so there is nothing to generate from. Choose {PrivacyOptions.LeastEpsilon} to {PrivacyOptions.MostEpsilon}."));
        else if (privacy.Epsilon is < PrivacyOptions.LeastEpsilon or > PrivacyOptions.MostEpsilon)
            problems.Add(new RecipeProblem($"{Path}.epsilon", $"Epsilon is {privacy.Epsilon}; it lies between {PrivacyOptions.LeastEpsilon} (below, rows are mostly noise) and {PrivacyOptions.MostEpsilon} (above, the guarantee says next to nothing)."));
        if (!(privacy.Delta is >= PrivacyOptions.LeastDelta and <= PrivacyOptions.MostDelta))
            problems.Add(new RecipeProblem($"{Path}.delta", $"Delta is {privacy.Delta}; it lies between {PrivacyOptions.LeastDelta} and {PrivacyOptions.MostDelta}, and well below 1 / rows."));
        if (privacy.Rows is < 1)
            problems.Add(new RecipeProblem($"{Path}.rows", $"The public number of rows is {privacy.Rows}; it is at least 1."));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < privacy.Public.Length; i++)
            CheckColumn(privacy.Public[i], $"{Path}.public[{i}]", reference, seen, problems);
    }

    private static void CheckColumn(PublicColumn known, string path, TableSchema? reference, HashSet<string> seen, List<RecipeProblem> problems)
    {
        if (!seen.Add(known.Column))
            problems.Add(new RecipeProblem(path, $"Column '{known.Column}' is declared twice."));
        if (reference is null || !reference.Contains(known.Column))
        {
            problems.Add(new RecipeProblem($"{path}.column", $"The reference has no column '{known.Column}'. Remove the entry or correct the name."));
            return;
        }

        var kind = reference[reference.IndexOf(known.Column)].Kind;
        bool isComplete = kind switch
        {
            ColumnKind.Numeric => known is { Min: not null, Max: not null, From: null, To: null, Values.IsEmpty: true },
            ColumnKind.DateTime => known is { From: not null, To: not null, Min: null, Max: null, Values.IsEmpty: true } && RecipeValidation.IsDate(known.From) && RecipeValidation.IsDate(known.To),
            _ => known is { Values.IsEmpty: false, Min: null, Max: null, From: null, To: null },
        };
        if (!isComplete)
            problems.Add(new RecipeProblem(path, $"'{known.Column}' is {kind.ToString().ToLowerInvariant()}: give {(kind == ColumnKind.Numeric ? "min and max" : kind == ColumnKind.DateTime ? "from and to as yyyy-MM-dd" : "values, all labels that are possible")}, and nothing else."));
        else if (known.Min >= known.Max || (kind == ColumnKind.DateTime && RuleColumn.ParseDate(known.From!) >= RuleColumn.ParseDate(known.To!)))
            problems.Add(new RecipeProblem(path, $"The smallest value of '{known.Column}' must be below the largest."));
        else if (known.Values.Distinct(StringComparer.Ordinal).Count() != known.Values.Length)
            problems.Add(new RecipeProblem($"{path}.values", $"A label of '{known.Column}' is listed twice."));
    }
}
