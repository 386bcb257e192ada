using SynthWorkbench.Application.Review.Rubrics;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

public sealed class AnswerRulesTests
{
    private static readonly Rubric Chain = new()
    {
        Name = "Chain",
        Criteria =
        [
            new Criterion { Id = "first", Title = "First", Options = [new("yes", "Yes"), new("no", "No")], Defects = ["no"] },
            new Criterion { Id = "second", Title = "Second", Scale = ScaleKind.MultiLabel, Options = [new("a", "A"), new("b", "B")], When = new("first", ["no"]), Defects = ["b"] },
            new Criterion { Id = "third", Title = "Third", Scale = ScaleKind.Text, When = new("second", ["b"]) },
        ],
    };

    private static readonly Criterion Score = new() { Id = "score", Title = "Score", Scale = ScaleKind.Numeric, Min = 0, Max = 10, Unit = "points" };
    private static readonly Criterion Marks = new() { Id = "marks", Title = "Marks", Scale = ScaleKind.Span, Options = [new("x", "X"), new("y", "Y")], Severities = ["minor", "critical"], Defects = ["critical"] };

    [Fact]
    public void A_criterion_is_asked_only_while_the_answers_before_it_ask_for_it()
    {
        var answers = Choose("first", "no").With("second", new CriterionAnswer { Values = ["a", "b"] }).With("third", new CriterionAnswer { Text = "why" });
        Assert.Equal(["first", "second", "third"], AnswerRules.Asked(Chain, answers).Select(c => c.Id));
        Assert.Equal(["first"], AnswerRules.Asked(Chain, answers.With("first", new CriterionAnswer { Value = "yes" })).Select(c => c.Id));
        Assert.Equal(["first"], AnswerRules.Asked(Chain, ReviewAnswers.Empty).Select(c => c.Id));
        Assert.Equal(["first", "second"], AnswerRules.Asked(Chain, answers.With("second", new CriterionAnswer { Values = ["a"] })).Select(c => c.Id));
    }

    [Fact]
    public void Trimming_drops_answers_that_are_not_asked_any_more()
    {
        var answers = Choose("first", "yes").With("second", new CriterionAnswer { Values = ["b"] }).With("third", new CriterionAnswer { Text = "why" }).With("unknown", new CriterionAnswer { Value = "x" });
        Assert.Equal(["first"], AnswerRules.Trim(Chain, answers).ByCriterion.Keys);
        Assert.Empty(AnswerRules.Trim(Chain, ReviewAnswers.Empty).ByCriterion);
    }

    [Fact]
    public void A_defect_counts_only_where_its_criterion_is_asked()
    {
        Assert.True(AnswerRules.IsDefect(Chain, Choose("first", "no")));
        Assert.False(AnswerRules.IsDefect(Chain, Choose("first", "yes").With("second", new CriterionAnswer { Values = ["b"] })));
        Assert.False(AnswerRules.IsDefect(Chain, ReviewAnswers.Empty));
        var marks = new Rubric { Criteria = [Marks] };
        Assert.True(AnswerRules.IsDefect(marks, Mark(new MarkedSpan("t", 0, 1, "x", "critical"))));
        Assert.False(AnswerRules.IsDefect(marks, Mark(new MarkedSpan("t", 0, 1, "x", "minor"))));
    }

