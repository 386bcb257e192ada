using System.Globalization;

namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>What a rubric makes of answers: which criteria are asked, what is missing, whether the item is a defect, and when two reviewers agree.</summary>
public static class AnswerRules
{
    private const int LongestText = 20_000;

    /// <summary>The criteria asked under these answers, in order: a criterion whose condition names one that is not asked is not asked either.</summary>
    public static IReadOnlyList<Criterion> Asked(Rubric rubric, ReviewAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(rubric);
        ArgumentNullException.ThrowIfNull(answers);
        var asked = new List<Criterion>();
        foreach (var criterion in rubric.Criteria)
        {
            if (criterion.When is not { } when || (asked.Exists(c => c.Id == when.Criterion) && Values(answers.Of(when.Criterion)).Any(v => when.Values.Contains(v))))
                asked.Add(criterion);
        }

        return asked;
    }

    /// <summary>Everything that keeps the answers from being submitted; empty when complete.</summary>
    public static IReadOnlyList<AnswerProblem> Problems(Rubric rubric, ReviewAnswers answers)
    {
        var problems = new List<AnswerProblem>();
        foreach (var criterion in Asked(rubric, answers))
        {
            var answer = answers.Of(criterion.Id);
            if (!IsAnswered(criterion, answer))
            {
                if (criterion.IsRequired)
                    problems.Add(new AnswerProblem(criterion.Id, $"'{criterion.Title}' has no answer yet."));
                continue;
            }

            if (Wrong(criterion, answer!) is { } wrong)
                problems.Add(new AnswerProblem(criterion.Id, wrong));
            if (NeedsRationale(criterion, answer!) && string.IsNullOrWhiteSpace(answer!.Rationale))
                problems.Add(new AnswerProblem(criterion.Id, $"'{criterion.Title}' asks for a reason with this answer."));
            if (answer!.Rationale?.Length > LongestText)
                problems.Add(new AnswerProblem(criterion.Id, $"The reason has {answer.Rationale.Length} characters; at most {LongestText} are kept."));
        }

        return problems;
    }

    /// <summary>The answers to criteria that are asked; what was answered before a condition fell away is left out.</summary>
    public static ReviewAnswers Trim(Rubric rubric, ReviewAnswers answers)
    {
        var asked = Asked(rubric, answers).Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        return answers with { ByCriterion = answers.ByCriterion.RemoveRange(answers.ByCriterion.Keys.Where(k => !asked.Contains(k))) };
    }

    public static bool IsAnswered(Criterion criterion, CriterionAnswer? answer) => answer is not null && criterion.Scale switch
    {
        ScaleKind.Numeric => answer.Number is not null,
        ScaleKind.MultiLabel => answer.Values.Length > 0,
        ScaleKind.Span => answer.Spans.Length > 0 || answer.NothingToMark,
        ScaleKind.Text => !string.IsNullOrWhiteSpace(answer.Text),
        _ => !string.IsNullOrEmpty(answer.Value),
    };

    /// <summary>Whether this answer must come with a reason.</summary>
    public static bool NeedsRationale(Criterion criterion, CriterionAnswer answer) => criterion.Rationale switch
    {
        RationaleRule.Required => true,
        RationaleRule.ForAnswers => Values(answer).Any(v => criterion.RationaleFor.Contains(v)),
        _ => false,
    };

    /// <summary>Whether any asked criterion was answered with one of its defects.</summary>
    public static bool IsDefect(Rubric rubric, ReviewAnswers answers) =>
        Asked(rubric, answers).Any(c => !c.Defects.IsEmpty && Values(answers.Of(c.Id)).Any(v => c.Defects.Contains(v)));

    /// <summary>Whether two reviewers gave the same answer to every criterion that has comparable ones; numbers agree within a tenth of the scale, spans when they carry the same options and severities, words always.</summary>
    public static bool Agree(Rubric rubric, ReviewAnswers first, ReviewAnswers second) => Disputed(rubric, first, second).Count == 0;

    /// <summary>The criteria on which two reviewers differ. Many answers to one item are compared by one <see cref="AnswerComparison"/>.</summary>
    public static IReadOnlyList<string> Disputed(Rubric rubric, ReviewAnswers first, ReviewAnswers second)
    {
        var comparison = new AnswerComparison(rubric);
        var (one, other) = (comparison.Add(first), comparison.Add(second));
        return [.. rubric.Criteria.Where((_, c) => comparison.Differ(one, other, c)).Select(c => c.Id)];
    }

    /// <summary>An answer in words, for tables and exports.</summary>
    public static string Describe(Criterion criterion, CriterionAnswer? answer)
    {
        if (!IsAnswered(criterion, answer))
            return "";
        return criterion.Scale switch
        {
            ScaleKind.Numeric => answer!.Number!.Value.ToString("0.######", CultureInfo.InvariantCulture) + (criterion.Unit is null ? "" : " " + criterion.Unit),
            ScaleKind.Span when answer!.Spans.IsEmpty => "Nothing to mark",
            ScaleKind.Span => string.Join("; ", answer!.Spans.Select(s => $"{criterion.LabelOf(s.Label)}{(s.Severity is null ? "" : $" ({s.Severity})")} at {s.Field} {s.Start}-{s.End}")),
            ScaleKind.Text => answer!.Text!,
            ScaleKind.MultiLabel => string.Join(", ", answer!.Values.Select(v => criterion.LabelOf(v))),
            _ => criterion.LabelOf(answer!.Value!),
        };
    }

    /// <summary>The values that conditions, defects and agreement look at: options chosen, or severities marked.</summary>
    internal static IEnumerable<string> Values(CriterionAnswer? answer)
    {
        if (answer is null)
            return [];
        if (answer.Value is not null)
            return [answer.Value];
        return answer.Spans.IsEmpty ? answer.Values : answer.Spans.SelectMany(s => s.Severity is null ? [s.Label] : new[] { s.Label, s.Severity }).Distinct(StringComparer.Ordinal);
    }

    private static string? Wrong(Criterion criterion, CriterionAnswer answer)
    {
        bool Offered(string value) => criterion.Options.Any(o => o.Value == value);
        return criterion.Scale switch
        {
            ScaleKind.Nominal or ScaleKind.Ordinal when !Offered(answer.Value!) => $"'{criterion.Title}' does not offer '{answer.Value}'.",
            ScaleKind.MultiLabel when answer.Values.FirstOrDefault(v => !Offered(v)) is { } value => $"'{criterion.Title}' does not offer '{value}'.",
            ScaleKind.Pairwise when answer.Value is not ("A" or "B" or "tie") => $"'{criterion.Title}' is answered with A, B or tie.",
            ScaleKind.Numeric when !(answer.Number >= criterion.Min && answer.Number <= criterion.Max) => $"'{criterion.Title}' takes {criterion.Min} to {criterion.Max}.",
            ScaleKind.Span when answer.Spans.FirstOrDefault(s => !Offered(s.Label) || s.Start < 0 || s.End <= s.Start || (!criterion.Severities.IsEmpty && !criterion.Severities.Contains(s.Severity ?? ""))) is { } span =>
                criterion.Severities.IsEmpty || span.Severity is not null ? $"'{criterion.Title}' has a passage without a valid kind." : $"'{criterion.Title}' has a passage without a severity.",
            ScaleKind.Text when answer.Text!.Length > LongestText => $"The text has {answer.Text.Length} characters; at most {LongestText} are kept.",
            _ => null,
        };
    }
}
