using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.EndToEnd.Tests.Hosting;
using SynthWorkbench.Testing;

namespace SynthWorkbench.EndToEnd.Tests.Review;

/// <summary>A campaign from the first answer to the closed book: three reviewers at once, and a lead who watches, decides, releases, exports and closes.</summary>
public sealed class CampaignJourneyTests(Chromium chromium)
{
    private const string Everybody = "SELECT group_concat(DisplayName, '|') FROM AspNetUsers WHERE Email IN ('reviewer@demo.local', 'lead@demo.local', 'owner@demo.local')";

    [Fact]
    public async Task Three_reviewers_work_at_once_and_the_lead_decides_exports_and_closes()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var reviewers = new List<IPage>();
        foreach (string role in new[] { "Reviewer", "Lead", "Owner" })
            reviewers.Add(await review.OpenAsync(role));
        string campaign = reviewers[0].Url.Split('/')[^1];
        string[] names = (await review.TextAsync(Everybody))!.Split('|');
        Assert.Equal(3, names.Length);

        var board = await review.SignInAsync("Lead");
        await board.OpenAsync($"/campaigns/{campaign}");
        await Assertions.Expect(Figure(board, "Answers given")).ToContainTextAsync("0 of 80");
        await board.EvaluateAsync("document.body.dataset.notReloaded = 'yes'");

