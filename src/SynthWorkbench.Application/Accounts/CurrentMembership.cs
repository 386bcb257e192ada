using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>A workspace a person may open.</summary>
public sealed record OwnWorkspace(WorkspaceId Id, string Name, WorkspaceRoles Roles, bool IsCurrent);

/// <summary>Finds the workspace a signed-in person works in: the one opened last while they are still a member, otherwise the first they joined.</summary>
public sealed class CurrentMembership(WorkbenchData data)
{
    /// <summary>The person as an actor, or null when they belong to no workspace.</summary>
    public async Task<Actor?> FindAsync(Guid userId, CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        var user = await db.Set<WorkbenchUser>().AsNoTracking().Where(u => u.Id == userId).Select(u => new { u.DisplayName, u.UserName, u.LastWorkspaceId }).FirstOrDefaultAsync(ct);
        if (user is null)
            return null;
        var memberships = await db.Set<Membership>().AsNoTracking().Where(m => m.UserId == userId).OrderBy(m => m.Since).Select(m => m.WorkspaceId).ToListAsync(ct);
        if (memberships.Count == 0)
            return null;
        var workspace = user.LastWorkspaceId is { } last && memberships.Contains(last) ? last : memberships[0];
        return new Actor(userId, user.DisplayName.Length > 0 ? user.DisplayName : user.UserName ?? "", workspace);
    }

    /// <summary>The person's present roles in the workspace they work in; none when they belong to no workspace.</summary>
    public async Task<WorkspaceRoles> RolesAsync(Guid userId, CancellationToken ct)
    {
        if (await FindAsync(userId, ct) is not { } actor)
            return WorkspaceRoles.None;
        await using var db = await data.UnboundAsync(ct);
        return await db.Set<Membership>().AsNoTracking().Where(m => m.UserId == userId && m.WorkspaceId == actor.WorkspaceId).Select(m => m.Roles).FirstOrDefaultAsync(ct);
    }

    /// <summary>The person as the actor of the server's management, or null when they are no administrator.</summary>
    public async Task<Actor?> FindAdministratorAsync(Guid userId, CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        return await db.Set<WorkbenchUser>().AsNoTracking().Where(u => u.Id == userId && u.IsAdministrator).Select(u => u.DisplayName).FirstOrDefaultAsync(ct) is { } name
            ? new Actor(userId, name, WorkspaceId.Server)
            : null;
    }

    /// <summary>The workspaces a person belongs to, by name.</summary>
    public async Task<IReadOnlyList<OwnWorkspace>> ListAsync(Guid userId, CancellationToken ct)
    {
        var current = (await FindAsync(userId, ct))?.WorkspaceId;
        await using var db = await data.UnboundAsync(ct);
        return await (from m in db.Set<Membership>().AsNoTracking()
                      join w in db.Set<Workspace>() on m.WorkspaceId equals w.Id
                      where m.UserId == userId
                      orderby w.Name
                      select new OwnWorkspace(w.Id, w.Name, m.Roles, w.Id == current)).ToListAsync(ct);
    }

    /// <summary>Opens another workspace, and at the next sign-in again.</summary>
    /// <exception cref="NotAllowedException">The person does not belong to it.</exception>
    public async Task OpenAsync(Guid userId, WorkspaceId workspace, CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        if (!await db.Set<Membership>().AnyAsync(m => m.UserId == userId && m.WorkspaceId == workspace, ct))
            throw new NotAllowedException(Permission.ViewWorkspace);
        await db.Set<WorkbenchUser>().Where(u => u.Id == userId).ExecuteUpdateAsync(u => u.SetProperty(x => x.LastWorkspaceId, (WorkspaceId?)workspace), ct);
    }
}
