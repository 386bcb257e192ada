using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>What a plan must keep, whatever the workspace holds.</summary>
public static class CampaignRules
{
    private const int MostOverlap = 10;

    internal static IEnumerable<CampaignProblem> Problems(string name, CampaignPlan plan, Rubric? rubric, ImportedItems? file, KnownItems? known, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(plan);
        if (name.Length is 0 or > 200)
            yield return new("name", name.Length == 0 ? "A campaign needs a name." : $"The name has {name.Length} characters; at most 200 are kept. Shorten it.");
        if (rubric is null)
            yield return new("rubric", "The rubric version is not in this workspace. Choose one, or make a rubric first.");
        if (plan.Source == CampaignSource.BlindPairs && rubric is not null && !rubric.Criteria.Any(c => c.Scale == ScaleKind.Pairwise))
            yield return new("rubric", $"'{rubric.Name}' has no pairwise criterion, which pairs are answered with. Choose a rubric that has one.");
        if (plan.Source == CampaignSource.BlindPairs && !plan.ShowsRealRows)
            yield return new("showsRealRows", "Blind pairs show rows of real persons. Allow it for this campaign, or choose another source.");
        if (plan.Source == CampaignSource.File && file is null)
            yield return new("file", "Choose the file with the items.");
        if (plan.Source == CampaignSource.File && file is { Items.IsEmpty: true })
            yield return new("file", "The file has no items.");
        if (plan.Overlap is < 1 or > MostOverlap)
            yield return new("overlap", $"{plan.Overlap} reviewers an item are not possible; 1 to {MostOverlap} are.");
        if (!(plan.GoldShare is >= 0 and <= 0.5))
            yield return new("goldShare", $"A share of {plan.GoldShare:0.##} for gold items is not possible; 0 to 0.5 is.");
        else if (plan is { GoldShare: > 0, Source: CampaignSource.BlindPairs })
            yield return new("goldShare", "Of every blind pair the right answer is known, and no other item looks like one. Set the share of known answers to 0.");
        else if (plan.GoldShare > 0 && known is { Items.Count: 0 } && (plan.Source == CampaignSource.RunRows || file is { Gold: 0 }))
            yield return new("goldShare", NoneKnown(plan.Source, known.Other));
        if (plan.Reviewers.Any(r => r.Group is not null) && plan.Reviewers.FirstOrDefault(r => string.IsNullOrWhiteSpace(r.Group) || r.Group.Length > 60) is { } alone)
            yield return new("reviewers", $"{alone.Name} is in no group, or its name is longer than 60 characters. Where some are in groups, all must be.");
        if (!(plan.RepeatShare is >= 0 and <= 0.5))
            yield return new("repeatShare", $"A share of {plan.RepeatShare:0.##} for repeated items is not possible; 0 to 0.5 is.");
        if (!(plan.SecondShare is >= 0 and <= 1) || !(plan.CloserSecondShare is >= 0 and <= 1))
            yield return new("secondShare", $"Shares of {plan.SecondShare:0.##} and {plan.CloserSecondShare:0.##} for second reads are not possible; 0 to 1 are.");
        else if (plan.SecondShare > 0 && plan.Overlap > 1)
            yield return new("secondShare", $"With {plan.Overlap} reviewers an item every item is read a second time already. Set the share of second reads to 0, or ask one reviewer an item.");
        else if (plan.SecondShare > 0 && plan.Reviewers.Length == 1)
            yield return new("secondShare", "Second reads need a second person; one is named. Name another, name none (everybody may come), or set the share to 0.");
        if (plan.Deadline is { } deadline && deadline <= now)
            yield return new("deadline", "The deadline has passed. Choose a day in the future, or none.");
        if (plan.Sampling.Items is < 1 or > ItemSampling.MostItems)
            yield return new("sampling.items", $"{plan.Sampling.Items:N0} items are not possible; 1 to {ItemSampling.MostItems:N0} are.");
        if (plan.Sampling.Kind is SamplingKind.Stratified or SamplingKind.RareSegments && string.IsNullOrEmpty(plan.Sampling.StratifyBy))
            yield return new("sampling.stratifyBy", "This sampling parts the items by a column. Choose it.");
        if (plan.Source == CampaignSource.File && plan.Sampling.Kind is SamplingKind.Surprise or SamplingKind.ConstraintFailures)
            yield return new("sampling.kind", "Imported items have no fitted model and no constraints. Choose another sampling.");
        if (plan.Source == CampaignSource.File && plan.Sampling.StratifyBy is { Length: > 0 } field && file is { Items: [var first, ..] } && !first.Content.Fields.Any(f => f.Name == field))
            yield return new("sampling.stratifyBy", $"The items have no field '{field}'. They have {string.Join(", ", first.Content.Fields.Take(20).Select(f => $"'{f.Name}'"))}.");
        foreach (var problem in Reviewers(plan).Concat(Acceptance(plan.Acceptance, rubric)))
            yield return problem;
    }

