namespace SynthWorkbench.Application;

/// <summary>Settings of the section <c>Workbench</c>.</summary>
public sealed class WorkbenchOptions
{
    /// <summary>Where the database, the tables and the keys live. Default: <c>SynthWorkbench</c> in the user's local application data, never the source tree.</summary>
    public string DataFolder { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "SynthWorkbench");

    /// <summary>Jobs that run at the same time.</summary>
    public int ConcurrentJobs { get; set; } = 2;

    /// <summary>The largest file that may be uploaded, in bytes.</summary>
    public long MaxUploadBytes { get; set; } = 20L << 30;

    /// <summary>How often one address may send a form of the account pages within a minute, before it has to wait.</summary>
    public int SignInAttemptsPerMinute { get; set; } = 30;

    /// <summary>Whether the demo workspace and accounts are made at start. On in Development only.</summary>
    public bool Demo { get; set; }
}
