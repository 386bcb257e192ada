using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using SynthWorkbench.Web.Interop;

namespace SynthWorkbench.Web.Components.Layout;

public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? _boundary;
    private Look _look = Look.Default;
    private ElementReference _main;
    private bool _palette;

    [Inject]
    private ShellLook Shell { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    public void Dispose() => Navigation.LocationChanged -= Moved;

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _look = await Shell.ReadAsync();
        StateHasChanged();
    }

    // The router would scroll to a fragment without moving the focus.
    private async Task SkipAsync() => await _main.FocusAsync();

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        _boundary?.Recover();
        _palette = false;
        _ = InvokeAsync(StateHasChanged);
    }

    private Task SwitchThemeAsync() => KeepAsync(_look with { Theme = _look.IsDark ? "light" : "dark" });

    private Task SwitchDensityAsync() => KeepAsync(_look with { Density = _look.IsCompact ? "comfortable" : "compact" });

    private Task SwitchNavAsync() => KeepAsync(_look with { Nav = _look.IsNarrow ? "wide" : "narrow" });

    private Task KeepAsync(Look look)
    {
        _look = look;
        return Shell.KeepAsync(look);
    }
}
