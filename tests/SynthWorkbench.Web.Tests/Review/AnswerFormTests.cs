using Bunit;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Web.Components.Review;
using Xunit;

namespace SynthWorkbench.Web.Tests.Review;

public sealed class AnswerFormTests : BunitContext
{
    private ReviewAnswers _answers = ReviewAnswers.Empty;

    [Theory]
    [InlineData(ScaleKind.Nominal)]
    [InlineData(ScaleKind.Ordinal)]
    public void One_option_is_chosen_by_radio_with_its_digit(ScaleKind scale)
    {
        var form = Form(new Criterion { Id = "c", Title = "Choose", Scale = scale, Options = [new("x", "Ex", "looks like x"), new("y", "Why")] });
        Assert.Equal(["1", "2"], form.FindAll("fieldset[data-criterion=c] input[type=radio]").Select(i => i.GetAttribute("data-option")));
        Assert.Contains("looks like x", form.Find("label").TextContent, StringComparison.Ordinal);
        form.Find("[data-option='2']").Change("y");
        Assert.Equal("y", _answers.Of("c")!.Value);
        Assert.True(form.Find("[data-option='2']").HasAttribute("checked"));
        Assert.False(form.Find("[data-option='1']").HasAttribute("checked"));
    }

    [Fact]
    public void Options_beyond_the_ninth_have_no_digit()
    {
        var form = Form(new Criterion { Id = "c", Title = "Choose", Options = [.. Enumerable.Range(1, 11).Select(i => new ScaleOption($"o{i}", $"Option {i}"))] });
        Assert.Equal("1 2 3 4 5 6 7 8 9", string.Join(' ', form.FindAll("[data-option]").Select(i => i.GetAttribute("data-option"))));
        Assert.Equal(11, form.FindAll("input[type=radio]").Count);
    }

    [Fact]
    public void A_pair_is_answered_with_A_B_or_E_for_a_tie()
    {
        var form = Form(new Criterion { Id = "p", Title = "Which?", Scale = ScaleKind.Pairwise });
        Assert.Equal(["A", "B", "E"], form.FindAll("input[type=radio]").Select(i => i.GetAttribute("data-option")));
        form.Find("[data-option=E]").Change("tie");
        Assert.Equal("tie", _answers.Of("p")!.Value);
    }

    [Fact]
    public void Labels_are_kept_in_the_order_of_the_options()
    {
        var form = Form(new Criterion { Id = "m", Title = "What?", Scale = ScaleKind.MultiLabel, Options = [new("x", "Ex"), new("y", "Why")] });
        form.Find("[data-option='2']").Change(true);
        form.Find("[data-option='1']").Change(true);
        Assert.Equal(["x", "y"], _answers.Of("m")!.Values);
        form.Find("[data-option='1']").Change(false);
        Assert.Equal(["y"], _answers.Of("m")!.Values);
    }

    [Fact]
    public void A_number_is_typed_or_slid_and_can_be_emptied()
    {
        var form = Form(new Criterion { Id = "n", Title = "Score", Scale = ScaleKind.Numeric, Min = 0, Max = 10, Unit = "points" });
        Assert.Equal("Score, points, slider", form.Find("input[type=range]").GetAttribute("aria-label"));
        form.Find("input[type=number]").Change("7.5");
        Assert.Equal(7.5, _answers.Of("n")!.Number);
        Assert.Equal("7.5", form.Find("input[type=range]").GetAttribute("value"));
        form.Find("input[type=range]").Change("3");
        Assert.Equal("3", form.Find("input[type=number]").GetAttribute("value"));
        form.Find("input[type=number]").Change("");
        Assert.Null(_answers.Of("n")!.Number);
    }

