using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace SynthWorkbench.Web.Interop;

/// <summary>Told when a person has selected a passage of a field's text.</summary>
public interface ISelectionListener
{
    /// <param name="field">The field's name, as its element's <c>data-field</c> has it.</param>
    /// <param name="start">The first UTF-16 unit of the field's text.</param>
    /// <param name="end">The unit after the last.</param>
    Task SelectedAsync(string field, int start, int end);
}

/// <summary>Reports selections in elements with <c>data-field</c>, by mouse or keyboard (arrows choose a word, Shift extends, Enter reports). One listener at a time.</summary>
public sealed class TextSelection(IJSRuntime js)
{
    private IJSObjectReference? _module;
    private DotNetObjectReference<SelectionCallbacks>? _callbacks;

    /// <summary>Listens within an element; the fields may come and go inside it.</summary>
    public async Task AttachAsync(ElementReference element, ISelectionListener listener)
    {
        _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./assets/js/spans.js");
        await DetachAsync();
        _callbacks = DotNetObjectReference.Create(new SelectionCallbacks(listener));
        await _module.InvokeVoidAsync("attach", element, _callbacks);
    }

    public async ValueTask DetachAsync()
    {
        if (_callbacks is not { } callbacks)
            return;
        _callbacks = null;
        try
        {
            await _module!.InvokeVoidAsync("detach", callbacks);
        }
        catch (JSDisconnectedException)
        {
            // The circuit is gone and the page with it: nothing listens any more.
        }

        callbacks.Dispose();
    }
}

/// <summary>Called by the browser.</summary>
public sealed class SelectionCallbacks(ISelectionListener listener)
{
    [JSInvokable]
    public Task Selected(string field, int start, int end) => listener.SelectedAsync(field, start, end);
}
