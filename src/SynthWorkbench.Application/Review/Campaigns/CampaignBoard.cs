using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>A stratum's progress.</summary>
public sealed record StratumProgress(string Stratum, int Items, int Decided, int Disputed, int Defects);

/// <summary>A person's progress, for the lead.</summary>
/// <param name="Decided">Decisions that count.</param>
/// <param name="Agreed">Of their decisions on final items those that agree with what stands.</param>
/// <param name="Judged">Their decisions on final items.</param>
/// <param name="RepeatsAgreed">Of their second answers to items those that agree with the first.</param>
/// <param name="GoldAgreed">Of their answers to items with a known one those that agree with it.</param>
/// <param name="IsImported">A rater of a file, who has no account here.</param>
public sealed record ReviewerProgress(
    Guid UserId, string Name, int Decided, int Skipped, int Surplus, int Agreed, int Judged, int RepeatsAgreed, int Repeats, int GoldAgreed, int Gold, double? MedianSeconds, DateTimeOffset? LastAt, bool IsImported);

/// <summary>A lease that runs.</summary>
public sealed record RunningLease(ReviewSlotId Slot, int ItemNumber, Guid Reviewer, string Name, DateTimeOffset Ends, DateTimeOffset? DraftAt);

/// <summary>An item on which answers differ.</summary>
/// <param name="Criteria">Titles of the criteria on which decisions differ.</param>
/// <param name="IsWaiting">It has all answers that were asked for; else imported ratings differ and reviewers are still asked.</param>
public sealed record DisputedItem(ReviewItemId Item, int Number, string Key, string Stratum, int Decisions, IReadOnlyList<string> Criteria, bool IsUnclear, bool IsWaiting);

/// <summary>A word of a reviewer to the lead.</summary>
public sealed record ReviewerNote(ReviewItemId Item, int Number, string Text, bool IsSkip, bool IsUnclear, bool IsFlagged, DateTimeOffset At);

/// <summary>Everything the lead's page shows.</summary>
/// <param name="Disputed">The first of the items on which answers differ.</param>
/// <param name="Differing">How many of them there are.</param>
/// <param name="Waiting">How many of them wait for the lead.</param>
/// <param name="Ratings">Answers that came with a file and fill no place.</param>
/// <param name="SecondReads">Items that a second person reads besides the one asked for, and <paramref name="SecondReadsDone"/> how many of them are read; none where the plan asks for several reviewers an item.</param>
public sealed record CampaignOverview(
    CampaignId Id, string Name, CampaignState State, LotVerdict Verdict, CampaignPlan Plan, string RubricName, int RubricNumber, Rubric Rubric, int Items, int Decided, int SlotsDone, int Slots,
    IReadOnlyList<StratumProgress> Strata, IReadOnlyList<ReviewerProgress> Reviewers, IReadOnlyList<RunningLease> Leases, IReadOnlyList<DisputedItem> Disputed, IReadOnlyList<ReviewerNote> Notes,
    LotCourse? Lot, HumanDetection? Detection, string? PreparingFailed, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ClosedAt, string? ClosedBy, int Differing, int Waiting, int Ratings, int SecondReads, int SecondReadsDone);

/// <summary>What the lead sees of a campaign.</summary>
public sealed class CampaignBoard(WorkbenchData data)
{
    private const int MostListed = 200;

