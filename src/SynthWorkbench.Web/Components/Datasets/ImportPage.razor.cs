using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
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
    private ImportStatus? _status;
    private Guid? _importId;
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

    [Inject]
    private ImportQueue Queue { get; set; } = null!;

    [Inject]
    private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject]
    private FileUpload Upload { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
        _readingUntil?.Dispose();
    }

    private static string Pace(ImportStatus status)
    {
        var (_, done, total) = status.Progress;
        double rate = done / Math.Max(0.1, status.Elapsed.TotalSeconds);
        return total == 0 || done == 0 ? $"{status.Elapsed.TotalSeconds:0} s" : $"{done:N0} of {total:N0} rows, {rate:N0} a second, about {Math.Ceiling((total - done) / rate):0} s left";
    }

    private Task UploadedAsync((UploadId Id, string FileName) upload)
    {
        (_upload, _fileName) = upload;
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
            var actor = await Workspace.GetActorAsync();
            var detected = await Imports.DetectAsync(actor, upload, options, until.Token);
            _detection = detected.Succeeded ? detected.Value : _detection;
            var preview = await Imports.PreviewAsync(actor, upload, options, until.Token);
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
        var actor = await Workspace.GetActorAsync();
        _importId = Queue.Start(actor, new ImportRequest(upload, _name.Trim(), _kind, _options, _source, _holdout, ExistingDataset is { } existing ? new DatasetId(existing) : null));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200), Time);
        try
        {
            do
            {
                _status = Queue.Find(actor, _importId.Value);
                StateHasChanged();
            }
            while (_status is { IsRunning: true } && await tick.WaitForNextTickAsync(_left.Token));
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (_status?.Result is { Succeeded: true } done)
            Navigation.NavigateTo($"datasets/{done.Value!.Dataset}");
    }

    private async Task CancelImportAsync()
    {
        if (_importId is { } id)
            Queue.Cancel(await Workspace.GetActorAsync(), id);
    }

    private void BackToSettings() => (_importId, _status) = (null, null);

    private async Task DiscardAsync()
    {
        if (_upload is { } upload)
            await Imports.DiscardAsync(await Workspace.GetActorAsync(), upload, CancellationToken.None);
        Navigation.NavigateTo("datasets");
    }
}
