using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Jobs;

/// <summary>A job as pages show it.</summary>
public sealed record JobView(JobId Id, string Kind, string Title, string Link, JobState State, string Stage, double Fraction, double Total, double Rate, string Unit, string? Problem, string AuthorName, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    public bool IsOpen => State is JobState.Queued or JobState.Running;

    /// <summary>Time until the present stage ends at its present pace; null while unknown.</summary>
    public TimeSpan? Left => State == JobState.Running && Rate > 0 && Total > 0 ? TimeSpan.FromSeconds(Math.Min((1 - Fraction) * Total / Rate, 1e8)) : null;
}

/// <summary>A log line as pages show it.</summary>
public sealed record JobLogView(DateTimeOffset At, string Text);

/// <summary>What people see of jobs, and how they queue, cancel and resume them.</summary>
public sealed class JobBoard(WorkbenchData data, JobSignals signals)
{
    /// <summary>Open jobs first, then the most recent, at most <paramref name="count"/>.</summary>
    public async Task<IReadOnlyList<JobView>> ListAsync(Actor actor, int count, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await db.Set<Job>().OrderBy(j => j.State == JobState.Running ? 0 : j.State == JobState.Queued ? 1 : 2).ThenByDescending(j => j.CreatedAt).Take(count)
            .Select(j => new JobView(j.Id, j.Kind, j.Title, j.Link, j.State, j.Stage, j.Fraction, j.Total, j.Rate, j.Unit, j.Problem, j.AuthorName, j.CreatedAt, j.StartedAt, j.EndedAt))
            .ToListAsync(ct);
    }

    public async Task<JobView?> GetAsync(Actor actor, JobId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await db.Set<Job>().Where(j => j.Id == id)
            .Select(j => new JobView(j.Id, j.Kind, j.Title, j.Link, j.State, j.Stage, j.Fraction, j.Total, j.Rate, j.Unit, j.Problem, j.AuthorName, j.CreatedAt, j.StartedAt, j.EndedAt))
            .FirstOrDefaultAsync(ct);
    }

    public async Task<IReadOnlyList<JobLogView>> LogAsync(Actor actor, JobId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await db.Set<JobLogLine>().Where(l => l.JobId == id).OrderBy(l => l.Id).Take(1000).Select(l => new JobLogView(l.At, l.Text)).ToListAsync(ct);
    }

    /// <summary>Asks an open job to stop; a running one stops at its next safe point.</summary>
    public async Task CancelAsync(Actor actor, JobId id, CancellationToken ct)
    {
        await using (var change = await data.BeginAsync(actor, Permission.RunGeneration, ct))
        {
            var job = await change.Db.Set<Job>().FirstOrDefaultAsync(j => j.Id == id, ct);
            if (job is null || job.State is not (JobState.Queued or JobState.Running))
                return;
            job.CancelRequested = true;
            if (job.State == JobState.Queued)
            {
                job.State = JobState.Cancelled;
                job.EndedAt = change.Now;
            }

            change.Audit("job.cancelled", nameof(Job), id, job.Title);
            await change.CommitAsync(ct);
        }

        signals.WorkWaits();
        signals.Changed(actor.WorkspaceId);
    }

    /// <summary>Queues a failed or cancelled job again; it goes on from its checkpoint.</summary>
    public async Task ResumeAsync(Actor actor, JobId id, CancellationToken ct, Permission permission = Permission.RunGeneration)
    {
        await using (var change = await data.BeginAsync(actor, permission, ct))
        {
            var job = await change.Db.Set<Job>().FirstOrDefaultAsync(j => j.Id == id, ct);
            if (job is null || job.State is not (JobState.Failed or JobState.Cancelled))
                return;
            job.State = JobState.Queued;
            job.CancelRequested = false;
            job.Attempts = 0;
            job.Problem = null;
            job.EndedAt = null;
            change.Audit("job.resumed", nameof(Job), id, job.Title);
            await change.CommitAsync(ct);
        }

        signals.WorkWaits();
        signals.Changed(actor.WorkspaceId);
    }

    /// <summary>The queued or running job of a kind whose payload begins with a key, if there is one: work that is asked for twice is done once.</summary>
    internal static Task<JobId?> FindOpenAsync(WorkbenchDbContext db, string kind, string key, CancellationToken ct) =>
        db.Set<Job>().Where(j => j.Kind == kind && (j.State == JobState.Queued || j.State == JobState.Running) && j.Payload.StartsWith(key)).Select(j => (JobId?)j.Id).FirstOrDefaultAsync(ct);

    /// <summary>Adds a job within the caller's change; call <see cref="Wake"/> after the commit.</summary>
    public static Job Enqueue(WorkbenchChange change, JobId id, string kind, string title, string link, string payload)
    {
        var job = new Job
        {
            Id = id,
            Kind = kind,
            Title = title,
            Link = link,
            Payload = payload,
            AuthorId = change.Actor.UserId,
            AuthorName = change.Actor.Name,
            CreatedAt = change.Now,
        };
        change.Db.Add(job);
        return job;
    }

    /// <summary>Tells the runner that there may be work.</summary>
    public void Wake(WorkspaceId workspace)
    {
        signals.WorkWaits();
        signals.Changed(workspace);
    }

    /// <summary>Calls <paramref name="changed"/> when jobs of the workspace change, until disposed.</summary>
    public IDisposable Subscribe(WorkspaceId workspace, Action changed) => signals.Subscribe(workspace, changed);
}
