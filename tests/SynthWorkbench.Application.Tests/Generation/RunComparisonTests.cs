using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Application.Tests.Datasets;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Application.Tests.Generation;

/// <summary>Runs side by side: who may compare what, which runs are told to be less comparable than they look, and what differs.</summary>
public sealed class RunComparisonTests : IAsyncLifetime
{
    private static readonly string[] Columns = ["sex", "age", "bmi", "diagnosis", "readmitted"];

    private DatasetsFixture _workbench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Actor Me => _workbench.Scientist;

    public async ValueTask InitializeAsync()
    {
        _workbench = await DatasetsFixture.CreateAsync();
        await _workbench.StartJobsAsync();
    }

    public ValueTask DisposeAsync() => _workbench.DisposeAsync();

    [Fact]
    public async Task Runs_are_compared_with_the_first_and_keep_their_letters_whichever_that_is()
    {
        var recipe = await RecipeAsync("Visits", 5);
        RunId plain = await RunAsync(recipe with { Realism = 0 }), real = await RunAsync(recipe with { Realism = 1 });
        var again = await _workbench.Get<RunService>().ReproduceAsync(Me, plain, Guid.CreateVersion7(), Ct);
        await EndAsync(again);

        var comparison = await ComparedAsync(plain, again, real);
        Assert.Equal(('A', plain), (comparison.Base.Letter, comparison.Base.Run.Id));
        Assert.Equal([('B', real), ('C', again)], comparison.Others.Select(o => (o.Run.Letter, o.Run.Run.Id)));
        Assert.Equal("ABC", string.Concat(comparison.Runs.Select(r => r.Letter)));
        Assert.Empty(comparison.Cautions);
        RunDifference better = comparison.Others[0], same = comparison.Others[1];
        Assert.Contains("trends", better.Metrics.Beyond(DifferenceDirection.Better).Select(m => m.Definition.Id));
        Assert.Equal(["realism"], better.Recipe.Select(c => c.Path));
        Assert.False(better.SameRows);
        Assert.True(same.SameRows);
        Assert.Empty(same.Recipe);
        Assert.All(same.Metrics.Metrics.Where(m => m.Difference.HasValue), m => Assert.Equal(0, m.Difference));
        Assert.Equal("Run C holds the same rows as run A, to the byte: there is no difference to look for.", same.Sentence(comparison.Base));

        var turned = await ComparedAsync(real, plain);
        Assert.Equal(('B', 'A'), (turned.Base.Letter, turned.Others[0].Run.Letter));
        Assert.Equal(better.Metrics.Beyond(DifferenceDirection.Better).Select(m => m.Definition.Id), turned.Others[0].Metrics.Beyond(DifferenceDirection.Worse).Select(m => m.Definition.Id));
        Assert.Equal((1, 2), (turned.Others[0].Run.Version, turned.Base.Version));

        var table = ComparisonTable.Of(comparison);
        Assert.Equal(2 * better.Metrics.Metrics.Count, table.RowCount);
        int row = better.Metrics.Metrics.ToList().FindIndex(m => m.Definition.Id == "trends");
        Assert.Equal(("trends", "better", real.ToString(), "Visits, version 2"), (table["metric"].Format(row), table["outcome"].Format(row), table["other_run"].Format(row), table["other_recipe"].Format(row)));
        Assert.Equal(better.Metrics.Metrics[row].Difference!.Value.ToString("R"), table["difference"].Format(row));
    }

    [Fact]
    public async Task What_makes_runs_less_comparable_is_told_and_not_compared()
    {
        var recipe = await RecipeAsync("Visits", 5);
        var first = await RunAsync(recipe);
        var changed = await RunAsync(recipe with
        {
            Rows = 900,
            Objective = new RecipeObjective { Task = "classification", Target = "readmitted" },
            Constraints = [new RecipeConstraint { Kind = "range", Columns = ["age"], Min = 0 }],
            Columns = [new RecipeColumn { Name = "bmi", Action = "drop" }],
            Boosts = [new RecipeBoost("age > 60", 2)],
        });
        var elsewhere = await RunAsync(await RecipeAsync("Other visits", 6));

        var comparison = await ComparedAsync(first, changed, elsewhere);
        Assert.Equal(6, comparison.Cautions.Count);
        Assert.Contains("different references (A and B: Visits, version 1; C: Other visits, version 1)", comparison.Cautions[0], StringComparison.Ordinal);
        Assert.Contains("different numbers of rows (A and C: 1,500; B: 900)", comparison.Cautions[1], StringComparison.Ordinal);
        Assert.Contains("different columns (A and C: all; B: without bmi)", comparison.Cautions[2], StringComparison.Ordinal);
        Assert.Contains("different targets (A and C: none; B: readmitted)", comparison.Cautions[3], StringComparison.Ordinal);
        Assert.Contains("different constraints (A and C: none; B: 1)", comparison.Cautions[4], StringComparison.Ordinal);
        Assert.Contains("not alike (A and C: as the reference; B: boosts 1)", comparison.Cautions[5], StringComparison.Ordinal);
        Assert.Empty((await ComparedAsync(elsewhere, first)).Cautions.Skip(1));

        // Where targets alone differ: only what rests on them is left out.
        var targeted = await RunAsync(recipe with { Objective = new RecipeObjective { Task = "classification", Target = "diagnosis" } });
        var retargeted = await RunAsync(recipe with { Objective = new RecipeObjective { Task = "classification", Target = "readmitted" } });
        var pair = (await ComparedAsync(targeted, retargeted)).Others[0].Metrics;
        Assert.Equal(["utility", "augmentation"], pair.Metrics.Where(m => m.Evidence == DifferenceEvidence.NotComparable).Select(m => m.Definition.Id));
    }

