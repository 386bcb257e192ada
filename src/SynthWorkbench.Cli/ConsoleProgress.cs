using SynthWorkbench.Synthesis.Engines;

namespace SynthWorkbench.Cli;

/// <summary>Tells how far the work is, on one line that is written over until something else is said.</summary>
internal sealed class ConsoleProgress : IProgress<FitProgress>
{
    private static bool _isOpen;

    public void Report(FitProgress value) => Tell($"fit {value.Done} of {value.Total} columns ");

    /// <summary>Writes over the line.</summary>
    public static void Tell(string text)
    {
        Console.Error.Write("\r" + text);
        _isOpen = true;
    }

    /// <summary>Ends the line, where one is open: what is written next stands on its own.</summary>
    public static void End()
    {
        if (_isOpen)
            Console.Error.WriteLine();
        _isOpen = false;
    }
}
