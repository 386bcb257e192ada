using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>Rows that keep every constraint.</summary>
/// <param name="Kept">Rows that keep all of them.</param>
/// <param name="Rows">Rows judged.</param>
/// <param name="Worst">The constraint that most rows break, in words; null when none is broken.</param>
public sealed record ConstraintKeeping(int Kept, int Rows, string? Worst);

/// <summary>
/// How many rows keep a recipe's constraints, judged on the finished table whatever made it: ranges, inequalities and formulas on each row, a fixed combination against those of the training
/// rows, uniqueness by the second and later rows of a value. A row that lacks a value of a condition keeps it.
/// </summary>
public static class ConstraintFidelity
{
    private const char Separator = '\u001F';

    /// <summary>Judges the rows of <paramref name="other"/>; null without constraints whose columns both tables have, or without rows. O(rows x constraints).</summary>
    public static ConstraintKeeping? Of(ImmutableArray<RecipeConstraint> constraints, Table train, Table other)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(other);
        if (other.RowCount == 0)
            return null;
        bool[] broken = new bool[other.RowCount];
        int judged = 0, most = 0;
        string? worst = null;
        foreach (var constraint in constraints)
        {
            bool[] here = new bool[other.RowCount];
            if (!Mark(constraint, train, other, here, out string description))
                continue;
            judged++;
            int count = here.AsSpan().Count(true);
            if (count > most)
                (most, worst) = (count, $"{description}, broken by {count:N0} {(count == 1 ? "row" : "rows")}");
            for (int row = 0; row < here.Length; row++)
                broken[row] |= here[row];
        }

        return judged == 0 ? null : new ConstraintKeeping(broken.AsSpan().Count(false), broken.Length, worst);
    }

    private static bool Mark(RecipeConstraint constraint, Table train, Table other, bool[] broken, out string description)
    {
        description = $"{constraint.Kind} of {string.Join(", ", constraint.Columns)}";
        if (constraint.Columns.Any(c => !other.Schema.Contains(c)))
            return false;
        switch (constraint.Kind)
        {
            case "unique":
                var seen = new HashSet<string>(StringComparer.Ordinal);
                for (int row = 0; row < broken.Length; row++)
                    broken[row] = Key(other, constraint.Columns, row) is { } key && !seen.Add(key);
                return true;
            case "fixed-combination":
                if (constraint.Columns.Any(c => !train.Schema.Contains(c)))
                    return false;
                var known = Enumerable.Range(0, train.RowCount).Select(row => Key(train, constraint.Columns, row)).ToHashSet(StringComparer.Ordinal);
                for (int row = 0; row < broken.Length; row++)
                    broken[row] = Key(other, constraint.Columns, row) is { } key && !known.Contains(key);
                return true;
            default:
                if (constraint.Expression is { } text && Expressions.RowExpression.Parse(text).Expression?.Columns.All(other.Schema.Contains) != true)
                    return false;
                var condition = RowConstraint.Of(constraint);
                condition.Mark(other, broken);
                description = condition.Description;
                return true;
        }
    }

    /// <summary>The values of a row as one text; null where one is missing.</summary>
    private static string? Key(Table table, ImmutableArray<string> columns, int row)
    {
        string?[] parts = [.. columns.Select(c => table[c].Format(row))];
        return parts.Any(p => p is null) ? null : string.Join(Separator, parts);
    }
}
