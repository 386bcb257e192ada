using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Application.Datasets;

internal sealed class DatasetConfiguration : IEntityTypeConfiguration<Dataset>
{
    public void Configure(EntityTypeBuilder<Dataset> builder)
    {
        builder.ToTable("Datasets");
        builder.Property(d => d.Name).HasMaxLength(200);
        builder.Property(d => d.CreatedBy).HasMaxLength(200);
        builder.Property(d => d.Kind).HasConversion<string>().HasMaxLength(40);
        builder.HasIndex(d => new { d.WorkspaceId, d.Name });
        builder.HasOne<Workspace>().WithMany().HasForeignKey(d => d.WorkspaceId);
    }
}

internal sealed class DatasetVersionConfiguration : IEntityTypeConfiguration<DatasetVersion>
{
    public void Configure(EntityTypeBuilder<DatasetVersion> builder)
    {
        builder.ToTable("DatasetVersions");
        builder.Property(v => v.Digest).HasMaxLength(64);
        builder.Property(v => v.Change).HasMaxLength(500);
        builder.Property(v => v.CreatedBy).HasMaxLength(200);
        builder.Ignore(v => v.Schema).Ignore(v => v.Profile).Ignore(v => v.Source).Ignore(v => v.Holdout);
        builder.HasIndex(v => new { v.DatasetId, v.Number }).IsUnique();
        builder.HasIndex(v => v.Digest);
        builder.HasOne<Dataset>().WithMany().HasForeignKey(v => v.DatasetId);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(v => v.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class UploadConfiguration : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> builder)
    {
        builder.ToTable("Uploads");
        builder.Property(u => u.FileName).HasMaxLength(300);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(u => u.WorkspaceId);
    }
}
