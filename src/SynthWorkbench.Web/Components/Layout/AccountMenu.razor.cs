using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Layout;

/// <summary>Who is signed in, in which workspace, and the way to another.</summary>
public sealed partial class AccountMenu
{
    private IReadOnlyList<OwnWorkspace> _workspaces = [];
    private OwnWorkspace? _current;
    private bool _open;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override Task OnInitializedAsync() => ReadAsync();

    private void Key(KeyboardEventArgs e) => _open &= e.Key != "Escape";

    private async Task ToggleAsync()
    {
        _open = !_open;
        if (_open)
            await ReadAsync();
    }

    private async Task ReadAsync()
    {
        _workspaces = await Workspace.ListAsync();
        _current = _workspaces.FirstOrDefault(w => w.IsCurrent);
    }

    private async Task OpenAsync(OwnWorkspace workspace)
    {
        await Workspace.OpenAsync(workspace.Id);
        Navigation.NavigateTo("/", forceLoad: true);
    }
}
