using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Fidelity.Comparison;

public sealed partial class ComparePage
{
    private RunComparing? _comparing;
    private RunId[] _ids = [];

    [SupplyParameterFromQuery(Name = "run")]
    public string[]? Runs { get; set; }

    [SupplyParameterFromQuery(Name = "only")]
    public string? Only { get; set; }

    [Inject]
    private RunComparisons Comparisons { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool OnlyBeyond => Only == "beyond";

    protected override async Task OnParametersSetAsync()
    {
        var ids = CompareAddress.Parse(Runs);
        if (_comparing is not null && ids.AsSpan().SequenceEqual(_ids))
            return;
        _ids = ids;
        var comparing = await Comparisons.CompareAsync(await Workspace.GetActorAsync(), ids, CancellationToken.None);
        if (ids.AsSpan().SequenceEqual(_ids))
            _comparing = comparing;
    }

    private void Filter(ChangeEventArgs change) => Navigation.NavigateTo(CompareAddress.Of(CompareAddress.Page, _ids, change.Value is true));
}
