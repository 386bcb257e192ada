using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Agreement;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>Agreement on a criterion over the items that are shown.</summary>
/// <param name="Coefficient">Its name.</param>
/// <param name="Before">Over first answers.</param>
/// <param name="After">The same with second votes in the place of first answers, where there were votes; null without.</param>
/// <param name="Percent">Share of agreeing pairs of first answers.</param>
public sealed record CriterionAgreement(Criterion Criterion, string Coefficient, AgreementResult Before, AgreementResult? After, AgreementResult Percent);

/// <summary>Two levels that reviewers of the same item said.</summary>
/// <param name="Pairs">Pairs of reviewers, over the items that are shown.</param>
public sealed record ConfusedLevels(Criterion Criterion, string One, string Other, int Pairs);

/// <summary>What a second vote changed.</summary>
/// <param name="Changed">Reviewers who voted otherwise than they answered first.</param>
/// <param name="Towards">Of them those who came nearer to what the others said first.</param>
/// <param name="Of">Reviewers who answered and voted.</param>
public sealed record Conformity(int Changed, int Towards, int Of);

/// <summary>Agreement of a session's reviewers by criterion.</summary>
public static class SessionAgreement
{
    private const int Resamples = 1000, MostConfusions = 10;

    private static readonly AgreementCoefficient[] Shown = [AgreementCoefficient.Percent, AgreementCoefficient.Alpha];

    /// <summary>One line a criterion that can be agreed on; intervals are percentiles over resampled items, from the session's seed.</summary>
    public static IReadOnlyList<CriterionAgreement> Of(SessionRoom room, Rubric rubric)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(rubric);
        var items = room.Plan.Items.Where(i => room.IsShown(i.Item)).Select(i => i.Item).ToList();
        if (items.Count == 0)
            return [];
        var options = new IntervalOptions { Resamples = Resamples, Seed = unchecked((ulong)room.Plan.Plan.Seed) };
        bool voted = room.Votes.Keys.Any(v => room.IsVoteClosed(v.Item));
        var lines = new List<CriterionAgreement>();
        foreach (var criterion in rubric.Criteria)
        {
            if (CriterionScale.Of(criterion) is not { } scale)
                continue;
            var first = AgreementReport.Of(Table(criterion, scale, room, items, withVotes: false), scale.Scale, options, Shown);
            var alpha = first.Lines.First(l => l.Coefficient == AgreementCoefficient.Alpha);
            lines.Add(new CriterionAgreement(
                criterion, alpha.Name, alpha.Result, voted ? KrippendorffAlpha.Of(Table(criterion, scale, room, items, withVotes: true), scale.Scale, options) : null, first[AgreementCoefficient.Percent]!));
        }

        return lines;
    }

    /// <summary>The levels confused most often, over the items that are shown; numbers are not confused.</summary>
    public static IReadOnlyList<ConfusedLevels> Confusions(SessionRoom room, Rubric rubric)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(rubric);
        var counts = new Dictionary<(Criterion Criterion, string One, string Other), int>();
        foreach (var criterion in rubric.Criteria)
        {
            if (CriterionScale.Of(criterion) is not { IsNumber: false } scale)
                continue;
            foreach (var item in room.Plan.Items.Where(i => room.IsShown(i.Item)))
            {
                var given = room.Plan.Plan.Reviewers.Select(r => room.Answers.GetValueOrDefault((r.UserId, item.Item))?.Of(criterion.Id)).Where(a => AnswerRules.IsAnswered(criterion, a)).Select(a => scale.LevelOf(a!)).Order(StringComparer.Ordinal).ToList();
                for (int i = 0; i < given.Count; i++)
                {
                    foreach (string other in given.Skip(i + 1).Where(o => o != given[i]))
                        counts[(criterion, given[i], other)] = counts.GetValueOrDefault((criterion, given[i], other)) + 1;
                }
            }
        }

        return [.. counts.OrderByDescending(c => c.Value).Take(MostConfusions).Select(c => new ConfusedLevels(c.Key.Criterion, c.Key.Criterion.LabelOf(c.Key.One), c.Key.Criterion.LabelOf(c.Key.Other), c.Value))];
    }

    /// <summary>What the second vote on an item changed.</summary>
    public static Conformity ConformityOf(SessionRoom room, Rubric rubric, ReviewItemId item)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(rubric);
        int changed = 0, towards = 0, of = 0;
        foreach (var reviewer in room.Plan.Plan.Reviewers)
        {
            var key = (reviewer.UserId, item);
            if (!room.Answers.TryGetValue(key, out var first) || !room.Votes.TryGetValue(key, out var second))
                continue;
            of++;
            if (AnswerRules.Agree(rubric, first, second))
                continue;
            changed++;
            var others = Others(room, reviewer.UserId, item);
            towards += others.Sum(o => AnswerRules.Disputed(rubric, second, o).Count) < others.Sum(o => AnswerRules.Disputed(rubric, first, o).Count) ? 1 : 0;
        }

        return new Conformity(changed, towards, of);
    }

    private static List<ReviewAnswers> Others(SessionRoom room, Guid reviewer, ReviewItemId item) =>
        [.. room.Plan.Plan.Reviewers.Where(r => r.UserId != reviewer && room.Answers.ContainsKey((r.UserId, item))).Select(r => room.Answers[(r.UserId, item)])];

    private static RatingTable Table(Criterion criterion, CriterionScale scale, SessionRoom room, List<ReviewItemId> items, bool withVotes)
    {
        var reviewers = room.Plan.Plan.Reviewers;
        var given = new CriterionAnswer?[items.Count * reviewers.Length];
        for (int i = 0; i < items.Count; i++)
        {
            for (int r = 0; r < reviewers.Length; r++)
            {
                var key = (reviewers[r].UserId, items[i]);
                var answers = withVotes && room.IsVoteClosed(items[i]) && room.Votes.TryGetValue(key, out var vote) ? vote : room.Answers.GetValueOrDefault(key);
                given[i * reviewers.Length + r] = answers?.Of(criterion.Id) is { } answer && AnswerRules.IsAnswered(criterion, answer) ? answer : null;
            }
        }

        return scale.Table(given, reviewers.Length);
    }
}
