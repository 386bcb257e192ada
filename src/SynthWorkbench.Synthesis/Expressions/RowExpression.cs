using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Expressions;

/// <summary>What reading an expression gave: the expression, or what is wrong and at which character.</summary>
public sealed record ExpressionReading(RowExpression? Expression, string? Problem);

/// <summary>
/// A side-effect-free expression over the columns of one row: <c>total == base + fee</c>, <c>if(age &lt; 18, 'minor', 'adult')</c>.
/// Names with other characters than letters, digits and <c>_</c> are written <c>[name with spaces]</c>.
/// Operators: or and not == (also written =) != &lt; &lt;= &gt; &gt;= + - * / %; functions: if min max abs round floor ceil sqrt log exp len concat missing days.
/// A missing operand makes the result missing, except in <c>missing</c>, <c>if</c>, <c>concat</c> and the truth operators. Division by zero is missing.
/// </summary>
public sealed class RowExpression
{
    private readonly Func<Func<string, CellValue>, CellValue> _evaluate;

    private readonly Func<Func<string, bool>, bool> _canBeText;

    private readonly ImmutableArray<string> _conjuncts;

    internal RowExpression(string text, ImmutableArray<string> columns, Func<Func<string, CellValue>, CellValue> evaluate, Func<Func<string, bool>, bool> canBeText, ImmutableArray<string> conjuncts)
    {
        _conjuncts = conjuncts;
        _canBeText = canBeText;
        Text = text;
        Columns = columns;
        _evaluate = evaluate;
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>Expressions that are all true where this one is, and only there: the operands of its outermost <c>and</c>, or itself.</summary>
    internal IEnumerable<RowExpression> Conjuncts => _conjuncts.Select(text => text == Text ? this : Parse(text).Expression!);

    /// <summary>Whether it says of a row that it is so or not, as comparisons do and columns may; a sum or a text says nothing.</summary>
    public bool IsTruth { get; internal init; }

    /// <summary>
    /// Where it does nothing but compare, the numbers it names: between these, and between their opposites, its truth is the same for all values of a column of numbers that it alone reads. Null where it computes
    /// or names texts.
    /// </summary>
    internal ImmutableArray<double>? Steps { get; init; }

    /// <summary>Where it does nothing but hold labels against texts, equal or not, the texts it names: for all other labels its truth is the same. Null elsewhere.</summary>
    internal ImmutableArray<string>? Labels { get; init; }

    /// <summary>The columns it reads, in first-seen order.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>Reads an expression of at most 2,000 characters.</summary>
    public static ExpressionReading Parse(string text) => ExpressionParser.Parse(text);

    /// <summary>Whether some row can give a text, when <paramref name="holdsText"/> says which columns hold texts. Known without any row.</summary>
    public bool CanBeText(Func<string, bool> holdsText) => _canBeText(holdsText);

    /// <summary>The value for a row whose cells <paramref name="cell"/> gives.</summary>
    public CellValue Evaluate(Func<string, CellValue> cell) => _evaluate(cell);
}
