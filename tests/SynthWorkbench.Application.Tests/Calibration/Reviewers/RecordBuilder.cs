using SynthWorkbench.Application.Calibration.Reviewers;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Tests.Calibration.Reviewers;

/// <summary>A record written down by hand.</summary>
internal sealed class RecordBuilder(params Criterion[] criteria)
{
    public static readonly Criterion YesNo = new() { Id = "fine", Title = "Fine?", Options = [new("yes", "Yes"), new("no", "No")], Defects = ["no"] };

    public static readonly Criterion Grade = new() { Id = "grade", Title = "Grade", Scale = ScaleKind.Ordinal, Options = [new("1", "bad"), new("2", "poor"), new("3", "fair"), new("4", "good"), new("5", "best")] };

    public static readonly Criterion Score = new() { Id = "score", Title = "Score", Scale = ScaleKind.Numeric, Max = 100 };

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly CampaignId Blind = new(new Guid(1, 0, 0, new byte[8])), Open = new(new Guid(2, 0, 0, new byte[8]));

    private readonly Dictionary<ReviewItemId, JudgedItem> _items = [];
    private readonly List<GivenAnswers> _given = [], _repeats = [];

    public Dictionary<int, Rubric> Versions { get; } = new() { [1] = new Rubric { Name = "Test", Criteria = [.. criteria] } };

    private Criterion Only => criteria[0];

    public static Guid Person(int index) => new(100 + index, 0, 0, new byte[8]);

    public static ReviewItemId Item(int number) => new(new Guid(1000 + number, 0, 0, new byte[8]));

    public RecordBuilder Has(int number, string? gold = null, string? adjudicated = null, string? suggested = null, bool isBlind = true)
    {
        _items[Item(number)] = new JudgedItem(
            Item(number), isBlind ? Blind : Open, number, $"item {number}", gold is null ? new Dictionary<string, GoldValue>() : new Dictionary<string, GoldValue> { [Only.Id] = Gold(gold) },
            adjudicated is null ? null : Answer(adjudicated), suggested is null ? null : Answer(suggested), isBlind);
        return this;
    }

    public RecordBuilder Says(int person, int number, string answer, string? confidence = null, double day = 0, double seconds = 0, int version = 1)
    {
        if (!_items.ContainsKey(Item(number)))
            Has(number);
        var answers = confidence is null ? Answer(answer) : Answer(answer).With(AskedRubric.Confidence, new CriterionAnswer { Value = confidence });
        _given.Add(new GivenAnswers(Item(number), Person(person), answers, Start.AddDays(day).AddSeconds(_given.Count), seconds, version));
        return this;
    }

    public RecordBuilder Again(int person, int number, string answer)
    {
        _repeats.Add(new GivenAnswers(Item(number), Person(person), Answer(answer), Start, 0));
        return this;
    }

    public ReviewerRecord Record() => new(
        new JudgedRubric(new RubricId(Guid.Empty), "Test", _given.Count), Versions, _items, [.. _given.OrderBy(g => g.At)], _repeats,
        [.. _given.Select(g => g.Person).Distinct().Order().Select(p => new JudgingPerson(p, $"Person {BitConverter.ToInt32(p.ToByteArray(), 0) - 100}"))], new Dictionary<CampaignId, string> { [Blind] = "Blind", [Open] = "Open" });

    public CriterionRatings Ratings() => new(Record(), Only);

    private ReviewAnswers Answer(string value) => ReviewAnswers.Empty.With(Only.Id, Only.Scale == ScaleKind.Numeric ? new CriterionAnswer { Number = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) } : new CriterionAnswer { Value = value });

    private GoldValue Gold(string value) => Only.Scale == ScaleKind.Numeric
        ? new GoldValue(GoldKind.Range) { Min = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) - 10, Max = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) + 10 }
        : new GoldValue(GoldKind.Value) { Values = [.. value.Split('|')] };
}
