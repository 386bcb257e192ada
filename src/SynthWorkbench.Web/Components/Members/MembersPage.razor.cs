using System.Globalization;
using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Members;

public sealed partial class MembersPage
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private MemberList? _list;
    private Actor _actor;
    private (string For, string Url)? _link;
    private string? _problem;
    private string _email = "";
    private WorkspaceRoles _roles = WorkspaceRoles.Reviewer;
    private WorkspaceRoles _newRoles;
    private Guid? _edited;
    private bool _inviting;

    [Inject]
    private Application.Accounts.Members People { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _actor = await Workspace.GetActorAsync();
        await ReadAsync();
    }

    private async Task ReadAsync() => _list = await People.ListAsync(_actor, CancellationToken.None);

    private async Task InviteAsync()
    {
        await ShowAsync(_email, _roles);
        if (_problem is null)
            (_inviting, _email) = (false, "");
    }

    private Task InviteAgainAsync(OpenInvitation invitation) => ShowAsync(invitation.Email, invitation.Roles);

    private async Task ShowAsync(string email, WorkspaceRoles roles)
    {
        var outcome = await People.InviteAsync(_actor, email, roles, CancellationToken.None);
        _problem = outcome.Problem;
        _link = outcome.Code is { } code
            ? ($"Send it to {email.Trim()}. It works once, for seven days, and is shown only now.", Navigation.BaseUri + "Account/Invitation?code=" + code)
            : null;
        await ReadAsync();
    }

    private async Task RevokeAsync(OpenInvitation invitation)
    {
        _link = null;
        await People.RevokeAsync(_actor, invitation.Id, CancellationToken.None);
        await ReadAsync();
    }

    private void Edit(Member member) => (_edited, _newRoles) = (_edited == member.UserId ? null : member.UserId, member.Roles);

    private async Task SaveAsync(Member member)
    {
        _problem = await People.SetRolesAsync(_actor, member.UserId, _newRoles, CancellationToken.None);
        if (_problem is null)
            _edited = null;
        await AfterOwnChangeAsync(member);
    }

    private async Task RemoveAsync(Member member)
    {
        _problem = await People.RemoveAsync(_actor, member.UserId, CancellationToken.None);
        await AfterOwnChangeAsync(member);
    }

    // Whoever gives up being owner has no business on this page any more.
    private async Task AfterOwnChangeAsync(Member member)
    {
        if (_problem is null && member.UserId == _actor.UserId)
            Navigation.NavigateTo("/", forceLoad: true);
        else
            await ReadAsync();
    }
}
