using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;

namespace SynthWorkbench.Application.Calibration.Sessions;

public readonly record struct CalibrationSessionId(Guid Value) : IEntityId<CalibrationSessionId>
{
    public static CalibrationSessionId From(Guid value) => new(value);

    public static CalibrationSessionId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>A calibration session. All that happens in it is its log of <see cref="CalibrationEvent"/>s; this row finds it.</summary>
public sealed class CalibrationSession : IWorkspaceOwned
{
    public CalibrationSessionId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public required string Name { get; set; }

    /// <summary>The campaign in which its items are scored; no other page shows it to a lead.</summary>
    public CampaignId CampaignId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }
}

/// <summary>One thing that happened in a session, written once and chained by its hash to what happened before.</summary>
public sealed class CalibrationEvent : IWorkspaceOwned, IAppendOnly
{
    /// <summary>The client's operation: asked twice, it happened once.</summary>
    public Guid Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public CalibrationSessionId SessionId { get; set; }

    /// <summary>1, 2, 3 ... within the session.</summary>
    public int Sequence { get; set; }

    /// <summary>The name of the <see cref="SessionEvent"/>, so that blindness is a condition of the query.</summary>
    public required string Kind { get; set; }

    /// <summary>The item it is about, if one.</summary>
    public ReviewItemId? ItemId { get; set; }

    public Guid ActorId { get; set; }

    public required string ActorName { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>The <see cref="SessionEvent"/> as JSON.</summary>
    public required string Json { get; set; }

    /// <summary>SHA-256 of the hash before and this event, 64 hex digits.</summary>
    public required string Hash { get; set; }

    public SessionEvent What => ReviewJson.Read<SessionEvent>(Json);
}

internal sealed class CalibrationSessionConfiguration : IEntityTypeConfiguration<CalibrationSession>
{
    public void Configure(EntityTypeBuilder<CalibrationSession> builder)
    {
        builder.ToTable("CalibrationSessions");
        builder.Property(s => s.Name).HasMaxLength(200);
        builder.Property(s => s.CreatedBy).HasMaxLength(200);
        builder.HasIndex(s => new { s.WorkspaceId, s.Name }).IsUnique();
        builder.HasIndex(s => s.CampaignId).IsUnique();
        builder.HasOne<Campaign>().WithMany().HasForeignKey(s => s.CampaignId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(s => s.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CalibrationEventConfiguration : IEntityTypeConfiguration<CalibrationEvent>
{
    public void Configure(EntityTypeBuilder<CalibrationEvent> builder)
    {
        builder.ToTable("CalibrationEvents");
        builder.Property(e => e.Kind).HasMaxLength(40);
        builder.Property(e => e.ActorName).HasMaxLength(200);
        builder.Property(e => e.Hash).HasMaxLength(64);
        builder.HasIndex(e => new { e.SessionId, e.Sequence }).IsUnique();
        builder.HasOne<CalibrationSession>().WithMany().HasForeignKey(e => e.SessionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(e => e.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}
