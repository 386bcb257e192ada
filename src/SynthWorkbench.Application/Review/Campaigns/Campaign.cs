using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Campaigns;

public readonly record struct CampaignId(Guid Value) : IEntityId<CampaignId>
{
    public static CampaignId From(Guid value) => new(value);

    public static CampaignId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

public readonly record struct ReviewItemId(Guid Value) : IEntityId<ReviewItemId>
{
    public static ReviewItemId From(Guid value) => new(value);

    public static ReviewItemId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>How far a campaign is.</summary>
public enum CampaignState
{
    /// <summary>Its items are being drawn by a job.</summary>
    Preparing,
    Open,
    Closed,
}

/// <summary>What the lot's verdict is.</summary>
public enum LotVerdict
{
    Undecided,
    Accepted,
    Rejected,
}

/// <summary>A review of a run's rows or of imported items.</summary>
public sealed class Campaign : IWorkspaceOwned
{
    public CampaignId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public required string Name { get; set; }

    public RubricVersionId RubricVersionId { get; set; }

    /// <summary>The calibration session that its items are scored for. Such a campaign is shown to its reviewers alone: answers are shown by the session, when it is time.</summary>
    public Guid? SessionKey { get; set; }

    /// <summary>The run whose rows are reviewed, for its fidelity page.</summary>
    public Guid? RunId { get; set; }

    /// <summary>The <see cref="CampaignPlan"/> as JSON, fixed when the campaign is made.</summary>
    public required string PlanJson { get; set; }

    public CampaignState State { get; set; }

    public LotVerdict Verdict { get; set; }

    public JobId? JobId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public string? ClosedBy { get; set; }

    public CampaignPlan Plan => ReviewJson.Read<CampaignPlan>(PlanJson);
}

/// <summary>Where an item stands.</summary>
public enum ItemState
{
    /// <summary>Waits for decisions.</summary>
    Open,

    /// <summary>Has its decisions, and they agree.</summary>
    Agreed,

    /// <summary>Has its decisions, and they differ: waits for adjudication.</summary>
    Disputed,

    Adjudicated,
}

/// <summary>One thing to judge.</summary>
public sealed class ReviewItem : IWorkspaceOwned
{
    public ReviewItemId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public CampaignId CampaignId { get; set; }

    /// <summary>1, 2, 3 ... in the order in which items are given out.</summary>
    public int Number { get; set; }

    /// <summary>The item's own name: the row of a run, or the id of an imported item.</summary>
    public required string Key { get; set; }

    /// <summary>SHA-256 of the content.</summary>
    public required string Digest { get; set; }

    /// <summary>The <see cref="ItemContent"/> as JSON.</summary>
    public required string ContentJson { get; set; }

    public string Stratum { get; set; } = "";

    /// <summary>Bits of the whole row under the fitted model.</summary>
    public double Surprise { get; set; }

    /// <summary>Blind pairs: the side that is real (<c>A</c> or <c>B</c>). Never sent to a reviewer.</summary>
    public string? RealSide { get; set; }

    /// <summary>The known answer of a gold item, as <see cref="ReviewAnswers"/> JSON. Never sent to a reviewer.</summary>
    public string? GoldJson { get; set; }

    /// <summary>The <see cref="ItemSuggestion"/> as JSON.</summary>
    public string? SuggestionJson { get; set; }

    public ItemState State { get; set; }

    /// <summary>When its state became final: agreed or adjudicated.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Whether the answer that stands is a defect; null while none stands.</summary>
    public bool? IsDefect { get; set; }

    public ItemContent Content => ReviewJson.Read<ItemContent>(ContentJson);

    public ItemSuggestion? Suggestion => SuggestionJson is null ? null : ReviewJson.Read<ItemSuggestion>(SuggestionJson);
}

internal static class CampaignQueries
{
    /// <summary>The campaigns that leads see, judge and export: those that no calibration session keeps to itself.</summary>
    public static IQueryable<Campaign> Led(this WorkbenchDbContext db) => db.Set<Campaign>().Where(c => c.SessionKey == null);
}

internal sealed class CampaignConfiguration : IEntityTypeConfiguration<Campaign>
{
    public void Configure(EntityTypeBuilder<Campaign> builder)
    {
        builder.ToTable("Campaigns");
        builder.Property(c => c.Name).HasMaxLength(200);
        builder.Property(c => c.CreatedBy).HasMaxLength(200);
        builder.Property(c => c.ClosedBy).HasMaxLength(200);
        builder.HasIndex(c => new { c.WorkspaceId, c.Name }).IsUnique();
        builder.HasIndex(c => c.RunId);
        builder.HasOne<RubricVersion>().WithMany().HasForeignKey(c => c.RubricVersionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(c => c.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReviewItemConfiguration : IEntityTypeConfiguration<ReviewItem>
{
    public void Configure(EntityTypeBuilder<ReviewItem> builder)
    {
        builder.ToTable("ReviewItems");
        builder.Property(i => i.Key).HasMaxLength(200);
        builder.Property(i => i.Digest).HasMaxLength(64);
        builder.Property(i => i.Stratum).HasMaxLength(200);
        builder.HasIndex(i => new { i.CampaignId, i.Number }).IsUnique();
        builder.HasIndex(i => new { i.CampaignId, i.Key }).IsUnique();
        builder.HasIndex(i => new { i.CampaignId, i.State });
        builder.HasOne<Campaign>().WithMany().HasForeignKey(i => i.CampaignId);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(i => i.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}
