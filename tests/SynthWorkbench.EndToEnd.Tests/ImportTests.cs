using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>Imports are asked for once, however often one clicks.</summary>
[Collection(PageTests.Name)]
public sealed class ImportTests(BrowserSession session)
{
    [Fact]
    public async Task A_double_click_makes_one_dataset_and_the_next_file_another()
    {
        var page = await session.OpenAsync("Data scientist", "/datasets/import");
        string first = "twice" + Guid.NewGuid().ToString("N")[..6], second = first + "b";
        foreach (string name in new[] { first, second })
        {
            await page.OpenAsync("/datasets/import");
            await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name + ".csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("age,sex\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"{20 + i % 40},{(i % 2 == 0 ? "f" : "m")}"))) });
            await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).DblClickAsync();
            await page.ReachAsync(new Regex("/datasets/[0-9a-f-]{36}"));
        }

        await page.OpenAsync("/datasets");
        foreach (string name in new[] { first, second })
            await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).ToHaveCountAsync(1);
        await page.Context.CloseAsync();
    }
}
