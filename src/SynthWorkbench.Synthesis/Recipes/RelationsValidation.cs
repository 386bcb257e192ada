using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Checks what a recipe says of its other tables, and that it asks nothing that several tables cannot have.</summary>
internal static class RelationsValidation
{
    /// <summary><paramref name="schemas"/> holds the tables known, by name.</summary>
    public static void Check(Recipe recipe, IReadOnlyDictionary<string, TableSchema> schemas, List<RecipeProblem> problems)
    {
        if (recipe.Relations is not { } relations)
            return;
        if (recipe.Reference is null)
            problems.Add(new RecipeProblem("relations", "Tables are learned together from references, and the recipe's own table has none. Choose its reference, or remove the relations and let rules of kind foreign-key name rows of another table."));
        if (recipe.Engine is EngineCatalog.Rules or EngineCatalog.PrivateMarginals || recipe.IsPrivate)
            problems.Add(new RecipeProblem(recipe.IsPrivate ? "options.privacy" : "engine", recipe.IsPrivate
                ? "A guarantee is given for single rows of one table, and a row here has children in others that would tell of it. Switch privacy off, or generate the tables one by one."
                : $"The engine '{recipe.Engine}' learns no relations. Choose auto, trees or guided-trees."));
        if (recipe.Sequence is not null || recipe.Engine == EngineCatalog.Sequences)
            problems.Add(new RecipeProblem("sequence", "With several tables the recipe's own holds the entities and its children follow each other: say their order under relations, and leave the sequence out."));
        foreach (string problem in RelationValidation.Check(relations.Schema(), schemas))
            problems.Add(new RecipeProblem("relations", problem));
        if (relations.Links.Any(l => l.Table == relations.Table && l.Parent != relations.Table))
            problems.Add(new RecipeProblem("relations.table", $"'{relations.Table}' names rows of {relations.Links.First(l => l.Table == relations.Table && l.Parent != relations.Table).Parent}, so its rows follow from that table's. The recipe's own table must be one that names no other: change the reference."));
        var written = relations.Schema();
        for (int t = 0; t < relations.Tables.Length; t++)
        {
            var table = relations.Tables[t];
            if (table.Rows is not null && !written.LinksOf(table.Name).IsEmpty)
                problems.Add(new RecipeProblem($"relations.tables[{t}].rows", $"The rows of {table.Name} follow from its parents. Leave their number out."));
            for (int c = 0; c < table.Columns.Length; c++)
                CheckColumn(written, table.Name, table.Columns[c], $"relations.tables[{t}].columns[{c}]", problems);
        }

        for (int c = 0; c < recipe.Columns.Length; c++)
            CheckColumn(written, relations.Table, recipe.Columns[c], $"columns[{c}]", problems);
    }

    private static void CheckColumn(RelationSchema relations, string table, RecipeColumn column, string path, List<RecipeProblem> problems)
    {
        if (column.Action == "drop" && (relations.Find(table)!.Key.Contains(column.Name) || relations.LinkColumnsOf(table).Contains(column.Name)))
            problems.Add(new RecipeProblem(path, $"'{column.Name}' of {table} is part of a key, which other rows need. Keep it, or remove the key."));
        if (column.Action != "model" && relations.Find(table)!.Order.Contains(column.Name))
            problems.Add(new RecipeProblem(path, $"'{column.Name}' orders the rows of {table}, and is written with them. Set its action to 'model', or order by another column."));
    }
}
