using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Web.Infrastructure;
using SynthWorkbench.Web.Interop;

namespace SynthWorkbench.Web.Components.Review.Rubrics;

public sealed partial class RubricPage
{
    private static readonly string[] Tabs = ["Criteria", "Preview", "Versions"];

    private RubricDetail? _detail;
    private Rubric? _rubric;
    private HashSet<string> _kept = [];
    private IReadOnlyList<RubricProblem> _problems = [];
    private IReadOnlyList<RubricChange>? _differences;
    private RubricDetail? _newer;
    private IReadOnlyList<RubricChange> _theirs = [];
    private int _before;
    private int _after;
    private int _opened;
    private int _at;
    private Actor _actor;
    private string _tab = "Criteria";
    private string _note = "";
    private string? _message;
    private string? _focus;
    private bool _isLead;
    private bool _dirty;
    private bool _loaded;

    [Parameter]
    public Guid? Id { get; set; }

    [SupplyParameterFromQuery(Name = "version")]
    public int? Version { get; set; }

    [Inject]
    private RubricCatalog Catalog { get; set; } = null!;

    [Inject]
    private TextSelection Selection { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private ShellLook Look { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Title => _rubric is null ? "New rubric" : string.IsNullOrWhiteSpace(_rubric.Name) ? "Unnamed rubric" : _rubric.Name;

    /// <summary>Whether an earlier version is open: saving it as it is makes it the latest again.</summary>
    private bool IsEarlier => _detail is { } detail && detail.Version.Number != detail.Versions[0].Number;

    protected override async Task OnParametersSetAsync()
    {
        _loaded = false;
        _actor = await Workspace.GetActorAsync();
        var roles = (await Workspace.ListAsync()).FirstOrDefault(w => w.IsCurrent)?.Roles ?? WorkspaceRoles.None;
        _isLead = (roles & PermissionPolicy.RolesFor(Permission.LeadReview)) != WorkspaceRoles.None;
        if (Id is { } id)
            Show(await Catalog.GetAsync(_actor, new RubricId(id), Version, CancellationToken.None));
        else if (_detail is not null)
            Show(null);
        Reopen();
        await CompareLastAsync();
        _loaded = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is not { } field)
            return;
        _focus = null;
        await Look.FocusAsync(field);
    }

    /// <summary>Another rubric is on the page: its criteria are shown from the first one on.</summary>
    private void Reopen()
    {
        _opened++;
        _at = 0;
    }

    private void Show(RubricDetail? detail)
    {
        if (_detail?.Id != detail?.Id)
            _differences = null;
        _detail = detail;
        _rubric = detail?.Rubric;
        _kept = detail is null ? [] : [.. detail.Rubric.Criteria.Select(c => c.Id)];
        _dirty = false;
        _problems = [];
        _newer = null;
    }

    private void Start(Rubric rubric)
    {
        _rubric = rubric;
        _dirty = true;
        Reopen();
    }

    private void GoTo(RubricProblem problem) => (_tab, _at, _focus) = ("Criteria", problem.Criterion ?? _at, problem.Criterion is null ? $"#{problem.Setting}" : "#c-title");

    private Task OpenAsync(string tab)
    {
        _tab = tab;
        return _differences is null ? CompareLastAsync() : Task.CompletedTask;
    }

    private void Change(Rubric rubric)
    {
        _rubric = rubric;
        _dirty = true;
        _message = null;
        _problems = [];
    }

    private async Task SaveAsync()
    {
        RubricBase? on = _detail is null ? null : new RubricBase(_detail.Id, _newer?.Version.Number ?? _detail.Versions[0].Number);
        var saving = await Catalog.SaveAsync(_actor, on, _rubric!, _note, CancellationToken.None);
        _problems = saving.Problems;
        _message = null;
        if (saving.Newer is not null)
            await ShowNewerAsync();
        if (!saving.Succeeded)
            return;
        _note = "";
        _message = saving.IsNew ? $"Saved as version {saving.Number}." : $"Version {saving.Number} already says this; nothing was saved.";
        if (Id is null || Version is not null)
        {
            // Nothing can be written into what the opened version is about to replace.
            (_dirty, _loaded) = (false, false);
            Navigation.NavigateTo($"rubrics/{saving.Rubric}");
            return;
        }

        Show(await Catalog.GetAsync(_actor, saving.Rubric.Value, null, CancellationToken.None));
        _differences = null;
        await CompareLastAsync();
    }

    private async Task ShowNewerAsync()
    {
        _newer = await Catalog.GetAsync(_actor, _detail!.Id, null, CancellationToken.None);
        _theirs = await Catalog.CompareAsync(_actor, _detail.Id, _detail.Versions[0].Number, _newer!.Version.Number, CancellationToken.None) ?? [];
    }

    private Task CompareLastAsync() => _detail is { Versions: [var last, var earlier, ..] } ? CompareAsync((earlier.Number, last.Number)) : Task.CompletedTask;

    private async Task CompareAsync((int Before, int After) pair)
    {
        (_before, _after) = pair;
        _differences = await Catalog.CompareAsync(_actor, _detail!.Id, pair.Before, pair.After, CancellationToken.None);
    }
}
