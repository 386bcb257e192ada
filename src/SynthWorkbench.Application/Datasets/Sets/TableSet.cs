using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;

namespace SynthWorkbench.Application.Datasets.Sets;

public readonly record struct TableSetId(Guid Value) : IEntityId<TableSetId>
{
    public static TableSetId From(Guid value) => new(value);

    public static TableSetId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>Datasets that belong together, with their keys. What it says now is in the document; what it said before is in the audit.</summary>
public sealed class TableSet : IWorkspaceOwned
{
    public TableSetId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public required string Name { get; set; }

    /// <summary>A <see cref="TableSetDocument"/> as JSON.</summary>
    public required string DocumentJson { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public required string ChangedBy { get; set; }
}

/// <summary>Which dataset versions a set holds, and how they name each other.</summary>
public sealed record TableSetDocument(ImmutableArray<SetMember> Members, RelationSchema Relations);

/// <summary>A dataset version under a name of the set.</summary>
public sealed record SetMember(string Name, Guid Version);

/// <summary>A table of a set as pages show it.</summary>
public sealed record SetTable(string Name, DatasetId Dataset, DatasetVersionId Version, string DatasetName, int Number, string Digest, long Rows, TableSchema Schema);

/// <summary>A line of the list of sets.</summary>
public sealed record TableSetSummary(TableSetId Id, string Name, int Tables, int Links, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>A set, or a proposal for one without an id.</summary>
public sealed record TableSetDetail(TableSetId? Id, string Name, ImmutableArray<SetTable> Tables, RelationSchema Relations);

internal sealed class TableSetConfiguration : IEntityTypeConfiguration<TableSet>
{
    public void Configure(EntityTypeBuilder<TableSet> builder)
    {
        builder.ToTable("TableSets");
        builder.Property(s => s.Name).HasMaxLength(200);
        builder.Property(s => s.CreatedBy).HasMaxLength(200);
        builder.Property(s => s.ChangedBy).HasMaxLength(200);
        builder.HasIndex(s => new { s.WorkspaceId, s.Name }).IsUnique();
        builder.HasOne<Workspace>().WithMany().HasForeignKey(s => s.WorkspaceId);
    }
}
