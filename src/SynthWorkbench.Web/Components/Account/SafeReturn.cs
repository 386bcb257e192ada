namespace SynthWorkbench.Web.Components.Account;

/// <summary>Where to go after signing in: a page of this workbench, never another site.</summary>
internal static class SafeReturn
{
    public static string To(string? returnUrl)
    {
        string path = returnUrl?.TrimStart('/') ?? "";
        return Uri.TryCreate(path, UriKind.Relative, out _) && path.AsSpan().IndexOfAny(":\\\r\n") < 0 ? "/" + path : "/";
    }
}

/// <summary>What the browser answered when it was asked for a passkey.</summary>
public sealed class PasskeyAnswer
{
    /// <summary>The credential as JSON.</summary>
    public string? Credential { get; set; }

    /// <summary>What the person calls the device, for a new passkey.</summary>
    public string? Name { get; set; }
}
