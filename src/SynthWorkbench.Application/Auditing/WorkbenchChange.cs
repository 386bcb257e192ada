using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Auditing;

/// <summary>A change under way: one write transaction, one workspace, one author. Disposed without commit it leaves nothing behind.</summary>
public sealed class WorkbenchChange(WorkbenchDbContext db, IDbContextTransaction transaction, Actor actor, TimeProvider time, IDisposable? turn = null) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Canonical = new(JsonSerializerDefaults.Web) { WriteIndented = false };

    private readonly List<AuditEntry> _entries = [];

    /// <summary>The bounded, tracking context.</summary>
    public WorkbenchDbContext Db { get; } = db;

    public Actor Actor { get; } = actor;

    /// <summary>The instant of the change.</summary>
    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>Adds an audit entry that commits with the change. <paramref name="before"/> and <paramref name="after"/> are serialised as they are now.</summary>
    public void Audit(string action, string subjectKind, object subjectId, string subjectName, object? before = null, object? after = null) =>
        _entries.Add(new AuditEntry
        {
            WorkspaceId = Actor.WorkspaceId,
            At = Now,
            ActorId = Actor.UserId,
            ActorName = Actor.Name,
            Action = action,
            SubjectKind = subjectKind,
            SubjectId = subjectId.ToString() ?? "",
            SubjectName = subjectName,
            Before = before is null ? null : JsonSerializer.Serialize(before, Canonical),
            After = after is null ? null : JsonSerializer.Serialize(after, Canonical),
            PreviousHash = "",
            Hash = "",
        });

    /// <summary>Saves the rows and the chained audit entries, then commits both or neither.</summary>
    public async Task CommitAsync(CancellationToken ct)
    {
        if (_entries.Count > 0)
        {
            var head = await Db.Set<AuditEntry>().AsNoTracking().OrderByDescending(e => e.Sequence)
                .Select(e => new { e.Sequence, e.Hash }).FirstOrDefaultAsync(ct);
            long sequence = head?.Sequence ?? 0;
            string previous = head?.Hash ?? AuditChain.Origin;
            foreach (var entry in _entries)
            {
                entry.Sequence = ++sequence;
                entry.PreviousHash = previous;
                previous = entry.Hash = AuditChain.HashOf(previous, entry);
                Db.Add(entry);
            }
        }

        await Db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await Db.DisposeAsync();
        turn?.Dispose();
    }
}
