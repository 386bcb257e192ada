using System.Globalization;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Web.Components.Shared;

namespace SynthWorkbench.Web.Components.Campaigns;

/// <summary>Plans and states of campaigns in words.</summary>
internal static class CampaignWords
{
    public static string Of(SamplingKind kind) => kind switch
    {
        SamplingKind.Random => "Random",
        SamplingKind.Stratified => "Stratified: equal shares of a column's values",
        SamplingKind.Surprise => "Surprise: what the model least expects, more often",
        SamplingKind.ConstraintFailures => "Rows that break a constraint",
        SamplingKind.RareSegments => "Rare segments: the values that fewest rows have",
        _ => "All",
    };

    public static string Of(CampaignState state) => state switch
    {
        CampaignState.Preparing => "preparing",
        CampaignState.Open => "open",
        _ => "closed",
    };

    public static Status? Of(LotVerdict verdict, AcceptanceKind acceptance) => acceptance == AcceptanceKind.None ? null : verdict switch
    {
        LotVerdict.Accepted => Status.Pass,
        LotVerdict.Rejected => Status.Fail,
        _ => Status.Inconclusive,
    };

    /// <summary>What an acceptance plan does, in sentences; null while its numbers make no plan.</summary>
    public static string? Of(AcceptancePlan plan) => plan.Kind switch
    {
        AcceptanceKind.Sequential => Sequential(plan),
        AcceptanceKind.Fixed => Fixed(plan),
        _ => "Decisions are counted; the lot is neither accepted nor rejected.",
    };

    /// <summary>Whose items a second person reads, in a sentence.</summary>
    public static string SecondReads(CampaignPlan plan) => plan.SecondShare <= 0 ? "all items of people on probation"
        : $"{Percent(plan.SecondShare)} of items at random, {Percent(plan.CloserShare)} of those of people newly qualified or with a signal, all of those of people on probation";

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string? Sequential(AcceptancePlan plan)
    {
        if (!(plan.AcceptableRate > 0 && plan.RejectableRate > plan.AcceptableRate && plan.RejectableRate < 1 && plan.ProducerRisk is > 0 and < 0.5 && plan.ConsumerRisk is > 0 and < 0.5))
            return null;
        var test = new SequentialProbabilityRatioTest(plan.AcceptableRate, plan.RejectableRate, plan.ProducerRisk, plan.ConsumerRisk);
        double most = Math.Max(test.ExpectedItems(test.Slope), Math.Max(test.ExpectedItems(plan.AcceptableRate), test.ExpectedItems(plan.RejectableRate)));
        return $"At {Percent(plan.AcceptableRate)} acceptable and {Percent(plan.RejectableRate)} rejectable the test needs about {test.ExpectedItems(plan.AcceptableRate):N0} items for an acceptable lot, {test.ExpectedItems(plan.RejectableRate):N0} for a rejectable one, and up to about {most:N0} in between. "
            + $"Without any defect it accepts after {test.FewestToAccept:N0} items; after n items it rejects from {test.RejectionIntercept:0.0} + {test.Slope:0.000} n defects on.";
    }

    private static string? Fixed(AcceptancePlan plan)
    {
        if (plan.SampleSize is < 1 or > ItemSampling.MostItems || plan.AcceptanceNumber < 0 || plan.AcceptanceNumber >= plan.SampleSize)
            return null;
        var sampling = new AcceptanceSampling(plan.SampleSize, plan.AcceptanceNumber);
        string text = $"{plan.SampleSize:N0} items are judged; with at most {plan.AcceptanceNumber:N0} defects the lot is accepted.";
        if (!(plan.AcceptableRate > 0 && plan.RejectableRate > plan.AcceptableRate && plan.RejectableRate < 1))
            return text;
        text += $" A lot of {Percent(plan.AcceptableRate)} defects is rejected wrongly in {Percent(sampling.ProducerRisk(plan.AcceptableRate))} of cases, one of {Percent(plan.RejectableRate)} accepted wrongly in {Percent(sampling.ConsumerRisk(plan.RejectableRate))}.";
        return plan.ProducerRisk is > 0 and < 0.5 && plan.ConsumerRisk is > 0 and < 0.5 && AcceptanceSampling.Smallest(plan.AcceptableRate, plan.RejectableRate, plan.ProducerRisk, plan.ConsumerRisk) is { } smallest
            ? text + $" The smallest plan within both risks: {smallest.SampleSize:N0} items, {smallest.AcceptanceNumber:N0} defects."
            : text;
    }
}
