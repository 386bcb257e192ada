using SynthWorkbench.Numerics.Agreement;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>Answers of one stated confidence, and how often they were right.</summary>
public sealed record StatedConfidence(double Stated, Share Right);

/// <summary>How far a person's confidence is borne out.</summary>
/// <param name="Against">What right means: the known answer, or what stands.</param>
/// <param name="Reason">What is missing; null where nothing is.</param>
public sealed record ConfidenceCurve(IReadOnlyList<StatedConfidence> Points, double? Brier, double? Error, double? MeanStated, Share Right, string Against, string? Reason)
{
    private const int Fewest = 30;

    public static ConfidenceCurve Of(CriterionRatings ratings, Guid person)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var mine = ratings.Ratings.Where(r => r.Person == person && r.Confidence is not null).ToList();
        var judged = mine.Where(r => ratings.IsRight(r) is not null).Select(r => (Stated: r.Confidence!.Value, IsRight: ratings.IsRight(r)!.Value)).ToList();
        string against = "the known answer";
        if (judged.Count == 0)
        {
            judged = [.. mine.Select(r => (Rating: r, Stands: ratings.Standing(r))).Where(r => r.Stands is not null).Select(r => (r.Rating.Confidence!.Value, ratings.IsSame(r.Stands!, r.Rating.Answer)))];
            against = "what the lead or most others said";
        }

        double[] stated = [.. judged.Select(j => j.Stated)];
        bool[] right = [.. judged.Select(j => j.IsRight)];
        string? reason = mine.Count == 0 ? "No answer states a confidence. Make a campaign that asks how sure reviewers are."
            : judged.Count == 0 ? $"{mine.Count} answers state a confidence, and none of their items has a known answer or two others' opinion. Let more people judge them."
            : judged.Count < Fewest ? $"{Fewest - judged.Count} more answers with a confidence are missing for a curve that says something; {judged.Count} are there." : null;
        return new ConfidenceCurve(
            [.. judged.GroupBy(j => j.Stated).OrderBy(g => g.Key).Select(g => new StatedConfidence(g.Key, Share.Count(g, j => j.IsRight)))],
            BrierScore.Of(stated, right), CalibrationError.Of(stated, right).L1, stated.Length == 0 ? null : stated.Average(), Share.Count(right, r => r), against, reason);
    }
}
