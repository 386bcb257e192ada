using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>Where a campaign's items come from.</summary>
public enum CampaignSource
{
    /// <summary>Synthetic rows of a run.</summary>
    RunRows,

    /// <summary>Pairs or single rows, real against synthetic, of a run and its holdout, without saying which is which.</summary>
    BlindPairs,

    /// <summary>An imported file of items, with ratings or without.</summary>
    File,

    /// <summary>Items of other campaigns again.</summary>
    Items,
}

/// <summary>Which items are taken.</summary>
public enum SamplingKind
{
    Random,

    /// <summary>Equal shares of the strata (the values of <see cref="SamplingPlan.StratifyBy"/>).</summary>
    Stratified,

    /// <summary>The more surprising a row is to the fitted model, the likelier it is taken.</summary>
    Surprise,

    /// <summary>Rows that break a constraint of the recipe.</summary>
    ConstraintFailures,

    /// <summary>Rows of the values of <see cref="SamplingPlan.StratifyBy"/> that fewest rows have.</summary>
    RareSegments,

    /// <summary>Everything.</summary>
    All,
}

/// <summary>How items are drawn; the same plan and seed take the same items.</summary>
public sealed record SamplingPlan
{
    public SamplingKind Kind { get; init; } = SamplingKind.Random;

    public int Items { get; init; } = 100;

    public string? StratifyBy { get; init; }

    public long Seed { get; init; } = 1;
}

/// <summary>How the lot is judged.</summary>
public enum AcceptanceKind
{
    None,

    /// <summary>Wald's sequential probability ratio test.</summary>
    Sequential,

    /// <summary>A fixed number of items and of defects still accepted.</summary>
    Fixed,
}

/// <summary>The declared acceptance of a lot.</summary>
public sealed record AcceptancePlan
{
    public AcceptanceKind Kind { get; init; }

    /// <summary>Sequential: a lot of at most this share of defects should be accepted ...</summary>
    public double AcceptableRate { get; init; } = 0.02;

    /// <summary>... and one of at least this share rejected.</summary>
    public double RejectableRate { get; init; } = 0.08;

    /// <summary>The risk of rejecting an acceptable lot.</summary>
    public double ProducerRisk { get; init; } = 0.05;

    /// <summary>The risk of accepting a rejectable lot.</summary>
    public double ConsumerRisk { get; init; } = 0.10;

    /// <summary>Fixed: items judged.</summary>
    public int SampleSize { get; init; } = 80;

    /// <summary>Fixed: the most defects of an accepted lot.</summary>
    public int AcceptanceNumber { get; init; } = 3;
}

/// <summary>Who may review: named people, or every reviewer of the workspace (none named).</summary>
/// <param name="Group">Where people are in groups, the places of an item go to the groups in turn, and whoever of a group comes takes one: every item is seen by a cardiologist and a nurse, say.</param>
public sealed record CampaignAssignment(Guid UserId, string Name, string? Group = null, int? MostItems = null);

/// <summary>Everything that is fixed when a campaign opens.</summary>
public sealed record CampaignPlan
{
    public CampaignSource Source { get; init; }

    /// <summary>Run rows and blind pairs: the run.</summary>
    public Guid? RunId { get; init; }

    /// <summary>File: its name.</summary>
    public string? FileName { get; init; }

    public SamplingPlan Sampling { get; init; } = new();

    /// <summary>Reviewers an item.</summary>
    public int Overlap { get; init; } = 1;

    /// <summary>One more reviewer where the first ones differ.</summary>
    public bool ExtraOnDisagreement { get; init; }

    public ImmutableArray<CampaignAssignment> Reviewers { get; init; } = [];

    /// <summary>The most items of one person, where the person has no limit of their own.</summary>
    public int? MostPerPerson { get; init; }

    /// <summary>Suggestions and surprise stay hidden until the reviewer has answered.</summary>
    public bool BlindFirst { get; init; } = true;

    /// <summary>Reviewers may see rows of the holdout (real persons); each view is audited.</summary>
    public bool ShowsRealRows { get; init; }

    /// <summary>Share of a reviewer's items that have a known answer, 0 to 0.5.</summary>
    public double GoldShare { get; init; }

    /// <summary>Share of items shown to the same reviewer twice, 0 to 0.5.</summary>
    public double RepeatShare { get; init; }

    /// <summary>Share of items, drawn at random, that somebody else reads too where one person decided them, 0 to 1. Everything that people on probation decide is read a second time in any case.</summary>
    public double SecondShare { get; init; }

    /// <summary>The same share where that person is newly qualified, learns, or the chart of their errors signals; it has no meaning without <see cref="SecondShare"/>.</summary>
    public double CloserSecondShare { get; init; } = 0.25;

    /// <summary>The share that it comes to.</summary>
    [JsonIgnore]
    public double CloserShare => SecondShare > 0 ? Math.Max(SecondShare, CloserSecondShare) : 0;

    /// <summary>Each answer says how sure the reviewer is.</summary>
    public bool AsksConfidence { get; init; }

    /// <summary>An answer at an end of an ordered scale needs a reason.</summary>
    public bool AsksReasonsAtEnds { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What reviewers are asked under this plan.</summary>
    public Rubric Asked(Rubric rubric) => AskedRubric.Of(rubric, AsksConfidence, AsksReasonsAtEnds);

    /// <summary>The group of a person; null where they are in none.</summary>
    public string? GroupOf(Guid person) => Reviewers.FirstOrDefault(r => r.UserId == person)?.Group;

    public AcceptancePlan Acceptance { get; init; } = new();
}
