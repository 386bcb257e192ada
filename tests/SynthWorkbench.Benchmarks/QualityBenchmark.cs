using System.Diagnostics;
using System.Globalization;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Benchmarks;

/// <summary>
/// Quality, privacy and time of every engine on real tables, mean and spread over several seeds. Each seed draws its own holdout (20 %), fits the rest, draws as many
/// rows as it learned from, and measures them against both.
/// </summary>
internal static class QualityBenchmark
{
    private static readonly string[] Shown = ["quality-report", "quality", "trends-strong", "three-way", "detection", "dcr-share", "membership-density", "singling-out", "inference", "exact-copies", "alpha-precision", "beta-recall"];
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static int Run(string[] arguments)
    {
        int seeds = 3;
        double realism = SamplingControls.DefaultRealism;
        var engines = new List<string>();
        var options = new EngineOptions();
        var files = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--seeds" && i + 1 < arguments.Length)
                seeds = int.Parse(arguments[++i], Invariant);
            else if (arguments[i] == "--min-donors" && i + 1 < arguments.Length)
                options = options with { MinDonors = int.Parse(arguments[++i], Invariant) };
            else if (arguments[i] == "--max-predictors" && i + 1 < arguments.Length)
                options = options with { MaxPredictors = int.Parse(arguments[++i], Invariant) };
            else if (arguments[i] == "--realism" && i + 1 < arguments.Length)
                realism = double.Parse(arguments[++i], Invariant);
            else if (arguments[i] == "--epsilon" && i + 1 < arguments.Length)
                options = options with { Privacy = new PrivacyOptions { Epsilon = double.Parse(arguments[++i], Invariant) } };
            else if (arguments[i] == "--engine" && i + 1 < arguments.Length)
                engines.Add(arguments[++i]);
            else
                files.Add(arguments[i]);
        }

        if (files.Count == 0)
        {
            Console.Error.WriteLine("usage: quality [--seeds N] [--min-donors M] [--max-predictors P] [--engine ID] [--realism R] [--epsilon E] TABLE [TABLE ...]");
            return 2;
        }

        Console.WriteLine($"{Environment.ProcessorCount} cores, {seeds} seeds, at least {options.MinDonors} donors, at most {options.MaxPredictors} predictors, realism {realism}, mean and spread (largest less smallest)");
        Console.WriteLine($"| table | rows x columns | engine | {string.Join(" | ", Shown)} | fit s | sample s | measure s | peak MB |");
        Console.WriteLine($"|---|---|---|{string.Concat(Enumerable.Repeat("---|", Shown.Length + 4))}");
        foreach (string file in files)
        {
            var table = TableReader.ReadAll(file);
            foreach (var engine in EngineCatalog.All.Where(e => (engines.Count == 0 || engines.Contains(e.Id)) && (e.IsPrivate || options.Privacy is null)))
                Console.WriteLine(Line(file, table, engine, options, realism, seeds));
        }

        return 0;
    }

    private static string Line(string file, Table table, ISynthesisEngine engine, EngineOptions options, double realism, int seeds)
    {
        var values = Shown.ToDictionary(m => m, _ => new List<double>(), StringComparer.Ordinal);
        var (fits, samples, measures) = (new List<double>(), new List<double>(), new List<double>());
        for (int seed = 1; seed <= seeds; seed++)
        {
            var (train, holdout) = new HoldoutSplit((ulong)seed).Split(table);
            var planning = GenerationPlan.Create(new Recipe { Name = "benchmark", Engine = engine.Id, Rows = train.RowCount, Seed = (ulong)seed, Options = options, Realism = realism }, train.Schema);
            var plan = planning.Plan ?? throw new InvalidDataException(string.Join(" ", planning.Problems));
            long from = Stopwatch.GetTimestamp();
            var model = GenerationPipeline.Fit(plan, train, null, default);
            fits.Add(Stopwatch.GetElapsedTime(from).TotalSeconds);
            from = Stopwatch.GetTimestamp();
            var pipeline = new GenerationPipeline(plan, model);
            var synthetic = Table.Concat(Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, default)).ToList());
            samples.Add(Stopwatch.GetElapsedTime(from).TotalSeconds);
            var report = FidelityEvaluation.Run(new FidelityInputs(train, holdout, synthetic, (ulong)seed));
            measures.Add(report.Seconds);
            foreach (string metric in Shown)
                values[metric].Add(report.Metric(metric)?.Value ?? double.NaN);
        }

        using var process = Process.GetCurrentProcess();
        return $"| {Path.GetFileName(file)} | {table.RowCount:N0} x {table.Columns.Length} | {engine.Id} | {string.Join(" | ", Shown.Select(m => Spread(values[m], m == "three-way" ? "0" : "0.000")))} | {Spread(fits, "0.00")} | {Spread(samples, "0.00")} | {Spread(measures, "0.0")} | {process.PeakWorkingSet64 / 1_000_000} |";
    }

    private static string Spread(List<double> values, string format) => $"{values.Average().ToString(format, Invariant)} ({(values.Max() - values.Min()).ToString(format, Invariant)})";
}
