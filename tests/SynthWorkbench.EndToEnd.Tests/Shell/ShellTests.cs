using Microsoft.Playwright;
using SynthWorkbench.Testing;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests.Shell;

[Collection(PageTests.Name)]
public sealed class ShellTests(BrowserSession session)
{
    public static TheoryData<string, int> Views()
    {
        var views = new TheoryData<string, int>();
        foreach (string path in new[] { "/", "/datasets", "/datasets/import", "/datasets/sets", "/datasets/sets/new", "/recipes", "/recipes/new", "/generation", "/fidelity", "/fidelity/compare", "/definitions", "/rubrics", "/rubrics/new", "/audit", "/members", "/no-such-page" })
        {
            foreach (int width in new[] { 1440, 800, 360 })
                views.Add(path, width);
        }

        return views;
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_page_is_accessible_and_fits_its_width_in_both_themes(string path, int width)
    {
        // From light to dark at the widest and the narrowest, from dark to light between them.
        string loaded = width == 800 ? "dark" : "light";
        var page = await OpenAsync(path, loaded, width);
        await page.Locator($"html[data-theme={loaded}]").WaitForAsync();
        await page.InBothThemesAsync(async theme =>
        {
            Assert.Empty((await page.GraveFaultsAsync()).Select(fault => $"{theme}: {fault}"));
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"The page scrolls sideways, {theme}.");
            string name = path.Trim('/') is { Length: > 0 } part ? part.Replace('/', '-') : "home";
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Checkout.Root, "artifacts", "screenshots", $"{name}-{theme}-{width}.png") });
        });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_look_outlives_a_reload()
    {
        var page = await OpenAsync("/", "light", 1440);
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compact rows" }).ClickAsync();
        await page.Locator("html[data-theme=dark][data-density=compact]").WaitForAsync();
        await page.ReloadAsync();
        await page.Locator("html[data-live=true][data-theme=dark][data-density=compact]").WaitForAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" })).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_first_tab_stop_skips_to_the_content()
    {
        var page = await OpenAsync("/", "light", 1440);
        await Assertions.Expect(page.Locator("h1")).ToBeFocusedAsync();
        await page.Locator(".sw-skip").FocusAsync();
        await Assertions.Expect(page.Locator(".sw-skip")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main")).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    // The owner sees every page that is built.
    private Task<IPage> OpenAsync(string path, string theme, int width) => session.OpenAsync("Owner", path, theme, width);
}
