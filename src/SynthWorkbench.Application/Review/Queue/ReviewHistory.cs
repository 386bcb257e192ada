using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Queue;

/// <summary>One of my decisions.</summary>
public sealed record MyDecision(DecisionId Id, ReviewItemId Item, int Number, DecisionKind Kind, string Summary, string Comment, bool IsSuperseded, DateTimeOffset At);

/// <summary>My progress and pace.</summary>
/// <param name="Left">Items that I could still take.</param>
/// <param name="MedianSeconds">Median active time of my decisions here; null before the first.</param>
public sealed record MyProgress(int Done, int Skipped, int Left, double? MedianSeconds);

/// <summary>One of my items again, with the answers that stand.</summary>
public sealed record ReviewedItem(CampaignId Campaign, string CampaignName, ReviewItemId Item, int Number, ItemContent Content, Rubric Rubric, RubricVersionId RubricVersion, ReviewAnswers Answers, string Comment, DecisionId Decision, bool IsOpen);

/// <summary>What a person did in a campaign: their own decisions, never anybody else's.</summary>
public sealed class ReviewHistory(WorkbenchData data)
{
    private const int MostListed = 500;

    /// <summary>My decisions, newest first.</summary>
    public async Task<IReadOnlyList<MyDecision>> ListAsync(Actor actor, CampaignId campaign, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.Review, ct);
        if (await RubricOfAsync(db, campaign, ct) is not { } rubric)
            return [];
        var decisions = await db.Set<ReviewDecision>().Where(d => d.CampaignId == campaign && d.ReviewerId == actor.UserId).OrderByDescending(d => d.At).Take(MostListed).ToListAsync(ct);
        var items = decisions.ConvertAll(d => d.ItemId);
        var numbers = await db.Set<ReviewItem>().Where(i => items.Contains(i.Id)).Select(i => new { i.Id, i.Number }).ToDictionaryAsync(i => i.Id, i => i.Number, ct);
        var superseded = decisions.Where(d => d.Supersedes is not null).Select(d => d.Supersedes!.Value).ToHashSet();
        return [.. decisions.Select(d => new MyDecision(d.Id, d.ItemId, numbers.GetValueOrDefault(d.ItemId), d.Kind, Summary(rubric, d), d.Comment, superseded.Contains(d.Id), d.At))];
    }

    public async Task<MyProgress> ProgressAsync(Actor actor, CampaignId campaign, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.Review, ct);
        var mine = await db.Set<ReviewDecision>().Where(d => d.CampaignId == campaign && d.ReviewerId == actor.UserId && d.Kind != DecisionKind.Imported && d.Kind != DecisionKind.Repeat)
            .Select(d => new { d.ItemId, d.Kind, d.ActiveMilliseconds }).ToListAsync(ct);
        string? group = (await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == campaign, ct))?.Plan.GroupOf(actor.UserId);
        int left = await db.Set<ReviewSlot>().Where(
            s => s.CampaignId == campaign && s.State != SlotState.Done && s.State != SlotState.Withdrawn && !s.IsRepeat && (s.KeptFor == null || s.KeptFor == actor.UserId) && (s.KeptForGroup == null || s.KeptForGroup == group)
                && !db.Set<ReviewDecision>().Any(d => d.ItemId == s.ItemId && d.ReviewerId == actor.UserId)).Select(s => s.ItemId).Distinct().CountAsync(ct);
        double[] times = [.. mine.Where(d => d.Kind != DecisionKind.Skip && d.ActiveMilliseconds > 0).Select(d => d.ActiveMilliseconds / 1000.0).Order()];
        return new MyProgress(mine.Where(d => d.Kind != DecisionKind.Skip).Select(d => d.ItemId).Distinct().Count(), mine.Count(d => d.Kind == DecisionKind.Skip), left, times.Length == 0 ? null : times[times.Length / 2]);
    }

    /// <summary>One of my items with the answer of mine that stands, to read or to correct; null when I never decided it. A view of a real row is audited again.</summary>
    public async Task<ReviewedItem?> OpenAsync(Actor actor, ReviewItemId id, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.Review, ct);
        var db = change.Db;
        var item = await db.Set<ReviewItem>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct);
        if (item is null)
            return null;
        var mine = await db.Set<ReviewDecision>().AsNoTracking().Where(d => d.ItemId == id && d.ReviewerId == actor.UserId).ToListAsync(ct);
        if (DecisionRecord.Standing(mine).FirstOrDefault() is not { } standing)
            return null;
        var campaign = await db.Set<Campaign>().AsNoTracking().FirstAsync(c => c.Id == item.CampaignId, ct);
        var rubric = campaign.Plan.Asked((await db.Set<RubricVersion>().AsNoTracking().FirstAsync(v => v.Id == standing.RubricVersionId, ct)).Rubric);
        if (item.RealSide is not null)
        {
            change.Audit("review.real-row-shown", nameof(ReviewItem), item.Id, $"{campaign.Name} item {item.Number}");
            await change.CommitAsync(ct);
        }

        return new ReviewedItem(campaign.Id, campaign.Name, id, item.Number, item.Content, rubric, standing.RubricVersionId, standing.Answers, standing.Comment, standing.Id, campaign.State == CampaignState.Open);
    }

    private static async Task<Rubric?> RubricOfAsync(WorkbenchDbContext db, CampaignId campaign, CancellationToken ct)
    {
        var version = await db.Set<Campaign>().Where(c => c.Id == campaign).Select(c => (RubricVersionId?)c.RubricVersionId).FirstOrDefaultAsync(ct);
        return version is null ? null : (await db.Set<RubricVersion>().FirstAsync(v => v.Id == version, ct)).Rubric;
    }

    private static string Summary(Rubric rubric, ReviewDecision decision)
    {
        if (decision.Kind == DecisionKind.Skip)
            return "Skipped";
        var answers = decision.Answers;
        return string.Join(" · ", AnswerRules.Asked(rubric, answers).Where(c => c.Scale != ScaleKind.Text).Select(c => AnswerRules.Describe(c, answers.Of(c.Id))).Where(s => s.Length > 0));
    }
}
