using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Metrics.Reporting;

namespace SynthWorkbench.Application.Generation;

/// <summary>Compares two to six measured runs of a workspace with one of them.</summary>
public sealed class RunComparisons(WorkbenchData data, RecipeCatalog recipes, FidelityReports reports)
{
    public const int Fewest = 2, Most = 6;

    /// <summary>Compares the runs with the first of them; the comparison, or what is wrong and what to do.</summary>
    public async Task<RunComparing> CompareAsync(Actor actor, IReadOnlyList<RunId> ids, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ids);
        RunId[] asked = [.. ids.Distinct()];
        if (asked.Length is < Fewest or > Most)
            return await RefusedAsync(actor, asked, $"Two to six runs can be compared side by side; {(asked.Length == 0 ? "none was" : asked.Length == 1 ? "one was" : $"{asked.Length} were")} chosen.", "Tick two to six reports in the list.", ct);
        var found = await LoadAsync(actor, asked, ct);
        if (found.Count < asked.Length)
        {
            int unknown = asked.Length - found.Count;
            return await RefusedAsync(actor, asked, $"No such {(unknown == 1 ? "report" : "reports")} in this workspace: {unknown} of the {asked.Length} runs.",
                "A run has a report once it is done and if its recipe has a reference. It may also belong to another workspace. Choose among the reports of the list.", ct);
        }

        var first = found.Single(r => r.Run.Id == asked[0]);
        var others = found.Where(r => r != first).Select(r =>
            new RunDifference(r, ReportComparison.Of(first.Report, r.Report, ComparisonCautions.Incomparable(first, r)), RecipeComparison.Between(first.Recipe, r.Recipe), first.Run.Digest is { } digest && digest == r.Run.Digest));
        return new RunComparing(new RunComparison(first, [.. others], ComparisonCautions.Of(found)), null, null, asked);
    }

    /// <summary>The runs that have a report, oldest first.</summary>
    private async Task<IReadOnlyList<ComparedRun>> LoadAsync(Actor actor, RunId[] ids, CancellationToken ct)
    {
        List<GenerationRun> runs;
        var references = new Dictionary<DatasetVersionId, ComparedReference>();
        var versions = new Dictionary<RecipeVersionId, RecipeVersion>();
        await using (var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct))
        {
            runs = await db.Set<GenerationRun>().Where(r => ids.Contains(r.Id)).ToListAsync(ct);
            var recipeIds = runs.ConvertAll(r => r.RecipeVersionId);
            versions = await db.Set<RecipeVersion>().Where(v => recipeIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id, ct);
            var referenceIds = runs.ConvertAll(r => r.Reference);
            var named = await db.Set<DatasetVersion>().Where(v => referenceIds.Contains(v.Id)).Join(db.Set<Dataset>(), v => v.DatasetId, d => d.Id, (v, d) => new { v.Id, v.Digest, v.HoldoutJson, d.Name, v.Number }).ToListAsync(ct);
            references = named.ToDictionary(v => v.Id, v => new ComparedReference($"{v.Digest} {v.HoldoutJson}", $"{v.Name}, version {v.Number}"));
        }

        var found = new List<ComparedRun>();
        foreach (var run in runs.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id.Value))
        {
            if (await reports.GetAsync(actor, run.Id.Value, ct) is not { } report || await recipes.FindVersionAsync(actor, run.RecipeVersionId, ct) is not { } recipe)
                continue;
            var reference = run.Reference is { } of ? references.GetValueOrDefault(of) ?? new ComparedReference($"{of}", "a reference that was deleted") : new ComparedReference("", "none");
            var version = versions[run.RecipeVersionId];
            found.Add(new ComparedRun((char)('A' + found.Count), run, version.RecipeId, version.Number, recipe, reference, report.Report, report.Verdict.Outcome));
        }

        return found;
    }

    private async Task<RunComparing> RefusedAsync(Actor actor, RunId[] asked, string problem, string remedy, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        Guid[] wanted = [.. asked.Select(r => r.Value)];
        var measured = await db.Set<FidelityReportRecord>().Where(r => wanted.Contains(r.RunId)).Select(r => r.RunId).ToListAsync(ct);
        return new RunComparing(null, problem, remedy, [.. asked.Where(r => measured.Contains(r.Value))]);
    }
}
