using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Home;

public sealed partial class HomePage
{
    private sealed record FirstStep(string Name, string What, string Href, bool Done);

    private IReadOnlyList<RunSummary> _runs = [];
    private IReadOnlyList<DatasetSummary> _datasets = [];
    private IReadOnlyList<ReviewWork> _work = [];
    private List<FirstStep> _steps = [];
    private bool _loaded;
    private bool _isAlone;

    [Inject]
    private RunService Runs { get; set; } = null!;

    [Inject]
    private DatasetCatalog Datasets { get; set; } = null!;

    [Inject]
    private RecipeCatalog Recipes { get; set; } = null!;

    [Inject]
    private ReviewQueue Queue { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (await Workspace.FindActorAsync() is not { } actor)
        {
            _isAlone = true;
            return;
        }

        _runs = await Runs.ListAsync(actor, CancellationToken.None);
        _datasets = await Datasets.ListAsync(actor, null, CancellationToken.None);
        var recipes = await Recipes.ListAsync(actor, CancellationToken.None);
        _work = [.. (await Queue.WaitingForAsync(actor, CancellationToken.None)).Where(w => w.Waiting > 0)];
        bool measured = _runs.Any(r => r.Verdict is not null);
        _steps =
        [
            new("Look at a table", "demo tables are there, or import your own", "datasets", _datasets.Count > 0),
            new("Make a recipe", "drafted from the table's columns, thresholds fixed before the run", "recipes", recipes.Count > 0),
            new("Run it", "fit, sample, validate, measure; survives a restart", "recipes", _runs.Count > 0),
            new("Read the verdict", "one sentence first, then the evidence", "fidelity", measured),
        ];
        _loaded = true;
    }
}
