using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests.Review;

[Collection(PageTests.Name)]
public sealed class CampaignPagesTests(BrowserSession session)
{
    [Fact]
    public async Task A_lead_makes_a_campaign_of_a_file_and_finds_it_in_the_list()
    {
        session.RequireBrowser();
        string rubric = "Plausible " + Guid.NewGuid().ToString("N")[..6], name = "Spring " + rubric[^6..];
        await AddRubricAsync(rubric);
        var page = await session.OpenAsync("Lead", "/campaigns/new");
        await page.GetByLabel("Rubric").SelectOptionAsync(new SelectOptionValue { Label = $"{rubric}, version 1" });
        await Assertions.Expect(page.GetByLabel("Known answers, %")).ToBeVisibleAsync();
        await page.GetByLabel("blind pairs").CheckAsync();
        await Assertions.Expect(page.GetByLabel("Known answers, %")).ToBeHiddenAsync();
        await page.GetByLabel("a file").CheckAsync();
        await page.GetByLabel("File", new() { Exact = true }).ChooseFileAsync(new FilePayload { Name = "items.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("id,text,gold.fine\n1,Hello,yes\n1,Bye,\n") });
        await page.GetByText("again in line 3").WaitForAsync();
        await page.GetByLabel("File", new() { Exact = true }).ChooseFileAsync(new FilePayload { Name = "items.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("id,text,gold.fine\n1,Hello,yes\n2,Bye,\n") });
        await page.GetByText("2 items of items.csv, 1 known answer.").WaitForAsync();
        await page.GetByLabel("The lot is judged").SelectOptionAsync(new SelectOptionValue { Label = "item by item, until it is clear" });
        await page.GetByText("the test needs about").WaitForAsync();
        await page.GetByLabel("Second reads, %").FillAsync("5");
        await page.GetByLabel("Second reads, %").BlurAsync();
        await Assertions.Expect(page.GetByLabel("Second reads of the newly qualified, %")).ToHaveValueAsync("25");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the campaign" }).ClickAsync();
        await page.GetByText("A campaign needs a name.").WaitForAsync();
        foreach (string theme in new[] { "light", "dark" })
        {
            if (theme == "dark")
                await page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
            foreach (int width in new[] { 1440, 800 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EvaluateAsync("() => window.scrollTo(0, 0)");
                await page.WaitForTimeoutAsync(400);
                await page.PictureAsync($"campaign-new-{theme}-{width}");
            }

            Assert.Empty(await page.GraveFaultsAsync());
        }

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the campaign" }).ClickAsync();
        await page.ReachAsync(new Regex("/campaigns/[0-9a-f-]{36}$"));
        await page.GetByText("5 % of items at random, 25 % of those of people newly qualified or with a signal, all of those of people on probation").WaitForAsync();
        await page.LookAsync("campaign-second-reads");
        foreach (string theme in new[] { "light", "dark" })
        {
            foreach (int width in new[] { 1440, 800 })
            {
                var list = await session.OpenAsync("Lead", "/campaigns", theme, width);
                await list.GetByRole(AriaRole.Link, new() { Name = name }).WaitForAsync();
                await list.PictureAsync($"campaigns-{theme}-{width}");
                await list.CloseAsync();
            }
        }

        var export = await page.Context.APIRequest.GetAsync(page.Url + "/export?format=csv&names=true");
        Assert.Equal(200, export.Status);
        Assert.StartsWith("campaign,item,", await export.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(400, (await page.Context.APIRequest.GetAsync(page.Url + "/export?format=xml")).Status);
        var reviewer = await session.OpenAsync("Reviewer", "/campaigns");
        Assert.Equal(403, (await reviewer.Context.APIRequest.GetAsync(page.Url + "/export?format=csv")).Status);
        Assert.Equal(0, await reviewer.GetByRole(AriaRole.Link, new() { Name = "New campaign" }).CountAsync());
    }

    /// <summary>Rubrics have pages of their own; here one lies in the database.</summary>
    private async Task AddRubricAsync(string name)
    {
        var rubric = new Rubric { Name = name, Criteria = [new Criterion { Id = "fine", Title = "Fine?", Options = [new ScaleOption("yes", "Yes"), new ScaleOption("no", "No")], Defects = ["no"] }] };
        string document = ReviewJson.Write(rubric);
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(session.Workbench.DataFolder, "workbench.db")};Default Timeout=30;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO Rubrics (Id, WorkspaceId, Name, CreatedAt, CreatedBy) SELECT $rubric, w.WorkspaceId, $name, 0, 'Test' FROM Memberships w JOIN AspNetUsers u ON u.Id = w.UserId WHERE u.Email = 'lead@demo.local' LIMIT 1;
            INSERT INTO RubricVersions (Id, WorkspaceId, RubricId, Number, Document, Hash, Note, CreatedAt, CreatedBy) SELECT $version, WorkspaceId, Id, 1, $document, $hash, '', 0, 'Test' FROM Rubrics WHERE Id = $rubric;
            """;
        command.Parameters.AddWithValue("$rubric", Guid.NewGuid().ToString().ToUpperInvariant());
        command.Parameters.AddWithValue("$version", Guid.NewGuid().ToString().ToUpperInvariant());
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$document", document);
        command.Parameters.AddWithValue("$hash", ReviewJson.Digest(document));
        await command.ExecuteNonQueryAsync();
    }
}
