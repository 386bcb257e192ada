using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests.Boundary;

/// <summary>Tries to reach one workspace's things from another, by every page and every address that takes an id.</summary>
[Collection(PageTests.Name)]
public sealed partial class BoundaryTests(BrowserSession session)
{
    /// <summary>Addresses that no component serves.</summary>
    private static readonly string[] Endpoints = ["/datasets/versions/{version}/download?format=csv", "/api/fidelity/{run}/report.json", "/api/fidelity/{run}/report.html", "/api/fidelity/compare.csv?run={run}&run={again}", "/campaigns/{campaign}/export?format=jsonl&names=true"];

    [Fact]
    public async Task Nothing_of_another_workspace_is_shown_or_sent()
    {
        var owner = await session.OpenAsync("Owner", "/recipes");
        owner.SetDefaultTimeout(90_000);
        await owner.GetByRole(AriaRole.Link, new() { Name = "Loan applications" }).First.ClickAsync();
        await owner.ReachAsync("**/recipes/*-*");
        string recipe = IdIn(owner.Url);
        await owner.GetByRole(AriaRole.Button, new() { Name = "Run version" }).ClickAsync();
        await owner.ReachAsync("**/generation/*-*");
        string run = IdIn(owner.Url);
        await owner.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).WaitForAsync();
        string version = IdIn(await owner.GetByRole(AriaRole.Link, new() { Name = "CSV" }).GetAttributeAsync("href") ?? "");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Reproduce this run" }).ClickAsync();
        await owner.GetByText("Same bytes").WaitForAsync();
        string again = IdIn(owner.Url);
        await owner.OpenAsync("/datasets");
        string dataset = IdIn(await owner.GetByRole(AriaRole.Link, new() { Name = "Loan applications" }).First.GetAttributeAsync("href") ?? "");
        await owner.OpenAsync("/rubrics");
        string rubric = IdIn(await owner.GetByRole(AriaRole.Link, new() { Name = "Plausibility of a record" }).First.GetAttributeAsync("href") ?? "");
        await owner.OpenAsync("/review");
        await owner.GetByRole(AriaRole.Link, new() { Name = "Review Cardiology visits, a first look" }).ClickAsync();
        await owner.Locator("[data-save-state=saved]").WaitForAsync();
        string campaign = IdIn(owner.Url);
        await owner.Keyboard.PressAsync("5");
        await owner.Keyboard.PressAsync("Control+Enter");
        await owner.UntilAsync("document.querySelector('.pace')?.textContent.startsWith('1 decided') ?? false");
        await owner.Keyboard.PressAsync("h");
        string item = IdIn((await owner.GetByRole(AriaRole.Complementary, new() { Name = "My answers" }).GetByRole(AriaRole.Link).First.GetAttributeAsync("href") ?? "").Split("/items/")[1]);
        await owner.OpenAsync($"/calibration/new?from={campaign}");
        await owner.GetByLabel("Name", new() { Exact = true }).FillAsync("Boundary");
        foreach (string name in new[] { "Remy Reviewer", "Olga Owner" })
            await owner.GetByLabel(name).CheckAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Begin blind scoring" }).ClickAsync();
        await owner.ReachAsync(new Regex("/calibration/" + Id()));
        string calibration = IdIn(owner.Url);
        await owner.OpenAsync("/reviewers?tab=People");
        string reviewer = IdIn(await owner.GetByRole(AriaRole.Link, new() { Name = "Olga Owner" }).First.GetAttributeAsync("href") ?? "");
        await owner.OpenAsync("/datasets/sets/new");
        await owner.GetByLabel("Name of the set").FillAsync("Boundary of Loan and Cardiology");
        await owner.GetByLabel("Loan applications").CheckAsync();
        await owner.GetByLabel("Cardiology visits").CheckAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Find the keys" }).ClickAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Save the set" }).ClickAsync();
        await owner.ReachAsync(new Regex("/datasets/sets/" + Id()));
        string set = IdIn(owner.Url);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sets"] = set,
            ["calibration"] = calibration, ["reviewers"] = reviewer,
            ["datasets"] = dataset, ["recipes"] = recipe, ["generation"] = run, ["fidelity"] = run, ["rubrics"] = rubric, ["campaigns"] = campaign, ["review"] = campaign, ["items"] = item,
        };

        // The owner sees each of them: the addresses are right.
        string[] pages = [.. RoutesWithIds().Select(route => Filled(route, ids))];
        Assert.Equal(14, pages.Length);
        foreach (string path in pages)
        {
            await owner.OpenAsync(path);
            await Assertions.Expect(owner.Locator("main h1")).Not.ToContainTextAsync("No such");
        }

        // Ids in the query.
        string compared = $"/fidelity/compare?run={run}&run={again}";
        await owner.OpenAsync(compared);
        await Assertions.Expect(owner.Locator(".verdict")).ToContainTextAsync("the same rows as run A");
        pages = [.. pages, compared];

        string[] addresses = [.. Endpoints.Select(e => e.Replace("{version}", version, StringComparison.Ordinal).Replace("{campaign}", campaign, StringComparison.Ordinal).Replace("{run}", run, StringComparison.Ordinal).Replace("{again}", again, StringComparison.Ordinal))];
        foreach (string address in addresses)
            Assert.Equal(200, (await owner.APIRequest.GetAsync(address)).Status);

        // Somebody with every right, in another workspace.
        var stranger = await StrangerAsync();
        foreach (string path in pages)
        {
            await stranger.OpenAsync(path);
            await Assertions.Expect(stranger.Locator("main")).ToContainTextAsync(NothingHere());
            await Assertions.Expect(stranger.Locator("main")).Not.ToContainTextAsync("Loan");
            await Assertions.Expect(stranger.Locator("main")).Not.ToContainTextAsync("Cardiology");
        }

        foreach (string address in addresses)
            Assert.Equal(404, (await stranger.APIRequest.GetAsync(address)).Status);
        foreach (string list in new[] { "/datasets", "/datasets/sets", "/recipes", "/generation", "/fidelity", $"/fidelity?run={run}", "/rubrics", "/campaigns", "/review", "/" })
        {
            await stranger.OpenAsync(list);
            await Assertions.Expect(stranger.Locator("main")).Not.ToContainTextAsync("Loan");
            await Assertions.Expect(stranger.Locator("main")).Not.ToContainTextAsync("Cardiology");
            await Assertions.Expect(stranger.Locator("main")).Not.ToContainTextAsync("Plausibility");
        }

        // The same person, invited into the first workspace too, sees its things there and only there.
        await owner.OpenAsync("/members");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await owner.GetByLabel("E-mail").FillAsync(_strangersEmail);
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make the invitation" }).ClickAsync();
        await stranger.GotoAsync(await owner.GetByLabel("Link of the invitation").InputValueAsync());
        await stranger.GetByRole(AriaRole.Button, new() { Name = "Join as" }).ClickAsync();
        await stranger.Locator("html[data-live=true]").WaitForAsync();
        await stranger.OpenAsync(pages[0]);
        await Assertions.Expect(stranger.Locator("main h1")).Not.ToContainTextAsync("No such");
        await stranger.GetByRole(AriaRole.Button, new() { Name = "Account and workspaces" }).ClickAsync();
        await stranger.PictureAsync("account-menu");
        await stranger.GetByRole(AriaRole.Button, new() { Name = "Elsewhere" }).ClickAsync();
        await Assertions.Expect(stranger.GetByRole(AriaRole.Button, new() { Name = "Account and workspaces" })).ToContainTextAsync("Elsewhere");
        await stranger.OpenAsync(pages[0]);
        await Assertions.Expect(stranger.Locator("main")).ToContainTextAsync(NothingHere());
        await owner.Context.CloseAsync();
        await stranger.Context.CloseAsync();
    }

    private readonly string _strangersEmail = $"p{Guid.NewGuid():N}@example.org";

    private static IEnumerable<string> RoutesWithIds() => typeof(Web.Components.Routes).Assembly.GetTypes()
        .SelectMany(t => t.GetCustomAttributes<RouteAttribute>())
        .Select(r => r.Template)
        .Where(t => t.Contains("guid}", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>A new page with an id has to be named in <paramref name="ids"/>, or the test says so.</summary>
    private static string Filled(string route, Dictionary<string, string> ids)
    {
        string[] parts = route.Split('/');
        for (int i = 1; i < parts.Length; i++)
        {
            if (!parts[i].StartsWith('{'))
                continue;
            Assert.True(ids.TryGetValue(parts[i - 1], out string? id), $"{route} takes an id: say here which id of another workspace it must not show.");
            parts[i] = id;
        }

        return string.Join('/', parts);
    }

    private static string IdIn(string address) => Id().Match(address).Value;

    private async Task<IPage> StrangerAsync()
    {
        var admin = await session.OpenAsync("Administrator", "/admin");
        await admin.GetByRole(AriaRole.Button, new() { Name = "New workspace" }).ClickAsync();
        await admin.GetByLabel("Name", new() { Exact = true }).FillAsync("Elsewhere " + _strangersEmail[..8]);
        await admin.GetByLabel("E-mail of its owner").FillAsync(_strangersEmail);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Make the workspace" }).ClickAsync();
        string link = await admin.GetByLabel("Link of the invitation").InputValueAsync();
        await admin.Context.CloseAsync();
        var context = await session.Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = session.Workbench.Address.ToString(), ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(link);
        await page.GetByLabel("Your name").FillAsync("Sam Stranger");
        await page.GetByLabel("Password").FillAsync("Correct-Horse-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the account and join" }).ClickAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        return page;
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex("[Nn]o such")]
    private static partial Regex NothingHere();
}
