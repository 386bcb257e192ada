using SynthWorkbench.Numerics.Agreement;
using Xunit;
using static SynthWorkbench.Numerics.Tests.Agreement.Examples;

namespace SynthWorkbench.Numerics.Tests.Agreement;

/// <summary>Choice, bands, explanation and the report that joins them; and what a table refuses.</summary>
public sealed class AgreementReportTests
{
    [Fact]
    public void The_paradox_is_explained_in_two_sentences()
    {
        var explained = AgreementExplanation.Of(RatingTable.OfContingency(Paradox, ["clean", "defect"]));
        Assert.Equal(AgreementCoefficient.Cohen, explained.Coefficient);
        Near(0.944, explained.Observed, 1e-12);
        Near(-0.02339181286549608, explained.Value, 1e-12);
        Near(0.94528, explained.Chance, 1e-12);
        Near(0.9407763376087177, explained.Ac1, 1e-12);
        Near(0.05443200000000002, explained.Ac1Chance, 1e-12);
        Near(0.972, explained.Prevalence, 1e-12);
        Assert.Equal("clean", explained.Category);
        Assert.StartsWith("Reviewers agree in 94.4 % of pairs; kappa is -0.02 and AC1 0.94, because kappa takes 94.5 % for agreement by chance and AC1 5.4 %. \"clean\" is 97.2 % of the ratings: ", explained.Sentences, StringComparison.Ordinal);
    }