    [Fact]
    public void A_missing_answer_a_wrong_one_and_one_without_its_reason_are_problems()
    {
        Assert.Equal("first", Assert.Single(AnswerRules.Problems(Chain, ReviewAnswers.Empty)).Criterion);
        Assert.Contains("does not offer 'maybe'", Assert.Single(AnswerRules.Problems(Chain, Choose("first", "maybe"))).Message, StringComparison.Ordinal);
        Assert.Empty(AnswerRules.Problems(Chain, Choose("first", "yes")));
        var reason = new Rubric { Criteria = [Chain.Criteria[0] with { Rationale = RationaleRule.ForAnswers, RationaleFor = ["no"] }] };
        Assert.Empty(AnswerRules.Problems(reason, Choose("first", "yes")));
        Assert.Contains("asks for a reason", Assert.Single(AnswerRules.Problems(reason, Choose("first", "no"))).Message, StringComparison.Ordinal);
        Assert.Empty(AnswerRules.Problems(reason, ReviewAnswers.Empty.With("first", new CriterionAnswer { Value = "no", Rationale = "because" })));
        var always = new Rubric { Criteria = [Score with { Rationale = RationaleRule.Required, IsRequired = false }] };
        Assert.Empty(AnswerRules.Problems(always, ReviewAnswers.Empty));
        Assert.Single(AnswerRules.Problems(always, Number(5)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10, true)]
    [InlineData(10.01, false)]
    [InlineData(-0.01, false)]
    [InlineData(double.NaN, false)]
    public void A_number_lies_between_the_ends(double number, bool right) => Assert.Equal(right, AnswerRules.Problems(new Rubric { Criteria = [Score] }, Number(number)).Count == 0);

    [Fact]
    public void Spans_are_marked_with_severity_or_said_to_be_none()
    {
        var rubric = new Rubric { Criteria = [Marks] };
        Assert.Single(AnswerRules.Problems(rubric, Mark()));
        Assert.Empty(AnswerRules.Problems(rubric, ReviewAnswers.Empty.With("marks", new CriterionAnswer { NothingToMark = true })));
        Assert.Contains("without a severity", Assert.Single(AnswerRules.Problems(rubric, Mark(new MarkedSpan("t", 0, 1, "x")))).Message, StringComparison.Ordinal);
        Assert.Contains("without a valid kind", Assert.Single(AnswerRules.Problems(rubric, Mark(new MarkedSpan("t", 0, 1, "z", "minor")))).Message, StringComparison.Ordinal);
        Assert.Single(AnswerRules.Problems(rubric, Mark(new MarkedSpan("t", 3, 3, "x", "minor"))));
    }

    [Fact]
    public void Reviewers_agree_on_the_same_answers_near_numbers_and_the_same_kinds_of_passages()
    {
        var scored = new Rubric { Criteria = [Score] };
        Assert.True(AnswerRules.Agree(scored, Number(4), Number(5)));
        Assert.False(AnswerRules.Agree(scored, Number(4), Number(5.01)));
        Assert.False(AnswerRules.Agree(scored, Number(4), ReviewAnswers.Empty));
        Assert.True(AnswerRules.Agree(scored, ReviewAnswers.Empty, ReviewAnswers.Empty));
        var marked = new Rubric { Criteria = [Marks] };
        Assert.True(AnswerRules.Agree(marked, Mark(new("t", 0, 1, "x", "minor"), new("t", 5, 6, "y", "minor")), Mark(new("t", 9, 12, "y", "minor"), new("t", 0, 2, "x", "minor"))));
        Assert.False(AnswerRules.Agree(marked, Mark(new MarkedSpan("t", 0, 1, "x", "minor")), Mark(new MarkedSpan("t", 0, 1, "x", "critical"))));
        var worded = new Rubric { Criteria = [new Criterion { Id = "w", Title = "W", Scale = ScaleKind.Text }] };
        Assert.True(AnswerRules.Agree(worded, ReviewAnswers.Empty.With("w", new CriterionAnswer { Text = "one" }), ReviewAnswers.Empty));
    }

    [Fact]
    public void A_criterion_that_only_one_was_asked_is_disputed_and_the_order_of_labels_is_not()
    {
        var first = Choose("first", "no").With("second", new CriterionAnswer { Values = ["a", "b"] }).With("third", new CriterionAnswer { Text = "x" });
        Assert.Empty(AnswerRules.Disputed(Chain, first, first.With("second", new CriterionAnswer { Values = ["b", "a"] })));
        Assert.Equal(["first", "second"], AnswerRules.Disputed(Chain, first, Choose("first", "yes")));
    }

    [Fact]
    public void A_selection_becomes_a_passage_of_the_criterion_that_takes_it()
    {
        var rubric = RubricSamples.Translation;
        var once = SpanMarking.Mark(rubric, ReviewAnswers.Empty.With("errors", new CriterionAnswer { NothingToMark = true }), "target", 5, 9);
        Assert.Equal(new MarkedSpan("target", 5, 9, "accuracy", "minor"), Assert.Single(once.Of("errors")!.Spans));
        Assert.False(once.Of("errors")!.NothingToMark);
        Assert.Same(once, SpanMarking.Mark(rubric, once, "target", 5, 9));
        Assert.Same(once, SpanMarking.Mark(rubric, once, "source", 5, 9));
        Assert.Same(once, SpanMarking.Mark(rubric, once, "target", 7, 7));
        Assert.Equal([2, 5], SpanMarking.Mark(rubric, once, "target", 2, 3).Of("errors")!.Spans.Select(s => s.Start));
        Assert.Equal("A: target", SpanMarking.Mark(rubric, ReviewAnswers.Empty, "A: target", 0, 3).Of("errors")!.Spans[0].Field);
    }

    private static ReviewAnswers Choose(string criterion, string value) => ReviewAnswers.Empty.With(criterion, new CriterionAnswer { Value = value });

    private static ReviewAnswers Number(double value) => ReviewAnswers.Empty.With("score", new CriterionAnswer { Number = value });

    private static ReviewAnswers Mark(params MarkedSpan[] spans) => ReviewAnswers.Empty.With("marks", new CriterionAnswer { Spans = [.. spans] });
}
