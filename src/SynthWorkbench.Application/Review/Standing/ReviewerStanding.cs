using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Standing;

/// <summary>Who may judge what under a rubric, since when and until when: written once each time, the latest row counts.</summary>
public sealed class ReviewerStanding : IWorkspaceOwned, IAppendOnly
{
    public Guid Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    public RubricId RubricId { get; set; }

    public Guid ReviewerId { get; set; }

    public required string ReviewerName { get; set; }

    public StandingState State { get; set; }

    /// <summary>The end of a qualification; afterwards the person is on probation.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>The calibration session that it comes from; null where a lead set it.</summary>
    public Guid? SessionKey { get; set; }

    public string Reason { get; set; } = "";

    public DateTimeOffset At { get; set; }

    public required string By { get; set; }

    /// <summary>What it comes to at an instant.</summary>
    public StandingState StateAt(DateTimeOffset now) => State == StandingState.Qualified && Until < now ? StandingState.Probation : State;
}

/// <summary>Reads and writes standings.</summary>
internal static class Standings
{
    /// <summary>The longest reason that is kept.</summary>
    public const int LongestReason = 900;

    /// <summary>Writes a standing within the caller's change; from the next item on it governs what the queue gives out.</summary>
    public static void Set(WorkbenchChange change, RubricId rubric, Guid reviewer, string name, StandingState state, DateTimeOffset? until, string reason, Guid? session, object? before)
    {
        change.Db.Add(new ReviewerStanding
        {
            Id = Guid.CreateVersion7(), RubricId = rubric, ReviewerId = reviewer, ReviewerName = name, State = state, Until = until, SessionKey = session, Reason = reason, At = change.Now, By = change.Actor.Name,
        });
        change.Audit("reviewer.standing-set", nameof(ReviewerStanding), reviewer, name, before, new { State = state, Until = until, Reason = reason, Rubric = rubric.Value, Session = session });
    }

    /// <summary>What a person's latest standing under a rubric comes to at an instant; null where there never was one, which restricts nothing.</summary>
    public static async Task<StandingState?> OfAsync(WorkbenchDbContext db, RubricVersionId version, Guid reviewer, DateTimeOffset now, CancellationToken ct) =>
        (await LatestAsync(db, version, reviewer, ct))?.StateAt(now);

    public static Task<ReviewerStanding?> LatestAsync(WorkbenchDbContext db, RubricVersionId version, Guid reviewer, CancellationToken ct) =>
        db.Set<ReviewerStanding>().AsNoTracking().Where(s => s.ReviewerId == reviewer && db.Set<RubricVersion>().Any(v => v.Id == version && v.RubricId == s.RubricId)).OrderByDescending(s => s.At).FirstOrDefaultAsync(ct);
}

internal sealed class ReviewerStandingConfiguration : IEntityTypeConfiguration<ReviewerStanding>
{
    public void Configure(EntityTypeBuilder<ReviewerStanding> builder)
    {
        builder.ToTable("ReviewerStandings");
        builder.Property(s => s.ReviewerName).HasMaxLength(200);
        builder.Property(s => s.By).HasMaxLength(200);
        builder.Property(s => s.Reason).HasMaxLength(1000);
        builder.HasIndex(s => new { s.RubricId, s.ReviewerId, s.At });
        builder.HasOne<RubricDefinition>().WithMany().HasForeignKey(s => s.RubricId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Workspace>().WithMany().HasForeignKey(s => s.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}
