using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Datasets.Sets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Recipes;

public sealed partial class RecipePage
{
    private static readonly string[] Tabs = ["Objective", "Columns", "Constraints", "Coverage", "Sequence", "Tables", "Document", "Versions"];

    private RecipeDetail? _detail;
    private Recipe? _recipe;
    private TableSchema? _schema;
    private IReadOnlyList<DatasetSummary>? _datasets;
    private IReadOnlyList<RecipeProblem> _problems = [];
    private IReadOnlyList<ConstraintFinding> _findings = [];
    private IReadOnlyList<FunctionalDependency> _dependencies = [];
    private SequenceSuggestion? _sequence;
    private IReadOnlyList<RecipeChange>? _differences;
    private FitQuote? _quote;
    private Actor _actor;
    private string _tab = "Objective";
    private string _text = "";
    private string _note = "";
    private string? _message;
    private ElementReference _problemsAt;
    private bool _dirty, _isRefused;
    private bool _loaded;
    private Guid _command = Guid.CreateVersion7();

    [Parameter]
    public Guid? Id { get; set; }

    [SupplyParameterFromQuery(Name = "version")]
    public int? Version { get; set; }

    /// <summary>A dataset to draft from, as its page links here.</summary>
    [SupplyParameterFromQuery(Name = "dataset")]
    public Guid? Dataset { get; set; }

    /// <summary>A set of tables to draft from, as its page links here.</summary>
    [SupplyParameterFromQuery(Name = "set")]
    public Guid? Set { get; set; }

    /// <summary>Exact rows and boosts that a report proposes.</summary>
    [SupplyParameterFromQuery(Name = "rows-when")]
    public string[]? RowsWhen { get; set; }

    [SupplyParameterFromQuery(Name = "boost")]
    public string[]? Boosts { get; set; }

    [Inject]
    private RecipeCatalog Recipes { get; set; } = null!;

    [Inject]
    private RecipeDrafts Drafts { get; set; } = null!;

    [Inject]
    private DatasetCatalog Datasets { get; set; } = null!;

    [Inject]
    private RunService Runs { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Workspace.GetActorAsync();
        if (Id is { } id)
        {
            _detail = await Recipes.GetAsync(_actor, new RecipeId(id), Version, CancellationToken.None);
            _recipe = _detail?.Recipe;
            _dirty = false;
            Open(_tab);
            TakeOver();
        }
        else
        {
            _datasets = [.. (await Datasets.ListAsync(_actor, null, CancellationToken.None)).Where(d => d.Kind == DatasetKind.Reference)];
            if (Dataset is { } dataset && _recipe is null)
                await StartAsync(new DatasetId(dataset));
            if (Set is { } set && _recipe is null && await Drafts.FromSetAsync(_actor, new TableSetId(set), CancellationToken.None) is { } draft)
            {
                Change(draft);
                Open("Tables");
            }
        }

        await ReadReferenceAsync();
        await ReadQuoteAsync();
        _loaded = true;
    }

    private void TakeOver()
    {
        if (_recipe is null)
            return;
        var asked = CoverageLink.Add(_recipe, RowsWhen, Boosts);
        if (RecipeDocument.Hash(asked) == RecipeDocument.Hash(_recipe))
            return;
        Change(asked);
        Open("Coverage");
        _message = "Taken over from the report. Save it as a version, then run that.";
    }

    private async Task ReadReferenceAsync() => _schema = _recipe is null ? null : await Recipes.ReferenceSchemaAsync(_actor, _recipe, CancellationToken.None);

    /// <summary>Why a run of the version shown would be refused.</summary>
    private string? Refusal => _detail is not null && !_dirty ? _quote?.Problem : null;

    /// <summary>What the fit would spend; what keeps the recipe from being saved is told once, above.</summary>
    private FitQuote? ShownQuote => _problems.Count > 0 && _quote is { } quote ? quote with { Problem = null } : _quote;

    private async Task ReadQuoteAsync() => _quote = _recipe?.Guarantee() is null ? null : await Runs.Quotes.OfAsync(_actor, _recipe, CancellationToken.None);

    private async Task StartAsync(DatasetId id)
    {
        _recipe = await Drafts.FromDatasetAsync(_actor, id, null, CancellationToken.None);
        _dirty = _recipe is not null;
        await ReadReferenceAsync();
    }

    private void Open(string tab)
    {
        _tab = tab;
        if (tab == "Document" && _recipe is not null)
            _text = RecipeDocument.ToYaml(_recipe);
    }

    private async Task OpenAsync(string tab)
    {
        Open(tab);
        if (tab == "Sequence" && _recipe is not null)
            _sequence = await Recipes.FindSequenceAsync(_actor, _recipe, CancellationToken.None);
        if (tab == "Objective")
            await ReadQuoteAsync();
        await FindDependenciesAsync();
    }

    private async Task FindDependenciesAsync()
    {
        if (_tab == "Constraints" && _recipe is not null)
            _dependencies = await Recipes.FindDependenciesAsync(_actor, _recipe, CancellationToken.None);
    }

    private async Task KeepAsync(Recipe recipe)
    {
        Change(recipe);
        await FindDependenciesAsync();
    }

    private async Task ChangeAsync(Recipe recipe)
    {
        Change(recipe);
        await ReadQuoteAsync();
    }

    private void Change(Recipe recipe)
    {
        _recipe = recipe;
        _dirty = true;
        _message = null;
        _problems = [];
        _findings = [];
    }

    private async Task ReadDocumentAsync(ChangeEventArgs e)
    {
        _text = e.Value as string ?? "";
        var reading = RecipeDocument.Parse(_text);
        if (reading.Recipe is { } recipe)
        {
            await ChangeAsync(recipe);
            await ReadReferenceAsync();
        }
        else
            _problems = reading.Problems;
    }

    // Save stands at the foot of the page and what keeps the recipe from it at the head: a person is taken there.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isRefused || _problems.Count == 0)
            return;
        _isRefused = false;
        await _problemsAt.FocusAsync();
    }

    private async Task SaveAsync()
    {
        var saving = await Recipes.SaveAsync(_actor, _detail?.Id, _recipe!, _note, CancellationToken.None);
        _problems = saving.Problems;
        _isRefused = !saving.Succeeded;
        if (!saving.Succeeded)
            return;
        _note = "";
        _dirty = false;
        _findings = await Recipes.FindInDataAsync(_actor, _recipe!, CancellationToken.None);
        await ReadQuoteAsync();
        _message = saving.IsNew ? $"Saved as version {saving.Number}." : $"Version {saving.Number} already says this; nothing was saved.";
        if (Id is null || Version is not null)
            Navigation.NavigateTo($"recipes/{saving.Recipe}");
        else
            _detail = await Recipes.GetAsync(_actor, saving.Recipe.Value, null, CancellationToken.None);
    }

    private async Task RunAsync()
    {
        var run = await Runs.StartAsync(_actor, _detail!.Version.Id, _command, CancellationToken.None);
        Navigation.NavigateTo($"generation/{run}");
    }

    private async Task ForkAsync()
    {
        var saving = await Recipes.ForkAsync(_actor, _detail!.Version.Id, $"{_detail.Name} (fork)", CancellationToken.None);
        _problems = saving.Problems;
        if (saving.Succeeded)
            Navigation.NavigateTo($"recipes/{saving.Recipe}");
    }

    private async Task CompareAsync((RecipeVersionId Before, RecipeVersionId After) pair) =>
        _differences = await Recipes.CompareAsync(_actor, pair.Before, pair.After, CancellationToken.None);
}
