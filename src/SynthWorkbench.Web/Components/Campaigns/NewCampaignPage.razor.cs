using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Web.Components.Shared;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Campaigns;

/// <summary>The form of a new campaign. Leaving the page forgets the file.</summary>
public sealed partial class NewCampaignPage : IDisposable
{
    /// <summary>Made once: the form sent twice makes one campaign.</summary>
    private Guid _command = Guid.CreateVersion7();
    private readonly CancellationTokenSource _left = new();
    private Actor _actor;
    private CampaignChoices? _choices;
    private RubricChoice? _rubric;
    private CampaignPlan _plan = new();
    private string _name = "";
    private IReadOnlyList<CampaignProblem> _problems = [];
    private bool _busy;
    private ItemUpload? _upload;
    private ItemFilePreview? _preview;
    private ItemMapping? _mapping;
    private ImportedItems? _items;
    private IReadOnlyList<string> _fileProblems = [];
    private bool _reading;

    [Inject]
    private CampaignMaking Making { get; set; } = null!;

    [Inject]
    private ItemUploads Uploads { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>A run to start with, e.g. from its fidelity page.</summary>
    [SupplyParameterFromQuery]
    private Guid? Run { get; set; }

    private IReadOnlyList<string> Columns => _plan.Source == CampaignSource.File
        ? [.. _items?.Items.FirstOrDefault()?.Content.Fields.Select(f => f.Name).Distinct(StringComparer.Ordinal) ?? []]
        : _choices?.Runs.FirstOrDefault(r => r.Id == _plan.RunId)?.Columns ?? [];

    protected override async Task OnInitializedAsync()
    {
        _actor = await Workspace.GetActorAsync();
        _choices = await Making.ChoicesAsync(_actor, _left.Token);
        _rubric = _choices.Rubrics.Count > 0 ? _choices.Rubrics[0] : null;
        _plan = _plan with { RunId = _choices.Runs.Any(r => r.Id == Run) ? Run : _choices.Runs is [var newest, ..] ? newest.Id : null };
    }

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
        _upload?.Dispose();
    }

    private async Task ChooseRubricAsync(ChangeEventArgs e)
    {
        _rubric = _choices!.Rubrics.FirstOrDefault(r => r.Id.Value.ToString() == e.Value as string) ?? _rubric;

        // The answers of the file mean something under a rubric alone.
        if (_upload is not null)
            await LookAsync();
    }

    private async Task ReceiveAsync(IBrowserFile file)
    {
        _reading = true;
        try
        {
            Forget();
            await using var content = file.OpenReadStream(ImportLimits.Bytes + 1, _left.Token);
            (_upload, string? problem) = await Uploads.ReceiveAsync(_actor, file.Name, content, _left.Token);
            _fileProblems = problem is null ? [] : [problem];
            if (_upload is not null)
                await LookAsync();
        }
        catch (IOException)
        {
            _fileProblems = [$"The file is larger than {ImportLimits.Bytes:N0} bytes (256 MB). Split it into several campaigns."];
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task LookAsync()
    {
        (_preview, string? problem) = await _upload!.PreviewAsync(_rubric!.Rubric, _left.Token);
        _mapping = _preview?.Mapping;
        if (problem is null)
            await ReadAsync();
        else
            (_items, _fileProblems) = (null, [problem]);
    }

    private async Task RemapAsync(ItemMapping mapping)
    {
        _mapping = mapping;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var import = await _upload!.ReadAsync(_rubric!.Rubric, _mapping, _left.Token);
        (_items, _fileProblems) = (import.Items, import.Problems);
        if (_items is not null && _plan.Sampling.Kind == SamplingKind.Random && _items.Items.Length <= ItemSampling.MostItems)
            _plan = _plan with { Sampling = _plan.Sampling with { Kind = SamplingKind.All } };
    }

    private void Forget()
    {
        _upload?.Dispose();
        (_upload, _preview, _mapping, _items) = (null, null, null, null);
    }

    private async Task CreateAsync()
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            var made = await Making.CreateAsync(_actor, _name, _rubric!.Id, _plan, _items, _command, _left.Token);
            _problems = made.Problems;
            if (made.Succeeded)
                Navigation.NavigateTo($"campaigns/{made.Campaign}");
        }
        finally
        {
            _busy = false;
        }
    }

    private RenderFragment Problems(string path) => ProblemLines.Of(_problems.Where(p => p.Path == path || p.Path.StartsWith(path + ".", StringComparison.Ordinal)).Select(p => p.Message));
}
