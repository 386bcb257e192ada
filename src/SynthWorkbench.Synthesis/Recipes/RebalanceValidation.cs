using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Checks what a recipe says about shares of labels.</summary>
internal static class RebalanceValidation
{
    private const int Most = 20;

    /// <summary>Shares are sums of numbers that people write: by so much may they miss 1.</summary>
    public const double Tolerance = 1e-6;

    public static void Check(Recipe recipe, TableSchema? reference, IReadOnlySet<string> available, List<RecipeProblem> problems)
    {
        if (recipe.Rebalance.Length > Most)
            problems.Add(new RecipeProblem("rebalance", $"There are {recipe.Rebalance.Length} columns to rebalance; at most {Most} are allowed."));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < recipe.Rebalance.Length; i++)
        {
            var wanted = recipe.Rebalance[i];
            string path = $"rebalance[{i}]";
            if (!seen.Add(wanted.Column))
                problems.Add(new RecipeProblem(path, $"'{wanted.Column}' is rebalanced twice. Join the two."));
            if (!available.Contains(wanted.Column))
                problems.Add(new RecipeProblem($"{path}.column", $"Column '{wanted.Column}' is not among the columns generated."));
            else if (recipe.Columns.FirstOrDefault(c => c.Name == wanted.Column)?.Rule is null && reference?.Contains(wanted.Column) == true && reference[reference.IndexOf(wanted.Column)].Kind is ColumnKind.Numeric or ColumnKind.DateTime)
                problems.Add(new RecipeProblem($"{path}.column", $"'{wanted.Column}' has no labels; only labels have shares. Boost a range of it instead, such as [{wanted.Column}] > 10."));
            CheckShares(wanted, path, problems);
        }
    }

    private static void CheckShares(RecipeRebalance wanted, string path, List<RecipeProblem> problems)
    {
        if (wanted.Values.Length == 0 || wanted.Values.Length != wanted.Shares.Length)
            problems.Add(new RecipeProblem($"{path}.shares", $"There are {wanted.Shares.Length} shares for {wanted.Values.Length} values. Give each value its share."));
        else if (wanted.Values.Distinct(StringComparer.Ordinal).Count() < wanted.Values.Length)
            problems.Add(new RecipeProblem($"{path}.values", "A value has two shares. Name each once."));
        else if (wanted.Shares.Any(s => !(s is > 0 and < 1)))
            problems.Add(new RecipeProblem($"{path}.shares", "A share lies above 0 and below 1 (0.5 is half of the rows). To have no such row at all, add a constraint that refuses it."));
        else if (wanted.Shares.Sum() > 1 + Tolerance)
            problems.Add(new RecipeProblem($"{path}.shares", $"The shares of '{wanted.Column}' add up to {wanted.Shares.Sum():0.###}: more than all rows. Lower some."));
    }
}