    public async Task<CampaignOverview?> GetAsync(Actor actor, CampaignId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        var campaign = await db.Led().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (campaign is null)
            return null;
        var plan = campaign.Plan;
        var version = await db.Set<RubricVersion>().FirstAsync(v => v.Id == campaign.RubricVersionId, ct);
        string rubricName = await db.Set<RubricDefinition>().Where(r => r.Id == version.RubricId).Select(r => r.Name).FirstAsync(ct);
        var rubric = version.Rubric;
        var items = await db.Set<ReviewItem>().Where(i => i.CampaignId == id).OrderBy(i => i.Number).Select(i => new ItemLine(i.Id, i.Number, i.Key, i.Stratum, i.State, i.IsDefect)).ToListAsync(ct);
        var byId = items.ToDictionary(i => i.Id);
        var all = await db.Set<ReviewDecision>().Where(d => d.CampaignId == id).OrderBy(d => d.At).ToListAsync(ct);
        var decisions = all.ToLookup(d => d.ItemId);
        var superseded = all.Where(d => d.Supersedes is not null).Select(d => d.Supersedes!.Value).ToHashSet();
        var slots = await db.Set<ReviewSlot>().Where(s => s.CampaignId == id && !s.IsRepeat).ToListAsync(ct);
        var adjudications = (await db.Set<Adjudication>().Where(a => a.CampaignId == id).ToListAsync(ct)).ToLookup(a => a.ItemId);
        var gold = (await db.Set<ReviewItem>().Where(i => i.CampaignId == id && i.GoldJson != null).Select(i => new { i.Id, i.GoldJson }).ToListAsync(ct)).ToDictionary(i => i.Id, i => ReviewJson.Read<ReviewAnswers>(i.GoldJson!));
        var names = await NamesAsync(db, slots, ct);
        var drafts = (await db.Set<ReviewDraft>().Where(d => d.CampaignId == id).Select(d => new { d.ItemId, d.ReviewerId, d.SavedAt }).ToListAsync(ct)).ToDictionary(d => (d.ItemId, d.ReviewerId), d => d.SavedAt);
        var differing = items.Where(i => Disagreements.Includes(rubric, i.State, [.. decisions[i.Id]])).ToList();
        var seconds = plan.Overlap > 1 ? [] : slots.FindAll(s => s.Place >= plan.Overlap && s.State != SlotState.Withdrawn);
        return new CampaignOverview(
            id, campaign.Name, campaign.State, campaign.Verdict, plan, rubricName, version.Number, rubric, items.Count, items.Count(i => i.IsFinal), slots.Count(s => s.State == SlotState.Done), slots.Count(s => s.State != SlotState.Withdrawn),
            [.. items.GroupBy(i => i.Stratum, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new StratumProgress(g.Key, g.Count(), g.Count(i => i.IsFinal), g.Count(i => i.State == ItemState.Disputed), g.Count(i => i.IsDefect == true)))],
            People(rubric, byId, decisions, adjudications, gold),
            [.. slots.Where(s => s.State == SlotState.Leased && s.ReviewerId is not null).OrderBy(s => s.ItemNumber).Take(MostListed)
                .Select(s => new RunningLease(s.Id, s.ItemNumber, s.ReviewerId!.Value, names.GetValueOrDefault(s.ReviewerId.Value, "Somebody who left"), s.LeaseEnds!.Value, drafts.TryGetValue((s.ItemId, s.ReviewerId.Value), out var at) ? at : null))],
            [.. differing.Select(i => Disputed(rubric, i, [.. decisions[i.Id]])).OrderByDescending(d => d.IsWaiting).ThenByDescending(d => d.Criteria.Count).ThenBy(d => d.Number).Take(MostListed)],
            [.. all.Where(d => !superseded.Contains(d.Id) && (d.Comment.Length > 0 || d.IsUnclear || d.IsFlagged)).OrderByDescending(d => d.At).Take(MostListed)
                .Select(d => new ReviewerNote(d.ItemId, byId[d.ItemId].Number, d.Comment, d.Kind == DecisionKind.Skip, d.IsUnclear, d.IsFlagged, d.At))],
            await LotAcceptance.CourseAsync(db, id, plan, ct), await HumanDetection.OfCampaignAsync(db, campaign, ct), await PreparingFailedAsync(db, campaign, ct), campaign.CreatedAt, campaign.CreatedBy, campaign.ClosedAt, campaign.ClosedBy,
            differing.Count, differing.Count(i => i.State == ItemState.Disputed),
            all.Count(d => d.Kind == DecisionKind.Imported), seconds.Count, seconds.Count(s => s.State == SlotState.Done));
    }

