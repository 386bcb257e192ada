using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Generation;

/// <summary>
/// The stages of a run: fit, sample, validate, measure. Chunks are written as part files and checkpointed one by one; after a crash the run goes on with the chunk
/// after the last finished one and ends with the same rows.
/// </summary>
public sealed class GenerationJob(WorkbenchData data, RecipeCatalog recipes, DatasetTables tables, DatasetImports imports, ModelFitting fitting, RelationRuns relations, IOptions<WorkbenchOptions> options) : IJobHandler
{
    public const string JobKind = "generation";

    private const int MostSurprisingRows = 20;

    public string Kind => JobKind;

    /// <summary>Where a run is: finished chunks, and the digest once all rows are assembled.</summary>
    private sealed record Progress(int Chunks, string? Digest, double FitSeconds, double SampleSeconds);

    public async Task RunAsync(JobContext job, CancellationToken ct)
    {
        var id = new RunId(Guid.Parse(job.Payload));
        GenerationRun run;
        await using (var db = await data.ReadForJobAsync(job.Author.WorkspaceId, ct))
            run = await db.Set<GenerationRun>().FirstAsync(r => r.Id == id, ct);
        var recipe = await recipes.ForJobAsync(job.Author.WorkspaceId, run.RecipeVersionId, ct);
        string folder = Path.Combine(options.Value.DataFolder, "runs", id.ToString());
        if (recipe.Relations is not null)
        {
            await GuardedAsync(folder, () => relations.RunAsync(job, run, recipe, folder, ct));
            return;
        }

        SplitTable? reference = null;
        if (recipe.Reference is not null)
        {
            if (run.Reference is not { } version)
                throw new JobFailedException("The reference of this recipe is not in the workspace. Import it, choose it in the recipe and run again.");
            reference = await tables.LoadSplitAsync(job.Author.WorkspaceId, version, ct, recipe.Sequence);
        }

        var planning = GenerationPlan.Create(recipe, reference?.Train.Schema);
        if (planning.Plan is not { } plan)
            throw new JobFailedException("The recipe does not fit its reference: " + string.Join(" ", planning.Problems));
        var progress = job.Checkpoint is { } saved ? JsonSerializer.Deserialize<Progress>(saved)! : new Progress(0, null, 0, 0);
        await GuardedAsync(folder, async () =>
        {
            if (reference is not null)
                await ModelFitting.TellAsync(job, await Task.Run(() => CoverageFindings.Of(plan, reference.Train), ct), ct);
            var fitted = await fitting.FitAsync(job, plan, reference, run.Reference is { } learned ? new FitOrder(learned, FitPurpose.Run, id.Value, run.RecipeVersionId) : null, ct);
            progress = progress with { FitSeconds = Math.Max(progress.FitSeconds, fitted.Seconds) };
            var pipeline = new GenerationPipeline(plan, fitted.Model);
            progress = await SampleAsync(job, pipeline, folder, progress, ct);
            var (rows, digest) = await ValidateAsync(job, plan, pipeline, folder, ct);
            await MeasureAsync(job, run, plan, fitted, reference, rows, digest, pipeline.RejectionRate, progress, folder, ct);
        });
    }

