using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Studio;

/// <summary>Where a drawn value comes from.</summary>
public enum CellOrigin
{
    /// <summary>From a group of similar training rows.</summary>
    Drawn,

    /// <summary>Learned in another form (a difference, a combination) and put back.</summary>
    Kept,

    /// <summary>By a rule, without the reference.</summary>
    Ruled,

    /// <summary>From other values of the row.</summary>
    Computed,
}

/// <summary>Why a drawn row has the value that it has in a column. It speaks of groups of training rows, never of one.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">The value as text; null where it misses.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Sentences">How it came about, in order.</param>
/// <param name="Bits">How unexpected the value is given the columns before it; null where the model does not say.</param>
/// <param name="RowBits">How unexpected the whole row is; null where nothing is modelled.</param>
/// <param name="RowRank">Share of the drawn rows that are less unexpected than this one.</param>
public sealed record CellExplanation(string Column, string? Value, CellOrigin Origin, IReadOnlyList<string> Sentences, double? Bits, double? RowBits, double? RowRank)
{
    internal static CellExplanation Of(StudioMaterial material, StudioPreview preview, int row, string column, CancellationToken ct)
    {
        var rows = preview.Rows!.Slice(0, Math.Min(preview.Rows!.RowCount, PreviewEffort.Live.Rows));
        var recipe = preview.Recipe;
        var plan = GenerationPlan.Create(recipe, material.Schema).Plan!;
        string? value = rows[column].Format(row);
        Surprise? surprise = null;
        int at = -1;
        double? rowBits = null, rank = null;
        if (material.Model is { } model && !plan.Modelled.IsEmpty)
        {
            surprise = model.Judge(plan.Judged(rows, model), ct, rows);
            at = model.Schema.Contains(column) ? model.Schema.IndexOf(column) : -1;
            rowBits = surprise.RowBits[row];
            rank = surprise.RowBits.Count(b => b < rowBits) / (double)rows.RowCount;
        }

        if (plan.Computed.FirstOrDefault(c => c.Schema.Name == column) is { } computed)
            return new CellExplanation(column, value, CellOrigin.Computed, [$"Computed from the row: {computed.Expression.Text}.", "It is no draw: it follows from the values that it names."], null, rowBits, rank);
        if (plan.TextColumns.Contains(column))
            return new CellExplanation(column, value, CellOrigin.Ruled, ["Written word by word from what often follows what in the reference, given the row's other values.", $"No span of it stands in the reference in fewer than {recipe.Columns.FirstOrDefault(c => c.Name == column)?.Text.Floor ?? new RecipeText().Floor:N0} rows."], null, rowBits, rank);
        if (plan.PseudonymColumns.Contains(column) && at >= 0)
            return new CellExplanation(column, value, CellOrigin.Ruled, ["A made-up value: where a real one repeats, it stands in its place throughout; whose rows are whose was learned from the reference, without names.", "Rows of a real value that is rare have a made-up one that no other row shares on purpose."], surprise!.CellBits[at][row], rowBits, rank);
        if (!plan.Modelled.Contains(column))
        {
            string kind = recipe.Columns.FirstOrDefault(c => c.Name == column)?.Rule?.Kind ?? DefaultRules.For(rows[column].Schema)?.Kind ?? "rule";
            return new CellExplanation(column, value, CellOrigin.Ruled, [$"Made by the rule '{kind}': no row of the reference had a part in it."], null, rowBits, rank);
        }

        if (at < 0)
            return new CellExplanation(column, value, CellOrigin.Kept, ["A constraint holds by construction here: the column was learned in another form together with its partner and put back, so that every row keeps the constraint."], null, rowBits, rank);
        double realism = recipe.Controls().RealismOf(column);
        string engine = EngineChoice.Of(recipe, material.Reference.TrainRows, plan.Modelled.Length).Engine.Id;
        var sentences = new List<string> { RealismScale.Describe(engine, realism, recipe.Options.MinDonors, material.Reference.TrainRows) };
        if (recipe.Columns.FirstOrDefault(c => c.Name == column)?.Realism is not null)
            sentences.Add($"This column has a position of its own: {realism:0.##}.");
        sentences.Add(surprise!.Reason(at, row));
        if (rows[column] is not CodedColumn && value is not null)
            sentences.Add("The number stands between neighbours in rank of the group: it is nobody's own, unless many share it. The outermost values are never emitted.");
        if (recipe.WhatIfs.FirstOrDefault(w => w.Column == column) is not null)
            sentences.Add("A what-if moved it after it was drawn; the columns after it were drawn given the moved value.");
        return new CellExplanation(column, value, CellOrigin.Drawn, sentences, surprise.CellBits[at][row], rowBits, rank);
    }
}
