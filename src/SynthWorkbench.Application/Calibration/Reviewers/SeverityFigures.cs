using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Agreement;
using SynthWorkbench.Numerics.Agreement.Rasch;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>A person's severity.</summary>
public sealed record PersonSeverity(Guid Person, FacetElement Measure);

/// <summary>An item's score as it was given and as an average reviewer would have given it, in points from 0.</summary>
public sealed record FairScore(JudgedItem Item, double Given, double Fair, int Ratings);

/// <summary>Severity of reviewers on a criterion by the many-facet Rasch model.</summary>
/// <param name="Reason">What is lacking or weak; null where nothing is.</param>
/// <param name="Points">What the points stand for, lowest first; high is good.</param>
/// <param name="LowIsHarsh">How a positive severity reads.</param>
/// <param name="Adjusted">The items whose score moves most.</param>
public sealed record SeverityFigures(ManyFacetRaschFit? Fit, IReadOnlyList<PersonSeverity> People, IReadOnlyList<string> Points, string LowIsHarsh, IReadOnlyList<FairScore> Adjusted, string? Reason)
{
    private const int Bins = 5, MostAdjusted = 20, MostItems = 4000;

    private readonly Dictionary<ReviewItemId, int> _items = [];
    private readonly Dictionary<Guid, int> _reviewers = [];
    private Func<CriterionAnswer, int> _point = _ => 0;

    public PersonSeverity? Of(Guid person) => People.FirstOrDefault(p => p.Person == person);

    public static SeverityFigures From(CriterionRatings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (PointsOf(ratings) is not (var points, var point))
            return new SeverityFigures(null, [], [], "", [], $"'{ratings.Criterion.Title}' has options without order and none or all of them are defects: nobody can be more severe than another on it.");
        var items = ratings.Items.OrderByDescending(i => i.Count()).ThenBy(i => i.First().Item.Number).Take(MostItems).ToList();
        var figures = new SeverityFigures(null, [], points, $"a positive severity gives less: nearer to \"{points[0]}\"", [], null) { _point = point };
        foreach (var item in items)
            figures._items[item.Key] = figures._items.Count;
        foreach (var person in items.SelectMany(i => i).Select(r => r.Person).Distinct().Order())
            figures._reviewers[person] = figures._reviewers.Count;
        var facets = items.SelectMany(i => i).Select(r => new FacetRating(figures._items[r.Item.Id], 0, figures._reviewers[r.Person], point(r.Answer))).ToList();
        var fit = ManyFacetRasch.Fit(new FacetRatings(figures._items.Count, 1, figures._reviewers.Count, points.Count, facets));
        if (!fit.Fitted)
            return figures with { Reason = fit.Reason };
        var adjusted = items.Where(i => fit.Items[figures._items[i.Key]].Kind == MeasureKind.Estimated && i.Count() > 1)
            .Select(i => new FairScore(i.First().Item, i.Average(r => point(r.Answer)), fit.Items[figures._items[i.Key]].FairMean, i.Count()))
            .OrderByDescending(f => Math.Abs(f.Fair - f.Given)).ThenBy(f => f.Item.Number).Take(MostAdjusted).ToList();
        return figures with { Fit = fit, People = [.. figures._reviewers.Select(r => new PersonSeverity(r.Key, fit.Reviewers[r.Value]))], Adjusted = adjusted, Reason = fit.Reason };
    }

    /// <summary>How far a rating lies from what the fit expects, in standard deviations, positive for more severe; null where its item or person is not estimated.</summary>
    public double? Residual(Rating rating)
    {
        ArgumentNullException.ThrowIfNull(rating);
        if (Fit is not { Fitted: true } fit || !_items.TryGetValue(rating.Item.Id, out int item) || !_reviewers.TryGetValue(rating.Person, out int reviewer)
            || fit.Items[item].Kind != MeasureKind.Estimated || fit.Reviewers[reviewer].Kind != MeasureKind.Estimated)
            return null;
        double residual = fit.SeverityResidual(item, reviewer, [(0, _point(rating.Answer))]);
        return double.IsFinite(residual) ? residual : null;
    }

    /// <summary>The points of a criterion, lowest first with the good end high, and the point of an answer; null where answers have no order.</summary>
    private static (IReadOnlyList<string> Points, Func<CriterionAnswer, int> Point)? PointsOf(CriterionRatings ratings)
    {
        var (criterion, scale) = (ratings.Criterion, ratings.Scale);
        if (scale.IsNumber)
            return Cut(ratings);
        if (scale.Scale == RatingScale.Ordinal)
        {
            // Where the high end is a defect, or what is marked is a fault, high is bad.
            int[] defects = [.. criterion.Defects.Select(d => scale.Levels.IndexOf(d)).Where(d => d >= 0)];
            bool isFlipped = criterion.Scale == ScaleKind.Span || (defects.Length > 0 && defects.Average() > (scale.Levels.Length - 1) / 2.0);
            string[] levels = [.. scale.Levels.Select(ratings.Criterion.LabelOf)];
            return (isFlipped ? [.. levels.Reverse()] : levels, a => isFlipped ? scale.Levels.Length - 1 - scale.Levels.IndexOf(scale.LevelOf(a)) : scale.Levels.IndexOf(scale.LevelOf(a)));
        }

        if (criterion.Scale != ScaleKind.Nominal || criterion.Defects.IsEmpty || criterion.Options.All(o => criterion.Defects.Contains(o.Value)))
            return null;
        return (["a defect", "no defect"], a => criterion.Defects.Contains(a.Value!) ? 0 : 1);
    }

    /// <summary>Numbers are cut where about a fifth of the ratings each lies between; equal numbers are never parted.</summary>
    private static (IReadOnlyList<string> Points, Func<CriterionAnswer, int> Point) Cut(CriterionRatings ratings)
    {
        double[] sorted = [.. ratings.Ratings.Select(r => r.Answer.Number!.Value).Order()];
        double[] edges = sorted.Length == 0 ? [] : [.. Enumerable.Range(1, Bins - 1).Select(b => sorted[(int)((long)b * sorted.Length / Bins)]).Distinct().Where(e => e > sorted[0])];
        var points = new List<string>();
        for (int b = 0; b <= edges.Length; b++)
            points.Add(b == 0 ? edges.Length == 0 ? "any number" : FormattableString.Invariant($"below {edges[0]:0.###}") : b == edges.Length ? FormattableString.Invariant($"{edges[b - 1]:0.###} and above") : FormattableString.Invariant($"{edges[b - 1]:0.###} to below {edges[b]:0.###}"));
        return (points, a => edges.Count(e => a.Number >= e));
    }
}
