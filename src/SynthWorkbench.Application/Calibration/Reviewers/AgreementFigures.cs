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
            int paired = ratings.Items.Count(i => i.Count() > 1);
            return new CriterionFigures(
                criterion, [.. choice.Select(c => new ChosenCoefficient(NameOf(c.Coefficient, ratings.Scale.Scale), ResultOf(c.Coefficient, table, ratings.Scale.Scale, Options), c.Reason))], paired, ratings.People.Count, ratings.OtherScale,
                paired < FewestItems ? FewestItems - paired : null);
        })];
    }

    /// <summary>The leading coefficient of a criterion over at most eight stretches of as many days each.</summary>
    public static AgreementCourse Course(CriterionRatings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var scale = ratings.Scale.Scale;
        var lead = CoefficientChoice.For(ratings.Table(), scale)[0].Coefficient;
        string name = NameOf(lead, scale);
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
            points.Add(new AgreementPoint(from, to < last ? to : last, ResultOf(lead, table, scale, Options)));
        }

        return new AgreementCourse(name, points, points.Count(p => p.Result.Value is not null) < 2 ? "Fewer than two stretches of time have enough items with two answers for a coefficient." : null);
    }

    public static string NameOf(AgreementCoefficient coefficient, RatingScale scale) => coefficient switch
    {
        AgreementCoefficient.Percent => "Percent agreement",
        AgreementCoefficient.Alpha => $"Krippendorff's alpha, {scale.ToString().ToLowerInvariant()}",
        AgreementCoefficient.Ac1 => "Gwet's AC1",
        AgreementCoefficient.Ac2 => "Gwet's AC2, quadratic weights",
        AgreementCoefficient.CohenQuadratic => "Cohen's kappa, quadratic weights",
        AgreementCoefficient.IccTwoWaySingle => "ICC(2,1)",
        AgreementCoefficient.IccTwoWayMean => "ICC(2,k)",
        _ => coefficient.ToString(),
    };

    private static IntervalOptions Options => IntervalOptions.Bootstrap(Resamples);

    /// <summary>The coefficients that are ever chosen.</summary>
    private static AgreementResult ResultOf(AgreementCoefficient coefficient, RatingTable table, RatingScale scale, IntervalOptions options)
    {
        bool numbers = scale is RatingScale.Interval or RatingScale.Ratio;
        if (coefficient is AgreementCoefficient.Ac1 or AgreementCoefficient.Ac2 && table.Categories.Length > AgreementWeights.MostCategories)
            return new AgreementResult { Reason = $"{table.Categories.Length:N0} different values are more than a scale with weights takes. Read alpha." };
        return coefficient switch
        {
            AgreementCoefficient.Percent => PercentAgreement.Of(table, options),
            AgreementCoefficient.Ac1 => GwetAc.Of(table, null, options),
            AgreementCoefficient.Ac2 => GwetAc.Of(table, numbers ? AgreementWeights.Quadratic(table.Values.AsSpan()) : AgreementWeights.Quadratic(table.Categories.Length), options),
            AgreementCoefficient.CohenQuadratic => CohenKappa.Of(table, AgreementWeights.Quadratic(table.Categories.Length), options),
            AgreementCoefficient.IccTwoWaySingle => IntraclassCorrelation.Of(table).TwoWaySingle,
            AgreementCoefficient.IccTwoWayMean => IntraclassCorrelation.Of(table).TwoWayMean,
            _ => KrippendorffAlpha.Of(table, scale, options),
        };
    }
}
