using SynthWorkbench.Application.Jobs;

namespace SynthWorkbench.Web.Components.Studio;

/// <summary>
/// Follows the fit of the model that a page waits for. A page is told of changes while it still reads the last one: only the newest look counts, else a fit that is long done would be shown as under way
/// for ever. Not for several threads: every call comes from the page's own context.
/// </summary>
public sealed class FitWatch(Func<Task<JobId?>> find, Func<JobId, Task<JobView?>> read)
{
    private JobId? _followed;
    private int _newest;

    /// <summary>The fit as last seen; null where none is waited for.</summary>
    public JobView? Job { get; private set; }

    public void Follow(JobId job) => _followed = job;

    /// <summary>Waits for no fit any more.</summary>
    public void Leave()
    {
        _newest++;
        (_followed, Job) = (null, null);
    }

    /// <summary>Looks at the fit that is followed, else for one under way. Returns whether it is done, and then follows it no more.</summary>
    public async Task<bool> LookAsync()
    {
        int look = ++_newest;
        if ((_followed ?? await find()) is not { } id || look != _newest)
            return false;
        _followed = id;
        var job = await read(id);
        if (look != _newest)
            return false;
        Job = job;
        if (job is not { State: JobState.Done })
            return false;
        Leave();
        return true;
    }
}
