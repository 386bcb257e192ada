using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests.Review;

/// <summary>Items that a page could stumble over: markup, mixed directions, a megabyte of text.</summary>
public sealed class HardInputTests(Chromium chromium)
{
    private const string Markup = "<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script><b>bold</b> & &amp; {{x}}";

    private const string Mixed = "המטופל קיבל aspirin 100 mg פעמיים ביום، ثم تحسّن المريض (BP 120/80) — 患者は回復した 🙂";

    [Fact]
    public async Task Markup_mixed_scripts_and_a_megabyte_of_text_are_shown_as_they_are()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        string words = string.Join(' ', Enumerable.Range(0, 160_000).Select(i => $"w{i}"))[..1_000_000], unbroken = new('x', 5_000);
        object[] items = [new Dictionary<string, string> { ["id"] = "1", ["note"] = Markup, ["<i>name</i>"] = "v" }, new Dictionary<string, string> { ["id"] = "2", ["note"] = Mixed, ["שם"] = "דנה Dana" }, new Dictionary<string, string> { ["id"] = "3", ["note"] = words, ["long"] = unbroken }];
        var lead = await review.SignInAsync("Lead");
        await lead.OpenAsync("/campaigns/new");
        await lead.GetByLabel("Name", new() { Exact = true }).FillAsync("Hard texts");
        await lead.GetByLabel("a file").CheckAsync();
        await lead.GetByLabel("File", new() { Exact = true }).ChooseFileAsync(new FilePayload { Name = "hard.jsonl", MimeType = "application/jsonl", Buffer = Encoding.UTF8.GetBytes(string.Join('\n', items.Select(i => JsonSerializer.Serialize(i)))) });
        await lead.GetByText("3 items of hard.jsonl").WaitForAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "Make the campaign" }).ClickAsync();
        await lead.ReachAsync(new Regex("/campaigns/[0-9a-f-]{36}$"));

        var page = await review.OpenAsync("Reviewer", campaign: "Hard texts");
        await Assertions.Expect(page.Locator("section.shown")).ToContainTextAsync(Markup);
        await Assertions.Expect(page.Locator("section.shown")).ToContainTextAsync("<i>name</i>");
        await Assertions.Expect(page.Locator("section.shown").Locator("img, script, b, i")).ToHaveCountAsync(0);
        Assert.True(await page.EvaluateAsync<bool>("window.ran === undefined"));
        await NextAsync(review, page, 2);
        await Assertions.Expect(page.Locator("section.shown")).ToContainTextAsync(Mixed);
        await Assertions.Expect(page.Locator("section.shown")).ToContainTextAsync("דנה Dana");
        await page.LookAsync("review-mixed", 1440, 800, 360);
        await NextAsync(review, page, 3);
        Assert.Equal(1_000_000, await page.EvaluateAsync<int>("Math.max(...[...document.querySelectorAll('section.shown dd')].map(e => e.textContent.trim().length))"));
        foreach (int width in new[] { 1440, 360 })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.UntilAsync("document.documentElement.scrollWidth <= innerWidth", 10);
            await page.ScreenshotAsync(new() { Path = Path.Combine(SynthWorkbench.Testing.Checkout.Root, "artifacts", "screenshots", $"review-megabyte-{width}.png") });
        }

        await page.Keyboard.PressAsync("5");
        await Assertions.Expect(page.Locator("[data-option='5']").First).ToBeCheckedAsync(new() { Timeout = 10_000 });
        await review.SavedAsync(page);
        await page.Keyboard.PressAsync("Control+Enter");
        await page.GetByText("No item now").WaitForAsync();
        await page.LookAsync("review-done", 1440, 800, 360);
        Assert.Equal(3, await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions"));
        await page.OpenAsync("/review");
        await page.GetByRole(AriaRole.Link, new() { Name = "Review Hard texts" }).WaitForAsync();
        await page.LookAsync("review-list");
    }

    private static async Task NextAsync(ReviewSession review, IPage page, int number)
    {
        await page.Keyboard.PressAsync("5");
        await review.SavedAsync(page);
        await page.Keyboard.PressAsync("Control+Enter");
        await review.OnItemAsync(page, number);
    }
}
