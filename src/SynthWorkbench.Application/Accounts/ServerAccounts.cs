using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>An account as an administrator sees it.</summary>
public sealed record AccountSummary(Guid Id, string Name, string Email, int Workspaces, bool IsAdministrator, bool IsLocked, bool HasTwoFactor, DateTimeOffset CreatedAt);

/// <summary>A page of accounts.</summary>
public sealed record AccountPage(int Total, IReadOnlyList<AccountSummary> Accounts);

/// <summary>A workspace as an administrator sees it: its name and people, never its data.</summary>
public sealed record WorkspaceSummary(WorkspaceId Id, string Name, int Members, int Owners, DateTimeOffset CreatedAt);

/// <summary>Accounts and workspaces of the server. For administrators; opens no data. Everything is audited in the server's own chain.</summary>
public sealed class ServerAccounts(WorkbenchData data, IServiceScopeFactory scopes, IDataProtectionProvider protection, TimeProvider time)
{
    private const string Gone = "There is no such account any more.";

    /// <param name="actor">An administrator.</param>
    /// <param name="text">Found in name or e-mail; empty for all.</param>
    /// <param name="page">From 0.</param>
    /// <param name="size">Accounts a page.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<AccountPage> ListAsync(Actor actor, string? text, int page, int size, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ManageServer, ct);
        var users = db.Users.AsQueryable();
        if (!string.IsNullOrWhiteSpace(text))
        {
            string wanted = text.Trim(), upper = wanted.ToUpperInvariant();
            users = users.Where(u => u.DisplayName.Contains(wanted) || u.NormalizedEmail!.Contains(upper));
        }

