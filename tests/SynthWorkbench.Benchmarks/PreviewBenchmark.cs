using System.Diagnostics;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Benchmarks;

/// <summary>Times a slider move on the server: rows drawn and measured at random positions of the realism control; then compares a preview with the run's own report.</summary>
internal static class PreviewBenchmark
{
    private static readonly double[] Compared = [0.3, 0.6, 1.0];

    public static int Run(string[] args)
    {
        int moves = 200, runRows = 20_000;
        string? file = null;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--moves")
                moves = int.Parse(args[++i]);
            else if (args[i] == "--rows")
                runRows = int.Parse(args[++i]);
            else
                file = args[i];
        }

        if (file is null)
        {
            Console.Error.WriteLine("Name a table.");
            return 2;
        }

        var (train, holdout) = new HoldoutSplit(1, 0.2).Split(TableReader.ReadAll(file));
        Console.WriteLine($"{file}: {train.RowCount:N0} training rows x {train.Columns.Length}, {Environment.ProcessorCount} cores");
        var recipe = new Recipe { Name = "preview", Rows = runRows };
        var plan = GenerationPlan.Create(recipe, train.Schema).Plan!;
        long start = Stopwatch.GetTimestamp();
        var model = GenerationPipeline.Fit(plan, train, null, default);
        Console.WriteLine($"fitted in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        start = Stopwatch.GetTimestamp();
        var reference = PreviewReference.Of(train, holdout, default);
        Console.WriteLine($"prepared in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        Console.WriteLine("as many unseen rows: " + string.Join(", ", reference.Baseline?.Metrics.Select(m => $"{m.Id} {m.Value:0.000}") ?? []));
        var random = new Random(1);
        var draw = new List<double>();
        var measure = new List<double>();
        var both = new List<double>();
        for (int move = 0; move < moves + 5; move++)
        {
            var at = recipe with { Realism = random.NextDouble() };
            start = Stopwatch.GetTimestamp();
            var rows = Draw(at, train.Schema, model);
            double drawn = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            reference.Measure(rows, PreviewEffort.Live, at.Rows, default);
            double all = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (move < 5)
                continue;
            draw.Add(drawn);
            measure.Add(all - drawn);
            both.Add(all);
        }

        Console.WriteLine($"{moves} moves, ms p50 / p95: draw {Of(draw, 0.5):0} / {Of(draw, 0.95):0}, measure {Of(measure, 0.5):0} / {Of(measure, 0.95):0}, both {Of(both, 0.5):0} / {Of(both, 0.95):0}");
        foreach (double realism in Compared)
        {
            var at = recipe with { Realism = realism };
            Console.WriteLine($"realism {realism}");
            Show("live", reference.Measure(Draw(at, train.Schema, model), PreviewEffort.Live, runRows, default));
            var pipeline = new GenerationPipeline(GenerationPlan.Create(at, train.Schema).Plan!, model);
            var run = Table.Concat([.. Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, default))]);
            var report = FidelityEvaluation.Run(new FidelityInputs(train, holdout, run));
            start = Stopwatch.GetTimestamp();
            var settled = reference.Measure(run.Slice(0, Math.Min(run.RowCount, PreviewEffort.Settled.Rows)), PreviewEffort.Settled, runRows, default);
            Console.WriteLine($"  settled measured in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
            Show("settled", settled);
            foreach (var metric in settled.Metrics)
                Console.WriteLine($"    {metric.Id}: run {report.Metric(metric.Id)?.Value:0.000}");
        }

        return 0;

        static void Show(string effort, PreviewReport report) =>
            Console.WriteLine($"  {effort}: " + string.Join(", ", report.Metrics.Select(m => $"{m.Id} {m.Value:0.000} [{m.Low:0.000} {m.High:0.000}]")));
    }

    private static Table Draw(Recipe recipe, TableSchema schema, Synthesis.Engines.FittedModel? model) =>
        new GenerationPipeline(GenerationPlan.Create(recipe with { Rows = PreviewEffort.Live.Rows }, schema).Plan!, model, PreviewEffort.Live.Rows / 2).DrawChunk(0, default);

    private static double Of(List<double> values, double quantile) => values.Order().ElementAt((int)(quantile * (values.Count - 1)));
}
