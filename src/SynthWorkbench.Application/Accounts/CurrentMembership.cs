using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

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
}
