using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>A rubric whose reviewers can be looked at.</summary>
public sealed record JudgedRubric(RubricId Id, string Name, int Answers);

/// <summary>What is looked at.</summary>
/// <param name="Rubric">The rubric, all its versions; null for the one that was answered last.</param>
/// <param name="Criterion">Its criterion; null for the first that can be agreed on.</param>
/// <param name="Days">Items that were last answered within so many days, with all their answers; null for all.</param>
public sealed record ReviewerQuery(RubricId? Rubric = null, string? Criterion = null, int? Days = null);

/// <summary>Somebody who answered, or may.</summary>
/// <param name="IsImported">A rater of a file, who has no account here and no standing.</param>
public sealed record JudgingPerson(Guid Id, string Name, bool IsImported = false);

/// <summary>An item and what is known of it.</summary>
/// <param name="Gold">By criterion what is right: known when the item was imported, or agreed on in a session.</param>
/// <param name="Adjudicated">What the lead decided where reviewers differed.</param>
/// <param name="Suggested">What a model or an import proposed.</param>
/// <param name="IsBlind">Its campaign hides suggestions until the reviewer has answered.</param>
public sealed record JudgedItem(
    ReviewItemId Id, CampaignId Campaign, int Number, string Key, IReadOnlyDictionary<string, GoldValue> Gold, ReviewAnswers? Adjudicated = null, ReviewAnswers? Suggested = null, bool IsBlind = true);

/// <summary>A person's answers to an item.</summary>
/// <param name="Version">The number of the rubric's version they were given under.</param>
/// <param name="Seconds">Time spent; 0 where it is not known.</param>
public sealed record GivenAnswers(ReviewItemId Item, Guid Person, ReviewAnswers Answers, DateTimeOffset At, double Seconds, int Version = 1);

/// <summary>Everything that figures of reviewers are made of: one rubric's answers in the campaigns that leads see, within a period.</summary>
/// <param name="Versions">The rubric's versions by number; the highest names the criteria.</param>
/// <param name="Given">Answers that count, oldest first: no skip, no surplus, no correction's predecessor.</param>
/// <param name="Repeats">Second answers to the same item by the same person, given without knowing that they are.</param>
/// <param name="LeftOut">Answers older than the newest so many that are read.</param>
public sealed record ReviewerRecord(
    JudgedRubric Rubric, IReadOnlyDictionary<int, Rubric> Versions, IReadOnlyDictionary<ReviewItemId, JudgedItem> Items, IReadOnlyList<GivenAnswers> Given, IReadOnlyList<GivenAnswers> Repeats, IReadOnlyList<JudgingPerson> People,
    IReadOnlyDictionary<CampaignId, string> Campaigns, int LeftOut = 0)
{
    /// <summary>The rubric as it is now.</summary>
    public Rubric Latest => Versions[Versions.Keys.Max()];

    /// <summary>The criteria on which people can be said to agree.</summary>
    public IReadOnlyList<Criterion> Criteria => [.. Latest.Criteria.Where(c => CriterionScale.Of(c) is not null)];

    public string NameOf(Guid person) => People.FirstOrDefault(p => p.Id == person)?.Name ?? "Somebody who left";
}
