using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Auditing;

/// <summary>Which entries are wanted; what is null or empty does not restrict.</summary>
/// <param name="Text">Found in action, person, subject or its id.</param>
/// <param name="Person">Found in the name of who acted.</param>
/// <param name="Action">The beginning of the action, e.g. <c>dataset.</c></param>
/// <param name="From">The first day, from its beginning (UTC).</param>
/// <param name="Until">The last day, to its end (UTC).</param>
public sealed record AuditQuery(string? Text = null, string? Person = null, string? Action = null, DateOnly? From = null, DateOnly? Until = null);

/// <summary>A page of entries, newest first.</summary>
public sealed record AuditPage(long Total, IReadOnlyList<AuditEntry> Entries);

/// <summary>What following a chain found: how many entries hold, the hash of the last of them, and the first that does not.</summary>
public sealed record AuditCheck(long Entries, string Head, long? BrokenAt);

/// <summary>Reads and checks the audit chain of a workspace, or the server's own for an administrator.</summary>
public sealed class AuditTrail(WorkbenchData data)
{
    public async Task<AuditPage> SearchAsync(Actor actor, AuditQuery wanted, int page, int size, CancellationToken ct)
    {
        await using var db = await OpenAsync(actor, ct);
        var query = Restrict(db.Set<AuditEntry>(), wanted);
        long total = await query.LongCountAsync(ct);
        int last = (int)Math.Min(int.MaxValue / size, Math.Max(0, (total - 1) / size));
        return new AuditPage(total, await query.OrderByDescending(e => e.Sequence).Skip(Math.Clamp(page, 0, last) * size).Take(size).ToListAsync(ct));
    }

    /// <summary>The entry with a number, or null.</summary>
    public async Task<AuditEntry?> FindAsync(Actor actor, long sequence, CancellationToken ct)
    {
        await using var db = await OpenAsync(actor, ct);
        return await db.Set<AuditEntry>().FirstOrDefaultAsync(e => e.Sequence == sequence, ct);
    }

    /// <summary>Follows the chain from its origin; O(entries) in time, constant in memory.</summary>
    public async Task<AuditCheck> CheckAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await OpenAsync(actor, ct);
        return await AuditChain.FollowAsync(db.Set<AuditEntry>().OrderBy(e => e.Sequence).AsAsyncEnumerable(), ct);
    }

    /// <summary>The wanted entries, oldest first, streamed.</summary>
    public async IAsyncEnumerable<AuditEntry> ExportAsync(Actor actor, AuditQuery wanted, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await OpenAsync(actor, ct);
        await foreach (var entry in Restrict(db.Set<AuditEntry>(), wanted).OrderBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(ct))
            yield return entry;
    }

    private Task<WorkbenchDbContext> OpenAsync(Actor actor, CancellationToken ct) =>
        data.ReadAsync(actor, actor.WorkspaceId == WorkspaceId.Server ? Permission.ManageServer : Permission.ViewAudit, ct);

    private static IQueryable<AuditEntry> Restrict(IQueryable<AuditEntry> entries, AuditQuery wanted)
    {
        if (!string.IsNullOrWhiteSpace(wanted.Text))
            entries = entries.Where(e => e.Action.Contains(wanted.Text) || e.ActorName.Contains(wanted.Text) || e.SubjectName.Contains(wanted.Text) || e.SubjectId.Contains(wanted.Text));
        if (!string.IsNullOrWhiteSpace(wanted.Person))
            entries = entries.Where(e => e.ActorName.Contains(wanted.Person));
        if (!string.IsNullOrWhiteSpace(wanted.Action))
            entries = entries.Where(e => e.Action.StartsWith(wanted.Action));
        if (wanted.From is { } from)
        {
            var first = new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero);
            entries = entries.Where(e => e.At >= first);
        }

        if (wanted.Until is { } until && until < DateOnly.MaxValue)
        {
            var after = new DateTimeOffset(until.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
            entries = entries.Where(e => e.At < after);
        }

        return entries;
    }
}
