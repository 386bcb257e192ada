using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests.Review;

/// <summary>Reviewing in real browsers, and every way in which an answer could be lost: a killed server, a cut connection, a closed tab, a second tab, a lease that ended.</summary>
public sealed class ReviewPageTests(Chromium chromium)
{
    [Fact]
    public async Task Items_are_judged_by_keyboard_alone_and_answers_survive_reload_and_correction()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var page = await review.OpenAsync("Reviewer");
        Assert.Empty((await page.FaultsAsync()).Select(f => f.Id + ": " + string.Join(", ", f.Nodes.Select(n => n.Target + " " + n.Html))));
        Assert.Equal("Item 1", await page.Locator("h1").InnerTextAsync());
        await page.Keyboard.PressAsync("5");
        await Assertions.Expect(page.Locator("[data-option='5']").First).ToBeCheckedAsync();
        await review.SavedAsync(page);
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM ReviewDrafts"));
        await page.ReloadAsync();
        await review.OnItemAsync(page, 1);
        await Assertions.Expect(page.Locator("[data-option='5']").First).ToBeCheckedAsync();

        await page.Keyboard.PressAsync("4");
        await Assertions.Expect(page.Locator("[data-option='4']").First).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(page.Locator("[data-option='5']").First).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Control+Shift+z");
        await Assertions.Expect(page.Locator("[data-option='4']").First).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await review.OnItemAsync(page, 2);
        Assert.Equal(0, await review.CountAsync("SELECT COUNT(*) FROM ReviewDrafts"));

