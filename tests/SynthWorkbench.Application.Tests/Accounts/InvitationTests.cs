using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Tests.Datasets;
using Xunit;

namespace SynthWorkbench.Application.Tests.Accounts;

public sealed class InvitationTests
{
    private const string Email = "nia@example.org";
    private const string Password = "Correct-Horse-1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_holds_the_link_registers_once_and_gets_the_roles()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var (members, invitations) = (workbench.Get<Members>(), workbench.Get<Invitations>());
        var owner = await workbench.AddAsync("Olga", WorkspaceRoles.Owner, workbench.Scientist.WorkspaceId);
        string code = await InviteAsync(members, owner, WorkspaceRoles.Reviewer | WorkspaceRoles.Lead);

        var view = await invitations.FindAsync(code, Ct);
        Assert.Equal(("Ada's", Email, WorkspaceRoles.Reviewer | WorkspaceRoles.Lead, "Olga", false), (view?.Workspace, view?.Email, view?.Roles, view?.InvitedBy, view?.HasAccount));
        Assert.Null(await invitations.RegisterAsync(code, "Nia", Password, Ct));

        var list = await members.ListAsync(owner, Ct);
        Assert.Equal(WorkspaceRoles.Reviewer | WorkspaceRoles.Lead, Assert.Single(list.Members, m => m.Email == Email).Roles);
        Assert.Empty(list.Invitations);
        Assert.Equal(Invitations.NotValid, await invitations.RegisterAsync(code, "Eve", Password, Ct));
        Assert.Null(await invitations.FindAsync(code, Ct));
        var entries = (await workbench.Get<AuditTrail>().SearchAsync(owner, new AuditQuery(Action: "member."), 0, 10, Ct)).Entries;
        Assert.Equal(["member.joined", "member.invited"], entries.Select(e => e.Action));
        Assert.DoesNotContain(code, string.Concat(entries.Select(e => e.After)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_password_leaves_neither_account_nor_membership_and_the_link_open()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var owner = await workbench.AddAsync("Olga", WorkspaceRoles.Owner, workbench.Scientist.WorkspaceId);
        string code = await InviteAsync(workbench.Get<Members>(), owner, WorkspaceRoles.Reviewer);

        Assert.Contains("12", await workbench.Get<Invitations>().RegisterAsync(code, "Nia", "short", Ct), StringComparison.Ordinal);
        await using var db = await workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(Ct);
        Assert.False(await db.Users.AnyAsync(u => u.Email == Email, Ct));
        Assert.NotNull(await workbench.Get<Invitations>().FindAsync(code, Ct));
    }

    [Fact]
    public async Task A_link_ends_after_seven_days_when_taken_back_and_when_replaced()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var workbench = await DatasetsFixture.CreateAsync(time);
        var (members, invitations) = (workbench.Get<Members>(), workbench.Get<Invitations>());
        var owner = await workbench.AddAsync("Olga", WorkspaceRoles.Owner, workbench.Scientist.WorkspaceId);

        string first = await InviteAsync(members, owner, WorkspaceRoles.Reviewer);
        string second = await InviteAsync(members, owner, WorkspaceRoles.Reviewer);
        Assert.Null(await invitations.FindAsync(first, Ct));
        time.Advance(Invitation.Lifetime - TimeSpan.FromSeconds(1));
        Assert.NotNull(await invitations.FindAsync(second, Ct));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await invitations.FindAsync(second, Ct));
        Assert.True(Assert.Single((await members.ListAsync(owner, Ct)).Invitations).IsExpired);