    /// <summary>Works in the run's folder, which goes when the work is done; what stops it is said with the way out.</summary>
    private static async Task GuardedAsync(string folder, Func<Task> work)
    {
        Directory.CreateDirectory(folder);
        try
        {
            await work();
        }
        catch (GenerationRefusedException e)
        {
            throw new JobFailedException(e.Message, e);
        }
        catch (IOException e)
        {
            throw new JobFailedException($"The disk could not be written: {e.Message} Free some space and resume the run; finished chunks are kept.", e);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<Progress> SampleAsync(JobContext job, GenerationPipeline pipeline, string folder, Progress progress, CancellationToken ct)
    {
        int chunks = pipeline.ChunkCount;
        long rows = 0;
        for (int chunk = 0; chunk < progress.Chunks; chunk++)
            pipeline.Restore(await Task.Run(() => TableReader.ReadAll(PartPath(folder, chunk), null, ct), ct));
        if (progress.Chunks > 0)
            await job.LogAsync($"{progress.Chunks} of {chunks} chunks were finished before; sampling goes on after them.", ct);
        await job.ReportAsync("sample", progress.Chunks, chunks, "chunks", ct);
        for (int chunk = progress.Chunks; chunk < chunks; chunk++)
        {
            ct.ThrowIfCancellationRequested();
            var watch = Stopwatch.StartNew();
            int now = chunk;
            var drawn = await Task.Run(
                () =>
                {
                    var table = pipeline.DrawChunk(now, ct);
                    TableWriter.Write(table, PartPath(folder, now), TableFormat.Parquet);
                    return table;
                },
                ct);
            rows += drawn.RowCount;
            progress = progress with { Chunks = chunk + 1, SampleSeconds = progress.SampleSeconds + watch.Elapsed.TotalSeconds };
            await job.SaveCheckpointAsync(JsonSerializer.Serialize(progress), ct);
            await job.ReportAsync("sample", chunk + 1, chunks, "chunks", ct);
        }

        await job.LogAsync($"Drew {rows:N0} rows in {progress.SampleSeconds:0.00} s. Constraints refused {pipeline.RejectionRate:P1} of the drawn rows{(pipeline.UnmetRate > 0 ? $"; {pipeline.UnmetRate:P1} of the others did not meet the condition they were drawn for" : "")}{(pipeline.PassedOverRate > 0 ? $"; boosts and coverage passed over {pipeline.PassedOverRate:P1} of the others" : "")}.", ct);
        return progress;
    }

    /// <summary>Assembles the parts to one file and checks rows and constraints in the assembled table.</summary>
    private static async Task<(Table Rows, string Digest)> ValidateAsync(JobContext job, GenerationPlan plan, GenerationPipeline pipeline, string folder, CancellationToken ct)
    {
        await job.ReportAsync("validate", 0, 1, "checks", ct);
        var (rows, digest) = await Task.Run(
            () =>
            {
                var parts = new List<Table>();
                using (var writer = TableWriter.Create(OutputPath(folder), TableFormat.Parquet, pipeline.Schema))
                {
                    for (int chunk = 0; chunk < pipeline.ChunkCount; chunk++)
                    {
                        ct.ThrowIfCancellationRequested();
                        var part = TableReader.ReadAll(PartPath(folder, chunk), null, ct);
                        part = new Table(part.Columns.Select((c, i) => c.WithSchema(pipeline.Schema[i])));
                        writer.Append(part);
                        parts.Add(part);
                    }

                    writer.Complete();
                }

                var table = Table.Concat(parts);
                return (table, TableDigest.Of(table));
            },
            ct);
        if (rows.RowCount != plan.Recipe.Rows)
            throw new JobFailedException($"{rows.RowCount:N0} rows were assembled instead of {plan.Recipe.Rows:N0}. Start the run again.");
        foreach (var constraint in plan.Constraints)
        {
            int broken = constraint.CountBroken(rows);
            if (broken > 0)
                throw new JobFailedException($"{broken:N0} rows break the constraint '{constraint.Description}'. This should not happen: start the run again and tell your administrator.");
        }

        await job.LogAsync($"{rows.RowCount:N0} rows pass {(plan.Constraints.Length == 0 ? "the schema check" : $"the schema check and {plan.Constraints.Length} constraints")}. Rows hash {digest}.", ct);
        await job.ReportAsync("validate", 1, 1, "checks", ct);
        return (rows, digest);
    }

    private async Task MeasureAsync(JobContext job, GenerationRun run, GenerationPlan plan, FittingOutcome fitted, SplitTable? reference, Table rows, string digest, double rejectionRate, Progress progress, string folder, CancellationToken ct)
    {
        await job.ReportAsync("measure", 0, 1, "steps", ct);
        var recipe = plan.Recipe;
        FidelityReport? report = null;
        if (reference is not null)
        {
            report = await LatestProgress<EvaluationProgress>.RunAsync(
                (steps, stop) => Task.Run(() => FidelityEvaluation.Run(new FidelityInputs(reference.Train, reference.Holdout.RowCount > 0 ? reference.Holdout : null, rows).For(recipe) with { TextFloors = plan.TextFloors }, steps, stop), stop),
                p => job.ReportAsync("measure", p.Done, p.Total, "steps", ct), ct);
            report = report with { Surprising = await Task.Run(() => GenerationPipeline.MostSurprising(plan, fitted.Model, rows, MostSurprisingRows, ct), ct), Privacy = Claim(fitted) };
        }

        await job.StopIfCancelledAsync(ct);
        var source = new SourceRecord("SynthWorkbench", $"Generated by run {run.Id} of recipe {recipe.Name} ({run.RecipeHash[..12]})", "", "Synthetic data", "");
        ImportedVersion? output = await ExistingOutputAsync(job, run.Id, ct);
        output ??= await imports.RegisterSyntheticAsync(job.Author, $"{recipe.Name}: synthetic", OutputPath(folder), source, run.Id.Value, ct);
        await using var change = await data.BeginForJobAsync(job.Author, ct);
        var row = await change.Db.Set<GenerationRun>().FirstAsync(r => r.Id == run.Id, ct);
        row.Digest = digest;
        if (reference is not null && recipe.Engine == EngineCatalog.Auto)
            (row.Engine, row.EngineVersion) = Chosen(plan, reference);
        row.OutputDataset = output.Dataset;
        row.Output = output.Version;
        row.Charge = fitted.Charging?.Charge?.Id;
        row.RejectionRate = rejectionRate;
        row.FitSeconds = progress.FitSeconds;
        row.SampleSeconds = progress.SampleSeconds;
        row.MeasureSeconds = report?.Seconds ?? 0;
        if (report is not null)
            await FidelityReports.AddAsync(change, run.Id.Value, recipe.Name, report, FidelityVerdict.Of(report, recipe.Objective.Thresholds), ct);
        change.Audit("run.finished", nameof(GenerationRun), run.Id, recipe.Name, null, new { Digest = digest, Rows = rows.RowCount, RejectionRate = rejectionRate });
        await change.CommitAsync(ct);
        await job.LogAsync(report is null ? "Done. Without a reference there is nothing to compare with." : $"Measured in {report.Seconds:0.0} s.", CancellationToken.None);
    }

    /// <summary>What the rows are drawn from guarantees, and the place of its fit in the ledger.</summary>
    private static PrivacyClaim? Claim(FittingOutcome fitted) => fitted.Model?.Privacy is { } statement && fitted.Charging is { Charge: { } charge, Account: var account }
        ? new PrivacyClaim
        {
            Statement = statement, Dataset = account.DatasetName, Charge = charge.Number, Charges = account.Charges.Count, EpsilonOfAll = account.EpsilonSpent,
            BudgetEpsilon = account.Budget.Epsilon, BudgetDelta = account.Budget.Delta,
        }
        : null;

    /// <summary>The engine that <c>auto</c> stood for, once the run knows its reference.</summary>
    private static (string Id, string Version) Chosen(GenerationPlan plan, SplitTable reference)
    {
        var engine = EngineChoice.Of(plan.Recipe, reference.Train.RowCount, plan.Modelled.Length).Engine;
        return (engine.Id, engine.Version);
    }

    /// <summary>The output that an interrupted attempt had already registered.</summary>
    private async Task<ImportedVersion?> ExistingOutputAsync(JobContext job, RunId id, CancellationToken ct)
    {
        await using var db = await data.ReadForJobAsync(job.Author.WorkspaceId, ct);
        return await db.Set<DatasetVersion>().Where(v => v.RunId == id.Value).OrderBy(v => v.CreatedAt).Select(v => new ImportedVersion(v.DatasetId, v.Id, v.Digest, v.RowCount)).FirstOrDefaultAsync(ct);
    }

    private static string PartPath(string folder, int chunk) => Path.Combine(folder, $"part-{chunk:00000}.parquet");

    private static string OutputPath(string folder) => Path.Combine(folder, "output.parquet");
}
