using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace SynthWorkbench.Web.Components.Charts;

/// <summary>Draws a <see cref="ChartSpec"/>; converts, does not compute.</summary>
public sealed partial class Chart : IAsyncDisposable
{
    private ElementReference _element;
    private IJSObjectReference? _module;
    private DotNetObjectReference<Chart>? _self;
    private ChartSpec? _drawn;
    private string? _failed;
    private bool _table;

    [Parameter, EditorRequired]
    public ChartSpec Spec { get; set; } = null!;

    /// <summary>Called with the x value that was clicked.</summary>
    [Parameter]
    public EventCallback<string> Selected { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [JSInvokable]
    public Task Clicked(string x) => Selected.InvokeAsync(x);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.InvokeVoidAsync("remove", _element);
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the drawing with it.
        }

        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (ReferenceEquals(_drawn, Spec))
            return;
        _drawn = Spec;
        try
        {
            _module ??= await Script.InvokeAsync<IJSObjectReference>("import", "./assets/js/charts.js");
            _self ??= DotNetObjectReference.Create(this);
            await _module.InvokeVoidAsync("draw", _element, PlotlyFigure.Of(Spec), Selected.HasDelegate ? _self : null);
        }
        catch (JSException e)
        {
            _failed = $"The chart could not be drawn ({e.Message}). The numbers are in the table.";
            _table = true;
            StateHasChanged();
        }
    }

    private async Task DownloadAsync(string format)
    {
        if (_module is not null)
            await _module.InvokeVoidAsync("download", _element, format, Spec.Name);
    }
}
