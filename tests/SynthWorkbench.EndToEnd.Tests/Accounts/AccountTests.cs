using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests.Accounts;

/// <summary>Accounts from the first link to the last factor, as people meet them.</summary>
[Collection(PageTests.Name)]
public sealed partial class AccountTests(BrowserSession session)
{
    private const string Password = "Correct-Horse-1";

    [Fact]
    public async Task An_invited_person_registers_works_in_their_roles_and_loses_them_at_once()
    {
        string email = NewEmail();
        var owner = await session.OpenAsync("Owner", "/members");
        string link = await InviteAsync(owner, email, "Auditor");
        await owner.PictureAsync("members-link");

        var guest = await NewPageAsync();
        await guest.GotoAsync(link);
        await guest.GetByLabel("Your name").FillAsync("Nia Newcomer");
        await guest.GetByLabel("Password").FillAsync("tooshort1234");
        await guest.GetByRole(AriaRole.Button, new() { Name = "Make the account and join" }).ClickAsync();
        await Assertions.Expect(guest.GetByRole(AriaRole.Alert)).ToContainTextAsync("uppercase");
        await guest.PictureAsync("invitation");
        await guest.GetByLabel("Password").FillAsync(Password);
        await guest.GetByRole(AriaRole.Button, new() { Name = "Make the account and join" }).ClickAsync();
        await guest.Locator("html[data-live=true]").WaitForAsync();
        var nav = guest.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await Assertions.Expect(nav.GetByRole(AriaRole.Link, new() { Name = "Audit" })).ToBeVisibleAsync();
        await Assertions.Expect(nav.GetByRole(AriaRole.Link, new() { Name = "Members" })).ToHaveCountAsync(0);
        await guest.OpenAsync("/members");
        await Assertions.Expect(guest.Locator("main")).ToContainTextAsync("not open to you", new() { IgnoreCase = true });

        // The link is used up, for everybody.
        var second = await NewPageAsync();
        await second.GotoAsync(link);
        await Assertions.Expect(second.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This link does not work");

        // What the owner takes away is gone at the next step, in the browser that is signed in.
        await owner.OpenAsync("/members");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Remove Nia Newcomer" }).ClickAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Remove Nia Newcomer?" }).ClickAsync();
        await Assertions.Expect(owner.GetByRole(AriaRole.Rowheader, new() { Name = "Nia Newcomer" })).ToHaveCountAsync(0);
        await guest.OpenAsync("/audit");
        await Assertions.Expect(guest.Locator("main")).ToContainTextAsync("not open to you", new() { IgnoreCase = true });
        await guest.OpenAsync("/");
        await Assertions.Expect(guest.Locator("main")).ToContainTextAsync("You belong to no workspace");
        await CloseAsync(owner, guest, second);
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_and_a_recovery_code_works_once()
    {
        var page = await RegisterAsync();
        await page.Page.GotoAsync("/Account/Manage");
        string key = await page.Page.Locator("[data-authenticator-key]").InnerTextAsync();
        await page.Page.PictureAsync("account-factor");
        await page.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(Totp.CodeAt(key, DateTimeOffset.UnixEpoch));
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("not the present one");
        await page.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(Totp.CodeAt(key, TimeProvider.System.GetUtcNow()));
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
        await page.Page.Locator(".codes li").First.WaitForAsync();
        var codes = await page.Page.Locator(".codes li").AllInnerTextsAsync();
        Assert.Equal(10, codes.Count);
        await page.Page.PictureAsync("account-codes");

        var other = await PasswordAsync(page.Email);
        await Assertions.Expect(other.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Enter the code");
        await other.PictureAsync("second-factor");
        await other.GotoAsync("/datasets");
        await other.ReachAsync("**/Account/Login**");

        other = await PasswordAsync(page.Email);
        await other.GetByLabel("Code from your authenticator app").FillAsync(Totp.CodeAt(key, TimeProvider.System.GetUtcNow()));
        await other.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await other.Locator("html[data-live=true]").WaitForAsync();

        foreach (bool works in new[] { true, false })
        {
            var third = await PasswordAsync(page.Email);
            await third.GetByText("The app is not at hand").ClickAsync();
            await third.GetByLabel("Recovery code").FillAsync(codes[0]);
            await third.GetByRole(AriaRole.Button, new() { Name = "Use the recovery code" }).ClickAsync();
            if (works)
                await third.Locator("html[data-live=true]").WaitForAsync();
            else
                await Assertions.Expect(third.GetByRole(AriaRole.Alert)).ToContainTextAsync("not one of your unused recovery codes");
            await CloseAsync(third);
        }

        // Whoever lost both asks an administrator.
        var admin = await session.OpenAsync("Administrator", "/admin");
        await admin.GetByLabel("Name or e-mail").FillAsync(page.Email);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await Assertions.Expect(admin.GetByText("1 account.")).ToBeVisibleAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Remove factor of" }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Remove the factor?" }).ClickAsync();
        await Assertions.Expect(admin.GetByText("second factor", new() { Exact = true })).ToHaveCountAsync(0);
        var fourth = await PasswordAsync(page.Email);
        await fourth.Locator("html[data-live=true]").WaitForAsync();
        await CloseAsync(page.Page, other, fourth, admin);
    }

    [Fact]
    public async Task A_passkey_signs_in_until_it_is_removed()
    {
        var (page, email) = await RegisterAsync();
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true },
        });
        await page.GotoAsync("/Account/Manage");
        await page.GetByLabel("Name of this device").FillAsync("Test laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Test laptop can sign you in now");
        await page.PictureAsync("account-passkey");

        await SignOutAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        await page.GotoAsync("/Account/Manage");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Test laptop" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("no longer signs you in");
        await SignOutAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("not known here");
        await CloseAsync(page);
    }

    [Fact]
    public async Task An_administrator_gives_a_new_password_and_locks_and_reads_no_data()
    {
        var (page, email) = await RegisterAsync();
        var admin = await session.OpenAsync("Administrator", "/admin");
        await admin.GetByLabel("Name or e-mail").FillAsync(email);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await Assertions.Expect(admin.GetByText("1 account.")).ToBeVisibleAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Password link for" }).ClickAsync();
        string link = await admin.GetByLabel("Link to a new password").InputValueAsync();
        await admin.PictureAsync("admin-link");
        await SignOutAsync(page);
        await page.GotoAsync(link);
        await page.GetByLabel("New password").FillAsync("Another-Horse-2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The password is changed");
        await page.GotoAsync(link);
        await page.GetByLabel("New password").FillAsync("Another-Horse-3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This link does not work");

        await admin.GetByRole(AriaRole.Button, new() { NameRegex = new("^Lock ") }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { NameRegex = new(@"^Lock .*\?$") }).ClickAsync();
        await Assertions.Expect(admin.GetByText("locked", new() { Exact = true })).ToBeVisibleAsync();
        var refused = await PasswordAsync(email, "Another-Horse-2");
        await Assertions.Expect(refused.GetByRole(AriaRole.Alert)).ToContainTextAsync("Ask an administrator to unlock it");
        await Assertions.Expect(admin.Locator("table").Last).ToContainTextAsync("account.locked");

        foreach (string path in new[] { "/datasets", "/recipes", "/generation", "/fidelity", "/audit", "/members" })
        {
            await admin.OpenAsync(path);
            await Assertions.Expect(admin.Locator("main")).ToContainTextAsync("not open to you", new() { IgnoreCase = true });
        }

        await CloseAsync(page, admin, refused);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account()
    {
        var (page, email) = await RegisterAsync();
        await SignOutAsync(page);
        for (int i = 0; i < 5; i++)
            await SubmitAsync(page, email, "Wrong-Password-9");
        await SubmitAsync(page, email, Password);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("locked for ten minutes");
        await CloseAsync(page);
    }

    [Fact]
    public async Task A_server_without_demo_makes_its_first_administrator_by_the_token_in_its_log_once()
    {
        session.RequireBrowser();
        await using var workbench = await WorkbenchProcess.StartAsync(new Dictionary<string, string> { ["Workbench__Demo"] = "false" });
        string token = workbench.Output.Select(l => TokenLine().Match(l)).First(m => m.Success).Groups["token"].Value;
        var context = await session.Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = workbench.Address.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.ReachAsync("**/first-run");
        await Assertions.Expect(page.GetByText("Demo accounts")).ToHaveCountAsync(0);
        foreach (var (given, password, answer) in new[] { ("not-the-token", Password, "not the one in the server's log"), (token, "alllowercase1", "uppercase") })
        {
            await FillAsync(given, password);
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(answer);
        }

        await FillAsync(token, Password);
        await page.ReachAsync("**/Account/Login");
        await SubmitAsync(page, "ada@example.org", Password);
        await page.Locator("html[data-live=true]").WaitForAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Server" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Members" })).ToBeVisibleAsync();
        await page.GotoAsync("/first-run");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This server has its administrator");
        await CloseAsync(page);

        async Task FillAsync(string given, string password)
        {
            await page.GetByLabel("Token").FillAsync(given);
            await page.GetByLabel("Your name").FillAsync("Ada Admin");
            await page.GetByLabel("E-mail").FillAsync("ada@example.org");
            await page.GetByLabel("Password").FillAsync(password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Make the administrator" }).ClickAsync();
        }
    }

    [GeneratedRegex("enter this token: (?<token>[0-9a-f]{32})")]
    private static partial Regex TokenLine();

    [Fact]
    public async Task Attempts_are_bounded_by_the_minute_and_answered_by_a_page()
    {
        session.RequireBrowser();
        await using var workbench = await WorkbenchProcess.StartAsync(new Dictionary<string, string> { ["Workbench__SignInAttemptsPerMinute"] = "3" });
        var context = await session.Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = workbench.Address.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/Account/Login");
        for (int i = 0; i < 3; i++)
            await SubmitAsync(page, "nobody@example.org", "Wrong-Password-9");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("do not belong together");
        await SubmitAsync(page, "nobody@example.org", "Wrong-Password-9");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Too many attempts");
        await CloseAsync(page);
    }

    [Theory]
    [InlineData("light", 1440)]
    [InlineData("dark", 800)]
    [InlineData("light", 360)]
    public async Task Account_pages_are_accessible_and_fit_their_width(string theme, int width)
    {
        var (page, _) = await RegisterAsync(theme, width);
        foreach (string path in new[] { "/Account/Manage", "/Account/SignOut", "/Account/TwoFactor", "/Account/Reset", "/Account/Invitation", "/Account/Login", "/first-run" })
        {
            await page.GotoAsync(path);
            Assert.Empty((await page.GraveFaultsAsync()).Select(fault => $"{path} {fault}"));
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), path + " scrolls sideways.");
            await page.PictureAsync(string.Create(CultureInfo.InvariantCulture, $"{path.Trim('/').Replace('/', '-').ToLowerInvariant()}-{theme}-{width}"));
        }

        await CloseAsync(page);
        var admin = await session.OpenAsync("Administrator", "/admin", theme, width);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Find" }).WaitForAsync();
        Assert.Empty((await admin.GraveFaultsAsync()).Select(fault => $"/admin {fault}"));
        Assert.True(await admin.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "/admin scrolls sideways.");
        await admin.PictureAsync(string.Create(CultureInfo.InvariantCulture, $"admin-{theme}-{width}"));
        await CloseAsync(admin);
    }

    private static string NewEmail() => $"p{Guid.NewGuid():N}@example.org";

    private static async Task<string> InviteAsync(IPage owner, string email, string role)
    {
        await owner.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await owner.GetByLabel("E-mail").FillAsync(email);
        await owner.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^Reviewer") }).UncheckAsync();
        await owner.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^" + role) }).CheckAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make the invitation" }).ClickAsync();
        return await owner.GetByLabel("Link of the invitation").InputValueAsync();
    }

    private async Task<(IPage Page, string Email)> RegisterAsync(string theme = "light", int width = 1440)
    {
        string email = NewEmail();
        var owner = await session.OpenAsync("Owner", "/members");
        string link = await InviteAsync(owner, email, "Data scientist");
        await CloseAsync(owner);
        var page = await NewPageAsync(theme, width);
        await page.GotoAsync(link);
        await page.GetByLabel("Your name").FillAsync("Nia " + email[..6]);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the account and join" }).ClickAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        return (page, email);
    }

    private async Task<IPage> NewPageAsync(string theme = "light", int width = 1440)
    {
        session.RequireBrowser();
        var context = await session.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = session.Workbench.Address.ToString(), ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light, ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        return await context.NewPageAsync();
    }

    private async Task<IPage> PasswordAsync(string email, string password = Password)
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/Account/Login");
        await SubmitAsync(page, email, password);
        return page;
    }

    private static async Task SubmitAsync(IPage page, string email, string password)
    {
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(password);
        await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync(), r => r.Request.Method == "POST");
        await page.WaitForLoadStateAsync();
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GotoAsync("/Account/SignOut");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.ReachAsync("**/Account/Login");
    }

    private static async Task CloseAsync(params IPage[] pages)
    {
        foreach (var page in pages)
            await page.Context.CloseAsync();
    }
}
