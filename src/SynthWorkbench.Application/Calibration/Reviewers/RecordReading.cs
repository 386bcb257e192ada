using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>Reads a rubric's answers into plain records. Campaigns that a session keeps to itself are not read.</summary>
internal static class RecordReading
{
    private const int MostAnswers = 100_000;

    /// <summary>The rubrics with answers in campaigns that leads see, the one answered last first.</summary>
    public static async Task<IReadOnlyList<JudgedRubric>> RubricsAsync(WorkbenchDbContext db, CancellationToken ct)
    {
        var led = db.Led().Select(c => c.Id);
        var answered = await db.Set<ReviewDecision>().Where(d => led.Contains(d.CampaignId)).GroupBy(d => d.RubricVersionId).Select(g => new { Version = g.Key, Answers = g.Count(), Last = g.Max(d => d.At) }).ToListAsync(ct);
        var versions = await db.Set<RubricVersion>().Select(v => new { v.Id, v.RubricId }).ToDictionaryAsync(v => v.Id, v => v.RubricId, ct);
        var names = await db.Set<RubricDefinition>().Select(r => new { r.Id, r.Name }).ToDictionaryAsync(r => r.Id, r => r.Name, ct);
        return [.. answered.GroupBy(a => versions[a.Version]).OrderByDescending(g => g.Max(a => a.Last)).ThenBy(g => names[g.Key], StringComparer.Ordinal).Select(g => new JudgedRubric(g.Key, names[g.Key], g.Sum(a => a.Answers)))];
    }

