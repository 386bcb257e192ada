using System.Diagnostics;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Generation;

/// <summary>What a job fitted or found.</summary>
/// <param name="Model">The plan's model; null where the plan models nothing.</param>
/// <param name="Seconds">What the fit took; 0 for a model fitted before.</param>
/// <param name="Charging">The entry in the privacy ledger that pays for it; null where nothing is guaranteed.</param>
public sealed record FittingOutcome(FittedModel? Model, double Seconds, Charging? Charging);

/// <summary>The first stage of every job that needs a model, and the only way to a fit: the model fitted before, or a new one that is kept. A private fit is charged before it reads a row.</summary>
public sealed class ModelFitting(ModelCache models, PrivacyLedger ledger)
{
    /// <summary>Private fits go one at a time: of two jobs that want the same model the second finds it instead of spending again.</summary>
    private readonly SemaphoreSlim _private = new(1, 1);

    /// <summary>The plan's model.</summary>
    /// <exception cref="JobFailedException">The recipe contradicts its reference, or the privacy budget does not pay for the fit.</exception>
    public async Task<FittingOutcome> FitAsync(JobContext job, GenerationPlan plan, SplitTable? split, FitOrder? order, CancellationToken ct)
    {
        var train = split?.Train;
        await job.ReportAsync("fit", 0, 1, "columns", ct);
        if (!plan.NeedsModel)
            return new FittingOutcome(null, 0, null);
        // Rows without an order that are parted row by row may look as if what is left of them had one.
        if (plan.IsSequence && split!.Disorder is { } disorder)
            throw new JobFailedException($"The recipe contradicts its reference. {disorder}");
        var (engine, reason) = EngineChoice.Of(plan.Recipe, train!.RowCount, plan.Modelled.Length);
        if (plan.Recipe.Engine == EngineCatalog.Auto)
            await job.LogAsync($"Engine chosen: {engine.DisplayName}. {reason}", ct);
        if (!engine.IsPrivate)
            return await FitAsync(job, plan, train, engine, FitKeys.OfModel(plan, train, engine), null, ct);
        await _private.WaitAsync(ct);
        try
        {
            return await FitAsync(job, plan, train, engine, FitKeys.OfModel(plan, train, engine), order!, ct);
        }
        finally
        {
            _private.Release();
        }
    }

    private async Task<FittingOutcome> FitAsync(JobContext job, GenerationPlan plan, Table train, ISynthesisEngine engine, string key, FitOrder? order, CancellationToken ct)
    {
        var cached = models.Find(key, engine);
        if (cached is null)
            await TellAsync(job, await Task.Run(() => ConstraintFindings.Of(plan, train), ct), ct);
        var charging = order is null ? null : await ChargeAsync(job, plan, order, key, cached is not null, ct);
        if (cached is not null)
        {
            await job.LogAsync($"The model of {engine.DisplayName} was fitted before and is used again.", ct);
            foreach (string note in plan.NotesOf(cached))
                await job.LogAsync(note, ct);
            await job.ReportAsync("fit", 1, 1, "columns", ct);
            return new FittingOutcome(cached, 0, charging);
        }

        await job.LogAsync($"{engine.DisplayName} learns {plan.Modelled.Length} columns from {train.RowCount:N0} rows; rows held out are never shown to it.", ct);
        foreach (var (column, floor) in plan.TextFloors.OrderBy(t => t.Key, StringComparer.Ordinal))
            await job.LogAsync($"{column} is learned as text: nothing that stands in fewer than {floor:N0} rows is written.", ct);
        foreach (string column in plan.TextsReplaced)
            await job.LogAsync($"{column} is free text and replaced by made-up sentences: privacy is on, and what is learned of texts has no guarantee.", ct);
        await job.StopIfCancelledAsync(ct);
        if (charging?.Charge is { } charge)
            await ledger.BeginAsync(job.Author, charge, ct);
        var watch = Stopwatch.StartNew();
        var model = (await LatestProgress<FitProgress>.RunAsync((steps, stop) => Task.Run(() => GenerationPipeline.Fit(plan, train, steps, stop), stop), p => job.ReportAsync("fit", p.Done, p.Total, "columns", ct), ct))!;
        double seconds = watch.Elapsed.TotalSeconds;
        await Task.Run(() => models.Store(key, model, engine), ct);
        foreach (string note in plan.NotesOf(model))
            await job.LogAsync(note, ct);
        if (model.Privacy is { } privacy)
            await job.LogAsync(privacy.ToString(), ct);
        await job.LogAsync($"Fitted in {seconds:0.00} s.", ct);
        await job.ReportAsync("fit", 1, 1, "columns", ct);
        return new FittingOutcome(model, seconds, charging);
    }

    private async Task<Charging> ChargeAsync(JobContext job, GenerationPlan plan, FitOrder order, string key, bool isKept, CancellationToken ct)
    {
        var request = new ChargeRequest(order, job.Id, plan.Recipe.Name, plan.FitOptions.Privacy!, FitKeys.OfPlan(plan), key);
        var charging = await ledger.ChargeAsync(job.Author, request, isKept, ct);
        if (charging.Charge is not { } charge)
            throw new JobFailedException(charging.Problem!);
        var account = charging.Account;
        await job.LogAsync(
            charging.IsNew
                ? $"Charge {charge.Number} of the privacy budget of {account.DatasetName}: {PrivacyFigures.Share(account.ShareOf(charge.Rho))} of it; all charges together are epsilon {PrivacyFigures.Up(account.EpsilonSpent)} of {account.Budget}."
                : $"Charge {charge.Number} of the privacy budget of {account.DatasetName} has paid for this release before; nothing is spent.",
            ct);
        return charging;
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
