using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Generation;

/// <summary>What a finished run was made of: its plan, its rows, and its reference parted into training rows and holdout (null where it had none).</summary>
public sealed record RunMaterial(GenerationRun Run, GenerationPlan Plan, Table Rows, SplitTable? Reference);

/// <summary>Finished runs with their rows, for jobs that look at them again; their models come from <see cref="ModelFitting"/>.</summary>
public sealed class RunModels(WorkbenchData data, RecipeCatalog recipes, DatasetTables tables)
{
    /// <summary>What the run was made of, or what is missing and what to do.</summary>
    public async Task<(RunMaterial? Material, string? Problem)> LoadAsync(WorkspaceId workspace, RunId id, CancellationToken ct)
    {
        GenerationRun? run;
        bool hasRows, hasReference;
        await using (var db = await data.ReadForJobAsync(workspace, ct))
        {
            run = await db.Set<GenerationRun>().FirstOrDefaultAsync(r => r.Id == id, ct);
            hasRows = run?.Output is { } output && await db.Set<DatasetVersion>().AnyAsync(v => v.Id == output, ct);
            hasReference = run?.Reference is { } version && await db.Set<DatasetVersion>().AnyAsync(v => v.Id == version, ct);
        }

        if (run is null)
            return (null, "The run is gone from this workspace. Choose another run.");
        if (!hasRows)
            return (null, run.Output is null ? "The run has no rows yet. Wait until it is done, or choose another run." : "The rows of the run were deleted. Run the recipe again and choose the new run.");
        if (run.Reference is not null && !hasReference)
            return (null, "The reference of the run was deleted. Import it again, run the recipe and choose the new run.");
        var recipe = await recipes.ForJobAsync(workspace, run.RecipeVersionId, ct);
        var reference = run.Reference is { } of ? await tables.LoadSplitAsync(workspace, of, ct, recipe.Sequence) : null;
        return GenerationPlan.Create(recipe, reference?.Train.Schema).Plan is { } plan
            ? (new RunMaterial(run, plan, await tables.LoadAsync(workspace, run.Output!.Value, ct), reference), null)
            : (null, "The run's recipe does not fit its reference any more. Save the recipe again, run it and choose the new run.");
    }
}
