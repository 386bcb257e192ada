using System.Diagnostics;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Benchmarks;

/// <summary>Times fit and sampling of every engine on a reference; the first, best and the median of several rounds.</summary>
internal static class FitBenchmark
{
    public static int Run(string[] args)
    {
        int rows = 1_000_000, rounds = 5, trainRows = 0;
        string? file = null;
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--rows")
                rows = int.Parse(args[i + 1]);
            else if (args[i] == "--rounds")
                rounds = int.Parse(args[i + 1]);
            else if (args[i] == "--train")
                trainRows = int.Parse(args[i + 1]);
            else if (args[i] == "--file")
                file = args[i + 1];
        }

        if (file is null)
        {
            Console.Error.WriteLine("Name a table with --file.");
            return 2;
        }

        var all = TableReader.ReadAll(file);
        var train = trainRows > 0 ? all.Slice(0, trainRows) : all;
        Table? holdout = trainRows > 0 ? all.Slice(trainRows, all.RowCount - trainRows) : null;
        Console.WriteLine($"{file}: {train.RowCount:N0} rows x {train.Columns.Length}, {Environment.ProcessorCount} cores");
        foreach (var engine in EngineCatalog.All)
        {
            var plan = GenerationPlan.Create(new Recipe { Name = "benchmark", Engine = engine.Id, Rows = rows }, train.Schema).Plan!;
            var fits = new List<double>();
            var samples = new List<double>();
            for (int round = 0; round < rounds; round++)
            {
                long start = Stopwatch.GetTimestamp();
                var model = GenerationPipeline.Fit(plan, train, null, default);
                fits.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                start = Stopwatch.GetTimestamp();
                var pipeline = new GenerationPipeline(plan, model);
                for (int chunk = 0; chunk < pipeline.ChunkCount; chunk++)
                    pipeline.DrawChunk(chunk, default);
                samples.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            Console.WriteLine($"{engine.Id}: fit first {fits[0]:0.00} s, best {fits.Min():0.00} s, median {Median(fits):0.00} s; {rows:N0} rows first {samples[0]:0.00} s, best {samples.Min():0.00} s, median {Median(samples):0.00} s");
            if (holdout is not null)
                Measure(plan, train, holdout);
        }

        return 0;
    }

    private static void Measure(GenerationPlan plan, Table train, Table holdout)
    {
        var pipeline = new GenerationPipeline(plan, GenerationPipeline.Fit(plan, train, null, default));
        var synthetic = Table.Concat(Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, default))).Slice(0, train.RowCount);
        foreach (var metric in FidelityEvaluation.Run(new FidelityInputs(train, holdout, synthetic)).Metrics)
            Console.WriteLine($"  {metric.Id} {metric.Value:0.0000}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
