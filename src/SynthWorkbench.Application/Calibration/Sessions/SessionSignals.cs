using System.Collections.Concurrent;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>Somebody whose browser shows a session.</summary>
public readonly record struct Attendance(Guid UserId, string Name);

/// <summary>Hints within this process that a session changed, and who is there. Losing one loses nothing: pages read the log.</summary>
public sealed class SessionSignals
{
    private readonly ConcurrentDictionary<Guid, (CalibrationSessionId Session, Attendance Who, Action Changed)> _rooms = new();

    /// <summary>Calls <paramref name="changed"/> when the session or who attends it changes, on any thread, until disposed. It must return at once. The person counts as present meanwhile.</summary>
    public IDisposable Attend(CalibrationSessionId session, Attendance who, Action changed)
    {
        var key = Guid.NewGuid();
        _rooms[key] = (session, who, changed);
        Changed(session);
        return new Departure(() =>
        {
            if (_rooms.TryRemove(key, out _))
                Changed(session);
        });
    }

    /// <summary>Who has the session open now.</summary>
    public IReadOnlySet<Guid> Present(CalibrationSessionId session) => _rooms.Values.Where(r => r.Session == session).Select(r => r.Who.UserId).ToHashSet();

    internal void Changed(CalibrationSessionId session)
    {
        foreach (var (_, room) in _rooms)
        {
            if (room.Session == session)
                room.Changed();
        }
    }

    private sealed class Departure(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
