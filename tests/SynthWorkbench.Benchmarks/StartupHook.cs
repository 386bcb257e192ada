using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;

/// <summary>Runs inside the measured server, where the runtime calls it by its name: collects garbage when somebody listens at the pipe, and tells them how many bytes live.</summary>
[SuppressMessage("Design", "MA0047", Justification = "The runtime looks for this name outside of namespaces.")]
internal static class StartupHook
{
    public const string PipeVariable = "SYNTHWB_HEAP_PIPE";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(PipeVariable) is { } pipe)
            new Thread(() => Answer(pipe)) { IsBackground = true }.Start();
    }

    private static void Answer(string pipe)
    {
        while (true)
        {
            using var stream = new NamedPipeServerStream(pipe, PipeDirection.Out);
            stream.WaitForConnection();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            using var writer = new BinaryWriter(stream);
            writer.Write(GC.GetTotalMemory(forceFullCollection: false));
        }
    }
}
