using System.Collections.Immutable;
using System.CommandLine;
using Spectre.Console;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Table = SynthWorkbench.Synthesis.Tables.Table;

namespace SynthWorkbench.Cli;

/// <summary><c>synthwb evaluate</c>: the fidelity report of a synthetic table.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var reference = new Option<FileInfo>("--reference") { Description = "The rows that the engine learned from.", Required = true };
        var holdout = new Option<FileInfo?>("--holdout") { Description = "Rows that the engine never saw." };
        var synthetic = new Option<FileInfo>("--synthetic") { Description = "The synthetic rows.", Required = true };
        var recipe = new Option<FileInfo?>("--recipe") { Description = "A recipe whose constraints and thresholds the table is judged by; exit code 1 when a threshold is missed." };
        var target = new Option<string?>("--target") { Description = "The outcome column; without it the recipe's target." };
        var order = new Option<string?>("--order") { Description = "The columns that order the rows, separated by commas; without it those of the recipe. Adds the metrics of sequences." };
        var entity = new Option<string?>("--entity") { Description = "The column that names whose rows they are; only with --order." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the report as JSON." };
        var html = new Option<FileInfo?>("--html") { Description = "Write the report as one HTML file." };
        var command = new Command("evaluate", "Compare a synthetic table with its reference.") { reference, holdout, synthetic, recipe, target, order, entity, json, html };
        command.SetAction((parsed, cancellation) => Task.FromResult(ExitCodes.Guard(() =>
        {
            Table train = TableReader.ReadAll(parsed.GetValue(reference)!.FullName, null, cancellation);
            if (parsed.GetValue(target) is { } column && !train.Schema.Contains(column))
                throw new BadInputException($"The reference has no column '{column}'. Its columns are {string.Join(", ", train.Schema.Columns.Select(c => c.Name))}.");
            var options = new ReadOptions { Schema = train.Schema };
            Table? held = parsed.GetValue(holdout) is { } file ? TableReader.ReadAll(file.FullName, options, cancellation) : null;
            Table drawn = TableReader.ReadAll(parsed.GetValue(synthetic)!.FullName, options, cancellation);
            var judged = ReadRecipe(parsed.GetValue(recipe));
            var inputs = new FidelityInputs(train, held, drawn, Target: parsed.GetValue(target)) { Sequence = parsed.GetValue(order) is { } axis ? GenerateCommand.SequenceOf(axis, parsed.GetValue(entity)) : null };
            var report = FidelityEvaluation.Run(judged is null ? inputs : inputs.For(judged), null, cancellation);
            return Show(report, judged, parsed.GetValue(json), parsed.GetValue(html), parsed.GetValue(synthetic)!.Name);
        })));
        return command;
    }

    /// <summary>Empty combinations shown; the JSON has them all.</summary>
    private const int MostEmpty = 10;

    private static Recipe? ReadRecipe(FileInfo? file) => file is null ? null
        : RecipeDocument.Parse(File.ReadAllText(file.FullName)).Recipe ?? throw new BadInputException($"{file.Name} is not a recipe.");

    private static int Show(FidelityReport report, Recipe? recipe, FileInfo? json, FileInfo? html, string title)
    {
        var verdict = FidelityVerdict.Of(report, recipe?.Objective.Thresholds ?? []);
        Console.WriteLine(verdict.Sentence);
        var shown = new Spectre.Console.Table().AddColumns("Metric", "Value", "95 % interval", "Real against real", "n");
        foreach (var metric in report.Metrics.Where(MetricCatalog.IsShown))
        {
            string format = MetricCatalog.Find(metric.Id)!.Max > 1 ? "0" : "0.0000";
            shown.AddRow(MetricCatalog.Find(metric.Id)!.Name, metric.Value?.ToString(format) ?? "not defined", metric.Low is { } low && metric.High is { } high ? $"{low.ToString(format)} to {high.ToString(format)}" : "-", metric.Baseline?.ToString(format) ?? "-", metric.N.ToString("N0"));
        }

        AnsiConsole.Write(shown);
        foreach (string line in report.Combinations?.Lines(MostEmpty) ?? [])
            Console.WriteLine(line);
        Console.WriteLine($"Measured in {report.Seconds:0.0} s.");
        if (json is not null)
            File.WriteAllText(json.FullName, FidelityReports.ToJson(report));
        if (html is not null)
            File.WriteAllText(html.FullName, FidelityHtml.Write(title, report, verdict));
        return verdict.Outcome == VerdictOutcome.Fail ? ExitCodes.ThresholdMissed : ExitCodes.Done;
    }
}
