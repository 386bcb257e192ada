using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests.Review;

/// <summary>A lead makes rubrics from samples, changes them and tries them as a reviewer would.</summary>
[Collection(PageTests.Name)]
public sealed class RubricTests(BrowserSession session)
{
    [Fact]
    public async Task A_rubric_from_a_sample_is_changed_saved_compared_and_previewed()
    {
        var page = await session.OpenAsync("Lead", "/rubrics/new");
        await page.LookAsync("rubric-start");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start from this: Plausibility of a record" }).ClickAsync();
        string name = $"Plausibility {Guid.NewGuid():N}"[..20];
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Note for this version").FillAsync("As in the sample");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the rubric" }).ClickAsync();
        await page.ReachAsync("**/rubrics/*-*");
        await Assertions.Expect(page.GetByText("Saved as version 1.")).ToBeVisibleAsync();

        // A mistake is told and keeps what was written.
        await page.GetByLabel("Question").FillAsync("How credible is this record?");
        await page.GetByLabel("Value of option 2", new() { Exact = true }).FillAsync("1");
        await page.GetByLabel("Value of option 2", new() { Exact = true }).BlurAsync();
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Save as version 2" });
        await save.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("offers the value '1' twice");
        await page.LookAsync("rubric-problem");
        await page.GetByLabel("Value of option 2", new() { Exact = true }).FillAsync("2");
        await page.GetByLabel("Value of option 2", new() { Exact = true }).BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a criterion" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Question")).ToHaveValueAsync("");
        await page.GetByLabel("Question").FillAsync("Would you use it for training?");
        await page.GetByLabel("Question").BlurAsync();
        await Assertions.Expect(page.GetByLabel("Id", new() { Exact = true })).ToHaveValueAsync("would-you-use-it-for-training");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move up: Would you use it for training?" }).ClickAsync();
        await save.ClickAsync();
        await Assertions.Expect(page.GetByText("Saved as version 2.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Tab, new() { Name = "Versions" }).ClickAsync();
        var differences = page.GetByRole(AriaRole.Region, new() { Name = "Differences" });
        await Assertions.Expect(differences).ToContainTextAsync("How credible is this record?");
        await Assertions.Expect(differences).ToContainTextAsync("added");
        await page.LookAsync("rubric-versions");

        await page.ReloadAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync(name);
        await Assertions.Expect(page.GetByLabel("Question")).ToHaveValueAsync("How credible is this record?");
        await page.LookAsync("rubric-criteria");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-criterion=wrong]")).ToHaveCountAsync(0);
        await page.Locator("[data-criterion=plausibility] [data-option='1']").PressAsync(" ");
        await Assertions.Expect(page.Locator("[data-criterion=wrong]")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the answers" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-criterion=wrong] [role=alert]")).ToContainTextAsync("has no answer yet");
        await page.LookAsync("rubric-preview");
        await page.Context.CloseAsync();
    }

    /// <summary>The page is longer than a window: what stands in the way is told where the person pressed, and leads to its place.</summary>
    [Fact]
    public async Task What_keeps_a_rubric_from_being_saved_is_in_view_and_leads_to_its_criterion()
    {
        var page = await session.OpenAsync("Lead", "/rubrics/new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start from this: Plausibility of a record" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"Plausibility {Guid.NewGuid():N}"[..20]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove: How plausible is this record?" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a criterion" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Question")).ToHaveValueAsync("");
        await page.GetByLabel("Question").FillAsync("Would you use it for training?");
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Save the rubric" });
        await save.ClickAsync();
        var told = page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(told).ToContainTextAsync("'What is wrong?' depends on 'plausibility', which is not in the rubric.");
        await Assertions.Expect(told).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.LookAsync("rubric-condition");
        await told.GetByRole(AriaRole.Button, new() { Name = "Go there" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Question")).ToHaveValueAsync("What is wrong?");
        await Assertions.Expect(page.GetByLabel("Question")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByText("which is not in the rubric").First).ToBeInViewportAsync();
        await page.GetByLabel("Asked").SelectOptionAsync("");
        await save.ClickAsync();
        await page.ReachAsync("**/rubrics/*-*");
        await Assertions.Expect(page.GetByText("Saved as version 1.")).ToBeInViewportAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Who_saves_second_is_told_who_was_first_sees_what_differs_and_loses_no_text()
    {
        var page = await session.OpenAsync("Lead", "/rubrics/new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start from this: Real or synthetic?" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"Pairs {Guid.NewGuid():N}"[..20]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the rubric" }).ClickAsync();
        await page.ReachAsync("**/rubrics/*-*");
        await page.GetByText("Saved as version 1.").WaitForAsync();

        var other = await session.OpenAsync("Owner", new Uri(page.Url).AbsolutePath);
        await other.GetByLabel("Question").FillAsync("Which of the two is real?");
        await other.GetByRole(AriaRole.Button, new() { Name = "Save as version 2" }).ClickAsync();
        await other.GetByText("Saved as version 2.").WaitForAsync();
        await other.Context.CloseAsync();

        await page.GetByLabel("Question").FillAsync("Which record is real?");
        await page.GetByLabel("Note for this version").FillAsync("Shorter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as version 2" }).ClickAsync();
        var told = page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(told).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"^\S.* saved version 2 on .* UTC, while you were writing"));
        await Assertions.Expect(told).ToBeInViewportAsync();
        await page.GetByText("See the differences").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "What changed since version 1" })).ToContainTextAsync("Which of the two is real?");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "What yours would change in version 2" })).ToContainTextAsync("Which record is real?");
        await page.LookAsync("rubric-conflict");
        await Assertions.Expect(page.GetByLabel("Question")).ToHaveValueAsync("Which record is real?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save mine as version 3" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Saved as version 3.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Versions" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Versions" })).ToContainTextAsync("Shorter");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_passage_is_marked_by_mouse_and_by_keyboard()
    {
        var page = await session.OpenAsync("Lead", "/rubrics/new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start from this: Translation quality (MQM)" }).ClickAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Preview" }).ClickAsync();
        var text = page.Locator("[data-field=target]");
        await text.UntilMarkableAsync();
        await text.DblClickAsync(new() { Position = new() { X = 50, Y = 8 } });
        await Assertions.Expect(text.Locator("mark")).ToHaveTextAsync("tablets");
        await text.FocusAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.EvaluateAsync("getSelection().removeAllRanges()");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(text.Locator("mark")).ToHaveTextAsync(["The ", "t", "ablets"]);
        await page.GetByLabel("Severity of passage 2").SelectOptionAsync("critical");
        await Assertions.Expect(text.Locator("mark[title*=critical]")).Not.ToHaveCountAsync(0);
        await page.LookAsync("rubric-passages");
        await page.GetByLabel("Remove passage 1").ClickAsync();

        // As a list: a single text would fail at once while the three marks still stand, instead of waiting for them to go.
        await Assertions.Expect(text.Locator("mark")).ToHaveTextAsync(["tablets"]);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_pair_is_shown_side_by_side()
    {
        var page = await session.OpenAsync("Lead", "/rubrics/new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start from this: Real or synthetic?" }).ClickAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Preview" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Tie" }).CheckAsync();
        await Assertions.Expect(page.Locator("[data-option=E]")).ToBeCheckedAsync();
        await page.LookAsync("rubric-pair");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_reviewer_reads_rubrics_and_saves_none()
    {
        var page = await session.OpenAsync("Reviewer", "/rubrics/new");
        await Assertions.Expect(page.GetByText("Rubrics are made by leads")).ToBeVisibleAsync();
        await page.OpenAsync("/rubrics");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "New rubric" })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }
}