    [Fact]
    public async Task Too_few_too_many_unknown_and_foreign_runs_are_refused_with_a_way_out()
    {
        var comparisons = _workbench.Get<RunComparisons>();
        var recipe = await RecipeAsync("Visits", 5);
        RunId one = await RunAsync(recipe), two = await RunAsync(recipe with { Seed = 2 });

        await RefusedAsync("none was chosen");
        await RefusedAsync("one was chosen", one, one);
        await RefusedAsync("7 were chosen", [.. Enumerable.Range(0, 6).Select(_ => RunId.New()), one]);
        await RefusedAsync("No such report in this workspace: 1 of the 3 runs", one, RunId.New(), two);

        var foreign = await comparisons.CompareAsync(_workbench.Stranger, [one, two], Ct);
        Assert.Null(foreign.Comparison);
        Assert.Contains("No such reports in this workspace: 2 of the 2 runs", foreign.Problem, StringComparison.Ordinal);
        Assert.Empty(foreign.Usable);
        Assert.NotNull((await comparisons.CompareAsync(_workbench.Reviewer, [one, two], Ct)).Comparison);
        var nobody = new Actor(Guid.CreateVersion7(), "Nobody", Me.WorkspaceId);
        await Assert.ThrowsAsync<NotAllowedException>(() => comparisons.CompareAsync(nobody, [one, two], Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => comparisons.CompareAsync(nobody, [], Ct));

        async Task RefusedAsync(string problem, params RunId[] ids)
        {
            var refused = await comparisons.CompareAsync(Me, ids, Ct);
            Assert.Null(refused.Comparison);
            Assert.Contains(problem, refused.Problem, StringComparison.Ordinal);
            Assert.NotNull(refused.Remedy);
            Assert.Equal(ids.Distinct().Where(id => id == one || id == two), refused.Usable);
        }
    }

    private async Task<RunComparison> ComparedAsync(params RunId[] ids)
    {
        var comparing = await _workbench.Get<RunComparisons>().CompareAsync(Me, ids, Ct);
        Assert.Null(comparing.Problem);
        return comparing.Comparison!;
    }

    private async Task<Recipe> RecipeAsync(string name, ulong seed)
    {
        var table = DemoTables.CardiologyVisits(1500, seed).Select(Columns);
        var imported = await _workbench.Get<DatasetImports>().ImportTableAsync(Me, name, table, SourceRecord.Empty, ct: Ct);
        return new Recipe { Name = name, Rows = 1500, Reference = new RecipeReference { Dataset = name, Digest = imported.Digest } };
    }

    /// <summary>Saves the recipe as the next version of that name, runs it and waits for its report.</summary>
    private async Task<RunId> RunAsync(Recipe recipe)
    {
        var catalog = _workbench.Get<RecipeCatalog>();
        var known = (await catalog.ListAsync(Me, Ct)).FirstOrDefault(r => r.Name == recipe.Name)?.Id;
        var saved = await catalog.SaveAsync(Me, known, recipe, "", Ct);
        Assert.True(saved.Succeeded, string.Join("; ", saved.Problems));
        var id = await _workbench.Get<RunService>().StartAsync(Me, saved.Version.Value, Guid.CreateVersion7(), Ct);
        await EndAsync(id);
        return id;
    }

    private async Task EndAsync(RunId id)
    {
        var job = (await _workbench.Get<RunService>().GetAsync(Me, id, Ct))!.Job;
        await _workbench.UntilAsync(Me, job.Id);
        Assert.NotNull((await _workbench.Get<RunService>().GetAsync(Me, id, Ct))!.Verdict);
    }
}
