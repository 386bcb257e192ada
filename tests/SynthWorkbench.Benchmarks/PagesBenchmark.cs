using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace SynthWorkbench.Benchmarks;

/// <summary>The published workbench in a real browser: start to first page, bytes of the first page, and the profile page of a large table.</summary>
internal static class PagesBenchmark
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var app, .. var rest])
        {
            await Console.Error.WriteLineAsync("usage: pages PUBLISHED-FOLDER [CSV-TO-IMPORT]");
            return 2;
        }

        string folder = Directory.CreateTempSubdirectory("synthwb-pages-").FullName;
        try
        {
            var starts = new List<double>();
            for (int i = 0; i < Rounds; i++)
            {
                string data = Path.Combine(folder, $"start-{i}");
                var (process, seconds) = await StartAsync(app, data, "Production", "/first-run");
                starts.Add(seconds);
                await EndAsync(process);
            }

            Report("start to first page, database made, s", starts);
            var (server, _) = await StartAsync(app, Path.Combine(folder, "pages"), "Development", "/Account/Login");
            await BrowseAsync(rest.Length > 0 ? rest[0] : null);
            await EndAsync(server);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task BrowseAsync(string? csv)
    {
        using var playwright = await Playwright.CreateAsync();
        string? chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = Address });
        page.SetDefaultTimeout(120_000);
        await page.GotoAsync("/Account/Login");
        await page.Locator("form button", new PageLocatorOptions { HasText = "Data scientist" }).ClickAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();

        var fresh = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = Address, StorageState = await page.Context.StorageStateAsync() });
        var first = await fresh.NewPageAsync();
        double bytes = 0;
        var devtools = await fresh.NewCDPSessionAsync(first);
        devtools.Event("Network.loadingFinished").OnEvent += (_, e) => bytes += e?.GetProperty("encodedDataLength").GetDouble() ?? 0;
        await devtools.SendAsync("Network.enable");
        await first.GotoAsync("/");
        await first.Locator("html[data-live=true]").WaitForAsync();
        await first.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first page after sign-in, empty cache, compressed: {bytes / 1000:0} kB"));

        if (csv is null)
            return;
        await page.GotoAsync("/datasets/import");
        await page.Locator("input[type=file]").SetInputFilesAsync(csv);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Import", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/datasets/*-*");
        await page.Locator("article[aria-label^=Column]").First.WaitForAsync();
        var opened = new List<double>();
        for (int i = 0; i < Rounds; i++)
        {
            long from = Stopwatch.GetTimestamp();
            await page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.Commit });
            await page.Locator("article[aria-label^=Column]").Last.WaitForAsync();
            opened.Add(Stopwatch.GetElapsedTime(from).TotalSeconds);
        }

        Report("profile page, reload to last column drawn, s", opened);
    }

    internal const string Address = "http://localhost:5177";

    internal static async Task<(Process Process, double Seconds)> StartAsync(string app, string data, string environment, string path)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(app, "SynthWorkbench.Web.dll"));
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(Address);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["Workbench__DataFolder"] = data;
        long from = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var client = new HttpClient { BaseAddress = new Uri(Address) };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await timer.WaitForNextTickAsync())
        {
            try
            {
                if ((await client.GetAsync(path)).IsSuccessStatusCode)
                    return (process, Stopwatch.GetElapsedTime(from).TotalSeconds);
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // Not listening yet.
            }
        }

        throw new UnreachableException();
    }

    internal static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static void Report(string what, List<double> values)
    {
        values.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: least {values[0]:0.00}, median {values[values.Count / 2]:0.00}, most {values[^1]:0.00} of {values.Count}"));
    }
}
