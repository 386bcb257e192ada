using SynthWorkbench.Synthesis.Engines;

namespace SynthWorkbench.Cli;

/// <summary>Tells how far a fit is, on one line that is written over.</summary>
internal sealed class ConsoleProgress : IProgress<FitProgress>
{
    public void Report(FitProgress value) => Console.Error.Write($"\rfit {value.Done} of {value.Total} columns ");
}
