using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>How often reviewers of blind pairs pointed at the real row.</summary>
/// <param name="Rate">Share of right choices and half of the ties, with Wilson's interval; a half is chance.</param>
/// <param name="Pairs">Pairs judged.</param>
/// <param name="Ties">Answers "tie".</param>
public sealed record HumanDetection(CampaignId Campaign, string CampaignName, double Rate, double Low, double High, int Pairs, int Judgements, int Ties)
{
    /// <summary>The rate of a blind campaign; null where it has no pairs or no answers yet.</summary>
    internal static async Task<HumanDetection?> OfCampaignAsync(WorkbenchDbContext db, Campaign campaign, CancellationToken ct)
    {
        if (campaign.Plan.Source != CampaignSource.BlindPairs)
            return null;
        var rubric = (await db.Set<RubricVersion>().FirstAsync(v => v.Id == campaign.RubricVersionId, ct)).Rubric;
        if (rubric.Criteria.FirstOrDefault(c => c.Scale == ScaleKind.Pairwise) is not { } question)
            return null;
        var sides = await db.Set<ReviewItem>().Where(i => i.CampaignId == campaign.Id && i.RealSide != null).Select(i => new { i.Id, i.RealSide }).ToDictionaryAsync(i => i.Id, i => i.RealSide, ct);
        var decisions = DecisionRecord.Counting(await db.Set<ReviewDecision>().Where(d => d.CampaignId == campaign.Id).ToListAsync(ct));
        var answers = decisions.Where(d => sides.ContainsKey(d.ItemId)).Select(d => (d.ItemId, Answer: d.Answers.Of(question.Id)?.Value)).Where(a => a.Answer is not null).ToList();
        if (answers.Count == 0)
            return null;
        int ties = answers.Count(a => a.Answer == "tie"), right = answers.Count(a => a.Answer == sides[a.ItemId]);
        var rate = PairedDetection.Of(right, answers.Count - ties - right, ties);
        return new HumanDetection(campaign.Id, campaign.Name, rate.Rate, rate.Low, rate.High, answers.Select(a => a.ItemId).Distinct().Count(), answers.Count, ties);
    }
}

/// <summary>What people could tell of a run's rows, for its fidelity page.</summary>
public sealed class HumanDetections(WorkbenchData data)
{
    public async Task<IReadOnlyList<HumanDetection>> OfRunAsync(Actor actor, Guid run, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        var found = new List<HumanDetection>();
        foreach (var campaign in await db.Set<Campaign>().Where(c => c.RunId == run).OrderBy(c => c.CreatedAt).ToListAsync(ct))
        {
            if (await HumanDetection.OfCampaignAsync(db, campaign, ct) is { } detection)
                found.Add(detection);
        }

        return found;
    }
}
