using System.Collections.Immutable;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Application.Tests.Datasets;

public sealed class DatasetImportTests : IAsyncLifetime
{
    private static readonly SourceRecord Source = new("Registry", "Export", "CC BY 4.0", "Research", "2020");

    private DatasetsFixture _workbench = null!;

    public async ValueTask InitializeAsync() => _workbench = await DatasetsFixture.CreateAsync();

    public ValueTask DisposeAsync() => _workbench.DisposeAsync();

    [Fact]
    public async Task An_uploaded_file_becomes_a_version_with_profile_source_and_audit_entry()
    {
        var imported = await ImportAsync(People(1000));
        var detail = await _workbench.Get<DatasetCatalog>().GetAsync(_workbench.Scientist, imported.Dataset, null, default);
        Assert.NotNull(detail);
        Assert.Equal((1000, 4), (detail.Version.RowCount, detail.Version.ColumnCount));
        Assert.Equal(Source, detail.Source);
        Assert.Equal(ColumnKind.DateTime, detail.Schema[3].Kind);
        Assert.Equal(1000, detail.Profile.Columns[0].Count);
        Assert.Equal(imported.Digest, detail.Version.Digest);
        await using var db = await _workbench.Get<WorkbenchData>().ReadAsync(_workbench.Scientist, Permission.ViewWorkspace, default);
        var entry = Assert.Single(await db.Set<AuditEntry>().ToListAsync());
        Assert.Equal("dataset.imported", entry.Action);
        Assert.Contains(imported.Digest, entry.After, StringComparison.Ordinal);
        Assert.Equal([imported.Digest + ".parquet"], Tables());
    }

    [Fact]
    public async Task The_holdout_has_its_share_and_never_meets_the_train_part()
    {
        var imported = await ImportAsync(People(1000));
        var (train, holdout) = await _workbench.Get<DatasetTables>().LoadSplitAsync(_workbench.Scientist.WorkspaceId, imported.Version, default);
        Assert.Equal((800, 200), (train.RowCount, holdout.RowCount));
        Assert.Empty(Labels(train["name"]).Intersect(Labels(holdout["name"]), StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_leaves_nothing_behind()
    {
        var upload = await UploadAsync("age,sex\n1,F\n2\n");
        var result = await _workbench.Get<DatasetImports>().ImportAsync(_workbench.Scientist, Request(upload), null, default);
        Assert.False(result.Succeeded);
        Assert.Contains("Row 3", result.Problem, StringComparison.Ordinal);
        Assert.Empty(Tables());
        Assert.Empty(await _workbench.Get<DatasetCatalog>().ListAsync(_workbench.Scientist, null, default));
    }

    [Fact]
    public async Task A_cancelled_import_leaves_nothing_behind_and_can_be_started_again()
    {
        var upload = await UploadAsync(People(100_000));
        using var cancel = new CancellationTokenSource();
        var progress = new CancelAt(cancel, "Storing rows");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _workbench.Get<DatasetImports>().ImportAsync(_workbench.Scientist, Request(upload), progress, cancel.Token));
        Assert.Empty(Tables());
        Assert.Empty(await _workbench.Get<DatasetCatalog>().ListAsync(_workbench.Scientist, null, default));
        Assert.True((await _workbench.Get<DatasetImports>().ImportAsync(_workbench.Scientist, Request(upload), null, default)).Succeeded);
    }

    [Fact]
    public async Task A_disk_that_does_not_take_the_table_is_told_in_words_and_the_upload_stays()
    {
        var upload = await UploadAsync(People(10));
        string tables = Path.Combine(_workbench.Folder, "tables");
        await File.WriteAllTextAsync(tables, "a file where the folder should be");
        var refused = await _workbench.Get<DatasetImports>().ImportAsync(_workbench.Scientist, Request(upload), null, default);
        Assert.Contains("could not be stored", refused.Problem, StringComparison.Ordinal);
        File.Delete(tables);
        Assert.True((await _workbench.Get<DatasetImports>().ImportAsync(_workbench.Scientist, Request(upload), null, default)).Succeeded);
    }

    [Fact]
    public async Task A_broken_off_upload_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _workbench.Get<DatasetUploads>().ReceiveAsync(_workbench.Scientist, "a.csv", new BreakingStream(), default));
        Assert.Empty(Directory.GetFiles(Path.Combine(_workbench.Folder, "uploads")));
    }

