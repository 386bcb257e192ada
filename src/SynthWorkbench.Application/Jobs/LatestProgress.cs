namespace SynthWorkbench.Application.Jobs;

/// <summary>Carries the latest report of a computation on other threads to an asynchronous writer; reports in between are skipped.</summary>
internal sealed class LatestProgress<T> : IProgress<T>
{
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private readonly Lock _gate = new();
    private T? _latest;
    private bool _has;

    public void Report(T value)
    {
        lock (_gate)
        {
            (_latest, bool signalled) = (value, _has);
            _has = true;
            if (!signalled)
                _arrived.Release();
        }
    }

    /// <summary>Computes, and writes the reports meanwhile. Where writing ends it (the job was cancelled) the computation is cancelled too and waited for: nothing of it goes on unseen.</summary>
    public static async Task<TResult> RunAsync<TResult>(Func<IProgress<T>, CancellationToken, Task<TResult>> compute, Func<T, Task> write, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var steps = new LatestProgress<T>();
        var computation = compute(steps, stop.Token);
        try
        {
            await steps.RelayAsync(computation, write, ct);
        }
        catch
        {
            await stop.CancelAsync();
            await Task.WhenAny(computation);
            throw;
        }

        return await computation;
    }

    private async Task RelayAsync(Task computation, Func<T, Task> write, CancellationToken ct)
    {
        while (!computation.IsCompleted)
        {
            var arrived = _arrived.WaitAsync(ct);
            if (await Task.WhenAny(computation, arrived) != arrived)
                return;
            await arrived;
            T latest;
            lock (_gate)
            {
                latest = _latest!;
                _has = false;
            }

            await write(latest);
        }
    }
}
