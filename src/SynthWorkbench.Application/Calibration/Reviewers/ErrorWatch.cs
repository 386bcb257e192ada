using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>The chart of errors on known items, asked while answers come in. The other charts need everybody's answers, which is too much to read with each decision.</summary>
public sealed class ErrorWatch : IReviewerWatch
{
    private const int MostAnswers = 500;

    public async Task<bool> HasSignalAsync(WorkbenchDbContext db, RubricVersionId version, Guid reviewer, DateTimeOffset? since, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rubric = (await db.Set<RubricVersion>().AsNoTracking().FirstAsync(v => v.Id == version, ct)).Rubric;
        var led = db.Led().Where(c => c.RubricVersionId == version).Select(c => c.Id);
        var answers = await (from d in db.Set<ReviewDecision>().AsNoTracking()
                             join i in db.Set<ReviewItem>() on d.ItemId equals i.Id
                             where d.ReviewerId == reviewer && led.Contains(d.CampaignId) && d.Kind == DecisionKind.Decision && i.GoldJson != null && (since == null || d.At > since)
                                && !db.Set<ReviewDecision>().Any(o => o.Supersedes == d.Id)
                             orderby d.At descending, d.Id descending
                             select new { d.AnswersJson, i.GoldJson }).Take(MostAnswers).ToListAsync(ct);
        answers.Reverse();
        var judged = answers.ConvertAll(a => (Said: ReviewJson.Read<ReviewAnswers>(a.AnswersJson), Known: ReviewJson.Read<ReviewAnswers>(a.GoldJson!)));
        foreach (var criterion in rubric.Criteria)
        {
            if (CriterionScale.Of(criterion) is not { } scale)
                continue;
            bool[] errors = [.. judged.Select(j => GoldValue.Known(criterion, j.Known.Of(criterion.Id))?.Accepts(criterion, j.Said.Of(criterion.Id))).OfType<bool>().Select(isRight => !isRight)];
            if (errors.Length > 0 && MonitorCharts.ErrorChart(MonitorCharts.AcceptableRate(scale)).Chart(errors)[^1].FirstSignal is not null)
                return true;
        }

        return false;
    }
}
