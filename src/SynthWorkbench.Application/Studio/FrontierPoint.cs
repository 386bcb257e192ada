using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Studio;

/// <summary>A measured point of a recipe's sweep. Points belong to what they were measured for, not to a recipe version: versions that differ in the swept controls alone share them.</summary>
public sealed class FrontierPoint : IWorkspaceOwned
{
    public Guid Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    /// <summary>Hash of everything that the measures depend on besides the two swept controls.</summary>
    public required string SweepKey { get; set; }

    public double Realism { get; set; }

    public double Coverage { get; set; }

    /// <summary>The metrics as JSON.</summary>
    public required string Metrics { get; set; }

    public DateTimeOffset MeasuredAt { get; set; }
}

internal sealed class FrontierPointConfiguration : IEntityTypeConfiguration<FrontierPoint>
{
    public void Configure(EntityTypeBuilder<FrontierPoint> builder)
    {
        builder.ToTable("FrontierPoints");
        builder.Property(p => p.SweepKey).HasMaxLength(64);
        builder.HasIndex(p => new { p.WorkspaceId, p.SweepKey, p.Realism, p.Coverage }).IsUnique();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(p => p.WorkspaceId);
    }
}
