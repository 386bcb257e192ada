using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>A line of the list of campaigns.</summary>
/// <param name="Done">Items that wait for nobody: agreed or adjudicated.</param>
/// <param name="Problem">Why its items could not be drawn; null where they could.</param>
public sealed record CampaignSummary(CampaignId Id, string Name, string Rubric, int RubricVersion, CampaignState State, LotVerdict Verdict, AcceptanceKind Acceptance, int Items, int Done, int Disputes, DateTimeOffset? Deadline, string CreatedBy, DateTimeOffset CreatedAt, string? Problem);

/// <summary>Lists the campaigns of a workspace.</summary>
public sealed class CampaignList(WorkbenchData data)
{
    private const int MostListed = 500;

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<CampaignSummary>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var campaigns = await db.Led().OrderByDescending(c => c.CreatedAt).Take(MostListed).ToListAsync(ct);
        var ids = campaigns.ConvertAll(c => c.Id);
        var counts = (await db.Set<ReviewItem>().Where(i => ids.Contains(i.CampaignId)).GroupBy(i => new { i.CampaignId, i.State }).Select(g => new { g.Key.CampaignId, g.Key.State, Count = g.Count() }).ToListAsync(ct))
            .ToLookup(c => c.CampaignId);
        var rubrics = await (from v in db.Set<RubricVersion>()
                             join r in db.Set<RubricDefinition>() on v.RubricId equals r.Id
                             select new { v.Id, v.Number, r.Name }).ToDictionaryAsync(v => v.Id, ct);
        var jobIds = campaigns.Where(c => c.State == CampaignState.Preparing).Select(c => c.JobId).OfType<JobId>().ToList();
        var problems = await db.Set<Job>().Where(j => jobIds.Contains(j.Id) && (j.State == JobState.Failed || j.State == JobState.Cancelled)).ToDictionaryAsync(j => j.Id, j => j.Problem ?? "Preparing it was cancelled.", ct);
        return
        [
            .. campaigns.Select(c =>
            {
                var plan = c.Plan;
                var rubric = rubrics[c.RubricVersionId];
                int Of(params ItemState[] states) => counts[c.Id].Where(n => states.Length == 0 || states.Contains(n.State)).Sum(n => n.Count);
                return new CampaignSummary(c.Id, c.Name, rubric.Name, rubric.Number, c.State, c.Verdict, plan.Acceptance.Kind, Of(), Of(ItemState.Agreed, ItemState.Adjudicated), Of(ItemState.Disputed), plan.Deadline,
                    c.CreatedBy, c.CreatedAt, c.JobId is { } job ? problems.GetValueOrDefault(job) : null);
            }),
        ];
    }
}
