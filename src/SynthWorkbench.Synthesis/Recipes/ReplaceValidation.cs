using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Checks what a recipe asks of consistent replacement: a kind of personal data that can be made up, no guarantee that it cannot keep, and nothing that asks for values which repeat no more.</summary>
internal static class ReplaceValidation
{
    public static void Check(Recipe recipe, TableSchema? reference, List<RecipeProblem> problems)
    {
        for (int i = 0; i < recipe.Columns.Length; i++)
        {
            var column = recipe.Columns[i];
            if (column.Action != "replace")
                continue;
            string path = $"columns[{i}]";
            if (recipe.IsPrivate)
                problems.Add(new RecipeProblem($"{path}.action", $"Privacy is on, and which values of '{column.Name}' stand in {column.Replace.Floor:N0} rows depends on single rows, without a guarantee. Replace it row by row by a rule (such as full-name), drop it, or turn privacy off."));
            else if (recipe.Engine == EngineCatalog.Rules)
                problems.Add(new RecipeProblem($"{path}.action", $"The engine 'rules' learns nothing, and so not whose rows are whose: give '{column.Name}' a rule or drop it."));
            if (column.Replace.Floor is < RecipeReplace.LeastFloor or > RecipeReplace.MostFloor)
                problems.Add(new RecipeProblem($"{path}.replace.floor", $"The floor is {column.Replace.Floor:N0}; it lies between {RecipeReplace.LeastFloor} (at 1 a single row would be somebody of its own) and {RecipeReplace.MostFloor:N0}."));
            if (IsUniqueAlone(recipe, column.Name))
                problems.Add(new RecipeProblem($"{path}.action", $"A constraint asks for another value of '{column.Name}' in each row, and consistent replacement repeats values as the reference does. Remove the constraint, or replace the column by a rule."));
            if (reference?.Contains(column.Name) == true && DefaultRules.MadeUpKind(reference[reference.IndexOf(column.Name)]) is null)
                problems.Add(new RecipeProblem($"{path}.action", $"'{column.Name}' has no kind of personal data that can be made up (names, e-mail addresses, telephone numbers, addresses, numbers of persons, cards, accounts or networks). Choose its kind on the dataset's page, or replace it by a rule."));
        }
    }

    /// <summary>Whether every row must have another value of a column.</summary>
    public static bool IsUniqueAlone(Recipe recipe, string column) => recipe.Constraints.Any(c => c.Kind == "unique" && c.Columns.Length == 1 && c.Columns[0] == column);
}
