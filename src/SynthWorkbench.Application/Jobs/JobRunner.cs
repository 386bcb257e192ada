using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Jobs;

/// <summary>
/// Takes queued jobs, oldest first, as many at a time as the settings allow. A taken job is leased and the lease renewed while work goes on;
/// a job whose lease ran out (its process was killed) is taken again and goes on from its checkpoint.
/// </summary>
public sealed class JobRunner(WorkbenchData data, IEnumerable<IJobHandler> handlers, JobSignals signals, IOptions<WorkbenchOptions> options, TimeProvider time, ILogger<JobRunner> log) : BackgroundService
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30), Renewal = TimeSpan.FromSeconds(5), Poll = TimeSpan.FromSeconds(2);

    /// <summary>A job that takes the server down with it must not do so for ever.</summary>
    private const int MostAttempts = 10;

    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(h => h.Kind, StringComparer.Ordinal);
    private readonly string _owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RequeueOwnAsync(stoppingToken);
        using var free = new SemaphoreSlim(Math.Max(1, options.Value.ConcurrentJobs));
        var running = new List<Task>();
        try
        {
            while (true)
            {
                await free.WaitAsync(stoppingToken);
                Job? job = await TakeAsync(stoppingToken);
                if (job is null)
                {
                    free.Release();
                    await WaitForWorkAsync(stoppingToken);
                    continue;
                }

                running.RemoveAll(t => t.IsCompleted);
                running.Add(WorkAsync(job, free, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(running);
        }
    }

    /// <summary>With one process on the database (SQLite) every lease at start is a dead process's: there is no need to wait for it to run out.</summary>
    private async Task RequeueOwnAsync(CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        if (db.Database.IsSqlite())
            await db.Set<Job>().Where(j => j.State == JobState.Running).ExecuteUpdateAsync(set => set.SetProperty(j => j.LeaseUntil, DateTimeOffset.UnixEpoch), ct);
    }

    private async Task WaitForWorkAsync(CancellationToken ct)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(ct);
        wait.CancelAfter(Poll);
        try
        {
            await signals.Work.ReadAsync(wait.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Time to look at the table even without a hint: a lease may have run out.
        }
    }

    private async Task<Job?> TakeAsync(CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        await using var transaction = await db.BeginWriteAsync(ct);
        var now = time.GetUtcNow();
        var job = await db.Set<Job>().Where(j => j.State == JobState.Queued || (j.State == JobState.Running && j.LeaseUntil < now)).OrderBy(j => j.CreatedAt).FirstOrDefaultAsync(ct);
        if (job is null)
            return null;
        if (job.CancelRequested || job.Attempts >= MostAttempts)
        {
            job.State = job.CancelRequested ? JobState.Cancelled : JobState.Failed;
            job.Problem = job.CancelRequested ? null : $"The server was interrupted {MostAttempts} times during this work, so it may be the cause. Make it smaller, or give the server more memory, and resume it.";
            job.EndedAt = now;
            job.LeaseOwner = null;
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            signals.WorkWaits();
            signals.Changed(job.WorkspaceId);
            return null;
        }

        job.State = JobState.Running;
        job.LeaseOwner = _owner;
        job.LeaseUntil = now + Lease;
        job.StartedAt ??= now;
        job.Attempts++;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return job;
    }

    private async Task WorkAsync(Job job, SemaphoreSlim free, CancellationToken stopping)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var ended = new CancellationTokenSource();
        Task heart = BeatAsync(job.Id, cancel, ended.Token);
        var context = new JobContext(job, data, signals, time);
        try
        {
            if (job.Attempts > 1)
                await context.LogAsync($"Goes on after an interruption (attempt {job.Attempts}).", cancel.Token);
            signals.Changed(job.WorkspaceId);
            await _handlers[job.Kind].RunAsync(context, cancel.Token);
            await EndAsync(job, JobState.Done, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await ReleaseAsync(job);
        }
        catch (OperationCanceledException)
        {
            await context.LogAsync("Cancelled.", CancellationToken.None);
            await EndAsync(job, JobState.Cancelled, null);
        }
        catch (JobFailedException e)
        {
            await context.LogAsync($"Failed: {e.Message}", CancellationToken.None);
            await EndAsync(job, JobState.Failed, e.Message);
        }
        catch (Exception e)
        {
            log.LogError(e, "Job {Job} ({Kind}) failed unexpectedly", job.Id, job.Kind);
            string problem = $"Something unexpected happened: {e.Message} The server's log has the details. Resume the job, or tell your administrator.";
            await context.LogAsync($"Failed: {problem}", CancellationToken.None);
            await EndAsync(job, JobState.Failed, problem);
        }
        finally
        {
            await ended.CancelAsync();
            await heart;
            free.Release();
            signals.WorkWaits();
        }
    }

    /// <summary>Renews the lease and looks for a wish to cancel.</summary>
    private async Task BeatAsync(JobId id, CancellationTokenSource cancel, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        var renewed = time.GetUtcNow();
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                await using var db = await data.UnboundAsync(ended);
                if (await db.Set<Job>().Where(j => j.Id == id).Select(j => j.CancelRequested).FirstOrDefaultAsync(ended))
                    await cancel.CancelAsync();
                if (time.GetUtcNow() - renewed < Renewal)
                    continue;
                renewed = time.GetUtcNow();
                await db.Set<Job>().Where(j => j.Id == id && j.LeaseOwner == _owner).ExecuteUpdateAsync(set => set.SetProperty(j => j.LeaseUntil, renewed + Lease), ended);
            }
        }
        catch (OperationCanceledException)
        {
            // The job ended and the heart with it.
        }
    }

    private async Task EndAsync(Job job, JobState state, string? problem)
    {
        await using (var db = await data.UnboundAsync(CancellationToken.None))
        {
            var now = time.GetUtcNow();
            await db.Set<Job>().Where(j => j.Id == job.Id).ExecuteUpdateAsync(
                set => set.SetProperty(j => j.State, state).SetProperty(j => j.Problem, problem).SetProperty(j => j.EndedAt, now).SetProperty(j => j.LeaseOwner, (string?)null));
        }

        signals.Changed(job.WorkspaceId);
    }

    /// <summary>The server stops: the job goes back into the queue at once and continues from its checkpoint at the next start.</summary>
    private async Task ReleaseAsync(Job job)
    {
        await using var db = await data.UnboundAsync(CancellationToken.None);
        await db.Set<Job>().Where(j => j.Id == job.Id).ExecuteUpdateAsync(set => set.SetProperty(j => j.State, JobState.Queued).SetProperty(j => j.LeaseOwner, (string?)null));
    }
}
