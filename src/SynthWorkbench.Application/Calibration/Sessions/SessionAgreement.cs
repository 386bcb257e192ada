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

/// <summary>Agreement of a session's reviewers by criterion.</summary>
public static class SessionAgreement
{
    private const int Resamples = 1000;

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
            var first = Table(criterion, scale, room, items, withVotes: false);
            lines.Add(new CriterionAgreement(
                criterion, $"Krippendorff's alpha, {scale.Scale.ToString().ToLowerInvariant()}", KrippendorffAlpha.Of(first, scale.Scale, options),
                voted ? KrippendorffAlpha.Of(Table(criterion, scale, room, items, withVotes: true), scale.Scale, options) : null, PercentAgreement.Of(first, options)));
        }

        return lines;
    }

    /// <summary>Share of pairs of reviewers who differ on an item, averaged over the criteria; null with fewer than two answers.</summary>
    public static double? Disagreement(SessionRoom room, Rubric rubric, ReviewItemId item)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(rubric);
        var answers = room.Plan.Plan.Reviewers.Where(r => room.Answers.ContainsKey((r.UserId, item))).Select(r => room.Answers[(r.UserId, item)]).ToList();
        if (answers.Count < 2)
            return null;
        double differing = 0;
        for (int a = 0; a < answers.Count; a++)
        {
            for (int b = a + 1; b < answers.Count; b++)
                differing += AnswerRules.Disputed(rubric, answers[a], answers[b]).Count;
        }

        return differing / (answers.Count * (answers.Count - 1) / 2.0) / rubric.Criteria.Length;
    }

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
