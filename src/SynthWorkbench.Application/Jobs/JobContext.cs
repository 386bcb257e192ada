using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Jobs;

/// <summary>Does the work of one kind of job. Called again with the last checkpoint after a crash; must then go on, not start over.</summary>
public interface IJobHandler
{
    string Kind { get; }

    /// <exception cref="JobFailedException">The work cannot be done; the message says why and what to do.</exception>
    Task RunAsync(JobContext job, CancellationToken ct);
}

/// <summary>A failure that a person can act on; its message is shown as it is.</summary>
public sealed class JobFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A job as its handler sees it: what to do, and how to report, log and save where it is.</summary>
public sealed class JobContext(Job job, WorkbenchData data, JobSignals signals, TimeProvider time)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(150);

    private long _lastReport;
    private string _stage = "";
    private long _stageStarted;
    private double _stageFrom;

    public JobId Id { get; } = job.Id;

    public Actor Author { get; } = job.Author;

    public string Payload { get; } = job.Payload;

    public string? Checkpoint { get; private set; } = job.Checkpoint;

    public int Attempt { get; } = job.Attempts;

    /// <summary>A safe point: goes no further when somebody asked to cancel.</summary>
    /// <exception cref="OperationCanceledException">Somebody asked to cancel.</exception>
    public async Task StopIfCancelledAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await using var db = await data.UnboundAsync(ct);
        if (await db.Set<Job>().AnyAsync(j => j.Id == Id && j.CancelRequested, ct))
            throw new OperationCanceledException("The job was cancelled.");
    }

    /// <summary>Reports progress of a stage; writes at most about seven times a second, and always at a stage's start and end. Each of its reports is a safe point too.</summary>
    public async Task ReportAsync(string stage, double done, double total, string unit, CancellationToken ct)
    {
        long now = time.GetTimestamp();
        bool isNew = stage != _stage;
        if (isNew)
        {
            _stage = stage;
            _stageStarted = now;
            _stageFrom = done;
        }
        else if (done < total && time.GetElapsedTime(_lastReport, now) < ReportEvery)
        {
            return;
        }

        _lastReport = now;
        await StopIfCancelledAsync(ct);
        double seconds = time.GetElapsedTime(_stageStarted, now).TotalSeconds;
        double rate = seconds > 0.2 ? (done - _stageFrom) / seconds : 0;
        double fraction = total > 0 ? Math.Clamp(done / total, 0, 1) : 0;
        await using (var db = await data.UnboundAsync(ct))
        {
            await db.Set<Job>().Where(j => j.Id == Id).ExecuteUpdateAsync(
                set => set.SetProperty(j => j.Stage, stage).SetProperty(j => j.Fraction, fraction).SetProperty(j => j.Total, total).SetProperty(j => j.Rate, rate).SetProperty(j => j.Unit, unit),
                ct);
        }

        signals.Changed(Author.WorkspaceId);
    }

    /// <summary>Adds a line to the log that people read.</summary>
    public async Task LogAsync(string text, CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        db.Add(new JobLogLine { WorkspaceId = Author.WorkspaceId, JobId = Id, At = time.GetUtcNow(), Text = text });
        await db.SaveChangesAsync(ct);
        signals.Changed(Author.WorkspaceId);
    }

    /// <summary>Says where the outcome is read, once there is one.</summary>
    public async Task SetLinkAsync(string link, CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        await db.Set<Job>().Where(j => j.Id == Id).ExecuteUpdateAsync(set => set.SetProperty(j => j.Link, link), ct);
    }

    /// <summary>Saves where the work is; after a crash it goes on from here.</summary>
    public async Task SaveCheckpointAsync(string checkpoint, CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        await db.Set<Job>().Where(j => j.Id == Id).ExecuteUpdateAsync(set => set.SetProperty(j => j.Checkpoint, checkpoint), ct);
        Checkpoint = checkpoint;
    }
}
