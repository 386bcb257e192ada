using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Web.Infrastructure;
using SynthWorkbench.Web.Interop;

namespace SynthWorkbench.Web.Components.Layout;

public sealed partial class CommandPalette
{
    private sealed record Place(string Kind, string Name, string Href);

    private static readonly (Permission Needs, Place Place)[] Restricted =
    [
        (Permission.Review, new("page", "Review", "review")), (Permission.Review, new("page", "Calibration", "calibration")), (Permission.LeadReview, new("page", "Reviewers", "reviewers")),
        (Permission.ViewAudit, new("page", "Audit", "audit")), (Permission.ManageMembers, new("page", "Members", "members")),
    ];

    private List<Place> _all =
    [
        new("page", "Home", ""), new("page", "Datasets", "datasets"), new("page", "Recipes", "recipes"), new("page", "Generation", "generation"), new("page", "Fidelity", "fidelity"),
        new("page", "Definitions", "definitions"), new("page", "Rubrics", "rubrics"), new("page", "Campaigns", "campaigns"), new("page", "Your account", "Account/Manage"), new("do", "Import a table", "datasets/import"), new("do", "New recipe", "recipes/new"),
    ];
    private List<Place> _shown = [];
    private string _text = "";
    private int _at;

    [Parameter, EditorRequired]
    public EventCallback Closed { get; set; }

    [Inject]
    private DatasetCatalog Datasets { get; set; } = null!;

    [Inject]
    private RecipeCatalog Recipes { get; set; } = null!;

    [Inject]
    private RunService Runs { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private ShellLook Shell { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Filter("");
        var actor = await Workspace.GetActorAsync();
        var roles = (await Workspace.ListAsync()).FirstOrDefault(w => w.IsCurrent)?.Roles ?? WorkspaceRoles.None;
        _all =
        [
            .. _all,
            .. Restricted.Where(r => (roles & PermissionPolicy.RolesFor(r.Needs)) != WorkspaceRoles.None).Select(r => r.Place),
            .. (await Datasets.ListAsync(actor, null, CancellationToken.None)).Select(d => new Place("dataset", d.Name, $"datasets/{d.Id}")),
            .. (await Recipes.ListAsync(actor, CancellationToken.None)).Select(r => new Place("recipe", r.Name, $"recipes/{r.Id}")),
            .. (await Runs.ListAsync(actor, CancellationToken.None)).Select(r => new Place("run", $"{r.RecipeName}, {r.CreatedAt:yyyy-MM-dd HH:mm}", $"generation/{r.Id}")),
        ];
        Filter(_text);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await Shell.FocusAsync("#palette-input");
    }

    private void Filter(string? text)
    {
        _text = text ?? "";
        _at = 0;
        _shown = [.. _all.Where(p => p.Name.Contains(_text.Trim(), StringComparison.OrdinalIgnoreCase)).Take(12)];
    }

    private async Task KeyAsync(KeyboardEventArgs e)
    {
        switch (e.Key)
        {
            case "ArrowDown":
                _at = Math.Min(_at + 1, Math.Max(0, _shown.Count - 1));
                break;
            case "ArrowUp":
                _at = Math.Max(_at - 1, 0);
                break;
            case "Enter" when _at < _shown.Count:
                Go(_shown[_at]);
                await Closed.InvokeAsync();
                break;
            case "Escape":
                await Closed.InvokeAsync();
                break;
        }
    }

    private void Go(Place place) => Navigation.NavigateTo("/" + place.Href);
}
