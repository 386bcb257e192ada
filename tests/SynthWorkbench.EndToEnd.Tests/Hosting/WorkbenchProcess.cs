using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SynthWorkbench.Testing;

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>The real workbench as a process of its own: killed and started again at will, on one data folder.</summary>
public sealed class WorkbenchProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _output = new();
    private readonly IReadOnlyDictionary<string, string> _settings;
    private static int _ports;
    private Process? _process;

    private WorkbenchProcess(string dataFolder, IReadOnlyDictionary<string, string> settings)
    {
        DataFolder = dataFolder;
        _settings = settings;
        int port = FreePort();
        Address = new Uri($"http://localhost:{port}");
    }

    /// <summary>Where database and tables of this process lie.</summary>
    public string DataFolder { get; }

    /// <summary>Where it listens; kept over restarts.</summary>
    public Uri Address { get; }

    /// <summary>What it printed so far.</summary>
    public IEnumerable<string> Output => _output;

    /// <summary>A folder that a first start has filled, from which others are copied: demo data is made once for all tests, not once a test.</summary>
    private static readonly Lazy<Task<string>> Filled = new(async () =>
    {
        var first = new WorkbenchProcess(NewFolder(), new Dictionary<string, string>());
        await first.StartAgainAsync();
        await first.KillAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(first.DataFolder, recursive: true);
        return first.DataFolder;
    });

    /// <summary>Starts a workbench that holds the demo data and nothing else, and waits until it listens. With settings of its own it starts on an empty folder.</summary>
    public static async Task<WorkbenchProcess> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        string folder = NewFolder();
        if (settings is null)
            Copy(await Filled.Value, folder);
        var workbench = new WorkbenchProcess(folder, settings ?? new Dictionary<string, string>());
        await workbench.StartAgainAsync();
        return workbench;
    }

    private static string NewFolder() => Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "synthwb-e2e-" + Guid.NewGuid().ToString("N"))).FullName;

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Starts the process on the same folder and port, after <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        string assembly = WebAssembly();
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Checkout.Root, "src", "SynthWorkbench.Web"),
        };
        start.ArgumentList.Add(assembly);
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(Address.ToString().TrimEnd('/'));
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Workbench__DataFolder"] = DataFolder;
        start.Environment["Workbench__SignInAttemptsPerMinute"] = "100000";

        // A process that lives for a test or two spends more on counting what it should compile better than it ever gains.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (key, value) in _settings)
            start.Environment[key] = value;

        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The workbench ended at start:\n" + string.Join('\n', _output)));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(180));

        void Read(string? line)
        {
            if (line is null)
                return;
            _output.Enqueue(line);
            if (line.Contains("Now listening on", StringComparison.Ordinal))
                listening.TrySetResult();
        }
    }

    /// <summary>Ends the process as a power cut would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    /// <summary>Ends the process and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(DataFolder, recursive: true);
    }

    private static string WebAssembly()
    {
        // .../tests/SynthWorkbench.EndToEnd.Tests/bin/<configuration>/net10.0/
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Checkout.Root, "src", "SynthWorkbench.Web", "bin", configuration, "net10.0", "SynthWorkbench.Web.dll");
    }

    /// <summary>
    /// A port that nobody listens on and no other workbench of these tests was given, below those that the system gives to outgoing connections: one of them could take it while the workbench is down.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            int port = 10_000 + ((Environment.ProcessId * 64 + Interlocked.Increment(ref _ports)) % 20_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }
}
