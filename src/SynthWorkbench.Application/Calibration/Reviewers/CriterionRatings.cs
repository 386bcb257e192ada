using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Agreement;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>A person's answer to the criterion.</summary>
public sealed record Rating(JudgedItem Item, Guid Person, CriterionAnswer Answer, DateTimeOffset At, double? Confidence);

/// <summary>The answers to one criterion: those of versions of the rubric in which it has the same scale.</summary>
public sealed class CriterionRatings
{
    private readonly ILookup<ReviewItemId, Rating> _byItem;

    public CriterionRatings(ReviewerRecord record, Criterion criterion)
    {
        ArgumentNullException.ThrowIfNull(record);
        (Record, Criterion) = (record, criterion);
        Scale = CriterionScale.Of(criterion) ?? throw new ArgumentException($"Nobody can be said to agree on words ('{criterion.Title}').", nameof(criterion));
        var same = record.Versions.Where(v => v.Value.Criteria.FirstOrDefault(c => c.Id == criterion.Id) is { } then && IsSame(then)).Select(v => v.Key).ToHashSet();
        var all = record.Given.Where(g => record.Items.ContainsKey(g.Item) && AnswerRules.IsAnswered(criterion, g.Answers.Of(criterion.Id))).ToList();
        Ratings = [.. all.Where(g => same.Contains(g.Version)).Select(g => new Rating(record.Items[g.Item], g.Person, g.Answers.Of(criterion.Id)!, g.At, AskedRubric.ConfidenceOf(g.Answers)))];
        OtherScale = all.Count - Ratings.Count;
        _byItem = Ratings.ToLookup(r => r.Item.Id);
    }

    public ReviewerRecord Record { get; }

    public Criterion Criterion { get; }

    public CriterionScale Scale { get; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Rating> Ratings { get; }

    /// <summary>Answers under versions in which the criterion had another scale: not counted.</summary>
    public int OtherScale { get; }

    /// <summary>Who answered, in the order of the record.</summary>
    public IReadOnlyList<JudgingPerson> People => _people ??= [.. Record.People.Where(p => Ratings.Any(r => r.Person == p.Id))];

    private IReadOnlyList<JudgingPerson>? _people;

    public IEnumerable<IGrouping<ReviewItemId, Rating>> Items => _byItem;

    public IEnumerable<Rating> Of(ReviewItemId item) => _byItem[item];

    /// <summary>The ratings as a table; of some of them, where <paramref name="only"/> says which.</summary>
    public RatingTable Table(Func<Rating, bool>? only = null)
    {
        var taken = Ratings.Where(r => only?.Invoke(r) ?? true).ToList();
        var rater = taken.Select(r => r.Person).Distinct().Order().Select((person, at) => (person, at)).ToDictionary(p => p.person, p => p.at);
        var unit = taken.Select(r => r.Item.Id).Distinct().Select((item, at) => (item, at)).ToDictionary(i => i.item, i => i.at);
        int raters = Math.Max(1, rater.Count);
        var answers = new CriterionAnswer?[unit.Count * raters];
        foreach (var rating in taken)
            answers[unit[rating.Item.Id] * raters + rater[rating.Person]] = rating.Answer;
        return Scale.Table(answers, raters);
    }

    /// <summary>Whether an answer is right; null where the item has no known answer.</summary>
    public bool? IsRight(Rating rating)
    {
        ArgumentNullException.ThrowIfNull(rating);
        return rating.Item.Gold.TryGetValue(Criterion.Id, out var gold) ? gold.Accepts(Criterion, rating.Answer) : null;
    }

    /// <summary>What stands against a person's answer: what the lead decided, else what more than half of at least two others said (of numbers their median); null where nothing does. The person's own answer never counts.</summary>
    public CriterionAnswer? Standing(Rating rating)
    {
        ArgumentNullException.ThrowIfNull(rating);
        if (rating.Item.Adjudicated?.Of(Criterion.Id) is { } decided && AnswerRules.IsAnswered(Criterion, decided))
            return decided;
        var others = _byItem[rating.Item.Id].Where(r => r.Person != rating.Person).Select(r => r.Answer).ToList();
        if (others.Count < 2)
            return null;
        if (Scale.IsNumber)
        {
            double[] numbers = [.. others.Select(o => o.Number!.Value).Order()];
            return new CriterionAnswer { Number = (numbers[(numbers.Length - 1) / 2] + numbers[numbers.Length / 2]) / 2 };
        }

        var most = others.GroupBy(Scale.LevelOf, StringComparer.Ordinal).OrderByDescending(g => g.Count()).First();
        return 2 * most.Count() > others.Count ? most.First() : null;
    }

    /// <summary>Whether two answers are the same; numbers are within a tenth of the scale, as everywhere in review.</summary>
    public bool IsSame(CriterionAnswer first, CriterionAnswer second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Scale.IsNumber ? Math.Abs(first.Number!.Value - second.Number!.Value) <= Criterion.Near : Scale.LevelOf(first) == Scale.LevelOf(second);
    }

    private bool IsSame(Criterion then) => then.Scale == Criterion.Scale && CriterionScale.Of(then) is { } scale && scale.Scale == Scale.Scale && scale.Levels.SequenceEqual(Scale.Levels, StringComparer.Ordinal)
        && (!Scale.IsNumber || (then.Min == Criterion.Min && then.Max == Criterion.Max));
}
