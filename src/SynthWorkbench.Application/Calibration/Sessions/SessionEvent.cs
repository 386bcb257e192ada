using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>What happens in a session, in the order of its steps.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Planned), "planned")]
[JsonDerivedType(typeof(Scored), "scored")]
[JsonDerivedType(typeof(Frozen), "frozen")]
[JsonDerivedType(typeof(Revealed), "revealed")]
[JsonDerivedType(typeof(Focused), "focused")]
[JsonDerivedType(typeof(Remarked), "remarked")]
[JsonDerivedType(typeof(Caused), "caused")]
[JsonDerivedType(typeof(Parked), "parked")]
[JsonDerivedType(typeof(NamesShown), "names-shown")]
[JsonDerivedType(typeof(VoteOpened), "vote-opened")]
[JsonDerivedType(typeof(Voted), "voted")]
[JsonDerivedType(typeof(VoteClosed), "vote-closed")]
[JsonDerivedType(typeof(Reconciled), "reconciled")]
[JsonDerivedType(typeof(Signed), "signed")]
[JsonDerivedType(typeof(Amended), "amended")]
[JsonDerivedType(typeof(ReviewedAgain), "reviewed-again")]
[JsonDerivedType(typeof(FeedbackGiven), "feedback-given")]
[JsonDerivedType(typeof(Qualified), "qualified")]
[JsonDerivedType(typeof(MinutesSigned), "minutes-signed")]
public abstract record SessionEvent
{
    /// <summary>The item it is about, if one.</summary>
    [JsonIgnore]
    public virtual ReviewItemId? About => null;
}

/// <summary>The session begins: its plan and the items chosen.</summary>
public sealed record Planned(SessionPlan Plan, RubricVersionId Rubric, ImmutableArray<PlannedItem> Items) : SessionEvent;

/// <summary>A reviewer's answer to an item, as it went to the database. The last one before the freeze counts.</summary>
/// <param name="IsRepeat">The second, silent answer of the same person.</param>
public sealed record Scored(ReviewItemId Item, Guid Decision, ReviewAnswers Answers, bool IsRepeat, string Comment, long ActiveMilliseconds) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

/// <summary>No more answers: those that count, under one digest.</summary>
/// <param name="Digest">SHA-256 over the answers that count, by item and reviewer.</param>
/// <param name="Missing">Answers that were never given.</param>
/// <param name="Reason">Why it was frozen without all of them.</param>
public sealed record Frozen(string Digest, int Answers, int Missing, string? Reason) : SessionEvent;

/// <summary>Answers are shown to everybody: of one item, or with none named of all.</summary>
/// <param name="Known">Answers that were known before, by item.</param>
public sealed record Revealed(ReviewItemId? Item, ImmutableArray<KnownAnswer> Known) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

/// <summary>The room looks at an item; its time begins.</summary>
public sealed record Focused(ReviewItemId Item) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

/// <summary>Somebody says something about an item; an empty text is "nothing to add".</summary>
public sealed record Remarked(ReviewItemId Item, string Text) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

/// <summary>Why answers to a criterion differed.</summary>
public sealed record Caused(ReviewItemId Item, string Criterion, DisagreementCause Cause) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

/// <summary>Set aside for later, or taken up again.</summary>
public sealed record Parked(ReviewItemId Item, bool IsParked) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

public sealed record NamesShown(bool AreShown) : SessionEvent;

/// <summary>A second, private vote on an item begins.</summary>
public sealed record VoteOpened(ReviewItemId Item) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

public sealed record Voted(ReviewItemId Item, ReviewAnswers Answers) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

public sealed record VoteClosed(ReviewItemId Item) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

/// <summary>What the room agreed on. Said again, the later one counts and must be signed again.</summary>
public sealed record Reconciled(ReviewItemId Item, ImmutableSortedDictionary<string, GoldValue> Gold, string Rationale) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

/// <summary>Somebody stands by what the room agreed on.</summary>
public sealed record Signed(ReviewItemId Item) : SessionEvent
{
    [JsonIgnore]
    public override ReviewItemId? About => Item;
}

/// <summary>The rubric was changed for what was learned.</summary>
public sealed record Amended(RubricVersionId From, RubricVersionId To, int Number, string Note, ImmutableArray<string> Criteria) : SessionEvent;

/// <summary>Decisions under the old words are asked for again.</summary>
public sealed record ReviewedAgain(CampaignId Campaign, string Name, int Items) : SessionEvent;

/// <summary>Each reviewer may read what the session says of them; nobody reads another's.</summary>
public sealed record FeedbackGiven : SessionEvent;

/// <summary>A reviewer's standing under this rubric from now on.</summary>
public sealed record Qualified(Guid Reviewer, string Name, StandingState State, DateTimeOffset? Until, int Right, int Of, double Threshold, string? Reason) : SessionEvent;

/// <summary>Somebody signs the minutes as they stood; the lead's signature ends the session.</summary>
/// <param name="Digest">The hash of the log that the minutes were written from.</param>
public sealed record MinutesSigned(string Digest) : SessionEvent;

/// <summary>Why reviewers differed.</summary>
public enum DisagreementCause
{
    AmbiguousItem,
    RubricGap,
    Slip,
    Knowledge,
    LegitimateDifference,
}

/// <summary>An answer that was known before the session.</summary>
public sealed record KnownAnswer(ReviewItemId Item, ReviewAnswers Answers);