        int total = await users.CountAsync(ct);
        var now = time.GetUtcNow();
        var found = await users.OrderBy(u => u.DisplayName).ThenBy(u => u.Email).Skip(Math.Clamp(page, 0, Math.Max(0, (total - 1) / size)) * size).Take(size)
            .Select(u => new { u.Id, u.DisplayName, u.Email, u.IsAdministrator, u.LockoutEnd, u.TwoFactorEnabled, u.CreatedAt, Workspaces = db.Set<Membership>().Count(m => m.UserId == u.Id) })
            .ToListAsync(ct);
        return new AccountPage(total, [.. found.Select(u => new AccountSummary(u.Id, u.DisplayName, u.Email ?? "", u.Workspaces, u.IsAdministrator, u.LockoutEnd > now, u.TwoFactorEnabled, u.CreatedAt))]);
    }

    public async Task<IReadOnlyList<WorkspaceSummary>> WorkspacesAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ManageServer, ct);
        return await db.Set<Workspace>().OrderBy(w => w.Name)
            .Select(w => new WorkspaceSummary(w.Id, w.Name, db.Set<Membership>().Count(m => m.WorkspaceId == w.Id), db.Set<Membership>().Count(m => m.WorkspaceId == w.Id && (m.Roles & WorkspaceRoles.Owner) != WorkspaceRoles.None), w.CreatedAt))
            .ToListAsync(ct);
    }

    /// <summary>Locks an account until it is unlocked and ends its sessions within a minute; returns what is wrong, or null.</summary>
    public Task<string?> LockAsync(Actor actor, Guid userId, CancellationToken ct) => ChangeAsync(actor, userId, "account.locked", async (users, user, _) =>
    {
        if (userId == actor.UserId)
            return "You cannot lock your own account.";
        user.LockoutEnabled = true;
        user.LockoutEnd = DateTimeOffset.MaxValue;
        return AccountsIn.Problem(await users.UpdateSecurityStampAsync(user));
    }, ct);

    /// <summary>Opens a locked account; returns what is wrong, or null.</summary>
    public Task<string?> UnlockAsync(Actor actor, Guid userId, CancellationToken ct) => ChangeAsync(actor, userId, "account.unlocked", async (users, user, _) =>
    {
        user.LockoutEnd = null;
        user.AccessFailedCount = 0;
        return AccountsIn.Problem(await users.UpdateAsync(user));
    }, ct);

    /// <summary>Takes the second factor away from somebody who lost it; the password remains. Returns what is wrong, or null.</summary>
    public Task<string?> ResetTwoFactorAsync(Actor actor, Guid userId, CancellationToken ct) => ChangeAsync(actor, userId, "account.two-factor-reset", async (users, user, _) =>
        AccountsIn.Problem(await users.SetTwoFactorEnabledAsync(user, false)) ?? AccountsIn.Problem(await users.ResetAuthenticatorKeyAsync(user)), ct);

    /// <summary>Gives or takes the right to manage the server; returns what is wrong, or null.</summary>
    public Task<string?> SetAdministratorAsync(Actor actor, Guid userId, bool isAdministrator, CancellationToken ct) =>
        ChangeAsync(actor, userId, isAdministrator ? "account.made-administrator" : "account.unmade-administrator", async (users, user, db) =>
        {
            if (!isAdministrator && !await db.Users.AnyAsync(u => u.IsAdministrator && u.Id != userId, ct))
                return "The server needs at least one administrator. Make somebody else an administrator first.";
            user.IsAdministrator = isAdministrator;
            return AccountsIn.Problem(await users.UpdateAsync(user));
        }, ct);

    /// <summary>A code with which a person sets a new password, once and within a day. The present password works until then.</summary>
    public async Task<LinkOutcome> ResetPasswordAsync(Actor actor, Guid userId, CancellationToken ct)
    {
        string? code = null;
        string? problem = await ChangeAsync(actor, userId, "account.password-reset-started", async (users, user, _) =>
        {
            code = await users.GeneratePasswordResetTokenAsync(user);
            return null;
        }, ct);
        return new LinkOutcome(problem, code);
    }

    /// <summary>Makes a workspace and invites its first owner. A workspace whose owner did not come can be given another with <see cref="InviteOwnerAsync"/>.</summary>
    public async Task<LinkOutcome> MakeWorkspaceAsync(Actor actor, string name, string ownerEmail, CancellationToken ct)
    {
        name = name.Trim();
        if (name.Length is 0 or > 200)
            return LinkOutcome.Refused("Name the workspace, with at most 200 characters.");
        if (Members.EmailProblem(ownerEmail) is { } wrong)
            return LinkOutcome.Refused(wrong);
        var workspace = new Workspace { Id = WorkspaceId.New(), Name = name, CreatedAt = time.GetUtcNow() };
        await using (var change = await data.BeginAsync(actor, Permission.ManageServer, ct))
        {
            if (await change.Db.Set<Workspace>().AnyAsync(w => w.Name == name, ct))
                return LinkOutcome.Refused($"There is a workspace named {name} already. Choose another name.");
            change.Db.Add(workspace);
            change.Audit("workspace.created", "Workspace", workspace.Id.Value, name);
            await change.CommitAsync(ct);
        }

        return await InviteOwnerAsync(actor, workspace.Id, ownerEmail, ct);
    }

    /// <summary>Invites somebody as owner of a workspace that has none who could.</summary>
    public async Task<LinkOutcome> InviteOwnerAsync(Actor actor, WorkspaceId workspace, string email, CancellationToken ct)
    {
        await using (await data.ReadAsync(actor, Permission.ManageServer, ct))
        {
            // Only an administrator comes further.
        }

        await using var change = await data.BeginForAccountAsync(actor with { WorkspaceId = workspace }, ct);
        if (await change.Db.Set<Membership>().AnyAsync(m => m.WorkspaceId == workspace && (m.Roles & WorkspaceRoles.Owner) != WorkspaceRoles.None, ct))
            return LinkOutcome.Refused("This workspace has an owner, who invites its people.");
        var outcome = await Members.InviteAsync(change, email, WorkspaceRoles.Owner, ct);
        if (outcome.Problem is null)
            await change.CommitAsync(ct);
        return outcome;
    }

    private async Task<string?> ChangeAsync(Actor actor, Guid userId, string action, Func<UserManager<WorkbenchUser>, WorkbenchUser, WorkbenchDbContext, Task<string?>> applyAsync, CancellationToken ct)
    {
        // A server key that falls due is saved over a connection of its own, which would wait for the change below for ever: it is made before.
        protection.CreateProtector(nameof(ServerAccounts)).Protect("");
        await using var change = await data.BeginAsync(actor, Permission.ManageServer, ct);
        using var accounts = new AccountsIn(change.Db, scopes);
        if (await accounts.Users.FindByIdAsync(userId.ToString()) is not { } user)
            return Gone;
        if (await applyAsync(accounts.Users, user, change.Db) is { } problem)
            return problem;
        change.Audit(action, "Account", userId, user.DisplayName.Length > 0 ? user.DisplayName : user.Email ?? "");
        await change.CommitAsync(ct);
        return null;
    }
}
