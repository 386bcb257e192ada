using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.EndToEnd.Tests.Hosting;
using SynthWorkbench.EndToEnd.Tests.Review;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.EndToEnd.Tests.Calibration;

/// <summary>The reviewers' pages over a real study of ten experts, with one reviewer of this workspace who goes astray.</summary>
public sealed class ReviewersTests(Chromium chromium)
{
    private const int Answered = 200, Astray = 120;

    private static Rubric Rubric { get; } = new()
    {
        Name = "Gravest fault",
        Criteria = [new Criterion { Id = "fault", Title = "Gravest fault", Scale = ScaleKind.Ordinal, Options = [new("none", "None"), new("minor", "Minor"), new("major", "Major")], Defects = ["major"] }],
    };

    [Fact]
    public async Task A_lead_sees_how_reviewers_judge_sets_a_standing_and_plans_the_session_that_a_signal_asks_for()
    {
        string? study = SharedData.TryPath("data/wmt-mqm/sxs_ende_ratings_long.csv.gz");
        Assert.SkipWhen(study is null, "The file shared/data/wmt-mqm/sxs_ende_ratings_long.csv.gz is not on this machine.");
        await using var review = await ReviewSession.StartAsync(chromium);
        var lead = await review.SignInAsync("Lead");
        await lead.OpenAsync("/campaigns");
        await review.AddRubricAsync(Rubric);
        await ReviewSession.ImportStudyAsync(lead, Rubric, new FilePayload { Name = "faults.csv", MimeType = "text/csv", Buffer = await GravestAsync(study) }, "fault");
        await AnswerAsync(review);
        string rubric = (await review.TextAsync("SELECT Id FROM Rubrics WHERE Name = 'Gravest fault'"))!.ToLowerInvariant();

        // Agreement, and why.
        await lead.OpenAsync("/");
        await lead.GetByRole(AriaRole.Link, new() { Name = "Reviewers", Exact = true }).ClickAsync();
        await lead.GetByLabel("Rubric, all versions").SelectOptionAsync(rubric);
        await Assertions.Expect(lead).ToHaveURLAsync(new Regex($"rubric={rubric}"));
        await lead.OpenAsync(new Uri(lead.Url).PathAndQuery);
        await Assertions.Expect(lead.GetByRole(AriaRole.Region, new() { Name = "Agreement by criterion" })).ToContainTextAsync("Krippendorff's alpha, ordinal");
        await Assertions.Expect(lead.Locator(".verdict")).ToContainTextAsync("Gravest fault");
        await DrawnAsync(lead);
        await lead.LookAsync("reviewers-agreement");
        await lead.GetByLabel("Period").SelectOptionAsync("30");
        await Assertions.Expect(lead).ToHaveURLAsync(new Regex("days=30"));
        await lead.GetByLabel("Period").SelectOptionAsync("0");
        await Assertions.Expect(lead).Not.ToHaveURLAsync(new Regex("days"));

        // People.
        await lead.GetByRole(AriaRole.Tab, new() { Name = "People" }).ClickAsync();
        var remy = lead.GetByRole(AriaRole.Region, new() { Name = "People" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "Remy Reviewer" });
        await Assertions.Expect(remy).ToContainTextAsync("no standing yet");
        await Assertions.Expect(remy).ToContainTextAsync($"n = {Answered / 2}");
        await lead.LookAsync("reviewers-people");

        // Latent truth and charts.
        await lead.GetByRole(AriaRole.Tab, new() { Name = "Latent truth" }).ClickAsync();
        await Assertions.Expect(lead.GetByRole(AriaRole.Region, new() { Name = "Items" })).ToBeVisibleAsync();
        await lead.LookAsync("reviewers-latent");
        await lead.GetByRole(AriaRole.Tab, new() { Name = "Charts" }).ClickAsync();
        await Assertions.Expect(lead.Locator(".verdict")).ToContainTextAsync("signal");
        await DrawnAsync(lead);
        await lead.LookAsync("reviewers-charts");

        // One person: the standing is set, and kept.
        await lead.GetByRole(AriaRole.Region, new() { Name = "Charts by person" }).GetByRole(AriaRole.Link, new() { Name = "Remy Reviewer" }).ClickAsync();
        var standing = lead.GetByRole(AriaRole.Region, new() { Name = "Standing", Exact = true });
        await standing.GetByRole(AriaRole.Button, new() { Name = "Set the standing" }).ClickAsync();
        await Assertions.Expect(standing).ToContainTextAsync("Say why");
        await standing.GetByLabel("Standing", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "on probation" });
        await standing.GetByLabel("Reason").FillAsync("Errors on known items since last week.");
        await standing.GetByLabel("Reason").BlurAsync();
        await standing.GetByRole(AriaRole.Button, new() { Name = "Set the standing" }).ClickAsync();
        await Assertions.Expect(standing.GetByRole(AriaRole.Row).Filter(new() { HasText = "Lea Lead" })).ToContainTextAsync("Errors on known items since last week.");
        await Assertions.Expect(lead.GetByRole(AriaRole.Region, new() { Name = "Right and wrong" })).ToContainTextAsync("Against known answers");
        await DrawnAsync(lead);
        await lead.LookAsync("reviewers-person");

