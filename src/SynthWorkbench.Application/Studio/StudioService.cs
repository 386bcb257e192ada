using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Studio;

/// <summary>What came of opening a Studio: a session; or the model must be fitted first; or the recipe has problems.</summary>
public sealed record StudioOpening(StudioSession? Session, bool NeedsFit, IReadOnlyList<string> Problems);

/// <summary>Opens Studios: previews of a recipe from the model in the cache, and fits it as a job where there is none.</summary>
public sealed class StudioService(WorkbenchData data, RecipeCatalog recipes, DatasetTables tables, ModelCache models, StudioMaterials materials, FrontierSweeps frontier, PrivacyLedger ledger, JobBoard board, TimeProvider time)
{
    /// <summary>Sweeps of the controls.</summary>
    public FrontierSweeps Frontier => frontier;

    private readonly PreviewTurns _turns = new(time);

    /// <summary>Opens the Studio of a recipe. Its controls may be changed in the session; columns, constraints and options may not: open anew for those.</summary>
    public async Task<StudioOpening> OpenAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var problems = await recipes.ValidateAsync(actor, recipe, ct);
        if (problems.Count > 0)
            return new StudioOpening(null, false, [.. problems.Select(p => p.ToString())]);
        if (await recipes.PlanAsync(actor, recipe, ct) is not var (plan, version))
            return new StudioOpening(null, false, ["The recipe has no reference: there is nothing to be like, and nothing to tune. Choose a reference in the recipe, or run it as it is."]);
        var lease = await MaterialAsync(actor.WorkspaceId, plan, version);
        return new StudioOpening(lease is null ? null : new StudioSession(this, lease, actor), lease is null, []);
    }

    /// <summary>What previews of a plan stand on; null while its model is not fitted. A condition asks a run for another order of columns, but not the Studio for another fit.</summary>
    internal async Task<StudioLease?> MaterialAsync(WorkspaceId workspace, GenerationPlan plan, DatasetVersionId version) =>
        await FittedAsync(workspace, plan, version) ?? (plan.InReferenceOrder() is { } plain ? await FittedAsync(workspace, plain, version) : null);

    private Task<StudioLease?> FittedAsync(WorkspaceId workspace, GenerationPlan plan, DatasetVersionId version) =>
        materials.TakeAsync($"{workspace.Value}/{version.Value}/{FitKeys.OfPlan(plan)}", async () =>
        {
            var split = await tables.LoadSplitAsync(workspace, version, CancellationToken.None, plan.Recipe.Sequence);
            return await Task.Run(async () =>
            {
                FittedModel? model = null;
                if (plan.NeedsModel)
                {
                    var engine = EngineChoice.Of(plan.Recipe, split.Train.RowCount, plan.Modelled.Length).Engine;
                    string key = FitKeys.OfModel(plan, split.Train, engine);

                    // A private model that this account has not paid for (another workspace's, of the same rows) is not there yet: the fit's job charges it.
                    if (models.Find(key, engine) is not { } found || (engine.IsPrivate && !await ledger.IsPaidAsync(workspace, version, key, CancellationToken.None)))
                        return null;
                    model = found;
                }

                return new StudioMaterial(model, PreviewReference.Of(split.Train, split.Holdout.RowCount > 0 ? split.Holdout : null, CancellationToken.None), split.Train.Schema);
            });
        });

    /// <summary>Queues the fit of a recipe's model, unless that is under way; the Studio opens when the job is done. <paramref name="saved"/> is the recipe's version where the recipe is as saved.</summary>
    public async Task<JobId> StartFitAsync(Actor actor, Recipe recipe, string link, CancellationToken ct, RecipeVersionId? saved = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var (plan, version) = await recipes.PlanAsync(actor, recipe, ct) ?? throw new KeyNotFoundException("The recipe's reference is gone from this workspace.");
        string key = FitJobKey(plan, version);
        JobId id;
        await using (var change = await data.BeginAsync(actor, Permission.RunGeneration, ct))
        {
            if (await JobBoard.FindOpenAsync(change.Db, FitJob.JobKind, key, ct) is { } open)
                return open;
            id = JobId.New();
            JobBoard.Enqueue(change, id, FitJob.JobKind, $"Fit the model of {recipe.Name}", link, FitJob.Payload(key, version, saved, recipe));
            change.Audit("model.fit-started", nameof(Recipe), id, recipe.Name);
            await change.CommitAsync(ct);
        }

        board.Wake(actor.WorkspaceId);
        return id;
    }

    /// <summary>The fit of a recipe's model that is under way, if one is.</summary>
    public async Task<JobId?> FindFitAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        if (await recipes.PlanAsync(actor, recipe, ct) is not var (plan, version))
            return null;
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await JobBoard.FindOpenAsync(db, FitJob.JobKind, FitJobKey(plan, version), ct);
    }

    private static string FitJobKey(GenerationPlan plan, DatasetVersionId version) => $"{version.Value}/{FitKeys.OfPlan(plan)}";

    /// <summary>A circuit outlives a change of roles: every preview asks again.</summary>
    internal async Task RequireAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
    }

    internal Task<T> ComputeAsync<T>(PreviewEffort effort, Func<CancellationToken, T> compute, CancellationToken ct) => _turns.TakeAsync(effort, compute, ct);
}
