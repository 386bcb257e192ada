using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.EndToEnd.Tests.Hosting;
using SynthWorkbench.EndToEnd.Tests.Review;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.EndToEnd.Tests.Calibration;

/// <summary>A lead and four reviewers in five browsers, from plan to signed minutes.</summary>
public sealed class SessionJourneyTests(Chromium chromium)
{
    private const int Items = 16;

    /// <summary>A score that only the first reviewer gives: found in another's traffic, the session was not blind.</summary>
    private const string Telltale = "77.125";

    /// <summary>
    /// A start of the server and five browsers that come back take a while, so a usual run kills at nine points of the 25. That services which start again after every single event find the same room is also
    /// tested without browsers.
    /// </summary>
    private static readonly bool EveryStep = Environment.GetEnvironmentVariable("SYNTHWB_EVERY_STEP") == "1";

    private static readonly string[] Scorers = ["Reviewer", "Owner", "Data scientist", "Approver"];

    [Fact]
    public async Task A_whole_session_on_a_real_study_survives_a_server_killed_between_any_two_steps()
    {
        string? study = SharedData.TryPath("data/wmt-mqm/sxs_ende_ratings_long.csv.gz");
        Assert.SkipWhen(study is null, "The file shared/data/wmt-mqm/sxs_ende_ratings_long.csv.gz is not on this machine.");
        await using var review = await ReviewSession.StartAsync(chromium);
        var lead = await review.SignInAsync("Lead");
        await review.RunAsync("UPDATE Memberships SET Roles = Roles | 2 WHERE UserId IN (SELECT Id FROM AspNetUsers WHERE Email IN ('scientist@demo.local', 'approver@demo.local'))");
        await lead.OpenAsync("/campaigns");
        await review.AddRubricAsync(Rubric);
        await ReviewSession.ImportStudyAsync(lead, Rubric, await ReviewSession.StudyAsync(study), "mqm_score");

        // Plan.
        await lead.OpenAsync("/calibration");
        await lead.LookAsync("calibration-empty");
        await lead.GetByRole(AriaRole.Link, new() { Name = "Plan the first session" }).ClickAsync();
        await lead.GetByLabel("Name", new() { Exact = true }).FillAsync("MQM in spring");
        await lead.GetByLabel("Items from").SelectOptionAsync(new SelectOptionValue { Label = "English to German, 1,040 items, rubric MQM score version 1" });
        await lead.GetByRole(AriaRole.Button, new() { Name = "Begin blind scoring" }).ClickAsync();
        await Assertions.Expect(lead.GetByText("0 reviewers are chosen")).ToBeVisibleAsync();
        foreach (string name in new[] { "Remy Reviewer", "Olga Owner", "Dana Scientist", "Ada Approver" })
            await lead.GetByLabel(name).CheckAsync();
        await Assertions.Expect(lead.GetByText("If these reviewers truly agree")).ToBeVisibleAsync();
        await lead.LookAsync("calibration-plan");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Begin blind scoring" }).ClickAsync();
        await lead.ReachAsync(new Regex("/calibration/[0-9a-f-]{36}$"));
        string room = new Uri(lead.Url).AbsolutePath;

        // Blind scoring: the others' traffic is read while the first one answers, and while they look at the room themselves.
        var pages = new List<IPage>();
        Task SurviveAsync(string step, bool isEssential = false) => isEssential || EveryStep ? SurvivesAsync(review, room, step, [lead, .. pages]) : Task.WhenAll([lead.OpenAsync(room), .. pages.Select(p => p.OpenAsync(room))]);
        var overheard = new ConcurrentQueue<string>();
        foreach (string role in Scorers)
        {
            var page = await review.SignInAsync(role);
            if (pages.Count > 0)
                Overhear(page, overheard);
            pages.Add(page);
        }

        Overhear(lead, overheard);
        await SurviveAsync("planned, scoring open", isEssential: true);
        int asked = await ScoreAsync(review, pages[0], room, item => item == 1 ? Telltale : Score(item), most: Items / 2);
        await SurviveAsync("half scored by one", isEssential: true);
        asked += await ScoreAsync(review, pages[0], room, item => item == 1 ? Telltale : Score(item));

        // One of them comes a second time, under a number that says nothing.
        Assert.Equal(Items + 1, asked);
        await SurviveAsync("scored by one");
        for (int i = 1; i < pages.Count; i++)
        {
            int person = i;
            Assert.Equal(Items + 1, await ScoreAsync(review, pages[i], room, item => item == 1 ? "20" : Score(item + (item % 4 == 0 ? person : 0))));
        }

        await pages[1].OpenAsync(room);
        await Assertions.Expect(lead.GetByText($"{4 * Items} of {4 * Items} answers are in")).ToBeVisibleAsync();
        await lead.LookAsync("calibration-scoring");
        Assert.DoesNotContain(overheard, text => text.Contains(Telltale, StringComparison.Ordinal));
        Assert.NotEmpty(overheard);
        await SurviveAsync("scored by all", isEssential: true);
        Assert.DoesNotContain(overheard, text => text.Contains(Telltale, StringComparison.Ordinal));

        // Freeze and reveal: now it travels, so that what was read above could have found it.
        await lead.GetByRole(AriaRole.Button, new() { Name = "Freeze the answers" }).ClickAsync();
        await Assertions.Expect(lead.GetByRole(AriaRole.Button, new() { Name = "Show all answers" })).ToBeVisibleAsync();
        await SurviveAsync("frozen", isEssential: true);
        Assert.DoesNotContain(overheard, text => text.Contains(Telltale, StringComparison.Ordinal));
        await lead.GetByRole(AriaRole.Button, new() { Name = "Show all answers" }).ClickAsync();
        await Assertions.Expect(lead.GetByRole(AriaRole.Button, new() { Name = "Show all answers" })).ToBeHiddenAsync();
        await SurviveAsync("revealed");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Item 1", Exact = true }).ClickAsync();
        await Assertions.Expect(lead.GetByRole(AriaRole.Region, new() { Name = "Item 1", Exact = true })).ToContainTextAsync(Telltale);
        Assert.Contains(overheard, text => text.Contains(Telltale, StringComparison.Ordinal));

        // The room follows the lead, everybody speaks, the lead last.
        await Assertions.Expect(pages[2].GetByRole(AriaRole.Region, new() { Name = "Item 1", Exact = true })).ToBeVisibleAsync();
        await SurviveAsync("item chosen");
        foreach (var page in pages)
            await page.GetByRole(AriaRole.Button, new() { Name = "Nothing to add" }).ClickAsync();
        await Assertions.Expect(lead.Locator(".remarks li")).ToHaveCountAsync(4);
        await SurviveAsync("reviewers have spoken");
        await lead.GetByLabel("Say something about this item").FillAsync("The register is wrong, which we call major.");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Say", Exact = true }).ClickAsync();
        await Assertions.Expect(pages[3].GetByText("The register is wrong")).ToBeVisibleAsync();
        await SurviveAsync("the lead has spoken");
        await lead.GetByLabel("Why did they differ?").SelectOptionAsync("ambiguous item");
        await Assertions.Expect(pages[0].GetByText("Differed by ambiguous item.")).ToBeVisibleAsync();
        await SurviveAsync("cause noted");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Park", Exact = true }).ClickAsync();
        await Assertions.Expect(pages[0].GetByRole(AriaRole.Row).Filter(new() { HasText = "parked" })).ToHaveCountAsync(1);
        await SurviveAsync("parked", isEssential: true);
        await lead.GetByRole(AriaRole.Button, new() { Name = "Take up again" }).ClickAsync();
        await Assertions.Expect(pages[0].GetByRole(AriaRole.Row).Filter(new() { HasText = "parked" })).ToHaveCountAsync(0);
        await SurviveAsync("taken up again");

        // A second, private vote.
        await lead.GetByRole(AriaRole.Button, new() { Name = "Ask for a second, private vote" }).ClickAsync();
        await Assertions.Expect(pages[3].GetByRole(AriaRole.Group, new() { Name = "Second vote" })).ToBeVisibleAsync();
        await SurviveAsync("vote open");
        foreach (var page in pages)
        {
            if (page == pages[2])
                await SurviveAsync("half voted", isEssential: true);
            var vote = page.GetByRole(AriaRole.Group, new() { Name = "Second vote" });
            await vote.Locator("input[type=number]").FillAsync("20");
            await vote.Locator("input[type=number]").BlurAsync();
            await vote.GetByRole(AriaRole.Button, new() { Name = "Vote", Exact = true }).ClickAsync();
            await Assertions.Expect(vote.GetByText("Your vote is in")).ToBeVisibleAsync();
        }

        await Assertions.Expect(lead.GetByText("4 of 4 in")).ToBeVisibleAsync();
        await SurviveAsync("all voted");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Close the vote" }).ClickAsync();
        await Assertions.Expect(lead.GetByText("1 of 4 changed their answer, 1 of them towards")).ToBeVisibleAsync();
        await SurviveAsync("vote closed");

        // Gold, as a range, signed by a reviewer.
        await lead.GetByLabel("Overall quality, lowest right answer").FillAsync("15");
        await lead.GetByLabel("Overall quality, highest right answer").FillAsync("25");
        await lead.GetByLabel("Overall quality, highest right answer").BlurAsync();
        await lead.GetByLabel("Why this is right").FillAsync("Wrong register throughout: major.");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Write it down" }).ClickAsync();
        await Assertions.Expect(lead.Locator("dd", new() { HasText = "15 to 25" })).ToBeVisibleAsync();
        await SurviveAsync("gold written");
        await pages[0].GetByRole(AriaRole.Button, new() { Name = "I stand by this" }).ClickAsync();
        await Assertions.Expect(lead.GetByText("Lea Lead, Remy Reviewer")).ToBeVisibleAsync();
        await lead.LookAsync("calibration-room");
        await pages[1].LookAsync("calibration-room-reviewer", 1440, 360);
        await SurviveAsync("gold signed", isEssential: true);

        // Agreement, feedback, standing.
        await lead.GetByRole(AriaRole.Tab, new() { Name = "Agreement" }).ClickAsync();
        await Assertions.Expect(lead.GetByRole(AriaRole.Row).Filter(new() { HasText = "Overall quality" }).First).ToContainTextAsync("interval");
        await lead.LookAsync("calibration-agreement");
        await lead.GetByRole(AriaRole.Tab, new() { Name = "Feedback" }).ClickAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "Give feedback" }).ClickAsync();
        await Assertions.Expect(lead.GetByText("Each reviewer can read their own part.")).ToBeVisibleAsync();
        await SurviveAsync("feedback given");
        await lead.GetByRole(AriaRole.Tab, new() { Name = "Feedback" }).ClickAsync();
        var remy = lead.GetByRole(AriaRole.Article, new() { Name = "Remy Reviewer" });
        await Assertions.Expect(remy).ToContainTextAsync("0 of 1");
        await remy.GetByRole(AriaRole.Button, new() { Name = "Set the standing" }).ClickAsync();
        await Assertions.Expect(remy).ToContainTextAsync("on probation");
        await lead.LookAsync("calibration-feedback");
        await SurviveAsync("standing given", isEssential: true);
        await pages[0].GetByRole(AriaRole.Tab, new() { Name = "Feedback" }).ClickAsync();
        await Assertions.Expect(pages[0].GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        await Assertions.Expect(pages[0].GetByRole(AriaRole.Article, new() { Name = "Your feedback" })).ToContainTextAsync("you said 77.125, right is 15 to 25");

        // The rubric is amended, and what was decided under the old words is asked again.
        string rubric = (await review.TextAsync("SELECT Id FROM Rubrics WHERE Name = 'MQM score'"))!.ToLowerInvariant();
        await review.AddRubricAsync(Rubric with { Criteria = [Rubric.Criteria[0] with { Guidance = "A wrong register is a major fault." }] }, 2, "Register");
        await SurviveAsync("rubric amended");
        await lead.GetByRole(AriaRole.Tab, new() { Name = "Rubric" }).ClickAsync();
        await Assertions.Expect(lead.GetByRole(AriaRole.Link, new() { Name = "open the rubric" })).ToHaveAttributeAsync("href", $"rubrics/{rubric}");
        await lead.GetByRole(AriaRole.Button, new() { Name = "End the session with this version" }).ClickAsync();
        await Assertions.Expect(lead.GetByRole(AriaRole.Row).Filter(new() { HasText = "English to German" })).ToContainTextAsync("3,120");
        await lead.LookAsync("calibration-rubric");
        await SurviveAsync("version taken into the session");
        await lead.GetByRole(AriaRole.Tab, new() { Name = "Rubric" }).ClickAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "Ask these items again under version 2" }).ClickAsync();
        await Assertions.Expect(lead.GetByText("1,040 items are asked again")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await lead.GetByRole(AriaRole.Tab, new() { Name = "Log" }).ClickAsync();
        await Assertions.Expect(lead.GetByRole(AriaRole.Region, new() { Name = "Log" }).GetByRole(AriaRole.Listitem).First).ToContainTextAsync("asked 1,040 items again");
        await lead.LookAsync("calibration-log");
        await SurviveAsync("asked again", isEssential: true);

        // Signed minutes end it.
        await pages[0].OpenAsync(room + "/minutes");
        await pages[0].GetByRole(AriaRole.Button, new() { Name = "Sign the minutes" }).ClickAsync();
        await pages[0].GetByRole(AriaRole.Button, new() { Name = "Sign as they stand" }).ClickAsync();
        await Assertions.Expect(pages[0].GetByRole(AriaRole.Article, new() { Name = "Minutes" })).ToContainTextAsync("Remy Reviewer, 20");
        await SurviveAsync("minutes signed by a reviewer");
        await lead.GetByRole(AriaRole.Link, new() { Name = "Minutes", Exact = true }).ClickAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "Sign the minutes" }).ClickAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "Sign: this ends the session" }).ClickAsync();
        await Assertions.Expect(lead.GetByRole(AriaRole.Article, new() { Name = "Minutes" })).ToContainTextAsync("Lea Lead, 20");
        await Assertions.Expect(lead.GetByText("Each event follows from the one before")).ToBeVisibleAsync();
        await lead.LookAsync("calibration-minutes");
        await SurviveAsync("ended");
        await Assertions.Expect(lead.GetByText("The session has ended")).ToBeVisibleAsync();
        await lead.OpenAsync("/calibration");
        await Assertions.Expect(lead.GetByRole(AriaRole.Row).Filter(new() { HasText = "MQM in spring" })).ToContainTextAsync("ended");
        await lead.LookAsync("calibration-list");
    }

    [Fact]
    public async Task Planning_scoring_and_the_room_work_by_keyboard_alone()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var reviewer = await review.OpenAsync("Reviewer");
        var lead = await review.SignInAsync("Lead");
        await lead.OpenAsync("/calibration/new");
        await lead.GetByLabel("Name", new() { Exact = true }).FocusAsync();
        await lead.Keyboard.TypeAsync("By keyboard");
        await lead.GetByLabel("Items", new() { Exact = true }).FocusAsync();
        await lead.Keyboard.PressAsync("Control+a");
        await lead.Keyboard.TypeAsync("2");
        await lead.Keyboard.PressAsync("Tab");
        foreach (string name in new[] { "Remy Reviewer", "Olga Owner" })
        {
            await lead.GetByLabel(name).FocusAsync();
            await lead.Keyboard.PressAsync("Space");
            await Assertions.Expect(lead.GetByLabel(name)).ToBeCheckedAsync();
        }

        await lead.GetByText("If these reviewers truly agree").WaitForAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "Begin blind scoring" }).PressAsync("Enter");
        await lead.ReachAsync(new Regex("/calibration/[0-9a-f-]{36}$"));
        string room = new Uri(lead.Url).AbsolutePath;

        await reviewer.OpenAsync(room);
        await reviewer.GetByRole(AriaRole.Link, new() { Name = "Begin to score" }).PressAsync("Enter");
        for (string title = await OnItemAsync(reviewer, "By keyboard"); title.StartsWith("Item", StringComparison.Ordinal); title = await OnItemAsync(reviewer, title))
        {
            foreach (var criterion in await reviewer.Locator("fieldset[data-criterion]:has(input[type=radio])").AllAsync())
            {
                // The last but one: it is no defect, and no end of a scale that asks for a reason.
                var choice = criterion.Locator("input[type=radio]").Nth(await criterion.Locator("input[type=radio]").CountAsync() - 2);
                await choice.FocusAsync();
                await reviewer.Keyboard.PressAsync("Space");
                await Assertions.Expect(choice).ToBeCheckedAsync();
            }

            await review.SavedAsync(reviewer);
            await reviewer.Keyboard.PressAsync("Control+Enter");
        }

        // Without the quorum a reason is asked for; both fields and buttons are reached by keys.
        await lead.GetByRole(AriaRole.Button, new() { Name = "Freeze the answers" }).PressAsync("Enter");
        await lead.GetByLabel("Why you go on without all answers").FocusAsync();
        await lead.Keyboard.TypeAsync("The second reviewer is away.");
        await lead.Keyboard.PressAsync("Enter");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Show all answers" }).PressAsync("Enter");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Item 2", Exact = true }).PressAsync("Enter");
        await Assertions.Expect(lead.GetByRole(AriaRole.Region, new() { Name = "Item 2", Exact = true })).ToBeVisibleAsync();
        await lead.GetByLabel("Say something about this item").FocusAsync();
        await lead.Keyboard.TypeAsync("I should wait.");
        await lead.Keyboard.PressAsync("Enter");
        await Assertions.Expect(lead.GetByText("The lead speaks last: 2 reviewers have not spoken")).ToBeVisibleAsync();
        await lead.GetByLabel("Why this is right").FocusAsync();
        await lead.Keyboard.TypeAsync("One of one says so.");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Write it down" }).PressAsync("Enter");
        await Assertions.Expect(lead.GetByText("✓ 1 signed")).ToBeVisibleAsync();
        await lead.LookAsync("calibration-keyboard");
        await lead.GetByRole(AriaRole.Tab, new() { Name = "Agreement" }).PressAsync("Enter");
        await Assertions.Expect(lead.GetByText("not defined").First).ToBeVisibleAsync();
        await lead.GetByRole(AriaRole.Link, new() { Name = "Minutes", Exact = true }).PressAsync("Enter");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Sign the minutes" }).PressAsync("Enter");
        await Assertions.Expect(lead.GetByRole(AriaRole.Button, new() { Name = "Sign: this ends the session" })).ToBeFocusedAsync();
        await lead.Keyboard.PressAsync("Enter");
        await Assertions.Expect(lead.GetByRole(AriaRole.Article, new() { Name = "Minutes" })).ToContainTextAsync("Lea Lead, 20");
    }

    private static string Score(int item) => (40 + 3 * item).ToString(CultureInfo.InvariantCulture);

    /// <summary>Everything that a page receives, frames of its circuit and bodies of its requests.</summary>
    private static void Overhear(IPage page, ConcurrentQueue<string> heard)
    {
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => heard.Enqueue(frame.Text ?? System.Text.Encoding.UTF8.GetString(frame.Binary ?? []));
    }

    /// <summary>
    /// The server is killed and started again while everybody is in the room: their browsers come back by themselves, and room and log say to each of them what they said before.
    /// </summary>
    private static async Task SurvivesAsync(ReviewSession review, string room, string step, IReadOnlyList<IPage> pages)
    {
        await Task.WhenAll(pages.Select(p => p.OpenAsync(room)));
        string[] before = await Task.WhenAll(pages.Select(StateAsync));
        foreach (var page in pages)
            await page.EvaluateAsync("document.documentElement.dataset.before = 'true'");
        await review.Workbench.KillAsync();
        await review.Workbench.StartAgainAsync();
        await Task.WhenAll(pages.Select(p => p.UntilAsync("!document.documentElement.dataset.before && document.documentElement.dataset.live === 'true' && !!document.querySelector('.verdict')")));
        string[] after = await Task.WhenAll(pages.Select(StateAsync));
        for (int i = 0; i < pages.Count; i++)
            Assert.Equal($"{step}, browser {i}:\n{before[i]}", $"{step}, browser {i}:\n{after[i]}");
    }

    /// <summary>What the room shows, and after the freeze its log too.</summary>
    private static async Task<string> StateAsync(IPage page)
    {
        await page.Locator(".verdict").WaitForAsync();

        // The item's content comes a moment after the room.
        await page.UntilAsync("!document.querySelector('section.item') || !!document.querySelector('section.item .content')");

        // Who is there and how long ago are no part of it.
        string text = Regex.Replace(await page.Locator("main").InnerTextAsync(), ", away| · [0-9]+ of [0-9]+ minutes", "");
        var log = page.GetByRole(AriaRole.Tab, new() { Name = "Log" });
        if (await log.CountAsync() == 0)
            return text;
        await log.ClickAsync();
        text += await page.GetByRole(AriaRole.Region, new() { Name = "Log" }).InnerTextAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Room" }).ClickAsync();
        await page.Locator(".room").WaitForAsync();
        return text;
    }

    /// <summary>Answers the items that wait, or the first of them; gives how many were answered.</summary>
    private static async Task<int> ScoreAsync(ReviewSession review, IPage page, string room, Func<int, string> score, int most = int.MaxValue)
    {
        await page.OpenAsync(room);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^(Begin to score|Score [0-9]+ more)$") }).ClickAsync();
        int asked = 0;
        for (string title = await OnItemAsync(page, ""); asked < most && title.StartsWith("Item", StringComparison.Ordinal); title = await OnItemAsync(page, title))
        {
            asked++;
            var field = page.Locator("[data-criterion=score] input[type=number]");
            await field.FillAsync(score(int.Parse(title.Split(' ')[^1], CultureInfo.InvariantCulture)));
            await field.BlurAsync();
            await page.Locator("[data-criterion=reviewer-confidence] input[type=radio]").Nth(3).CheckAsync();
            await review.SavedAsync(page);
            await page.Keyboard.PressAsync("Control+Enter");
        }

        return asked;
    }

    /// <summary>The heading once it is another, and the item under it is watched.</summary>
    private static async Task<string> OnItemAsync(IPage page, string before)
    {
        await Assertions.Expect(page.Locator("h1")).Not.ToHaveTextAsync(before, new() { Timeout = 60_000 });
        await page.UntilAsync("document.body.textContent.includes('No item now') || !!document.querySelector('[data-save-state=saved]') && !document.querySelector('[data-save-state]').textContent.startsWith('Sen')");
        return await page.Locator("h1").InnerTextAsync();
    }

    private static Rubric Rubric { get; } = new() { Name = "MQM score", Criteria = [new Criterion { Id = "score", Title = "Overall quality", Scale = ScaleKind.Numeric, Max = 100 }] };
}