        // Every second answer of the lead differs from what the other two say.
        await Task.WhenAll(JudgeAsync(review, reviewers[0], 6, _ => "5"), JudgeAsync(review, reviewers[1], 6, number => number % 2 == 0 ? "3" : "5"), JudgeAsync(review, reviewers[2], 6, _ => "5"));
        Assert.Equal(18, await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions"));
        Assert.Equal(18, await review.CountAsync("SELECT COUNT(*) FROM ReviewSlots WHERE State = 2"));
        Assert.Equal(0, await review.CountAsync("SELECT COUNT(*) FROM (SELECT 1 FROM ReviewDecisions GROUP BY ItemId, ReviewerId HAVING COUNT(*) > 1)"));
        await Assertions.Expect(Figure(board, "Answers given")).ToContainTextAsync("18 of 80");
        long disputed = await review.CountAsync("SELECT COUNT(*) FROM ReviewItems WHERE State = 2"), agreed = await review.CountAsync("SELECT COUNT(*) FROM ReviewItems WHERE State = 1");
        Assert.True(disputed >= 1 && agreed >= 1, $"{disputed} disputed, {agreed} agreed");
        await Assertions.Expect(Figure(board, "Items decided")).ToContainTextAsync($"{agreed} of 40");
        await Assertions.Expect(Figure(board, "Disagreements")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex($@"^\s*{disputed}\s*$"));
        Assert.Equal("yes", await board.EvaluateAsync<string>("document.body.dataset.notReloaded"));
        await board.LookAsync("campaign-progress");

        // The disagreement, without names until it is decided.
        await board.GetByRole(AriaRole.Tab, new() { Name = "Disagreements" }).ClickAsync();
        await Assertions.Expect(board.Locator("#panel tbody tr")).ToHaveCountAsync((int)disputed);
        await board.LookAsync("campaign-disagreements");
        await board.Locator("#panel tbody a").First.ClickAsync();
        var sides = board.GetByRole(AriaRole.Region, new() { Name = "Answers side by side" }).Locator("thead");
        await Assertions.Expect(sides).ToContainTextAsync("Reviewer A");
        await Assertions.Expect(sides).ToContainTextAsync("Reviewer B");
        string shown = await board.Locator("main").InnerTextAsync();
        Assert.All(names, name => Assert.DoesNotContain(name, shown, StringComparison.Ordinal));
        await board.GetByRole(AriaRole.Button, new() { Name = "Decide", Exact = true }).ClickAsync();
        await Assertions.Expect(board.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say why the reviewers differed");
        await board.LookAsync("adjudication");
        await board.GetByRole(AriaRole.Button, new() { Name = "Take over" }).First.ClickAsync();
        await board.GetByLabel("Why did the reviewers differ?").SelectOptionAsync("Slip");
        await board.GetByRole(AriaRole.Button, new() { Name = "Decide", Exact = true }).ClickAsync();
        await Assertions.Expect(board.GetByText("decided on")).ToContainTextAsync("slip");
        string heads = await sides.InnerTextAsync();
        Assert.Equal(2, names.Count(n => heads.Contains(n, StringComparison.Ordinal)));
        await board.LookAsync("adjudication-decided");
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM Adjudications"));
        Assert.Equal(disputed - 1, await review.CountAsync("SELECT COUNT(*) FROM ReviewItems WHERE State = 2"));

        // Leases are given back, and held items go to somebody else.
        await board.OpenAsync($"/campaigns/{campaign}");
        await board.GetByRole(AriaRole.Tab, new() { Name = "Reviewers" }).ClickAsync();
        await board.GetByRole(AriaRole.Region, new() { Name = "Leases" }).WaitForAsync();
        await board.LookAsync("campaign-reviewers");
        long held = await review.CountAsync("SELECT COUNT(*) FROM ReviewSlots WHERE State = 1");
        await board.GetByRole(AriaRole.Region, new() { Name = "Leases" }).GetByRole(AriaRole.Button).Last.ClickAsync();
        await board.GetByRole(AriaRole.Button, new() { Name = "Release: the draft stays" }).ClickAsync();
        await Assertions.Expect(board.GetByRole(AriaRole.Region, new() { Name = "Leases" }).Locator("tbody tr")).ToHaveCountAsync((int)held - 1);
        Assert.Equal(held - 1, await review.CountAsync("SELECT COUNT(*) FROM ReviewSlots WHERE State = 1"));
        string reviewer = (await review.TextAsync("SELECT DisplayName FROM AspNetUsers WHERE Email = 'reviewer@demo.local'"))!, owner = (await review.TextAsync("SELECT DisplayName FROM AspNetUsers WHERE Email = 'owner@demo.local'"))!;
        await board.GetByLabel($"Give open items of {reviewer} to").SelectOptionAsync(new SelectOptionValue { Label = owner });
        await Assertions.Expect(board.GetByRole(AriaRole.Status).Filter(new() { HasText = "open item" })).ToBeVisibleAsync();
        Assert.Equal(0, await review.CountAsync("SELECT COUNT(*) FROM ReviewSlots s JOIN AspNetUsers u ON u.Id = s.ReviewerId WHERE s.State = 1 AND u.Email = 'reviewer@demo.local' AND s.KeptFor IS NOT NULL"));

        // What is exported is what is in the database.
        long decisions = await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions");
        var named = await ExportAsync(board, campaign, names: true);
        var unnamed = await ExportAsync(board, campaign, names: false);
        Assert.Equal(decisions, named.Count);
        Assert.Equal(decisions, unnamed.Count);
        Assert.Equal(names.Order(), named.Select(l => l.GetProperty("reviewer").GetString()).Distinct().Order());
        Assert.Equal(["Reviewer 1", "Reviewer 2", "Reviewer 3"], unnamed.Select(l => l.GetProperty("reviewer").GetString()).Distinct().Order());
        Assert.Equal(2, named.Count(l => l.GetProperty("adjudicated").ValueKind != JsonValueKind.Null));
        await board.Locator("summary", new() { HasText = "Export" }).ClickAsync();
        await board.PictureAsync("campaign-export");
        var download = await board.RunAndWaitForDownloadAsync(() => board.GetByRole(AriaRole.Link, new() { Name = "JSON Lines, without names" }).ClickAsync());
        Assert.Equal(decisions, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);

        await board.GetByRole(AriaRole.Button, new() { Name = "Close the campaign" }).ClickAsync();
        await board.GetByRole(AriaRole.Button, new() { Name = "Close: nothing more is given out" }).ClickAsync();
        await Assertions.Expect(board.GetByText("Closed by")).ToBeVisibleAsync();
        await reviewers[2].OpenAsync("/review");
        await Assertions.Expect(reviewers[2].GetByText("Nothing waits for you")).ToBeVisibleAsync();
        Assert.Equal(4, await review.CountAsync($"SELECT COUNT(DISTINCT Action) FROM AuditEntries WHERE Action IN ('review.adjudicated', 'review.lease-released', 'campaign.exported', 'campaign.closed')"));
    }

    [Fact]
    public async Task Flags_doubts_comments_and_skips_reach_the_lead_and_lead_to_the_item()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var page = await review.OpenAsync("Reviewer");
        await page.Keyboard.PressAsync("5");
        await page.Keyboard.PressAsync("f");
        await Assertions.Expect(page.GetByLabel("Flag for the lead")).ToBeCheckedAsync();
        await SubmitAsync(review, page, "Item 1");
        await page.Keyboard.PressAsync("4");
        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(page.GetByLabel("The rubric is unclear here")).ToBeCheckedAsync();
        await page.Locator("#comment").FillAsync("Is a length of stay of zero days a visit? The guidance speaks of stays only, and both answers can be defended.\nI took it as a visit.");
        await SubmitAsync(review, page, "Item 2");
        await page.Keyboard.PressAsync("5");
        await page.Locator("#comment").FillAsync("Room costs look high for one night.");
        await SubmitAsync(review, page, "Item 3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Skip…" }).ClickAsync();
        await page.GetByLabel("Why do you skip it?").FillAsync("I know this patient");
        await page.GetByRole(AriaRole.Button, new() { Name = "Skip this item" }).ClickAsync();
        await review.OnItemAsync(page, 5);

