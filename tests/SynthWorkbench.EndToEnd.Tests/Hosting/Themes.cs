using Microsoft.Playwright;

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>A page in the light and in the dark.</summary>
internal static class Themes
{
    /// <summary>Judges a page in the theme it was loaded in and, switched by its own button, in the other: charts and grids are drawn anew in between, nothing is loaded.</summary>
    public static async Task InBothThemesAsync(this IPage page, Func<string, Task> judge)
    {
        string loaded = await page.EvaluateAsync<string>("document.documentElement.dataset.theme"), other = loaded == "dark" ? "light" : "dark";
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" });
        await judge(loaded);

        // Sent to the button, not made by the mouse: neither focus nor pointer move from where the page has put them.
        await button.DispatchEventAsync("click");
        await Assertions.Expect(button).ToHaveAttributeAsync("aria-pressed", other == "dark" ? "true" : "false");
        await page.Locator($"html[data-theme={other}]").WaitForAsync();
        await judge(other);
    }
}
