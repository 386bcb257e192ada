using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>The pages that show one thing: dataset, recipe, run and report, in both themes, wide and narrow.</summary>
[Collection(BrowserTests.Name)]
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

        foreach (string theme in new[] { "light", "dark" })
        {
            foreach (int width in new[] { 1440, 800 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.GotoAsync(recipe);
                await page.EvaluateAsync($"localStorage.setItem('sw-shell', JSON.stringify({{ theme: '{theme}', density: 'comfortable', nav: '{(width < 1000 ? "narrow" : "wide")}' }}))");
                await VisitTabsAsync(recipe, "recipe", theme, width);
                await VisitTabsAsync("/" + dataset, "dataset", theme, width);
                await VisitAsync(run, "run", theme, width);
                await page.OpenAsync(report);
                await page.Locator(".plot[data-drawn=true]").Nth(3).WaitForAsync();
                await JudgeAsync("report", theme, width);
            }
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

        async Task VisitTabsAsync(string address, string name, string theme, int width)
        {
            await page.OpenAsync(address);
            var tabs = page.GetByRole(AriaRole.Tab);
            await tabs.First.WaitForAsync();
            for (int i = 0; i < await tabs.CountAsync(); i++)
            {
                await tabs.Nth(i).ClickAsync();
                await Assertions.Expect(tabs.Nth(i)).ToHaveAttributeAsync("aria-selected", "true");
                await JudgeAsync($"{name}-{i}", theme, width);
            }
        }

        async Task VisitAsync(string address, string name, string theme, int width)
        {
            await page.OpenAsync(address);
            await JudgeAsync(name, theme, width);
        }

        async Task JudgeAsync(string name, string theme, int width)
        {
            await page.Locator($"html[data-theme={theme}]").WaitForAsync();
            await page.PictureAsync($"detail-{name}-{theme}-{width}");
            var grave = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical");
            problems.AddRange(grave.Select(v => $"{name} {theme} {width}: {v.Id}: {v.Help} at {string.Join(", ", v.Nodes.Select(n => n.Html).Take(3))}"));
            if (!await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"))
                problems.Add($"{name} scrolls sideways at {width}.");
        }
    }
}
