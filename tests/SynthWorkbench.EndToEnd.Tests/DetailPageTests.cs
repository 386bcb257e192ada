using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>The pages that show one thing: dataset, recipe, run and report, in both themes, wide and narrow.</summary>
[Collection(PageTests.Name)]
public sealed class DetailPageTests(BrowserSession session)
{
    [Fact]
    public async Task Every_tab_is_accessible_fits_its_width_and_charts_can_be_taken_along()
    {
        var problems = new List<string>();
        var page = await session.OpenAsync("Data scientist", "/recipes");
        page.SetDefaultTimeout(90_000);
        await page.GetByRole(AriaRole.Link, new() { Name = "Cardiology" }).First.ClickAsync();
        await page.ReachAsync("**/recipes/*-*");
        string recipe = page.Url;
        await page.GetByRole(AriaRole.Button, new() { Name = "Run version" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        string run = page.Url;
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).WaitForAsync();
        string dataset = await page.GetByRole(AriaRole.Link, new() { Name = "Open as a dataset" }).GetAttributeAsync("href") ?? "";
        string report = run.Replace("/generation/", "/fidelity/", StringComparison.Ordinal);

        // Each page is loaded in the theme in which the one before was left.
        foreach (int width in new[] { 1440, 800 })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.GotoAsync(recipe);
            await page.EvaluateAsync($"localStorage.setItem('sw-shell', JSON.stringify({{ theme: 'light', density: 'comfortable', nav: '{(width < 1000 ? "narrow" : "wide")}' }}))");
            await VisitTabsAsync(recipe, "recipe", width);
            await VisitTabsAsync("/" + dataset, "dataset", width);
            await VisitAsync(run, "run", width);
            await page.OpenAsync(report);
            await page.Locator(".plot[data-drawn=true]").Nth(3).WaitForAsync();
            await JudgeAsync("report", width);
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        foreach (string kind in new[] { "PNG", "SVG" })
        {
            var chart = await page.RunAndWaitForDownloadAsync(() => page.Locator(".chart").First.GetByRole(AriaRole.Button, new() { Name = kind }).ClickAsync());
            Assert.True(new FileInfo(await chart.PathAsync()).Length > 2000, $"The chart as {kind} is empty.");
            var heat = await page.RunAndWaitForDownloadAsync(() => page.Locator(".heat").Last.GetByRole(AriaRole.Button, new() { Name = kind }).ClickAsync());
            byte[] bytes = await File.ReadAllBytesAsync(await heat.PathAsync());
            Assert.True(bytes.Length > 2000, $"The heat grid as {kind} is empty.");
            Assert.Equal(kind == "PNG" ? "\u0089PNG" : "<svg", System.Text.Encoding.Latin1.GetString(bytes, 0, 4));
        }

        await page.Context.CloseAsync();

        async Task VisitTabsAsync(string address, string name, int width)
        {
            await page.OpenAsync(address);
            var tabs = page.GetByRole(AriaRole.Tab);
            await tabs.First.WaitForAsync();
            for (int i = 0; i < await tabs.CountAsync(); i++)
            {
                await tabs.Nth(i).ClickAsync();
                await Assertions.Expect(tabs.Nth(i)).ToHaveAttributeAsync("aria-selected", "true");
                await JudgeAsync($"{name}-{i}", width);
            }
        }

        async Task VisitAsync(string address, string name, int width)
        {
            await page.OpenAsync(address);
            await JudgeAsync(name, width);
        }

        Task JudgeAsync(string name, int width) => page.InBothThemesAsync(async theme =>
        {
            await page.PictureAsync($"detail-{name}-{theme}-{width}");
            problems.AddRange((await page.GraveFaultsAsync()).Select(fault => $"{name} {theme} {width}: {fault}"));
            if (!await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"))
                problems.Add($"{name} scrolls sideways at {width}, {theme}.");
        });
    }
}
