using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>What rows of the reference say against a constraint or boost of a recipe.</summary>
/// <param name="Path">The setting's path in the recipe, e.g. <c>constraints[2]</c>, or <c>constraints</c> for several together.</param>
/// <param name="Message">What was found, in how many rows, the first of them, and what to do.</param>
/// <param name="IsContradiction">Whether no row can satisfy it: the recipe cannot run.</param>
public sealed record ConstraintFinding(string Path, string Message, bool IsContradiction)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}

/// <summary>Holds the constraints of a plan against rows of its reference: an engine that learned from rows which break a constraint will break it too.</summary>
public static class ConstraintFindings
{
    private const int FewestRowsOfCombination = 5;

    private static string PathOf(Recipe recipe, string column) => recipe.Columns.ToList().FindIndex(c => c.Name == column) is >= 0 and var i ? $"columns[{i}]" : "columns";

    /// <summary>
    /// What the rows show; empty when they keep every constraint. Only constraints whose columns are all taken from the reference are judged.
    /// O(rows x constraints).
    /// </summary>
    public static IReadOnlyList<ConstraintFinding> Of(GenerationPlan plan, Table reference)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(reference);
        // What rows of the reference do is not told where privacy is on: no budget pays for it.
        if (plan.Recipe.IsPrivate)
            return [];
        var findings = new List<ConstraintFinding>();
        findings.AddRange(plan.Texts.Select(text => (text.Column, Problem: Engines.Texts.TextFit.ProblemOf(reference, text))).Where(t => t.Problem is not null)
            .Select(t => new ConstraintFinding(PathOf(plan.Recipe, t.Column), t.Problem!, true)));
        if (plan.Recipe.Sequence is { } sequence && Tables.Sequences.SequenceRows.Of(reference, sequence).Problem is { } disorder)
            findings.Add(new ConstraintFinding("sequence", disorder, SequenceValidation.IsDrawnAsSequence(plan.Recipe)));
        var ruled = plan.Recipe.Columns.Where(c => c.Action != "model").Select(c => c.Name).Concat(plan.PseudonymColumns).ToHashSet(StringComparer.Ordinal);
        var breaks = new List<(string Path, bool[] Rows)>();
        bool alone = false;
        for (int i = 0; i < plan.Recipe.Constraints.Length; i++)
        {
            var constraint = plan.Recipe.Constraints[i];
            string path = $"constraints[{i}]";
            var columns = ColumnsOf(constraint);
            if (columns.Any(c => !reference.Schema.Contains(c) || ruled.Contains(c)))
                continue;
            if (constraint.Kind == "fixed-combination")
            {
                if (TellsPersons(constraint, reference) is { } told)
                    findings.Add(told with { Path = path });
                continue;
            }

            if (constraint.Kind == "unique")
            {
                if (TooFewCombinations(plan, constraint, reference) is { } finding)
                    findings.Add(finding with { Path = path });
                continue;
            }

            bool[] broken = new bool[reference.RowCount];
            var condition = RowConstraint.Of(constraint);
            condition.Mark(reference, broken);
            int count = broken.AsSpan().Count(true);
            if (count == 0)
                continue;
            int first = Array.IndexOf(broken, true);
            string where = $"{count:N0} of {broken.Length:N0} rows of the reference ({100.0 * count / broken.Length:0.##} %) break '{condition.Description}'; the first is row {first + 1:N0}: {Cells(reference, columns, first)}.";
            // A row that lacks a value passes, and says nothing about whether the constraint can be kept.
            int judged = Enumerable.Range(0, broken.Length).Count(row => !columns.Any(c => reference[c].IsMissing(row)));
            bool impossible = count >= judged && ExactFormula.Find(constraint) is null;
            alone |= impossible;
            findings.Add(impossible
                ? new ConstraintFinding(path, where + $" No row that has {(columns.Length == 1 ? "a value" : "these values")} keeps it, so none could be generated. Correct the constraint or remove it.", true)
                : new ConstraintFinding(path, where + (ExactFormula.Find(constraint) is { } formula ? $" '{formula.Column}' is computed and keeps it in every generated row." : " Generated rows that break it are drawn anew."), false));
            breaks.Add((path, broken));
        }

