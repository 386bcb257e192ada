using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Datasets;

public sealed partial class DatasetPage
{
    private const int PageRows = 50;
    private static readonly string[] Tabs = ["profile", "rows", "columns", "source", "versions", "privacy"];

    private DatasetDetail? _detail;
    private TableSchema _schema = new([]);
    private HoldoutSpec _holdout = HoldoutSpec.Default;
    private SourceRecord _source = SourceRecord.Empty;
    private RowPage? _rows;
    private PrivacyAccount? _account;
    private string? _problem;
    private bool _loaded;
    private bool _busy;
    private int _tab;
    private int _shown = 60;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The version shown; the latest when absent.</summary>
    [SupplyParameterFromQuery(Name = "version")]
    public int? Number { get; set; }

    /// <summary>The tab open.</summary>
    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [Inject]
    private DatasetCatalog Catalog { get; set; } = null!;

    [Inject]
    private PrivacyLedger Ledger { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private double MissingShare => _detail is { Profile.Columns.Count: > 0 } d ? d.Profile.Columns.Average(c => c.MissingShare) : 0;

    private bool Edited => _detail is not null && (_holdout != _detail.Holdout || !_schema.Columns.SequenceEqual(_detail.Schema.Columns));

    private string Advice
    {
        get
        {
            int flagged = _detail?.Profile.Columns.Count(c => c.Flags.Count > 0) ?? 0;
            int personal = _detail?.Profile.Columns.Count(c => c.Role == ColumnRole.PersonalData) ?? 0;
            return personal > 0 ? $"{(personal == 1 ? "1 column holds" : $"{personal} columns hold")} personal data and will be replaced by made-up values." : flagged > 0 ? $"{(flagged == 1 ? "1 column carries" : $"{flagged} columns carry")} a note worth reading." : "Nothing stands out.";
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        _tab = Math.Max(0, Array.IndexOf(Tabs, Tab));
        if (_detail is null || _detail.Id.Value != Id || (Number ?? _detail.Versions[0].Number) != _detail.Version.Number)
            await LoadAsync();
        if (_tab == 1 && _rows is null && _detail is not null)
            await LoadRowsAsync(0);
    }

    private async Task LoadAsync()
    {
        try
        {
            var actor = await Workspace.GetActorAsync();
            _detail = await Catalog.GetAsync(actor, new DatasetId(Id), Number, CancellationToken.None);
            _account = _detail is { Kind: DatasetKind.Reference } ? await Ledger.GetAsync(actor, _detail.Id, CancellationToken.None) : null;
        }
        catch (NotAllowedException e)
        {
            _problem = e.Message;
        }

        _loaded = true;
        _rows = null;
        if (_detail is not null)
            (_schema, _holdout, _source) = (_detail.Schema, _detail.Holdout, _detail.Source);
    }

    private void OpenTabAsync(int tab)
    {
        _tab = tab;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("tab", tab == 0 ? null : Tabs[tab]), replace: true);
    }

    private async Task LoadRowsAsync(long offset)
    {
        if (_detail is not null)
            _rows = await Catalog.RowsAsync(await Workspace.GetActorAsync(), _detail.Version.Id, Math.Max(0, offset), PageRows, CancellationToken.None);
    }

    private Task SaveColumnsAsync() => SaveAsync(async actor =>
    {
        var saved = await Catalog.EditAsync(actor, _detail!.Version.Id, _schema, _holdout, CancellationToken.None);
        _problem = saved.Problem;
        if (!saved.Succeeded)
            return;
        _detail = null;
        Navigation.NavigateTo($"datasets/{Id}?tab=versions", replace: true);
    });

    private Task SaveSourceAsync() => SaveAsync(async actor =>
    {
        await Catalog.UpdateSourceAsync(actor, _detail!.Version.Id, _source, CancellationToken.None);
        await LoadAsync();
    });

    private async Task<string?> SetBudgetAsync(PrivacyBudget budget, string reason)
    {
        try
        {
            var actor = await Workspace.GetActorAsync();
            string? problem = await Ledger.SetBudgetAsync(actor, new DatasetId(Id), budget, reason, CancellationToken.None);
            _account = await Ledger.GetAsync(actor, new DatasetId(Id), CancellationToken.None);
            StateHasChanged();
            return problem;
        }
        catch (NotAllowedException e)
        {
            return e.Message;
        }
    }

    private async Task SaveAsync(Func<Actor, Task> save)
    {
        _busy = true;
        try
        {
            await save(await Workspace.GetActorAsync());
        }
        catch (NotAllowedException e)
        {
            _problem = e.Message;
        }
        finally
        {
            _busy = false;
        }
    }
}
