using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>A demo account. No role means an administrator, who manages the server and reads no data.</summary>
public sealed record DemoAccount(string Name, string Email, WorkspaceRoles Roles, string What);

/// <summary>The demo workspace and one account a role. Only where the settings ask for it, which is in Development.</summary>
public sealed class DemoWorkspace(WorkbenchData data, IServiceScopeFactory scopes)
{
    private const string Name = "Demo workspace";

    public const string Password = "Demo-Pass-2026";

    public static IReadOnlyList<DemoAccount> Accounts { get; } =
    [
        new("Dana Scientist", "scientist@demo.local", WorkspaceRoles.DataScientist, "Data scientist"),
        new("Remy Reviewer", "reviewer@demo.local", WorkspaceRoles.Reviewer, "Reviewer"),
        new("Lea Lead", "lead@demo.local", WorkspaceRoles.Lead, "Lead"),
        new("Ada Approver", "approver@demo.local", WorkspaceRoles.Approver, "Approver"),
        new("Aron Auditor", "auditor@demo.local", WorkspaceRoles.Auditor, "Auditor"),
        new("Olga Owner", "owner@demo.local", WorkspaceRoles.Owner, "Owner"),
        new("Adam Admin", "admin@demo.local", WorkspaceRoles.None, "Administrator"),
    ];

    /// <summary>Makes workspace and accounts once, all in one transaction; returns the actor that owns demo data, or null when that account is gone.</summary>
    public async Task<Actor?> EnsureAsync(CancellationToken ct) => await FindAsync(ct) ?? await MakeAsync(ct);

    /// <summary>The demo's person of a role as an actor; null where the account is gone or lost the role.</summary>
    public async Task<Actor?> FindAsync(WorkspaceRoles role, CancellationToken ct)
    {
        string email = Accounts.First(a => a.Roles == role).Email;
        await using var db = await data.UnboundAsync(ct);
        return await (from u in db.Users
                      join m in db.Set<Membership>() on u.Id equals m.UserId
                      join w in db.Set<Workspace>() on m.WorkspaceId equals w.Id
                      where u.Email == email && w.Name == Name && (m.Roles & role) == role
                      select (Actor?)new Actor(u.Id, u.DisplayName, m.WorkspaceId)).FirstOrDefaultAsync(ct);
    }

    private async Task<Actor?> FindAsync(CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        return await (from u in db.Users
                      join m in db.Set<Membership>() on u.Id equals m.UserId
                      join w in db.Set<Workspace>() on m.WorkspaceId equals w.Id
                      where u.Email == Accounts[0].Email && w.Name == Name
                      orderby m.Since
                      select (Actor?)new Actor(u.Id, u.DisplayName, m.WorkspaceId)).FirstOrDefaultAsync(ct);
    }

    private async Task<Actor?> MakeAsync(CancellationToken ct)
    {
        await using var change = await data.BeginForAccountAsync(new Actor(Guid.Empty, "SynthWorkbench", WorkspaceId.Server), ct);
        using var accounts = new AccountsIn(change.Db, scopes);
        if (await accounts.Users.FindByEmailAsync(Accounts[0].Email) is not null)
            return null;
        var workspace = new Workspace { Id = WorkspaceId.New(), Name = Name, CreatedAt = change.Now };
        change.Db.Add(workspace);
        Actor? scientist = null;
        foreach (var account in Accounts)
        {
            bool isMember = account.Roles != WorkspaceRoles.None;
            var user = new WorkbenchUser
            {
                Id = Guid.CreateVersion7(), UserName = account.Email, Email = account.Email, EmailConfirmed = true, DisplayName = account.Name,
                IsAdministrator = !isMember, LockoutEnabled = true, CreatedAt = change.Now,
            };
            if (await accounts.MakeAsync(user, Password) is { } problem)
                throw new InvalidOperationException($"The demo account {account.Email} could not be made: {problem}");
            if (isMember)
                change.Db.Add(new Membership { UserId = user.Id, WorkspaceId = workspace.Id, Roles = account.Roles, Since = change.Now });
            scientist ??= new Actor(user.Id, account.Name, workspace.Id);
        }

        change.Audit("server.demo-made", "Workspace", workspace.Id.Value, workspace.Name);
        await change.CommitAsync(ct);
        return scientist;
    }
}
