using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SynthWorkbench.Application;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Web.Components.Account;

public sealed partial class Login
{
    private string? _problem;
    private bool _demo;

    [SupplyParameterFromForm]
    public LoginForm? Form { get; set; }

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [Inject]
    private SignInManager<WorkbenchUser> SignIn { get; set; } = null!;

    [Inject]
    private FirstRun FirstRun { get; set; } = null!;

    [Inject]
    private IOptions<WorkbenchOptions> Options { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override void OnInitialized()
    {
        _demo = Options.Value.Demo;
        if (FirstRun.IsOpen)
            Navigation.NavigateTo("/first-run");
    }

    private async Task SignInAsync()
    {
        if (Form is not { Email: { } email, Password: { } password })
            return;
        var result = await SignIn.PasswordSignInAsync(email.Trim(), password, isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
            Navigation.NavigateTo(Uri.TryCreate(ReturnUrl, UriKind.Relative, out _) && !ReturnUrl!.StartsWith('/') && !ReturnUrl.Contains(':', StringComparison.Ordinal) ? "/" + ReturnUrl : "/");
        _problem = result.IsLockedOut
            ? "The account is locked for ten minutes after five wrong passwords. Wait, or ask an administrator."
            : "E-mail and password do not belong together. Check both and try again.";
    }

    public sealed class LoginForm
    {
        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}
