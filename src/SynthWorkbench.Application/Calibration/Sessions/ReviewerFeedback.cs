using SynthWorkbench.Application.Calibration.Reviewers;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Agreement;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>A reviewer's answers to one criterion against what is right.</summary>
/// <param name="Right">Answers that the gold accepts, of those that have one to compare with.</param>
/// <param name="Threshold">The share that the number of levels asks for.</param>
/// <param name="Severity">Mean number of levels (or units) above the gold; null on scales without order.</param>
/// <param name="SeverityHalf">Half its 95 % interval.</param>
/// <param name="Confusions">What was right and what was said instead, most frequent first.</param>
public sealed record CriterionFeedback(Criterion Criterion, Share Right, double Threshold, double? Severity, double? SeverityHalf, IReadOnlyList<(string Gold, string Said, int Times)> Confusions);

/// <summary>An item worth reading again.</summary>
public sealed record ItemToReread(ReviewItemId Item, int Number, string Why);

/// <summary>What a session says of one reviewer: for them and the lead alone.</summary>
public sealed record ReviewerFeedback(Guid Reviewer, IReadOnlyList<CriterionFeedback> Criteria, IReadOnlyList<StatedConfidence> Confidence, double? Brier, IReadOnlyList<ItemToReread> Reread, Share Repeats)
{
    /// <summary>Answers with a right one that a qualification asks for at least: a qualifying set.</summary>
    public const int FewestToQualify = 10;

    private const int MostReread = 3;

    /// <summary>Over all criteria.</summary>
    public Share Right => new(Criteria.Sum(c => c.Right.Times), Criteria.Sum(c => c.Right.Of));

    /// <summary>The share that is asked for over all criteria: their thresholds weighted by answers.</summary>
    public double Threshold => Right.Of == 0 ? 0 : Criteria.Sum(c => c.Threshold * c.Right.Of) / Right.Of;

    /// <summary>Whether the answers qualify the person: enough of them, and enough right.</summary>
    public bool Qualifies => Right.Of >= FewestToQualify && Right.Times >= Threshold * Right.Of;

    /// <summary>The share of exact agreement that a scale of so many levels asks for.</summary>
    /// <remarks>NAEP scoring guides: 90 % on two levels, 80 % on three, 70 % on four to six.</remarks>
    public static double ThresholdOf(int levels) => levels <= 2 ? 0.9 : levels == 3 ? 0.8 : 0.7;

