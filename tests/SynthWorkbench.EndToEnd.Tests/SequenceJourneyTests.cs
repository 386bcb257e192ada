using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>Readings of sensors from file to report: the time axis is found, rows follow each other, and equal times are refused with a way out.</summary>
[Collection(Journeys.Name)]
public sealed class SequenceJourneyTests(BrowserSession session)
{
    private const int Sensors = 60, Readings = 20;

    [Fact]
    public async Task Readings_are_found_to_be_a_sequence_and_generated_as_one()
    {
        var page = await session.OpenAsync("Data scientist", "/datasets/import");
        page.SetDefaultTimeout(90_000);
        await ImportAsync(page, "readings.csv", equalTimes: false);
        await page.MakeRecipeAsync();
        await page.GetByLabel("Rows", new() { Exact = true }).FillAsync("1200");
        await page.GetByLabel("Rows", new() { Exact = true }).BlurAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Sequence" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Columns that order the rows")).ToHaveValueAsync("at");
        await Assertions.Expect(page.GetByLabel("Whose rows they are")).ToHaveValueAsync("sensor");
        await Assertions.Expect(page.GetByText("Found in the reference:")).ToBeVisibleAsync();
        await page.LookAsync("recipe-sequence");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the recipe" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 1" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).WaitForAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV", Exact = true }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal("sensor,at,level", lines[0]);
        Assert.Equal(1201, lines.Length);
        foreach (var readings in lines.Skip(1).Select(l => l.Split(',')).GroupBy(r => r[0], StringComparer.Ordinal))
        {
            var times = readings.Select(r => DateTime.Parse(r[1], CultureInfo.InvariantCulture)).ToList();
            Assert.All(times.Zip(times.Skip(1)), t => Assert.Equal(TimeSpan.FromMinutes(10), t.Second - t.First));
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).ClickAsync();
        await page.ReachAsync("**/fidelity/*");
        var moves = page.GetByRole(AriaRole.Region, new() { Name = "Does it move in time?" });
        await Assertions.Expect(moves).ToContainTextAsync("Autocorrelation");
        await Assertions.Expect(moves).ToContainTextAsync("Sequence length");
        await page.Locator(".plot[data-drawn=true]").First.WaitForAsync();
        foreach (string chart in new[] { "Time between rows", "Length of sequences", "level: carries on" })
            await Assertions.Expect(page.GetByText(chart).First).ToBeVisibleAsync();
        await page.LookAsync("report-sequence");

        // Two readings of a sensor at one time have no order.
        await page.OpenAsync("/datasets/import");
        await ImportAsync(page, "doubled.csv", equalTimes: true);
        await page.MakeRecipeAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Sequence" }).ClickAsync();
        await page.GetByLabel("Columns that order the rows").FillAsync("at");
        await page.GetByLabel("Columns that order the rows").BlurAsync();
        await page.GetByLabel("Whose rows they are").SelectOptionAsync("sensor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the recipe" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 1" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        await Assertions.Expect(page.GetByText("the same time").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }

    private static async Task ImportAsync(IPage page, string name, bool equalTimes)
    {
        var text = new StringBuilder("sensor,at,level\n");
        var at = new DateTime(2024, 3, 1);
        for (int s = 0; s < Sensors; s++)
        {
            double level = Math.Sin(s);
            for (int i = 0; i < Readings; i++)
            {
                int step = equalTimes && i == 7 ? 6 : i;
                text.Append(CultureInfo.InvariantCulture, $"S{s:000},{at.AddMinutes(50 * s + 10 * step):yyyy-MM-dd HH:mm},{level:0.000}\n");
                level = 0.9 * level + Math.Sin(1.7 * s + 2.3 * i * i);
            }
        }

        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text.ToString()) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await page.ReachAsync("**/datasets/*-*");
    }
}
