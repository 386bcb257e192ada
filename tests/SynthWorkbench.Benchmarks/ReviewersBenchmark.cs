using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Benchmarks;

/// <summary>Many reviewers at once against the published server: how long a decision takes until it is committed, and whether each is there once after the server was killed.</summary>
internal static partial class ReviewersBenchmark
{
    private const double GoalMilliseconds = 150;

    private const int Overlap = 2, StepsEach = 3;

    private sealed class Measured
    {
        public List<double> Decisions { get; } = [];

        public List<double> Drafts { get; } = [];

        /// <summary>Operation ids of decisions that the server said it has.</summary>
        public List<Guid> Committed { get; } = [];

        public List<string> Errors { get; } = [];
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        int people = 50, circuits = 0;
        double minutes = 5, every = 3;
        string? app = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--people": people = int.Parse(arguments[++i]); break;
                case "--minutes": minutes = double.Parse(arguments[++i]); break;
                case "--every": every = double.Parse(arguments[++i]); break;
                case "--circuits": circuits = int.Parse(arguments[++i]); break;
                default: app = arguments[i]; break;
            }
        }

        if (app is null || people < Overlap)
        {
            await Console.Error.WriteLineAsync("usage: reviewers [--people 50] [--minutes 5, 0 for circuits alone] [--every 3] [--circuits N] PUBLISHED-FOLDER");
            return 2;
        }

        // A quarter more than the pace asks for, so that nobody runs out.
        int each = (int)(minutes * 60 / every * 1.25) + 10;
        await using var workspace = await ReviewWorkspace.MakeAsync(people, (each * people / Overlap) + 1, Overlap);
        await using var server = new ReviewServer(app, workspace.Folder);
        bool isGood = minutes == 0 || await MeasureAsync(workspace, server, people, minutes, every);
        if (circuits > 0)
            isGood &= await CircuitsAsync(workspace, server, circuits);
        return isGood ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(ReviewWorkspace workspace, ReviewServer server, int people, double minutes, double every)
    {
        await server.StartAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{people} reviewers, {minutes:0.##} minutes, an item every {every:0.##} s each (two drafts, one decision), {Environment.ProcessorCount} cores shared with the simulated browsers"));
        Console.WriteLine("simulated: the browsers (HTTP with cookies and antiforgery headers, as review.js sends it). Left out: circuits, and taking the next item, which the page does in its circuit; each has a list of items kept for them instead.");
        var measured = await LoadAsync(workspace, server, minutes, every);
        long workingSet = server.WorkingSet;

        // The server gets no chance to tidy up: what it called committed must be there all the same.
        await server.KillAsync();
        bool isWhole = await CheckAsync(workspace, measured);
        Report(measured, server, workingSet);
        return isWhole && server.LockErrors == 0 && measured.Errors.Count == 0 && Quantile.Of(measured.Decisions, 0.95) <= GoalMilliseconds;
    }

    private static async Task<Measured> LoadAsync(ReviewWorkspace workspace, ReviewServer server, double minutes, double every)
    {
        var measured = new Measured();
        var clients = new List<HttpClient>();
        var tokens = new List<string>();
        long from = Stopwatch.GetTimestamp();
        foreach (var person in workspace.People)
        {
            var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = server.Address };
            await SignInAsync(client, person.Email);
            clients.Add(client);
            tokens.Add(JsonDocument.Parse(await client.GetStringAsync("review/outbox/token")).RootElement.GetProperty("token").GetString()!);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"signed in one after another: {Stopwatch.GetElapsedTime(from).TotalSeconds:0.0} s"));
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
        await Task.WhenAll(workspace.People.Select((person, i) => Task.Run(() => ReviewAsync(person, i, clients[i], tokens[i], every, measured, end.Token))));
        clients.ForEach(c => c.Dispose());
        return measured;
    }

    private static async Task SignInAsync(HttpClient client, string email)
    {
        string page = await client.GetStringAsync("Account/Login");
        string form = LoginForm().Match(page).Value;
        using var answer = await client.PostAsync("Account/Login", new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["_handler"] = "login", ["__RequestVerificationToken"] = WebUtility.HtmlDecode(AntiforgeryField().Match(form).Groups["token"].Value), ["Form.Email"] = email, ["Form.Password"] = ReviewWorkspace.Password,
        }));
        if (!answer.IsSuccessStatusCode || answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/Account", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"{email} could not sign in: {answer.StatusCode} at {answer.RequestMessage!.RequestUri}");
    }

    [GeneratedRegex("<form(?:(?!</form>).)*name=\"Form.Email\".*?</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LoginForm();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AntiforgeryField();

    /// <summary>One reviewer: a draft, a draft, the decision, each a third of the time for an item apart, with jitter.</summary>
    private static async Task ReviewAsync(ReviewPerson person, int number, HttpClient client, string token, double every, Measured measured, CancellationToken end)
    {
        var random = new RandomStream(7, (ulong)number);
        // Nobody begins at the same moment.
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.01 + (random.NextDouble() * every)));
        int item = 0, step = 0;
        long revision = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(end) && item < person.Items.Count)
            {
                timer.Period = TimeSpan.FromSeconds(every / StepsEach * (0.5 + random.NextDouble()));
                var operation = Guid.NewGuid();
                var answers = ReviewAnswers.Empty.With("plausibility", new CriterionAnswer { Value = random.NextInt32(10) == 0 ? "5" : "4" });
                string comment = $"item {item} of reviewer {number}, step {step}";
                if (step < StepsEach - 1)
                {
                    var saving = await PostAsync<DraftSaving>(client, token, "drafts", new { operation, item = person.Items[item], answers, comment, baseRevision = revision, activeMilliseconds = 1000, force = false, sent = Array.Empty<Guid>() }, measured.Drafts, measured);
                    if (saving is { Problem: not null } or { Other: not null })
                        Failed(measured, $"draft: {saving.Problem ?? "conflict"}");
                    revision = saving?.Revision ?? revision;
                    step++;
                    continue;
                }

                var result = await PostAsync<SubmissionResult>(client, token, "decisions", new { operation, item = person.Items[item], answers, comment, isUnclear = false, isFlagged = false, activeMilliseconds = 3000 }, measured.Decisions, measured);
                if (result?.Outcome == SubmissionOutcome.Accepted)
                {
                    lock (measured.Committed)
                        measured.Committed.Add(operation);
                }
                else if (result is not null)
                {
                    Failed(measured, $"decision: {result.Outcome} {result.Message}");
                }

                (item, step, revision) = (item + 1, 0, 0);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private static async Task<T?> PostAsync<T>(HttpClient client, string token, string path, object body, List<double> times, Measured measured)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "review/outbox/" + path) { Content = new StringContent(ReviewJson.Write(body), Encoding.UTF8, "application/json") };
        request.Headers.Add("RequestVerificationToken", token);
        long from = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await client.SendAsync(request);
            string text = await answer.Content.ReadAsStringAsync();
            double milliseconds = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            if (answer.IsSuccessStatusCode)
            {
                lock (times)
                    times.Add(milliseconds);
                return ReviewJson.Read<T>(text);
            }

            Failed(measured, $"{path}: {(int)answer.StatusCode} {text[..Math.Min(200, text.Length)]}");
        }
        catch (HttpRequestException e)
        {
            Failed(measured, $"{path}: {e.Message}");
        }

        return null;
    }

    private static void Failed(Measured measured, string what)
    {
        lock (measured.Errors)
            measured.Errors.Add(what);
    }

    /// <summary>Each decision that was called committed is there once, no other is, none is surplus, and the slots say the same.</summary>
    private static async Task<bool> CheckAsync(ReviewWorkspace workspace, Measured measured)
    {
        var there = await workspace.DecisionsAsync();
        var ids = there.Select(d => d.Id.Value).ToHashSet();
        int missing = measured.Committed.Count(id => !ids.Contains(id)), others = ids.Except(measured.Committed).Count();
        int doubled = there.GroupBy(d => (d.ItemId, d.ReviewerId)).Count(g => g.Count() > 1), surplus = there.Count(d => d.Kind != DecisionKind.Decision), done = await workspace.DoneSlotsAsync();
        Console.WriteLine($"in the database after SIGKILL: {there.Count:N0} decisions, {missing} missing, {others} never confirmed, {doubled} doubled, {surplus} surplus, {done:N0} slots done");
        return missing == 0 && others == 0 && doubled == 0 && surplus == 0 && done == there.Count;
    }

    private static void Report(Measured measured, ReviewServer server, long workingSet)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"decisions committed: {measured.Committed.Count:N0}; commit p50 {Quantile.Of(measured.Decisions, 0.5):0.0} ms, p95 {Quantile.Of(measured.Decisions, 0.95):0.0} ms, max {Quantile.Of(measured.Decisions, 1):0.0} ms (goal: p95 {GoalMilliseconds:0} ms)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"drafts saved: {measured.Drafts.Count:N0}; p50 {Quantile.Of(measured.Drafts, 0.5):0.0} ms, p95 {Quantile.Of(measured.Drafts, 0.95):0.0} ms, max {Quantile.Of(measured.Drafts, 1):0.0} ms"));
        Console.WriteLine($"errors: {measured.Errors.Count}; lock errors in the server's log: {server.LockErrors}; other errors in the server's log: {server.Failures}; server's working set at the end: {workingSet / 1e6:0} MB");
        foreach (var group in measured.Errors.GroupBy(e => e).OrderByDescending(g => g.Count()).Take(5))
            Console.WriteLine($"  {group.Count()} x {group.Key}");
        foreach (string line in server.FailureLines)
            Console.WriteLine("  log: " + line);
    }

    /// <summary>Pages of one reviewer, each with a circuit of its own on the review page of an item: what a circuit costs the server, without garbage and with it.</summary>
    private static async Task<bool> CircuitsAsync(ReviewWorkspace workspace, ReviewServer server, int circuits)
    {
        await server.StartAsync();
        using var playwright = await Playwright.CreateAsync();

        // A process for each page is more than one machine has room for.
        await using var browser = await ReviewBrowser.LaunchAsync(playwright, "--renderer-process-limit=4");
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.Address.ToString() });
        var first = await context.NewPageAsync();
        await ReviewBrowser.SignInAsync(first, workspace.People[^1].Email);
        for (int i = 0; i < 5; i++)
            await OpenAsync(first);
        var before = await SettledAsync(server);
        var pages = new List<IPage>();
        while (pages.Count < circuits)
        {
            pages.Add(await context.NewPageAsync());
            await OpenAsync(pages[^1]);
        }

        var after = await SettledAsync(server);
        int live = 0;
        foreach (var page in pages)
            live += await IsLiveAsync(page) ? 1 : 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"circuits on the page of an item: {circuits} in one Chromium, {live} of them alive at the end"));
        Report("managed heap, collected", m => m.Heap);
        Report("private memory, collected", m => m.Private);
        Report("working set, garbage not yet collected included", m => m.WorkingSet);
        return live == circuits;

        void Report(string what, Func<Memory, long> part) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {part(before) / 1e6:0} MB before, {part(after) / 1e6:0} MB with them, {(part(after) - part(before)) / 1e6 / circuits:0.00} MB a circuit"));

        async Task OpenAsync(IPage page)
        {
            await page.GotoAsync($"/review/{workspace.Campaign.Value}", new PageGotoOptions { Timeout = 120_000 });
            await page.Locator("[data-save-state=saved]").WaitForAsync(new LocatorWaitForOptions { Timeout = 120_000 });
        }

        // Opens the guidelines, which only a circuit can.
        static async Task<bool> IsLiveAsync(IPage page)
        {
            await page.EvaluateAsync("document.querySelector('.tools button').click()");
            try
            {
                await page.Locator(".tools button[aria-pressed=true]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached, Timeout = 10_000 });
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    private readonly record struct Memory(long Heap, long Private, long WorkingSet);

    /// <summary>Memory once the working set has not moved by more than 1 MB for ten seconds, or after a minute; then collected.</summary>
    private static async Task<Memory> SettledAsync(ReviewServer server)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        long least = server.WorkingSet, most = least;
        for (int second = 0, still = 0; second < 60 && still < 10 && await timer.WaitForNextTickAsync(); second++)
        {
            long now = server.WorkingSet;
            (least, most) = (Math.Min(least, now), Math.Max(most, now));
            still++;
            if (most - least > 1_000_000)
                (least, most, still) = (now, now, 0);
        }

        long workingSet = server.WorkingSet, heap = await server.CollectAsync();
        return new Memory(heap, server.PrivateBytes, workingSet);
    }
}