        // A signal plans the session for its cause.
        await lead.GetByRole(AriaRole.Link, new() { Name = "Propose a session" }).First.ClickAsync();
        await Assertions.Expect(lead.GetByText("Proposed for Remy Reviewer by a chart.")).ToBeVisibleAsync();
        await Assertions.Expect(lead.GetByLabel("with a known answer, %")).ToHaveValueAsync("60");
        await Assertions.Expect(lead.GetByLabel("Remy Reviewer")).ToBeCheckedAsync();
        await lead.LookAsync("reviewers-session");
        await lead.GetByLabel("Name", new() { Exact = true }).FillAsync("Remy, again");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Begin blind scoring" }).ClickAsync();
        await lead.ReachAsync(new Regex("/calibration/[0-9a-f-]{36}$"));

        // Why coefficients differ.
        await lead.OpenAsync($"/reviewers/explain?rubric={rubric}");
        await Assertions.Expect(lead.Locator(".sentence")).ToHaveCountAsync(2);
        await Assertions.Expect(lead.GetByRole(AriaRole.Figure)).ToContainTextAsync("Gwet's AC1");
        await lead.LookAsync("reviewers-explain");

        // Nobody else comes in.
        var reviewer = await review.SignInAsync("Reviewer");
        foreach (string path in new[] { "/reviewers", "/reviewers/explain", $"/reviewers/{Guid.NewGuid()}" })
        {
            await reviewer.GotoAsync(path);
            await Assertions.Expect(reviewer.Locator("main h1")).ToHaveTextAsync("This page is not open to you");
        }

        Assert.Equal(0, await reviewer.GetByRole(AriaRole.Link, new() { Name = "Reviewers", Exact = true }).CountAsync());
    }

    private static async Task DrawnAsync(IPage page) => await page.UntilAsync("document.querySelectorAll('figure.chart').length > 0 && [...document.querySelectorAll('figure.chart .plot')].every(p => p.querySelector('svg'))", 20);

    /// <summary>The study with the gravest fault of each rating, told by its score as its source says: 5 and more is major.</summary>
    private static async Task<byte[]> GravestAsync(string study)
    {
        await using var packed = new GZipStream(File.OpenRead(study), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        var text = new StringBuilder((await reader.ReadLineAsync())! + ",fault\n");
        while (await reader.ReadLineAsync() is { } line)
        {
            double score = double.Parse(line.Split(',')[4], CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{line},{(score >= 5 ? "major" : score > 0 ? "minor" : "none")}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The study's ratings are spread over forty days. Remy answers, five items a day: at first as one of the experts, later "major" throughout. The first expert's answer is the known one of every second item.</summary>
    private static Task AnswerAsync(ReviewSession review)
    {
        long day = TimeSpan.TicksPerDay, until = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero).UtcTicks;
        const string NewId = "upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-7' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";
        const string First = "(SELECT d.AnswersJson FROM ReviewDecisions d WHERE d.ItemId = i.Id ORDER BY d.ReviewerName LIMIT 1)";
        const string Major = """{"byCriterion":{"fault":{"value":"major"},"reviewer-confidence":{"value":"0.9"}}}""";
        string sure = $"substr({First}, 1, instr({First}, 'fault') - 2) || '\"reviewer-confidence\":{{\"value\":\"' || (CASE i.Number % 3 WHEN 0 THEN '0.7' WHEN 1 THEN '0.8' ELSE '0.9' END) || '\"}},' || substr({First}, instr({First}, 'fault') - 1)";
        return review.RunAsync(string.Create(CultureInfo.InvariantCulture, $"""
            UPDATE ReviewItems AS i SET GoldJson = {First} WHERE i.Number % 2 = 0 AND i.CampaignId IN (SELECT Id FROM Campaigns WHERE Name = 'English to German');
            UPDATE ReviewDecisions AS d SET At = {until} - (1040 - (SELECT i.Number FROM ReviewItems i WHERE i.Id = d.ItemId)) * {day} / 26 WHERE d.Kind = 3 AND d.CampaignId IN (SELECT Id FROM Campaigns WHERE Name = 'English to German');
            INSERT INTO ReviewDecisions (Id, WorkspaceId, CampaignId, ItemId, ReviewerId, ReviewerName, RubricVersionId, ItemDigest, Kind, AnswersJson, Comment, IsUnclear, IsFlagged, ActiveMilliseconds, At)
            SELECT {NewId}, i.WorkspaceId, i.CampaignId, i.Id, u.Id, u.DisplayName, c.RubricVersionId, i.Digest, 0, CASE WHEN i.Number > {Astray} OR i.Number % 9 = 0 THEN '{Major}' ELSE {sure} END, '', 0, 0,
                   1000 * (20 + i.Number * 37 % 41), {until} - ({Answered} - i.Number) * {day} / 5
            FROM ReviewItems i JOIN Campaigns c ON c.Id = i.CampaignId JOIN AspNetUsers u ON u.Email = 'reviewer@demo.local' WHERE c.Name = 'English to German' AND i.Number <= {Answered};
            """));
    }
}
