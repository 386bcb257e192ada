using System.Diagnostics;
using System.Text;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Benchmarks;

/// <summary>Times each stage of importing a CSV of 15 mixed columns: inference, then parse with digest, profile and Parquet; and reports peak memory.</summary>
internal static class ImportBenchmark
{
    public static int Run(string[] args)
    {
        int rows = 1_000_000;
        string? file = null;
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--rows")
                rows = int.Parse(args[i + 1]);
            else if (args[i] == "--file")
                file = args[i + 1];
        }

        file ??= Path.Combine(Path.GetTempPath(), $"synthworkbench-import-{rows}.csv");
        if (!File.Exists(file))
            Generate(file, rows);
        Console.WriteLine($"{file}: {new FileInfo(file).Length / 1e6:0} MB");
        var watch = Stopwatch.StartNew();
        using var reader = TableReader.Open(file);
        Console.WriteLine($"inference {watch.Elapsed.TotalSeconds:0.00} s, {reader.RowCount:N0} rows x {reader.Schema.Count}");
        string parquet = Path.ChangeExtension(file, ".parquet");
        var profiler = new TableProfiler(reader.Schema);
        using (var digest = new TableDigest(reader.Schema))
        using (var writer = TableWriter.Create(parquet, TableFormat.Parquet, reader.Schema))
        {
            TimeSpan hashing = default, writing = default, profiling = default;
            foreach (var chunk in reader.ReadChunks())
            {
                long t = Stopwatch.GetTimestamp();
                digest.Append(chunk);
                hashing += Stopwatch.GetElapsedTime(t);
                t = Stopwatch.GetTimestamp();
                writer.Append(chunk);
                writing += Stopwatch.GetElapsedTime(t);
                t = Stopwatch.GetTimestamp();
                profiler.Append(chunk);
                profiling += Stopwatch.GetElapsedTime(t);
            }

            profiler.Complete(reader.KeyColumns);
            writer.Complete();
            Console.WriteLine($"digest {hashing.TotalSeconds:0.00} s, parquet {writing.TotalSeconds:0.00} s, profile {profiling.TotalSeconds:0.00} s, {digest.Complete()}");
        }

        Console.WriteLine($"total {watch.Elapsed.TotalSeconds:0.00} s, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB");
        watch.Restart();
        var table = TableReader.ReadAll(parquet);
        Console.WriteLine($"read back {watch.Elapsed.TotalSeconds:0.00} s, {table.RowCount:N0} rows, {TableDigest.Of(table)}");
        return 0;
    }

    private static void Generate(string file, int rows)
    {
        var random = new RandomStream(1, 1);
        string[] words = ["Private", "State-gov", "Self-emp", "Federal", "Local", "Never-worked", "Without-pay"];
        var start = new DateTime(2015, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
        using var output = new StreamWriter(file, false, new UTF8Encoding(false), 1 << 20);
        output.Write("age,amount,rate,score,count,sector,education,status,city,sex,active,start,seen,code,income\n");
        for (int i = 0; i < rows; i++)
        {
            output.Write($"{18 + random.NextInt32(70)},{Math.Exp(8 + random.NextGaussian()):0.00},{random.NextDouble():0.0000},{random.NextGaussian():0.000},{random.NextInt32(1000)},");
            output.Write($"{words[random.NextInt32(7)]},{words[random.NextInt32(7)]}-{random.NextInt32(16)},{(random.NextInt32(20) == 0 ? "" : words[random.NextInt32(4)])},city {random.NextInt32(900)},{(random.NextInt32(2) == 0 ? "Male" : "Female")},");
            output.Write($"{(random.NextInt32(2) == 0 ? "true" : "false")},{start.AddDays(random.NextInt32(3000)):yyyy-MM-dd},{start.AddSeconds(random.NextInt32(100_000_000)):yyyy-MM-dd HH:mm:ss},C{random.NextInt32(5000)},{(random.NextInt32(4) == 0 ? ">50K" : "<=50K")}\n");
        }
    }
}
