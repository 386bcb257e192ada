using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Datasets;

namespace SynthWorkbench.Application.Privacy;

/// <summary>The ledger outlives what it speaks of: nothing is removed with a version or a run, and a dataset with entries cannot be removed.</summary>
internal sealed class PrivacyChargeConfiguration : IEntityTypeConfiguration<PrivacyCharge>
{
    public void Configure(EntityTypeBuilder<PrivacyCharge> builder)
    {
        builder.ToTable("PrivacyCharges");
        builder.Property(c => c.Neighbours).HasMaxLength(200);
        builder.Property(c => c.RecipeName).HasMaxLength(200);
        builder.Property(c => c.Author).HasMaxLength(200);
        builder.Property(c => c.FitKey).HasMaxLength(64);
        builder.Property(c => c.ModelKey).HasMaxLength(64);
        builder.Property(c => c.Purpose).HasConversion<string>().HasMaxLength(40);
        builder.Ignore(c => c.Cost).Ignore(c => c.Assumed);
        builder.HasIndex(c => new { c.DatasetId, c.Number }).IsUnique();
        builder.HasIndex(c => new { c.WorkspaceId, c.ModelKey });
        builder.HasOne<Dataset>().WithMany().HasForeignKey(c => c.DatasetId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PrivacyFitStartConfiguration : IEntityTypeConfiguration<PrivacyFitStart>
{
    public void Configure(EntityTypeBuilder<PrivacyFitStart> builder)
    {
        builder.ToTable("PrivacyFitStarts");
        builder.HasKey(s => s.ChargeId);
        builder.HasOne<PrivacyCharge>().WithOne().HasForeignKey<PrivacyFitStart>(s => s.ChargeId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PrivacyBudgetEntryConfiguration : IEntityTypeConfiguration<PrivacyBudgetEntry>
{
    public void Configure(EntityTypeBuilder<PrivacyBudgetEntry> builder)
    {
        builder.ToTable("PrivacyBudgets");
        builder.Property(b => b.Reason).HasMaxLength(PrivacyLedger.MostReason);
        builder.Property(b => b.Author).HasMaxLength(200);
        builder.HasIndex(b => new { b.DatasetId, b.At });
        builder.HasOne<Dataset>().WithMany().HasForeignKey(b => b.DatasetId).OnDelete(DeleteBehavior.Restrict);
    }
}
