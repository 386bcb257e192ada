namespace SynthWorkbench.Testing;

/// <summary>Real tables that lie beside the checkout in <c>shared/</c>, never in it. A test that needs one skips where the folder is missing.</summary>
public static class SharedData
{
    private static readonly string? Root = Find();

    /// <summary>The path of a file below <c>shared/</c>, or null when the folder is not there.</summary>
    public static string? TryPath(string relative)
    {
        string? path = Root is null ? null : Path.Combine(Root, relative);
        return path is not null && File.Exists(path) ? path : null;
    }

    private static string? Find()
    {
        string? given = Environment.GetEnvironmentVariable("SYNTHWB_SHARED_DATA");
        if (given is not null)
            return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
                return Path.GetDirectoryName(candidate);
        }

        return null;
    }
}
