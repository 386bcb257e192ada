using System.Collections.Immutable;

namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>A marked passage: [Start, End) in UTF-16 units of a field's text, with option and severity.</summary>
public sealed record MarkedSpan(string Field, int Start, int End, string Label, string? Severity = null);

/// <summary>The answer to one criterion; only what its scale uses is set.</summary>
public sealed record CriterionAnswer
{
    /// <summary>Nominal, ordinal: the option's value. Pairwise: <c>A</c>, <c>B</c> or <c>tie</c>.</summary>
    public string? Value { get; init; }

    /// <summary>Multi-label.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    public double? Number { get; init; }

    public ImmutableArray<MarkedSpan> Spans { get; init; } = [];

    /// <summary>Span: the reviewer looked and found nothing to mark.</summary>
    public bool NothingToMark { get; init; }

    public string? Text { get; init; }

    public string? Rationale { get; init; }
}

/// <summary>Answers to an item by criterion.</summary>
public sealed record ReviewAnswers
{
    public static readonly ReviewAnswers Empty = new();

    public ImmutableSortedDictionary<string, CriterionAnswer> ByCriterion { get; init; } = ImmutableSortedDictionary<string, CriterionAnswer>.Empty.WithComparers(StringComparer.Ordinal);

    public CriterionAnswer? Of(string criterion) => ByCriterion.GetValueOrDefault(criterion);

    public ReviewAnswers With(string criterion, CriterionAnswer answer) => this with { ByCriterion = ByCriterion.SetItem(criterion, answer) };
}

/// <summary>What keeps answers from being submitted.</summary>
public sealed record AnswerProblem(string Criterion, string Message);
