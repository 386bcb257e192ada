using System.Globalization;
using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Admin;

public sealed partial class AdminPage
{
    private const int Size = 25;
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private Actor _actor;
    private AccountPage? _page;
    private IReadOnlyList<WorkspaceSummary> _workspaces = [];
    private IReadOnlyList<AuditEntry> _events = [];
    private (string Title, string For, string Url)? _link;
    private string? _problem;
    private string _text = "";
    private string _name = "";
    private string _owner = "";
    private string _otherOwner = "";
    private int _at;
    private bool _making;

    [Inject]
    private ServerAccounts Server { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _actor = await Workspace.GetAdministratorAsync();
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        _page = await Server.ListAsync(_actor, _text, _at, Size, CancellationToken.None);
        _workspaces = await Server.WorkspacesAsync(_actor, CancellationToken.None);
        _events = (await Trail.SearchAsync(_actor, new AuditQuery(), 0, 20, CancellationToken.None)).Entries;
    }

    private Task FindAsync()
    {
        _at = 0;
        return ReadAsync();
    }

    private Task TurnAsync(int by)
    {
        _at += by;
        return ReadAsync();
    }

    private async Task ApplyAsync(Task<string?> change)
    {
        _link = null;
        _problem = await change;
        await ReadAsync();
    }

    private async Task ResetPasswordAsync(AccountSummary account)
    {
        var outcome = await Server.ResetPasswordAsync(_actor, account.Id, CancellationToken.None);
        await ShowAsync(outcome, "Link to a new password", $"Give it to {account.Name}. It works once, for a day, and is shown only now.",
            code => $"Account/Reset?user={account.Id}&code={Uri.EscapeDataString(code)}");
    }

    private async Task MakeAsync()
    {
        await ShowInvitationAsync(await Server.MakeWorkspaceAsync(_actor, _name, _owner, CancellationToken.None), _owner);
        if (_problem is null)
            (_making, _name, _owner) = (false, "", "");
    }

    private async Task InviteOwnerAsync(WorkspaceSummary workspace) =>
        await ShowInvitationAsync(await Server.InviteOwnerAsync(_actor, workspace.Id, _otherOwner, CancellationToken.None), _otherOwner);

    private Task ShowInvitationAsync(LinkOutcome outcome, string email) =>
        ShowAsync(outcome, "Link of the invitation", $"Send it to {email.Trim()}. It works once, for seven days, and is shown only now.", code => "Account/Invitation?code=" + code);

    private async Task ShowAsync(LinkOutcome outcome, string title, string @for, Func<string, string> path)
    {
        _problem = outcome.Problem;
        _link = outcome.Code is { } code ? (title, @for, Navigation.BaseUri + path(code)) : null;
        await ReadAsync();
    }
}
