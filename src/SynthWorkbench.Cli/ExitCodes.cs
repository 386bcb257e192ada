using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Cli;

/// <summary>What the process answers (docs/guide/cli.md).</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int ThresholdMissed = 1;
    public const int Usage = 2;
    public const int BadInput = 3;
    public const int Cancelled = 4;
    public const int Unexpected = 5;

    /// <summary>Runs a command and turns what a person can mend into a message and a code.</summary>
    public static int Guard(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e) when (e is TableReadException or GenerationRefusedException or FileNotFoundException or DirectoryNotFoundException or BadInputException or IOException or UnauthorizedAccessException)
        {
            ConsoleProgress.End();
            Console.Error.WriteLine(e.Message);
            return BadInput;
        }
        catch (Exception e) when (e is OperationCanceledException || e is AggregateException { InnerException: OperationCanceledException })
        {
            ConsoleProgress.End();
            Console.Error.WriteLine("Cancelled. Nothing was written.");
            return Cancelled;
        }
        catch (Exception e)
        {
            ConsoleProgress.End();
            Console.Error.WriteLine($"Something unexpected happened: {e}");
            return Unexpected;
        }
    }
}

/// <summary>An input that a person can mend; the message says how.</summary>
internal sealed class BadInputException(string message) : Exception(message);
