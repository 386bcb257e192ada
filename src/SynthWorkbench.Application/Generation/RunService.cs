using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Generation;

public sealed record RunSummary(RunId Id, string RecipeName, long Rows, JobState State, string Stage, double Fraction, VerdictOutcome? Verdict, string Author, DateTimeOffset CreatedAt);

/// <summary>A table that a run generated.</summary>
public sealed record RunOutput(DatasetId Dataset, DatasetVersionId Version, string Name, long Rows);

/// <summary>A run as its page shows it.</summary>
/// <param name="Charge">The entry in the privacy ledger that paid for the model; null where nothing is guaranteed, or before the run is done.</param>
/// <param name="Outputs">The tables generated, in their order; one unless the recipe has relations.</param>
public sealed record RunDetail(GenerationRun Run, JobView Job, string? OriginalDigest, VerdictOutcome? Verdict, string? Sentence, PrivacyCharge? Charge, IReadOnlyList<RunOutput> Outputs)
{
    /// <summary>For a reproduction: whether it gave the same rows; null while unknown.</summary>
    public bool? SameRows => OriginalDigest is null || Run.Digest is null ? null : OriginalDigest == Run.Digest;
}

/// <summary>Starts, lists and reproduces runs.</summary>
public sealed class RunService(WorkbenchData data, JobBoard board, FitQuotes quotes)
{
    /// <summary>What runs would spend of privacy budgets.</summary>
    public FitQuotes Quotes => quotes;

    private const int MostListed = 200;

    /// <summary>Starts a run of a recipe version. <paramref name="command"/> makes a repeated click or request start one run only.</summary>
    public async Task<RunId> StartAsync(Actor actor, RecipeVersionId version, Guid command, CancellationToken ct, RunId? reproduces = null)
    {
        var id = new RunId(command);
        await using (var change = await data.BeginAsync(actor, Permission.RunGeneration, ct))
        {
            if (await change.Db.Set<GenerationRun>().AnyAsync(r => r.Id == id, ct))
                return id;
            var recipeVersion = await change.Db.Set<RecipeVersion>().FirstOrDefaultAsync(v => v.Id == version, ct) ?? throw new KeyNotFoundException("The recipe version is gone from this workspace.");
            var recipe = RecipeDocument.Parse(recipeVersion.Document).Recipe!;
            var reference = recipe.Reference?.Digest is { } digest
                ? await change.Db.Set<DatasetVersion>().Where(v => v.Digest == digest).OrderByDescending(v => v.CreatedAt).Select(v => (DatasetVersionId?)v.Id).FirstOrDefaultAsync(ct)
                : null;
            var run = new GenerationRun
            {
                Id = id,
                RecipeVersionId = version,
                RecipeName = recipe.Name,
                RecipeHash = recipeVersion.Hash,
                Reference = reference,
                JobId = JobId.New(),
                Rows = recipe.Rows,
                Seed = unchecked((long)recipe.Seed),
                Engine = recipe.Engine,
                EngineVersion = EngineCatalog.Find(recipe.Engine)?.Version ?? (recipe.Engine == EngineCatalog.Auto ? "" : "1"),
                Reproduces = reproduces,
                CreatedAt = change.Now,
                Author = actor.Name,
            };
            change.Db.Add(run);
            JobBoard.Enqueue(change, run.JobId, GenerationJob.JobKind, $"{(reproduces is null ? "Generate" : "Reproduce")} {recipe.Rows:N0} rows of {recipe.Name}", $"generation/{id}", id.ToString());
            change.Audit("run.started", nameof(GenerationRun), id, recipe.Name, null, new { run.RecipeHash, run.Rows, run.Seed, run.Engine, run.EngineVersion, Reproduces = reproduces?.Value });
            await change.CommitAsync(ct);
        }

        board.Wake(actor.WorkspaceId);
        return id;
    }

    /// <summary>Runs the same recipe version again, to show that it gives the same rows.</summary>
    public async Task<RunId> ReproduceAsync(Actor actor, RunId id, Guid command, CancellationToken ct)
    {
        RecipeVersionId version;
        await using (var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct))
            version = await db.Set<GenerationRun>().Where(r => r.Id == id).Select(r => r.RecipeVersionId).FirstAsync(ct);
        return await StartAsync(actor, version, command, ct, id);
    }

    public async Task<IReadOnlyList<RunSummary>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var runs = await db.Set<GenerationRun>().OrderByDescending(r => r.CreatedAt).Take(MostListed).ToListAsync(ct);
        var jobIds = runs.ConvertAll(r => r.JobId);
        var jobs = await db.Set<Job>().Where(j => jobIds.Contains(j.Id)).ToDictionaryAsync(j => j.Id, ct);
        var runIds = runs.ConvertAll(r => r.Id.Value);
        var verdicts = await db.Set<FidelityReportRecord>().Where(r => runIds.Contains(r.RunId)).ToDictionaryAsync(r => r.RunId, r => r.Outcome, ct);
        return
        [
            .. runs.Where(r => jobs.ContainsKey(r.JobId)).Select(r => new RunSummary(r.Id, r.RecipeName, r.Rows, jobs[r.JobId].State, jobs[r.JobId].Stage, jobs[r.JobId].Fraction,
                verdicts.TryGetValue(r.Id.Value, out var outcome) ? outcome : null, r.Author, r.CreatedAt)),
        ];
    }

    /// <summary>The recipe that a run executed a version of; null where there is no such run.</summary>
    public async Task<RecipeId?> RecipeOfAsync(Actor actor, RunId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await db.Set<GenerationRun>().Where(r => r.Id == id).Join(db.Set<RecipeVersion>(), r => r.RecipeVersionId, v => v.Id, (_, v) => (RecipeId?)v.RecipeId).FirstOrDefaultAsync(ct);
    }

    public async Task<RunDetail?> GetAsync(Actor actor, RunId id, CancellationToken ct)
    {
        GenerationRun? run;
        string? original = null;
        FidelityReportRecord? report;
        PrivacyCharge? charge = null;
        List<RunOutput> outputs;
        await using (var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct))
        {
            run = await db.Set<GenerationRun>().FirstOrDefaultAsync(r => r.Id == id, ct);
            if (run is null)
                return null;
            if (run.Reproduces is { } first)
                original = await db.Set<GenerationRun>().Where(r => r.Id == first).Select(r => r.Digest).FirstOrDefaultAsync(ct);
            if (run.Charge is { } paid)
                charge = await db.Set<PrivacyCharge>().FirstOrDefaultAsync(c => c.Id == paid, ct);
            report = await db.Set<FidelityReportRecord>().FirstOrDefaultAsync(r => r.RunId == id.Value, ct);
            outputs = run.Output is null ? [] : await db.Set<DatasetVersion>().Where(v => v.RunId == id.Value).OrderBy(v => v.CreatedAt)
                .Join(db.Set<Dataset>(), v => v.DatasetId, d => d.Id, (v, d) => new RunOutput(d.Id, v.Id, d.Name, v.RowCount)).ToListAsync(ct);
        }

        return await board.GetAsync(actor, run.JobId, ct) is { } job ? new RunDetail(run, job, original, report?.Outcome, report?.Sentence, charge, outputs) : null;
    }
}
