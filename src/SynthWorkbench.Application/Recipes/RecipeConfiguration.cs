using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Application.Recipes;

internal sealed class RecipeDefinitionConfiguration : IEntityTypeConfiguration<RecipeDefinition>
{
    public void Configure(EntityTypeBuilder<RecipeDefinition> builder)
    {
        builder.ToTable("Recipes");
        builder.Property(r => r.Name).HasMaxLength(200);
        builder.Property(r => r.CreatedBy).HasMaxLength(200);
        builder.HasIndex(r => new { r.WorkspaceId, r.Name }).IsUnique();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(r => r.WorkspaceId);
    }
}

internal sealed class RecipeVersionConfiguration : IEntityTypeConfiguration<RecipeVersion>
{
    public void Configure(EntityTypeBuilder<RecipeVersion> builder)
    {
        builder.ToTable("RecipeVersions");
        builder.Property(v => v.Hash).HasMaxLength(64);
        builder.Property(v => v.Note).HasMaxLength(500);
        builder.Property(v => v.CreatedBy).HasMaxLength(200);
        builder.HasIndex(v => new { v.RecipeId, v.Number }).IsUnique();
        builder.HasOne<RecipeDefinition>().WithMany().HasForeignKey(v => v.RecipeId);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(v => v.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}
