using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Agreement;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>What the reviewers' pages are about, and how much there is.</summary>
/// <param name="Criterion">The one chosen; null where the rubric asks for words alone.</param>
public sealed record ReviewerScope(IReadOnlyList<JudgedRubric> Rubrics, JudgedRubric Rubric, IReadOnlyList<Criterion> Criteria, Criterion? Criterion, int? Days, int Answers, int Items, int LeftOut);

/// <summary>Agreement by criterion, and of the chosen one over time.</summary>
public sealed record AgreementView(IReadOnlyList<CriterionFigures> Criteria, AgreementCourse? Course);

/// <summary>The people on the chosen criterion.</summary>
public sealed record PeopleView(IReadOnlyList<PersonFigures> People, SeverityFigures? Severity, AutomationBias? Bias);

/// <summary>One person.</summary>
public sealed record PersonView(ReviewerScope Scope, JudgingPerson Person, PersonFigures? Figures, SeverityFigures? Severity, PersonCharts? Charts);

/// <summary>Why two coefficients over the same answers differ.</summary>
/// <param name="Explanation">Null where the criterion asks for numbers.</param>
/// <param name="Shares">Each answer and its mean share of an item's answers.</param>
/// <param name="Reason">Why there is nothing to explain; null where there is.</param>
public sealed record ParadoxView(ReviewerScope Scope, AgreementExplanation? Explanation, IReadOnlyList<(string Label, double Share)> Shares, int Items, string? Reason);

/// <summary>What leads see of reviewers. Everything is computed from the answers when asked for; nothing is kept.</summary>
public sealed class ReviewerBoard(WorkbenchData data, TimeProvider time)
{
    /// <summary>What is looked at; null where no rubric has answers.</summary>
    public async Task<ReviewerScope?> ScopeAsync(Actor actor, ReviewerQuery query, CancellationToken ct) => (await ReadAsync(actor, query, ct))?.Scope;

    public async Task<AgreementView?> AgreementAsync(Actor actor, ReviewerQuery query, CancellationToken ct) => await ReadAsync(actor, query, ct) is not (var scope, var record) ? null
        : await Task.Run(() => new AgreementView(AgreementFigures.Of(record), scope.Criterion is null ? null : AgreementFigures.Course(new CriterionRatings(record, scope.Criterion))), ct);

    public async Task<PeopleView?> PeopleAsync(Actor actor, ReviewerQuery query, CancellationToken ct)
    {
        if (await ReadAsync(actor, query, ct) is not (var scope, var record))
            return null;
        if (scope.Criterion is null)
            return new PeopleView([], null, null);
        return await Task.Run(
            () =>
            {
                var ratings = new CriterionRatings(record, scope.Criterion);
                var severity = SeverityFigures.From(ratings);
                return new PeopleView([.. record.People.Select(p => PersonFigures.Of(ratings, severity, p))], severity, AutomationBias.Of(ratings, null));
            },
            ct);
    }

    public async Task<LatentFigures?> LatentAsync(Actor actor, ReviewerQuery query, CancellationToken ct) => await ReadAsync(actor, query, ct) is not (var scope, var record) || scope.Criterion is null ? null
        : await Task.Run(() => LatentFigures.From(new CriterionRatings(record, scope.Criterion)), ct);

    public async Task<IReadOnlyList<PersonCharts>?> ChartsAsync(Actor actor, ReviewerQuery query, CancellationToken ct)
    {
        if (await ReadAsync(actor, query, ct) is not (var scope, var record) || scope.Criterion is null)
            return null;
        return await Task.Run(
            () =>
            {
                var ratings = new CriterionRatings(record, scope.Criterion);
                return MonitorCharts.Of(ratings, SeverityFigures.From(ratings));
            },
            ct);
    }

    /// <summary>One person; null where they neither review here nor answered.</summary>
    public async Task<PersonView?> PersonAsync(Actor actor, Guid person, ReviewerQuery query, CancellationToken ct)
    {
        if (await ReadAsync(actor, query, ct) is not (var scope, var record) || record.People.FirstOrDefault(p => p.Id == person) is not { } who)
            return null;
        if (scope.Criterion is null)
            return new PersonView(scope, who, null, null, null);
        return await Task.Run(
            () =>
            {
                var ratings = new CriterionRatings(record, scope.Criterion);
                var severity = SeverityFigures.From(ratings);
                return new PersonView(scope, who, PersonFigures.Of(ratings, severity, who), severity, MonitorCharts.Of(ratings, severity).FirstOrDefault(c => c.Person.Id == person));
            },
            ct);
    }

    public async Task<ParadoxView?> ParadoxAsync(Actor actor, ReviewerQuery query, CancellationToken ct)
    {
        if (await ReadAsync(actor, query, ct) is not (var scope, var record))
            return null;
        if (scope.Criterion is null)
            return new ParadoxView(scope, null, [], 0, "The rubric asks for words alone: nobody can be said to agree on them.");
        return await Task.Run(() => Paradox(scope, new CriterionRatings(record, scope.Criterion)), ct);
    }

    private static ParadoxView Paradox(ReviewerScope scope, CriterionRatings ratings)
    {
        int paired = ratings.Items.Count(i => i.Count() > 1);
        if (ratings.Scale.IsNumber)
            return new ParadoxView(scope, null, [], paired, $"'{ratings.Criterion.Title}' asks for numbers, whose coefficients take no agreement by chance off: choose a criterion with options.");
        var table = ratings.Table();
        if (table.Categories.Length > AgreementWeights.MostCategories)
            return new ParadoxView(scope, null, [], paired, $"{table.Categories.Length:N0} different sets of labels were given: chance agreement over so many says nothing.");
        var explanation = AgreementExplanation.Of(table);
        var items = ratings.Items.ToList();
        var levels = items.SelectMany(i => i.Select(r => (Level: ratings.Scale.LevelOf(r.Answer), Share: 1.0 / i.Count()))).GroupBy(l => l.Level, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(l => l.Share) / items.Count, StringComparer.Ordinal);
        return new ParadoxView(
            scope, explanation with { Sentences = Named(explanation.Sentences, ratings, explanation.Category) }, [.. table.Categories.Where(levels.ContainsKey).Select(l => (ratings.Criterion.LabelOf(l), levels[l]))], paired,
            explanation.Value is null ? explanation.Sentences : null);
    }

    /// <summary>The sentences with the answer's label in the place of what is stored.</summary>
    private static string Named(string sentences, CriterionRatings ratings, string? category) => category is null ? sentences : sentences.Replace($"\"{category}\"", $"\"{ratings.Criterion.LabelOf(category)}\"", StringComparison.Ordinal);

    private async Task<(ReviewerScope Scope, ReviewerRecord Record)?> ReadAsync(Actor actor, ReviewerQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        var rubrics = await RecordReading.RubricsAsync(db, ct);
        if ((rubrics.FirstOrDefault(r => r.Id == query.Rubric) ?? rubrics.FirstOrDefault()) is not { } rubric)
            return null;
        DateTimeOffset? since = query.Days is { } days and > 0 ? time.GetUtcNow().AddDays(-days) : null;
        if (await RecordReading.ReadAsync(db, actor.WorkspaceId, rubric.Id, since, ct) is not { } record)
            return null;
        var criterion = record.Criteria.FirstOrDefault(c => c.Id == query.Criterion) ?? record.Criteria.FirstOrDefault();
        return (new ReviewerScope(rubrics, rubric, record.Criteria, criterion, query.Days, record.Given.Count, record.Given.Select(g => g.Item).Distinct().Count(), record.LeftOut), record);
    }
}
