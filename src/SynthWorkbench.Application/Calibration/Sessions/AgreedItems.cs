using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>Items on which a session agreed on one exact answer; ranges and what is not scoreable are none.</summary>
public sealed class AgreedItems : IKnownItems
{
    public async Task<IReadOnlyList<ImportedItem>> OfAsync(WorkbenchDbContext db, RubricVersion version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(version);
        string kind = SessionLog.Kind<Reconciled>();
        var versions = await db.Set<RubricVersion>().AsNoTracking().Where(v => v.RubricId == version.RubricId).ToDictionaryAsync(v => v.Id, v => v.Rubric, ct);
        var ids = versions.Keys.ToList();
        var rows = await (from e in db.Set<CalibrationEvent>()
                          join s in db.Set<CalibrationSession>() on e.SessionId equals s.Id
                          join c in db.Set<Campaign>() on s.CampaignId equals c.Id
                          join i in db.Set<ReviewItem>() on e.ItemId equals (ReviewItemId?)i.Id
                          where e.Kind == kind && ids.Contains(c.RubricVersionId) && i.RealSide == null
                          orderby e.At, e.Sequence
                          select new { e.Json, i.Digest, i.ContentJson, i.Key, c.RubricVersionId, c.PlanJson }).ToListAsync(ct);
        var known = new Dictionary<string, ImportedItem>(StringComparer.Ordinal);
        foreach (var row in rows.Where(r => !ReviewJson.Read<CampaignPlan>(r.PlanJson).ShowsRealRows))
        {
            // The latest word on a content counts, also where it takes an earlier one back.
            var answers = Exact((Reconciled)ReviewJson.Read<SessionEvent>(row.Json), versions[row.RubricVersionId], version.Rubric);
            known.Remove(row.Digest);
            if (!answers.ByCriterion.IsEmpty)
                known[row.Digest] = new ImportedItem(row.Key[(row.Key.IndexOf(": ", StringComparison.Ordinal) + 2)..], ReviewJson.Read<ItemContent>(row.ContentJson)) { Gold = answers };
        }

        return [.. known.Values];
    }

    /// <summary>The criteria agreed on with one answer that the wanted version offers on the same scale.</summary>
    private static ReviewAnswers Exact(Reconciled agreed, Rubric then, Rubric wanted)
    {
        var answers = ReviewAnswers.Empty;
        foreach (var criterion in wanted.Criteria)
        {
            if (!agreed.Gold.TryGetValue(criterion.Id, out var gold) || gold.Kind != GoldKind.Value || then.Criteria.FirstOrDefault(c => c.Id == criterion.Id) is not { } before || before.Scale != criterion.Scale)
                continue;
            if (criterion.Scale == ScaleKind.Numeric && gold.Min is { } number && gold.Min == gold.Max && number >= criterion.Min && number <= criterion.Max)
                answers = answers.With(criterion.Id, new CriterionAnswer { Number = number });
            else if (criterion.Scale is ScaleKind.Nominal or ScaleKind.Ordinal && gold.Values is [var value] && criterion.Options.Any(o => o.Value == value))
                answers = answers.With(criterion.Id, new CriterionAnswer { Value = value });
        }

        return answers;
    }
}
