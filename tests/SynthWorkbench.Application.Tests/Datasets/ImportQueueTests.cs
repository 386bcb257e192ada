using System.Text;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Application.Tests.Datasets;

public sealed class ImportQueueTests : IAsyncLifetime
{
    private DatasetsFixture _workbench = null!;

    public async ValueTask InitializeAsync() => _workbench = await DatasetsFixture.CreateAsync();

    public ValueTask DisposeAsync() => _workbench.DisposeAsync();

    [Fact]
    public async Task An_import_runs_on_without_its_page_and_is_seen_by_its_author_alone()
    {
        var queue = _workbench.Get<ImportQueue>();
        var id = queue.Start(_workbench.Scientist, await RequestAsync("a,b\n1,2\n3,4\n"));
        var status = await EndAsync(id);
        Assert.True(status.Result is { Succeeded: true });
        Assert.Null(queue.Find(_workbench.Stranger, id));
        Assert.Single(await _workbench.Get<DatasetCatalog>().ListAsync(_workbench.Scientist, null, default));
    }

    [Fact]
    public async Task A_problem_of_the_file_ends_the_import_in_words()
    {
        var status = await EndAsync(_workbench.Get<ImportQueue>().Start(_workbench.Scientist, await RequestAsync("a,b\n1,2\n3\n")));
        Assert.Contains("Row 3", status.Result!.Value.Problem, StringComparison.Ordinal);
    }

    private async Task<ImportRequest> RequestAsync(string text)
    {
        var received = await _workbench.Get<DatasetUploads>().ReceiveAsync(_workbench.Scientist, "x.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)), default);
        return new ImportRequest(received.Value, "x", DatasetKind.Reference, new ReadOptions(), SourceRecord.Empty, HoldoutSpec.Default);
    }

    private async Task<ImportStatus> EndAsync(Guid id)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        ImportStatus status;
        do
        {
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            status = _workbench.Get<ImportQueue>().Find(_workbench.Scientist, id)!;
        }
        while (status.IsRunning);
        return status;
    }
}
