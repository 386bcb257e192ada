using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Application.Datasets;

/// <summary>An import under way or ended.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">The dataset's name.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Elapsed">Since its present stage began.</param>
/// <param name="Result">The version or what is wrong, once ended; null while running or when cancelled.</param>
/// <param name="IsCancelled">Whether it was cancelled.</param>
public sealed record ImportStatus(Guid Id, string Name, ImportProgress Progress, TimeSpan Elapsed, DatasetResult<ImportedVersion>? Result, bool IsCancelled)
{
    public bool IsRunning => Result is null && !IsCancelled;
}

/// <summary>
/// Runs imports outside the page that started them, so that closing the page does not end them. An import that a stopping server ends leaves nothing
/// but its upload, from which it can be started again.
/// </summary>
public sealed class ImportQueue(DatasetImports imports, IOptions<WorkbenchOptions> options, TimeProvider time, ILogger<ImportQueue> logger) : IDisposable
{
    private const int Remembered = 100;

    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();
    private readonly SemaphoreSlim _slots = new(Math.Max(1, options.Value.ConcurrentJobs));

    /// <summary>Starts an import and returns its number.</summary>
    public Guid Start(Actor actor, ImportRequest request)
    {
        foreach (var old in _entries.Values.Where(e => e.Ended).OrderBy(e => e.Started).Take(Math.Max(0, _entries.Count - Remembered)))
            _entries.TryRemove(old.Id, out _);
        var entry = new Entry(Guid.CreateVersion7(), actor, request, time);
        _entries[entry.Id] = entry;
        _ = RunAsync(entry);
        return entry.Id;
    }

    /// <summary>How an import of the actor's stands, or null when it is unknown.</summary>
    public ImportStatus? Find(Actor actor, Guid id) => _entries.TryGetValue(id, out var e) && e.Actor.WorkspaceId == actor.WorkspaceId && e.Actor.UserId == actor.UserId
        ? new ImportStatus(id, e.Request.Name, e.Progress, time.GetElapsedTime(e.StageStarted), e.Result, e.IsCancelled)
        : null;

    /// <summary>Ends an import of the actor's; nothing of it stays.</summary>
    public void Cancel(Actor actor, Guid id)
    {
        if (_entries.TryGetValue(id, out var entry) && entry.Actor == actor && !entry.Ended)
            entry.Cancellation.Cancel();
    }

    public void Dispose()
    {
        foreach (var entry in _entries.Values.Where(e => !e.Ended))
            entry.Cancellation.Cancel();
        _slots.Dispose();
    }

    private async Task RunAsync(Entry entry)
    {
        try
        {
            await _slots.WaitAsync(entry.Cancellation.Token);
            try
            {
                entry.Result = await imports.ImportAsync(entry.Actor, entry.Request, entry, entry.Cancellation.Token);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException)
        {
            entry.IsCancelled = true;
        }
        catch (NotAllowedException e)
        {
            entry.Result = DatasetResult.Problem<ImportedVersion>(e.Message);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Import of {Name} failed", entry.Request.Name);
            entry.Result = DatasetResult.Problem<ImportedVersion>("The import failed for a reason that is no fault of the file; the server's log has it. Nothing was saved; try again.");
        }

        entry.Cancellation.Dispose();
    }

    private sealed class Entry(Guid id, Actor actor, ImportRequest request, TimeProvider time) : IProgress<ImportProgress>
    {
        private DatasetResult<ImportedVersion>? _result;
        private ImportProgress _progress = new("Waiting for a free place", 0, 0);

        public Guid Id { get; } = id;

        public Actor Actor { get; } = actor;

        public ImportRequest Request { get; } = request;

        public long Started { get; } = time.GetTimestamp();

        public long StageStarted { get; private set; } = time.GetTimestamp();

        public CancellationTokenSource Cancellation { get; } = new();

        public bool IsCancelled { get; set; }

        public bool Ended => IsCancelled || Result is not null;

        public ImportProgress Progress
        {
            get
            {
                lock (Cancellation)
                    return _progress;
            }
        }

        public DatasetResult<ImportedVersion>? Result
        {
            get
            {
                lock (Cancellation)
                    return _result;
            }

            set
            {
                lock (Cancellation)
                    _result = value;
            }
        }

        public void Report(ImportProgress value)
        {
            lock (Cancellation)
            {
                if (value.Stage != _progress.Stage)
                    StageStarted = time.GetTimestamp();
                _progress = value;
            }
        }
    }
}