        if (!alone && !findings.Exists(f => f.IsContradiction) && SmallestConflict(breaks, reference.RowCount) is { Count: > 1 } group)
            findings.Add(new ConstraintFinding("constraints", $"Each of {string.Join(", ", group)} is kept by some rows of the reference, but no row keeps {(group.Count == 2 ? "both" : "all of them")}; any one of them less, and some rows do. Loosen or remove one.", true));
        return findings;
    }

    /// <summary>
    /// A smallest group of constraints that no row keeps together: each is left out in turn, for good where the others still refuse every row. Empty where some row keeps them all.
    /// </summary>
    /// <remarks>Deletion filter; Chinneck, "Feasibility and Infeasibility in Optimization" (2008), section 6.2.1. What remains is irreducible: without any member some row passes.</remarks>
    private static List<string> SmallestConflict(List<(string Path, bool[] Rows)> breaks, int rows)
    {
        if (rows == 0 || !RefuseAll(breaks))
            return [];
        for (int i = breaks.Count - 1; i >= 0; i--)
        {
            List<(string Path, bool[] Rows)> others = [.. breaks.Where((_, at) => at != i)];
            if (RefuseAll(others))
                breaks = others;
        }

        return [.. breaks.Select(b => b.Path)];

        bool RefuseAll(List<(string Path, bool[] Rows)> group) => group.Count > 0 && Enumerable.Range(0, rows).All(row => group.Exists(b => b.Rows[row]));
    }

    private static ImmutableArray<string> ColumnsOf(RecipeConstraint constraint) =>
        constraint.Kind == "expression" ? Expressions.RowExpression.Parse(constraint.Expression ?? "").Expression?.Columns ?? [] : constraint.Columns;

    /// <summary>Combinations are repeated as they are: with numbers or dates of few rows each they would be those of single persons.</summary>
    private static ConstraintFinding? TellsPersons(RecipeConstraint constraint, Table reference)
    {
        if (!constraint.Columns.Any(c => reference[c] is not CodedColumn))
            return null;
        int combinations = Enumerable.Range(0, reference.RowCount).Select(row => string.Join('\u001F', constraint.Columns.Select(c => reference[c].Format(row)))).Distinct(StringComparer.Ordinal).Count();
        return reference.RowCount >= FewestRowsOfCombination * combinations ? null : new ConstraintFinding("",
            $"{string.Join(", ", constraint.Columns)} have {combinations:N0} combinations in {reference.RowCount:N0} rows, fewer than {FewestRowsOfCombination} rows each: kept as they are, values of single persons would be repeated. Leave the number or date out of the combination.", true);
    }

    /// <summary>Labels are drawn from those of the reference: there are no more combinations than products of their numbers.</summary>
    private static ConstraintFinding? TooFewCombinations(GenerationPlan plan, RecipeConstraint constraint, Table reference)
    {
        double combinations = 1;
        foreach (string name in constraint.Columns)
        {
            if (reference[name] is not CodedColumn coded || !plan.Modelled.Contains(name))
                return null;
            combinations *= coded.Codes.ToArray().Distinct().Count();
        }

        return combinations >= plan.Recipe.Rows ? null : new ConstraintFinding("",
            $"There are at most {combinations:N0} combinations of {string.Join(", ", constraint.Columns)} and {plan.Recipe.Rows:N0} rows are wanted, each with another one. Generate fewer rows, add a column, or remove the constraint.", true);
    }

    private static string Cells(Table table, ImmutableArray<string> columns, int row) => string.Join(", ", columns.Select(c => $"{c} = {table[c].Format(row) ?? "(missing)"}"));
}
