using Microsoft.Playwright;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Benchmarks;

/// <summary>A reviewer in a real browser whose server is killed, whose connection is cut and whose tab is closed at random moments: what is lost, and what is there twice.</summary>
internal static class KillsBenchmark
{
    private enum Blow
    {
        Killed,
        Cut,
        Closed,
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        int times = 100, seed = 1;
        string? app = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--times": times = int.Parse(arguments[++i]); break;
                case "--seed": seed = int.Parse(arguments[++i]); break;
                default: app = arguments[i]; break;
            }
        }

        if (app is null)
        {
            await Console.Error.WriteLineAsync("usage: kills [--times 100] [--seed 1] PUBLISHED-FOLDER");
            return 2;
        }

        await using var workspace = await ReviewWorkspace.MakeAsync(people: 1, items: (2 * times) + 50, overlap: 1);
        await using var server = new ReviewServer(app, workspace.Folder);
        await server.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await ReviewBrowser.LaunchAsync(playwright);
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.Address.ToString(), ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(10_000);
        var reviewer = new Reviewer(context, server, workspace.Campaign.Value, (ulong)seed);
        await reviewer.SignInAsync(workspace.People[0].Email);
        for (int i = 0; i < times; i++)
            await reviewer.JudgeAsync(isStruck: true);

        // One item in peace: whatever the browser still kept is sent meanwhile.
        await reviewer.JudgeAsync(isStruck: false);
        string left = await reviewer.EmptiedAsync();
        await server.KillAsync();
        return Report(reviewer, await workspace.DecisionsAsync(), await workspace.DraftsAsync(), left, server);
    }

    private static int Report(Reviewer reviewer, IReadOnlyList<ReviewDecision> decisions, IReadOnlyList<ReviewDraft> drafts, string left, ReviewServer server)
    {
        var counting = DecisionRecord.Counting([.. decisions]).ToLookup(d => d.Comment);
        int lost = reviewer.Submitted.Count(t => !counting[t].Any()), doubled = reviewer.Submitted.Count(t => counting[t].Skip(1).Any());
        doubled += counting.SelectMany(g => g).GroupBy(d => d.ItemId).Count(g => g.Count() > 1);
        int words = reviewer.Typed.Count(t => !counting[t].Any() && drafts.All(d => d.Comment != t) && !left.Contains(t, StringComparison.Ordinal));
        Console.WriteLine($"events: {string.Join(", ", reviewer.Blows.OrderBy(b => b.Key).Select(b => $"{b.Value} x {b.Key.ToString().ToLowerInvariant()}"))}; in the step: {string.Join(", ", reviewer.Moments.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Value} x {m.Key}"))}");
        Console.WriteLine($"submitted: {reviewer.Submitted.Count}; lost: {lost}; doubled: {doubled}");
        Console.WriteLine($"typed: {reviewer.Typed.Count}; lost: {words}; on the screen again after an event: {reviewer.Shown} of {reviewer.Shown + reviewer.NotShown}");
        Console.WriteLine($"page loaded anew by the reviewer: {reviewer.Reloads}; left in the browser at the end: {(left.Length == 0 ? "nothing" : left)}; errors in the server's log: {server.Failures}");
        foreach (string token in reviewer.Submitted.Where(t => !counting[t].Any()))
            Console.WriteLine($"  lost: {token}");
        foreach (string line in reviewer.Notes.Concat(server.FailureLines.Take(10)))
            Console.WriteLine("  " + line);
        return lost == 0 && doubled == 0 && words == 0 && reviewer.NotShown == 0 ? 0 : 1;
    }

    /// <summary>Works as a person does: waits for what the page shows, tries again, and loads the page anew when it does not come back by itself.</summary>
    private sealed class Reviewer(IBrowserContext context, ReviewServer server, Guid campaign, ulong seed)
    {
        private const string Heading = "document.querySelector('h1')?.textContent ?? ''";

        private const string Comment = "document.querySelector('#comment')?.value ?? ''";

        private const string IsReady = "document.documentElement.dataset.live === 'true' && !document.querySelector('#components-reconnect-modal')?.open && /^Item \\d+$/.test(document.querySelector('h1')?.textContent ?? '') && ['saved', 'problem'].includes(document.querySelector('[data-save-state]')?.dataset.saveState)";

        private const string Kept = "Object.keys(localStorage).filter(k => k.startsWith('sw-review:')).map(k => localStorage[k]).join(' ')";

        private const int PatienceSeconds = 25, TriesAtMost = 12;

        private readonly RandomStream[] _random = [new(seed, 1), new(seed, 2)];
        private IPage? _page;
        private string _step = "";
        private int _number;

        /// <summary>Words of the answers that the browser had taken for sending, or behind which the next item came.</summary>
        public HashSet<string> Submitted { get; } = [];

        /// <summary>Words that stood in the form.</summary>
        public HashSet<string> Typed { get; } = [];

        public Dictionary<Blow, int> Blows { get; } = [];

        public Dictionary<string, int> Moments { get; } = new(StringComparer.Ordinal);

        public List<string> Notes { get; } = [];

        public int Shown { get; private set; }

        public int NotShown { get; private set; }

        public int Reloads { get; private set; }

        public async Task SignInAsync(string email)
        {
            _page = await context.NewPageAsync();
            await ReviewBrowser.SignInAsync(_page, email);
            await GoAsync();
        }

        /// <summary>Judges one item, while something happens at a random moment of it.</summary>
        public async Task JudgeAsync(bool isStruck)
        {
            string token = $"word-{++_number:00000}";
            _step = "reading";
            await ReadyAsync();
            string item = await _page!.EvaluateAsync<string>(Heading);
            var blow = isStruck ? StrikeAsync() : Task.CompletedTask;
            for (int tries = 0; tries < TriesAtMost; tries++)
            {
                try
                {
                    if (await TryAsync(item, token))
                        break;
                }
                catch (Exception e) when (e is PlaywrightException or TimeoutException)
                {
                    // The page went away under the reviewer's hands.
                }

                await blow;
                _step = "coming back";
                await ReadyAsync();
                if (await _page!.EvaluateAsync<string>(Heading) != item)
                {
                    if (Typed.Contains(token))
                        Submitted.Add(token);
                    break;
                }

                if (Typed.Contains(token))
                    await SeenAsync(token);
                if (tries == TriesAtMost - 1)
                    Notes.Add($"{token}: {item} was not taken after {TriesAtMost} tries");
            }

            await blow;
        }

        /// <summary>What the browser keeps once it had time to send it; empty when all is sent.</summary>
        public async Task<string> EmptiedAsync()
        {
            await ReadyAsync();
            await UntilAsync($"{Kept} === ''", PatienceSeconds);
            return await _page!.EvaluateAsync<string>(Kept);
        }

        /// <summary>Chooses, types and submits; true once another item is on screen.</summary>
        private async Task<bool> TryAsync(string item, string token)
        {
            var page = _page!;
            _step = "choosing";
            await PauseAsync();
            await page.Locator("[data-option='4']").First.CheckAsync(new LocatorCheckOptions { Timeout = 3000 });
            _step = "typing";
            await PauseAsync();
            await page.Locator("#comment").FillAsync(token, new LocatorFillOptions { Timeout = 3000 });
            if (await page.EvaluateAsync<string>(Heading) == item && await page.EvaluateAsync<string>(Comment) == token)
                Typed.Add(token);
            await PauseAsync();
            _step = "sending";
            await page.Locator(".send .primary").First.ClickAsync(new LocatorClickOptions { Timeout = 3000 });
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
            for (int ticks = 0; ticks < 200 && await timer.WaitForNextTickAsync(); ticks++)
            {
                if ((await page.EvaluateAsync<string>(Kept)).Contains("\"submit\":{", StringComparison.Ordinal))
                    Submitted.Add(token);
                if (await page.EvaluateAsync<string>(Heading) is var now && now != item && now.StartsWith("Item ", StringComparison.Ordinal))
                {
                    Submitted.Add(token);
                    return true;
                }
            }

            return false;
        }

        private async Task StrikeAsync()
        {
            var blow = (Blow)_random[1].NextInt32(3);
            await WaitAsync(_random[1].NextInt32(1100));
            Blows[blow] = Blows.GetValueOrDefault(blow) + 1;
            Moments[_step] = Moments.GetValueOrDefault(_step) + 1;
            switch (blow)
            {
                case Blow.Killed:
                    await server.KillAsync();
                    await WaitAsync(_random[1].NextInt32(500));
                    await server.StartAsync();
                    break;
                case Blow.Cut:
                    await context.SetOfflineAsync(true);
                    await WaitAsync(100 + _random[1].NextInt32(2500));
                    await context.SetOfflineAsync(false);
                    break;
                default:
                    await _page!.CloseAsync(new PageCloseOptions { RunBeforeUnload = false });
                    break;
            }
        }

        /// <summary>The words typed are on screen again, at the latest when what the browser kept was put back.</summary>
        private async Task SeenAsync(string token)
        {
            if (await UntilAsync($"({Comment}) === '{token}'", 5))
            {
                Shown++;
                return;
            }

            NotShown++;
            Notes.Add($"{token}: not on screen again, there is '{await _page!.EvaluateAsync<string>(Comment)}'; kept: {await _page.EvaluateAsync<string>(Kept)}");
        }

        /// <summary>Waits until an item can be judged, and loads the page anew where that does not come by itself.</summary>
        private async Task ReadyAsync()
        {
            for (int tries = 0; tries < TriesAtMost; tries++)
            {
                if (_page is null || _page.IsClosed)
                {
                    _page = await context.NewPageAsync();
                    await GoAsync();
                }

                if (await UntilAsync(IsReady, PatienceSeconds))
                    return;
                Reloads++;
                Notes.Add($"loaded anew while {_step}: {await StateAsync()}");
                await GoAsync();
            }

            throw new InvalidOperationException("The page did not come back: " + string.Join('\n', Notes));
        }

        private async Task GoAsync()
        {
            try
            {
                await _page!.GotoAsync($"/review/{campaign}");
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException)
            {
                // Nobody listens yet; the next try comes.
            }
        }

        private async Task<string> StateAsync()
        {
            try
            {
                return await _page!.EvaluateAsync<string>("location.href + ' | ' + (document.querySelector('h1')?.textContent ?? 'no heading') + ' | ' + (document.querySelector('[data-save-state]')?.textContent ?? 'no state') + ' | dialogue ' + (document.querySelector('#components-reconnect-modal')?.dataset.state ?? 'never') + ' | ' + (document.querySelector('[role=alert]')?.textContent ?? '')");
            }
            catch (PlaywrightException e)
            {
                return e.Message;
            }
        }

        /// <summary>Asks the page again and again: Playwright's own wait evaluates text, which the content security policy forbids.</summary>
        private async Task<bool> UntilAsync(string expression, int seconds)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            for (int ticks = 0; ticks < seconds * 20; ticks++)
            {
                try
                {
                    if (await _page!.EvaluateAsync<bool>(expression))
                        return true;
                }
                catch (PlaywrightException)
                {
                    // The page is being loaded anew.
                }

                if (_page!.IsClosed)
                    return false;
                await timer.WaitForNextTickAsync();
            }

            return false;
        }

        private Task PauseAsync() => WaitAsync(_random[0].NextInt32(300));

        private static async Task WaitAsync(int milliseconds)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds + 1));
            await timer.WaitForNextTickAsync();
        }
    }
}
