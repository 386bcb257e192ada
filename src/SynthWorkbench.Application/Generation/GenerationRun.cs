using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Recipes;

namespace SynthWorkbench.Application.Generation;

public readonly record struct RunId(Guid Value) : IEntityId<RunId>
{
    public static RunId From(Guid value) => new(value);

    public static RunId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>One execution of a recipe version.</summary>
public sealed class GenerationRun : IWorkspaceOwned
{
    public RunId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public RecipeVersionId RecipeVersionId { get; set; }

    public required string RecipeName { get; set; }

    public required string RecipeHash { get; set; }

    /// <summary>The reference version; null for a recipe of rules alone.</summary>
    public DatasetVersionId? Reference { get; set; }

    public JobId JobId { get; set; }

    public long Rows { get; set; }

    public long Seed { get; set; }

    public required string Engine { get; set; }

    public required string EngineVersion { get; set; }

    /// <summary>The run whose rows this one must repeat, and whose digest it is compared with.</summary>
    public RunId? Reproduces { get; set; }

    /// <summary>SHA-256 of the rows, once sampled.</summary>
    public string? Digest { get; set; }

    public DatasetId? OutputDataset { get; set; }

    public DatasetVersionId? Output { get; set; }

    public double? RejectionRate { get; set; }

    /// <summary>The entry of the privacy ledger that paid for the model; null where nothing is guaranteed.</summary>
    public PrivacyChargeId? Charge { get; set; }

    public double FitSeconds { get; set; }

    public double SampleSeconds { get; set; }

    public double MeasureSeconds { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string Author { get; set; }
}

internal sealed class GenerationRunConfiguration : IEntityTypeConfiguration<GenerationRun>
{
    public void Configure(EntityTypeBuilder<GenerationRun> builder)
    {
        builder.ToTable("Runs");
        builder.HasIndex(r => new { r.WorkspaceId, r.CreatedAt });
        builder.HasIndex(r => r.JobId);
    }
}