    /// <summary>The feedback for a reviewer of a session of which all answers are known.</summary>
    public static ReviewerFeedback From(SessionRoom room, Rubric rubric, Guid reviewer)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(rubric);
        var mine = room.Plan.Items.Where(i => room.Answers.ContainsKey((reviewer, i.Item))).Select(i => (Planned: i, Answers: room.Answers[(reviewer, i.Item)])).ToList();
        var criteria = rubric.Criteria.Where(c => CriterionScale.Of(c) is not null).Select(c => Compare(room, c, mine)).Where(c => c.Right.Of > 0).ToList();
        var judged = mine.Select(m => (m.Planned, m.Answers, Right: IsRight(room, rubric, m.Planned.Item, m.Answers))).Where(m => m.Right is not null).Select(m => (m.Planned, m.Answers, Right: m.Right!.Value)).ToList();
        var stated = judged.Select(m => (Stated: AskedRubric.ConfidenceOf(m.Answers), m.Right)).Where(m => m.Stated is not null).ToList();
        var repeats = room.Repeats.Where(r => r.Key.Reviewer == reviewer && room.Answers.ContainsKey(r.Key)).ToList();
        return new ReviewerFeedback(
            reviewer, criteria,
            [.. stated.GroupBy(s => s.Stated!.Value).OrderBy(g => g.Key).Select(g => new StatedConfidence(g.Key, Share.Count(g, s => s.Right)))],
            BrierScore.Of([.. stated.Select(s => s.Stated!.Value)], [.. stated.Select(s => s.Right)]),
            [.. judged.Where(m => !m.Right).OrderByDescending(m => AskedRubric.ConfidenceOf(m.Answers) ?? 0).ThenBy(m => m.Planned.Number).Take(MostReread).Select(m => new ItemToReread(m.Planned.Item, m.Planned.Number, Why(room, rubric, m.Planned.Item, m.Answers)))],
            Share.Count(repeats, r => AnswerRules.Agree(rubric, room.Answers[r.Key], r.Value)));
    }

    /// <summary>What is right for an item on a criterion: what the room agreed on, else what was known before; null where neither.</summary>
    public static GoldValue? GoldOf(SessionRoom room, ReviewItemId item, Criterion criterion)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(criterion);
        if (room.Agreed.TryGetValue(item, out var agreed) && agreed.What.Gold.TryGetValue(criterion.Id, out var gold))
            return gold;
        return room.Known.TryGetValue(item, out var known) ? GoldValue.Known(criterion, known.Of(criterion.Id)) : null;
    }

    private static CriterionFeedback Compare(SessionRoom room, Criterion criterion, List<(Planning.PlannedItem Planned, ReviewAnswers Answers)> mine)
    {
        var scale = CriterionScale.Of(criterion)!;
        int right = 0, of = 0;
        var confused = new Dictionary<(string, string), int>();
        var above = new List<double>();
        foreach (var (planned, answers) in mine)
        {
            var answer = answers.Of(criterion.Id);
            if (GoldOf(room, planned.Item, criterion) is not { } gold || gold.Accepts(criterion, answer) is not { } accepted)
                continue;
            of++;
            right += accepted ? 1 : 0;
            if (!accepted)
            {
                var pair = (gold.Describe(criterion), AnswerRules.Describe(criterion, answer));
                confused[pair] = confused.GetValueOrDefault(pair) + 1;
            }

            if (Above(scale, gold, answer!) is { } by)
                above.Add(by);
        }

        double? severity = above.Count == 0 ? null : above.Average(), half = null;
        if (above.Count > 1)
            half = 1.96 * Math.Sqrt(above.Sum(a => (a - severity!.Value) * (a - severity.Value)) / (above.Count - 1) / above.Count);
        int levels = scale.IsNumber ? 10 : Math.Max(2, scale.Levels.Length);
        return new CriterionFeedback(criterion, new Share(right, of), ThresholdOf(levels), severity, half, [.. confused.OrderByDescending(c => c.Value).ThenBy(c => c.Key.Item1, StringComparer.Ordinal).Select(c => (c.Key.Item1, c.Key.Item2, c.Value))]);
    }

    /// <summary>How far above the nearest right answer an answer lies; null on scales without order.</summary>
    private static double? Above(CriterionScale scale, GoldValue gold, CriterionAnswer answer)
    {
        if (scale.IsNumber)
            return answer.Number < gold.Min ? answer.Number - gold.Min : answer.Number > gold.Max ? answer.Number - gold.Max : 0;
        if (scale.Scale != RatingScale.Ordinal)
            return null;
        int given = scale.Levels.IndexOf(scale.LevelOf(answer));
        return gold.Values.Select(v => given - scale.Levels.IndexOf(v)).MinBy(Math.Abs);
    }

    /// <summary>Whether every criterion with a gold was answered rightly; null where none has one.</summary>
    private static bool? IsRight(SessionRoom room, Rubric rubric, ReviewItemId item, ReviewAnswers answers)
    {
        bool?[] each = [.. rubric.Criteria.Select(c => GoldOf(room, item, c)?.Accepts(c, answers.Of(c.Id))).Where(r => r is not null)];
        return each.Length == 0 ? null : each.All(r => r == true);
    }

    private static string Why(SessionRoom room, Rubric rubric, ReviewItemId item, ReviewAnswers answers) =>
        string.Join("; ", rubric.Criteria.Where(c => GoldOf(room, item, c)?.Accepts(c, answers.Of(c.Id)) == false).Select(c => $"{c.Title}: you said {AnswerRules.Describe(c, answers.Of(c.Id))}, right is {GoldOf(room, item, c)!.Describe(c)}"));
}
