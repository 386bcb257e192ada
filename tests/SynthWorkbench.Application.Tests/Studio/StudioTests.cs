using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Studio;
using SynthWorkbench.Application.Tests.Datasets;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Recipes;
using Xunit;

namespace SynthWorkbench.Application.Tests.Studio;

public sealed class StudioTests : IAsyncLifetime
{
    private static readonly string[] Columns = ["sex", "age", "bmi", "diagnosis", "readmitted"];

    private DatasetsFixture _workbench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Actor Me => _workbench.Scientist;

    private StudioService Studio => _workbench.Get<StudioService>();

    public async ValueTask InitializeAsync() => _workbench = await DatasetsFixture.CreateAsync();

    public ValueTask DisposeAsync() => _workbench.DisposeAsync();

    [Fact]
    public async Task A_studio_opens_once_its_model_is_fitted_and_two_who_ask_fit_once()
    {
        var recipe = await RecipeAsync();
        Assert.True((await Studio.OpenAsync(Me, recipe, Ct)).NeedsFit);
        var fit = await Studio.StartFitAsync(Me, recipe, "recipes", Ct);
        Assert.Equal(fit, await Studio.StartFitAsync(Me, recipe with { Realism = 0.1 }, "recipes", Ct));
        Assert.Equal(fit, await Studio.FindFitAsync(Me, recipe, Ct));
        await _workbench.StartJobsAsync();
        Assert.Equal(JobState.Done, (await _workbench.UntilAsync(Me, fit)).State);
        var opening = await Studio.OpenAsync(Me, recipe, Ct);
        Assert.Empty(opening.Problems);
        using var session = opening.Session!;
        var live = await session.PreviewAsync(recipe with { Realism = 0.2 }, PreviewEffort.Live, Ct);
        Assert.Equal(2000, live.Report!.Rows);
        Assert.Equal(Columns, live.Rows!.Columns.Select(c => c.Name));

        // Settled rows are a run's own.
        var settled = await session.PreviewAsync(recipe, PreviewEffort.Settled, Ct);
        Assert.Equal(3000, settled.Rows!.RowCount);
        var refused = await session.PreviewAsync(recipe with { Realism = 7 }, PreviewEffort.Live, Ct);
        Assert.Null(refused.Report);
        Assert.Contains("realism", refused.Problem, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Nobody_of_another_workspace_gets_in_and_who_lost_the_role_gets_no_further()
    {
        var recipe = await RecipeAsync();
        Assert.NotEmpty((await Studio.OpenAsync(_workbench.Stranger, recipe, Ct)).Problems);
        await Assert.ThrowsAsync<NotAllowedException>(() => Studio.StartFitAsync(_workbench.Reviewer, recipe, "", Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => Studio.Frontier.StartAsync(_workbench.Reviewer, recipe, "", Ct));
        await FitAsync(recipe);
        using var session = (await Studio.OpenAsync(_workbench.Reviewer, recipe, Ct)).Session!;
        var preview = await session.PreviewAsync(recipe, PreviewEffort.Live, Ct);
        await using (var db = await _workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(Ct))
            await db.Set<Membership>().Where(m => m.UserId == _workbench.Reviewer.UserId).ExecuteDeleteAsync(Ct);
        await Assert.ThrowsAsync<NotAllowedException>(() => session.PreviewAsync(recipe, PreviewEffort.Live, Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => session.ExplainAsync(preview, 0, "age", Ct));
    }

    [Fact]
    public async Task A_recipe_without_reference_or_with_a_mistake_is_told()
    {
        var recipe = await RecipeAsync();
        Assert.Contains("no reference", Assert.Single((await Studio.OpenAsync(Me, new Recipe { Name = "rules", Engine = "rules", Columns = [new RecipeColumn { Name = "id", Action = "rule", Rule = new RecipeRule { Kind = "sequence" } }] }, Ct)).Problems), StringComparison.Ordinal);
        Assert.NotEmpty((await Studio.OpenAsync(Me, recipe with { Coverage = 3 }, Ct)).Problems);
    }

    [Fact]
    public async Task A_cell_says_where_it_comes_from_and_never_shows_a_training_row()
    {
        var recipe = await RecipeAsync(r => r with { Columns = [new RecipeColumn { Name = "sex", Action = "rule", Rule = new RecipeRule { Kind = "list", Values = ["F", "M"] } }] });
        await FitAsync(recipe);
        using var session = (await Studio.OpenAsync(Me, recipe, Ct)).Session!;
        var preview = await session.PreviewAsync(recipe, PreviewEffort.Live, Ct);
        var drawn = await session.ExplainAsync(preview, 3, "readmitted", Ct);
        Assert.Equal(CellOrigin.Drawn, drawn.Origin);
        Assert.Contains(drawn.Sentences, s => s.Contains("similar rows", StringComparison.Ordinal));
        Assert.Contains(drawn.Sentences, s => s.Contains("similar training rows", StringComparison.Ordinal));
        Assert.InRange(drawn.RowRank!.Value, 0, 1);
        var ruled = await session.ExplainAsync(preview, 3, "sex", Ct);
        Assert.Equal(CellOrigin.Ruled, ruled.Origin);
        Assert.Contains("list", ruled.Sentences[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_goes_on_where_it_was_stopped_and_belongs_to_what_it_measured()
    {
        var recipe = await RecipeAsync();
        await Studio.Frontier.StartAsync(Me, recipe, "recipes", Ct);
        await Studio.Frontier.StartAsync(Me, recipe with { Realism = 0.1, Name = "other name" }, "recipes", Ct);
        var job = (await Studio.Frontier.GetAsync(Me, recipe, Ct)).Job!.Value;
        var board = _workbench.Get<JobBoard>();
        Assert.Single(await board.ListAsync(Me, 10, Ct));
        await _workbench.StartJobsAsync();
        await _workbench.UntilAsync(Me, job, j => j is { Stage: "sweep", Fraction: > 0.05 });
        await board.CancelAsync(Me, job, Ct);
        await _workbench.UntilAsync(Me, job);
        var stopped = await Studio.Frontier.GetAsync(Me, recipe, Ct);
        Assert.InRange(stopped.Points.Count, 1, stopped.Total - 1);
        await board.ResumeAsync(Me, job, Ct);
        await _workbench.UntilAsync(Me, job);
        var whole = await Studio.Frontier.GetAsync(Me, recipe, Ct);
        Assert.Equal(whole.Total, whole.Points.Count);
        Assert.Equal(stopped.Points.Select(p => (p.Realism, p.Coverage, p.Value("quality"))), whole.Points.Take(stopped.Points.Count).Select(p => (p.Realism, p.Coverage, p.Value("quality"))));
        Assert.All(whole.Points, p => Assert.NotNull(p.Value("quality")));
        Assert.Empty((await Studio.Frontier.GetAsync(Me, recipe with { Seed = 99 }, Ct)).Points);
        Assert.Empty((await Studio.Frontier.GetAsync(_workbench.Stranger, recipe, Ct)).Points);

        // What a point says is what the Studio says at its setting.
        using var session = (await Studio.OpenAsync(Me, recipe, Ct)).Session!;
        var settled = await session.PreviewAsync(recipe with { Realism = whole.Points[1].Realism, Coverage = whole.Points[1].Coverage }, PreviewEffort.Settled, Ct);
        Assert.Equal(settled.Report!.Metric("quality")!.Value!.Value, whole.Points[1].Value("quality")!.Value, 9);
    }

    [Fact]
    public async Task Materials_are_shared_while_open_and_bounded_when_left()
    {
        var materials = _workbench.Get<StudioMaterials>();
        var recipe = await RecipeAsync();
        await FitAsync(recipe);
        int held = materials.Count;
        var sessions = new List<StudioSession>();
        for (int i = 0; i < 4; i++)
            sessions.Add((await Studio.OpenAsync(Me, recipe with { Realism = i / 4.0 }, Ct)).Session!);
        Assert.Equal(Math.Max(1, held), materials.Count);
        sessions.ForEach(s => s.Dispose());
        for (int i = 0; i < 5; i++)
        {
            var other = await RecipeAsync(rows: 400 + i, name: $"Visits {i}");
            await FitAsync(other);
            (await Studio.OpenAsync(Me, other, Ct)).Session!.Dispose();
        }

        Assert.Equal(StudioMaterials.MostIdle, materials.Count);
    }

    private async Task<Recipe> RecipeAsync(Func<Recipe, Recipe>? change = null, int rows = 1500, string name = "Visits")
    {
        var imported = await _workbench.Get<DatasetImports>().ImportTableAsync(Me, name, DemoTables.CardiologyVisits(rows, 5).Select(Columns), SourceRecord.Empty, ct: Ct);
        var recipe = new Recipe { Name = name, Rows = 3000, Engine = "trees", Reference = new RecipeReference { Dataset = name, Digest = imported.Digest }, Objective = new RecipeObjective { Task = "classification", Target = "readmitted" } };
        return change?.Invoke(recipe) ?? recipe;
    }

    private bool _started;

    private async Task FitAsync(Recipe recipe)
    {
        var fit = await Studio.StartFitAsync(Me, recipe, "recipes", Ct);
        if (!_started)
            await _workbench.StartJobsAsync();
        _started = true;
        var job = await _workbench.UntilAsync(Me, fit);
        Assert.True(job.State == JobState.Done, job.Problem);
    }
}
