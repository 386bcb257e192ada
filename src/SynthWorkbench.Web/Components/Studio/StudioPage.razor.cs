using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Application.Studio;
using SynthWorkbench.Synthesis.Metrics.Frontier;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Studio;

/// <summary>A recipe under the hand: controls on one side, what they do on the other. The setting is a recipe that is not saved yet; keeping it makes a version.</summary>
public sealed partial class StudioPage : IDisposable
{
    private const int MostPins = 3;

    private readonly List<StudioPreview> _pins = [];
    private Actor _actor;
    private RecipeDetail? _detail;
    private Recipe? _saved, _now;
    private StudioSession? _session;
    private PreviewLoop? _loop;
    private LiveRefresh? _refresh;
    private StudioPreview? _shown, _sample, _kept;
    private FrontierView? _frontier;
    private FitWatch? _fit;
    private CellExplanation? _why;
    private IReadOnlyList<string> _problems = [];
    private string? _column, _problem, _message;
    private string _engine = "";
    private int _frontierReadings;
    private bool _missing, _needsFit, _over, _isChanged;
    private Guid _command = Guid.CreateVersion7();

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "version")] public int? Version { get; set; }

    [SupplyParameterFromQuery(Name = "realism")] public double? Realism { get; set; }

    [SupplyParameterFromQuery(Name = "coverage")] public double? Coverage { get; set; }

    [SupplyParameterFromQuery(Name = "column")] public string[]? Columns { get; set; }

    [SupplyParameterFromQuery(Name = "boost")] public string[]? Boosts { get; set; }

    [SupplyParameterFromQuery(Name = "rows-when")] public string[]? Conditions { get; set; }

    [SupplyParameterFromQuery(Name = "what-if")] public string[]? WhatIfs { get; set; }

    [SupplyParameterFromQuery(Name = "epsilon")] public string? Epsilon { get; set; }

    [Inject] private RecipeCatalog Recipes { get; set; } = null!;

    [Inject] private StudioService Studio { get; set; } = null!;

    [Inject] private RunService Runs { get; set; } = null!;

    [Inject] private JobBoard Board { get; set; } = null!;

    [Inject] private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private MeasuredSetting? Present => _shown?.Report is { } report ? new MeasuredSetting(_shown.Recipe.Realism, _shown.Recipe.Coverage, report.Metrics) : null;

    protected override async Task OnParametersSetAsync()
    {
        if (_detail is not null && _detail.Id.Value == Id && (Version is null || Version == _detail.Version.Number))
            return;
        _actor = await Workspace.GetActorAsync();
        _detail = await Recipes.GetAsync(_actor, new RecipeId(Id), Version, CancellationToken.None);
        _missing = _detail is null;
        if (_detail is null)
            return;
        _saved = _detail.Recipe;
        _now = StudioLink.Apply(_saved, Realism, Coverage, Columns, Boosts, Conditions, WhatIfs, Epsilon);
        _isChanged = !IsSaved(_now);
        _fit ??= new FitWatch(() => Studio.FindFitAsync(_actor, _now!, CancellationToken.None), id => Board.GetAsync(_actor, id, CancellationToken.None));
        _refresh ??= new LiveRefresh(changed => Board.Subscribe(_actor.WorkspaceId, changed), () => InvokeAsync(JobsChangedAsync));
        await OpenAsync();
    }

    private async Task OpenAsync()
    {
        var opening = await Studio.OpenAsync(_actor, _now!, CancellationToken.None);
        if (_over)
        {
            opening.Session?.Dispose();
            return;
        }

        (_problems, _needsFit) = (opening.Problems, opening.NeedsFit);
        _session?.Dispose();
        _session = opening.Session;
        await ShowPrivacyAsync();
        if (_session is null)
            return;
        _engine = _session.EngineOf(_now!);
        _loop?.Dispose();
        _loop = new PreviewLoop(_session.PreviewAsync, ShowAsync, FailAsync, TimeProvider.System);
        await ReadFrontierAsync();
        _loop?.Move(_now!);
    }

    private Task ShowAsync(StudioPreview preview) => InvokeAsync(() =>
    {
        _problem = preview.Problem;
        if (preview.Report is null)
        {
            StateHasChanged();
            return;
        }

        _shown = preview;
        if (preview.Effort != PreviewEffort.Live)
        {
            _sample = preview;
            _why = null;
            if (_kept is null && IsSaved(preview.Recipe))
                _kept = preview;
        }
        else if (_sample is null)
            _sample = preview;
        StateHasChanged();
    });

    private Task FailAsync(Exception problem) => DispatchExceptionAsync(problem);

    /// <summary>Every control ends here.</summary>
    private void Move(Recipe recipe)
    {
        if (!IsSameFit(_now!, recipe))
        {
            _ = InvokeAsync(() => ReopenAsync(recipe));
            return;
        }

        bool sweeps = FrontierSweeps.IsSame(_now!, recipe);
        (_now, _message) = (recipe, null);
        _isChanged = !IsSaved(recipe);
        _loop?.Move(recipe);
        if (!sweeps)
            _ = InvokeAsync(ReadFrontierAsync);
    }

    private bool IsSaved(Recipe recipe) => RecipeDocument.Hash(recipe) == RecipeDocument.Hash(_saved!);

    private void Adopt(MeasuredSetting setting) => Move(_now! with { Realism = setting.Realism, Coverage = setting.Coverage });

    private void Pin()
    {
        if (_shown?.Report is not null && _pins.Count < MostPins)
            _pins.Add(_shown);
    }

    /// <summary>Reads the sweep; of readings that overtake each other the one asked for last counts.</summary>
    private async Task ReadFrontierAsync()
    {
        int reading = ++_frontierReadings;
        var view = await Studio.Frontier.GetAsync(_actor, _now!, CancellationToken.None);
        if (reading != _frontierReadings)
            return;
        _frontier = view;
        StateHasChanged();
    }

    private async Task SweepAsync()
    {
        await Studio.Frontier.StartAsync(_actor, _now!, $"recipes/{Id}/studio?version={_detail!.Version.Number}", CancellationToken.None);
        await ReadFrontierAsync();
    }

    private async Task JobsChangedAsync()
    {
        if (_over)
            return;
        if (_session is null)
        {
            if (_needsFit && await _fit!.LookAsync() && !_over)
                await OpenAsync();
        }
        else if (_frontier?.Job is not null)
            await ReadFrontierAsync();
        StateHasChanged();
    }

    private async Task ExplainAsync((int Row, string Column) cell)
    {
        if (_sample is not null)
            _why = await _session!.ExplainAsync(_sample, cell.Row, cell.Column, CancellationToken.None);
    }

    private async Task KeepAsync(string note)
    {
        var saving = await Recipes.SaveAsync(_actor, new RecipeId(Id), _now!, note, CancellationToken.None);
        if (!saving.Succeeded)
        {
            _problem = "The setting was not kept: " + string.Join(" ", saving.Problems);
            return;
        }

        _detail = await Recipes.GetAsync(_actor, new RecipeId(Id), saving.Number, CancellationToken.None);
        (_saved, _kept, _command) = (_detail!.Recipe, _shown, Guid.CreateVersion7());
        _isChanged = false;
        _message = saving.IsNew ? $"Kept as version {saving.Number}." : $"Version {saving.Number} already says this; nothing was saved.";
        Version = saving.Number;
        Navigation.NavigateTo($"recipes/{Id}/studio?version={saving.Number}", replace: true);
    }

    private async Task RunAsync()
    {
        var run = await Runs.StartAsync(_actor, _detail!.Version.Id, _command, CancellationToken.None);
        Navigation.NavigateTo($"generation/{run}");
    }

    private static string Setting(Recipe? recipe) => recipe is null ? "" : FormattableString.Invariant($"{recipe.Realism}/{recipe.Coverage}");

    /// <summary>One sentence on the thresholds that can be measured here.</summary>
    private string Verdict()
    {
        if (_shown?.Report is not { } report)
            return "Drawing the first rows…";
        var states = FrontierGuidance.States(report.Metrics, _now!.Objective.Thresholds);
        int measured = states.Count(s => s.IsMet is not null), met = states.Count(s => s.IsMet == true);
        string rest = states.Count > measured ? $" {states.Count - measured} more {(states.Count - measured == 1 ? "is" : "are")} judged by the run's report." : "";
        return measured == 0 ? "The recipe fixes no threshold that can be measured before a run." + rest
            : met == measured ? $"This setting meets {(measured == 1 ? "its threshold" : $"all {measured} thresholds")} measured here.{rest}"
            : $"This setting misses {measured - met} of {measured} thresholds measured here: {string.Join(", ", states.Where(s => s.IsMet == false).Select(s => Synthesis.Metrics.MetricCatalog.Find(s.Threshold.Metric)!.Name.ToLowerInvariant()))}.{rest}";
    }

    private string Measured() => _shown is not { Report: { } report } ? "" : $"Measured on {report.Rows:N0} rows{(_shown.Effort == PreviewEffort.Live ? " while you move; settling" : report.Rows == _now!.Rows ? ", those of the run" : ", the first of the run's")}.";

    public void Dispose()
    {
        _over = true;
        _loop?.Dispose();
        _refresh?.Dispose();
        _session?.Dispose();
    }
}
