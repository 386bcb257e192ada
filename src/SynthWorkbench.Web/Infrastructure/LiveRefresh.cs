namespace SynthWorkbench.Web.Infrastructure;

/// <summary>Calls a refresh when a source changes, at most ten times a second and never twice at once. Ends with its disposal.</summary>
public sealed class LiveRefresh : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly IDisposable _subscription;
    private readonly Func<Task> _refresh;

    public LiveRefresh(Func<Action, IDisposable> subscribe, Func<Task> refresh)
    {
        ArgumentNullException.ThrowIfNull(subscribe);
        _refresh = refresh;
        _subscription = subscribe(Signal);
        _ = LoopAsync(_ended.Token);
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _ended.Cancel();
    }

    private void Signal()
    {
        try
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else signalled in between: one refresh serves both.
        }
    }

    private async Task LoopAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (true)
            {
                await _changed.WaitAsync(ended);
                await _refresh();
                await timer.WaitForNextTickAsync(ended);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }
}
