using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Fidelity;

public sealed partial class ReportPage
{
    private FidelityDetail? _detail;
    private ColumnReport? _focus;
    private List<string> _names = [];
    private Dictionary<(string, string), PairTrendValue> _pairs = [];
    private IReadOnlyList<HumanDetection> _seen = [];
    private RecipeId? _recipe;
    private bool _loaded;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "column")]
    public string? ColumnName { get; set; }

    [Inject]
    private FidelityReports Reports { get; set; } = null!;

    [Inject]
    private HumanDetections People { get; set; } = null!;

    [Inject]
    private RunService Runs { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_detail?.RunId != Id)
        {
            var actor = await Workspace.GetActorAsync();
            _detail = await Reports.GetAsync(actor, Id, CancellationToken.None);
            _seen = _detail is null ? [] : await People.OfRunAsync(actor, Id, CancellationToken.None);
            _recipe = _detail is null ? null : await Runs.RecipeOfAsync(actor, new RunId(Id), CancellationToken.None);
            _names = [.. _detail?.Report.Columns.Select(c => c.Name) ?? []];
            _pairs = _detail?.Report.Pairs.ToDictionary(p => (p.First, p.Second)) ?? [];
            _loaded = true;
        }

        var columns = _detail?.Report.Columns ?? [];
        _focus = columns.FirstOrDefault(c => c.Name == ColumnName) ?? columns.Where(c => c.Shape is not null).MinBy(c => c.Shape) ?? columns.FirstOrDefault();
    }

    private void FocusOn(string column)
    {
        if (_names.Contains(column, StringComparer.Ordinal))
            Navigation.NavigateTo($"fidelity/{Id}?column={Uri.EscapeDataString(column)}");
    }

    private double? Association(int a, int b, bool real)
    {
        if (a == b)
            return 1;
        var pair = Pair(a, b);
        return (real ? pair?.RealAssociation : pair?.SyntheticAssociation) is { } value ? Math.Abs(value) : null;
    }

    private double? Difference(int a, int b) => a == b ? 0 : Association(a, b, real: false) - Association(a, b, real: true);

    private PairTrendValue? Pair(int a, int b) => _pairs.GetValueOrDefault((_names[Math.Min(a, b)], _names[Math.Max(a, b)]));
}
