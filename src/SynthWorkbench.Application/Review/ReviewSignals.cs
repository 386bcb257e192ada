using System.Collections.Concurrent;
using SynthWorkbench.Application.Review.Campaigns;

namespace SynthWorkbench.Application.Review;

/// <summary>Hints within this process that a campaign changed. Losing one loses nothing: pages read the database.</summary>
public sealed class ReviewSignals
{
    private readonly ConcurrentDictionary<Guid, (CampaignId Campaign, Action Changed)> _listeners = new();

    /// <summary>Calls <paramref name="changed"/> when the campaign changes, on any thread, until disposed. It must return at once.</summary>
    public IDisposable Subscribe(CampaignId campaign, Action changed)
    {
        var key = Guid.NewGuid();
        _listeners[key] = (campaign, changed);
        return new Subscription(() => _listeners.TryRemove(key, out _));
    }

    internal void Changed(CampaignId campaign)
    {
        foreach (var (_, listener) in _listeners)
        {
            if (listener.Campaign == campaign)
                listener.Changed();
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
