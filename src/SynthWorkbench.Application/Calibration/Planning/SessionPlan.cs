using System.Collections.Immutable;
using SynthWorkbench.Application.Review.Campaigns;

namespace SynthWorkbench.Application.Calibration.Planning;

/// <summary>Why an item is in a session.</summary>
public enum ItemReason
{
    /// <summary>Its answer is known.</summary>
    Gold,

    /// <summary>Reviewers differed on it.</summary>
    Disagreement,

    /// <summary>It surprises the model, comes from a rare stratum, or somebody found the rubric unclear there.</summary>
    Edge,

    /// <summary>Everybody agreed: an anchor.</summary>
    Easy,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>Somebody who scores.</summary>
public sealed record SessionReviewer(Guid UserId, string Name);

/// <summary>An item of a session.</summary>
/// <param name="Item">Its copy in the session's own campaign.</param>
/// <param name="Source">The item it is a copy of.</param>
public sealed record PlannedItem(ReviewItemId Item, ReviewItemId Source, int Number, string Key, ItemReason Reason);

/// <summary>Everything fixed when a session begins.</summary>
public sealed record SessionPlan
{
    /// <summary>The campaign that the items are taken from.</summary>
    public Guid Source { get; init; }

    public Guid Lead { get; init; }

    public ImmutableArray<SessionReviewer> Reviewers { get; init; } = [];

    public int Items { get; init; } = 16;

    /// <summary>Shares of items with a known answer, disputed, at an edge, and easy ones; what is left is drawn from all.</summary>
    public double GoldShare { get; init; } = 0.3;

    public double DisagreementShare { get; init; } = 0.3;

    public double EdgeShare { get; init; } = 0.2;

    public double EasyShare { get; init; } = 0.1;

    /// <summary>Share of items that each reviewer is given a second time without a word.</summary>
    public double RepeatShare { get; init; } = 0.1;

    /// <summary>Share of the answers that must be there before they are shown.</summary>
    public double Quorum { get; init; } = 1;

    public int MinutesAnItem { get; init; } = 5;

    /// <summary>The lowest limit of agreement that is wanted.</summary>
    public double Target { get; init; } = 0.667;

    public long Seed { get; init; } = 1;

    /// <summary>Days for which a qualification of this session holds.</summary>
    public int QualifiedDays { get; init; } = 30;
}
