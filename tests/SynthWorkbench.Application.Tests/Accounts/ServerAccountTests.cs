using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Tests.Datasets;
using Xunit;

namespace SynthWorkbench.Application.Tests.Accounts;

public sealed class ServerAccountTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_manages_accounts_in_an_audited_chain_and_reads_no_data()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var admin = await AdministratorAsync(workbench);
        var accounts = workbench.Get<ServerAccounts>();
        var scientist = workbench.Scientist.UserId;

        Assert.Null(await accounts.LockAsync(admin, scientist, Ct));
        Assert.True(Assert.Single((await accounts.ListAsync(admin, "ada@", 0, 10, Ct)).Accounts).IsLocked);
        Assert.Null(await accounts.UnlockAsync(admin, scientist, Ct));
        Assert.False(Assert.Single((await accounts.ListAsync(admin, "ada@", 0, 10, Ct)).Accounts).IsLocked);
        Assert.NotNull(await accounts.LockAsync(admin, admin.UserId, Ct));
        Assert.NotNull(await accounts.SetAdministratorAsync(admin, admin.UserId, false, Ct));

        var trail = await workbench.Get<AuditTrail>().SearchAsync(admin, new AuditQuery(), 0, 10, Ct);
        Assert.Equal(["account.unlocked", "account.locked"], trail.Entries.Select(e => e.Action));
        Assert.Null((await workbench.Get<AuditTrail>().CheckAsync(admin, Ct)).BrokenAt);
        var inWorkspace = admin with { WorkspaceId = workbench.Scientist.WorkspaceId };
        await Assert.ThrowsAsync<NotAllowedException>(() => workbench.Get<WorkbenchData>().ReadAsync(inWorkspace, Permission.ViewWorkspace, Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => workbench.Get<AuditTrail>().SearchAsync(inWorkspace, new AuditQuery(), 0, 10, Ct));
    }

    [Fact]
    public async Task Nobody_else_manages_accounts()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var owner = await workbench.AddAsync("Olga", WorkspaceRoles.Owner, workbench.Scientist.WorkspaceId);
        var accounts = workbench.Get<ServerAccounts>();
        foreach (var actor in new[] { owner, owner with { WorkspaceId = WorkspaceId.Server } })
        {
            await Assert.ThrowsAsync<NotAllowedException>(() => accounts.ListAsync(actor, null, 0, 10, Ct));
            await Assert.ThrowsAsync<NotAllowedException>(() => accounts.WorkspacesAsync(actor, Ct));
            await Assert.ThrowsAsync<NotAllowedException>(() => accounts.LockAsync(actor, workbench.Scientist.UserId, Ct));
            await Assert.ThrowsAsync<NotAllowedException>(() => accounts.UnlockAsync(actor, workbench.Scientist.UserId, Ct));
            await Assert.ThrowsAsync<NotAllowedException>(() => accounts.ResetPasswordAsync(actor, workbench.Scientist.UserId, Ct));
            await Assert.ThrowsAsync<NotAllowedException>(() => accounts.ResetTwoFactorAsync(actor, workbench.Scientist.UserId, Ct));
            await Assert.ThrowsAsync<NotAllowedException>(() => accounts.SetAdministratorAsync(actor, owner.UserId, true, Ct));
            await Assert.ThrowsAsync<NotAllowedException>(() => accounts.MakeWorkspaceAsync(actor, "Mine", "me@example.org", Ct));
            await Assert.ThrowsAsync<NotAllowedException>(() => accounts.InviteOwnerAsync(actor, workbench.Scientist.WorkspaceId, "me@example.org", Ct));
        }
    }

    [Fact]
    public async Task A_new_workspace_goes_to_the_owner_who_follows_the_link()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var admin = await AdministratorAsync(workbench);
        var accounts = workbench.Get<ServerAccounts>();
        Assert.NotNull((await accounts.MakeWorkspaceAsync(admin, "Oncology", "nobody", Ct)).Problem);
        Assert.DoesNotContain(await accounts.WorkspacesAsync(admin, Ct), w => w.Name == "Oncology");

        var made = await accounts.MakeWorkspaceAsync(admin, " Oncology ", "olga@example.org", Ct);
        Assert.Null(made.Problem);
        Assert.NotNull((await accounts.MakeWorkspaceAsync(admin, "Oncology", "olga@example.org", Ct)).Problem);
        var workspace = Assert.Single(await accounts.WorkspacesAsync(admin, Ct), w => w.Name == "Oncology");
        Assert.Equal(0, workspace.Members);
        var again = await accounts.InviteOwnerAsync(admin, workspace.Id, "olga@example.org", Ct);
        Assert.NotNull(await workbench.Get<Invitations>().RegisterAsync(made.Code, "Olga", "Correct-Horse-1", Ct));
        Assert.Null(await workbench.Get<Invitations>().RegisterAsync(again.Code, "Olga", "Correct-Horse-1", Ct));
        Assert.Equal(1, Assert.Single(await accounts.WorkspacesAsync(admin, Ct), w => w.Name == "Oncology").Owners);
        Assert.NotNull((await accounts.InviteOwnerAsync(admin, workspace.Id, "eve@example.org", Ct)).Problem);
    }

    [Fact]
    public async Task A_reset_link_sets_a_new_password_once()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var admin = await AdministratorAsync(workbench);
        var outcome = await workbench.Get<ServerAccounts>().ResetPasswordAsync(admin, workbench.Scientist.UserId, Ct);
        using var scope = workbench.Get<IServiceScopeFactory>().CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<WorkbenchUser>>();
        var user = (await users.FindByIdAsync(workbench.Scientist.UserId.ToString()))!;
        Assert.True((await users.ResetPasswordAsync(user, outcome.Code!, "Correct-Horse-2")).Succeeded);
        Assert.True(await users.CheckPasswordAsync(user, "Correct-Horse-2"));
        Assert.False((await users.ResetPasswordAsync(user, outcome.Code!, "Correct-Horse-3")).Succeeded);
    }

    [Fact]
    public async Task Authenticator_keys_and_recovery_codes_lie_encrypted_in_the_database()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        using var scope = workbench.Get<IServiceScopeFactory>().CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<WorkbenchUser>>();
        var user = (await users.FindByIdAsync(workbench.Scientist.UserId.ToString()))!;
        await users.ResetAuthenticatorKeyAsync(user);
        string key = (await users.GetAuthenticatorKeyAsync(user))!;
        string[] codes = [.. (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 10))!];
        await using var db = await workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(Ct);
        string kept = string.Concat(await db.UserTokens.Select(t => t.Value).ToListAsync(Ct));
        Assert.Equal(10, codes.Length);
        Assert.NotEmpty(kept);
        Assert.DoesNotContain(key, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(codes[0], kept, StringComparison.Ordinal);
        Assert.True((await users.RedeemTwoFactorRecoveryCodeAsync(user, codes[0])).Succeeded);
        Assert.False((await users.RedeemTwoFactorRecoveryCodeAsync(user, codes[0])).Succeeded);
    }

    private static async Task<Actor> AdministratorAsync(DatasetsFixture workbench)
    {
        await using var db = await workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(Ct);
        var user = DatasetsFixture.NewUser("Adam");
        user.IsAdministrator = true;
        db.Add(user);
        await db.SaveChangesAsync(Ct);
        return (await workbench.Get<CurrentMembership>().FindAdministratorAsync(user.Id, Ct))!.Value;
    }
}