    [Fact]
    public void Words_are_kept_as_they_are_typed()
    {
        var form = Form(new Criterion { Id = "t", Title = "Remarks", Scale = ScaleKind.Text, IsRequired = false });
        form.Find("textarea").Input("<b>bold</b>");
        Assert.Equal("<b>bold</b>", _answers.Of("t")!.Text);
        Assert.Contains("optional", form.Find("legend").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_passage_is_listed_changed_and_removed_and_none_can_be_said()
    {
        var criterion = RubricSamples.Translation.Criteria[0];
        var form = Form(criterion);
        form.Find("input[type=checkbox]").Change(true);
        Assert.True(_answers.Of("errors")!.NothingToMark);
        _answers = SpanMarking.Mark(RubricSamples.Translation, _answers, "target", 3, 9);
        form = Form(criterion, _answers);
        Assert.Empty(form.FindAll("input[type=checkbox]"));
        form.Find("select[aria-label='Severity of passage 1']").Change("critical");
        form.Find("select[aria-label='Kind of passage 1']").Change("style");
        Assert.Equal(new MarkedSpan("target", 3, 9, "style", "critical"), _answers.Of("errors")!.Spans[0]);
        form.Find("button[aria-label='Remove passage 1']").Click();
        Assert.Empty(_answers.Of("errors")!.Spans);
    }

    [Fact]
    public void A_condition_shows_and_hides_what_depends_on_it()
    {
        var form = Form([.. RubricSamples.Plausibility.Criteria]);
        Assert.Empty(form.FindAll("[data-criterion=wrong]"));
        form.Find("[data-criterion=plausibility] [data-option='1']").Change("1");
        Assert.NotEmpty(form.FindAll("[data-criterion=wrong]"));
        form.Find("[data-criterion=plausibility] [data-option='5']").Change("5");
        Assert.Empty(form.FindAll("[data-criterion=wrong]"));
    }

    [Fact]
    public void A_reason_is_asked_for_with_the_answers_that_need_one()
    {
        var form = Form(new Criterion { Id = "c", Title = "Choose", Options = [new("x", "Ex"), new("y", "Why")], Rationale = RationaleRule.ForAnswers, RationaleFor = ["y"] });
        Assert.Empty(form.FindAll("textarea"));
        form.Find("[data-option='2']").Change("y");
        form.Find("textarea").Input("because");
        Assert.Equal(("y", "because"), (_answers.Of("c")!.Value, _answers.Of("c")!.Rationale));
    }

    [Fact]
    public void A_problem_stands_at_its_criterion_and_is_announced()
    {
        var rubric = RubricSamples.RealOrSynthetic;
        var form = Render<AnswerForm>(p => p.Add(f => f.Rubric, rubric).Add(f => f.Answers, ReviewAnswers.Empty).Add(f => f.Problems, AnswerRules.Problems(rubric, ReviewAnswers.Empty)));
        Assert.Contains("has no answer yet", form.Find("[data-criterion=confidence] [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(form.Find("[data-criterion=real] [role=alert]").Id, form.Find("[data-criterion=real]").GetAttribute("aria-describedby"));
    }

    [Fact]
    public void Guidance_and_titles_are_text_and_a_form_to_read_takes_no_answer()
    {
        var rubric = new Rubric { Criteria = [new Criterion { Id = "c", Title = "<img src=x>", Guidance = "<script>alert(1)</script>", Scale = ScaleKind.Pairwise, Examples = [new("<b>x</b>", "A")] }] };
        var form = Render<AnswerForm>(p => p.Add(f => f.Rubric, rubric).Add(f => f.Answers, ReviewAnswers.Empty).Add(f => f.ReadOnly, true).Add(f => f.IdPrefix, "other"));
        Assert.Empty(form.FindAll("img, script, b"));
        Assert.Contains("<script>alert(1)</script>", form.Find(".guidance").TextContent, StringComparison.Ordinal);
        Assert.True(form.Find("fieldset").HasAttribute("disabled"));
        Assert.All(form.FindAll("input"), i => Assert.Equal("other-c", i.GetAttribute("name")));
    }

    private IRenderedComponent<AnswerForm> Form(params Criterion[] criteria) => Form(criteria, ReviewAnswers.Empty);

    private IRenderedComponent<AnswerForm> Form(Criterion criterion, ReviewAnswers answers) => Form([criterion], answers);

    // A page that hands the answers back, as the review page does.
    private IRenderedComponent<AnswerForm> Form(Criterion[] criteria, ReviewAnswers answers)
    {
        IRenderedComponent<AnswerForm>? form = null;
        form = Render<AnswerForm>(p => p.Add(f => f.Rubric, new Rubric { Criteria = [.. criteria] }).Add(f => f.Answers, answers).Add(f => f.Changed, changed =>
        {
            _answers = changed;
            form!.Render(again => again.Add(f => f.Answers, changed));
        }));
        return form;
    }
}
