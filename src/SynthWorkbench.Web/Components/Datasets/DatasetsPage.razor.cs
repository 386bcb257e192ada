using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Datasets;

public sealed partial class DatasetsPage
{
    private IReadOnlyList<DatasetSummary>? _datasets;
    private string _search = "";
    private DatasetKind? _kind;
    private string? _problem;

    [Inject]
    private DatasetCatalog Catalog { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    private IEnumerable<DatasetSummary> Shown => (_datasets ?? []).Where(d => (_kind is null || d.Kind == _kind) && d.Name.Contains(_search, StringComparison.OrdinalIgnoreCase));

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _datasets = await Catalog.ListAsync(await Workspace.GetActorAsync(), null, CancellationToken.None);
        }
        catch (NotAllowedException e)
        {
            _problem = e.Message;
        }
    }
}
