using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Web.Components.Account;

public sealed partial class AcceptInvitation
{
    private InvitationView? _invitation;
    private WorkbenchUser? _user;
    private string? _problem;

    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    [SupplyParameterFromForm]
    public RegisterForm? Form { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState>? State { get; set; }

    [Inject]
    private Invitations Open { get; set; } = null!;

    [Inject]
    private SignInManager<WorkbenchUser> SignIn { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string SignInFirst => "/Account/Login?returnUrl=" + Uri.EscapeDataString("Account/Invitation?code=" + Uri.EscapeDataString(Code ?? ""));

    protected override async Task OnInitializedAsync()
    {
        _invitation = await Open.FindAsync(Code, CancellationToken.None);
        _user = State is null ? null : await SignIn.UserManager.GetUserAsync((await State).User);
    }

    private async Task RegisterAsync()
    {
        if (_invitation is null || Form is not { Name: { } name, Password: { } password })
            return;
        _problem = await Open.RegisterAsync(Code, name, password, CancellationToken.None);
        if (_problem is not null)
            return;
        await SignIn.PasswordSignInAsync(_invitation.Email, password, isPersistent: false, lockoutOnFailure: true);
        Navigation.NavigateTo("/");
    }

    private async Task AcceptAsync()
    {
        if (_user is null)
            return;
        _problem = await Open.AcceptAsync(Code, _user.Id, CancellationToken.None);
        if (_problem is null)
            Navigation.NavigateTo("/");
    }

    public sealed class RegisterForm
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