        var board = await review.SignInAsync("Lead");
        await board.OpenAsync($"/campaigns/{page.Url.Split('/')[^1]}");
        await board.GetByRole(AriaRole.Tab, new() { Name = "Notes 4" }).ClickAsync();
        var notes = board.Locator("#panel li");
        await Assertions.Expect(notes).ToHaveCountAsync(4);
        foreach (var (at, words) in new[] { "I know this patient", "Room costs look high", "I took it as a visit.", "flagged" }.Index())
            await Assertions.Expect(notes.Nth(at)).ToContainTextAsync(words);
        await board.LookAsync("campaign-notes");
        await notes.Nth(2).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(board.Locator("h1")).ToHaveTextAsync("Item 2");
    }

    [Fact]
    public async Task Ratings_of_a_real_study_come_along_and_new_reviewers_judge_beside_them()
    {
        string? study = SharedData.TryPath("data/wmt-mqm/sxs_ende_ratings_long.csv.gz");
        Assert.SkipWhen(study is null, "The file shared/data/wmt-mqm/sxs_ende_ratings_long.csv.gz is not on this machine.");
        await using var review = await ReviewSession.StartAsync(chromium);
        var board = await review.SignInAsync("Lead");
        await review.AddRubricAsync(MqmScore);
        await ReviewSession.ImportStudyAsync(board, MqmScore, await ReviewSession.StudyAsync(study), "mqm_score", overlap: 2);
        string campaign = board.Url.Split('/')[^1], here = $"CampaignId = '{campaign.ToUpperInvariant()}'";
        await Assertions.Expect(Figure(board, "Imported ratings")).ToHaveTextAsync("3,120", new() { Timeout = 60_000 });
        await Assertions.Expect(Figure(board, "Items decided")).ToContainTextAsync("0 of 1,040");
        Assert.Equal(3120, await review.CountAsync($"SELECT COUNT(*) FROM ReviewDecisions WHERE {here} AND Kind = 3"));

        // Places are open beside the ratings.
        var reviewers = new List<IPage>();
        foreach (string role in new[] { "Reviewer", "Lead", "Owner" })
            reviewers.Add(await review.OpenAsync(role, campaign: "English to German"));
        await Task.WhenAll(reviewers.Select((page, i) => ScoreAsync(review, page, 4, i == 1 ? "90" : "1")));
        Assert.Equal(12, await review.CountAsync($"SELECT COUNT(*) FROM ReviewDecisions WHERE {here} AND Kind = 0"));
        await Assertions.Expect(Figure(board, "Answers given")).ToContainTextAsync("12 of 2,080");
        await board.LookAsync("campaign-mqm-progress");
        await board.GetByRole(AriaRole.Tab, new() { Name = "Disagreements" }).ClickAsync();
        await Assertions.Expect(board.Locator("#panel tbody tr")).Not.ToHaveCountAsync(0);
        await board.LookAsync("campaign-mqm-disagreements");
        await board.Locator("#panel tbody a").First.ClickAsync();
        await Assertions.Expect(board.GetByRole(AriaRole.Region, new() { Name = "Answers side by side" }).Locator("thead")).ToContainTextAsync("Reviewer C");
        await board.LookAsync("adjudication-mqm");
        await board.GetByRole(AriaRole.Button, new() { Name = "Take over" }).First.ClickAsync();
        await board.GetByLabel("Why did the reviewers differ?").SelectOptionAsync("Ambiguous item");
        await board.GetByRole(AriaRole.Button, new() { Name = "Decide", Exact = true }).ClickAsync();
        await Assertions.Expect(board.GetByText("decided on")).ToContainTextAsync("ambiguous item");
        await Assertions.Expect(board.GetByRole(AriaRole.Region, new() { Name = "Answers side by side" }).Locator("thead")).ToContainTextAsync("rater");

        await board.OpenAsync($"/campaigns/{campaign}");
        await board.GetByRole(AriaRole.Tab, new() { Name = "Reviewers" }).ClickAsync();
        await Assertions.Expect(board.GetByText("from the file").First).ToBeVisibleAsync();
        await board.LookAsync("campaign-mqm-reviewers");
        var lines = await ExportAsync(board, campaign, names: true);
        Assert.Equal(3132, lines.Count);
        Assert.Equal(3120, lines.Count(l => l.GetProperty("kind").GetString() == "Imported"));
        Assert.Contains(lines, l => l.GetProperty("adjudicated").ValueKind != JsonValueKind.Null);
    }

    private static ILocator Figure(IPage page, string name) => page.Locator($"dl.figures > div:has(dt:text-is(\"{name}\")) > dd");

    /// <summary>Judges so many items by keyboard.</summary>
    private static async Task JudgeAsync(ReviewSession review, IPage page, int items, Func<int, string> answer)
    {
        for (int i = 0; i < items; i++)
        {
            string title = await page.Locator("h1").InnerTextAsync();
            string key = answer(int.Parse(title.Split(' ')[^1], CultureInfo.InvariantCulture));
            await page.Keyboard.PressAsync(key);
            await Assertions.Expect(page.Locator($"[data-option='{key}']").First).ToBeCheckedAsync();
            await SubmitAsync(review, page, title);
        }
    }

    private static async Task ScoreAsync(ReviewSession review, IPage page, int items, string score)
    {
        for (int i = 0; i < items; i++)
        {
            string title = await page.Locator("h1").InnerTextAsync();
            await page.Locator("[data-criterion=score] input[type=number]").FillAsync(score);
            await page.Locator("[data-criterion=score] input[type=number]").BlurAsync();
            await SubmitAsync(review, page, title);
        }
    }

    private static async Task SubmitAsync(ReviewSession review, IPage page, string title)
    {
        await review.SavedAsync(page);
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("h1")).Not.ToHaveTextAsync(title, new() { Timeout = 60_000 });
        await page.Locator("[data-save-state=saved]").WaitForAsync();
        await page.UntilAsync("!document.querySelector('[data-save-state]').textContent.startsWith('Sen')");
    }

    private static async Task<List<JsonElement>> ExportAsync(IPage page, string campaign, bool names)
    {
        var response = await page.Context.APIRequest.GetAsync($"/campaigns/{campaign}/export?format=jsonl&names={(names ? "true" : "false")}");
        Assert.Equal(200, response.Status);
        return [.. (await response.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
    }

    private static Rubric MqmScore { get; } = new() { Name = "MQM score", Criteria = [new Criterion { Id = "score", Title = "Overall quality", Scale = ScaleKind.Numeric, Max = 100 }] };
}
