using System.Globalization;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Agreement;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>Agreement on a criterion.</summary>
/// <param name="Lines">The coefficients chosen for the scale, the leading one first, each with the reason.</param>
/// <param name="Needed">How many more items it takes; null where enough are there.</param>
public sealed record CriterionFigures(Criterion Criterion, IReadOnlyList<ChosenCoefficient> Lines, int Items, int People, int OtherScale, int? Needed)
{
    public ChosenCoefficient Lead => Lines[0];
}

/// <summary>A coefficient, what it is, and why it was chosen.</summary>
public sealed record ChosenCoefficient(string Name, AgreementResult Result, string Why);

/// <summary>The leading coefficient over a stretch of time.</summary>
public sealed record AgreementPoint(DateOnly From, DateOnly To, AgreementResult Result);

/// <summary>How agreement went.</summary>
/// <param name="Coefficient">Its name.</param>
/// <param name="Reason">Why there is no course; null where there is.</param>
public sealed record AgreementCourse(string Coefficient, IReadOnlyList<AgreementPoint> Points, string? Reason);

/// <summary>Agreement by criterion, now and over time.</summary>
public static class AgreementFigures
{
    /// <summary>Below so many items judged by two people no interval is worth reading.</summary>
    public const int FewestItems = 30;

    private const int Resamples = 500, MostPoints = 8;

    /// <summary>A line for each criterion that can be agreed on.</summary>
    public static IReadOnlyList<CriterionFigures> Of(ReviewerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return [.. record.Criteria.Select(criterion =>
        {
            var ratings = new CriterionRatings(record, criterion);
            var table = ratings.Table();
            var choice = CoefficientChoice.For(table, ratings.Scale.Scale);
            var report = AgreementReport.Of(table, ratings.Scale.Scale, Options, [.. choice.Select(c => c.Coefficient)]);
            int paired = ratings.Items.Count(i => i.Count() > 1);
            return new CriterionFigures(
                criterion, [.. choice.Join(report.Lines, c => c.Coefficient, l => l.Coefficient, (c, l) => new ChosenCoefficient(l.Name, l.Result, c.Reason))], paired, ratings.People.Count, ratings.OtherScale,
                paired < FewestItems ? FewestItems - paired : null);
        })];
    }

    /// <summary>The leading coefficient of a criterion over at most eight stretches of as many days each.</summary>
    public static AgreementCourse Course(CriterionRatings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var scale = ratings.Scale.Scale;
        var all = ratings.Table();
        var lead = CoefficientChoice.For(all, scale)[0].Coefficient;
        string name = LineOf(lead, all, scale, IntervalOptions.Default).Name;
        if (ratings.Ratings.Count == 0)
            return new AgreementCourse(name, [], "Nobody has answered this criterion in the period. Choose a longer one.");

        // An item belongs to the day of its last answer: before, there was nothing to agree on.
        var dayOf = ratings.Items.ToDictionary(i => i.Key, i => DateOnly.FromDateTime(i.Max(r => r.At).UtcDateTime));
        DateOnly first = dayOf.Values.Min(), last = dayOf.Values.Max();
        int days = last.DayNumber - first.DayNumber + 1;
        if (days == 1)
            return new AgreementCourse(name, [], string.Create(CultureInfo.InvariantCulture, $"All answers are of one day, {first:yyyy-MM-dd}: agreement over time begins with a second day."));
        int each = (days + MostPoints - 1) / MostPoints;
        var points = new List<AgreementPoint>();
        for (var from = first; from <= last; from = from.AddDays(each))
        {
            var to = from.AddDays(each - 1);
            var table = ratings.Table(r => dayOf[r.Item.Id] >= from && dayOf[r.Item.Id] <= to);
            points.Add(new AgreementPoint(from, to < last ? to : last, LineOf(lead, table, scale, Options).Result));
        }

        return new AgreementCourse(name, points, points.Count(p => p.Result.Value is not null) < 2 ? "Fewer than two stretches of time have enough items with two answers for a coefficient." : null);
    }

    private static IntervalOptions Options => IntervalOptions.Bootstrap(Resamples);

    private static AgreementLine LineOf(AgreementCoefficient coefficient, RatingTable table, RatingScale scale, IntervalOptions options) => AgreementReport.Of(table, scale, options, [coefficient]).Lines[0];
}
