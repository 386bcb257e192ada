using System.Diagnostics;
using System.Globalization;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Benchmarks;

/// <summary>The seconds of a full report: 50,000 synthetic rows of 20 columns of the demo's loan applications, with a target, against as many training rows and a quarter as many unseen ones.</summary>
internal static class ReportBenchmark
{
    public static int Run(string[] arguments)
    {
        int rows = arguments is ["--rows", var n, ..] ? int.Parse(n, CultureInfo.InvariantCulture) : 50_000;
        var loans = DemoTables.LoanApplications(rows * 5 / 4, 5);
        string[] kept = [.. loans.Columns.Where(c => c.Name != "outcome" && c.Schema.Role != ColumnRole.Identifier).Take(19).Select(c => c.Name), "outcome"];
        var table = loans.Select(kept);
        var (train, holdout) = new HoldoutSplit(1).Split(table);
        var plan = GenerationPlan.Create(new Recipe { Name = "benchmark", Engine = "trees", Rows = rows }, train.Schema).Plan!;
        var pipeline = new GenerationPipeline(plan, GenerationPipeline.Fit(plan, train, null, default));
        var synthetic = Table.Concat(Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, default)).ToList());
        Console.WriteLine($"{synthetic.RowCount:N0} synthetic rows x {synthetic.Columns.Length}, {train.RowCount:N0} training, {holdout.RowCount:N0} unseen, {Environment.ProcessorCount} cores");
        for (int round = 0; round < 3; round++)
        {
            var steps = new Steps();
            var report = FidelityEvaluation.Run(new FidelityInputs(train, holdout, synthetic, 1) { Target = "outcome" }, steps);
            Console.WriteLine(steps.Words());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"report {round + 1}: {report.Seconds:0.0} s, {report.Metrics.Count} metrics"));
        }

        return 0;
    }

    /// <summary>The seconds of each step.</summary>
    private sealed class Steps : IProgress<EvaluationProgress>
    {
        private readonly List<(string Step, long At)> _steps = [];

        public void Report(EvaluationProgress value) => _steps.Add((value.Step, Stopwatch.GetTimestamp()));

        public string Words()
        {
            _steps.Add(("", Stopwatch.GetTimestamp()));
            return string.Join(", ", _steps.Zip(_steps.Skip(1), (a, b) => string.Create(CultureInfo.InvariantCulture, $"{a.Step} {Stopwatch.GetElapsedTime(a.At, b.At).TotalSeconds:0.00}")));
        }
    }
}
