using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Datasets.Sets;
using SynthWorkbench.Synthesis.Tables.Relations;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Datasets.Sets;

/// <summary>A set of tables: which datasets, their keys, and what the rows say of them.</summary>
public sealed partial class SetPage
{
    private Actor _actor;
    private TableSetDetail? _set;
    private RelationIntegrity? _integrity;
    private IReadOnlyList<string> _problems = [];
    private string? _message;
    private bool _dirty, _loaded, _working;

    [Parameter] public Guid? Id { get; set; }

    [Inject] private TableSets Sets { get; set; } = null!;

    [Inject] private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Workspace.GetActorAsync();
        if (Id is { } id && _set?.Id?.Value != id)
        {
            _set = await Sets.GetAsync(_actor, new TableSetId(id), CancellationToken.None);
            (_dirty, _message, _integrity, _problems) = (false, null, null, []);
        }

        _loaded = true;
    }

    /// <summary>Looks for keys in the tables chosen.</summary>
    private async Task ProposeAsync((string Name, IReadOnlyList<DatasetVersionId> Versions) chosen)
    {
        var proposal = await WorkAsync(() => Sets.ProposeAsync(_actor, chosen.Name, chosen.Versions, CancellationToken.None));
        _problems = proposal.Succeeded ? [] : [proposal.Problem!];
        if (!proposal.Succeeded)
            return;
        (_set, _dirty) = (proposal.Value, true);
        await CheckAsync();
    }

    private static List<(string Name, string Note)> Shown(TableSetDetail set) => [.. set.Tables.Select(t => (t.Name, $"{t.Rows:N0} rows"))];

    /// <summary>Works with the buttons off.</summary>
    private async Task<T> WorkAsync<T>(Func<Task<T>> work)
    {
        _working = true;
        try
        {
            return await work();
        }
        finally
        {
            _working = false;
        }
    }

    private void Change(TableSetDetail set) => (_set, _dirty, _message, _integrity) = (set, true, null, null);

    private async Task CheckAsync()
    {
        (_problems, _integrity) = await WorkAsync(() => Sets.CheckAsync(_actor, _set!, CancellationToken.None));
        _message = _integrity is null ? null : _integrity.IsWhole() ? "The rows agree: every key names one row, and every reference a row that exists." : null;
        if (_integrity is not null)
            _problems = _integrity.Problems();
    }

    private async Task SaveAsync()
    {
        var saving = await WorkAsync(() => Sets.SaveAsync(_actor, _set!, CancellationToken.None));
        if (!saving.Succeeded)
        {
            (_problems, _message) = ([saving.Problem!], null);
            return;
        }

        (_set, _dirty, _message) = (_set! with { Id = saving.Value }, false, "Saved.");
        Navigation.NavigateTo($"datasets/sets/{saving.Value}", replace: Id is null);
    }

    private async Task SubsetAsync((string Root, int Rows, ulong Seed) asked)
    {
        var made = await WorkAsync(() => Sets.SubsetAsync(_actor, _set!, asked.Root, asked.Rows, asked.Seed, CancellationToken.None));
        _problems = made.Succeeded ? [] : [made.Problem!];
        if (made.Succeeded)
            Navigation.NavigateTo($"datasets/sets/{made.Value}");
    }

    private async Task DeleteAsync()
    {
        await Sets.DeleteAsync(_actor, _set!.Id!.Value, CancellationToken.None);
        Navigation.NavigateTo("datasets/sets");
    }
}
