using System.Diagnostics;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Generation;

/// <summary>The first stage of every job that needs a model: the one fitted before, or a new one that is kept.</summary>
public sealed class ModelFitting(ModelCache models)
{
    /// <summary>The plan's model and the seconds its fit took (0 for one fitted before); no model where the plan models nothing.</summary>
    /// <exception cref="JobFailedException">The recipe contradicts its reference.</exception>
    public async Task<(FittedModel? Model, double Seconds)> FitAsync(JobContext job, GenerationPlan plan, Table? train, CancellationToken ct)
    {
        await job.ReportAsync("fit", 0, 1, "columns", ct);
        if (!plan.NeedsModel)
            return (null, 0);
        var (engine, reason) = EngineChoice.Of(plan.Recipe, train!.RowCount, plan.Modelled.Length);
        if (plan.Recipe.Engine == EngineCatalog.Auto)
            await job.LogAsync($"Engine chosen: {engine.DisplayName}. {reason}", ct);
        string key = RunModels.KeyOf(plan, train, engine);
        if (models.Find(key, engine) is { } cached)
        {
            await job.LogAsync($"The model of {engine.DisplayName} was fitted before and is used again.", ct);
            await job.ReportAsync("fit", 1, 1, "columns", ct);
            return (cached, 0);
        }

        await TellAsync(job, await Task.Run(() => ConstraintFindings.Of(plan, train), ct), ct);
        await job.LogAsync($"{engine.DisplayName} learns {plan.Modelled.Length} columns from {train.RowCount:N0} rows; rows held out are never shown to it.", ct);
        var watch = Stopwatch.StartNew();
        var model = (await LatestProgress<FitProgress>.RunAsync((steps, stop) => Task.Run(() => GenerationPipeline.Fit(plan, train, steps, stop), stop), p => job.ReportAsync("fit", p.Done, p.Total, "columns", ct), ct))!;
        double seconds = watch.Elapsed.TotalSeconds;
        await Task.Run(() => models.Store(key, model, engine), ct);
        if (model.Privacy is { } privacy)
            await job.LogAsync(privacy.ToString(), ct);
        await job.LogAsync($"Fitted in {seconds:0.00} s.", ct);
        await job.ReportAsync("fit", 1, 1, "columns", ct);
        return (model, seconds);
    }

    /// <summary>Logs what the training rows say against the recipe.</summary>
    /// <exception cref="JobFailedException">One of the findings is a contradiction.</exception>
    internal static async Task TellAsync(JobContext job, IReadOnlyList<ConstraintFinding> findings, CancellationToken ct)
    {
        foreach (var finding in findings)
        {
            if (finding.IsContradiction)
                throw new JobFailedException($"The recipe contradicts its reference. {finding}");
            await job.LogAsync($"Among the training rows: {finding}", ct);
        }
    }
}
