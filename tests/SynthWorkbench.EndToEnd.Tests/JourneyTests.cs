using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;
using SynthWorkbench.Testing;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>From a real table to a fidelity report and back to the same bytes, as a data scientist does it.</summary>
[Collection(Journeys.Name)]
public sealed class JourneyTests(BrowserSession session)
{
    [Fact]
    public async Task A_table_becomes_a_report_and_a_run_is_reproduced()
    {
        string? adult = SharedData.TryPath("data/adult/adult.csv");
        Assert.SkipWhen(adult is null, "The table shared/data/adult/adult.csv is not on this machine.");
        var page = await session.OpenAsync("Data scientist", "/datasets/import");
        page.SetDefaultTimeout(90_000);

        await page.Locator("input[type=file]").SetInputFilesAsync(adult);
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await page.ReachAsync("**/datasets/*-*");
        await Assertions.Expect(page.GetByText("48,842 rows")).ToBeVisibleAsync();
        await page.PictureAsync("journey-dataset");
        await page.MakeRecipeAsync();
        await page.GetByLabel("Rows", new() { Exact = true }).FillAsync("30000");
        await page.GetByLabel("Rows", new() { Exact = true }).BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the recipe" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 1" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).WaitForAsync();
        string digest = await page.Locator("[data-digest]").InnerTextAsync();
        Assert.Matches("^[0-9a-f]{64}$", digest);
        await page.PictureAsync("journey-run");
        string run = page.Url.Split('/')[^1];

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal(30_001, lines.Length);

        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).ClickAsync();
        await page.ReachAsync("**/fidelity/*");
        await page.Locator(".plot[data-drawn=true]").Nth(3).WaitForAsync();
        await Assertions.Expect(page.GetByText("The detector cannot tell them apart")).ToBeVisibleAsync();
        foreach (string theme in new[] { "light", "dark" })
        {
            foreach (int width in new[] { 1440, 800 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EmulateMediaAsync(new() { ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light });
                await page.EvaluateAsync($"document.documentElement.dataset.theme = '{theme}'");
                await page.PictureAsync($"journey-fidelity-{theme}-{width}");
            }
        }

        Assert.Empty(await page.GraveFaultsAsync());

        var html = await page.APIRequest.GetAsync($"/api/fidelity/{run}/report.html");
        Assert.Contains("Column shapes", Encoding.UTF8.GetString(await html.BodyAsync()), StringComparison.Ordinal);

        await page.OpenAsync($"/generation/{run}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reproduce this run" }).ClickAsync();
        await page.ReachAsync(new Regex($"/generation/(?!{run})"));
        await page.GetByText("Same bytes").WaitForAsync();
        Assert.Equal(digest, await page.Locator("[data-digest]").InnerTextAsync());
        await page.Context.CloseAsync();

        // The command line, with the same reference, drafted recipe and number of rows.
        string output = await CommandLine.RunAsync("generate", "--reference", adult, "--rows", "30000", "--out", Path.Combine(session.Workbench.DataFolder, "by-command.parquet"));
        Assert.Contains($"digest {digest}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_nobody_gets_in()
    {
        session.RequireBrowser();
        var context = await session.Browser.NewContextAsync(new() { BaseURL = session.Workbench.Address.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/Account/Login?returnUrl=datasets");
        await page.GetByLabel("E-mail").FillAsync("scientist@demo.local");
        await page.GetByLabel("Password").FillAsync("not the password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("do not belong together");
        await page.GotoAsync("/datasets");
        await page.ReachAsync("**/Account/Login**");
        await context.CloseAsync();
    }

    [Fact]
    public async Task A_reviewer_may_look_but_not_start_a_run()
    {
        var page = await session.OpenAsync("Reviewer", "/audit");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("not open to you");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_palette_opens_by_keyboard_and_goes_to_a_page()
    {
        var page = await session.OpenAsync("Data scientist");
        await page.Locator("[data-palette]").WaitForAsync();
        await page.Keyboard.PressAsync("Control+k");
        var input = page.GetByRole(AriaRole.Combobox);
        await input.FillAsync("definitions");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await input.PressAsync("Enter");
        await page.ReachAsync("**/definitions");
        await page.Context.CloseAsync();
    }
}