    [Fact]
    public async Task A_reviewer_may_look_and_not_import_and_a_stranger_sees_nothing()
    {
        var imported = await ImportAsync(People(10));
        await Assert.ThrowsAsync<NotAllowedException>(() => _workbench.Get<DatasetUploads>().ReceiveAsync(_workbench.Reviewer, "a.csv", new MemoryStream([1]), default));
        Assert.NotNull(await _workbench.Get<DatasetCatalog>().GetAsync(_workbench.Reviewer, imported.Dataset, null, default));
        Assert.Null(await _workbench.Get<DatasetCatalog>().GetAsync(_workbench.Stranger, imported.Dataset, null, default));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => _workbench.Get<DatasetTables>().LoadAsync(_workbench.Stranger.WorkspaceId, imported.Version, default));
    }

    [Fact]
    public async Task Edited_kinds_make_a_new_version_and_the_old_one_stays()
    {
        var imported = await ImportAsync(People(500));
        var catalog = _workbench.Get<DatasetCatalog>();
        var first = (await catalog.GetAsync(_workbench.Scientist, imported.Dataset, null, default))!;
        var schema = first.Schema.With(c => c.Name == "age" ? new ColumnSchema("age", ColumnKind.Categorical) : c);
        var edited = await catalog.EditAsync(_workbench.Scientist, imported.Version, schema, first.Holdout, default);
        Assert.True(edited.Succeeded, edited.Problem);
        var second = (await catalog.GetAsync(_workbench.Scientist, imported.Dataset, null, default))!;
        Assert.Equal(2, second.Version.Number);
        Assert.Equal(ColumnKind.Categorical, second.Schema[1].Kind);
        Assert.NotEqual(first.Version.Digest, second.Version.Digest);
        Assert.Equal(first.Version.Digest, (await catalog.GetAsync(_workbench.Scientist, imported.Dataset, 1, default))!.Version.Digest);
        var refused = await catalog.EditAsync(_workbench.Scientist, imported.Version, first.Schema.With(c => c.Name == "name" ? new ColumnSchema("name", ColumnKind.Numeric) : c), first.Holdout, default);
        Assert.Contains("Row 1, column 'name'", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Amending_the_source_record_is_audited_with_before_and_after()
    {
        var imported = await ImportAsync(People(10));
        await _workbench.Get<DatasetCatalog>().UpdateSourceAsync(_workbench.Scientist, imported.Version, Source with { Licence = "Internal" }, default);
        await using var db = await _workbench.Get<WorkbenchData>().ReadAsync(_workbench.Scientist, Permission.ViewWorkspace, default);
        var entry = await db.Set<AuditEntry>().OrderByDescending(e => e.Sequence).FirstAsync();
        Assert.Contains("CC BY 4.0", entry.Before, StringComparison.Ordinal);
        Assert.Contains("Internal", entry.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_paged_and_a_generated_file_is_registered_under_its_digest()
    {
        var imported = await ImportAsync(People(1000));
        var page = await _workbench.Get<DatasetCatalog>().RowsAsync(_workbench.Scientist, imported.Version, 990, 50, default);
        Assert.Equal((10, 1000L), (page.Rows.Count, page.Total));
        Assert.Equal("person 990", page.Rows[0][0]);

        var table = await _workbench.Get<DatasetTables>().LoadAsync(_workbench.Scientist.WorkspaceId, imported.Version, default);
        string file = Path.Combine(_workbench.Folder, "run.parquet");
        TableWriter.Write(table, file, TableFormat.Parquet);
        var run = Guid.NewGuid();
        var registered = await _workbench.Get<DatasetImports>().RegisterSyntheticAsync(_workbench.Scientist, "People, synthetic", file, Source, run, default);
        Assert.Equal(registered, await _workbench.Get<DatasetImports>().RegisterSyntheticAsync(_workbench.Scientist, "People, synthetic", file, Source, run, default));
        Assert.Equal(TableDigest.Of(table), registered.Digest);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task The_preview_shows_kinds_rows_and_layout()
    {
        var upload = await UploadAsync(People(200).Replace(',', ';'));
        var preview = await _workbench.Get<DatasetImports>().PreviewAsync(_workbench.Scientist, upload, new ReadOptions { Overrides = ImmutableDictionary<string, ColumnOverride>.Empty.Add("sex", new ColumnOverride { Role = ColumnRole.Target }) }, default);
        Assert.True(preview.Succeeded, preview.Problem);
        Assert.Equal(';', preview.Value.Detection.Delimiter!.Value);
        Assert.Equal(50, preview.Value.Rows.Count);
        Assert.Equal(ColumnRole.Target, preview.Value.Schema[2].Role);
    }

    private static string People(int rows)
    {
        var text = new StringBuilder("name,age,sex,seen\n");
        for (int i = 0; i < rows; i++)
            text.Append($"person {i},{20 + i % 60},{(i % 2 == 0 ? "F" : "M")},{new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddDays(i % 365):yyyy-MM-dd}\n");
        return text.ToString();
    }

    private static HashSet<string> Labels(Column column) => [.. Enumerable.Range(0, column.Length).Select(r => column.Format(r)!)];

    private static ImportRequest Request(UploadId upload) => new(upload, "People", DatasetKind.Reference, new ReadOptions(), Source, HoldoutSpec.Default);

    private async Task<UploadId> UploadAsync(string text)
    {
        var received = await _workbench.Get<DatasetUploads>().ReceiveAsync(_workbench.Scientist, "people.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)), default);
        Assert.True(received.Succeeded, received.Problem);
        return received.Value;
    }

    private async Task<ImportedVersion> ImportAsync(string text)
    {
        var result = await _workbench.Get<DatasetImports>().ImportAsync(_workbench.Scientist, Request(await UploadAsync(text)), null, default);
        Assert.True(result.Succeeded, result.Problem);
        return result.Value;
    }

    private string[] Tables() => Directory.Exists(Path.Combine(_workbench.Folder, "tables")) ? [.. Directory.GetFiles(Path.Combine(_workbench.Folder, "tables")).Select(f => Path.GetFileName(f))] : [];

    private sealed class CancelAt(CancellationTokenSource cancel, string stage) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Stage == stage)
                cancel.Cancel();
        }
    }

    private sealed class BreakingStream : MemoryStream
    {
        private bool _read;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_read)
                throw new InvalidOperationException("The connection broke.");
            _read = true;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
