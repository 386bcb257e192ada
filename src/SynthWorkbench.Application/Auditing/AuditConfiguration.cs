using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SynthWorkbench.Application.Auditing;

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries");
        builder.HasKey(e => new { e.WorkspaceId, e.Sequence });
        builder.HasIndex(e => new { e.WorkspaceId, e.SubjectKind, e.SubjectId });
    }
}
