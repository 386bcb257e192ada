using System.Collections.Immutable;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Agreement;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>How answers to a criterion are counted in coefficients of agreement: as levels of a declared scale, or as numbers.</summary>
/// <param name="Scale">Which differences count.</param>
/// <param name="Levels">The levels declared, lowest first where ordered; empty for numbers and for sets of labels, whose levels are those that occur.</param>
public sealed record CriterionScale(RatingScale Scale, ImmutableArray<string> Levels)
{
    private const string Nothing = "nothing marked";

    public bool IsNumber => Scale is RatingScale.Interval or RatingScale.Ratio;

    /// <summary>The scale of a criterion; null for words, on which nobody can be said to agree.</summary>
    public static CriterionScale? Of(Criterion criterion)
    {
        ArgumentNullException.ThrowIfNull(criterion);
        return criterion.Scale switch
        {
            ScaleKind.Nominal => new(RatingScale.Nominal, [.. criterion.Options.Select(o => o.Value)]),
            ScaleKind.Ordinal => new(RatingScale.Ordinal, [.. criterion.Options.Select(o => o.Value)]),
            ScaleKind.Pairwise => new(RatingScale.Ordinal, ["A", "tie", "B"]),
            ScaleKind.Numeric => new(RatingScale.Interval, []),
            ScaleKind.MultiLabel => new(RatingScale.Nominal, []),

            // Reviewers mark other words for the same fault: what is compared is the gravest thing found.
            ScaleKind.Span when criterion.Severities.Length > 0 => new(RatingScale.Ordinal, [Nothing, .. criterion.Severities]),
            ScaleKind.Span => new(RatingScale.Nominal, []),
            _ => null,
        };
    }

    /// <summary>The level of an answer that is given; for numbers their text.</summary>
    public string LevelOf(CriterionAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Value is not null)
            return answer.Value;
        if (answer.Number is { } number)
            return number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        if (answer.NothingToMark || (answer.Spans.IsEmpty && answer.Values.IsEmpty))
            return Nothing;
        if (!answer.Values.IsEmpty)
            return string.Join(", ", answer.Values.Order(StringComparer.Ordinal));
        return Levels.IsEmpty
            ? string.Join(", ", answer.Spans.Select(s => s.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            : answer.Spans.Select(s => s.Severity ?? "").MaxBy(s => Levels.IndexOf(s))!;
    }

    /// <summary>Answers as ratings.</summary>
    /// <param name="answers">Items after one another, each with an answer of every reviewer; null without one.</param>
    /// <param name="reviewers">The number of reviewers.</param>
    /// <param name="clusters">The document of each item; empty where items stand alone.</param>
    public RatingTable Table(IReadOnlyList<CriterionAnswer?> answers, int reviewers, ReadOnlySpan<int> clusters = default)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (IsNumber)
            return RatingTable.OfNumbers([.. answers.Select(a => a?.Number ?? double.NaN)], reviewers, clusters: clusters);
        string?[] given = [.. answers.Select(a => a is null ? null : LevelOf(a))];
        var levels = Levels.IsEmpty ? [.. given.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : Levels;
        var codeOf = levels.Select((level, code) => (level, code)).ToDictionary(l => l.level, l => l.code, StringComparer.Ordinal);
        return new RatingTable(levels.IsEmpty ? [Nothing] : levels, [.. given.Select(g => g is not null && codeOf.TryGetValue(g, out int code) ? code : -1)], reviewers, clusters: clusters);
    }
}
