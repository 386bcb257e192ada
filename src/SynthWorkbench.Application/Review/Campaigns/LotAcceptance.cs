using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>The lot after so many decided items.</summary>
public readonly record struct LotPoint(int Items, int Defects);

/// <summary>How a lot comes to its verdict.</summary>
/// <param name="Points">Defects after each decided item, in the order in which items were decided.</param>
/// <param name="ItemsToAccept">Items without a further defect that would accept the lot now; null where none would.</param>
public sealed record LotCourse(AcceptancePlan Plan, IReadOnlyList<LotPoint> Points, SequentialProbabilityRatioTest? Test, AcceptanceSampling? Fixed, LotVerdict Verdict, int? ItemsToAccept)
{
    public LotPoint Now => Points.Count == 0 ? default : Points[^1];

    /// <summary>The course of items decided in this order.</summary>
    public static LotCourse Of(AcceptancePlan plan, IReadOnlyList<bool> defects)
    {
        var points = new List<LotPoint> { default };
        var verdict = LotVerdict.Undecided;
        var test = plan.Kind == AcceptanceKind.Sequential ? new SequentialProbabilityRatioTest(plan.AcceptableRate, plan.RejectableRate, plan.ProducerRisk, plan.ConsumerRisk) : null;
        var sample = plan.Kind == AcceptanceKind.Fixed ? new AcceptanceSampling(plan.SampleSize, plan.AcceptanceNumber) : null;
        foreach (bool defect in defects)
        {
            var last = points[^1];
            var point = new LotPoint(last.Items + 1, last.Defects + (defect ? 1 : 0));
            points.Add(point);
            if (verdict == LotVerdict.Undecided)
                verdict = test is not null ? VerdictOf(test.Decide(point.Items, point.Defects)) : OfFixed(plan, point);
        }

        return new LotCourse(plan, points, test, sample, verdict, verdict == LotVerdict.Undecided ? Left(plan, test, points[^1]) : null);
    }

    private static LotVerdict VerdictOf(SequentialDecision decision) => decision switch
    {
        SequentialDecision.Accept => LotVerdict.Accepted,
        SequentialDecision.Reject => LotVerdict.Rejected,
        _ => LotVerdict.Undecided,
    };

    /// <summary>With more defects than allowed the sample need not be finished.</summary>
    private static LotVerdict OfFixed(AcceptancePlan plan, LotPoint point) =>
        point.Defects > plan.AcceptanceNumber ? LotVerdict.Rejected : point.Items >= plan.SampleSize ? LotVerdict.Accepted : LotVerdict.Undecided;

    private static int Left(AcceptancePlan plan, SequentialProbabilityRatioTest? test, LotPoint now) =>
        test is null ? plan.SampleSize - now.Items : Math.Max(1, (int)Math.Ceiling((now.Defects + test.AcceptanceIntercept) / test.Slope) - now.Items);
}

/// <summary>Judges a lot by its declared plan. The verdict stands once it is reached, and no more items are asked for.</summary>
internal static class LotAcceptance
{
    /// <summary>Reaches the verdict if the decided items allow it; slots that wait are then withdrawn.</summary>
    public static async Task UpdateAsync(WorkbenchChange change, CampaignId id, CampaignPlan plan, CancellationToken ct)
    {
        if (plan.Acceptance.Kind == AcceptanceKind.None)
            return;
        var campaign = await change.Db.Set<Campaign>().FirstAsync(c => c.Id == id, ct);
        if (campaign.Verdict != LotVerdict.Undecided || await CourseAsync(change.Db, id, plan, ct) is not { Verdict: not LotVerdict.Undecided } course)
            return;
        campaign.Verdict = course.Verdict;
        foreach (var slot in await change.Db.Set<ReviewSlot>().Where(s => s.CampaignId == id && s.State == SlotState.Free).ToListAsync(ct))
            slot.State = SlotState.Withdrawn;
        change.Audit(course.Verdict == LotVerdict.Accepted ? "campaign.lot-accepted" : "campaign.lot-rejected", nameof(Campaign), id, campaign.Name, null, new { course.Now.Items, course.Now.Defects, plan.Acceptance });
        await change.Db.SaveChangesAsync(ct);
    }

    /// <summary>The course so far; null where no acceptance was declared.</summary>
    public static async Task<LotCourse?> CourseAsync(WorkbenchDbContext db, CampaignId id, CampaignPlan plan, CancellationToken ct)
    {
        if (plan.Acceptance.Kind == AcceptanceKind.None)
            return null;

        // What is mixed in with a known answer is no part of the lot, unless there is nothing else.
        bool isMixed = plan.GoldShare > 0 && await db.Set<ReviewItem>().AnyAsync(i => i.CampaignId == id && i.GoldJson == null, ct);
        var decided = await db.Set<ReviewItem>().Where(i => i.CampaignId == id && i.IsDefect != null && (!isMixed || i.GoldJson == null)).OrderBy(i => i.DecidedAt).ThenBy(i => i.Number).Select(i => i.IsDefect!.Value).ToListAsync(ct);
        return LotCourse.Of(plan.Acceptance, decided);
    }
}