    private static string NoneKnown(CampaignSource source, string? other)
    {
        string lacking = source == CampaignSource.File ? "The file has no known answers (columns named gold.<criterion>), and " : "";
        string text = other is null ? $"{lacking}no calibration session agreed on any item with one exact answer under this rubric."
            : $"{lacking}the items on which calibration sessions agreed look otherwise than those of this campaign: {other}. Reviewers would know them.";
        return char.ToUpperInvariant(text[0]) + text[1..] + (source == CampaignSource.File ? " Add some" : " Hold a session over rows like these") + ", or set the share of known answers to 0.";
    }

    private static IEnumerable<CampaignProblem> Reviewers(CampaignPlan plan)
    {
        if (plan.Reviewers.GroupBy(r => r.UserId).FirstOrDefault(g => g.Count() > 1) is { } twice)
            yield return new("reviewers", $"{twice.First().Name} is named twice. Name each person once.");
        if (plan.Reviewers.Length > 0 && plan.Reviewers.Length < plan.Overlap)
            yield return new("reviewers", $"{plan.Overlap} reviewers an item need at least {plan.Overlap} people; {plan.Reviewers.Length} are named. Name more, name none (everybody may come), or lower the overlap.");
        if (plan.MostPerPerson is < 1 || plan.Reviewers.Any(r => r.MostItems is < 1))
            yield return new("reviewers", "A limit of items is at least 1. Leave it empty for no limit.");
    }

    private static IEnumerable<CampaignProblem> Acceptance(AcceptancePlan plan, Rubric? rubric)
    {
        if (plan.Kind == AcceptanceKind.None)
            yield break;
        if (rubric is not null && rubric.Criteria.All(c => c.Defects.IsEmpty))
            yield return new("acceptance", $"No answer of '{rubric.Name}' is a defect, so no lot could be rejected. Name the defects in the rubric, or judge without acceptance.");
        if (plan.Kind == AcceptanceKind.Fixed)
        {
            if (plan.SampleSize is < 1 or > ItemSampling.MostItems)
                yield return new("acceptance.sampleSize", $"{plan.SampleSize:N0} judged items are not possible; 1 to {ItemSampling.MostItems:N0} are.");
            else if (plan.AcceptanceNumber < 0 || plan.AcceptanceNumber >= plan.SampleSize)
                yield return new("acceptance.acceptanceNumber", $"{plan.AcceptanceNumber} accepted defects are not possible; 0 to below the {plan.SampleSize} judged items are.");
            yield break;
        }

        if (!(plan.AcceptableRate is > 0 and < 1))
            yield return new("acceptance.acceptableRate", "The acceptable share of defects is above 0 % and below 100 %.");
        else if (!(plan.RejectableRate > plan.AcceptableRate && plan.RejectableRate < 1))
            yield return new("acceptance.rejectableRate", $"The rejectable share of defects is above the acceptable one ({plan.AcceptableRate:P1}) and below 100 %.");
        if (!(plan.ProducerRisk is > 0 and < 0.5) || !(plan.ConsumerRisk is > 0 and < 0.5))
            yield return new("acceptance.risks", "Both risks are above 0 % and below 50 %.");
    }
}
