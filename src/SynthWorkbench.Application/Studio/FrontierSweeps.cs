using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Frontier;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Studio;

/// <summary>The points of a sweep so far, how many there will be, and the job that measures them (null when none is open).</summary>
public sealed record FrontierView(IReadOnlyList<MeasuredSetting> Points, int Total, JobId? Job);

/// <summary>Sweeps of realism and coverage: started as a job, read while they grow.</summary>
public sealed class FrontierSweeps(WorkbenchData data, JobBoard board)
{
    /// <summary>The settings of a sweep, in the order in which they are measured: the whole range first, then between.</summary>
    public static IReadOnlyList<(double Realism, double Coverage)> Grid { get; } =
    [
        .. from coverage in new[] { 0.5, 0.75, 0.25, 1.0, 0.0 }
           from realism in new[] { 0.6, 1.0, 0.3, 0.8, 0.45 }
           select (realism, coverage),
    ];

    /// <summary>The key of a recipe's sweep.</summary>
    internal static string KeyOf(Recipe recipe) => StudioRecipe.SweepKey(recipe, PreviewEffort.Settled.Rows);

    /// <summary>Whether two recipes share the points of a sweep: they differ in the swept controls, names and thresholds at most.</summary>
    public static bool IsSame(Recipe one, Recipe other) => KeyOf(one) == KeyOf(other);

    public async Task<FrontierView> GetAsync(Actor actor, Recipe recipe, CancellationToken ct)
    {
        string key = KeyOf(recipe);
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var points = await db.Set<FrontierPoint>().Where(p => p.SweepKey == key).OrderBy(p => p.MeasuredAt).ToListAsync(ct);
        return new FrontierView([.. points.Select(Read)], Grid.Count, await JobBoard.FindOpenAsync(db, FrontierJob.JobKind, key, ct));
    }

    /// <summary>Starts the sweep, or goes on with one that was stopped; one that is under way is left alone.</summary>
    public async Task StartAsync(Actor actor, Recipe recipe, string link, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        string key = KeyOf(recipe);
        await using (var change = await data.BeginAsync(actor, Permission.RunGeneration, ct))
        {
            if (await JobBoard.FindOpenAsync(change.Db, FrontierJob.JobKind, key, ct) is not null)
                return;
            var id = JobId.New();
            JobBoard.Enqueue(change, id, FrontierJob.JobKind, $"Sweep the controls of {recipe.Name}", link, FrontierJob.Payload(key, recipe));
            change.Audit("frontier.started", nameof(Recipe), id, recipe.Name, null, new { SweepKey = key, Points = Grid.Count });
            await change.CommitAsync(ct);
        }

        board.Wake(actor.WorkspaceId);
    }

    internal static MeasuredSetting Read(FrontierPoint point) => new(point.Realism, point.Coverage, JsonSerializer.Deserialize<List<MetricValue>>(point.Metrics)!);
}
