using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;
using SynthWorkbench.EndToEnd.Tests.Review;

namespace SynthWorkbench.EndToEnd.Tests.Fidelity;

/// <summary>Runs of one recipe at two positions of realism, side by side.</summary>
public sealed class ComparisonTests(Chromium chromium)
{
    [Fact]
    public async Task Two_positions_of_realism_differ_beyond_noise_whichever_is_the_base()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var page = await review.SignInAsync("Data scientist");
        page.SetDefaultTimeout(90_000);
        string plain = await RunAsync(page, "0.1"), real = await RunAsync(page, "1");

        // From a report to the list with its run ticked; the other is ticked there.
        await page.OpenAsync($"/fidelity/{real}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare…" }).ClickAsync();
        await Assertions.Expect(Tick(page, real)).ToBeCheckedAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Compare runs" })).ToBeDisabledAsync();
        await Tick(page, plain).CheckAsync();
        await page.LookAsync("compare-choice");
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare 2 runs" }).ClickAsync();
        await page.ReachAsync($"**/fidelity/compare?run={real}&run={plain}");

        var verdict = page.Locator(".verdict");
        await Assertions.Expect(verdict).ToContainTextAsync("Run A is beyond noise worse than run B");
        await Assertions.Expect(Outcome(page, "trends")).ToHaveAttributeAsync("data-outcome", "worse");
        await Assertions.Expect(Outcome(page, "structure")).ToHaveAttributeAsync("data-outcome", "no interval");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Settings that differ" }).GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("realism");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Settings that differ" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(2);

        // The other as the base: everything is turned round, the letters stay, and the address keeps it.
        await page.GetByRole(AriaRole.Link, new() { Name = "Make base: run A" }).ClickAsync();
        await page.ReachAsync($"**/fidelity/compare?run={plain}&run={real}");
        await Assertions.Expect(verdict).ToContainTextAsync("Run B is beyond noise better than run A");
        await Assertions.Expect(Outcome(page, "trends")).ToHaveAttributeAsync("data-outcome", "better");
        await page.ReloadAsync();
        await Assertions.Expect(verdict).ToContainTextAsync("Run B is beyond noise better than run A");
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(Synthesis.Metrics.MetricCatalog.All.Count);
        await page.LookAsync("compare-two", 1440, 800, 360);

        // Only what is beyond noise, in table and drawing, and after a reload too.
        await page.GetByLabel("Only differences beyond noise").CheckAsync();
        await page.ReachAsync("**&only=beyond");
        await page.UntilAsync("[...document.querySelectorAll('[data-metric] [data-outcome]')].every(o => ['better', 'worse', 'differs, neither better'].includes(o.dataset.outcome))");
        int beyond = await Rows(page).CountAsync();
        Assert.InRange(beyond, 1, Synthesis.Metrics.MetricCatalog.All.Count - 1);
        await Assertions.Expect(page.Locator(".dots .label")).ToHaveCountAsync(beyond);
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByLabel("Only differences beyond noise")).ToBeCheckedAsync();
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(beyond);
        await page.LookAsync("compare-beyond");

        // The drawing as a table and as files, the comparison as CSV.
        await page.GetByRole(AriaRole.Button, new() { Name = "Show as table" }).ClickAsync();
        await Assertions.Expect(page.Locator(".dots tbody tr")).ToHaveCountAsync(beyond);
        foreach (var (kind, start) in new[] { ("PNG", "\u0089PNG"), ("SVG", "<svg") })
        {
            var file = await page.RunAndWaitForDownloadAsync(() => page.Locator(".dots").GetByRole(AriaRole.Button, new() { NameRegex = new($"as {kind}$") }).ClickAsync());
            byte[] bytes = await File.ReadAllBytesAsync(await file.PathAsync());
            Assert.True(bytes.Length > 4000, $"The drawing as {kind} is empty.");
            Assert.Equal(start, Encoding.Latin1.GetString(bytes, 0, 4));
        }

        var csv = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await csv.PathAsync());
        Assert.Equal(1 + Synthesis.Metrics.MetricCatalog.All.Count, lines.Length);
        Assert.Equal(beyond, lines.Count(l => l.EndsWith(",better", StringComparison.Ordinal) || l.EndsWith(",worse", StringComparison.Ordinal) || l.EndsWith(",\"differs, neither better\"", StringComparison.Ordinal)));

        // A reproduction is told to be the same rows.
        await page.OpenAsync($"/generation/{plain}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reproduce this run" }).ClickAsync();
        await page.ReachAsync(new Regex($"/generation/(?!{plain})"));
        await page.GetByText("Same bytes").WaitForAsync();
        string again = page.Url.Split('/')[^1];
        await page.OpenAsync($"/fidelity/compare?run={plain}&run={real}&run={again}");
        await Assertions.Expect(verdict).ToContainTextAsync("1 of the 2 other runs differs from run A beyond noise: run B, in ");
        await Assertions.Expect(verdict).ToContainTextAsync("Run C holds the same rows as run A, to the byte");
        await Assertions.Expect(page.Locator(".dots svg.panel")).ToHaveCountAsync(1);
        await page.LookAsync("compare-three");
        await page.GetByRole(AriaRole.Link, new() { Name = "Leave out run C" }).ClickAsync();
        await page.ReachAsync($"**/fidelity/compare?run={plain}&run={real}");

        // Addresses that cannot be compared say why, and lead on.
        await page.OpenAsync($"/fidelity/compare?run={plain}");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("one was chosen");
        await page.OpenAsync($"/fidelity/compare?run={plain}&run=nonsense&run={real}");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No such report in this workspace: 1 of the 3 runs");
        await page.LookAsync("compare-unknown");
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare the other 2" }).ClickAsync();
        await Assertions.Expect(verdict).ToContainTextAsync("Run B is beyond noise better than run A");
        Assert.Equal(400, (await page.APIRequest.GetAsync($"/api/fidelity/compare.csv?run={plain}")).Status);
        Assert.Equal(404, (await page.APIRequest.GetAsync($"/api/fidelity/compare.csv?run={plain}&run={Guid.NewGuid()}")).Status);
    }

    /// <summary>Saves the demo's loan recipe with a position of realism and few rows, runs it and waits for the report; the run's id.</summary>
    private static async Task<string> RunAsync(IPage page, string realism)
    {
        await page.OpenAsync("/recipes");
        await page.Locator("tbody a[href*='recipes/']", new() { HasText = "Loan" }).First.ClickAsync();
        await page.GetByLabel("Rows", new() { Exact = true }).FillAsync("1500");
        await page.GetByLabel("Rows", new() { Exact = true }).BlurAsync();
        await page.GetByLabel("Realism from 0 to 1").FillAsync(realism);
        await page.GetByLabel("Realism from 0 to 1").BlurAsync();
        var save = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Save as version") });
        await Assertions.Expect(save).ToBeEnabledAsync();
        string version = (await save.InnerTextAsync())["Save as version ".Length..];
        await save.ClickAsync();
        var run = page.GetByRole(AriaRole.Button, new() { Name = $"Run version {version}", Exact = true });
        await Assertions.Expect(run).ToBeEnabledAsync();
        await run.ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).WaitForAsync();
        return page.Url.Split('/')[^1];
    }

    private static ILocator Tick(IPage page, string run) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.Locator($"a[href='fidelity/{run}']") }).GetByRole(AriaRole.Checkbox);

    private static ILocator Rows(IPage page) => page.Locator("[data-metric]");

    private static ILocator Outcome(IPage page, string metric) => page.Locator($"[data-metric={metric}] [data-outcome]");
}
