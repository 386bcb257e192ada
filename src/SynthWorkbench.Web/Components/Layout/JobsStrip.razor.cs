using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Web.Components.Shared;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Layout;

public sealed partial class JobsStrip : IDisposable
{
    private IReadOnlyList<JobView> _jobs = [];
    private IDisposable? _refresh;
    private Actor _actor;
    private bool _open;

    [Inject]
    private JobBoard Board { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    private string Summary => _jobs.Count(j => j.IsOpen) switch
    {
        0 => "No job is running",
        1 => $"{_jobs[0].Title}: {_jobs[0].Stage} {_jobs[0].Fraction:P0} {PaceWords.Of(_jobs[0])}",
        var n => $"{n} jobs are running or queued",
    };

    public void Dispose() => _refresh?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _actor = await Workspace.GetActorAsync();
        _refresh = new LiveRefresh(changed => Board.Subscribe(_actor.WorkspaceId, changed), () => InvokeAsync(ReadAsync));
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        _jobs = await Board.ListAsync(_actor, 6, CancellationToken.None);
        StateHasChanged();
    }

    private Task CancelAsync(JobView job) => Board.CancelAsync(_actor, job.Id, CancellationToken.None);
}
