using System.Collections.Concurrent;
using System.Threading.Channels;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Application.Jobs;

/// <summary>Hints within this process: that jobs of a workspace changed, and that there may be work. Losing one loses nothing.</summary>
public sealed class JobSignals
{
    private readonly ConcurrentDictionary<Guid, (WorkspaceId Workspace, Action Changed)> _listeners = new();
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Calls <paramref name="changed"/> when jobs of the workspace change, on any thread, until disposed. It must return at once.</summary>
    public IDisposable Subscribe(WorkspaceId workspace, Action changed)
    {
        var key = Guid.NewGuid();
        _listeners[key] = (workspace, changed);
        return new Subscription(() => _listeners.TryRemove(key, out _));
    }

    internal void Changed(WorkspaceId workspace)
    {
        foreach (var (_, listener) in _listeners)
        {
            if (listener.Workspace == workspace)
                listener.Changed();
        }
    }

    internal void WorkWaits() => _work.Writer.TryWrite(true);

    internal ChannelReader<bool> Work => _work.Reader;

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