    [Fact]
    public void Coefficients_that_do_not_differ_are_said_not_to()
    {
        var explained = AgreementExplanation.Of(Krippendorff);
        Assert.Equal(AgreementCoefficient.Alpha, explained.Coefficient);
        Near(1 - 0.7794871794871795, explained.Chance, 1e-12);
        Assert.Contains("hardly differ", explained.Sentences, StringComparison.Ordinal);
        var nothing = AgreementExplanation.Of(RatingTable.OfContingency(new[,] { { 9, 0 }, { 0, 0 } }));
        Assert.Null(nothing.Value);
        Assert.Equal(1, nothing.Observed);
        Assert.StartsWith("All 18 ratings", nothing.Sentences, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RatingScale.Nominal, true, 3, AgreementCoefficient.Alpha, AgreementCoefficient.Ac1)]
    [InlineData(RatingScale.Nominal, false, 2, AgreementCoefficient.Alpha, AgreementCoefficient.Ac1)]
    [InlineData(RatingScale.Ordinal, false, 2, AgreementCoefficient.Alpha, AgreementCoefficient.CohenQuadratic)]
    [InlineData(RatingScale.Ordinal, false, 3, AgreementCoefficient.Alpha, AgreementCoefficient.Ac2)]
    [InlineData(RatingScale.Ordinal, true, 2, AgreementCoefficient.Alpha, AgreementCoefficient.Ac2)]
    [InlineData(RatingScale.Interval, false, 2, AgreementCoefficient.IccTwoWaySingle, AgreementCoefficient.IccTwoWayMean)]
    [InlineData(RatingScale.Ratio, true, 2, AgreementCoefficient.Alpha, AgreementCoefficient.Ac2)]
    public void The_choice_follows_scale_gaps_and_reviewers(RatingScale scale, bool missing, int raters, AgreementCoefficient first, AgreementCoefficient second)
    {
        var choice = CoefficientChoice.For(scale, missing, raters);
        Assert.Equal([first, second], choice.Take(2).Select(c => c.Coefficient));
        Assert.All(choice, c => Assert.EndsWith(".", c.Reason, StringComparison.Ordinal));
        Assert.Equal(missing, choice.Any(c => c.Reason.Contains("gaps", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_band_is_that_of_the_lower_limit()
    {
        Assert.Equal(AgreementBand.Good, AgreementBands.Of(new AgreementResult { Value = 0.9, Low = 0.8, High = 1 }));
        Assert.Equal(AgreementBand.Tentative, AgreementBands.Of(new AgreementResult { Value = 0.9, Low = 0.79, High = 1 }));
        Assert.Equal(AgreementBand.Tentative, AgreementBands.Of(new AgreementResult { Value = 0.9, Low = 2.0 / 3, High = 1 }));
        Assert.Equal(AgreementBand.Low, AgreementBands.Of(new AgreementResult { Value = 0.9, Low = 0.6, High = 1 }));
        Assert.Equal(AgreementBand.Unknown, AgreementBands.Of(new AgreementResult { Value = 1 }));
        Assert.StartsWith("Not established", AgreementBands.Sentence(new AgreementResult { Value = 0.9, Low = 0.6, High = 1 }), StringComparison.Ordinal);
        Assert.Equal("why", AgreementBands.Sentence(new AgreementResult { Reason = "why" }));
    }

    [Fact]
    public void A_report_holds_what_fits_the_scale_and_what_is_chosen()
    {
        foreach (var scale in Enum.GetValues<RatingScale>())
        {
            foreach (var table in new[] { Krippendorff, RatingTable.OfNumbers(ShroutFleiss, 4), RatingTable.OfNumbers(ShroutFleiss, 2), RatingTable.OfNumbers([1, double.NaN], 2) })
            {
                var report = AgreementReport.Of(table, scale, IntervalOptions.Bootstrap(100));
                Assert.All(report.Choice, c => Assert.NotNull(report[c.Coefficient]));
                Assert.All(report.Lines, l => Assert.True(l.Result.Value is not null || l.Result.Reason is not null, l.Name));
                Assert.Equal(report.Lines.Length, report.Lines.Select(l => l.Coefficient).Distinct().Count());
                Assert.Equal(scale == RatingScale.Nominal, report.Explanation is not null);
                Assert.Equal(scale is RatingScale.Interval or RatingScale.Ratio && table.Raters == 2, report.Limits is not null);
            }
        }

        var measured = AgreementReport.Of(Krippendorff, RatingScale.Nominal, IntervalOptions.Bootstrap(100));
        Near(0.743421052631579, measured[AgreementCoefficient.Alpha]!.Value, 1e-12);
        Assert.Null(measured[AgreementCoefficient.IccOneWaySingle]);
        Assert.Equal([AgreementBand.Unknown, AgreementBand.Low], measured.Lines.Take(2).Select(l => l.Band));
        Undefined(AgreementReport.Of(Krippendorff, RatingScale.Interval)[AgreementCoefficient.IccTwoWaySingle]!, "4 of the 12 rated items have fewer than 4 ratings");
    }

    [Fact]
    public void More_numbers_than_a_scale_has_categories_are_no_scale_with_weights()
    {
        double[] numbers = [.. Enumerable.Range(0, 2 * (AgreementWeights.MostCategories + 1)).Select(i => (double)(i / 2 * 2 + (i % 4 == 3 ? 1 : 0)))];
        var report = AgreementReport.Of(RatingTable.OfNumbers(numbers, 2), RatingScale.Interval, IntervalOptions.Bootstrap(10));
        Undefined(report[AgreementCoefficient.Ac2]!, "1,501 categories");
        Assert.True(report[AgreementCoefficient.Alpha]!.Low > 0.9);
        Assert.True(report[AgreementCoefficient.IccTwoWaySingle]!.Low > 0.9);
        Undefined(AgreementReport.Of(RatingTable.OfNumbers(numbers, 2), RatingScale.Nominal)[AgreementCoefficient.Ac1]!, "1,501 categories");
    }

    [Fact]
    public void Kappa_and_Light_say_which_ratings_are_lacking()
    {
        Undefined(CohenKappa.Of(new RatingTable(["a", "b"], [0, 1, 0, -1, -1, 1], 2)), "Both reviewers have rated 1 item: at least 1 more");
        Undefined(CohenKappa.Of(RatingTable.OfContingency(new[,] { { 5, 0 }, { 0, 0 } })), "All 10 ratings");
        Undefined(CohenKappa.Of(new RatingTable(["a", "b"], [0, 1], 1)), "Only one reviewer");
        Undefined(LightKappa.Of(new RatingTable(["a", "b"], [0, 1, -1, 0, 0, -1, 1, -1, 1], 3)), "2 of the 3 pairs of reviewers");

        // A reviewer who always says the same agrees with the other by chance only: 0, not undefined.
        Near(0, CohenKappa.Of(new RatingTable(["a", "b"], [0, 1, 0, 0], 2)).Value, 1e-12);
    }

    [Fact]
    public void Items_that_do_not_differ_have_no_reliable_mean()
    {
        var icc = IntraclassCorrelation.Of(RatingTable.OfNumbers([1, 3, 3, 1], 2));
        Near(-1, icc.OneWaySingle.Value, 1e-12);
        Undefined(icc.OneWayMean, "The means of the 2 items do not differ");

        // Raters a constant apart: consistent, not agreeing.
        icc = IntraclassCorrelation.Of(RatingTable.OfNumbers([1, 2, 2, 3, 5, 6], 2));
        Near(1, icc.FixedSingle.Value, 1e-12);
        Assert.True(icc.TwoWaySingle.Value < 0.95);
    }

    [Fact]
    public void A_table_refuses_what_it_cannot_hold()
    {
        Assert.Throws<ArgumentException>(() => new RatingTable([], [], 1));
        Assert.Throws<ArgumentException>(() => new RatingTable(["a", "a"], [], 1));
        Assert.Throws<ArgumentException>(() => new RatingTable(["a", "b"], [0, 1, 1], 2));
        Assert.Throws<ArgumentException>(() => new RatingTable(["a", "b"], [0, 2], 2));
        Assert.Throws<ArgumentException>(() => new RatingTable(["a", "b"], [0, -2], 2));
        Assert.Throws<ArgumentException>(() => new RatingTable(["a", "b"], [0, 1], 2, [1]));
        Assert.Throws<ArgumentException>(() => new RatingTable(["a", "b"], [0, 1], 2, [1, 1]));
        Assert.Throws<ArgumentException>(() => new RatingTable(["a", "b"], [0, 1], 2, default, [1, 2]));
        Assert.Throws<ArgumentException>(() => RatingTable.OfNumbers([1, 2, 7, 1], 2, [1, 2]));
        Assert.Throws<ArgumentException>(() => RatingTable.OfContingency(new int[2, 3]));
        Assert.Throws<ArgumentException>(() => RatingTable.OfCounts(new[,] { { -1, 2 } }));
        Assert.Throws<ArgumentException>(() => GwetAc.Of(Krippendorff, AgreementWeights.Identity(4)));
        Assert.Throws<ArgumentException>(() => CohenKappa.Of(Krippendorff, null, null, 0, 4));
        Assert.Throws<ArgumentException>(() => AgreementWeights.FromDisagreement(new double[,] { { 0, 1 }, { 2, 0 } }));
        Assert.Throws<ArgumentException>(() => AgreementWeights.FromDisagreement(new double[,] { { 0, 0 }, { 0, 0 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => AgreementWeights.Ratio([-1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => AgreementWeights.Linear(AgreementWeights.MostCategories + 1));
    }
}
