using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>Kills the real server in every stage of a run and of an import.</summary>
public sealed class CrashTests(Chromium chromium)
{
    private static readonly string[] Stages = ["fit", "sample", "validate", "measure"];

    [Fact]
    public async Task A_run_killed_in_every_stage_ends_with_the_rows_of_a_run_left_alone()
    {
        chromium.Require();
        await using var workbench = await WorkbenchProcess.StartAsync();
        var context = await chromium.Browser.NewContextAsync(new() { BaseURL = workbench.Address.ToString() });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        await SignInAsync(page);
        await page.OpenAsync("/recipes");
        await page.GetByRole(AriaRole.Link, new() { Name = "Cardiology" }).ClickAsync();
        await page.GetByLabel("Rows", new() { Exact = true }).FillAsync("140000");
        await page.GetByLabel("Rows", new() { Exact = true }).BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as version 2" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 2" }).ClickAsync();

        // Watched from the start of each process on: the run goes on before the workbench listens, and on a busy machine a stage may be over by then.
        var started = Task.CompletedTask;
        foreach (string stage in Stages)
        {
            await UntilAsync(workbench, s => s == stage);
            await workbench.KillAsync();
            await started.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            started = workbench.StartAgainAsync();
        }

        await started;
        await UntilAsync(workbench, s => s == "done");
        string killed = await DigestAsync(workbench);
        Assert.Equal(64, killed.Length);

        await SignInAsync(page);
        await page.OpenAsync("/generation");
        await page.GetByRole(AriaRole.Link, new() { Name = "Cardiology" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reproduce this run" }).ClickAsync();
        await page.GetByText("Same bytes").WaitForAsync();
        Assert.Equal(killed, await DigestAsync(workbench));
        await context.CloseAsync();
    }

    [Fact]
    public async Task An_import_killed_while_it_reads_ends_with_every_row()
    {
        const int Rows = 600_000;
        chromium.Require();
        await using var workbench = await WorkbenchProcess.StartAsync();
        string file = Path.Combine(workbench.DataFolder, "measurements.csv");
        await using (var text = File.CreateText(file))
        {
            await text.WriteLineAsync("id,a,b,c,d");
            for (int i = 0; i < Rows; i++)
                await text.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i},{i % 97},{i % 13 * 0.5},{i % 7},x{i % 31}"));
        }

        var context = await chromium.Browser.NewContextAsync(new() { BaseURL = workbench.Address.ToString() });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        await SignInAsync(page);
        await page.OpenAsync("/datasets/import");
        await page.Locator("input[type=file]").SetInputFilesAsync(file);
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await UntilAsync(workbench, s => s == "Storing rows");
        await workbench.KillAsync();
        await workbench.StartAgainAsync();

        // The page that asked for it, loaded again, follows it to its end.
        string followed = page.Url;
        await SignInAsync(page);
        await page.GotoAsync(followed);
        await page.ReachAsync("**/datasets/*-*");
        await Assertions.Expect(page.GetByText("600,000 rows")).ToBeVisibleAsync();
        await page.OpenAsync("/datasets");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "measurements" })).ToHaveCountAsync(1);
        Assert.Empty(Directory.GetFiles(Path.Combine(workbench.DataFolder, "uploads")));
        await context.CloseAsync();
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/Account/Login");
        await page.Locator("form button", new() { HasText = "Data scientist" }).ClickAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
    }

    /// <summary>Waits for a stage of the newest job, or for its end (<c>done</c>).</summary>
    private static async Task UntilAsync(WorkbenchProcess workbench, Func<string, bool> reached)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(15));
        for (string stage = ""; ; await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"After two minutes the job was still at '{stage}'.");
            stage = await QueryAsync(workbench, "SELECT CASE State WHEN 2 THEN 'done' WHEN 3 THEN 'failed: ' || Problem ELSE Stage END FROM Jobs ORDER BY CreatedAt DESC LIMIT 1");
            Assert.False(stage.StartsWith("failed", StringComparison.Ordinal), stage);
            if (reached(stage))
                return;
        }
    }

    private static Task<string> DigestAsync(WorkbenchProcess workbench) => QueryAsync(workbench, "SELECT COALESCE(Digest, '') FROM Runs ORDER BY CreatedAt DESC LIMIT 1");

    private static async Task<string> QueryAsync(WorkbenchProcess workbench, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(workbench.DataFolder, "workbench.db")};Mode=ReadWrite;Pooling=False;Default Timeout=30");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync() as string ?? "";
    }
}
