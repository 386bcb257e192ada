using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Studio;

/// <summary>Measures the points of a sweep one by one, each kept as soon as it is measured; those kept before are not measured again.</summary>
public sealed class FrontierJob(WorkbenchData data, StudioService studio, RecipeCatalog recipes, DatasetTables tables, ModelFitting fitting, TimeProvider time) : IJobHandler
{
    public const string JobKind = "frontier";

    public string Kind => JobKind;

    /// <summary>The key comes first, so that a sweep under way is found by it.</summary>
    internal static string Payload(string key, Recipe recipe) => $"{key}\n{RecipeDocument.ToJson(recipe)}";

    public async Task RunAsync(JobContext job, CancellationToken ct)
    {
        string[] parts = job.Payload.Split('\n', 2);
        var recipe = RecipeDocument.Parse(parts[1]).Recipe ?? throw new JobFailedException("The recipe cannot be read. Start the sweep again from its Studio.");
        using var lease = await MaterialAsync(job, recipe, ct);
        HashSet<(double, double)> done;
        await using (var db = await data.ReadForJobAsync(job.Author.WorkspaceId, ct))
            done = [.. (await db.Set<FrontierPoint>().Where(p => p.SweepKey == parts[0]).Select(p => new { p.Realism, p.Coverage }).ToListAsync(ct)).Select(p => (p.Realism, p.Coverage))];
        int measured = done.Count;
        await job.ReportAsync("sweep", measured, FrontierSweeps.Grid.Count, "settings", ct);
        foreach (var setting in FrontierSweeps.Grid.Where(s => !done.Contains(s)))
        {
            ct.ThrowIfCancellationRequested();
            var metrics = await Task.Run(() => Measure(lease.Material, recipe with { Realism = setting.Realism, Coverage = setting.Coverage }, ct), ct);
            await using (var change = await data.BeginForJobAsync(job.Author, ct))
            {
                change.Db.Add(new FrontierPoint { Id = Guid.CreateVersion7(), SweepKey = parts[0], Realism = setting.Realism, Coverage = setting.Coverage, Metrics = JsonSerializer.Serialize(metrics), MeasuredAt = time.GetUtcNow() });
                await change.CommitAsync(ct);
            }

            await job.ReportAsync("sweep", ++measured, FrontierSweeps.Grid.Count, "settings", ct);
        }
    }

    private async Task<StudioLease> MaterialAsync(JobContext job, Recipe recipe, CancellationToken ct)
    {
        if (await recipes.PlanForJobAsync(job.Author.WorkspaceId, recipe, ct) is not var (plan, version))
            throw new JobFailedException("The recipe's reference is gone from this workspace, or the recipe does not fit it any more. Open its Studio to see what is wrong.");
        if (await studio.MaterialAsync(job.Author.WorkspaceId, plan, version) is { } ready)
            return ready;
        await fitting.FitAsync(job, plan, await tables.LoadSplitAsync(job.Author.WorkspaceId, version, ct, recipe.Sequence), new FitOrder(version, FitPurpose.Sweep), ct);
        return await studio.MaterialAsync(job.Author.WorkspaceId, plan, version) ?? throw new JobFailedException("The fitted model could not be kept: look whether the disk is full, then start the sweep again.");
    }

    private static IReadOnlyList<MetricValue> Measure(StudioMaterial material, Recipe recipe, CancellationToken ct)
    {
        var preview = StudioSession.Preview(material, recipe, PreviewEffort.Settled, ct);
        return preview.Report is { } report ? [.. report.Metrics, material.Reference.Utility(preview.Rows!, recipe.Objective.Target, ct)]
            : [new MetricValue("quality", null, null, null, 0, null, preview.Problem)];
    }
}
