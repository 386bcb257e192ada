using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;

namespace SynthWorkbench.Benchmarks;

/// <summary>The published workbench as a process of its own on loopback: killed and started again at will, on one data folder and one port.</summary>
internal sealed class ReviewServer : IAsyncDisposable
{
    private static readonly string[] LockWords = ["database is locked", "SQLite Error 5", "database table is locked"];

    private readonly string _app;
    private readonly string _data;
    private readonly string _pipe = "synthwb-" + Guid.NewGuid().ToString("N");
    private Process? _process;
    private int _lockErrors, _failures;

    public ReviewServer(string app, string data)
    {
        (_app, _data) = (app, data);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public Uri Address { get; }

    /// <summary>Lines of the log that tell of a locked database, over all starts.</summary>
    public int LockErrors => _lockErrors;

    /// <summary>Lines of the log that begin an error, over all starts.</summary>
    public int Failures => _failures;

    /// <summary>The first of those lines and what followed them, to be shown.</summary>
    public ConcurrentQueue<string> FailureLines { get; } = new();

    /// <summary>Processor time that the server has taken since its last start, of all its threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long WorkingSet
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Memory that this process alone has, in bytes (Linux: the private pages of <c>smaps_rollup</c>).</summary>
    public long PrivateBytes => File.ReadLines($"/proc/{_process!.Id}/smaps_rollup").Where(l => l.StartsWith("Private_", StringComparison.Ordinal) && !l.StartsWith("Private_Hugetlb", StringComparison.Ordinal))
        .Sum(l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);

    /// <summary>Has the server collect its garbage and give memory back; returns the bytes that live on its managed heap.</summary>
    public async Task<long> CollectAsync()
    {
        await using var stream = new NamedPipeClientStream(".", _pipe, PipeDirection.In);
        await stream.ConnectAsync(30_000);
        byte[] live = new byte[sizeof(long)];
        await stream.ReadExactlyAsync(live);
        return BitConverter.ToInt64(live);
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(_app, "SynthWorkbench.Web.dll"));
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(Address.ToString().TrimEnd('/'));
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Workbench__DataFolder"] = _data;
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment[StartupHook.PipeVariable] = _pipe;
        // All simulated people come from one address.
        start.Environment["Workbench__SignInAttemptsPerMinute"] = "100000";
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        bool inFailure = false;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The server ended at start:\n" + string.Join('\n', FailureLines)));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(120));

        void Read(string? line)
        {
            if (line is null)
                return;
            if (line.Contains("Now listening on", StringComparison.Ordinal))
                listening.TrySetResult();
            bool begins = line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal) || line.StartsWith("Unhandled", StringComparison.Ordinal);
            if (begins)
                Interlocked.Increment(ref _failures);
            inFailure = begins || (inFailure && line.StartsWith(' '));
            if (inFailure && FailureLines.Count < 40)
                FailureLines.Enqueue(line);
            if (LockWords.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase)))
                Interlocked.Increment(ref _lockErrors);
        }
    }

    /// <summary>Ends the process with SIGKILL: nothing is written any more.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
