using SynthWorkbench.Synthesis.Metrics.Preview;

namespace SynthWorkbench.Application.Studio;

/// <summary>
/// Who has the cores. One live preview at a time: those who wait are served in turn, and none waits for two. One settled measure at a time, and only while nobody moves a control: hands go before
/// thoroughness. It is interrupted when somebody moves and begun again when all is calm; one that has waited for <see cref="Patience"/> runs to its end whoever moves.
/// </summary>
public sealed class PreviewTurns(TimeProvider time)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _live = new(1, 1), _settled = new(1, 1);
    private readonly Lock _counting = new();
    private TaskCompletionSource _calm = Completed();
    private CancellationTokenSource? _interruptible;
    private int _moving;

    /// <summary>Computes when it is this preview's turn, with the token that says when to give up.</summary>
    public async Task<T> TakeAsync<T>(PreviewEffort effort, Func<CancellationToken, T> compute, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(compute);
        if (effort != PreviewEffort.Live)
            return await SettleAsync(compute, ct);
        Count(1);
        try
        {
            await _live.WaitAsync(ct);
            try
            {
                return await Task.Run(() => compute(ct), ct);
            }
            finally
            {
                _live.Release();
            }
        }
        finally
        {
            Count(-1);
        }
    }

    private async Task<T> SettleAsync<T>(Func<CancellationToken, T> compute, CancellationToken ct)
    {
        await _settled.WaitAsync(ct);
        try
        {
            long since = time.GetTimestamp();
            while (Patience - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
            {
                if (!await IsCalmAsync(left, ct))
                    break;
                using var interruption = CancellationTokenSource.CreateLinkedTokenSource(ct);
                if (!Offer(interruption))
                    continue;
                try
                {
                    return await Task.Run(() => compute(interruption.Token), ct);
                }
                catch (OperationCanceledException) when (!ct.IsCancellationRequested)
                {
                    // Somebody moved: again when it is calm.
                }
                finally
                {
                    Offer(null);
                }
            }

            return await Task.Run(() => compute(ct), ct);
        }
        finally
        {
            _settled.Release();
        }
    }

    /// <summary>Lets whoever moves interrupt; false where somebody moves already.</summary>
    private bool Offer(CancellationTokenSource? interruption)
    {
        lock (_counting)
        {
            bool isFree = interruption is null || _moving == 0;
            _interruptible = isFree ? interruption : null;
            return isFree;
        }
    }

    private async Task<bool> IsCalmAsync(TimeSpan within, CancellationToken ct)
    {
        Task calm;
        lock (_counting)
            calm = _calm.Task;
        try
        {
            await calm.WaitAsync(within, time, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
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
            else if (by > 0)
                _interruptible?.Cancel();
        }
    }

    private static TaskCompletionSource Completed()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
