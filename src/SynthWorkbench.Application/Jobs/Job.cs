using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Jobs;

public readonly record struct JobId(Guid Value) : IEntityId<JobId>
{
    public static JobId From(Guid value) => new(value);

    public static JobId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>The states of a job; the words are those on the screen.</summary>
public enum JobState
{
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

/// <summary>Long work. This row is the truth: whoever holds the lease works on it, and after a crash the next holder goes on from the checkpoint.</summary>
public sealed class Job : IWorkspaceOwned
{
    public JobId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    /// <summary>Chooses the handler, e.g. <c>generation</c>.</summary>
    public required string Kind { get; set; }

    public required string Title { get; set; }

    /// <summary>Where a person reads the outcome, relative to the site.</summary>
    public required string Link { get; set; }

    public JobState State { get; set; }

    /// <summary>The stage under way, e.g. <c>sample</c>.</summary>
    public string Stage { get; set; } = "";

    /// <summary>Done share of the stage, 0 to 1.</summary>
    public double Fraction { get; set; }

    /// <summary>Units of the whole stage, 0 when unknown.</summary>
    public double Total { get; set; }

    /// <summary>Units a second in the present stage, 0 when unknown.</summary>
    public double Rate { get; set; }

    public string Unit { get; set; } = "";

    /// <summary>What went wrong and what to do, when failed.</summary>
    public string? Problem { get; set; }

    public required string Payload { get; set; }

    public string? Checkpoint { get; set; }

    public bool CancelRequested { get; set; }

    public string? LeaseOwner { get; set; }

    public DateTimeOffset LeaseUntil { get; set; }

    public int Attempts { get; set; }

    public Guid AuthorId { get; set; }

    public required string AuthorName { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public Actor Author => new(AuthorId, AuthorName, WorkspaceId);
}

/// <summary>A line of a job's log, for people.</summary>
public sealed class JobLogLine : IWorkspaceOwned
{
    public long Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public JobId JobId { get; set; }

    public DateTimeOffset At { get; set; }

    public required string Text { get; set; }
}

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("Jobs");
        builder.Ignore(j => j.Author);
        builder.HasIndex(j => new { j.WorkspaceId, j.CreatedAt });
        builder.HasIndex(j => new { j.State, j.LeaseUntil });
    }
}

internal sealed class JobLogConfiguration : IEntityTypeConfiguration<JobLogLine>
{
    public void Configure(EntityTypeBuilder<JobLogLine> builder)
    {
        builder.ToTable("JobLog");
        builder.HasIndex(l => l.JobId);
        builder.HasOne<Job>().WithMany().HasForeignKey(l => l.JobId);
    }
}
