using SynthWorkbench.Application.Studio;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Web.Components.Studio;

/// <summary>
/// Follows a moving control: one preview after another, always of the newest setting, so that an older answer never comes after a newer one; once the control rests, a settled measure, given up as
/// soon as the control moves again. Not for several threads: every call comes from the page's own context.
/// </summary>
public sealed class PreviewLoop(Func<Recipe, PreviewEffort, CancellationToken, Task<StudioPreview>> preview, Func<StudioPreview, Task> show, Func<Exception, Task> fail, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(400);

    private Recipe? _wanted;
    private CancellationTokenSource _settling = new();
    private bool _running, _over;

    /// <summary>The setting that is to be shown.</summary>
    public void Move(Recipe recipe)
    {
        if (_over)
            return;
        _wanted = recipe;
        _settling.Cancel();
        if (_running)
            return;
        _running = true;
        _ = RunAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_over && _wanted is { } now)
            {
                var live = await preview(now, PreviewEffort.Live, CancellationToken.None);
                if (_over)
                    return;
                await show(live);
                if (_wanted == now && live.Problem is not null)
                    _wanted = null;
                else if (_wanted == now)
                    await SettleAsync(now);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _wanted = null;
            await fail(e);
        }
        finally
        {
            _running = false;
        }
    }

    private async Task SettleAsync(Recipe now)
    {
        _settling.Dispose();
        _settling = new CancellationTokenSource();
        var moved = _settling.Token;
        try
        {
            await Task.Delay(Rest, time, moved);
            var settled = await preview(now, PreviewEffort.Settled, moved);
            if (_over || _wanted != now)
                return;
            _wanted = null;
            await show(settled);
        }
        catch (OperationCanceledException) when (moved.IsCancellationRequested)
        {
            // The control moved on: what is wanted now is measured next.
        }
    }

    public void Dispose()
    {
        _over = true;
        _settling.Cancel();
    }
}
