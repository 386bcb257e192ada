using Microsoft.Playwright;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>Pictures of pages for the run's artefacts.</summary>
internal static class Pictures
{
    /// <summary>Pictures in both themes, at 1440 and 800 pixels if no widths are given; the page fits and has no grave fault of access in any.</summary>
    public static async Task LookAsync(this IPage page, string name, params int[] widths)
    {
        foreach (string theme in new[] { "light", "dark" })
        {
            foreach (int width in widths.Length > 0 ? widths : [1440, 800])
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EvaluateAsync($"document.documentElement.dataset.theme = '{theme}'");
                await page.EvaluateAsync("scrollTo(0, 0)");
                await page.UntilAsync("document.documentElement.scrollWidth <= innerWidth", 10);
                await page.PictureAsync($"{name}-{theme}-{width}");
            }

            Assert.Empty(await page.GraveFaultsAsync());
        }

        await page.SetViewportSizeAsync(1440, 900);
        await page.EvaluateAsync("document.documentElement.dataset.theme = 'light'");
    }

    /// <summary>Keeps a picture of the page among the run's artefacts.</summary>
    public static Task PictureAsync(this IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Checkout.Root, "artifacts", "screenshots", name + ".png"), FullPage = true });
}
