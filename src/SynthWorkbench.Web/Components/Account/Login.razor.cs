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

    [SupplyParameterFromForm]
    public PasskeyAnswer? Passkey { get; set; }

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [Inject]
    private SignInManager<WorkbenchUser> SignIn { get; set; } = null!;

    [Inject]
    private AccountLog Log { get; set; } = null!;

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
        email = email.Trim();
        var result = await SignIn.PasswordSignInAsync(email, password, isPersistent: false, lockoutOnFailure: true);
        var user = await SignIn.UserManager.FindByNameAsync(email);
        if (result.RequiresTwoFactor)
        {
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameters("/Account/TwoFactor", new Dictionary<string, object?>(StringComparer.Ordinal) { ["returnUrl"] = ReturnUrl }));
            return;
        }

        await Log.RecordAsync(user?.Id ?? Guid.Empty, user?.DisplayName ?? email, result.Succeeded ? "account.signed-in" : "account.sign-in-refused", new { with = "password", result.IsLockedOut }, CancellationToken.None);
        if (result.Succeeded)
            Navigation.NavigateTo(SafeReturn.To(ReturnUrl));
        _problem = result.IsLockedOut
            ? user?.LockoutEnd > DateTimeOffset.MaxValue.AddYears(-1)
                ? "The account is locked. Ask an administrator to unlock it."
                : "The account is locked for ten minutes after five wrong passwords. Wait, or ask an administrator."
            : "E-mail and password do not belong together. Check both and try again.";
    }

    private async Task UsePasskeyAsync()
    {
        if (Passkey?.Credential is not { Length: > 0 } credential)
        {
            _problem = "The browser gave no passkey. Try again, or sign in with your password.";
            return;
        }

        var result = await SignIn.PasskeySignInAsync(credential);
        var user = result.Succeeded ? await SignIn.UserManager.GetUserAsync(SignIn.Context.User) : null;
        await Log.RecordAsync(user?.Id ?? Guid.Empty, user?.DisplayName ?? "(passkey)", result.Succeeded ? "account.signed-in" : "account.sign-in-refused", new { with = "passkey", result.IsLockedOut }, CancellationToken.None);
        if (result.Succeeded)
            Navigation.NavigateTo(SafeReturn.To(ReturnUrl));
        _problem = result.IsLockedOut
            ? "The account is locked. Wait ten minutes, or ask an administrator."
            : "This passkey is not known here. It may have been removed: sign in with your password and add it again.";
    }

    public sealed class LoginForm
    {
        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}
