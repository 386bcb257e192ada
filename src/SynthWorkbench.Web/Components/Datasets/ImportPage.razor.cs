using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Web.Infrastructure;
using SynthWorkbench.Web.Interop;

namespace SynthWorkbench.Web.Components.Datasets;

public sealed partial class ImportPage : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private CancellationTokenSource? _readingUntil;
    private ReadOptions _options = new();
    private UploadId? _upload;
    private FormatDetection? _detection;
    private ImportPreview? _preview;
    private JobView? _job;
    private Actor _actor;
    private LiveRefresh? _refresh;

    /// <summary>Of the file and its settings as they are: a second click asks for the same import.</summary>
    private Guid _command = Guid.CreateVersion7();

    private SourceRecord _source = SourceRecord.Empty;
    private HoldoutSpec _holdout = HoldoutSpec.Default;
    private DatasetKind _kind;
    private string _fileName = "";
    private string _name = "";
    private string? _problem;
    private bool _reading;

    /// <summary>An existing dataset that receives the file as its next version.</summary>
    [SupplyParameterFromQuery(Name = "dataset")]
    public Guid? ExistingDataset { get; set; }

    [Inject]
    private DatasetImports Imports { get; set; } = null!;

    /// <summary>An import under way or ended.</summary>
    [SupplyParameterFromQuery]
    public Guid? Job { get; set; }

    [Inject]
    private ImportJobs Queue { get; set; } = null!;

    [Inject]
    private JobBoard Board { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private FileUpload Upload { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    public void Dispose()
    {
        _refresh?.Dispose();
        _left.Cancel();
        _left.Dispose();
        _readingUntil?.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Workspace.GetActorAsync();
        _refresh ??= new LiveRefresh(changed => Board.Subscribe(_actor.WorkspaceId, changed), () => InvokeAsync(FollowAsync));
        await FollowAsync();
    }

    private Task UploadedAsync((UploadId Id, string FileName) upload)
    {
        (_upload, _fileName) = upload;
        _command = Guid.CreateVersion7();
        _name = Path.GetFileNameWithoutExtension(upload.FileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? upload.FileName[..^3] : upload.FileName);
        return ReadAgainAsync(_options);
    }

    /// <summary>Reads the file under new options; an older reading still going on is given up.</summary>
    private async Task ReadAgainAsync(ReadOptions options)
    {
        if (_upload is not { } upload)
            return;
        _options = options;
        if (_readingUntil is not null)
            await _readingUntil.CancelAsync();
        var until = _readingUntil = CancellationTokenSource.CreateLinkedTokenSource(_left.Token);
        (_reading, _problem) = (true, null);
        StateHasChanged();
        try
        {
            var detected = await Imports.DetectAsync(_actor, upload, options, until.Token);
            _detection = detected.Succeeded ? detected.Value : _detection;
            var preview = await Imports.PreviewAsync(_actor, upload, options, until.Token);
            _preview = preview.Value;
            _problem = preview.Problem;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (NotAllowedException e)
        {
            _problem = e.Message;
        }

        if (_readingUntil == until)
            _reading = false;
    }

    private Task DecideAsync((ColumnSchema Before, ColumnSchema After) change)
    {
        var (before, after) = change;
        var decided = _options.Overrides.GetValueOrDefault(before.Name) ?? new ColumnOverride();
        decided = decided with
        {
            Kind = after.Kind != before.Kind ? after.Kind : decided.Kind,
            Role = after.Role != before.Role ? after.Role : decided.Role,
            DateTimeFormat = after.DateTimeFormat != before.DateTimeFormat ? after.DateTimeFormat : decided.DateTimeFormat,
            Pii = after.Pii != before.Pii ? after.Pii : decided.Pii,
            IsOrdinal = after.IsOrdinal != before.IsOrdinal ? after.IsOrdinal : decided.IsOrdinal,
        };
        return ReadAgainAsync(_options with { Overrides = _options.Overrides.SetItem(before.Name, decided) });
    }

    private async Task ImportAsync()
    {
        if (_upload is not { } upload)
            return;
        var id = await Queue.StartAsync(_actor, new ImportRequest(upload, _name.Trim(), _kind, _options, _source, _holdout, ExistingDataset is { } existing ? new DatasetId(existing) : null), _command, CancellationToken.None);
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("job", id.Value));
    }

    /// <summary>Follows the import in the address: the page may be left and opened again meanwhile.</summary>
    private async Task FollowAsync()
    {
        if (Job is not { } id || _actor == default)
            return;
        _job = await Board.GetAsync(_actor, new JobId(id), CancellationToken.None);
        if (_job is { State: JobState.Done })
            Navigation.NavigateTo(_job.Link);
        StateHasChanged();
    }

    private Task CancelImportAsync() => _job is { } job ? Board.CancelAsync(_actor, job.Id, CancellationToken.None) : Task.CompletedTask;

    /// <summary>Shows what was asked for once more, also after a reload.</summary>
    private async Task BackToSettingsAsync()
    {
        if (Job is not { } id || await Queue.FindAsync(_actor, new JobId(id), CancellationToken.None) is not { } request)
            return;
        (_job, _command) = (null, Guid.CreateVersion7());
        (_upload, _name, _kind, _source, _holdout, _fileName) = (request.Upload, request.Name, request.Kind, request.Source, request.Holdout, _fileName.Length > 0 ? _fileName : request.Name);
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("job", (Guid?)null));
        await ReadAgainAsync(request.Options);
    }

    private async Task DiscardAsync()
    {
        if (_upload is { } upload)
            await Imports.DiscardAsync(_actor, upload, CancellationToken.None);
        Navigation.NavigateTo("datasets");
    }
}
