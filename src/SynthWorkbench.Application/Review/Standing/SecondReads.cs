using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Application.Review.Standing;

/// <summary>Watches how a person judges, in another part of the workbench.</summary>
public interface IReviewerWatch
{
    /// <summary>Whether something has happened since an instant (null: ever) that asks for a closer look at this person under the rubric of a version.</summary>
    Task<bool> HasSignalAsync(WorkbenchDbContext db, RubricVersionId version, Guid reviewer, DateTimeOffset? since, CancellationToken ct);
}

/// <summary>
/// Which items a second person reads too: all of people on probation, of the others a share at random. An item's draw depends on the campaign's seed and the item's number alone: not on who came, nor when, nor
/// on what they said. A larger share has all items of a smaller one.
/// </summary>
internal static class SecondReads
{
    /// <summary>For so long a qualification is new.</summary>
    public const int NewDays = 30;

    private const ulong Stream = 0x2ECD;

    /// <summary>The item's draw, from 0 to below 1: it is read a second time at any share above.</summary>
    public static double DrawOf(CampaignPlan plan, int number) => new RandomStream(unchecked((ulong)plan.Sampling.Seed), Stream, (ulong)number).NextDouble();

    /// <summary>Whether somebody else reads an item too: where the standing of each of those who decided it asks for that, or the item's draw does.</summary>
    public static async Task<bool> IsWantedAsync(WorkbenchChange change, Campaign campaign, ReviewItem item, IReadOnlyList<ReviewDecision> counting, IEnumerable<IReviewerWatch> watches, CancellationToken ct)
    {
        var plan = campaign.Plan;
        double draw = DrawOf(plan, item.Number);
        var reviewers = counting.Where(d => d.Kind == DecisionKind.Decision).Select(d => d.ReviewerId).Distinct().ToList();
        foreach (var reviewer in reviewers)
        {
            var standing = await Standings.LatestAsync(change.Db, campaign.RubricVersionId, reviewer, ct);
            if (standing?.StateAt(change.Now) == StandingState.Probation)
                continue;
            if (draw >= plan.CloserShare || (draw >= plan.SecondShare && !await IsCloserAsync(standing)))
                return false;

            async Task<bool> IsCloserAsync(ReviewerStanding? standing)
            {
                if (standing is not null && (standing.State != StandingState.Qualified || change.Now < standing.At.AddDays(NewDays)))
                    return true;
                foreach (var watch in watches)
                {
                    if (await watch.HasSignalAsync(change.Db, campaign.RubricVersionId, reviewer, standing?.At, ct))
                        return true;
                }

                return false;
            }
        }

        return reviewers.Count > 0;
    }
}
