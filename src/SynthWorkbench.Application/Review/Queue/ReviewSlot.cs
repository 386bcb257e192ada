using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Queue;

public readonly record struct ReviewSlotId(Guid Value) : IEntityId<ReviewSlotId>
{
    public static ReviewSlotId From(Guid value) => new(value);

    public static ReviewSlotId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>A decision's id is the client's operation id: submitted twice, it is one decision.</summary>
public readonly record struct DecisionId(Guid Value) : IEntityId<DecisionId>
{
    public static DecisionId From(Guid value) => new(value);

    public static DecisionId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

public enum SlotState
{
    Free,

    /// <summary>Held by a reviewer until the lease ends.</summary>
    Leased,
    Done,

    /// <summary>No longer asked: the lot's verdict stands or the campaign closed.</summary>
    Withdrawn,
}

/// <summary>One of the places that an item has for reviewers: as many as the overlap.</summary>
public sealed class ReviewSlot : IWorkspaceOwned
{
    public ReviewSlotId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public CampaignId CampaignId { get; set; }

    public ReviewItemId ItemId { get; set; }

    /// <summary>0, 1, 2 ... within the item.</summary>
    public int Place { get; set; }

    /// <summary>The item's number, so that the next slot is found by one index.</summary>
    public int ItemNumber { get; set; }

    public SlotState State { get; set; }

    /// <summary>The person it is kept for, by assignment; null: whoever comes.</summary>
    public Guid? KeptFor { get; set; }

    /// <summary>The group of reviewers it is kept for, by assignment.</summary>
    public string? KeptForGroup { get; set; }

    /// <summary>Asks a person again what they have answered before, to see whether they agree with themselves. Counts for the person, never for the item.</summary>
    public bool IsRepeat { get; set; }

    /// <summary>The holder of the lease, or who decided.</summary>
    public Guid? ReviewerId { get; set; }

    /// <summary>Known to the holder alone; a new lease has a new one.</summary>
    public Guid? LeaseToken { get; set; }

    public DateTimeOffset? LeaseEnds { get; set; }

    /// <summary>Ends the lease: the slot waits for whoever comes.</summary>
    public void Free() => (State, ReviewerId, LeaseToken, LeaseEnds) = (SlotState.Free, null, null, null);
}

/// <summary>What a reviewer has answered so far; one a person and item, overwritten by newer revisions alone.</summary>
public sealed class ReviewDraft : IWorkspaceOwned
{
    public Guid Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public CampaignId CampaignId { get; set; }

    public ReviewItemId ItemId { get; set; }

    public Guid ReviewerId { get; set; }

    public RubricVersionId RubricVersionId { get; set; }

    /// <summary><see cref="ReviewAnswers"/> as JSON.</summary>
    public required string AnswersJson { get; set; }

    public string Comment { get; set; } = "";

    /// <summary>Counted up by each write; a write names the revision it stands on.</summary>
    public long Revision { get; set; }

    /// <summary>The write that made this revision: repeated, it changes nothing.</summary>
    public Guid Operation { get; set; }

    /// <summary>Milliseconds spent on the item, idle time left out.</summary>
    public long ActiveMilliseconds { get; set; }

    public DateTimeOffset SavedAt { get; set; }
}

public enum DecisionKind
{
    /// <summary>Fills a slot.</summary>
    Decision,

    /// <summary>Not judged, with a reason; the slot is free for others.</summary>
    Skip,

    /// <summary>Submitted when no slot was free any more: kept, and counted apart.</summary>
    Surplus,

    /// <summary>Brought along by an import.</summary>
    Imported,

    /// <summary>The same person's second answer to an item, given without knowing that it is one.</summary>
    Repeat,
}

/// <summary>A reviewer's answer, written once. A correction is a new decision that supersedes it.</summary>
public sealed class ReviewDecision : IWorkspaceOwned, IAppendOnly
{
    public DecisionId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public CampaignId CampaignId { get; set; }

    public ReviewItemId ItemId { get; set; }

    public Guid ReviewerId { get; set; }

    public required string ReviewerName { get; set; }

    public RubricVersionId RubricVersionId { get; set; }

    /// <summary>Digest of the item as it was shown.</summary>
    public required string ItemDigest { get; set; }

    public DecisionKind Kind { get; set; }

    /// <summary><see cref="ReviewAnswers"/> as JSON.</summary>
    public required string AnswersJson { get; set; }

    public DecisionId? Supersedes { get; set; }

    /// <summary>A word to the lead, or the reason of a skip.</summary>
    public string Comment { get; set; } = "";

    /// <summary>"The rubric is unclear here."</summary>
    public bool IsUnclear { get; set; }

    public bool IsFlagged { get; set; }

    public long ActiveMilliseconds { get; set; }

    public DateTimeOffset At { get; set; }

    public ReviewAnswers Answers => ReviewJson.Read<ReviewAnswers>(AnswersJson);
}

/// <summary>The answer that stands for a disputed item, written once.</summary>
public sealed class Adjudication : IWorkspaceOwned, IAppendOnly
{
    public Guid Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public CampaignId CampaignId { get; set; }

    public ReviewItemId ItemId { get; set; }

    public RubricVersionId RubricVersionId { get; set; }

    public required string AnswersJson { get; set; }

    /// <summary>Why the reviewers differed: slip, rubric gap, ambiguous item, knowledge, legitimate difference.</summary>
    public required string ErrorClass { get; set; }

    public string Note { get; set; } = "";

    /// <summary>The earlier adjudication of the item that this one overrules.</summary>
    public Guid? Supersedes { get; set; }

    public Guid AdjudicatorId { get; set; }

    public required string AdjudicatorName { get; set; }

    public DateTimeOffset At { get; set; }

    public ReviewAnswers Answers => ReviewJson.Read<ReviewAnswers>(AnswersJson);
}

internal sealed class ReviewSlotConfiguration : IEntityTypeConfiguration<ReviewSlot>
{
    public void Configure(EntityTypeBuilder<ReviewSlot> builder)
    {
        builder.ToTable("ReviewSlots");
        builder.Property(s => s.KeptForGroup).HasMaxLength(60);
        builder.HasIndex(s => new { s.ItemId, s.Place }).IsUnique();
        builder.HasIndex(s => new { s.CampaignId, s.State, s.ItemNumber });
        builder.HasIndex(s => new { s.ReviewerId, s.State });
        builder.HasOne<ReviewItem>().WithMany().HasForeignKey(s => s.ItemId);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(s => s.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReviewDraftConfiguration : IEntityTypeConfiguration<ReviewDraft>
{
    public void Configure(EntityTypeBuilder<ReviewDraft> builder)
    {
        builder.ToTable("ReviewDrafts");
        builder.HasIndex(d => new { d.ItemId, d.ReviewerId }).IsUnique();
        builder.HasOne<ReviewItem>().WithMany().HasForeignKey(d => d.ItemId);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(d => d.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReviewDecisionConfiguration : IEntityTypeConfiguration<ReviewDecision>
{
    public void Configure(EntityTypeBuilder<ReviewDecision> builder)
    {
        builder.ToTable("ReviewDecisions");
        builder.Property(d => d.ReviewerName).HasMaxLength(200);
        builder.Property(d => d.ItemDigest).HasMaxLength(64);
        builder.HasIndex(d => new { d.ItemId, d.ReviewerId });
        builder.HasIndex(d => new { d.CampaignId, d.At });
        builder.HasOne<ReviewItem>().WithMany().HasForeignKey(d => d.ItemId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(d => d.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AdjudicationConfiguration : IEntityTypeConfiguration<Adjudication>
{
    public void Configure(EntityTypeBuilder<Adjudication> builder)
    {
        builder.ToTable("Adjudications");
        builder.Property(a => a.ErrorClass).HasMaxLength(60);
        builder.Property(a => a.AdjudicatorName).HasMaxLength(200);
        builder.HasIndex(a => a.ItemId);
        builder.HasOne<ReviewItem>().WithMany().HasForeignKey(a => a.ItemId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(a => a.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}
