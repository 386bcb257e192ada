using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Benchmarks;

/// <summary>
/// A calibration room full of reviewers, each with a browser of their own: how long it takes from the lead's click until the last of them is told, and until the last of them has it in its page. Thirty browsers that
/// draw take the machine's cores, which in life are thirty machines': with <c>--drawing</c> the others keep their pages up to date and do not lay them out.
/// </summary>
internal static class RoomBenchmark
{
    private const double GoalMilliseconds = 500;

    private const int Items = 16, WarmUp = 5;

    /// <summary>Notes when the page's connection last brought something.</summary>
    private const string Listen = """
        const Plain = window.WebSocket;
        window.WebSocket = class extends Plain {
          constructor(...all) {
            super(...all);
            this.addEventListener('message', () => { if (window.swSeen && !window.swIsSeen) window.swTold = performance.timeOrigin + performance.now(); });
          }
        };
        """;

    /// <summary>Waits in the page until it shows an item, and says when by the machine's clock: the message that brought it, and the page that shows it.</summary>
    private const string Watch = """
        item => {
          [window.swIsSeen, window.swTold] = [false, 0];
          window.swSeen = new Promise(done => {
            const look = () => {
              if (!document.querySelector(`section[aria-label="${item}"]`) || window.swIsSeen) return;
              window.swIsSeen = true;
              watch.disconnect();
              done([window.swTold ?? 0, performance.timeOrigin + performance.now()]);
            };
            const watch = new MutationObserver(look);
            watch.observe(document.body, { subtree: true, childList: true, attributes: true });
            look();
          });
        }
        """;

    /// <summary>Clicks an item and says when.</summary>
    private const string Click = """
        item => {
          const button = [...document.querySelectorAll('tbody button')].find(b => b.textContent === item);
          const at = performance.timeOrigin + performance.now();
          button.click();
          return at;
        }
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        int browsers = 30, moves = 50, drawing = int.MaxValue;
        string? app = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--browsers": browsers = int.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                case "--moves": moves = int.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                case "--drawing": drawing = int.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                default: app = arguments[i]; break;
            }
        }

        if (app is null || browsers is < 2 or > CalibrationPlanning.MostReviewers)
        {
            await Console.Error.WriteLineAsync($"usage: room [--browsers 2..{CalibrationPlanning.MostReviewers}] [--moves N] [--drawing N] PUBLISHED-FOLDER");
            return 2;
        }

        await using var workspace = await ReviewWorkspace.MakeAsync(browsers, Items, overlap: 1);
        var session = await RevealAsync(workspace);
        await using var server = new ReviewServer(app, workspace.Folder);
        await server.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await ReviewBrowser.LaunchAsync(playwright);
        var lead = await EnterAsync(browser, server, ReviewWorkspace.LeadEmail, session);
        var pages = new List<IPage>();
        foreach (var person in workspace.People)
        {
            var page = await EnterAsync(browser, server, person.Email, session);
            if (pages.Count >= drawing)
                await page.EvaluateAsync("document.documentElement.style.display = 'none'");
            pages.Add(page);
        }

        List<double> told = [], shown = [];
        var busy = TimeSpan.Zero;
        for (int move = 0; move < moves + WarmUp; move++)
        {
            string item = $"Item {1 + move % Items}";
            foreach (var page in pages)
                await page.EvaluateAsync(Watch, item);
            var before = server.ProcessorTime;
            double clicked = await lead.EvaluateAsync<double>(Click, item), lastTold = 0, lastShown = 0;
            foreach (var page in pages)
            {
                double[] at = await page.EvaluateAsync<double[]>("() => window.swSeen");
                (lastTold, lastShown) = (Math.Max(lastTold, at[0]), Math.Max(lastShown, at[1]));
            }

            if (move < WarmUp)
                continue;
            busy += server.ProcessorTime - before;
            told.Add(lastTold - clicked);
            shown.Add(lastShown - clicked);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{moves} moves of the lead, {browsers} reviewers in {browsers} browsers, {Items} items, {Environment.ProcessorCount} cores shared with them; {Math.Min(drawing, browsers)} of the browsers draw what they are told"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"until the last browser is told: {Line(told)}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"until the last browser shows it: {Line(shown)} (goal p95 {GoalMilliseconds} ms)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor time of the server: {busy.TotalMilliseconds / moves:0} ms a move"));
        return Quantile.Of(shown, 0.95) <= GoalMilliseconds ? 0 : 1;

        static string Line(List<double> times) => string.Create(CultureInfo.InvariantCulture, $"p50 {Quantile.Of(times, 0.5):0} ms, p95 {Quantile.Of(times, 0.95):0} ms, most {times.Max():0} ms");
    }

    /// <summary>A session in which everybody has answered every item, frozen and shown.</summary>
    private static async Task<CalibrationSessionId> RevealAsync(ReviewWorkspace workspace)
    {
        await using var services = workspace.Services();
        var (lead, ct) = (workspace.Lead, CancellationToken.None);
        var reviewers = workspace.People.Select((p, i) => new SessionReviewer(p.User, $"Reviewer {i + 1}")).ToList();
        var plan = new SessionPlan { Source = workspace.Campaign.Value, Items = Items, RepeatShare = 0, Reviewers = [.. reviewers] };
        var made = await services.GetRequiredService<CalibrationPlanning>().CreateAsync(lead, "Room", plan, Guid.CreateVersion7(), ct);
        if (made.Session is not { } session)
            throw new InvalidOperationException(string.Join(' ', made.Problems.Select(p => p.Message)));
        var scoring = (await services.GetRequiredService<SessionBoard>().GetAsync(lead, session, before: null, ct))!.Scoring;
        var random = new RandomStream(1, 0);
        foreach (var reviewer in reviewers)
        {
            var actor = new Actor(reviewer.UserId, reviewer.Name, lead.WorkspaceId);
            while ((await services.GetRequiredService<ReviewQueue>().NextAsync(actor, scoring, null, ct)).Item is { } item)
            {
                var answers = new ReviewAnswers().With("plausibility", new CriterionAnswer { Value = $"{3 + random.NextInt32(3)}", Rationale = "The fields go together." }).With("reason", new CriterionAnswer { Text = "Nothing stands out." })
                    .With(AskedRubric.Confidence, new CriterionAnswer { Value = "0.9" });
                var kept = await services.GetRequiredService<ReviewDecisions>().SubmitAsync(actor, new Submission(Guid.CreateVersion7(), item.Item, answers), ct);
                if (!kept.IsKept)
                    throw new InvalidOperationException($"{kept.Outcome} {kept.Message} {string.Join(' ', kept.Problems ?? [])}");
            }
        }

        var actions = services.GetRequiredService<SessionActions>();
        foreach (SessionEvent what in (SessionEvent[])[new Frozen("", 0, 0, null), new Revealed(null, [])])
        {
            var done = await actions.DoAsync(lead, session, Guid.CreateVersion7(), what, ct);
            if (!done.Done)
                throw new InvalidOperationException(done.Message);
        }

        return session;
    }

    private static async Task<IPage> EnterAsync(IBrowser browser, ReviewServer server, string email, CalibrationSessionId session)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.Address.ToString(), ViewportSize = new ViewportSize { Width = 1440, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        await page.AddInitScriptAsync(Listen);
        await ReviewBrowser.SignInAsync(page, email);
        await page.GotoAsync($"/calibration/{session}");
        await page.Locator("html[data-live=true]").WaitForAsync();
        await page.Locator("tbody button").First.WaitForAsync();
        return page;
    }
}
