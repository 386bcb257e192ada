using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Studio;

/// <summary>What previews of a recipe stand on: the fitted model (null where the recipe models nothing) and the reference prepared for measuring.</summary>
public sealed record StudioMaterial(FittedModel? Model, PreviewReference Reference, TableSchema Schema);

/// <summary>
/// Materials in memory, shared by everyone who has the same recipe and reference open. One that nobody has open stays until newer ones take its place, so that a reload is quick and memory stays
/// bounded however many Studios are visited.
/// </summary>
public sealed class StudioMaterials
{
    /// <summary>Materials kept that nobody has open.</summary>
    public const int MostIdle = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _clock;

    private sealed class Entry(string key, Task<StudioMaterial?> material)
    {
        public string Key { get; } = key;

        public Task<StudioMaterial?> Material { get; } = material;

        public int Users { get; set; }

        public long LeftAt { get; set; }
    }

    /// <summary>Materials held, open or idle.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    /// <summary>The material of a key, made by <paramref name="make"/> for the first who asks; null where it cannot be made yet. Dispose the lease when it is used no more.</summary>
    public async Task<StudioLease?> TakeAsync(string key, Func<Task<StudioMaterial?>> make)
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out entry))
                _entries[key] = entry = new Entry(key, make());
            entry.Users++;
        }

        try
        {
            if (await entry.Material is { } material)
                return new StudioLease(material, () => Leave(entry));
        }
        catch
        {
            Forget(entry);
            throw;
        }

        Forget(entry);
        return null;
    }

    private void Forget(Entry entry)
    {
        lock (_gate)
        {
            if (_entries.GetValueOrDefault(entry.Key) == entry)
                _entries.Remove(entry.Key);
        }
    }

    private void Leave(Entry entry)
    {
        lock (_gate)
        {
            entry.Users--;
            entry.LeftAt = ++_clock;
            foreach (var old in _entries.Values.Where(e => e.Users == 0).OrderByDescending(e => e.LeftAt).Skip(MostIdle).ToList())
                _entries.Remove(old.Key);
        }
    }
}

/// <summary>A material in use.</summary>
public sealed class StudioLease(StudioMaterial material, Action leave) : IDisposable
{
    private int _isOver;

    public StudioMaterial Material { get; } = material;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
            leave();
    }
}
