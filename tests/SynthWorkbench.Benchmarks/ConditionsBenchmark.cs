using System.Diagnostics;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Benchmarks;

/// <summary>Times rows of a rare condition in every engine that draws rows one by one, and in a preview of a table that has them among others.</summary>
internal static class ConditionsBenchmark
{
    public static int Run(string[] args)
    {
        int rows = 1000;
        string? file = null, when = null;
        string[] engines = ["guided-trees", "trees", "copula", EngineCatalog.PrivateMarginals];
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--rows")
                rows = int.Parse(args[++i]);
            else if (args[i] == "--when")
                when = args[++i];
            else if (args[i] == "--engine")
                engines = [args[++i]];
            else
                file = args[i];
        }

        if (file is null || when is null)
        {
            Console.Error.WriteLine("Name a condition with --when and a table.");
            return 2;
        }

        var (train, _) = new HoldoutSplit(1, 0.2).Split(TableReader.ReadAll(file));
        Console.WriteLine($"{file}: {train.RowCount:N0} training rows x {train.Columns.Length}, {Environment.ProcessorCount} cores; {RowCells.Matching(RowExpression.Parse(when).Expression!, train).Count():N0} meet {when}");
        foreach (string engine in engines)
        {
            var recipe = new Recipe
            {
                Name = "conditions", Engine = engine, Rows = rows, Conditions = [new RecipeCondition(when, rows)],
                Options = engine == EngineCatalog.PrivateMarginals ? new EngineOptions { Privacy = new PrivacyOptions { Epsilon = 10, Delta = 1e-9, Seed = 1 } } : new EngineOptions(),
            };
            var model = GenerationPipeline.Fit(GenerationPlan.Create(recipe, train.Schema).Plan!, train, null, default);
            Time("a run", recipe, train.Schema, model, FittedModel.BlockRows);
            Time("a live preview of 2,000 rows", (recipe with { Rows = 30 * rows }).ForRows(2000), train.Schema, model, 1000);

            void Time(string what, Recipe asked, TableSchema schema, FittedModel? fitted, int blockRows)
            {
                long start = Stopwatch.GetTimestamp();
                try
                {
                    var pipeline = new GenerationPipeline(GenerationPlan.Create(asked, schema).Plan!, fitted, blockRows);
                    for (int chunk = 0; chunk < pipeline.ChunkCount; chunk++)
                        pipeline.DrawChunk(chunk, default);
                    Console.WriteLine($"{engine}: {what} with {asked.Conditions[0].Rows:N0} of the condition in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s; {pipeline.UnmetRate:P3} did not meet it");
                }
                catch (GenerationRefusedException e)
                {
                    Console.WriteLine($"{engine}: {what} refused after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s: {e.Message}");
                }
            }
        }

        return 0;
    }
}
