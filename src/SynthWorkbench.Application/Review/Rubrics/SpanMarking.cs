namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>Turns a selection in an item's text into a marked passage.</summary>
public static class SpanMarking
{
    /// <summary>
    /// The answers with [start, end) of a field marked for the first criterion asked that takes passages of it, with its first option and severity.
    /// The answers as they are where none does, where the passage is empty, or where it is marked already.
    /// </summary>
    /// <param name="field">The field's name; in a pair the side goes before it, as in <c>A: target</c>.</param>
    public static ReviewAnswers Mark(Rubric rubric, ReviewAnswers answers, string field, int start, int end)
    {
        if (start < 0 || end <= start || AnswerRules.Asked(rubric, answers).FirstOrDefault(c => Takes(c, field)) is not { } criterion)
            return answers;
        var answer = answers.Of(criterion.Id) ?? new CriterionAnswer();
        if (answer.Spans.Any(s => s.Field == field && s.Start == start && s.End == end))
            return answers;
        var span = new MarkedSpan(field, start, end, criterion.Options[0].Value, criterion.Severities.FirstOrDefault());
        return answers.With(criterion.Id, answer with { Spans = [.. answer.Spans.Add(span).OrderBy(s => s.Field, StringComparer.Ordinal).ThenBy(s => s.Start).ThenBy(s => s.End)], NothingToMark = false });
    }

    private static bool Takes(Criterion criterion, string field) => criterion.Scale == ScaleKind.Span && !criterion.Options.IsEmpty
        && (criterion.Field is not { } named || field == named || field.EndsWith(": " + named, StringComparison.Ordinal));
}
