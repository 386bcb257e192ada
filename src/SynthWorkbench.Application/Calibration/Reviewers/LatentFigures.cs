using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Numerics.Agreement.Latent;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>An item's probable label.</summary>
/// <param name="Label">The most probable one.</param>
/// <param name="Posterior">The probability of each label, in the order of the figures.</param>
/// <param name="Votes">How often each was said.</param>
/// <param name="IsAgainstMajority">Most said something else.</param>
public sealed record LatentItem(JudgedItem Item, string Label, double Probability, IReadOnlyList<double> Posterior, IReadOnlyList<int> Votes, bool IsAgainstMajority);

/// <summary>A person by the model.</summary>
public sealed record LatentPerson(JudgingPerson Person, RaterAccuracy Accuracy, int Votes);

/// <summary>The probable truth without gold, from the answers alone.</summary>
/// <param name="Reason">What is lacking or weak; null where nothing is.</param>
public sealed record LatentFigures(bool Fitted, IReadOnlyList<string> Labels, IReadOnlyList<double> Prior, IReadOnlyList<LatentItem> Items, IReadOnlyList<LatentPerson> People, string? Reason)
{
    private const int MostLabels = 20;

    /// <summary>Items of few votes a reviewer need a little smoothing (docs/guide/reviewer-models.md).</summary>
    private const double Smoothing = 0.1;

    public static LatentFigures From(CriterionRatings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var scale = ratings.Scale;
        if (scale.IsNumber)
            return Not($"'{ratings.Criterion.Title}' asks for numbers: there are no labels of which one is true. Read severity and the scores adjusted for it.");
        if (ratings.Ratings.Count == 0)
            return Not("Nobody has answered this criterion in the period. Choose a longer one.");
        string[] levels = scale.Levels.IsEmpty ? [.. ratings.Ratings.Select(r => scale.LevelOf(r.Answer)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [.. scale.Levels];
        if (levels.Length > MostLabels)
            return Not($"{levels.Length} different sets of labels were given; the model takes up to {MostLabels}. Ask for one label each, or merge some.");
        var items = ratings.Items.ToList();
        var people = ratings.People;
        var personOf = people.Select((p, at) => (p.Id, at)).ToDictionary(p => p.Id, p => p.at);
        var fit = DawidSkene.Fit(
            new LabelVotes(items.Count, people.Count, levels.Length, items.SelectMany((item, at) => item.Select(r => new LabelVote(at, personOf[r.Person], Array.IndexOf(levels, scale.LevelOf(r.Answer)))))), new DawidSkeneOptions(Smoothing));
        string[] labels = [.. levels.Select(ratings.Criterion.LabelOf)];
        if (!fit.Fitted)
            return Not(fit.Reason ?? "The model could not be fitted.");
        int[] likely = fit.MostLikely();
        int[] votes = [.. people.Select(p => ratings.Ratings.Count(r => r.Person == p.Id))];
        return new LatentFigures(
            true, labels, fit.Prior,
            [.. items.Select((item, at) =>
            {
                int[] said = [.. levels.Select(l => item.Count(r => scale.LevelOf(r.Answer) == l))];
                return new LatentItem(item.First().Item, labels[likely[at]], fit.Posterior[at][likely[at]], fit.Posterior[at], said, said[likely[at]] < said.Max());
            }).OrderBy(i => i.Probability).ThenBy(i => i.Item.Number)],
            [.. people.Select((p, at) => new LatentPerson(p, fit.Accuracy[at], votes[at])).OrderByDescending(p => p.Accuracy.Value)], fit.Reason);

        static LatentFigures Not(string reason) => new(false, [], [], [], [], reason);
    }
}
