using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Auditing;

/// <summary>A page of entries, newest first.</summary>
public sealed record AuditPage(long Total, IReadOnlyList<AuditEntry> Entries);

/// <summary>What checking the chain found.</summary>
public sealed record AuditCheck(long Entries, string Head, long? BrokenAt);

/// <summary>Reads and checks the audit chain of a workspace.</summary>
public sealed class AuditTrail(WorkbenchData data)
{
    public async Task<AuditPage> SearchAsync(Actor actor, string? text, int page, int size, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewAudit, ct);
        var query = db.Set<AuditEntry>().AsQueryable();
        if (!string.IsNullOrWhiteSpace(text))
            query = query.Where(e => e.Action.Contains(text) || e.ActorName.Contains(text) || e.SubjectName.Contains(text) || e.SubjectId.Contains(text));
        long total = await query.LongCountAsync(ct);
        return new AuditPage(total, await query.OrderByDescending(e => e.Sequence).Skip(page * size).Take(size).ToListAsync(ct));
    }

    /// <summary>Follows the chain from its origin; O(entries).</summary>
    public async Task<AuditCheck> CheckAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewAudit, ct);
        var entries = await db.Set<AuditEntry>().OrderBy(e => e.Sequence).ToListAsync(ct);
        return new AuditCheck(entries.Count, entries.Count == 0 ? AuditChain.Origin : entries[^1].Hash, AuditChain.FirstBreak(entries)?.Sequence);
    }
}
