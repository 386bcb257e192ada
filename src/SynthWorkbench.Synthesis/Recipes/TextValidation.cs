using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Checks what a recipe asks of free text: a column that can be read as text, no guarantee that a text cannot keep, and nothing that would choose rows by a text not yet written.</summary>
internal static class TextValidation
{
    public static void Check(Recipe recipe, TableSchema? reference, List<RecipeProblem> problems)
    {
        for (int i = 0; i < recipe.Columns.Length; i++)
        {
            var column = recipe.Columns[i];
            if (column.Action != "text")
                continue;
            string path = $"columns[{i}]";
            if (recipe.IsPrivate)
                problems.Add(new RecipeProblem($"{path}.action", $"Privacy is on, and the floor of a text gives no guarantee: '{column.Name}' cannot be learned. Replace it by a rule (such as sentence), drop it, or turn privacy off."));
            else if (recipe.Engine == EngineCatalog.Rules)
                problems.Add(new RecipeProblem($"{path}.action", $"The engine 'rules' learns nothing: give '{column.Name}' a rule or drop it."));
            if (column.Text.Floor is < RecipeText.LeastFloor or > RecipeText.MostFloor)
                problems.Add(new RecipeProblem($"{path}.text.floor", $"The floor is {column.Text.Floor:N0}; it lies between {RecipeText.LeastFloor} (at 1 a text of a single row could be repeated) and {RecipeText.MostFloor:N0}."));
            if (reference?.Contains(column.Name) == true && reference[reference.IndexOf(column.Name)] is { } schema && schema.Kind is ColumnKind.Numeric or ColumnKind.DateTime or ColumnKind.Boolean)
                problems.Add(new RecipeProblem($"{path}.action", $"'{column.Name}' is {schema.Kind.ToString().ToLowerInvariant()}, no text. Set its action to 'model', or correct its kind in the dataset."));
        }
    }

    /// <summary>Whatever reads a text before it is written.</summary>
    public static void CheckReaders(Recipe recipe, string[] texts, IReadOnlyList<ComputedColumn> computed, List<RecipeProblem> problems)
    {
        if (texts.Length == 0)
            return;
        string WhyNot(string column) => $"'{column}' is free text, which is written last, from the row's other values: nothing else can depend on it. Leave it out here, or replace it by a rule.";
        void Look(string path, IEnumerable<string> columns)
        {
            foreach (string column in columns.Distinct(StringComparer.Ordinal).Where(texts.Contains))
                problems.Add(new RecipeProblem(path, WhyNot(column)));
        }

        IEnumerable<string> Of(string? expression) => expression is null ? [] : RowExpression.Parse(expression).Expression?.Columns ?? [];
        for (int i = 0; i < recipe.Constraints.Length; i++)
            Look($"constraints[{i}]", recipe.Constraints[i].Columns.Concat(Of(recipe.Constraints[i].Expression)));
        for (int i = 0; i < recipe.Boosts.Length; i++)
            Look($"boosts[{i}].when", Of(recipe.Boosts[i].When));
        for (int i = 0; i < recipe.Conditions.Length; i++)
            Look($"conditions[{i}].when", Of(recipe.Conditions[i].When));
        for (int i = 0; i < recipe.Rebalance.Length; i++)
            Look($"rebalance[{i}].column", [recipe.Rebalance[i].Column]);
        foreach (var column in computed)
            Look("columns", column.Expression.Columns);
        if (recipe.Objective.Target is { } target)
            Look("objective.target", [target]);
        if (recipe.Sequence is { } sequence)
            Look("sequence", sequence.Order.Append(sequence.Entity ?? ""));
    }
}
