using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Reviewers;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Statistics;
using Xunit;
using static SynthWorkbench.Application.Tests.Calibration.Reviewers.RecordBuilder;

namespace SynthWorkbench.Application.Tests.Calibration.Reviewers;

/// <summary>The figures of reviewers over answers written down by hand.</summary>
public sealed class ReviewerFiguresTests
{
    [Fact]
    public void The_coefficient_follows_the_scale_and_says_why_and_how_many_items_are_missing()
    {
        var record = new RecordBuilder(YesNo);
        for (int i = 1; i <= 10; i++)
            record.Says(0, i, i % 2 == 0 ? "yes" : "no").Says(1, i, i % 2 == 0 || i == 1 ? "yes" : "no").Says(2, i, i % 2 == 0 ? "yes" : "no");
        var line = Assert.Single(AgreementFigures.Of(record.Record()));
        Assert.Equal("Krippendorff's alpha, nominal", line.Lead.Name);
        Assert.Contains("without order", line.Lead.Why, StringComparison.Ordinal);
        Assert.Equal((10, 3, 20), (line.Items, line.People, line.Needed));
        Assert.InRange(line.Lead.Result.Value!.Value, 0.8, 0.95);
        Assert.Equal(3, line.Lines.Count);

        var grades = new RecordBuilder(Grade).Says(0, 1, "1").Says(1, 1, "2").Says(0, 2, "4").Says(1, 2, "4");
        Assert.Equal("Krippendorff's alpha, ordinal", AgreementFigures.Of(grades.Record())[0].Lead.Name);
        var numbers = new RecordBuilder(Score).Says(0, 1, "10").Says(1, 1, "20").Says(0, 2, "80").Says(1, 2, "70");
        Assert.Equal("ICC(2,1)", AgreementFigures.Of(numbers.Record())[0].Lead.Name);
    }

    [Fact]
    public void Answers_under_another_scale_of_the_criterion_are_left_out_and_counted()
    {
        var record = new RecordBuilder(YesNo).Says(0, 1, "yes", version: 2).Says(1, 1, "no", version: 1);
        record.Versions[2] = record.Versions[1];
        record.Versions[1] = new Rubric { Name = "Test", Criteria = [YesNo with { Options = [new("yes", "Yes"), new("no", "No"), new("perhaps", "Perhaps")] }] };
        var ratings = new CriterionRatings(record.Record(), YesNo);
        Assert.Equal((1, 1), (ratings.Ratings.Count, ratings.OtherScale));
    }

