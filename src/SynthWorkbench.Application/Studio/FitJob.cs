using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Studio;

/// <summary>Fits the model of a recipe that is open in the Studio and keeps it.</summary>
public sealed class FitJob(DatasetTables tables, ModelFitting fitting) : IJobHandler
{
    public const string JobKind = "fit";

    public string Kind => JobKind;

    /// <summary>The key comes first, so that a fit under way is found by it.</summary>
    internal static string Payload(string key, DatasetVersionId reference, RecipeVersionId? saved, Recipe recipe) => $"{key}\n{reference.Value} {saved?.Value}\n{RecipeDocument.ToJson(recipe)}";

    public async Task RunAsync(JobContext job, CancellationToken ct)
    {
        string[] parts = job.Payload.Split('\n', 3);
        var recipe = RecipeDocument.Parse(parts[2]).Recipe ?? throw new JobFailedException("The recipe cannot be read. Open its Studio again.");
        string[] ids = parts[1].Split(' ');
        var reference = new DatasetVersionId(Guid.Parse(ids[0]));
        RecipeVersionId? saved = ids is [_, { Length: > 0 } version] ? new RecipeVersionId(Guid.Parse(version)) : null;
        var split = await tables.LoadSplitAsync(job.Author.WorkspaceId, reference, ct, recipe.Sequence);
        if (GenerationPlan.Create(recipe, split.Train.Schema).Plan is not { } plan)
            throw new JobFailedException("The recipe does not fit its reference any more. Save the recipe again and open its Studio.");
        await fitting.FitAsync(job, plan, split, new FitOrder(reference, FitPurpose.Studio, RecipeVersion: saved), ct);
    }
}
