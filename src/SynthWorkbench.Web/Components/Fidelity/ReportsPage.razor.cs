using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Web.Components.Fidelity.Comparison;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Fidelity;

public sealed partial class ReportsPage
{
    private IReadOnlyList<FidelitySummary>? _reports;

    /// <summary>In the order of choice: the first is what the others are compared with.</summary>
    private List<RunId> _chosen = [];

    [SupplyParameterFromQuery(Name = "run")]
    public string[]? Runs { get; set; }

    [Inject]
    private FidelityReports Reports { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    private bool CanCompare => _chosen.Count is >= RunComparisons.Fewest and <= RunComparisons.Most;

    private string Hint => _chosen.Count switch
    {
        0 => "Tick two to six to compare them.",
        1 => "One ticked, the base. Tick one to five more.",
        RunComparisons.Most => "Six is the most.",
        _ => "",
    };

    protected override async Task OnInitializedAsync()
    {
        var asked = CompareAddress.Parse(Runs);
        var reports = await Reports.ListAsync(await Workspace.GetActorAsync(), CancellationToken.None, [.. asked.Select(r => r.Value)]);
        _chosen = [.. asked.Where(r => reports.Any(s => s.RunId == r.Value)).Take(RunComparisons.Most)];
        _reports = reports;
    }

    private void Choose(RunId run)
    {
        if (!_chosen.Remove(run) && _chosen.Count < RunComparisons.Most)
            _chosen.Add(run);
    }
}
