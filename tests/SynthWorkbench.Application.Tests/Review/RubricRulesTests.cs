using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Rubrics;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

public sealed class RubricRulesTests
{
    private static readonly Criterion Choice = new() { Id = "choice", Title = "Choice", Options = [new("a", "A"), new("b", "B")] };
    private static readonly Criterion Words = new() { Id = "words", Title = "Words", Scale = ScaleKind.Text };
    private static readonly Criterion Marks = new() { Id = "marks", Title = "Marks", Scale = ScaleKind.Span, Options = [new("x", "X")], Severities = ["minor", "major"] };
    private static readonly Criterion Score = new() { Id = "score", Title = "Score", Scale = ScaleKind.Numeric, Min = 0, Max = 10 };

    public static TheoryData<string, Rubric, string, string> Mistakes() => new()
    {
        { "no name", Of(Choice) with { Name = " " }, "name", "has no name" },
        { "long name", Of(Choice) with { Name = new string('n', 201) }, "name", "201 characters" },
        { "long guidance", Of(Choice) with { Guidance = new string('n', 20_001) }, "guidance", "20001 characters" },
        { "no criterion", Of(), "criteria", "asks nothing" },
        { "too many", Of([.. Enumerable.Range(0, 61).Select(i => Words with { Id = $"c{i}" })]), "criteria", "61 criteria" },
        { "no title", Of(Choice with { Title = "" }), "title", "Criterion 1 has no title" },
        { "long title", Of(Choice with { Title = new string('t', 201) }), "title", "201 characters" },
        { "no id", Of(Choice with { Id = "" }), "id", "no id" },
        { "bad id", Of(Choice with { Id = "My id" }), "id", "'My id'" },
        { "long id", Of(Choice with { Id = new string('i', 61) }), "id", "not valid" },
        { "id with a line end", Of(Choice with { Id = "choice\n" }), "id", "not valid" },
        { "same id", Of(Choice, Words with { Id = "choice" }), "id", "used twice" },
        { "one option", Of(Choice with { Options = [new("a", "A")] }), "options", "offers 1 option; it needs at least 2" },
        { "one label", Of(Choice with { Scale = ScaleKind.MultiLabel, Options = [] }), "options", "offers 0 options" },
        { "one step", Of(Choice with { Scale = ScaleKind.Ordinal, Options = [new("a", "A")] }), "options", "at least 2" },
        { "no kind of passage", Of(Marks with { Options = [] }), "options", "at least 1" },
        { "same value", Of(Choice with { Options = [new("a", "A"), new("a", "B")] }), "options", "'a' twice" },
        { "no label", Of(Choice with { Options = [new("a", "A"), new("b", "")] }), "options", "without a value or a label" },
        { "too many options", Of(Choice with { Options = [.. Enumerable.Range(0, 101).Select(i => new ScaleOption($"o{i}", "O"))] }), "options", "101 options" },
        { "range", Of(Score with { Min = 10 }), "range", "from 10 to 10" },
        { "range without end", Of(Score with { Max = double.PositiveInfinity }), "range", "must be below" },
        { "severity twice", Of(Marks with { Severities = ["minor", "minor"] }), "severities", "'minor' twice" },
        { "severity without a name", Of(Marks with { Severities = ["minor", ""] }), "severities", "without a name" },
        { "severity as option", Of(Marks with { Severities = ["minor", "x"] }), "severities", "as an option and as a severity" },
        { "condition on nothing", Of(Choice, Words with { When = new("gone", ["a"]) }), "condition", "not in the rubric" },
        { "condition on a later one", Of(Words with { When = new("choice", ["a"]) }, Choice), "condition", "comes later" },
        { "condition on itself", Of(Choice with { When = new("choice", ["a"]) }), "condition", "depends on itself" },
        { "condition without answers", Of(Choice, Words with { When = new("choice", []) }), "condition", "names no answer" },
        { "condition on a value not offered", Of(Choice, Words with { When = new("choice", ["c"]) }), "condition", "'c'" },
        { "condition on words", Of(Words, Choice with { When = new("words", ["a"]) }), "condition", "does not offer" },
        { "reason for an unknown answer", Of(Choice with { Rationale = RationaleRule.ForAnswers, RationaleFor = ["c"] }), "rationale", "'c'" },
        { "reason for no answer", Of(Choice with { Rationale = RationaleRule.ForAnswers }), "rationale", "names none" },
        { "reason for answers of a number", Of(Score with { Rationale = RationaleRule.ForAnswers }), "rationale", "no answers to choose from" },
        { "unknown defect", Of(Choice with { Defects = ["c"] }), "defects", "'c'" },
        { "long guidance of a criterion", Of(Choice with { Guidance = new string('g', 20_001) }), "guidance", "20001 characters" },
        { "long anchor", Of(Choice with { Options = [new("a", "A", new string('g', 20_001)), new("b", "B")] }), "options", "20001 characters" },
        { "long example", Of(Choice with { Examples = [new(new string('g', 20_001), "A")] }), "examples", "20001 characters" },
        { "empty example", Of(Choice with { Examples = [new(" ", "A")] }), "examples", "without a text" },
        { "long unit", Of(Score with { Unit = new string('u', 201) }), "scale", "201 characters" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_once_with_what_to_change(string mistake, Rubric rubric, string setting, string said)
    {
        var problem = Assert.Single(RubricRules.Problems(rubric));
        Assert.Equal(setting, problem.Setting);
        Assert.True(problem.Message.Contains(said, StringComparison.Ordinal), $"{mistake}: {problem.Message}");
        Assert.Matches(@"\. [A-Z].*\.$|must be below", problem.Message);
    }

    [Fact]
    public void A_rubric_of_every_scale_is_right()
    {
        var pair = new Criterion { Id = "pair", Title = "Pair", Scale = ScaleKind.Pairwise, Defects = ["tie"] };
        var all = Of(Choice, Words with { When = new("choice", ["b"]) }, Marks with { Defects = ["x", "major"] }, Score, pair, Choice with { Id = "why", Rationale = RationaleRule.ForAnswers, RationaleFor = ["a"] });
        Assert.Empty(RubricRules.Problems(all));
    }

    [Fact]
    public void Every_sample_is_right_and_stays_as_it_is_when_saved() => Assert.All(RubricSamples.All, sample =>
    {
        Assert.Empty(RubricRules.Problems(sample));
        Assert.Equal(ReviewJson.Write(sample), ReviewJson.Write(RubricRules.Tidy(sample)));
    });

    [Fact]
    public void Settings_of_another_scale_are_not_kept()
    {
        var tidy = RubricRules.Tidy(Of(Marks with { Scale = ScaleKind.Numeric, Min = 1, Max = 5, Unit = " ", Field = "target", Defects = ["x"], RationaleFor = ["x"] })).Criteria[0];
        Assert.Equal(ReviewJson.Write(new Criterion { Id = "marks", Title = "Marks", Scale = ScaleKind.Numeric, Min = 1, Max = 5 }), ReviewJson.Write(tidy));
    }

    private static Rubric Of(params Criterion[] criteria) => new() { Name = "Test", Criteria = [.. criteria] };
}
