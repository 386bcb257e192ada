using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Review.Rubrics;

public readonly record struct RubricId(Guid Value) : IEntityId<RubricId>
{
    public static RubricId From(Guid value) => new(value);

    public static RubricId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

public readonly record struct RubricVersionId(Guid Value) : IEntityId<RubricVersionId>
{
    public static RubricVersionId From(Guid value) => new(value);

    public static RubricVersionId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>A rubric under one name; what it asks is its versions.</summary>
public sealed class RubricDefinition : IWorkspaceOwned
{
    public RubricId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public required string Name { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }
}

/// <summary>One immutable state of a rubric. Every answer names the version it was given under.</summary>
public sealed class RubricVersion : IWorkspaceOwned, IAppendOnly
{
    public RubricVersionId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public RubricId RubricId { get; set; }

    /// <summary>1, 2, 3 ... within the rubric.</summary>
    public int Number { get; set; }

    /// <summary>The rubric as canonical JSON.</summary>
    public required string Document { get; set; }

    /// <summary>SHA-256 of the document, 64 hex digits.</summary>
    public required string Hash { get; set; }

    public required string Note { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    public Rubric Rubric => ReviewJson.Read<Rubric>(Document);
}

internal sealed class RubricDefinitionConfiguration : IEntityTypeConfiguration<RubricDefinition>
{
    public void Configure(EntityTypeBuilder<RubricDefinition> builder)
    {
        builder.ToTable("Rubrics");
        builder.Property(r => r.Name).HasMaxLength(200);
        builder.Property(r => r.CreatedBy).HasMaxLength(200);
        builder.HasIndex(r => new { r.WorkspaceId, r.Name }).IsUnique();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(r => r.WorkspaceId);
    }
}

internal sealed class RubricVersionConfiguration : IEntityTypeConfiguration<RubricVersion>
{
    public void Configure(EntityTypeBuilder<RubricVersion> builder)
    {
        builder.ToTable("RubricVersions");
        builder.Property(v => v.Hash).HasMaxLength(64);
        builder.Property(v => v.Note).HasMaxLength(500);
        builder.Property(v => v.CreatedBy).HasMaxLength(200);
        builder.HasIndex(v => new { v.RubricId, v.Number }).IsUnique();
        builder.HasOne<RubricDefinition>().WithMany().HasForeignKey(v => v.RubricId);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(v => v.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}
