using SynthWorkbench.Synthesis.Metrics.Preview;

namespace SynthWorkbench.Application.Studio;

/// <summary>
/// Who has the cores. One live preview at a time: those who wait are served in turn, and none waits for two. One settled measure at a time, and it begins while nobody moves a control: hands go before
/// thoroughness. After <see cref="Patience"/> it begins all the same.
/// </summary>
public sealed class PreviewTurns(TimeProvider time)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _live = new(1, 1), _settled = new(1, 1);
    private readonly Lock _counting = new();
    private TaskCompletionSource _calm = Completed();
    private int _moving;

    public async Task<T> TakeAsync<T>(PreviewEffort effort, Func<T> compute, CancellationToken ct)
    {
        if (effort != PreviewEffort.Live)
            return await RunAsync(_settled, BeCalmAsync, compute, ct);
        Count(1);
        try
        {
            return await RunAsync(_live, _ => Task.CompletedTask, compute, ct);
        }
        finally
        {
            Count(-1);
        }
    }

    private static async Task<T> RunAsync<T>(SemaphoreSlim gate, Func<CancellationToken, Task> ready, Func<T> compute, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            await ready(ct);
            return await Task.Run(compute, ct);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task BeCalmAsync(CancellationToken ct)
    {
        Task calm;
        lock (_counting)
            calm = _calm.Task;
        try
        {
            await calm.WaitAsync(Patience, time, ct);
        }
        catch (TimeoutException)
        {
            // Somebody always moves: those who rest have waited long enough.
        }
    }

    private void Count(int by)
    {
        lock (_counting)
        {
            if (_moving == 0 && by > 0)
                _calm = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _moving += by;
            if (_moving == 0)
                _calm.SetResult();
        }
    }

    private static TaskCompletionSource Completed()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
