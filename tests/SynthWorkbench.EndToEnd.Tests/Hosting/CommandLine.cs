using System.Diagnostics;
using SynthWorkbench.Testing;

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>The built command <c>synthwb</c> as a process of its own.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command to its end and returns what it printed.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(Checkout.Root, "src", "SynthWorkbench.Cli", "bin", configuration, "net10.0", "synthwb.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
