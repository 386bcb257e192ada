namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>
/// Answers to one rubric, made ready to be compared with each other. What takes time (which criteria are asked, chosen values in order) is done once for an answer, not once for a pair:
/// thirty reviewers of an item are 435 pairs.
/// </summary>
public sealed class AnswerComparison(Rubric rubric)
{
    private const char Between = '\u0001';

    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly List<Part[]> _answers = [];

    /// <summary>Takes answers in; returns the number by which they are asked for.</summary>
    public int Add(ReviewAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var asked = AnswerRules.Asked(rubric, answers);
        var parts = new Part[rubric.Criteria.Length];
        for (int c = 0; c < parts.Length; c++)
        {
            var criterion = rubric.Criteria[c];
            var answer = answers.Of(criterion.Id);
            parts[c] = new Part(asked.Contains(criterion), criterion.Scale != ScaleKind.Text && AnswerRules.IsAnswered(criterion, answer), KeyOf(criterion, answer), answer?.Number ?? 0);
        }

        _answers.Add(parts);
        return _answers.Count - 1;
    }

    /// <summary>Whether two answers differ on the criterion at this place of the rubric: numbers by more than the criterion's nearness, marked passages by their options and severities, words never.</summary>
    public bool Differ(int first, int second, int criterion)
    {
        var (one, other) = (_answers[first][criterion], _answers[second][criterion]);
        if (!one.IsAsked && !other.IsAsked)
            return false;
        if (!one.IsAnswered || !other.IsAnswered)
            return one.IsAnswered != other.IsAnswered;
        return rubric.Criteria[criterion].Scale == ScaleKind.Numeric ? !(Math.Abs(one.Number - other.Number) <= rubric.Criteria[criterion].Near) : one.Key != other.Key;
    }

    /// <summary>On how many criteria two answers differ.</summary>
    public int Differing(int first, int second)
    {
        int differing = 0;
        for (int c = 0; c < rubric.Criteria.Length; c++)
            differing += Differ(first, second, c) ? 1 : 0;
        return differing;
    }

    /// <summary>Share of pairs of the answers that differ on a criterion, averaged over the criteria; null with fewer than two answers.</summary>
    public double? DifferingShare()
    {
        if (_answers.Count < 2)
            return null;
        double differing = 0;
        for (int a = 0; a < _answers.Count; a++)
        {
            for (int b = a + 1; b < _answers.Count; b++)
                differing += Differing(a, b);
        }

        return differing / (_answers.Count * (_answers.Count - 1) / 2.0) / rubric.Criteria.Length;
    }

    /// <summary>The same number for the same values, whatever their order.</summary>
    private int KeyOf(Criterion criterion, CriterionAnswer? answer)
    {
        if (criterion.Scale is ScaleKind.Text or ScaleKind.Numeric || !AnswerRules.IsAnswered(criterion, answer))
            return 0;
        string text = criterion.Scale == ScaleKind.Span
            ? string.Join(Between, answer!.Spans.Select(s => s.Label + Between + Between + s.Severity).Order(StringComparer.Ordinal))
            : string.Join(Between, AnswerRules.Values(answer).Order(StringComparer.Ordinal));
        if (!_keys.TryGetValue(text, out int key))
            _keys.Add(text, key = _keys.Count + 1);
        return key;
    }

    private readonly record struct Part(bool IsAsked, bool IsAnswered, int Key, double Number);
}
