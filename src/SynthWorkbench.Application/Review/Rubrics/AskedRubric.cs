using System.Globalization;

namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>A rubric as a campaign asks it: some ask the reviewer's confidence too, and a reason at the ends of ordered scales.</summary>
public static class AskedRubric
{
    /// <summary>The criterion of the reviewer's confidence; no coefficient of agreement looks at it.</summary>
    public const string Confidence = "reviewer-confidence";

    private static readonly Criterion Question = new()
    {
        Id = Confidence, Title = "How sure are you of these answers?", Scale = ScaleKind.Ordinal,
        Guidance = "The chance that another expert, with all the time in the world, would answer as you did. Said honestly it costs nothing: it is compared with how often you are right.",
        Options =
        [
            new("0.5", "50 %", "a guess"), new("0.6", "60 %"), new("0.7", "70 %", "rather sure"), new("0.8", "80 %"), new("0.9", "90 %", "sure"), new("0.99", "99 %", "I would bet on it"),
        ],
    };

    /// <summary>The rubric with what is asked besides.</summary>
    public static Rubric Of(Rubric rubric, bool asksConfidence, bool asksReasonsAtEnds)
    {
        ArgumentNullException.ThrowIfNull(rubric);
        if (asksReasonsAtEnds)
            rubric = rubric with { Criteria = [.. rubric.Criteria.Select(c => c is { Scale: ScaleKind.Ordinal, Rationale: RationaleRule.None, Options.Length: > 2 } ? c with { Rationale = RationaleRule.ForAnswers, RationaleFor = [c.Options[0].Value, c.Options[^1].Value] } : c)] };
        return asksConfidence ? rubric with { Criteria = rubric.Criteria.Add(Question) } : rubric;
    }

    /// <summary>The confidence that answers state, 0.5 to 0.99; null where it was not asked.</summary>
    public static double? ConfidenceOf(ReviewAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return answers.Of(Confidence)?.Value is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
    }
}
