using System.Text.RegularExpressions;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>A condition on one row. A row in which a value it speaks of is missing passes.</summary>
public sealed class RowConstraint
{
    private readonly Action<Table, bool[]> _refuse;

    private RowConstraint(string description, Action<Table, bool[]> refuse)
    {
        Description = description;
        _refuse = refuse;
    }

    /// <summary>The condition in words.</summary>
    public string Description { get; }

    /// <summary>Marks in <paramref name="refused"/> the rows that break the condition.</summary>
    public void Mark(Table table, bool[] refused) => _refuse(table, refused);

    /// <summary>The number of rows that break the condition.</summary>
    public int CountBroken(Table table)
    {
        bool[] refused = new bool[table.RowCount];
        Mark(table, refused);
        return refused.AsSpan().Count(true);
    }

    /// <summary>A recipe's constraint (any kind but unique) that validation has passed. Fixed combinations hold by construction and refuse nothing here.</summary>
    public static RowConstraint Of(RecipeConstraint constraint)
    {
        ArgumentNullException.ThrowIfNull(constraint);
        return constraint.Kind switch
        {
            "range" => Range(constraint.Columns[0], constraint.Min ?? double.MinValue, constraint.Max ?? double.MaxValue),
            "inequality" => Inequality(constraint.Columns[0], constraint.Columns[1], constraint.Strict),
            "expression" => Expression(RowExpression.Parse(constraint.Expression!).Expression!),
            _ => new RowConstraint($"combinations of {string.Join(", ", constraint.Columns)} as in the reference", (_, _) => { }),
        };
    }

    private static RowConstraint Range(string column, double min, double max) =>
        new($"{column} from {(min == double.MinValue ? "-∞" : min)} to {(max == double.MaxValue ? "∞" : max)}", (table, refused) =>
        {
            double[] values = Numbers(table[column]);
            for (int row = 0; row < values.Length; row++)
                refused[row] |= values[row] < min || values[row] > max;
        });

    private static RowConstraint Inequality(string low, string high, bool strict) =>
        new($"{low} {(strict ? "<" : "≤")} {high}", (table, refused) =>
        {
            double[] a = Numbers(table[low]), b = Numbers(table[high]);
            for (int row = 0; row < a.Length; row++)
                refused[row] |= strict ? a[row] >= b[row] : a[row] > b[row];
        });

    private static RowConstraint Expression(RowExpression expression) =>
        new(expression.Text, (table, refused) =>
        {
            var cells = new RowCells(table);
            for (int row = 0; row < refused.Length; row++)
            {
                cells.Row = row;
                var value = expression.Evaluate(cells.Read);
                refused[row] |= !value.IsMissing && value.Number == 0;
            }
        });

    /// <summary>Numbers as they are, dates as ticks, missing as NaN (which no comparison refuses).</summary>
    internal static double[] Numbers(Column column) => column switch
    {
        NumericColumn numeric => numeric.Values.ToArray(),
        DateTimeColumn dates => Array.ConvertAll(dates.Ticks.ToArray(), t => t == DateTimeColumn.MissingTicks ? double.NaN : t),
        _ => throw new ArgumentException($"Column '{column.Name}' holds labels; only numbers and dates can be compared.", nameof(column)),
    };
}

/// <summary>An expression constraint of the form <c>column == formula of other columns</c>: the column is computed, so that it holds exactly in every row.</summary>
internal sealed partial record ExactFormula(string Column, RowExpression Expression)
{
    public static ExactFormula? Find(RecipeConstraint constraint)
    {
        if (constraint.Kind != "expression" || constraint.Expression is not { } text)
            return null;
        var signs = Equality().Matches(text);
        if (signs.Count != 1)
            return null;
        string left = text[..signs[0].Index], right = text[(signs[0].Index + signs[0].Length)..];
        return Of(left, right) ?? Of(right, left);
    }

    [GeneratedRegex("(?<![<>!=])={1,2}(?!=)", RegexOptions.None, 1000)]
    private static partial Regex Equality();

    private static ExactFormula? Of(string side, string formula)
    {
        string name = side.Trim();
        if (name.StartsWith('[') && name.EndsWith(']'))
            name = name[1..^1];
        else if (name.Length == 0 || !name.All(c => char.IsLetterOrDigit(c) || c == '_') || char.IsDigit(name[0]))
            return null;
        return RowExpression.Parse(formula).Expression is { } expression && expression.Columns.Length > 0 && !expression.Columns.Contains(name) ? new ExactFormula(name, expression) : null;
    }
}
