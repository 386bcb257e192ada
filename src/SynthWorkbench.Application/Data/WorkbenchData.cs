using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;

namespace SynthWorkbench.Application.Data;

/// <summary>
/// The one way to the database. Reading: <see cref="ReadAsync"/>. Changing: <see cref="BeginAsync"/>, then <see cref="WorkbenchChange.CommitAsync"/>.
/// Both check the actor's permission against the memberships of this moment and bound the context to the actor's workspace.
/// </summary>
public sealed class WorkbenchData(IDbContextFactory<WorkbenchDbContext> contexts, TimeProvider time)
{
    private readonly SemaphoreSlim _writers = new(1, 1);

    /// <summary>A context for reading, bounded to the actor's workspace; the caller disposes it.</summary>
    /// <exception cref="NotAllowedException">The actor's present roles do not grant <paramref name="permission"/>.</exception>
    public async Task<WorkbenchDbContext> ReadAsync(Actor actor, Permission permission, CancellationToken ct)
    {
        var db = await contexts.CreateDbContextAsync(ct);
        try
        {
            await RequireAsync(db, actor, permission, ct);
            db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            db.BoundTo = PlaceOf(actor, permission);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a change: a write transaction, bounded to the workspace, whose audit entries commit with it.</summary>
    /// <exception cref="NotAllowedException">The actor's present roles do not grant <paramref name="permission"/>.</exception>
    public async Task<WorkbenchChange> BeginAsync(Actor actor, Permission permission, CancellationToken ct)
    {
        var db = await contexts.CreateDbContextAsync(ct);
        var turn = await TakeTurnAsync(db, ct);
        try
        {
            var transaction = await db.BeginWriteAsync(ct);
            await RequireAsync(db, actor, permission, ct);
            db.BoundTo = PlaceOf(actor, permission);
            return new WorkbenchChange(db, transaction, actor with { WorkspaceId = PlaceOf(actor, permission) }, time, turn);
        }
        catch
        {
            await db.DisposeAsync();
            turn?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// SQLite has one writer at a time, and its driver waits for the turn by asking again every 150 ms. Within this process writers queue here instead, in order and without a pause; other
    /// processes still wait by the driver.
    /// </summary>
    private async Task<IDisposable?> TakeTurnAsync(WorkbenchDbContext db, CancellationToken ct)
    {
        if (!db.Database.IsSqlite())
            return null;
        await _writers.WaitAsync(ct);
        return new Turn(_writers);
    }

    private sealed class Turn(SemaphoreSlim writers) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                writers.Release();
        }
    }

    /// <summary>
    /// A change made by the workbench itself (a job that finishes long after its author signed out): no permission is asked,
    /// the author's name goes into the audit entry. Only for Jobs and the handlers it runs.
    /// </summary>
    public async Task<WorkbenchChange> BeginForJobAsync(Actor author, CancellationToken ct)
    {
        var db = await contexts.CreateDbContextAsync(ct);
        var turn = await TakeTurnAsync(db, ct);
        try
        {
            var transaction = await db.BeginWriteAsync(ct);
            db.BoundTo = author.WorkspaceId;
            return new WorkbenchChange(db, transaction, author, time, turn);
        }
        catch
        {
            await db.DisposeAsync();
            turn?.Dispose();
            throw;
        }
    }

    /// <summary>A reading context for a job, bounded to its workspace.</summary>
    public async Task<WorkbenchDbContext> ReadForJobAsync(WorkspaceId workspace, CancellationToken ct)
    {
        var db = await contexts.CreateDbContextAsync(ct);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        db.BoundTo = workspace;
        return db;
    }

    /// <summary>A change of accounts themselves (a sign-in, an accepted invitation), audited in the chain of the actor's place. For Accounts alone, which has judged the person already.</summary>
    internal Task<WorkbenchChange> BeginForAccountAsync(Actor person, CancellationToken ct) => BeginForJobAsync(person, ct);

    /// <summary>A context over all workspaces: for Accounts (which decides who may enter one) and the job dispatcher alone.</summary>
    internal Task<WorkbenchDbContext> UnboundAsync(CancellationToken ct) => contexts.CreateDbContextAsync(ct);

    /// <summary>Managing the server happens outside every workspace: an administrator's rights open accounts and never data.</summary>
    private static WorkspaceId PlaceOf(Actor actor, Permission permission) => permission == Permission.ManageServer ? WorkspaceId.Server : actor.WorkspaceId;

    private static async Task RequireAsync(WorkbenchDbContext db, Actor actor, Permission permission, CancellationToken ct)
    {
        if (permission == Permission.ManageServer)
        {
            if (!await db.Users.AsNoTracking().AnyAsync(u => u.Id == actor.UserId && u.IsAdministrator, ct))
                throw new NotAllowedException(permission);
            return;
        }

        var wanted = PermissionPolicy.RolesFor(permission);
        var roles = await db.Set<Membership>().AsNoTracking()
            .Where(m => m.UserId == actor.UserId && m.WorkspaceId == actor.WorkspaceId)
            .Select(m => m.Roles)
            .FirstOrDefaultAsync(ct);
        if ((roles & wanted) == WorkspaceRoles.None)
            throw new NotAllowedException(permission);
    }
}
