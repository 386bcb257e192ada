using System.Diagnostics;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Studio;

/// <summary>A preview of a setting, or why there is none.</summary>
/// <param name="Recipe">The recipe with the setting.</param>
/// <param name="Effort">How much was drawn and measured.</param>
/// <param name="Report">What was measured; null where nothing could be drawn.</param>
/// <param name="Rows">The rows drawn.</param>
/// <param name="RejectionRate">Share of drawn rows that constraints refused.</param>
/// <param name="Milliseconds">What it took on the server, waiting left out.</param>
/// <param name="Problem">Why nothing could be drawn, and what to do.</param>
public sealed record StudioPreview(Recipe Recipe, PreviewEffort Effort, PreviewReport? Report, Table? Rows, double RejectionRate, double Milliseconds, string? Problem);

/// <summary>An open Studio: previews of settings of one recipe. Dispose it when the page is left.</summary>
public sealed class StudioSession : IDisposable
{
    /// <summary>Rows of a live preview's blocks: one a core of the smallest machine.</summary>
    private const int LiveBlock = 1000;

    private readonly StudioService _studio;
    private readonly StudioLease _lease;
    private readonly Actor _actor;

    internal StudioSession(StudioService studio, StudioLease lease, Actor actor) => (_studio, _lease, _actor) = (studio, lease, actor);

    /// <summary>The reference's columns.</summary>
    public TableSchema Schema => _lease.Material.Schema;

    /// <summary>Rows of the training part.</summary>
    public int TrainRows => _lease.Material.Reference.TrainRows;

    /// <summary>The compared columns with bins and the real shares.</summary>
    public IReadOnlyList<ColumnReport> Overlays => _lease.Material.Reference.Overlays;

    /// <summary>What as many unseen real rows score.</summary>
    public PreviewReport? Baseline => _lease.Material.Reference.Baseline;

    /// <summary>The engine that the recipe's choice comes to.</summary>
    public string EngineOf(Recipe recipe) => recipe is { Engine: EngineCatalog.Auto } && GenerationPlan.Create(recipe, Schema).Plan is { } plan ? EngineChoice.Of(recipe, TrainRows, plan.Modelled.Length).Engine.Id : recipe.Engine;

    /// <summary>Where a what-if may move a column's median; null where the column is no modelled number.</summary>
    public WhatIfScale? WhatIfScaleOf(string column) => _lease.Material.Model is { } model ? WhatIfScale.Of(model, column) : null;

    /// <summary>Draws and measures. Live: other rows than a run's, quickly; settled: a run's first rows, as its report measures them.</summary>
    public async Task<StudioPreview> PreviewAsync(Recipe recipe, PreviewEffort effort, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(effort);
        await _studio.RequireAsync(_actor, ct);
        return await _studio.ComputeAsync(effort, token => Preview(_lease.Material, recipe, effort, token), ct);
    }

    /// <summary>Why a row of a preview has the value that it has in a column.</summary>
    public async Task<CellExplanation> ExplainAsync(StudioPreview preview, int row, string column, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(preview);
        await _studio.RequireAsync(_actor, ct);
        return await Task.Run(() => CellExplanation.Of(_lease.Material, preview, row, column, ct), ct);
    }

    /// <summary>The drawing and measuring itself, for sessions and sweeps.</summary>
    internal static StudioPreview Preview(StudioMaterial material, Recipe recipe, PreviewEffort effort, CancellationToken ct)
    {
        bool isLive = effort == PreviewEffort.Live;
        long started = Stopwatch.GetTimestamp();
        var planning = GenerationPlan.Create(recipe.ForRows(isLive ? effort.Rows : Math.Min(recipe.Rows, effort.Rows)), material.Schema);
        if (planning.Plan is not { } plan)
            return Refused(string.Join(" ", planning.Problems));
        try
        {
            var pipeline = new GenerationPipeline(plan, material.Model, isLive ? LiveBlock : FittedModel.BlockRows);
            var rows = Table.Concat([.. Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, ct))]);
            var report = material.Reference.Measure(rows, effort, recipe.Rows, ct);
            return new StudioPreview(recipe, effort, report, rows, pipeline.RejectionRate, Stopwatch.GetElapsedTime(started).TotalMilliseconds, null);
        }
        catch (GenerationRefusedException e)
        {
            return Refused(e.Message);
        }

        StudioPreview Refused(string problem) => new(recipe, effort, null, null, 1, Stopwatch.GetElapsedTime(started).TotalMilliseconds, problem);
    }

    public void Dispose() => _lease.Dispose();
}