    /// <summary>Why the items of a campaign could not be drawn; null while they are, and afterwards.</summary>
    private static async Task<string?> PreparingFailedAsync(WorkbenchDbContext db, Campaign campaign, CancellationToken ct) => campaign.State != CampaignState.Preparing || campaign.JobId is not { } job ? null
        : await db.Set<Job>().Where(j => j.Id == job && (j.State == JobState.Failed || j.State == JobState.Cancelled)).Select(j => j.Problem ?? "The preparation was cancelled.").FirstOrDefaultAsync(ct);

    private sealed record ItemLine(ReviewItemId Id, int Number, string Key, string Stratum, ItemState State, bool? IsDefect)
    {
        public bool IsFinal => State is ItemState.Agreed or ItemState.Adjudicated;
    }

    private static async Task<Dictionary<Guid, string>> NamesAsync(WorkbenchDbContext db, List<ReviewSlot> slots, CancellationToken ct)
    {
        var people = slots.Where(s => s.ReviewerId is not null).Select(s => s.ReviewerId!.Value).Distinct().ToList();
        return await db.Users.Where(u => people.Contains(u.Id)).Select(u => new { u.Id, u.DisplayName }).ToDictionaryAsync(u => u.Id, u => u.DisplayName, ct);
    }

    private static List<ReviewerProgress> People(Rubric rubric, Dictionary<ReviewItemId, ItemLine> items, ILookup<ReviewItemId, ReviewDecision> decisions, ILookup<ReviewItemId, Adjudication> adjudications, Dictionary<ReviewItemId, ReviewAnswers> gold)
    {
        var stands = new Dictionary<ReviewItemId, ReviewAnswers?>();
        var counting = new HashSet<DecisionId>();
        foreach (var item in decisions)
        {
            var own = DecisionRecord.Counting([.. item]);
            counting.UnionWith(own.Select(d => d.Id));
            if (items[item.Key].IsFinal)
                stands[item.Key] = DecisionRecord.Standing([.. adjudications[item.Key]])?.Answers ?? ItemOutcome.Consensus(rubric, own);
        }

        return [.. decisions.SelectMany(d => d).GroupBy(d => d.ReviewerId).Select(person =>
        {
            var own = person.Where(d => counting.Contains(d.Id)).ToList();
            var judged = own.Where(d => stands.GetValueOrDefault(d.ItemId) is not null).ToList();
            var repeats = person.Where(d => d.Kind == DecisionKind.Repeat).Select(d => (Again: d.Answers, First: own.Find(o => o.ItemId == d.ItemId)?.Answers)).Where(r => r.First is not null).ToList();
            var known = own.Where(d => gold.ContainsKey(d.ItemId)).ToList();
            double[] times = [.. own.Where(d => d.ActiveMilliseconds > 0).Select(d => d.ActiveMilliseconds / 1000.0).Order()];
            return new ReviewerProgress(
                person.Key, person.Last().ReviewerName, own.Count, person.Count(d => d.Kind == DecisionKind.Skip), person.Count(d => d.Kind == DecisionKind.Surplus),
                judged.Count(d => AnswerRules.Agree(rubric, d.Answers, stands[d.ItemId]!)), judged.Count,
                repeats.Count(r => AnswerRules.Agree(rubric, r.First!, r.Again)), repeats.Count,
                known.Count(d => !AnswerRules.Disputed(rubric, gold[d.ItemId], d.Answers).Any(gold[d.ItemId].ByCriterion.ContainsKey)), known.Count, times.Length == 0 ? null : times[times.Length / 2], person.Max(d => d.At),
                person.All(d => d.Kind == DecisionKind.Imported));
        }).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static DisputedItem Disputed(Rubric rubric, ItemLine item, IReadOnlyList<ReviewDecision> decisions)
    {
        var counting = DecisionRecord.Counting(decisions);
        var criteria = counting.Skip(1).SelectMany(d => AnswerRules.Disputed(rubric, counting[0].Answers, d.Answers)).Distinct(StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return new DisputedItem(item.Id, item.Number, item.Key, item.Stratum, counting.Count, [.. rubric.Criteria.Where(c => criteria.Contains(c.Id)).Select(c => c.Title)], counting.Any(d => d.IsUnclear), item.State == ItemState.Disputed);
    }
}