        string third = await InviteAsync(members, owner, WorkspaceRoles.Reviewer);
        var open = Assert.Single((await members.ListAsync(owner, Ct)).Invitations);
        var elsewhere = await workbench.AddAsync("Otto", WorkspaceRoles.Owner, null);
        await members.RevokeAsync(elsewhere, open.Id, Ct);
        Assert.NotNull(await invitations.FindAsync(third, Ct));
        await members.RevokeAsync(owner, open.Id, Ct);
        Assert.Null(await invitations.FindAsync(third, Ct));
    }

    [Fact]
    public async Task Somebody_with_an_account_accepts_with_that_account_only()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var (members, invitations) = (workbench.Get<Members>(), workbench.Get<Invitations>());
        var owner = await workbench.AddAsync("Olga", WorkspaceRoles.Owner, workbench.Scientist.WorkspaceId);
        string code = await InviteAsync(members, owner, WorkspaceRoles.Reviewer);
        Assert.Null(await invitations.RegisterAsync(code, "Nia", Password, Ct));
        var nia = Assert.Single((await members.ListAsync(owner, Ct)).Members, m => m.Email == Email);

        var other = await workbench.AddAsync("Otto", WorkspaceRoles.Owner, null);
        string elsewhere = await InviteAsync(members, other, WorkspaceRoles.Auditor);
        Assert.True((await invitations.FindAsync(elsewhere, Ct))?.HasAccount);
        Assert.Contains(Email, await invitations.AcceptAsync(elsewhere, workbench.Stranger.UserId, Ct), StringComparison.Ordinal);
        Assert.Null(await invitations.AcceptAsync(elsewhere, nia.UserId, Ct));
        var actor = await workbench.Get<CurrentMembership>().FindAsync(nia.UserId, Ct);
        Assert.Equal(other.WorkspaceId, actor?.WorkspaceId);
        Assert.Equal(2, (await workbench.Get<CurrentMembership>().ListAsync(nia.UserId, Ct)).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("Nia <nia@example.org>")]
    public async Task What_is_no_address_is_refused(string email)
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var owner = await workbench.AddAsync("Olga", WorkspaceRoles.Owner, workbench.Scientist.WorkspaceId);
        Assert.Contains("e-mail", (await workbench.Get<Members>().InviteAsync(owner, email, WorkspaceRoles.Reviewer, Ct)).Problem, StringComparison.Ordinal);
        Assert.Empty((await workbench.Get<Members>().ListAsync(owner, Ct)).Invitations);
    }

    [Fact]
    public async Task Only_an_owner_invites_changes_roles_and_removes()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var members = workbench.Get<Members>();
        var lead = await workbench.AddAsync("Lea", WorkspaceRoles.Lead | WorkspaceRoles.DataScientist | WorkspaceRoles.Approver | WorkspaceRoles.Auditor, workbench.Scientist.WorkspaceId);
        await Assert.ThrowsAsync<NotAllowedException>(() => members.InviteAsync(lead, Email, WorkspaceRoles.Reviewer, Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => members.SetRolesAsync(lead, lead.UserId, WorkspaceRoles.Owner, Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => members.RemoveAsync(lead, workbench.Reviewer.UserId, Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => members.ListAsync(lead, Ct));
    }

    [Fact]
    public async Task The_last_owner_stays_and_nobody_is_reached_in_another_workspace()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var members = workbench.Get<Members>();
        var owner = await workbench.AddAsync("Olga", WorkspaceRoles.Owner, workbench.Scientist.WorkspaceId);
        Assert.NotNull(await members.RemoveAsync(owner, owner.UserId, Ct));
        Assert.NotNull(await members.SetRolesAsync(owner, owner.UserId, WorkspaceRoles.Reviewer, Ct));
        Assert.Null(await members.SetRolesAsync(owner, workbench.Reviewer.UserId, WorkspaceRoles.Owner, Ct));
        Assert.Null(await members.SetRolesAsync(owner, owner.UserId, WorkspaceRoles.Reviewer, Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => members.RemoveAsync(owner, workbench.Reviewer.UserId, Ct));

        var otto = await workbench.AddAsync("Otto", WorkspaceRoles.Owner, null);
        Assert.NotNull(await members.SetRolesAsync(otto, workbench.Scientist.UserId, WorkspaceRoles.Auditor, Ct));
        Assert.Null(await members.RemoveAsync(otto, workbench.Scientist.UserId, Ct));
        Assert.Equal(WorkspaceRoles.DataScientist, await workbench.Get<CurrentMembership>().RolesAsync(workbench.Scientist.UserId, Ct));
    }

    private static async Task<string> InviteAsync(Members members, Actor owner, WorkspaceRoles roles)
    {
        var outcome = await members.InviteAsync(owner, Email, roles, Ct);
        Assert.Null(outcome.Problem);
        return outcome.Code!;
    }
}
