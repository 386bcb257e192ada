using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Generation;

public sealed partial class RunsPage : IDisposable
{
    private IReadOnlyList<RunSummary>? _runs;
    private LiveRefresh? _refresh;
    private Actor _actor;

    [Inject]
    private RunService Runs { get; set; } = null!;

    [Inject]
    private JobBoard Board { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    public void Dispose() => _refresh?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _actor = await Workspace.GetActorAsync();
        _refresh = new LiveRefresh(changed => Board.Subscribe(_actor.WorkspaceId, changed), () => InvokeAsync(ReadAsync));
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        _runs = await Runs.ListAsync(_actor, CancellationToken.None);
        StateHasChanged();
    }
}
