using System.Text;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Application.Tests.Datasets;

public sealed class ImportJobTests : IAsyncLifetime
{
    private DatasetsFixture _workbench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _workbench = await DatasetsFixture.CreateAsync();

    public ValueTask DisposeAsync() => _workbench.DisposeAsync();

    [Fact]
    public async Task An_import_runs_without_its_page_once_for_a_repeated_command_and_is_unknown_elsewhere()
    {
        var request = await RequestAsync("a,b\n1,2\n3,4\n");
        var command = Guid.CreateVersion7();
        var id = await StartAsync(request, command);
        Assert.Equal(id, await StartAsync(request, command));
        await _workbench.StartJobsAsync();
        var job = await _workbench.UntilAsync(_workbench.Scientist, id);
        var dataset = Assert.Single(await _workbench.Get<DatasetCatalog>().ListAsync(_workbench.Scientist, null, Ct));
        Assert.Equal((JobState.Done, $"datasets/{dataset.Id}"), (job.State, job.Link));
        Assert.Null(await _workbench.Get<JobBoard>().GetAsync(_workbench.Stranger, id, Ct));
        Assert.Null(await _workbench.Get<ImportJobs>().FindAsync(_workbench.Stranger, id, Ct));
        Assert.Empty(Directory.GetFiles(Path.Combine(_workbench.Folder, "uploads")));
    }

    [Fact]
    public async Task A_problem_of_the_file_ends_the_import_in_words_and_keeps_the_upload_and_the_settings()
    {
        var request = await RequestAsync("a,b\n1,2\n3\n");
        var id = await StartAsync(request, Guid.CreateVersion7());
        await _workbench.StartJobsAsync();
        var job = await _workbench.UntilAsync(_workbench.Scientist, id);
        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("Row 3", job.Problem, StringComparison.Ordinal);
        var kept = await _workbench.Get<ImportJobs>().FindAsync(_workbench.Scientist, id, Ct);
        Assert.Equal((request.Upload, request.Name, ';', ColumnKind.Text), (kept!.Upload, kept.Name, kept.Options.Quote, kept.Options.Overrides["a"].Kind));
        Assert.True((await _workbench.Get<DatasetImports>().PreviewAsync(_workbench.Scientist, request.Upload, new ReadOptions { PadShortRows = true }, Ct)).Succeeded);
    }

    [Fact]
    public async Task An_import_interrupted_after_its_version_was_registered_ends_with_that_one_version()
    {
        var request = await RequestAsync("a,b\n1,2\n3,4\n");
        var id = await StartAsync(request, Guid.CreateVersion7());
        await _workbench.Get<DatasetImports>().ImportAsync(_workbench.Scientist, request, null, Ct, new DatasetVersionId(id.Value));
        await using (var db = await _workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(Ct))
            await db.Set<Job>().ExecuteUpdateAsync(s => s.SetProperty(j => j.State, JobState.Running).SetProperty(j => j.Attempts, 1), Ct);
        await _workbench.StartJobsAsync();
        var job = await _workbench.UntilAsync(_workbench.Scientist, id);
        Assert.Equal(JobState.Done, job.State);
        var dataset = Assert.Single(await _workbench.Get<DatasetCatalog>().ListAsync(_workbench.Scientist, null, Ct));
        Assert.Equal(2, dataset.RowCount);
    }

    [Fact]
    public async Task A_cancelled_import_leaves_neither_rows_nor_files()
    {
        var text = new StringBuilder("a,b\n");
        for (int i = 0; i < 200_000; i++)
            text.Append(i).Append(',').Append(i % 7).Append('\n');
        var id = await StartAsync(await RequestAsync(text.ToString()), Guid.CreateVersion7());
        var board = _workbench.Get<JobBoard>();
        int asked = 0;
        using (board.Subscribe(_workbench.Scientist.WorkspaceId, () =>
        {
            if (Interlocked.Exchange(ref asked, 1) == 0)
                board.CancelAsync(_workbench.Scientist, id, default).GetAwaiter().GetResult();
        }))
        {
            await _workbench.StartJobsAsync();
            Assert.Equal(JobState.Cancelled, (await _workbench.UntilAsync(_workbench.Scientist, id)).State);
        }

        Assert.Empty(await _workbench.Get<DatasetCatalog>().ListAsync(_workbench.Scientist, null, Ct));
        Assert.Empty(Directory.Exists(Path.Combine(_workbench.Folder, "tables")) ? Directory.GetFiles(Path.Combine(_workbench.Folder, "tables")) : []);
    }

    private Task<JobId> StartAsync(ImportRequest request, Guid command) => _workbench.Get<ImportJobs>().StartAsync(_workbench.Scientist, request, command, Ct);

    private async Task<ImportRequest> RequestAsync(string text)
    {
        var received = await _workbench.Get<DatasetUploads>().ReceiveAsync(_workbench.Scientist, "x.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)), Ct);
        var options = new ReadOptions { Quote = ';' };
        options = options with { Overrides = options.Overrides.SetItem("a", new ColumnOverride { Kind = ColumnKind.Text }) };
        return new ImportRequest(received.Value, "x", DatasetKind.Reference, options, SourceRecord.Empty, HoldoutSpec.Default);
    }
}
