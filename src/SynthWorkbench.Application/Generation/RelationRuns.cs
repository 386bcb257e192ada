using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.Relations;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Relations;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;

namespace SynthWorkbench.Application.Generation;

/// <summary>
/// The stages of a run of several tables: fit, sample, validate, measure. An interrupted run begins anew and ends with the same rows; tables that it had registered are not registered twice.
/// </summary>
public sealed class RelationRuns(WorkbenchData data, DatasetTables tables, DatasetImports imports)
{
    /// <summary>Characters of a recipe's name that the names of its tables have at most: with the table's own they stay below what a dataset's name may have.</summary>
    private const int LongestName = 100;

    /// <summary>Tables and how they were parted.</summary>
    private sealed record References(Dictionary<string, Table> All, Dictionary<string, Table> Train, Dictionary<string, Table> Holdout);

    internal async Task RunAsync(JobContext job, GenerationRun run, Recipe recipe, string folder, CancellationToken ct)
    {
        var (plan, references) = await PrepareAsync(job, recipe, ct);
        long started = Stopwatch.GetTimestamp();
        var model = await LatestProgress<FitProgress>.RunAsync(
            (steps, stop) => Task.Run(() => RelationModel.Fit(plan, references.Train, steps, stop), stop), p => job.ReportAsync("fit", p.Done, p.Total, "columns", ct), ct);
        double fit = Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (string replaced in model.Replacements())
            await job.LogAsync(replaced, ct);
        started = Stopwatch.GetTimestamp();
        var drawn = new Dictionary<string, RelationModel.DrawnTable>(StringComparer.Ordinal);
        for (int t = 0; t < plan.Tables.Length; t++)
        {
            await job.ReportAsync("sample", t, plan.Tables.Length, "tables", ct);
            var table = plan.Tables[t];
            var before = drawn.ToDictionary(d => d.Key, d => d.Value.Rows, StringComparer.Ordinal);
            drawn[table.Table.Name] = await Task.Run(() => model.Draw(table, before, ct), ct);
            await job.LogAsync($"Drew {drawn[table.Table.Name].Rows.RowCount:N0} rows of {table.Table.Name}{(drawn[table.Table.Name].Dropped > 0 ? $"; left out {drawn[table.Table.Name].Dropped:N0} that would have repeated a key" : "")}.", ct);
        }

        double sample = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await ValidateAsync(job, plan, drawn, ct);
        await MeasureAsync(job, run, plan, references, drawn, folder, (fit, sample), ct);
    }

    private async Task<(RelationPlan Plan, References References)> PrepareAsync(JobContext job, Recipe recipe, CancellationToken ct)
    {
        Dictionary<string, DatasetVersion> versions;
        await using (var db = await data.ReadForJobAsync(job.Author.WorkspaceId, ct))
            versions = await RelationReferences.FindAsync(db, recipe, ct);
        var planning = RelationPlan.Create(recipe, versions.ToDictionary(v => v.Key, v => v.Value.Schema));
        if (planning.Plan is not { } plan)
            throw new JobFailedException("The recipe does not fit its references: " + string.Join(" ", planning.Problems));
        var all = new Dictionary<string, Table>(StringComparer.Ordinal);
        foreach (var (name, version) in versions)
            all[name] = await tables.LoadAsync(job.Author.WorkspaceId, version.Id, ct);
        string own = recipe.Relations!.Table;
        var (problems, train, holdout) = await Task.Run(
            () =>
            {
                var (learned, held) = RelationSplit.Of(plan.Relations, all, own, versions[own].Holdout.ToSplit().HeldOut(all[own]));
                return (RelationIntegrity.Of(plan.Relations, all).Problems(), learned, held);
            },
            ct);
        foreach (string problem in problems)
            await job.LogAsync("Note: " + problem, ct);
        return (plan, new References(all, train, holdout));
    }

