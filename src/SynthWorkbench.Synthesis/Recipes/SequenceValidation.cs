using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Checks what a recipe says of rows that follow each other, and that it asks nothing of single rows that would tear a sequence.</summary>
internal static class SequenceValidation
{
    public static void Check(Recipe recipe, TableSchema? reference, List<RecipeProblem> problems)
    {
        if (recipe.Sequence is not { } sequence)
        {
            if (recipe.Engine == EngineCatalog.Sequences)
                problems.Add(new RecipeProblem("sequence", $"The engine '{EngineCatalog.Sequences}' must know what orders the rows. Name it, for example sequence: {{ order: date }}, or with an entity: sequence: {{ entity: patient, order: date }}; or choose another engine."));
            return;
        }

        if (reference is not null)
            CheckColumns(recipe, sequence, reference, problems);
        if (IsDrawnAsSequence(recipe))
            CheckControls(recipe, problems);
    }

    /// <summary>Whether the engine of sequences draws the rows: named, or chosen because the recipe says how they follow each other.</summary>
    internal static bool IsDrawnAsSequence(Recipe recipe) => recipe.Sequence is not null && (recipe.Engine == EngineCatalog.Sequences || (recipe.Engine == EngineCatalog.Auto && !recipe.IsPrivate));

    private static void CheckColumns(Recipe recipe, SequenceColumns sequence, TableSchema reference, List<RecipeProblem> problems)
    {
        if (TimeAxis.ProblemOf(reference, sequence.Order) is { } problem)
            problems.Add(new RecipeProblem("sequence.order", problem));
        if (sequence.Entity is { } entity)
        {
            if (sequence.Order.Contains(entity))
                problems.Add(new RecipeProblem("sequence.entity", $"'{entity}' is part of the order. Whose rows they are is another column; leave the entity out where the table is one series."));
            else if (!reference.Contains(entity))
                problems.Add(new RecipeProblem("sequence.entity", $"The reference has no column '{entity}'. Correct the name, or leave the entity out where the table is one series."));
            else if (reference[reference.IndexOf(entity)].Kind == ColumnKind.DateTime)
                problems.Add(new RecipeProblem("sequence.entity", $"'{entity}' is a date; an entity is named by a label or a whole number. Choose another column."));
        }

        if (!IsDrawnAsSequence(recipe))
        {
            if (sequence.Entity is { } repeated && reference.Contains(repeated) && Generation.DefaultRules.For(reference[reference.IndexOf(repeated)]) is not null && recipe.Columns.FirstOrDefault(c => c.Name == repeated) is { Action: "model" })
                problems.Add(new RecipeProblem("columns", $"'{repeated}' names real entities, and the engine '{recipe.Engine}' would repeat them. Take its setting 'model' away (it is then replaced), or let the engine of sequences draw the table."));
            return;
        }

        for (int i = 0; i < recipe.Columns.Length; i++)
        {
            if (sequence.Names(recipe.Columns[i].Name) && recipe.Columns[i].Action != "model")
                problems.Add(new RecipeProblem($"columns[{i}].action", $"'{recipe.Columns[i].Name}' says whose row it is or when: the engine writes it. Set its action to 'model'; the reference's own names of entities are not repeated."));
        }
    }

    private static void CheckControls(Recipe recipe, List<RecipeProblem> problems)
    {
        const string Whole = "A sequence is drawn whole, and rows cannot be picked out of it";
        if (recipe.Boosts.Length > 0)
            problems.Add(new RecipeProblem("boosts", $"{Whole}: boosts of rows have no meaning. Remove them, or generate the table without a sequence."));
        if (recipe.Rebalance.Length > 0)
            problems.Add(new RecipeProblem("rebalance", $"{Whole}: labels of single rows cannot be rebalanced. Remove it, or generate the table without a sequence."));
        if (recipe.Conditions.Length > 0)
            problems.Add(new RecipeProblem("conditions", $"{Whole} by a condition. Remove the conditions, or generate the table without a sequence."));
        if (recipe.Coverage > SamplingControls.DefaultCoverage)
            problems.Add(new RecipeProblem("coverage", $"{Whole} because they carry a rare label. Set coverage to {SamplingControls.DefaultCoverage} or below."));
        if (recipe.WhatIfs.Length > 0)
            problems.Add(new RecipeProblem("what-ifs", "A moved number would be moved again in every row that follows it. Remove the what-ifs, or generate the table without a sequence."));
        for (int i = 0; i < recipe.Constraints.Length; i++)
        {
            if (recipe.Constraints[i].Kind is not ("fixed-combination" or "inequality"))
                problems.Add(new RecipeProblem($"constraints[{i}]", $"{Whole} where they break a {recipe.Constraints[i].Kind} constraint; only inequality and fixed-combination hold by construction. Remove the constraint, or generate the table without a sequence."));
            else if (recipe.Constraints[i].Columns.FirstOrDefault(recipe.Sequence!.Names) is { } named)
                problems.Add(new RecipeProblem($"constraints[{i}].columns", $"'{named}' says whose row it is or when and is written by the engine. Leave it out of the constraint: dates of a row are learned as times after the row's own."));
        }
    }
}