        // Back to the answer just given, and correct it: a new decision that supersedes the first.
        await page.Keyboard.PressAsync("p");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Item 1, decided by you");
        await page.Keyboard.PressAsync("5");
        await Assertions.Expect(page.Locator("[data-option='5']").First).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await review.OnItemAsync(page, 2);
        Assert.Equal(2, await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions"));
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions WHERE Supersedes IS NOT NULL"));

        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" }).WaitForAsync();
        await page.PictureAsync("review-keys");
        await page.Keyboard.PressAsync("?");
        await page.Keyboard.PressAsync("h");
        await Assertions.Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "My answers" })).ToContainTextAsync("corrected");
        foreach (string theme in new[] { "light", "dark" })
        {
            foreach (int width in new[] { 1440, 800, 360 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EvaluateAsync($"document.documentElement.dataset.theme = '{theme}'");
                await page.UntilAsync("document.documentElement.scrollWidth <= innerWidth");
                await page.PictureAsync($"review-{theme}-{width}");
            }
        }
    }

    [Fact]
    public async Task What_is_missing_is_said_in_place_and_a_skip_needs_a_reason()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var page = await review.OpenAsync("Reviewer");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("has no answer yet");
        await page.Keyboard.PressAsync("Control+Space");
        await page.GetByRole(AriaRole.Button, new() { Name = "Skip this item" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Say in a word why");
        await page.GetByLabel("Why do you skip it?").FillAsync("I do not know this field");
        await page.GetByRole(AriaRole.Button, new() { Name = "Skip this item" }).ClickAsync();
        await review.OnItemAsync(page, 2);
    }

    [Fact]
    public async Task A_killed_server_costs_no_answer_and_doubles_none()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var page = await review.OpenAsync("Reviewer");
        await page.Keyboard.PressAsync("5");
        await review.SavedAsync(page);
        await review.Workbench.KillAsync();

        // Typed while nobody listens, then submitted: both wait in the browser.
        await page.EvaluateAsync("document.querySelector('#components-reconnect-modal')?.close()");
        await page.Locator("#comment").EvaluateAsync("e => { e.value = 'typed while the server was down'; e.dispatchEvent(new Event('input', { bubbles: true })); }");
        await page.UntilAsync("Object.keys(localStorage).some(k => k.startsWith('sw-review:') && localStorage[k].includes('typed while'))");
        await page.Locator("[data-save-state=offline]").WaitForAsync();
        await review.Workbench.StartAgainAsync();
        await page.UntilAsync("!Object.keys(localStorage).some(k => k.startsWith('sw-review:'))");
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM ReviewDrafts WHERE Comment = 'typed while the server was down' AND AnswersJson LIKE '%5%'"));
        await page.ReloadAsync();
        await review.OnItemAsync(page, 1);
        await Assertions.Expect(page.Locator("#comment")).ToHaveValueAsync("typed while the server was down");
        await page.Keyboard.PressAsync("Control+Enter");
        await review.OnItemAsync(page, 2);
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions"));
    }

    [Fact]
    public async Task A_cut_connection_keeps_the_submission_and_sends_it_once_when_it_is_back()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var page = await review.OpenAsync("Reviewer");
        await page.Keyboard.PressAsync("5");
        await review.SavedAsync(page);
        bool lost = false;

        // The first submission arrives and its answer is lost on the way back; what follows does not arrive at all.
        await page.RouteAsync("**/review/outbox/decisions", async route =>
        {
            if (!lost)
                await route.FetchAsync();
            lost = true;
            await route.AbortAsync();
        });
        await page.Keyboard.PressAsync("Control+Enter");
        await page.Locator("[data-save-state=offline]").WaitForAsync();
        await page.UntilAsync("Object.keys(localStorage).some(k => k.startsWith('sw-review:') && JSON.parse(localStorage[k]).submit)");
        await page.UnrouteAsync("**/review/outbox/decisions");
        await review.OnItemAsync(page, 2);
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions"));
    }

    /// <summary>A quick reviewer presses the next digit the moment the next item is there; no round trip may stand between the two.</summary>
    [Fact]
    public async Task A_key_pressed_the_moment_an_item_appears_counts()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var page = await review.OpenAsync("Reviewer");
        await page.Keyboard.PressAsync("5");
        await review.SavedAsync(page);
        await page.EvaluateAsync("""
            () => {
              const title = document.querySelector('h1').textContent;
              const watch = new MutationObserver(() => {
                if (document.querySelector('h1').textContent === title) return;
                watch.disconnect();
                document.dispatchEvent(new KeyboardEvent('keydown', { key: '3', bubbles: true }));
              });
              watch.observe(document.body, { subtree: true, childList: true, characterData: true });
            }
            """);
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Item 2");
        await Assertions.Expect(page.Locator("[data-option='3']").First).ToBeCheckedAsync();
        await review.SavedAsync(page);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-option='3']").First).ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_closed_tab_costs_no_keystroke()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var page = await review.OpenAsync("Reviewer");
        await page.Locator("#comment").PressSequentiallyAsync("closed in the middle of a word");
        await page.CloseAsync(new() { RunBeforeUnload = false });
        var again = await review.OpenAsync("Reviewer", page.Context);
        await Assertions.Expect(again.Locator("#comment")).ToHaveValueAsync("closed in the middle of a word");
    }

    [Fact]
    public async Task Two_tabs_with_different_answers_are_shown_side_by_side_and_the_reviewer_chooses()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var first = await review.OpenAsync("Reviewer");
        await first.Keyboard.PressAsync("5");
        await review.SavedAsync(first);
        var second = await review.OpenAsync("Reviewer", first.Context);
        await Assertions.Expect(second.Locator("[data-option='5']").First).ToBeCheckedAsync();
        await second.Keyboard.PressAsync("3");
        await review.SavedAsync(second);
        await first.BringToFrontAsync();
        await first.Keyboard.PressAsync("4");
        await ConflictAsync(first);
        await first.PictureAsync("review-conflict");

        // What is chosen while both are on screen counts as here.
        await first.Keyboard.PressAsync("5");
        await Assertions.Expect(first.GetByRole(AriaRole.Region, new() { Name = "Answers that differ" }).Locator("tbody tr").First).ToContainTextAsync("Typical");
        await first.GetByRole(AriaRole.Button, new() { Name = "Keep what is here" }).ClickAsync();
        await review.SavedAsync(first);
        await Assertions.Expect(first.Locator("[data-option='5']").First).ToBeCheckedAsync();
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM ReviewDrafts WHERE Revision = 3 AND AnswersJson LIKE '%\"5\"%'"));

        // What is elsewhere is shown exactly, whatever the fields held, and is what goes on from there.
        await first.Locator("#comment").FillAsync("a word from here");
        await review.SavedAsync(first);
        await second.BringToFrontAsync();
        await second.Keyboard.PressAsync("4");
        await ConflictAsync(second);
        await Assertions.Expect(second.GetByRole(AriaRole.Region, new() { Name = "Answers that differ" })).ToContainTextAsync("a word from here");
        await second.EvaluateAsync("document.querySelectorAll('[data-answers] textarea').forEach(t => t.value = 'never heard of')");
        await second.GetByRole(AriaRole.Button, new() { Name = "Take what is elsewhere" }).ClickAsync();
        await Assertions.Expect(second.Locator("[data-option='5']").First).ToBeCheckedAsync();
        await Assertions.Expect(second.Locator("#comment")).ToHaveValueAsync("a word from here");
        await Assertions.Expect(second.Locator("textarea[data-part=text]")).ToHaveValueAsync("");
        await second.Keyboard.PressAsync("3");
        await review.SavedAsync(second);
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM ReviewDrafts WHERE Revision = 5 AND Comment = 'a word from here' AND AnswersJson LIKE '%\"3\"%'"));

        // Submitted from both: one decision, and the second is told.
        await first.BringToFrontAsync();
        await first.Keyboard.PressAsync("Control+Enter");
        await review.OnItemAsync(first, 2);
        await second.BringToFrontAsync();
        await second.Keyboard.PressAsync("Control+Enter");
        await ConflictAsync(second);
        await second.GetByRole(AriaRole.Button, new() { Name = "Take what is elsewhere" }).ClickAsync();
        await review.OnItemAsync(second, 2);
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions"));

        static Task ConflictAsync(IPage page) => page.GetByRole(AriaRole.Heading, new() { Name = "This item was changed elsewhere too" }).WaitForAsync();
    }

    [Fact]
    public async Task A_lease_that_ended_gives_the_item_to_others_and_the_late_answer_is_kept_as_surplus()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var slow = await review.OpenAsync("Reviewer");
        await slow.Keyboard.PressAsync("5");
        await review.SavedAsync(slow);

        // Both places of the item are taken by others while the lease is over.
        await review.RunAsync("UPDATE ReviewSlots SET LeaseEnds = 1 WHERE State = 1");
        foreach (string role in new[] { "Lead", "Owner" })
        {
            var quick = await review.OpenAsync(role);
            await review.OnItemAsync(quick, 1);
            await quick.Keyboard.PressAsync("5");
            await quick.Keyboard.PressAsync("Control+Enter");
            await review.OnItemAsync(quick, 2);
        }

        await slow.BringToFrontAsync();
        await slow.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(slow.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your answer is kept beside theirs");
        Assert.Equal(3, await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions"));
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions WHERE Kind = 2"));
    }

    [Fact]
    public async Task What_the_browser_holds_of_one_item_never_reaches_the_next()
    {
        await using var review = await ReviewSession.StartAsync(chromium);
        var page = await review.OpenAsync("Reviewer");
        await page.Keyboard.PressAsync("5");
        await review.SavedAsync(page);

        // As after a cut: the fields hold what the server never heard of, so that for it nothing changes with the next item.
        await page.EvaluateAsync("document.querySelector('#comment').value = 'of the first item'");
        await page.Keyboard.PressAsync("Control+Enter");
        await review.OnItemAsync(page, 2);
        await Assertions.Expect(page.Locator("#comment")).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("input[type=radio]:checked")).ToHaveCountAsync(0);
        Assert.Equal(1, await review.CountAsync("SELECT COUNT(*) FROM ReviewDecisions WHERE Comment = 'of the first item'"));
    }
}
