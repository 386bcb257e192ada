using System.Globalization;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>A chart's point: after so many answers or samples, with the limits there (null where there is none on that side).</summary>
public sealed record MonitorPoint(int Index, double Value, double? Low, double? High);

/// <summary>The first signal of a chart.</summary>
/// <param name="Sentence">What happened, in words.</param>
/// <param name="From">The campaign in which it did: where a session's items are taken from.</param>
public sealed record MonitorSignal(SessionCause Cause, int Index, DateTimeOffset At, CampaignId From, string Sentence);

/// <summary>One chart of a person.</summary>
/// <param name="Declared">What was declared before the first value: rates, run length.</param>
/// <param name="Reason">Why there is no chart, or what weakens it; null where nothing.</param>
public sealed record MonitorChart(SessionCause Cause, IReadOnlyList<MonitorPoint> Points, string Declared, MonitorSignal? Signal, string? Reason);

/// <summary>A person's charts.</summary>
public sealed record PersonCharts(JudgingPerson Person, MonitorChart Errors, MonitorChart Severity, MonitorChart Overturned)
{
    public IEnumerable<MonitorChart> All => [Errors, Severity, Overturned];

    public IEnumerable<MonitorSignal> Signals => All.Select(c => c.Signal).OfType<MonitorSignal>();
}

/// <summary>Sequential charts of each reviewer: errors on gold, drift of severity, and how often the lead decides otherwise.</summary>
public static class MonitorCharts
{
    /// <summary>Mean number of known items until a false alarm.</summary>
    public const int RunLength = 500;

    /// <summary>Mean number of residuals until a false alarm: about one and a half times what a lead can live with, because severity is estimated from the same answers.</summary>
    public const int SeverityRunLength = 550;

    private const double Lambda = 0.2, LeastSpread = 0.5;

    private const int FewestBaseline = 20, MostBaseline = 60;

    private const int Fewest = 10, SampleSize = 20, FewestInSample = 5;

