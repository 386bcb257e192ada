using System.Globalization;
using System.Text;
using Bogus;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>Offers with a title in words, from file to report: the title is found to be free text with addresses in it, learned above a floor, and nothing rare of it comes back; one text for all is refused.</summary>
[Collection(Journeys.Name)]
public sealed class TextJourneyTests(BrowserSession session)
{
    private const int Offers = 1500;

    [Fact]
    public async Task Titles_are_learned_as_text_and_come_back_without_anybody_s_address()
    {
        var page = await session.OpenAsync("Data scientist", "/datasets/import");
        page.SetDefaultTimeout(90_000);
        string[] addresses = await ImportAsync(page, "offers.csv", oneText: false);
        var card = page.GetByRole(AriaRole.Article, new() { Name = "Column title" });
        await Assertions.Expect(card).ToContainTextAsync("Personal data in texts");
        await Assertions.Expect(card).ToContainTextAsync("with e-mail addresses");
        await page.PictureAsync("dataset-text-light-1440");
        await page.MakeRecipeAsync();
        await page.GetByLabel("Rows", new() { Exact = true }).FillAsync("1200");
        await page.GetByLabel("Rows", new() { Exact = true }).BlurAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Columns" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("What happens to title")).ToHaveValueAsync("");
        await Assertions.Expect(page.GetByLabel("What happens to title").Locator("option").First).ToHaveTextAsync("as usual: learn as text");
        await Assertions.Expect(page.GetByLabel("Replace personal data in title")).ToBeCheckedAsync();
        await page.GetByLabel("Floor of title").FillAsync("5");
        await page.GetByLabel("Floor of title").BlurAsync();
        await Assertions.Expect(page.GetByLabel("What happens to title")).ToHaveValueAsync("text");
        await Assertions.Expect(page.GetByLabel("What happens to host_name").Locator("option").First).ToHaveTextAsync("as usual: replace consistently");
        await page.GetByLabel("Floor of host_name").FillAsync("4");
        await page.GetByLabel("Floor of host_name").BlurAsync();
        await Assertions.Expect(page.GetByLabel("What happens to host_name")).ToHaveValueAsync("replace");
        await page.LookAsync("recipe-text");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the recipe" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 1" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).WaitForAsync();
        await Assertions.Expect(page.GetByText("host_name is replaced consistently").First).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV", Exact = true }).ClickAsync());
        string rows = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains("in York", rows, StringComparison.Ordinal);
        Assert.DoesNotContain(addresses, a => rows.Contains(a, StringComparison.OrdinalIgnoreCase));

        await page.GetByRole(AriaRole.Link, new() { Name = "Open the fidelity report" }).ClickAsync();
        await page.ReachAsync("**/fidelity/*");
        var reads = page.GetByRole(AriaRole.Region, new() { Name = "Does it read right?" });
        await Assertions.Expect(reads).ToContainTextAsync("Vocabulary");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Is it safe?" })).ToContainTextAsync("Texts with a rare span");
        var section = page.GetByRole(AriaRole.Region, new() { Name = "Text of title" });
        await Assertions.Expect(section).ToContainTextAsync("Synthetic texts of title");
        await section.ScrollIntoViewIfNeededAsync();
        await section.Locator(".plot[data-drawn=true]").First.WaitForAsync();
        await page.LookAsync("report-text");

        // A column in which every row reads the same has nothing to learn.
        await page.OpenAsync("/datasets/import");
        await ImportAsync(page, "alike.csv", oneText: true);
        await page.MakeRecipeAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Columns" }).ClickAsync();
        await page.GetByLabel("What happens to title").SelectOptionAsync("text");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the recipe" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 1" }).ClickAsync();
        await page.ReachAsync("**/generation/*-*");
        await Assertions.Expect(page.GetByText("has one distinct text").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }

    private static async Task<string[]> ImportAsync(IPage page, string name, bool oneText)
    {
        var faker = new Faker("en") { Random = new Randomizer(11) };
        var addresses = new List<string>();
        var text = new StringBuilder("host_name,city,kind,price,title\n");
        for (int i = 0; i < Offers; i++)
        {
            string host = faker.Name.FirstName(), city = faker.PickRandom("Leeds", "York", "Hull"), kind = faker.PickRandom("flat", "house", "room");
            string title = $"{(i % 7 == 0 ? $"{host}'s " : "")}{faker.PickRandom("Cosy", "Bright", "Lovely", "Quiet", "Spacious")} {kind} in {city} {faker.PickRandom("near the park", "with a large garden", "close to the station", "by the river")}";
            if (i % 10 == 3)
            {
                addresses.Add(faker.Internet.Email());
                title += $" - mail {addresses[^1]}";
            }
            else if (i % 3 == 1)
            {
                title += $" no {i}";
            }

            text.Append(CultureInfo.InvariantCulture, $"{host},{city},{kind},{faker.Random.Int(30, 120)},{(oneText ? "a nice flat in the heart of town" : title)}\n");
        }

        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text.ToString()) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await page.ReachAsync("**/datasets/*-*");
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a recipe" }).WaitForAsync();
        return [.. addresses];
    }
}
