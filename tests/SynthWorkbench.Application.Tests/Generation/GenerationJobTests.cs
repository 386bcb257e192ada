using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Application.Tests.Datasets;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Application.Tests.Generation;

public sealed class GenerationJobTests : IAsyncLifetime
{
    private static readonly string[] Columns = ["sex", "age", "bmi", "diagnosis", "readmitted"];

    private DatasetsFixture _workbench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Actor Me => _workbench.Scientist;

    public async ValueTask InitializeAsync() => _workbench = await DatasetsFixture.CreateAsync();

    public ValueTask DisposeAsync() => _workbench.DisposeAsync();

    [Fact]
    public async Task A_run_leaves_rows_a_report_and_a_log_and_a_repeated_command_starts_nothing()
    {
        await _workbench.StartJobsAsync();
        var recipe = await RecipeAsync(Reference(), 5000);
        var command = Guid.CreateVersion7();
        var runs = _workbench.Get<RunService>();
        var id = await runs.StartAsync(Me, recipe, command, Ct);
        Assert.Equal(id, await runs.StartAsync(Me, recipe, command, Ct));
        var run = await EndAsync(id);
        Assert.Equal(JobState.Done, run.Job.State);
        Assert.NotNull(run.Verdict);
        Assert.Single(await runs.ListAsync(Me, Ct));
        Assert.Equal(5000, (await OutputAsync(run)).RowCount);
        string log = string.Join('\n', (await _workbench.Get<JobBoard>().LogAsync(Me, run.Job.Id, Ct)).Select(l => l.Text));
        Assert.Contains("held out", log, StringComparison.Ordinal);
        Assert.Contains("Drew 5,000 rows", log, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_workbench.Folder, "runs", id.ToString())));

        var again = await EndAsync(await runs.ReproduceAsync(Me, id, Guid.CreateVersion7(), Ct));
        Assert.True(again.SameRows);
    }

    [Theory]
    [InlineData("fit")]
    [InlineData("sample")]
    [InlineData("validate")]
    [InlineData("measure")]
    public async Task Cancelled_in_a_stage_nothing_is_half_saved_and_resumed_it_gives_the_same_rows(string stage)
    {
        var recipe = await RecipeAsync(Reference(), 70_000);
        var runs = _workbench.Get<RunService>();
        var board = _workbench.Get<JobBoard>();
        var id = await runs.StartAsync(Me, recipe, Guid.CreateVersion7(), Ct);
        int asked = 0;
        using (board.Subscribe(Me.WorkspaceId, CancelInStage))
        {
            await _workbench.StartJobsAsync();
            Assert.Equal(JobState.Cancelled, (await EndAsync(id)).Job.State);
        }

        Assert.Empty(await _workbench.Get<DatasetCatalog>().ListAsync(Me, DatasetKind.Synthetic, Ct));
        Assert.Empty(await _workbench.Get<FidelityReports>().ListAsync(Me, Ct));
        var job = (await runs.GetAsync(Me, id, Ct))!.Job;
        Assert.Equal(stage, job.Stage);
        Assert.Equal("Cancelled.", (await board.LogAsync(Me, job.Id, Ct))[^1].Text);

        await board.ResumeAsync(Me, job.Id, Ct);
        var resumed = await EndAsync(id);
        Assert.Equal(JobState.Done, resumed.Job.State);
        Assert.True((await EndAsync(await runs.ReproduceAsync(Me, id, Guid.CreateVersion7(), Ct))).SameRows);

        // Called by the job itself right after it told its stage: the cancellation falls into that stage, however fast it is.
        void CancelInStage()
        {
            var run = runs.GetAsync(Me, id, default).GetAwaiter().GetResult()!;
            if (run.Job.State == JobState.Running && run.Job.Stage == stage && Interlocked.Exchange(ref asked, 1) == 0)
                board.CancelAsync(Me, run.Job.Id, default).GetAwaiter().GetResult();
        }
    }

    [Theory]
    [InlineData("part-00001.parquet")]
    [InlineData("output.parquet")]
    public async Task A_full_disk_is_told_and_after_room_was_made_the_run_goes_on(string file)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only Linux has a device that is always full.");
        var recipe = await RecipeAsync(Reference(), 140_000);
        var command = Guid.CreateVersion7();
        string folder = Path.Combine(_workbench.Folder, "runs", new RunId(command).ToString());
        Directory.CreateDirectory(folder);
        string full = Path.Combine(folder, file + ".partial");
        File.CreateSymbolicLink(full, "/dev/full");
        await _workbench.StartJobsAsync();
        var runs = _workbench.Get<RunService>();
        var failed = await EndAsync(await runs.StartAsync(Me, recipe, command, Ct));
        Assert.Equal(JobState.Failed, failed.Job.State);
        Assert.Contains("No space left", failed.Job.Problem, StringComparison.Ordinal);
        Assert.Contains("Free some space", failed.Job.Problem, StringComparison.Ordinal);
        Assert.Empty(await _workbench.Get<DatasetCatalog>().ListAsync(Me, DatasetKind.Synthetic, Ct));
        Assert.True(File.Exists(Path.Combine(folder, "part-00000.parquet")));

        File.Delete(full);
        await _workbench.Get<JobBoard>().ResumeAsync(Me, failed.Job.Id, Ct);
        var resumed = await EndAsync(new RunId(command));
        Assert.Equal(JobState.Done, resumed.Job.State);
        Assert.True((await EndAsync(await runs.ReproduceAsync(Me, resumed.Run.Id, Guid.CreateVersion7(), Ct))).SameRows);
    }

    [Fact]
    public async Task A_fitted_model_is_used_again_and_fitted_anew_when_its_file_is_damaged()
    {
        await _workbench.StartJobsAsync();
        var recipe = await RecipeAsync(Reference(), 2000);
        var runs = _workbench.Get<RunService>();
        var first = await EndAsync(await runs.StartAsync(Me, recipe, Guid.CreateVersion7(), Ct));
        var second = await EndAsync(await runs.StartAsync(Me, recipe, Guid.CreateVersion7(), Ct));
        Assert.Contains(await LogAsync(second), l => l.Contains("is used again", StringComparison.Ordinal));

        string file = Assert.Single(Directory.GetFiles(Path.Combine(_workbench.Folder, "models")));
        byte[] bytes = await File.ReadAllBytesAsync(file, Ct);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Ct);
        var third = await EndAsync(await runs.StartAsync(Me, recipe, Guid.CreateVersion7(), Ct));
        Assert.Contains(await LogAsync(third), l => l.Contains("learns", StringComparison.Ordinal));
        Assert.Single(new[] { first, second, third }.Select(r => r.Run.Digest).Distinct());
    }

    [Fact]
    public async Task The_holdout_is_never_shown_to_an_engine()
    {
        await _workbench.StartJobsAsync();
        var table = Reference();
        bool[] heldOut = HoldoutSpec.Default.ToSplit().HeldOut(table);
        var drawn = new List<string?>();
        foreach (double age in new[] { 40.0, 999.0 })
        {
            // Two tables that differ in the holdout's ages alone.
            double[] ages = [.. ((NumericColumn)table["age"]).Values.ToArray()];
            for (int row = 0; row < ages.Length; row++)
                ages[row] = heldOut[row] ? age : ages[row];
            var changed = new Table(table.Columns.Select(c => c.Name == "age" ? new NumericColumn(c.Schema, ages) : c));
            drawn.Add((await EndAsync(await _workbench.Get<RunService>().StartAsync(Me, await RecipeAsync(changed, 4000, $"age {age}"), Guid.CreateVersion7(), Ct))).Run.Digest);

            // Both have the same training rows, and with them the same model in the cache: the second has to be fitted too.
            Directory.Delete(Path.Combine(_workbench.Folder, "models"), recursive: true);
        }

        Assert.NotNull(drawn[0]);
        Assert.Equal(drawn[0], drawn[1]);
    }

    [Fact]
    public async Task A_reference_that_is_gone_is_told_with_the_remedy()
    {
        await _workbench.StartJobsAsync();
        var recipe = await RecipeAsync(Reference(), 100);
        await using (var db = await _workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(Ct))
            await db.Set<DatasetVersion>().ExecuteDeleteAsync(Ct);
        var failed = await EndAsync(await _workbench.Get<RunService>().StartAsync(Me, recipe, Guid.CreateVersion7(), Ct));
        Assert.Equal(JobState.Failed, failed.Job.State);
        Assert.Contains("Import it", failed.Job.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Constraints_that_contradict_the_reference_stop_the_run_with_row_values_and_remedy()
    {
        await _workbench.StartJobsAsync();
        var recipe = await RecipeAsync(Reference(), 100, "Giants", new RecipeConstraint { Kind = "range", Columns = ["bmi"], Min = 900 });
        var catalog = _workbench.Get<RecipeCatalog>();
        var finding = Assert.Single(await catalog.FindInDataAsync(Me, (await catalog.FindVersionAsync(Me, recipe, Ct))!, Ct));
        Assert.Contains("the first is row 1: bmi = ", finding.Message, StringComparison.Ordinal);
        var failed = await EndAsync(await _workbench.Get<RunService>().StartAsync(Me, recipe, Guid.CreateVersion7(), Ct));
        Assert.Equal(JobState.Failed, failed.Job.State);
        Assert.Contains("constraints[0]", failed.Job.Problem, StringComparison.Ordinal);
        Assert.Contains("remove it", failed.Job.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boosts_are_held_against_the_training_rows_also_where_the_model_is_known_and_their_weights_are_kept()
    {
        await _workbench.StartJobsAsync();
        var catalog = _workbench.Get<RecipeCatalog>();
        var plain = (await catalog.FindVersionAsync(Me, await RecipeAsync(Reference(), 300), Ct))!;
        await EndAsync(await _workbench.Get<RunService>().StartAsync(Me, (await catalog.SaveAsync(Me, null, plain with { Name = "Same model" }, "", Ct)).Version!.Value, Guid.CreateVersion7(), Ct));
        var nobody = plain with { Name = "Nobody", Boosts = [new RecipeBoost("age > 400", 5)] };
        Assert.True(Assert.Single(await catalog.FindInDataAsync(Me, nobody, Ct)).IsContradiction);
        var failed = await EndAsync(await _workbench.Get<RunService>().StartAsync(Me, (await catalog.SaveAsync(Me, null, nobody, "", Ct)).Version!.Value, Guid.CreateVersion7(), Ct));
        Assert.Contains("boosts[0]", failed.Job.Problem, StringComparison.Ordinal);

        // A column asked for as text is looked at too, where nothing else is asked.
        var words = Assert.Single(await catalog.FindInDataAsync(Me, plain with { Name = "Words", Constraints = [], Columns = [new RecipeColumn { Name = "sex", Action = "text" }] }, Ct));
        Assert.True(words.IsContradiction, words.Message);
        Assert.Contains("single words", words.Message, StringComparison.Ordinal);

        var boosted = plain with { Name = "Women", Boosts = [new RecipeBoost("sex == 'female'", 5)] };
        Assert.Empty(await catalog.FindInDataAsync(Me, boosted, Ct));
        var run = await EndAsync(await _workbench.Get<RunService>().StartAsync(Me, (await catalog.SaveAsync(Me, null, boosted, "", Ct)).Version!.Value, Guid.CreateVersion7(), Ct));
        Assert.Equal(JobState.Done, run.Job.State);
        Assert.Contains(await LogAsync(run), l => l.Contains("boosts and coverage passed over", StringComparison.Ordinal));
        var rows = await _workbench.Get<DatasetTables>().LoadAsync(Me.WorkspaceId, run.Run.Output!.Value, Ct);
        Assert.Equal(0.2, ((NumericColumn)rows["_weight"]).Values.ToArray().Min());
    }

    private static Table Reference() => DemoTables.CardiologyVisits(3000, 5).Select(Columns);

    private async Task<RecipeVersionId> RecipeAsync(Table table, long rows, string name = "Visits", params RecipeConstraint[] constraints)
    {
        var imported = await _workbench.Get<DatasetImports>().ImportTableAsync(Me, name, table, SourceRecord.Empty, ct: Ct);
        var recipe = new Recipe { Name = name, Rows = rows, Constraints = [.. constraints], Reference = new RecipeReference { Dataset = name, Digest = imported.Digest } };
        var saved = await _workbench.Get<RecipeCatalog>().SaveAsync(Me, null, recipe, "", Ct);
        Assert.True(saved.Succeeded, string.Join("; ", saved.Problems));
        return saved.Version.Value;
    }

    private async Task<RunDetail> EndAsync(RunId id)
    {
        var job = (await _workbench.Get<RunService>().GetAsync(Me, id, Ct))!.Job;
        await _workbench.UntilAsync(Me, job.Id);
        return (await _workbench.Get<RunService>().GetAsync(Me, id, Ct))!;
    }

    private async Task<IEnumerable<string>> LogAsync(RunDetail run) => (await _workbench.Get<JobBoard>().LogAsync(Me, run.Job.Id, Ct)).Select(l => l.Text);

    private async Task<Table> OutputAsync(RunDetail run)
    {
        await using var db = await _workbench.Get<WorkbenchData>().ReadAsync(Me, Permission.ViewWorkspace, Ct);
        var version = await db.Set<DatasetVersion>().FirstAsync(v => v.Id == run.Run.Output, Ct);
        return TableReader.ReadAll(_workbench.Get<DatasetStore>().PathOf(version.Digest), null, Ct);
    }
}
