using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>Seconds an answer takes.</summary>
/// <param name="Panel">The median of all people.</param>
public sealed record PaceFigures(double? Median, double? Quarter, double? ThreeQuarters, int Of, double? Panel);

/// <summary>One person on one criterion.</summary>
/// <param name="Answers">Answers to the criterion that count.</param>
/// <param name="Repeats">Second answers that are the first again, over all criteria.</param>
/// <param name="RepeatsReason">What is missing; null where nothing is.</param>
public sealed record PersonFigures(
    JudgingPerson Person, int Answers, Confusion Gold, Confusion Consensus, PersonSeverity? Severity, ConfidenceCurve Confidence, AutomationBias Bias, Share Repeats, string? RepeatsReason, PaceFigures Pace, DateTimeOffset? LastAt)
{
    private const int FewestRepeats = 20;

    public static PersonFigures Of(CriterionRatings ratings, SeverityFigures severity, JudgingPerson person)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(severity);
        ArgumentNullException.ThrowIfNull(person);
        var record = ratings.Record;
        var first = record.Given.Where(g => g.Person == person.Id).GroupBy(g => g.Item).ToDictionary(g => g.Key, g => g.First());
        var repeats = Share.Count(
            record.Repeats.Where(r => r.Person == person.Id && first.ContainsKey(r.Item)), r => AnswerRules.Agree(record.Versions[r.Version], first[r.Item].Answers, r.Answers));
        string? missing = repeats.Of == 0 ? "No item came a second time. Give a campaign a share of repeated items."
            : repeats.Of < FewestRepeats ? $"{FewestRepeats - repeats.Of} more repeated items are missing for an interval that says something; {repeats.Of} are there." : null;
        double[] mine = Seconds(record.Given.Where(g => g.Person == person.Id)), all = Seconds(record.Given);
        return new PersonFigures(
            person, ratings.Ratings.Count(r => r.Person == person.Id), Confusion.AgainstGold(ratings, person.Id), Confusion.AgainstConsensus(ratings, person.Id), severity.Of(person.Id),
            ConfidenceCurve.Of(ratings, person.Id), AutomationBias.Of(ratings, person.Id), repeats, missing, new PaceFigures(At(mine, 0.5), At(mine, 0.25), At(mine, 0.75), mine.Length, At(all, 0.5)),
            first.Count == 0 ? null : first.Values.Max(g => g.At));
    }

    private static double[] Seconds(IEnumerable<GivenAnswers> given) => [.. given.Where(g => g.Seconds > 0).Select(g => g.Seconds).Order()];

    private static double? At(double[] sorted, double share) => sorted.Length == 0 ? null : sorted[(int)Math.Round(share * (sorted.Length - 1))];
}
