using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Generation;

public sealed partial class RunPage : IDisposable
{
    private static readonly string[] Stages = ["fit", "sample", "validate", "measure"];

    private RunDetail? _detail;
    private IReadOnlyList<JobLogView> _log = [];
    private LiveRefresh? _refresh;
    private Actor _actor;
    private bool _loaded;
    private Guid _command = Guid.CreateVersion7();

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private RunService Runs { get; set; } = null!;

    [Inject]
    private JobBoard Board { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    public void Dispose() => _refresh?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Workspace.GetActorAsync();
        _refresh ??= new LiveRefresh(changed => Board.Subscribe(_actor.WorkspaceId, changed), () => InvokeAsync(ReadAsync));
        await ReadAsync();
    }

    private static double StageShare(string stage, JobView job)
    {
        int at = Array.IndexOf(Stages, stage), now = Array.IndexOf(Stages, job.Stage);
        return job.State == JobState.Done || at < now ? 1 : at == now ? job.Fraction : 0;
    }

    private static string StageClass(string stage, JobView job) => StageShare(stage, job) >= 1 ? "done" : job.Stage == stage ? "now" : "";

    private async Task ReadAsync()
    {
        _detail = await Runs.GetAsync(_actor, new RunId(Id), CancellationToken.None);
        _log = _detail is null ? [] : await Board.LogAsync(_actor, _detail.Job.Id, CancellationToken.None);
        _loaded = true;
        StateHasChanged();
    }

    private async Task ReproduceAsync()
    {
        var id = await Runs.ReproduceAsync(_actor, new RunId(Id), _command, CancellationToken.None);
        _command = Guid.CreateVersion7();
        Navigation.NavigateTo($"generation/{id}");
    }
}
