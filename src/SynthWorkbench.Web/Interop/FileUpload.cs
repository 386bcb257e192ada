using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace SynthWorkbench.Web.Interop;

/// <summary>What the browser tells of an upload.</summary>
public interface IUploadListener
{
    Task StartedAsync(string fileName, long bytes);

    Task ProgressedAsync(long sent);

    Task CompletedAsync(Guid uploadId);

    Task FailedAsync(string problem);

    Task CancelledAsync();
}

/// <summary>Uploads a dropped or chosen file by the browser's own request, outside the circuit. One listener at a time.</summary>
public sealed class FileUpload(IJSRuntime js)
{
    private IJSObjectReference? _module;
    private DotNetObjectReference<UploadCallbacks>? _callbacks;

    /// <summary>Listens to a drop zone and its file input.</summary>
    public async Task AttachAsync(ElementReference zone, ElementReference input, IUploadListener listener)
    {
        _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./assets/js/upload.js");
        _callbacks?.Dispose();
        _callbacks = DotNetObjectReference.Create(new UploadCallbacks(listener));
        await _module.InvokeVoidAsync("attach", zone, input, _callbacks);
    }

    /// <summary>Breaks off the upload under way.</summary>
    public async Task CancelAsync()
    {
        if (_module is not null && _callbacks is not null)
            await _module.InvokeVoidAsync("cancel", _callbacks);
    }

    /// <summary>Stops listening and breaks off what is under way.</summary>
    public async ValueTask DetachAsync()
    {
        try
        {
            await CancelAsync();
        }
        catch (JSDisconnectedException)
        {
            // The circuit is gone and the page with it: there is nothing left to cancel.
        }

        _callbacks?.Dispose();
        _callbacks = null;
    }
}

/// <summary>Called by the browser.</summary>
public sealed class UploadCallbacks(IUploadListener listener)
{
    [JSInvokable]
    public Task Started(string fileName, long bytes) => listener.StartedAsync(fileName, bytes);

    [JSInvokable]
    public Task Progressed(long sent) => listener.ProgressedAsync(sent);

    [JSInvokable]
    public Task Completed(Guid uploadId) => listener.CompletedAsync(uploadId);

    [JSInvokable]
    public Task Failed(string problem) => listener.FailedAsync(problem);

    [JSInvokable]
    public Task Cancelled() => listener.CancelledAsync();
}
