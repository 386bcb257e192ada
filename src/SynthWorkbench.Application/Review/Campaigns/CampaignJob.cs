using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Queue;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>
/// Draws a campaign's items, stores them with their places and imported ratings in chunks of one transaction each, and opens the campaign. What is drawn depends on plan and seed alone: killed and run
/// again, it goes on after the last item stored.
/// </summary>
public sealed class CampaignJob(WorkbenchData data, ItemDrawing drawing, ImportStore imports, ReviewSignals signals) : IJobHandler
{
    public const string JobKind = "campaign";

    private const int ChunkItems = 250;

    public string Kind => JobKind;

    public async Task RunAsync(JobContext job, CancellationToken ct)
    {
        var id = new CampaignId(Guid.Parse(job.Payload));
        Campaign campaign;
        int stored;
        await using (var db = await data.ReadForJobAsync(job.Author.WorkspaceId, ct))
        {
            campaign = await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, ct) ?? throw new JobFailedException("The campaign is gone from this workspace.");
            stored = await db.Set<ReviewItem>().CountAsync(i => i.CampaignId == id, ct);
        }

        if (campaign.State != CampaignState.Preparing)
            return;
        var plan = campaign.Plan;
        await job.ReportAsync("draw", 0, 1, "items", ct);
        var drawn = await drawing.DrawAsync(job, campaign, plan, ct);
        if (stored > 0)
            await job.LogAsync($"{stored:N0} of {drawn.Count:N0} items were stored before; the rest follows.", ct);
        var people = Assignment.Balanced(plan, drawn.Count);
        if (plan.Reviewers.Length > 0 && people.Count(p => p is null) is > 0 and var open)
            await job.LogAsync($"The limits of the named reviewers leave {open:N0} places over; whoever may review takes them.", ct);
        await job.ReportAsync("items", stored, drawn.Count, "items", ct);
        while (stored < drawn.Count)
        {
            int end = Math.Min(stored + ChunkItems, drawn.Count);
            await StoreAsync(job, campaign, plan, drawn, people, stored, end, ct);
            stored = end;
            await job.ReportAsync("items", stored, drawn.Count, "items", ct);
        }

        await using (var change = await data.BeginForJobAsync(job.Author, ct))
        {
            var row = await change.Db.Set<Campaign>().FirstAsync(c => c.Id == id, ct);
            row.State = CampaignState.Open;
            int ratings = await change.Db.Set<ReviewDecision>().CountAsync(d => d.CampaignId == id, ct);
            change.Audit("campaign.opened", nameof(Campaign), id, campaign.Name, null, new { Items = drawn.Count, Places = drawn.Count * plan.Overlap, Ratings = ratings });
            await change.CommitAsync(ct);
        }

        signals.Changed(id);
        imports.Forget(id);
        await job.LogAsync($"{drawn.Count:N0} items are open for review.", CancellationToken.None);
    }

    private async Task StoreAsync(JobContext job, Campaign campaign, CampaignPlan plan, DrawnItems drawn, Guid?[] people, int from, int end, CancellationToken ct)
    {
        await using var change = await data.BeginForJobAsync(job.Author, ct);
        if (from == 0 && plan.Source == CampaignSource.BlindPairs)
            change.Audit("campaign.holdout-used", nameof(Campaign), campaign.Id, campaign.Name, null, new { HoldoutRows = drawn.Count, Run = plan.RunId });
        for (int i = from; i < end; i++)
        {
            var draft = drawn.Make(i);
            string content = ReviewJson.Write(draft.Content);
            var item = new ReviewItem
            {
                Id = ReviewItemId.New(), WorkspaceId = campaign.WorkspaceId, CampaignId = campaign.Id, Number = i + 1, Key = draft.Key, ContentJson = content, Digest = ReviewJson.Digest(content),
                Stratum = draft.Stratum.Length > 200 ? draft.Stratum[..200] : draft.Stratum, Surprise = draft.Surprise, RealSide = draft.RealSide,
                GoldJson = draft.Gold is null ? null : ReviewJson.Write(draft.Gold), SuggestionJson = draft.Suggestion is null ? null : ReviewJson.Write(draft.Suggestion),
            };
            change.Db.Add(item);
            for (int place = 0; place < plan.Overlap; place++)
            {
                change.Db.Add(new ReviewSlot
                {
                    Id = ReviewSlotId.New(), WorkspaceId = campaign.WorkspaceId, CampaignId = campaign.Id, ItemId = item.Id, Place = place, ItemNumber = item.Number,
                    KeptFor = people[i * plan.Overlap + place],
                });
            }

            foreach (var rating in draft.Ratings)
            {
                change.Db.Add(new ReviewDecision
                {
                    Id = DecisionId.New(), WorkspaceId = campaign.WorkspaceId, CampaignId = campaign.Id, ItemId = item.Id, ReviewerId = RaterId(campaign.Id, rating.Rater), ReviewerName = rating.Rater,
                    RubricVersionId = campaign.RubricVersionId, ItemDigest = item.Digest, Kind = DecisionKind.Imported, AnswersJson = ReviewJson.Write(rating.Answers), Comment = rating.Comment,
                    ActiveMilliseconds = rating.ActiveMilliseconds, At = rating.At ?? campaign.CreatedAt,
                });
            }
        }

        await change.CommitAsync(ct);
    }

    /// <summary>The id that an imported rater has within a campaign: the same for the same name, and nobody's account.</summary>
    public static Guid RaterId(CampaignId campaign, string rater)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{campaign}\n{rater}"));

        // Version 8 (free use) and the variant of RFC 9562, so that no account's id can be equal.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