    [Fact]
    public void Agreement_over_time_has_a_point_for_each_stretch_or_says_what_is_missing()
    {
        var record = new RecordBuilder(YesNo);
        for (int i = 1; i <= 40; i++)
            record.Says(0, i, i % 2 == 0 ? "yes" : "no", day: i).Says(1, i, i % 2 == 0 || i > 20 ? "yes" : "no", day: i);
        var course = AgreementFigures.Course(record.Ratings());
        Assert.Null(course.Reason);
        Assert.Equal(8, course.Points.Count);
        Assert.True(course.Points[0].Result.Value is null or > 0.9);
        Assert.True(course.Points[^1].Result.Value < 0.1);
        Assert.Contains("one day", AgreementFigures.Course(new RecordBuilder(YesNo).Says(0, 1, "yes").Ratings()).Reason, StringComparison.Ordinal);
        Assert.Contains("Nobody", AgreementFigures.Course(new RecordBuilder(YesNo).Ratings()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Confusion_against_gold_counts_what_was_said_where_what_was_right()
    {
        var record = new RecordBuilder(YesNo);
        for (int i = 1; i <= 10; i++)
            record.Has(i, gold: i <= 6 ? "yes" : "no").Says(0, i, i <= 4 || i > 9 ? "no" : "yes");
        var confusion = Confusion.AgainstGold(record.Ratings(), Person(0));
        Assert.Equal(new Share(3, 10), confusion.Right);
        Assert.Equal(["Yes", "No"], confusion.Rows);
        Assert.Equal([[2, 4], [3, 1]], confusion.Counts);
        Assert.StartsWith("20 more items with a known answer are missing", confusion.Reason, StringComparison.Ordinal);
        Assert.Contains("no items with a known answer", Confusion.AgainstGold(new RecordBuilder(YesNo).Says(0, 1, "yes").Ratings(), Person(0)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_right_answers_any_is_right()
    {
        var ratings = new RecordBuilder(Grade).Has(1, gold: "3|4").Says(0, 1, "4").Says(1, 1, "5").Ratings();
        Assert.Equal(new Share(1, 1), Confusion.AgainstGold(ratings, Person(0)).Right);
        Assert.Equal(new Share(0, 1), Confusion.AgainstGold(ratings, Person(1)).Right);
    }

    [Fact]
    public void Consensus_is_of_the_others_unless_the_lead_decided()
    {
        // With their own answer counted, person 0 would be part of a majority on item 1.
        var record = new RecordBuilder(YesNo).Says(0, 1, "yes").Says(1, 1, "yes").Says(2, 1, "no").Says(0, 2, "yes").Says(1, 2, "no").Says(2, 2, "no")
            .Has(3, adjudicated: "yes").Says(0, 3, "no").Says(1, 3, "no").Says(2, 3, "no");
        var confusion = Confusion.AgainstConsensus(record.Ratings(), Person(0));
        Assert.Equal(new Share(0, 2), confusion.Right);
    }

    [Fact]
    public void Numbers_are_compared_with_the_median_of_the_others_within_a_tenth_of_the_scale()
    {
        var record = new RecordBuilder(Score).Says(0, 1, "55").Says(1, 1, "40").Says(2, 1, "60").Says(0, 2, "90").Says(1, 2, "40").Says(2, 2, "60");
        var confusion = Confusion.AgainstConsensus(record.Ratings(), Person(0));
        Assert.Equal(new Share(1, 2), confusion.Right);
        Assert.Equal(["below", "within", "above"], confusion.Columns);
        Assert.Equal([0, 1, 1], confusion.Counts[0]);
    }

    [Fact]
    public void The_severe_reviewer_is_found_and_scores_are_adjusted_for_them()
    {
        var random = new RandomStream(7, 1);
        var record = new RecordBuilder(Grade);
        for (int i = 1; i <= 60; i++)
        {
            int quality = 2 + random.NextInt32(3);
            for (int p = 0; p < 3; p++)
                record.Says(p, i, Math.Clamp(quality - (p == 0 ? 1 : 0) + random.NextInt32(3) - 1, 1, 5).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        // Two items that only the severe one and one other saw.
        for (int i = 61; i <= 64; i++)
            record.Says(0, i, "2").Says(1, i, "3");
        var severity = SeverityFigures.From(record.Ratings());
        Assert.True(severity.Of(Person(0))!.Measure.Low > 0);
        Assert.True(severity.Of(Person(1))!.Measure.High < 0);
        Assert.Contains(severity.Adjusted, a => a.Item.Number > 60 && a.Fair > a.Given);
        Assert.Equal("bad", severity.Points[0]);
    }

    [Fact]
    public void A_scale_whose_high_end_is_a_defect_is_turned_round_and_options_without_order_have_no_severity()
    {
        var upward = SeverityFigures.From(new RecordBuilder(Grade with { Defects = ["5"] }).Says(0, 1, "5").Says(1, 1, "4").Says(0, 2, "3").Says(1, 2, "2").Ratings());
        Assert.Equal(["best", "good", "fair", "poor", "bad"], upward.Points);
        var none = SeverityFigures.From(new RecordBuilder(YesNo with { Defects = [] }).Says(0, 1, "yes").Ratings());
        Assert.Contains("without order", none.Reason, StringComparison.Ordinal);
        var few = SeverityFigures.From(new RecordBuilder(Grade).Says(0, 1, "2").Says(0, 2, "3").Ratings());
        Assert.Contains("second", few.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Confidence_is_held_against_what_was_right()
    {
        var record = new RecordBuilder(YesNo);
        for (int i = 1; i <= 40; i++)
            record.Has(i, gold: "yes").Says(0, i, i % 2 == 0 ? "yes" : "no", confidence: i <= 20 ? "0.9" : "0.5");
        var curve = ConfidenceCurve.Of(record.Ratings(), Person(0));
        Assert.Null(curve.Reason);
        Assert.Equal([0.5, 0.9], curve.Points.Select(p => p.Stated));
        Assert.All(curve.Points, p => Assert.Equal(new Share(10, 20), p.Right));
        Assert.Equal(0.2, curve.Error!.Value, 6);
        Assert.Equal((0.25 + 0.41) / 2, curve.Brier!.Value, 6);
        Assert.Contains("No answer states a confidence", ConfidenceCurve.Of(new RecordBuilder(YesNo).Says(0, 1, "yes").Ratings(), Person(0)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Automation_bias_is_the_difference_between_shown_and_blind_or_says_which_kind_is_missing()
    {
        var record = new RecordBuilder(YesNo);
        for (int i = 1; i <= 80; i++)
            record.Has(i, suggested: "yes", isBlind: i <= 40).Says(0, i, i <= 40 ? (i <= 20 ? "yes" : "no") : i <= 76 ? "yes" : "no");
        var bias = AutomationBias.Of(record.Ratings(), Person(0));
        Assert.Null(bias.Reason);
        Assert.Equal((new Share(36, 40), new Share(20, 40)), (bias.Shown, bias.Blind));
        Assert.Equal(0.4, bias.Pull!.Value.Value, 6);
        Assert.True(bias.Pull.Value.Low > 0.15 && bias.Pull.Value.High < 0.6);
        Assert.Contains("none with the suggestion shown", AutomationBias.Of(new RecordBuilder(YesNo).Has(1, suggested: "yes").Says(0, 1, "yes").Ratings(), null).Reason, StringComparison.Ordinal);
        Assert.Contains("none given blind", AutomationBias.Of(new RecordBuilder(YesNo).Has(1, suggested: "yes", isBlind: false).Says(0, 1, "yes").Ratings(), null).Reason, StringComparison.Ordinal);
        Assert.Contains("No item carries a suggestion", AutomationBias.Of(new RecordBuilder(YesNo).Says(0, 1, "yes").Ratings(), null).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_difference_of_shares_has_newcombes_interval()
    {
        // Newcombe (1998), table II: 56/70 against 48/80.
        var (value, low, high) = new Share(56, 70).Less(new Share(48, 80))!.Value;
        Assert.Equal((0.2, 0.0524, 0.3339), (Math.Round(value, 4), Math.Round(low, 4), Math.Round(high, 4)));
        Assert.Null(new Share(1, 2).Less(new Share(0, 0)));
    }

    [Fact]
    public void Repeats_and_pace_are_of_the_person()
    {
        var record = new RecordBuilder(YesNo).Says(0, 1, "yes", seconds: 10).Says(0, 2, "no", seconds: 30).Says(0, 3, "no", seconds: 20).Says(1, 1, "no", seconds: 100).Again(0, 1, "yes").Again(0, 2, "yes").Again(1, 1, "no");
        var ratings = record.Ratings();
        var person = PersonFigures.Of(ratings, SeverityFigures.From(ratings), ratings.Record.People[0]);
        Assert.Equal(new Share(1, 2), person.Repeats);
        Assert.StartsWith("18 more repeated items", person.RepeatsReason, StringComparison.Ordinal);
        Assert.Equal((20.0, 3), (person.Pace.Median!.Value, person.Pace.Of));
    }

    [Fact]
    public void The_latent_truth_can_be_against_the_majority_and_says_how_sure_it_is()
    {
        var random = new RandomStream(3, 2);
        var record = new RecordBuilder(YesNo);
        for (int i = 1; i <= 120; i++)
        {
            string truth = i % 2 == 0 ? "yes" : "no", other = truth == "yes" ? "no" : "yes";
            record.Says(0, i, truth).Says(1, i, random.NextInt32(20) == 0 ? other : truth).Says(2, i, random.NextInt32(5) < 2 ? other : truth).Says(3, i, random.NextInt32(5) < 2 ? other : truth).Says(4, i, random.NextInt32(5) < 2 ? other : truth);
        }

        var latent = LatentFigures.From(record.Ratings());
        Assert.True(latent.Fitted);
        Assert.True(latent.Items.Count(i => i.Label == (i.Item.Number % 2 == 0 ? "Yes" : "No")) >= 118);
        Assert.Contains(latent.Items, i => i.IsAgainstMajority);
        Assert.True(latent.Items[0].Probability <= latent.Items[^1].Probability);
        Assert.Equal("Person 0", latent.People[0].Person.Name);
        Assert.All(latent.Items, i => Assert.Equal(1, i.Posterior.Sum(), 9));
        Assert.Contains("numbers", LatentFigures.From(new RecordBuilder(Score).Says(0, 1, "3").Ratings()).Reason, StringComparison.Ordinal);
        Assert.Contains("one rater", LatentFigures.From(new RecordBuilder(YesNo).Says(0, 1, "yes").Ratings()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_on_gold_signal_where_the_declared_chart_does_and_name_the_campaign()
    {
        var record = new RecordBuilder(YesNo);
        for (int i = 1; i <= 60; i++)
            record.Has(i, gold: "yes", isBlind: i <= 30).Says(0, i, i > 40 ? "no" : "yes").Says(1, i, "yes");
        var ratings = record.Ratings();
        var charts = MonitorCharts.Of(ratings, SeverityFigures.From(ratings));
        var expected = BernoulliCusum.ForRunLength(MonitorCharts.AcceptableRate(ratings), 2 * MonitorCharts.AcceptableRate(ratings), MonitorCharts.RunLength).Chart(Enumerable.Range(1, 60).Select(i => i > 40));
        var signal = charts[0].Errors.Signal!;
        Assert.Equal(expected[^1].FirstSignal, signal.Index);
        Assert.Equal((SessionCause.Errors, Open), (signal.Cause, signal.From));
        Assert.Contains($"{signal.Index - 40} of the first {signal.Index}", signal.Sentence, StringComparison.Ordinal);
        Assert.Null(charts[1].Errors.Signal);
        Assert.Contains("known", charts[0].Errors.Declared, StringComparison.Ordinal);
    }

    [Fact]
    public void Drifting_severity_signals_and_short_charts_say_what_is_missing()
    {
        var random = new RandomStream(11, 4);
        var record = new RecordBuilder(Grade);
        for (int i = 1; i <= 120; i++)
        {
            int quality = 2 + random.NextInt32(3);
            for (int p = 0; p < 6; p++)
                record.Says(p, i, Math.Clamp(quality + random.NextInt32(3) - 1 - (p == 0 && i > 60 ? 2 : 0), 1, 5).ToString(System.Globalization.CultureInfo.InvariantCulture), day: i);
        }

        var ratings = record.Ratings();
        var charts = MonitorCharts.Of(ratings, SeverityFigures.From(ratings));
        Assert.StartsWith("Became more severe", charts[0].Severity.Signal!.Sentence, StringComparison.Ordinal);
        Assert.InRange(charts[0].Severity.Signal!.Index, 61, 70);
        Assert.Contains("the lead has decided 0", charts[0].Overturned.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("has a known answer", charts[0].Errors.Reason, StringComparison.Ordinal);

        // Severity is measured against the panel: while one becomes more severe the others seem more lenient, less and later.
        Assert.All(charts.Skip(1).Where(c => c.Severity.Signal is not null), c => Assert.True(c.Severity.Signal!.Index > charts[0].Severity.Signal!.Index && c.Severity.Signal.Sentence.Contains("more lenient", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_person_whom_the_lead_overturns_beyond_chance_is_signalled()
    {
        var record = new RecordBuilder(YesNo);
        for (int i = 1; i <= 60; i++)
        {
            record.Has(i, adjudicated: "yes");
            for (int p = 0; p < 4; p++)
                record.Says(p, i, p == 0 ? (i > 20 ? "no" : "yes") : i % 10 == p ? "no" : "yes");
        }

        var ratings = record.Ratings();
        var charts = MonitorCharts.Of(ratings, SeverityFigures.From(ratings));
        Assert.Equal((SessionCause.Overturned, 2), (charts[0].Overturned.Signal!.Cause, charts[0].Overturned.Signal!.Index));
        Assert.All(charts.Skip(1), c => Assert.Null(c.Overturned.Signal));
    }

    [Fact]
    public void A_session_is_planned_for_its_cause_and_its_person()
    {
        var plan = new SessionPlan { Items = 20 };
        Assert.Equal(12, ItemSelection.Quotas(plan.For(SessionCause.Errors))[ItemReason.Gold]);
        Assert.Equal(12, ItemSelection.Quotas(plan.For(SessionCause.Overturned))[ItemReason.Disagreement]);
        Assert.Equal(6, ItemSelection.Quotas(plan.For(SessionCause.Severity))[ItemReason.Easy]);
        var reviewers = Enumerable.Range(0, 5).Select(i => new Application.Review.Campaigns.ReviewerChoice(Person(i), $"Person {i}")).ToList();
        var chosen = plan.With(Person(4), reviewers).Reviewers;
        Assert.Equal(3, chosen.Length);
        Assert.Equal(Person(4), chosen[0].UserId);
        Assert.Empty(plan.With(Person(9), reviewers).Reviewers);
    }
}
