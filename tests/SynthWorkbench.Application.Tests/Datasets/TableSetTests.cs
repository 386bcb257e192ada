using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Datasets.Sets;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;
using Xunit;

namespace SynthWorkbench.Application.Tests.Datasets;

/// <summary>Sets of tables: found, checked, kept, seen by their workspace alone, and run as one recipe.</summary>
public sealed class TableSetTests : IAsyncLifetime
{
    private DatasetsFixture _workbench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Actor Me => _workbench.Scientist;

    private TableSets Sets => _workbench.Get<TableSets>();

    public async ValueTask InitializeAsync() => _workbench = await DatasetsFixture.CreateAsync();

    public ValueTask DisposeAsync() => _workbench.DisposeAsync();

    [Fact]
    public async Task Keys_are_proposed_kept_over_a_restart_and_seen_by_the_workspace_alone()
    {
        var proposal = await ProposedAsync();
        Assert.Equal(["visits.patient_id → patients.patient_id"], proposal.Relations.Links.Select(l => l.ToString()));
        var (problems, integrity) = await Sets.CheckAsync(Me, proposal, Ct);
        Assert.Empty(problems);
        Assert.Equal(1, integrity!.Links.Single().Orphans);
        var id = (await Sets.SaveAsync(Me, proposal with { Name = "Clinic" }, Ct)).Value;
        await _workbench.StartAgainAsync();
        var kept = (await Sets.GetAsync(Me, id, Ct))!;
        Assert.Equal("Clinic", kept.Name);
        Assert.Equal(proposal.Relations.Links.Select(l => l.ToString()), kept.Relations.Links.Select(l => l.ToString()));
        Assert.Equal(2, Assert.Single(await Sets.ListAsync(Me, Ct)).Tables);

        Assert.Null(await Sets.GetAsync(_workbench.Stranger, id, Ct));
        Assert.Empty(await Sets.ListAsync(_workbench.Stranger, Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => Sets.SaveAsync(_workbench.Reviewer, kept, Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => Sets.DeleteAsync(_workbench.Reviewer, id, Ct));
        Assert.Contains("gone from this workspace", (await Sets.SaveAsync(_workbench.Stranger, kept, Ct)).Problem, StringComparison.Ordinal);
        await Sets.DeleteAsync(_workbench.Stranger, id, Ct);
        Assert.NotNull(await Sets.GetAsync(Me, id, Ct));
        await Sets.DeleteAsync(Me, id, Ct);
        Assert.Null(await Sets.GetAsync(Me, id, Ct));
    }

    [Fact]
    public async Task What_cannot_be_a_set_is_refused_with_the_way_out()
    {
        var proposal = await ProposedAsync();
        Assert.Contains("needs a name", (await Sets.SaveAsync(Me, proposal with { Name = " " }, Ct)).Problem, StringComparison.Ordinal);
        Assert.Contains("two tables or more", (await Sets.SaveAsync(Me, proposal with { Tables = proposal.Tables.RemoveAt(1) }, Ct)).Problem, StringComparison.Ordinal);
        Assert.Contains("two tables or more", (await Sets.ProposeAsync(_workbench.Stranger, "x", [.. proposal.Tables.Select(t => t.Version)], Ct)).Problem, StringComparison.Ordinal);
        var circle = proposal.Relations with { Tables = [proposal.Relations.Tables[0], proposal.Relations.Tables[1] with { Key = ["visit_id"] }], Links = proposal.Relations.Links.Add(new RelationLink("patients", ["age"], "visits", ["visit_id"])) };
        Assert.Contains("in a circle: ", (await Sets.SaveAsync(Me, proposal with { Relations = circle }, Ct)).Problem, StringComparison.Ordinal);
        Assert.True((await Sets.SaveAsync(Me, proposal, Ct)).Succeeded);
        Assert.Contains("already a set named", (await Sets.SaveAsync(Me, proposal, Ct)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipe_of_a_set_runs_to_whole_tables_a_report_and_again_to_the_same_rows()
    {
        await _workbench.StartJobsAsync();
        var recipe = RecipeDrafts.ForSet(await ProposedAsync()) with { Rows = 200 };
        Assert.Equal("patients", recipe.Relations!.Table);
        var saving = await _workbench.Get<RecipeCatalog>().SaveAsync(Me, null, recipe, "", Ct);
        Assert.True(saving.Succeeded, string.Join(" ", saving.Problems));
        Assert.Contains("1 of", Assert.Single(await _workbench.Get<RecipeCatalog>().FindInDataAsync(Me, recipe, Ct)).Message, StringComparison.Ordinal);
        var runs = _workbench.Get<RunService>();
        var run = await EndAsync(await runs.StartAsync(Me, saving.Version.Value, Guid.CreateVersion7(), Ct));
        Assert.True(run.Job.State == JobState.Done, run.Job.Problem);
        Assert.Equal(2, run.Outputs.Count);
        var tables = new Dictionary<string, Table>(StringComparer.Ordinal);
        foreach (var output in run.Outputs)
            tables[output.Name.Split(' ')[^1]] = await _workbench.Get<DatasetTables>().LoadAsync(Me.WorkspaceId, output.Version, Ct);
        Assert.Equal(200, tables["patients"].RowCount);
        Assert.True(RelationIntegrity.Of(recipe.Relations.Schema(), tables).IsWhole());
        var report = await _workbench.Get<FidelityReports>().GetAsync(Me, run.Run.Id.Value, Ct);
        Assert.Equal(1, report!.Report.Metric("referential-integrity")!.Value);
        Assert.Equal(2, report.Report.Relations!.Tables.Count);
        Assert.True((await EndAsync(await runs.ReproduceAsync(Me, run.Run.Id, Guid.CreateVersion7(), Ct))).SameRows);
    }

    [Fact]
    public async Task Datasets_of_one_name_are_tables_of_different_names_in_a_set()
    {
        var imports = _workbench.Get<DatasetImports>();
        var versions = new List<DatasetVersionId>();
        foreach (var table in new[] { Patients(), Visits(), Visits() })
            versions.Add((await imports.ImportTableAsync(Me, versions.Count == 0 ? "patients" : "visits", table, SourceRecord.Empty, ct: Ct)).Version);
        var proposal = (await Sets.ProposeAsync(Me, "Twice", versions, Ct)).Value!;
        Assert.Equal(["patients", "visits", "visits 2"], proposal.Tables.Select(t => t.Name));
        Assert.Equal(["visits", "visits 2"], proposal.Relations.Links.Select(l => l.Table));
        Assert.True((await Sets.SaveAsync(Me, proposal, Ct)).Succeeded);
        Assert.Contains("Two tables are called", (await Sets.SaveAsync(Me, proposal with { Name = "x", Relations = proposal.Relations with { Tables = [.. proposal.Relations.Tables.Select(t => t with { Name = t.Name == "visits 2" ? "visits" : t.Name })] } }, Ct)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subset_becomes_a_set_of_its_own_whose_rows_fit_together()
    {
        var whole = await ProposedAsync();
        whole = whole with { Id = (await Sets.SaveAsync(Me, whole, Ct)).Value };
        Assert.Contains("between 1 and 199", (await Sets.SubsetAsync(Me, whole, "patients", 200, 1, Ct)).Problem, StringComparison.Ordinal);
        Assert.Contains("names no other", (await Sets.SubsetAsync(Me, whole, "visits", 20, 1, Ct)).Problem, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotAllowedException>(() => Sets.SubsetAsync(_workbench.Reviewer, whole, "patients", 20, 1, Ct));
        var made = (await Sets.SubsetAsync(Me, whole, "patients", 20, 1, Ct)).Value;
        var subset = (await Sets.GetAsync(Me, made, Ct))!;
        Assert.Equal("Clinic visits, 20 patients", subset.Name);
        Assert.Equal(20, subset.Tables[0].Rows);
        Assert.InRange(subset.Tables[1].Rows, 1, 200);
        Assert.True((await Sets.CheckAsync(Me, subset, Ct)).Integrity!.IsWhole());
        Assert.Equal("Clinic visits, 20 patients (2)", (await Sets.GetAsync(Me, (await Sets.SubsetAsync(Me, whole, "patients", 20, 1, Ct)).Value, Ct))!.Name);
    }

    [Fact]
    public async Task A_recipe_whose_other_reference_is_gone_is_not_saved()
    {
        var recipe = RecipeDrafts.ForSet(await ProposedAsync());
        var gone = recipe with { Relations = recipe.Relations! with { Tables = [recipe.Relations.Tables[0] with { Reference = new RecipeReference { Dataset = "visits", Digest = new string('0', 64) } }] } };
        var saving = await _workbench.Get<RecipeCatalog>().SaveAsync(Me, null, gone, "", Ct);
        Assert.Contains("No dataset of this workspace has the digest", Assert.Single(saving.Problems).Message, StringComparison.Ordinal);
    }

    private async Task<TableSetDetail> ProposedAsync()
    {
        var imports = _workbench.Get<DatasetImports>();
        var patients = await imports.ImportTableAsync(Me, "patients", Patients(), SourceRecord.Empty, ct: Ct);
        var visits = await imports.ImportTableAsync(Me, "visits", Visits(), SourceRecord.Empty, ct: Ct);
        var proposal = await Sets.ProposeAsync(Me, "Clinic visits", [patients.Version, visits.Version], Ct);
        Assert.True(proposal.Succeeded, proposal.Problem);
        return proposal.Value!;
    }

    private static Table Patients() => new([Numbers("patient_id", 200, r => r + 1), Numbers("age", 200, r => 20 + (r * 7 % 60)), Labels("kind", 200, r => r % 3)]);

    /// <summary>The last visit names nobody.</summary>
    private static Table Visits() => new([Numbers("visit_id", 601, r => r + 1), Numbers("patient_id", 601, r => r == 600 ? 999 : 1 + (r * r % 200)), Numbers("pain", 601, r => r % 11)]);

    private static NumericColumn Numbers(string name, int rows, Func<int, double> value) => new(new ColumnSchema(name, ColumnKind.Numeric), [.. Enumerable.Range(0, rows).Select(value)]);

    private static CodedColumn Labels(string name, int rows, Func<int, int> code) => new(new ColumnSchema(name, ColumnKind.Categorical), [.. Enumerable.Range(0, rows).Select(code)], ["a", "b", "c"]);

    private async Task<RunDetail> EndAsync(RunId id)
    {
        var runs = _workbench.Get<RunService>();
        await _workbench.UntilAsync(Me, (await runs.GetAsync(Me, id, Ct))!.Job.Id);
        return (await runs.GetAsync(Me, id, Ct))!;
    }
}
