using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>What a link leads to.</summary>
/// <param name="HasAccount">Whether somebody on this server has the e-mail already: they sign in and accept instead of registering.</param>
public sealed record InvitationView(string Workspace, string Email, WorkspaceRoles Roles, string InvitedBy, DateTimeOffset ExpiresAt, bool HasAccount);

/// <summary>The invited person's side: who holds the link may read the invitation, register with it or accept it.</summary>
public sealed class Invitations(WorkbenchData data, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>What a page says about a link that no longer works, without telling why.</summary>
    public const string NotValid = "This invitation does not work: it was used, taken back, replaced by a newer one, or is older than seven days. Ask for a new one.";

    /// <summary>The open invitation with a code, or null.</summary>
    public async Task<InvitationView?> FindAsync(string? code, CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        if (await OpenAsync(db, code, ct) is not { } invitation)
            return null;
        string workspace = await db.Set<Workspace>().Where(w => w.Id == invitation.WorkspaceId).Select(w => w.Name).FirstAsync(ct);
        string? email = AccountsIn.Normalize(invitation.Email);
        bool known = await db.Users.AnyAsync(u => u.NormalizedEmail == email, ct);
        return new InvitationView(workspace, invitation.Email, invitation.Roles, invitation.InvitedBy, invitation.ExpiresAt, known);
    }

    /// <summary>Makes the account and the membership in one transaction; returns what is wrong, or null.</summary>
    public async Task<string?> RegisterAsync(string? code, string name, string password, CancellationToken ct)
    {
        name = name.Trim();
        if (name.Length is 0 or > 200)
            return "Write your name, at most 200 characters.";
        return await CloseAsync(code, Guid.CreateVersion7(), name, async (change, invitation) =>
        {
            using var accounts = new AccountsIn(change.Db, scopes);
            var user = new WorkbenchUser
            {
                Id = change.Actor.UserId, UserName = invitation.Email, Email = invitation.Email, EmailConfirmed = true, DisplayName = name,
                LockoutEnabled = true, CreatedAt = change.Now, LastWorkspaceId = invitation.WorkspaceId,
            };
            return await accounts.MakeAsync(user, password);
        }, ct);
    }

    /// <summary>Adds somebody who has an account already; returns what is wrong, or null.</summary>
    public async Task<string?> AcceptAsync(string? code, Guid userId, CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        var user = await db.Users.AsNoTracking().FirstAsync(u => u.Id == userId, ct);
        return await CloseAsync(code, userId, user.DisplayName, async (change, invitation) =>
        {
            if (AccountsIn.Normalize(invitation.Email) != user.NormalizedEmail)
                return $"This invitation is for {invitation.Email}; you are signed in as {user.Email}. Sign in with the other account, or ask for an invitation to yours.";
            await change.Db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(u => u.SetProperty(x => x.LastWorkspaceId, (WorkspaceId?)invitation.WorkspaceId), ct);
            return null;
        }, ct);
    }

    private async Task<string?> CloseAsync(string? code, Guid userId, string name, Func<WorkbenchChange, Invitation, Task<string?>> prepareAsync, CancellationToken ct)
    {
        WorkspaceId workspace;
        await using (var db = await data.UnboundAsync(ct))
        {
            if (await OpenAsync(db, code, ct) is not { } found)
                return NotValid;
            workspace = found.WorkspaceId;
        }

        await using var change = await data.BeginForAccountAsync(new Actor(userId, name, workspace), ct);
        if (await OpenAsync(change.Db, code, ct) is not { } invitation)
            return NotValid;
        if (await prepareAsync(change, invitation) is { } problem)
            return problem;
        invitation.ClosedAt = change.Now;
        if (!await change.Db.Set<Membership>().AnyAsync(m => m.UserId == userId && m.WorkspaceId == workspace, ct))
            change.Db.Add(new Membership { UserId = userId, WorkspaceId = workspace, Roles = invitation.Roles, Since = change.Now });
        change.Audit("member.joined", "Membership", userId, name, after: new { invitation.Email, roles = invitation.Roles.ToString(), invitation.InvitedBy });
        await change.CommitAsync(ct);
        return null;
    }

    private async Task<Invitation?> OpenAsync(WorkbenchDbContext db, string? code, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(code) || code.Length > 100)
            return null;
        string hash = Invitation.HashOf(code);
        var invitation = await db.Set<Invitation>().FirstOrDefaultAsync(i => i.CodeHash == hash && i.ClosedAt == null, ct);
        return invitation is not null && invitation.ExpiresAt > time.GetUtcNow() ? invitation : null;
    }
}
