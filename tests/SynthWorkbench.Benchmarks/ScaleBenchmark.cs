using System.Diagnostics;
using System.Globalization;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Benchmarks;

/// <summary>
/// A table grown by drawing its rows with replacement: seconds of fit and of drawing as many rows again straight into Parquet, peak memory beside the coded table, and the exponent of
/// seconds in rows. Each size runs in a process of its own. <c>--columns N</c> takes the first N columns.
/// </summary>
internal static class ScaleBenchmark
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static int Run(string[] arguments)
    {
        long[] sizes = [1_000_000];
        string engine = "trees";
        string? file = null;
        int columns = 0;
        bool isChild = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--rows")
                sizes = [.. arguments[++i].Split(',').Select(n => long.Parse(n, Invariant))];
            else if (arguments[i] == "--engine")
                engine = arguments[++i];
            else if (arguments[i] == "--columns")
                columns = int.Parse(arguments[++i], Invariant);
            else if (arguments[i] == "--child")
                isChild = true;
            else
                file = arguments[i];
        }

        if (file is null)
        {
            Console.Error.WriteLine("usage: scale [--rows N,N,N] [--engine ID] [--columns N] TABLE");
            return 2;
        }

        if (isChild)
            return Measure(file, (int)sizes[0], engine, columns);
        Console.WriteLine();
        Console.WriteLine($"{Path.GetFileName(file)} grown, {engine}, {Environment.ProcessorCount} cores");
        Console.WriteLine("| rows x columns | coded table MB | fit s | draw s | draw and write Parquet s | rows a second | peak MB | peak / coded |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var measured = new List<(double Rows, double Fit, double Write)>();
        foreach (long size in sizes)
        {
            string result = Path.GetTempFileName();
            Environment.SetEnvironmentVariable("SCALE_RESULT", result);
            SuiteBenchmark.Child(["scale", "--child", "--rows", size.ToString(Invariant), "--engine", engine, "--columns", columns.ToString(Invariant), file]);
            double[] seconds = [.. File.ReadAllText(result).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => double.Parse(v, Invariant))];
            File.Delete(result);
            if (seconds.Length == 2)
                measured.Add((size, seconds[0], seconds[1]));
        }

        if (measured.Count > 1)
            Console.WriteLine($"exponent of seconds in rows: fit {Exponent(measured, m => m.Fit):0.00}, draw and write {Exponent(measured, m => m.Write):0.00}");
        return 0;
    }

    private static int Measure(string file, int rows, string engine, int columns)
    {
        var train = Grown(file, rows, columns);
        GC.Collect();
        double coded = GC.GetTotalMemory(true) / 1e6;
        var plan = GenerationPlan.Create(new Recipe { Name = "benchmark", Engine = engine, Rows = rows, Columns = [] }, train.Schema).Plan!;
        long from = Stopwatch.GetTimestamp();
        var model = GenerationPipeline.Fit(plan, train, null, default);
        double fit = Stopwatch.GetElapsedTime(from).TotalSeconds;
        var pipeline = new GenerationPipeline(plan, model);
        // Drawn alone first, for as many chunks as a million rows take: what drawing costs without writing.
        int drawn = 0;
        from = Stopwatch.GetTimestamp();
        for (int chunk = 0; chunk < pipeline.ChunkCount && drawn < 1_000_000; chunk++)
            drawn += pipeline.DrawChunk(chunk, default).RowCount;
        double draw = Stopwatch.GetElapsedTime(from).TotalSeconds * rows / drawn;
        string target = Path.Combine(Path.GetTempPath(), $"scale-{Environment.ProcessId}.parquet");
        from = Stopwatch.GetTimestamp();
        using (var stream = File.Create(target))
        {
            pipeline = new GenerationPipeline(plan, model);
            using var writer = TableWriter.Create(stream, TableFormat.Parquet, pipeline.Schema);
            for (int chunk = 0; chunk < pipeline.ChunkCount; chunk++)
                writer.Append(pipeline.DrawChunk(chunk, default));
            writer.Complete();
        }

        double write = Stopwatch.GetElapsedTime(from).TotalSeconds;
        File.Delete(target);
        using var process = Process.GetCurrentProcess();
        double peak = process.PeakWorkingSet64 / 1e6;
        Console.WriteLine($"| {rows.ToString("N0", Invariant)} x {train.Columns.Length} | {coded:0} | {fit:0.0} | {draw:0.0} | {write:0.0} | {(rows / write).ToString("N0", Invariant)} | {peak:0} | {peak / coded:0.0} |");
        if (Environment.GetEnvironmentVariable("SCALE_RESULT") is { } result)
            File.WriteAllText(result, string.Create(Invariant, $"{fit} {write}"));
        return 0;
    }

    private static Table Grown(string file, int rows, int columns)
    {
        var table = TableReader.ReadAll(file);
        if (columns > 0)
            table = table.Select([.. table.Columns.Take(columns).Select(c => c.Name)]);
        var random = new RandomStream(11, 3);
        int[] taken = new int[rows];
        for (int i = 0; i < rows; i++)
            taken[i] = random.NextInt32(table.RowCount);
        return table.Take(taken);
    }

    /// <summary>Slope of log seconds on log rows, least squares.</summary>
    private static double Exponent(List<(double Rows, double Fit, double Write)> points, Func<(double Rows, double Fit, double Write), double> seconds)
    {
        double[] x = [.. points.Select(p => Math.Log(p.Rows))], y = [.. points.Select(p => Math.Log(seconds(p)))];
        double mx = x.Average(), my = y.Average();
        return x.Zip(y).Sum(p => (p.First - mx) * (p.Second - my)) / x.Sum(v => (v - mx) * (v - mx));
    }
}
