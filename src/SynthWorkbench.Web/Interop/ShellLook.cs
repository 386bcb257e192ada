using Microsoft.JSInterop;

namespace SynthWorkbench.Web.Interop;

/// <summary>How the frame looks in one browser.</summary>
public sealed record Look(string Theme, string Density, string Nav)
{
    public static Look Default { get; } = new("light", "comfortable", "wide");

    public bool IsDark => string.Equals(Theme, "dark", StringComparison.Ordinal);

    public bool IsCompact => string.Equals(Density, "compact", StringComparison.Ordinal);

    public bool IsNarrow => string.Equals(Nav, "narrow", StringComparison.Ordinal);
}

/// <summary>Reads and keeps the look in the browser's own storage.</summary>
public sealed class ShellLook(IJSRuntime js)
{
    private IJSObjectReference? _module;

    /// <summary>The look that is shown; also marks the page as live.</summary>
    public async Task<Look> ReadAsync() => await (await ModuleAsync()).InvokeAsync<Look>("look");

    public async Task KeepAsync(Look look) => await (await ModuleAsync()).InvokeVoidAsync("setLook", new { theme = look.Theme, density = look.Density, nav = look.Nav });

    public async Task FocusAsync(string selector) => await (await ModuleAsync()).InvokeVoidAsync("focus", selector);

    private async Task<IJSObjectReference> ModuleAsync() => _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./assets/js/shell.js");
}