    private static async Task ValidateAsync(JobContext job, RelationPlan plan, Dictionary<string, RelationModel.DrawnTable> drawn, CancellationToken ct)
    {
        await job.ReportAsync("validate", 0, 1, "checks", ct);
        var whole = await Task.Run(() => RelationIntegrity.Of(plan.Relations, drawn.ToDictionary(d => d.Key, d => d.Value.Rows, StringComparer.Ordinal)), ct);
        if (!whole.IsWhole())
            throw new JobFailedException($"The tables do not fit together: {string.Join(" ", whole.Problems())} This should not happen: start the run again and tell your administrator.");
        await job.LogAsync($"All {whole.Links.Sum(l => (long)l.Rows - l.Without):N0} references of {whole.Links.Length} foreign keys name a row that exists, and no key is repeated.", ct);
        await job.ReportAsync("validate", 1, 1, "checks", ct);
    }

    private async Task MeasureAsync(JobContext job, GenerationRun run, RelationPlan plan, References references, Dictionary<string, RelationModel.DrawnTable> drawn, string folder, (double Fit, double Sample) seconds, CancellationToken ct)
    {
        await job.ReportAsync("measure", 0, 1, "steps", ct);
        var recipe = plan.Recipe;
        string own = recipe.Relations!.Table;
        var report = await LatestProgress<EvaluationProgress>.RunAsync(
            (steps, stop) => Task.Run(
                () =>
                {
                    var fitting = RelationFidelity.Of(plan, new RelationTables(references.Train, references.Holdout, drawn), 1, stop);
                    Table Seen(Table table) => plan.WithoutKeys(own, table, withText: true);
                    return FidelityEvaluation.Run(
                        new FidelityInputs(Seen(references.Train[own]), references.Holdout[own].RowCount > 0 ? Seen(references.Holdout[own]) : null, Seen(drawn[own].Rows)) { Relations = fitting }.For(recipe) with { TextFloors = plan.Own.Plan.TextFloors },
                        steps, stop);
                },
                stop),
            p => job.ReportAsync("measure", p.Done, p.Total, "steps", ct), ct);
        await job.StopIfCancelledAsync(ct);
        var outputs = new Dictionary<string, ImportedVersion>(StringComparer.Ordinal);
        var source = new SourceRecord("SynthWorkbench", $"Generated by run {run.Id} of recipe {recipe.Name} ({run.RecipeHash[..12]})", "", "Synthetic data", "");
        string PathOf(int table) => Path.Combine(folder, $"table-{table}.parquet");
        for (int t = 0; t < plan.Tables.Length; t++)
            await Task.Run(() => TableWriter.Write(drawn[plan.Tables[t].Table.Name].Rows, PathOf(t), TableFormat.Parquet), ct);

        // From here on nothing is interrupted: the tables of a run are there together.
        string named = recipe.Name.Length > LongestName ? recipe.Name[..LongestName] + "…" : recipe.Name;
        for (int t = 0; t < plan.Tables.Length; t++)
            outputs[plan.Tables[t].Table.Name] = await imports.RegisterSyntheticAsync(job.Author, $"{named}: synthetic {plan.Tables[t].Table.Name}", PathOf(t), source, run.Id.Value, CancellationToken.None);

        await using var change = await data.BeginForJobAsync(job.Author, CancellationToken.None);
        var row = await change.Db.Set<GenerationRun>().FirstAsync(r => r.Id == run.Id, CancellationToken.None);
        row.Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', plan.Tables.Select(t => TableDigest.Of(drawn[t.Table.Name].Rows))))));
        var engine = EngineChoice.Of(plan.Own.Plan.Recipe, references.Train[own].RowCount, plan.Own.Plan.Modelled.Length).Engine;
        (row.Engine, row.EngineVersion) = (engine.Id, engine.Version);
        (row.OutputDataset, row.Output) = (outputs[own].Dataset, outputs[own].Version);
        row.RejectionRate = 0;
        (row.FitSeconds, row.SampleSeconds, row.MeasureSeconds) = (seconds.Fit, seconds.Sample, report.Seconds);
        await FidelityReports.AddAsync(change, run.Id.Value, recipe.Name, report, FidelityVerdict.Of(report, recipe.Objective.Thresholds), CancellationToken.None);
        change.Audit("run.finished", nameof(GenerationRun), run.Id, recipe.Name, null, new { row.Digest, Tables = drawn.ToDictionary(d => d.Key, d => d.Value.Rows.RowCount) });
        await change.CommitAsync(CancellationToken.None);
        await job.LogAsync($"Measured in {report.Seconds:0.0} s.", CancellationToken.None);
    }
}