    /// <summary>The record of a rubric since an instant (null for all); null where the rubric is not in the workspace.</summary>
    public static async Task<ReviewerRecord?> ReadAsync(WorkbenchDbContext db, WorkspaceId workspace, RubricId rubric, DateTimeOffset? since, CancellationToken ct)
    {
        if (await db.Set<RubricDefinition>().FirstOrDefaultAsync(r => r.Id == rubric, ct) is not { } definition)
            return null;
        var versions = await db.Set<RubricVersion>().Where(v => v.RubricId == rubric).ToListAsync(ct);
        var ids = versions.ConvertAll(v => v.Id);
        var campaigns = await db.Led().Where(c => ids.Contains(c.RubricVersionId)).ToListAsync(ct);
        var led = campaigns.ConvertAll(c => c.Id);
        var decisions = db.Set<ReviewDecision>().Where(d => led.Contains(d.CampaignId) && ids.Contains(d.RubricVersionId) && d.Kind != DecisionKind.Skip);
        int all = await decisions.CountAsync(ct);
        var newest = await decisions.OrderByDescending(d => d.At).Take(MostAnswers).ToListAsync(ct);
        var numberOf = versions.ToDictionary(v => v.Id, v => v.Number);

        // An item belongs to the day of its last answer, with all of them: what others said earlier still counts against a late one.
        var counting = newest.GroupBy(d => d.ItemId).Select(g => DecisionRecord.Counting([.. g])).Where(c => since is null || c.Any(d => d.At >= since)).SelectMany(c => c).OrderBy(d => d.At).ThenBy(d => d.Id.Value).ToList();
        var repeats = newest.Where(d => d.Kind == DecisionKind.Repeat && (since is null || d.At >= since)).OrderBy(d => d.At).ToList();
        var items = await ItemsAsync(db, campaigns, versions, newest.Select(d => d.ItemId).ToHashSet(), ct);
        var people = (await CampaignMaking.ReviewersAsync(db, workspace, ct)).ConvertAll(r => new JudgingPerson(r.UserId, r.Name));
        var known = people.Select(p => p.Id).ToHashSet();
        people.AddRange(newest.GroupBy(d => d.ReviewerId).Where(g => !known.Contains(g.Key)).Select(g => new JudgingPerson(g.Key, g.First().ReviewerName, g.All(d => d.Kind == DecisionKind.Imported))));
        return new ReviewerRecord(
            new JudgedRubric(rubric, definition.Name, all), versions.ToDictionary(v => v.Number, v => v.Rubric), items,
            [.. counting.Select(d => Given(d, numberOf))], [.. repeats.Select(d => Given(d, numberOf))], [.. people.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)], campaigns.ToDictionary(c => c.Id, c => c.Name), all - newest.Count);
    }

    private static GivenAnswers Given(ReviewDecision decision, Dictionary<RubricVersionId, int> numberOf) =>
        new(decision.ItemId, decision.ReviewerId, decision.Answers, decision.At, decision.ActiveMilliseconds / 1000.0, numberOf[decision.RubricVersionId]);

    private static async Task<Dictionary<ReviewItemId, JudgedItem>> ItemsAsync(WorkbenchDbContext db, List<Campaign> campaigns, List<RubricVersion> versions, HashSet<ReviewItemId> answered, CancellationToken ct)
    {
        var led = campaigns.ConvertAll(c => c.Id);
        var rubricOf = versions.ToDictionary(v => v.Id, v => v.Rubric);
        var planOf = campaigns.ToDictionary(c => c.Id, c => c.Plan);
        var versionOf = campaigns.ToDictionary(c => c.Id, c => c.RubricVersionId);
        var rows = await db.Set<ReviewItem>().Where(i => led.Contains(i.CampaignId)).Select(i => new { i.Id, i.CampaignId, i.Number, i.Key, i.Digest, i.GoldJson, i.SuggestionJson }).ToListAsync(ct);
        var adjudications = (await db.Set<Adjudication>().Where(a => led.Contains(a.CampaignId)).ToListAsync(ct)).ToLookup(a => a.ItemId);
        var agreed = await AgreedAsync(db, [.. rubricOf.Keys], ct);
        return rows.Where(r => answered.Contains(r.Id)).ToDictionary(r => r.Id, r =>
        {
            var gold = r.GoldJson is null ? [] : KnownOf(rubricOf[versionOf[r.CampaignId]], ReviewJson.Read<ReviewAnswers>(r.GoldJson));

            // What a session agreed on holds for the same content wherever it is judged.
            foreach (var (criterion, value) in agreed.GetValueOrDefault(r.Digest) ?? [])
                gold[criterion] = value;
            return new JudgedItem(
                r.Id, r.CampaignId, r.Number, r.Key, gold, DecisionRecord.Standing([.. adjudications[r.Id]])?.Answers, r.SuggestionJson is null ? null : ReviewJson.Read<ItemSuggestion>(r.SuggestionJson).Answers, planOf[r.CampaignId].BlindFirst);
        });
    }

    /// <summary>What sessions of these versions agreed on, by the digest of the item's content; the latest word counts.</summary>
    private static async Task<Dictionary<string, Dictionary<string, GoldValue>>> AgreedAsync(WorkbenchDbContext db, List<RubricVersionId> versions, CancellationToken ct)
    {
        string kind = SessionLog.Kind<Reconciled>();
        var rows = await (from e in db.Set<CalibrationEvent>()
                          join s in db.Set<CalibrationSession>() on e.SessionId equals s.Id
                          join c in db.Set<Campaign>() on s.CampaignId equals c.Id
                          join i in db.Set<ReviewItem>() on e.ItemId equals (ReviewItemId?)i.Id
                          where e.Kind == kind && versions.Contains(c.RubricVersionId)
                          orderby e.At
                          select new { e.Json, i.Digest }).ToListAsync(ct);
        var agreed = new Dictionary<string, Dictionary<string, GoldValue>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!agreed.TryGetValue(row.Digest, out var values))
                agreed[row.Digest] = values = new Dictionary<string, GoldValue>(StringComparer.Ordinal);
            foreach (var (criterion, value) in ((Reconciled)ReviewJson.Read<SessionEvent>(row.Json)).Gold)
                values[criterion] = value;
        }

        return agreed;
    }

    /// <summary>Known answers as what is right.</summary>
    private static Dictionary<string, GoldValue> KnownOf(Rubric rubric, ReviewAnswers known)
    {
        var gold = new Dictionary<string, GoldValue>(StringComparer.Ordinal);
        foreach (var criterion in rubric.Criteria)
        {
            if (GoldValue.Known(criterion, known.Of(criterion.Id)) is { } value)
                gold[criterion.Id] = value;
        }

        return gold;
    }
}