    /// <summary>The charts of everybody who answered the criterion.</summary>
    public static IReadOnlyList<PersonCharts> Of(CriterionRatings ratings, SeverityFigures severity)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(severity);
        var overturned = ratings.Ratings.Where(r => AnswerRules.IsAnswered(ratings.Criterion, r.Item.Adjudicated?.Of(ratings.Criterion.Id)))
            .Select(r => (Rating: r, IsOverturned: !ratings.IsSame(r.Item.Adjudicated!.Of(ratings.Criterion.Id)!, r.Answer))).ToList();
        return [.. ratings.People.Select(person => new PersonCharts(
            person,
            Errors([.. ratings.Ratings.Where(r => r.Person == person.Id && ratings.IsRight(r) is not null).Select(r => (r, ratings.IsRight(r) == false))], AcceptableRate(ratings)),
            Severity([.. ratings.Ratings.Where(r => r.Person == person.Id).Select(r => (Rating: r, Residual: severity.Residual(r))).Where(r => r.Residual is not null).Select(r => (r.Rating, r.Residual!.Value))], severity.Fit is null ? severity.Reason : null),
            Overturned([.. overturned.Where(o => o.Rating.Person == person.Id)], new Share(overturned.Count(o => o.IsOverturned), overturned.Count))))];
    }

    /// <summary>The rate of errors that is still acceptable: what the number of levels asks for, turned round.</summary>
    public static double AcceptableRate(CriterionRatings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return AcceptableRate(ratings.Scale);
    }

    internal static double AcceptableRate(CriterionScale scale) => 1 - ReviewerFeedback.ThresholdOf(scale.IsNumber ? 10 : Math.Max(2, scale.Levels.Length));

    internal static BernoulliCusum ErrorChart(double acceptable) => BernoulliCusum.ForRunLength(acceptable, Math.Min(0.95, 2 * acceptable), RunLength);

    /// <summary>The Bernoulli CUSUM of errors on items whose answer is known, oldest first.</summary>
    public static MonitorChart Errors(IReadOnlyList<(Rating Rating, bool IsError)> judged, double acceptable)
    {
        ArgumentNullException.ThrowIfNull(judged);
        var chart = ErrorChart(acceptable);
        string declared = string.Create(CultureInfo.InvariantCulture, $"{chart.AcceptableRate:P0} errors are acceptable, {chart.AlternativeRate:P0} are to be found; a false alarm once in about {RunLength} known items, a true one after about {chart.ExpectedRunLength(chart.AlternativeRate):0}");
        if (judged.Count == 0)
            return new MonitorChart(SessionCause.Errors, [], declared, null, "None of this person's items has a known answer. Mix known items into a campaign.");
        var points = chart.Chart(judged.Select(j => j.IsError));
        int? first = points[^1].FirstSignal;
        int errors = judged.Take(first ?? judged.Count).Count(j => j.IsError);
        return new MonitorChart(
            SessionCause.Errors, [.. points.Select(p => new MonitorPoint(p.Index, p.Value, null, chart.Threshold))], declared,
            first is { } at ? Signal(SessionCause.Errors, [.. judged.Select(j => j.Rating)], at, $"Errors on known items rose beyond what chance explains: {errors} of the first {at} answers are wrong") : null, Short(judged.Count, "answers to known items"));
    }

    /// <summary>The EWMA of severity residuals, oldest first. The first ones say how severe the person was and how much they scatter; the rest is held against that.</summary>
    public static MonitorChart Severity(IReadOnlyList<(Rating Rating, double Residual)> residuals, string? unfitted)
    {
        ArgumentNullException.ThrowIfNull(residuals);
        int learnt = Math.Clamp(residuals.Count / 3, FewestBaseline, MostBaseline);
        string declared = string.Create(CultureInfo.InvariantCulture, $"The first {learnt} answers say how severe this person was; weight of the newest {Lambda}, a false alarm once in about {SeverityRunLength} answers");
        if (residuals.Count == 0)
            return new MonitorChart(SessionCause.Severity, [], declared, null, unfitted ?? "Severity of this person cannot be estimated: too few answers, or all at one end of the scale.");
        if (residuals.Count < FewestBaseline + Fewest)
            return new MonitorChart(SessionCause.Severity, [], declared, null, $"{FewestBaseline + Fewest - residuals.Count} more answers to items that others judged too are missing; {residuals.Count} are there.");
        double[] baseline = [.. residuals.Take(learnt).Select(r => r.Residual)];
        double mean = baseline.Average(), spread = Math.Sqrt(baseline.Sum(r => (r - mean) * (r - mean)) / (learnt - 1));

        // The chart of standard values, so that its limits are found once; a spread near none would make a signal of the first difference.
        double sigma = Math.Max(LeastSpread, spread);
        var points = StandardEwma.Value.Chart(residuals.Skip(learnt).Select(r => (r.Residual - mean) / sigma));
        int? first = points[^1].FirstSignal;
        return new MonitorChart(
            SessionCause.Severity, [.. points.Select(p => new MonitorPoint(learnt + p.Index, p.Value, p.Low, p.High))], declared,
            first is { } at ? Signal(SessionCause.Severity, [.. residuals.Select(r => r.Rating)], learnt + at, points[at - 1].Value > 0 ? $"Became more severe than in the first {learnt} answers, by answer {learnt + at}" : $"Became more lenient than in the first {learnt} answers, by answer {learnt + at}") : null,
            null);
    }

    /// <summary>The p-chart of answers that the lead decided otherwise, in samples of twenty, around the share of everybody.</summary>
    public static MonitorChart Overturned(IReadOnlyList<(Rating Rating, bool IsOverturned)> adjudicated, Share everybody)
    {
        ArgumentNullException.ThrowIfNull(adjudicated);
        var (chart, lacking) = ProportionChart.FromBaseline([(everybody.Times, everybody.Of)]);
        string declared = string.Create(CultureInfo.InvariantCulture, $"Samples of {SampleSize} decided answers around everybody's share, {everybody.Value ?? 0:P0} of {everybody.Of}; limits at three standard deviations");
        var samples = adjudicated.Chunk(SampleSize).Where(s => s.Length >= FewestInSample).ToList();
        if (everybody.Of == 0 || samples.Count == 0)
            return new MonitorChart(SessionCause.Overturned, [], declared, null, $"The lead has decided {adjudicated.Count} disagreements that this person was part of; {FewestInSample - adjudicated.Count} more are missing for a first sample.");
        if (chart is null)
            return new MonitorChart(SessionCause.Overturned, [], declared, null, lacking);
        var points = chart.Chart(samples.Select(s => (s.Count(a => a.IsOverturned), s.Length)));
        int? first = Enumerable.Range(0, points.Length).Where(i => points[i].Share > points[i].High).Select(i => (int?)i + 1).FirstOrDefault();
        return new MonitorChart(
            SessionCause.Overturned, [.. points.Select(p => new MonitorPoint(p.Index, p.Share, p.Low, p.High))], declared,
            first is { } at ? Signal(SessionCause.Overturned, [.. adjudicated.Select(a => a.Rating)], Math.Min(adjudicated.Count, at * SampleSize), $"The lead decided otherwise in {samples[at - 1].Count(a => a.IsOverturned)} of {samples[at - 1].Length} answers of sample {at}, where {points[at - 1].High:P0} is the most that chance explains") with { Index = at } : null,
            everybody.Value * SampleSize < 5 ? "Fewer than five overturned answers are expected in a sample: alarms are more frequent than three standard deviations promise." : null);
    }

    private static readonly Lazy<EwmaChart> StandardEwma = new(() => EwmaChart.ForRunLength(0, 1, Lambda, SeverityRunLength));

    private static string? Short(int count, string what) => count < Fewest ? $"Only {count} {what}: {Fewest - count} more are missing before silence means anything." : null;

    /// <summary>The signal with the campaign that most of the answers before it are of.</summary>
    private static MonitorSignal Signal(SessionCause cause, IReadOnlyList<Rating> ratings, int at, string sentence)
    {
        var from = ratings.Take(at).TakeLast(SampleSize).GroupBy(r => r.Item.Campaign).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Max(r => r.At)).First().Key;
        return new MonitorSignal(cause, at, ratings[at - 1].At, from, sentence + ".");
    }
}
