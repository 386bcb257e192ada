using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>A demo account.</summary>
public sealed record DemoAccount(string Name, string Email, WorkspaceRoles Roles, string What);

/// <summary>The demo workspace and one account a role. Only where the settings ask for it, which is in Development.</summary>
public sealed class DemoWorkspace(WorkbenchData data, IServiceScopeFactory scopes, TimeProvider time)
{
    public const string Password = "Demo-Pass-2026";

    public static IReadOnlyList<DemoAccount> Accounts { get; } =
    [
        new("Dana Scientist", "scientist@demo.local", WorkspaceRoles.DataScientist, "Data scientist"),
        new("Remy Reviewer", "reviewer@demo.local", WorkspaceRoles.Reviewer, "Reviewer"),
        new("Lea Lead", "lead@demo.local", WorkspaceRoles.Lead, "Lead"),
        new("Ada Approver", "approver@demo.local", WorkspaceRoles.Approver, "Approver"),
        new("Aron Auditor", "auditor@demo.local", WorkspaceRoles.Auditor, "Auditor"),
        new("Olga Owner", "owner@demo.local", WorkspaceRoles.Owner, "Owner"),
    ];

    /// <summary>Makes workspace and accounts once; returns the actor that owns demo data when they were made now, else null.</summary>
    public async Task<Actor?> EnsureAsync(CancellationToken ct)
    {
        using var scope = scopes.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<WorkbenchUser>>();
        if (await users.FindByEmailAsync(Accounts[0].Email) is not null)
            return null;
        var workspace = new Workspace { Id = WorkspaceId.New(), Name = "Demo workspace", CreatedAt = time.GetUtcNow() };
        await using (var db = await data.UnboundAsync(ct))
        {
            db.Add(workspace);
            await db.SaveChangesAsync(ct);
        }

        Actor? scientist = null;
        foreach (var account in Accounts)
        {
            var user = new WorkbenchUser { Id = Guid.CreateVersion7(), UserName = account.Email, Email = account.Email, EmailConfirmed = true, DisplayName = account.Name, LockoutEnabled = true, CreatedAt = time.GetUtcNow() };
            var made = await users.CreateAsync(user, Password);
            if (!made.Succeeded)
                throw new InvalidOperationException($"The demo account {account.Email} could not be made: {string.Join(" ", made.Errors.Select(e => e.Description))}");
            await using var db = await data.UnboundAsync(ct);
            db.Add(new Membership { UserId = user.Id, WorkspaceId = workspace.Id, Roles = account.Roles, Since = time.GetUtcNow() });
            await db.SaveChangesAsync(ct);
            scientist ??= new Actor(user.Id, account.Name, workspace.Id);
        }

        return scientist;
    }
}
