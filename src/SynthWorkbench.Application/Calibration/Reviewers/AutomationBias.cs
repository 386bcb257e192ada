namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>How often a person says what was suggested, having seen the suggestion and not having seen it.</summary>
/// <param name="Shown">Answers in campaigns that show suggestions.</param>
/// <param name="Blind">Answers in campaigns that hide them until the reviewer has answered.</param>
/// <param name="Pull">Shown less blind, with its 95 % interval.</param>
/// <param name="Reason">What is missing; null where nothing is.</param>
public sealed record AutomationBias(Share Shown, Share Blind, (double Value, double Low, double High)? Pull, string? Reason)
{
    private const int Fewest = 20;

    /// <param name="ratings">The criterion.</param>
    /// <param name="person">One person; null for all together.</param>
    public static AutomationBias Of(CriterionRatings ratings, Guid? person)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var criterion = ratings.Criterion;
        var suggested = ratings.Ratings.Where(r => (person is null || r.Person == person) && Review.Rubrics.AnswerRules.IsAnswered(criterion, r.Item.Suggested?.Of(criterion.Id)))
            .Select(r => (r.Item.IsBlind, Follows: ratings.IsSame(r.Item.Suggested!.Of(criterion.Id)!, r.Answer))).ToList();
        var shown = Share.Count(suggested.Where(s => !s.IsBlind), s => s.Follows);
        var blind = Share.Count(suggested.Where(s => s.IsBlind), s => s.Follows);
        string? reason = (shown.Of, blind.Of) switch
        {
            (0, 0) => "No item carries a suggestion. Import items with suggestions, in one campaign blind and in one with suggestions shown.",
            (0, _) => $"There are {blind.Of} blind answers and none with the suggestion shown: run a campaign that shows suggestions to compare with.",
            (_, 0) => $"There are {shown.Of} answers with the suggestion shown and none given blind: run a blind campaign to compare with.",
            var (s, b) when s < Fewest || b < Fewest => $"The comparison asks for {Fewest} answers of each kind: {Math.Max(0, Fewest - s)} with the suggestion shown and {Math.Max(0, Fewest - b)} blind ones are missing.",
            _ => null,
        };
        return new AutomationBias(shown, blind, shown.Less(blind), reason);
    }
}
