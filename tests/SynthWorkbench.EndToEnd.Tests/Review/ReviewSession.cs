using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests.Review;

/// <summary>A workbench of its own with the demo's open campaign, and browsers signed in to it.</summary>
internal sealed class ReviewSession : IAsyncDisposable
{
    private readonly Chromium _chromium;
    private readonly List<IBrowserContext> _contexts = [];

    private ReviewSession(Chromium chromium, WorkbenchProcess workbench)
    {
        _chromium = chromium;
        Workbench = workbench;
    }

    public WorkbenchProcess Workbench { get; }

    public static async Task<ReviewSession> StartAsync(Chromium chromium)
    {
        chromium.Require();
        return new ReviewSession(chromium, await WorkbenchProcess.StartAsync());
    }

    /// <summary>The demo campaign's review page as a role, in a browser of its own or in another tab of one.</summary>
    public async Task<IPage> OpenAsync(string role, IBrowserContext? browser = null, string campaign = "Cardiology visits, a first look")
    {
        var page = await SignInAsync(role, browser);
        await UntilAsync(() => CountAsync($"SELECT COUNT(*) FROM Campaigns WHERE State = 1 AND Name = '{campaign}'"), 1);
        await page.OpenAsync("/review");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Review {campaign}" }).ClickAsync();
        await page.Locator("[data-save-state=saved]").WaitForAsync();
        return page;
    }

    /// <summary>A page signed in as a role, in a browser of its own or in another tab of one.</summary>
    public async Task<IPage> SignInAsync(string role, IBrowserContext? browser = null)
    {
        var context = browser;
        if (context is null)
        {
            context = await _chromium.Browser.NewContextAsync(new() { BaseURL = Workbench.Address.ToString(), ReducedMotion = ReducedMotion.Reduce, ViewportSize = new ViewportSize { Width = 1440, Height = 900 }, AcceptDownloads = true });
            _contexts.Add(context);
        }

        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        if (browser is null)
        {
            await page.GotoAsync("/Account/Login");
            await page.Locator("form button", new() { HasText = role }).ClickAsync();
            await page.Locator("html[data-live=true]").WaitForAsync();
        }

        return page;
    }

    /// <summary>Waits until the page says that everything is in the database.</summary>
    public async Task SavedAsync(IPage page)
    {
        await page.UntilAsync("document.querySelector('[data-save-state]').textContent.startsWith('Saved ')");
        await page.UntilAsync("!Object.keys(localStorage).some(k => k.startsWith('sw-review:'))");
    }

    /// <summary>Waits until an item is on screen and watched.</summary>
    public async Task OnItemAsync(IPage page, int number)
    {
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync($"Item {number}", new() { Timeout = 60_000 });
        await page.Locator("[data-save-state=saved]").WaitForAsync();
        await page.UntilAsync("!document.querySelector('[data-save-state]').textContent.startsWith('Sen')");
    }

    /// <summary>A version of a rubric, as the database keeps it; the first one makes the rubric.</summary>
    public Task AddRubricAsync(Rubric rubric, int number = 1, string note = "")
    {
        string document = ReviewJson.Write(rubric), name = rubric.Name.Replace("'", "''", StringComparison.Ordinal);
        return RunAsync($"""
            INSERT INTO Rubrics (Id, WorkspaceId, Name, CreatedAt, CreatedBy) SELECT '{NewId()}', WorkspaceId, '{name}', 0, 'Test' FROM Campaigns WHERE {number} = 1 LIMIT 1;
            INSERT INTO RubricVersions (Id, WorkspaceId, RubricId, Number, Document, Hash, Note, CreatedAt, CreatedBy) SELECT '{NewId()}', WorkspaceId, Id, {number}, '{document.Replace("'", "''", StringComparison.Ordinal)}', '{ReviewJson.Digest(document)}', '{note}', 0, 'Lea Lead' FROM Rubrics WHERE Name = '{name}';
            """);

        static string NewId() => Guid.NewGuid().ToString().ToUpperInvariant();
    }

    /// <summary>Makes the campaign "English to German" of a file of the study's 1,040 items and 3,120 ratings; the lead's page is on it afterwards.</summary>
    /// <param name="column">The column with the answers to the rubric's first criterion.</param>
    public static async Task ImportStudyAsync(IPage lead, Rubric rubric, FilePayload file, string column, int overlap = 1)
    {
        await lead.OpenAsync("/campaigns/new");
        await lead.GetByLabel("Name", new() { Exact = true }).FillAsync("English to German");
        await lead.GetByLabel("Rubric").SelectOptionAsync(new SelectOptionValue { Label = $"{rubric.Name}, version 1" });
        await lead.GetByLabel("a file").CheckAsync();
        await lead.GetByLabel("File", new() { Exact = true }).ChooseFileAsync(file);
        await lead.GetByLabel($"Answer to '{rubric.Criteria[0].Title}'").SelectOptionAsync(column);
        await lead.GetByText($"1,040 items of {file.Name}, 3,120 ratings").WaitForAsync();
        await lead.GetByLabel("Sampling").SelectOptionAsync("All");
        await lead.GetByLabel("Reviewers an item").FillAsync(overlap.ToString(CultureInfo.InvariantCulture));
        await lead.GetByLabel("Reviewers an item").BlurAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "Make the campaign" }).ClickAsync();
        await lead.ReachAsync(new Regex("/campaigns/[0-9a-f-]{36}$"));
        await Assertions.Expect(lead.GetByText("0 of 1,040").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    /// <summary>The study as it is.</summary>
    public static async Task<FilePayload> StudyAsync(string path) => new() { Name = Path.GetFileName(path), MimeType = "application/gzip", Buffer = await File.ReadAllBytesAsync(path) };

    public async Task<string?> TextAsync(string sql) => Convert.ToString(await DoAsync(sql, c => c.ExecuteScalarAsync()), CultureInfo.InvariantCulture);

    public async Task<long> CountAsync(string sql) => Convert.ToInt64(await DoAsync(sql, c => c.ExecuteScalarAsync()), CultureInfo.InvariantCulture);

    public Task RunAsync(string sql) => DoAsync(sql, async c => (object?)await c.ExecuteNonQueryAsync());

    private async Task<object?> DoAsync(string sql, Func<SqliteCommand, Task<object?>> run)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Workbench.DataFolder, "workbench.db")};Mode=ReadWrite;Pooling=False;Default Timeout=30");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await run(command);
    }

    private static async Task UntilAsync(Func<Task<long>> value, long wanted)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await value() != wanted)
            await timer.WaitForNextTickAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
            await context.CloseAsync();
        await Workbench.DisposeAsync();
    }
}
