using CsCheck;
using SynthWorkbench.Numerics.Agreement.Rasch;
using SynthWorkbench.Numerics.Random;
using Xunit;
using static SynthWorkbench.Numerics.Tests.Agreement.Latent.LatentExampleTests;

namespace SynthWorkbench.Numerics.Tests.Agreement.Rasch;

public sealed class ManyFacetRaschTests
{
    /// <summary>Ratings of seven examinees on five traits by three judges, 1 to 9, as they circulate from Guilford (1954), p. 282.</summary>
    private static readonly string[] Guilford =
    [
        "55353 97585 33371 73133 97785 35351 77555",
        "65463 87572 45366 56455 24323 44642 33554",
        "55573 77575 35555 53331 97777 33353 77757",
    ];

    private static readonly ManyFacetRaschOptions JudgesFloat = new(Facet.Reviewer, RaschEstimation.Joint);

    private static readonly ManyFacetRaschOptions Joint = new(Estimation: RaschEstimation.Joint);

    private static List<FacetRating> Judges() =>
        [.. Guilford.SelectMany((judge, r) => judge.Split(' ').SelectMany((scores, item) => scores.Select((score, criterion) => new FacetRating(item, criterion, r, score - '1'))))];

    [Fact]
    public void Joint_maximum_likelihood_of_Guilfords_judges_is_that_of_two_optimisers()
    {
        var fit = ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, Judges()), JudgesFloat);
        Assert.True(fit.Fitted && fit.Converged);
        Assert.Equal(-165.6849840, fit.LogLikelihood, 1e-6);
        Near([0.0396714, 0.2453968, -0.0959942], fit.Reviewers.Select(r => r.Measure), 1e-6);
        Near([-0.0714688, 0.6638323, -0.2554327, -0.4815189, 0.4406970, -0.5841312, 0.2880224], fit.Items.Select(r => r.Measure), 1e-6);
        Near([-0.2799967, -0.1470095, 0.2108556, -0.3022512, 0.5184018], fit.Criteria.Select(r => r.Measure), 1e-6);
        Near([-0.6904938, -2.3519901, 0.8093226, -1.4837458, 1.7185980, -0.9788958, 2.3926156, 0.5845891], fit.Steps, 1e-6);
        Near([0.1166, 0.1178, 0.1164], fit.Reviewers.Select(r => r.ModelError), 1e-4);
        Near([0.849, 1.475, 0.672], fit.Reviewers.Select(r => r.Infit!.Value), 1e-3);
        Near([0.880, 1.524, 0.666], fit.Reviewers.Select(r => r.Outfit!.Value), 1e-3);
        Near([171, 156, 181], fit.Reviewers.Select(r => (r.ObservedMean + 1) * r.Ratings), 1e-9);
    }

    [Fact]
    public void Totals_are_reproduced_and_gauges_expect_the_same()
    {
        var ratings = new FacetRatings(7, 5, 3, 9, Judges());
        var floating = ManyFacetRasch.Fit(ratings, JudgesFloat);
        foreach (var fit in new[] { floating, ManyFacetRasch.Fit(ratings, Joint), ManyFacetRasch.Fit(ratings, Joint with { Floating = Facet.Criterion }) })
        {
            // At the maximum the expected total of every element is its observed total.
            for (int r = 0; r < 3; r++)
                Assert.Equal(fit.Reviewers[r].ObservedMean * 35, Enumerable.Range(0, 35).Sum(i => fit.Expect(i / 5, i % 5, r).Mean), 1e-6);
            for (int i = 0; i < 7; i++)
                Assert.Equal(floating.Items[i].FairMean, fit.Items[i].FairMean, 1e-9);
        }

        var centred = ManyFacetRasch.Fit(ratings, Joint);
        Near(centred.Items.Select(i => centred.Expect(i.Measure).Mean), centred.Items.Select(i => i.FairMean), 1e-9);
        double middle = centred.Items.Average(i => i.Measure);
        Near(centred.Reviewers.Select(r => centred.Expect(middle - r.Measure).Mean), centred.Reviewers.Select(r => r.FairMean), 1e-9);
        Assert.Equal(0, centred.Reviewers.Sum(r => r.Measure), 1e-9);
        Assert.Equal(0, centred.Criteria.Sum(r => r.Measure), 1e-9);
        Near(floating.Reviewers.Select(r => r.StandardError), centred.Reviewers.Select(r => r.StandardError), 1e-9);
        Assert.Equal(floating.Reviewers[1].Measure - floating.Reviewers[0].Measure, centred.Reviewers[1].Measure - centred.Reviewers[0].Measure, 1e-9);

        // Points below expectation are severe; the item's own error widens the deviation.
        var (first, second) = (centred.Expect(1, 0, 1), centred.Expect(1, 1, 1));
        double variance = first.Variance + second.Variance, error = centred.Items[1].StandardError;
        Assert.Equal((first.Mean - 5 + second.Mean - 4) / Math.Sqrt(variance + variance * variance * error * error), centred.SeverityResidual(1, 1, [(0, 5), (1, 4)]), 1e-12);
        Assert.Throws<ArgumentException>(() => centred.SeverityResidual(1, 1, []));
        var expected = centred.Expect(1, 4, 1);
        Assert.Equal((1 - expected.Mean) / Math.Sqrt(expected.Variance), expected.Residual(1), 1e-12);
    }

    /// <summary>Two reviewers, yes or no: of forty items on which they differ the first said yes to thirty. Both estimates can be worked out.</summary>
    [Fact]
    public void Pairs_show_the_bias_of_joint_estimation_and_what_adjustment_leaves_of_it()
    {
        var ratings = new FacetRatings(40, 1, 2, 2, Enumerable.Range(0, 40).SelectMany(i => new[] { new FacetRating(i, 0, 0, i < 30 ? 1 : 0), new FacetRating(i, 0, 1, i < 30 ? 0 : 1) }));

        // Conditionally on the totals the difference is ln 3; joint estimation doubles it.
        Near([-Math.Log(3), Math.Log(3)], ManyFacetRasch.Fit(ratings, Joint).Reviewers.Select(r => r.Measure), 1e-8);

        // Half the logarithm of each item's information adds half a yes and half a no an item: (2 x 30 + 40 / 2) against (2 x 10 + 40 / 2), and a curvature of 3 x 40 x 2/3 x 1/3 / 4 in the difference.
        var adjusted = ManyFacetRasch.Fit(ratings);
        Near([-Math.Log(2), Math.Log(2)], adjusted.Reviewers.Select(r => r.Measure), 1e-7);
        Near([Math.Sqrt(3 / 20.0) / 2, Math.Sqrt(3 / 20.0) / 2], adjusted.Reviewers.Select(r => r.StandardError), 1e-5);

        // Both reviewers saw every item, so that their error does not reach it: the information of two answers of probability 2/3.
        Assert.Equal(1.5, adjusted.Items[0].StandardError, 1e-6);
    }

    [Fact]
    public void A_fair_score_takes_the_severity_of_the_judge_away()
    {
        // The first item was seen by the lenient judge alone, the second by the severe one alone; the others link the two.
        var fit = ManyFacetRasch.Fit(new FacetRatings(40, 3, 2, 6, Simulated(1, 40, 3, [-1, 1], 6, (item, reviewer) => item >= 2 || reviewer == item)));
        Assert.True(fit.Reviewers[1].Low > fit.Reviewers[0].High);
        Assert.True(fit.Reviewers[1].FairMean < fit.Reviewers[0].FairMean);
        Assert.True(fit.Items[0].StandardError > 1.01 * fit.Items[0].ModelError, "The error of the one judge's severity is part of the item's.");
        Assert.True(fit.Items[0].FairMean < fit.Items[0].ObservedMean - 0.1, "The lenient judge's item is worth less than was given.");
        Assert.True(fit.Items[1].FairMean > fit.Items[1].ObservedMean + 0.1, "The severe judge's item is worth more than was given.");
    }

    [Fact]
    public void The_order_of_ratings_changes_no_bit_and_that_of_elements_nothing_but_the_order()
    {
        var ratings = Judges();
        var fit = ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, ratings));
        Gen.Shuffle(ratings.ToArray(), ratings.Count).Sample(shuffled =>
        {
            var other = ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, shuffled));
            Assert.Equal(fit.Items, other.Items);
            Assert.Equal(fit.Reviewers, other.Reviewers);
            Assert.Equal(fit.Steps, other.Steps);
        }, iter: 20);
        Gen.Select(Gen.Shuffle(Enumerable.Range(0, 7).ToArray()), Gen.Shuffle(Enumerable.Range(0, 5).ToArray()), Gen.Shuffle(Enumerable.Range(0, 3).ToArray())).Sample((items, criteria, reviewers) =>
        {
            var other = ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, ratings.Select(r => new FacetRating(items[r.Item], criteria[r.Criterion], reviewers[r.Reviewer], r.Category))));
            Near(fit.Items.Select(e => e.Measure), items.Select(i => other.Items[i].Measure), 1e-8);
            Near(fit.Criteria.Select(e => e.StandardError), criteria.Select(i => other.Criteria[i].StandardError), 1e-8);
            Near(fit.Reviewers.Select(e => e.Outfit!.Value), reviewers.Select(i => other.Reviewers[i].Outfit!.Value), 1e-7);
        }, iter: 20);
    }

    [Fact]
    public void A_scale_read_backwards_turns_every_sign()
    {
        var fit = ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, Judges()), JudgesFloat);
        var turned = ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, Judges().Select(r => r with { Category = 8 - r.Category })), JudgesFloat);
        Near(fit.Items.Select(e => -e.Measure), turned.Items.Select(e => e.Measure), 1e-8);
        Near(fit.Criteria.Select(e => -e.Measure), turned.Criteria.Select(e => e.Measure), 1e-8);
        Near(fit.Reviewers.Select(e => -e.Measure), turned.Reviewers.Select(e => e.Measure), 1e-8);
        Near(fit.Steps.Reverse().Select(s => -s), turned.Steps, 1e-8);
        Near(
            ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, Judges())).Reviewers.Select(e => -e.Measure),
            ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, Judges().Select(r => r with { Category = 8 - r.Category }))).Reviewers.Select(e => e.Measure), 1e-8);
    }

    [Fact]
    public void Doubled_ratings_leave_measures_and_divide_errors_by_the_root_of_two()
    {
        var once = ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, Judges()), Joint);
        var twice = ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, Judges().Concat(Judges())), Joint);
        Near(once.Reviewers.Select(e => e.Measure), twice.Reviewers.Select(e => e.Measure), 1e-8);
        Near(once.Reviewers.Select(e => e.StandardError / Math.Sqrt(2)), twice.Reviewers.Select(e => e.StandardError), 1e-8);
        Near(once.Items.Select(e => e.ModelError / Math.Sqrt(2)), twice.Items.Select(e => e.ModelError), 1e-8);
        Near(once.Reviewers.Select(e => e.Infit!.Value), twice.Reviewers.Select(e => e.Infit!.Value), 1e-8);
    }

    [Fact]
    public void Elements_at_one_end_are_set_aside_and_get_a_finite_measure_beyond_the_others()
    {
        var ratings = Judges();
        for (int criterion = 0; criterion < 5; criterion++)
        {
            for (int reviewer = 0; reviewer < 3; reviewer++)
            {
                ratings.Add(new FacetRating(7, criterion, reviewer, 8));
                ratings.Add(new FacetRating(8, criterion, reviewer, 0));
            }
        }

        var without = ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, Judges()));
        var fit = ManyFacetRasch.Fit(new FacetRatings(10, 5, 3, 9, ratings));
        Assert.True(fit.Fitted);
        Near(without.Reviewers.Select(r => r.Measure), fit.Reviewers.Select(r => r.Measure), 1e-9);
        Assert.Equal([MeasureKind.Highest, MeasureKind.Lowest, MeasureKind.Unobserved], fit.Items.Skip(7).Select(i => i.Kind));
        Assert.True(fit.Items[7].Measure > fit.Items.Take(7).Max(i => i.Measure) && fit.Items[8].Measure < fit.Items.Take(7).Min(i => i.Measure));
        Assert.InRange(fit.Items[7].StandardError, 0.3, 3);
        Assert.InRange(fit.Items[7].FairMean, 7.5, 8);
        Assert.Equal(15 * 8 - 0.3, Enumerable.Range(0, 15).Sum(i => fit.Expect(7, i % 5, i / 5).Mean), 1e-6);
        Assert.True(double.IsPositiveInfinity(fit.Items[9].High));
        Assert.Contains("1 element has no usable ratings", fit.Reason, StringComparison.Ordinal);
        Assert.Contains("2 elements have only lowest or only highest", fit.Reason, StringComparison.Ordinal);
        NoNaN(fit);
    }

    [Fact]
    public void An_item_that_only_reviewers_at_the_ends_have_rated_is_unknown()
    {
        var ratings = Judges();
        for (int item = 0; item < 8; item++)
        {
            ratings.Add(new FacetRating(item, 0, 3, 8));
            ratings.Add(new FacetRating(item, 0, 4, 0));
        }

        var fit = ManyFacetRasch.Fit(new FacetRatings(8, 5, 5, 9, ratings));
        Near(ManyFacetRasch.Fit(new FacetRatings(7, 5, 3, 9, Judges())).Reviewers.Select(r => r.Measure), fit.Reviewers.Take(3).Select(r => r.Measure), 1e-9);
        Assert.Equal((MeasureKind.Unobserved, 2), (fit.Items[7].Kind, fit.Items[7].Ratings));
        Assert.Equal([MeasureKind.Highest, MeasureKind.Lowest], fit.Reviewers.Skip(3).Select(r => r.Kind));
        Assert.True(fit.Reviewers[3].Measure < fit.Reviewers.Take(3).Min(r => r.Measure) && fit.Reviewers[4].Measure > fit.Reviewers.Take(3).Max(r => r.Measure));
        NoNaN(fit);
    }

    [Fact]
    public void Categories_that_nobody_gave_leave_the_scale()
    {
        // The even scores never occur: the same ratings on a scale of five give the same measures, and fair scores stay on the scale of nine.
        var odd = Simulated(5, 30, 3, [-0.5, 0, 0.5], 5);
        var narrow = ManyFacetRasch.Fit(new FacetRatings(30, 3, 3, 5, odd));
        var fit = ManyFacetRasch.Fit(new FacetRatings(30, 3, 3, 9, odd.Select(r => r with { Category = 2 * r.Category })));
        Assert.Equal([0, 2, 4, 6, 8], fit.UsedCategories);
        Near(narrow.Reviewers.Select(r => r.Measure), fit.Reviewers.Select(r => r.Measure), 1e-9);
        Near(narrow.Items.Select(r => 2 * r.FairMean), fit.Items.Select(r => r.FairMean), 1e-9);
        Assert.Equal(2 * narrow.Expect(0, 0, 0).Mean, fit.Expect(0, 0, 0).Mean, 1e-9);
        Assert.Equal(4 * narrow.Expect(0, 0, 0).Variance, fit.Expect(0, 0, 0).Variance, 1e-9);
    }

    public static TheoryData<string, string> Refused() => new()
    {
        { "none", "no ratings" },
        { "one reviewer", "second rate the same items" },
        { "one category", "one category" },
        { "ends only", "no difference can be measured" },
        { "reviewers apart", "2 groups that share no item" },
        { "criteria of items", "criteria fall into 2 groups" },
        { "criteria of reviewers", "2 groups that share no criterion" },
        { "entangled", "entangled" },
        { "two thresholds of mind", "All reviewers but one" },
        { "separated", "no finite measures" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_cannot_be_fitted_says_why_and_what_to_do(string what, string reason)
    {
        var all = Simulated(3, 20, 4, [-0.5, -0.2, 0.2, 0.5], 5);
        FacetRating[] ratings = what switch
        {
            "none" => [],
            "one reviewer" => [.. all.Where(r => r.Reviewer == 2)],
            "one category" => [.. all.Select(r => r with { Category = 2 })],
            "ends only" => [.. all.Select(r => r with { Category = r.Item % 2 == 0 ? 4 : 0 })],
            "reviewers apart" => [.. all.Where(r => r.Item < 10 == r.Reviewer < 2)],
            "criteria of items" => [.. all.Where(r => r.Item < 10 == r.Criterion < 2)],
            "criteria of reviewers" => [.. all.Where(r => r.Criterion < 2 == r.Reviewer < 2)],

            // Every two facets hang together, and yet: criterion 1 and reviewer 1 each a logit easier, items of the second group one worse, of the third two.
            "entangled" => [.. all.Where(r => r.Criterion < 2 && r.Reviewer < 2 && r.Criterion + r.Reviewer == r.Item % 3)],

            // On a scale of two, reviewer 0 says only yes and reviewer 1 only no: both are set aside, and one is left.
            "two thresholds of mind" => [.. Enumerable.Range(0, 12).SelectMany(i => new[] { new FacetRating(i, 0, 0, 1), new FacetRating(i, 0, 1, 0), new FacetRating(i, 0, 2, i % 2), new FacetRating(i, 0, 2, 1 - i % 2) })],

            // Nobody is at an end, but reviewer 2 links the two halves by "no" alone: how much more severe than reviewers 0 and 1 is without limit.
            _ =>
            [
                .. Enumerable.Range(0, 6).SelectMany(i => new[] { new FacetRating(i, 0, 0, i % 2), new FacetRating(i, 0, 1, 1 - i % 2), new FacetRating(i, 0, 2, 0) }),
                .. Enumerable.Range(6, 6).SelectMany(i => new[] { new FacetRating(i, 0, 2, i % 2), new FacetRating(i, 0, 3, 1 - i % 2) }),
            ],
        };
        var fit = ManyFacetRasch.Fit(new FacetRatings(20, 4, 4, 5, ratings));
        Assert.False(fit.Fitted);
        Assert.Contains(reason, fit.Reason, StringComparison.Ordinal);
        Assert.Empty(fit.Reviewers);
        Assert.Throws<InvalidOperationException>(() => fit.Expect(0, 0, 0));
    }

    [Fact]
    public void Whatever_is_fed_comes_back_with_a_reason_or_finite() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[1, 5]).SelectMany((i, j, r, k) =>
            Gen.Select(Gen.Int[0, i - 1], Gen.Int[0, j - 1], Gen.Int[0, r - 1], Gen.Int[0, k - 1]).Array[0, 40].Select(a => new FacetRatings(i, j, r, k, a.Select(t => new FacetRating(t.Item1, t.Item2, t.Item3, t.Item4)))))
        .Sample(ratings =>
        {
            var fit = ManyFacetRasch.Fit(ratings);
            Assert.Equal(fit.Fitted, fit.Reviewers.Count > 0);
            Assert.True(fit.Fitted || fit.Reason!.Length > 40);
            NoNaN(fit);
        }, iter: 2000);

    private static void NoNaN(ManyFacetRaschFit fit) => Assert.All(fit.Items.Concat(fit.Criteria).Concat(fit.Reviewers), e =>
    {
        Assert.True(double.IsFinite(e.Measure) && double.IsFinite(e.FairMean) && !double.IsNaN(e.StandardError) && !double.IsNaN(e.ModelError) && !double.IsNaN(e.Low) && !double.IsNaN(e.High));
        Assert.True(e.Infit is null == (e.Kind != MeasureKind.Estimated));
        Assert.True(e.Infit is not { } f || (double.IsFinite(f) && double.IsFinite(e.Outfit!.Value)));
    });

    [Fact]
    public void Indices_outside_the_declared_numbers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FacetRatings(1, 1, 1, 2, [new FacetRating(0, 0, 0, 2)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FacetRatings(1, 1, 1, 2, [new FacetRating(0, 1, 0, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FacetRatings(1, 1, 1, 0, []));
    }

    /// <summary>Ratings drawn from the model: qualities normal with deviation 1, criteria spread from -0.5 to 0.5, steps 0.8 apart.</summary>
    internal static FacetRating[] Simulated(ulong seed, int items, int criteria, double[] severities, int categories, Func<int, int, bool>? sees = null) =>
        SimulatedWithQuality(seed, items, criteria, severities, categories, sees).Ratings;

    internal static (FacetRating[] Ratings, double[] Quality) SimulatedWithQuality(ulong seed, int items, int criteria, double[] severities, int categories, Func<int, int, bool>? sees)
    {
        var random = new RandomStream(seed, 77);
        double[] quality = new double[items];
        for (int i = 0; i < items; i++)
            quality[i] = random.NextGaussian();
        var drawn = new List<FacetRating>();
        for (int i = 0; i < items; i++)
        {
            for (int r = 0; r < severities.Length; r++)
            {
                for (int j = 0; j < criteria && sees?.Invoke(i, r) != false; j++)
                {
                    double hardness = criteria == 1 ? 0 : -0.5 + (double)j / (criteria - 1);
                    drawn.Add(new FacetRating(i, j, r, Draw(quality[i] - hardness - severities[r], categories, ref random)));
                }
            }
        }

        return ([.. drawn], quality);
    }

    internal static int Draw(double logits, int categories, ref RandomStream random)
    {
        double[] weights = new double[categories];
        double log = 0;
        weights[0] = 1;
        for (int k = 1; k < categories; k++)
            weights[k] = Math.Exp(log += logits - 0.8 * (k - categories / 2.0));
        double u = random.NextDouble() * weights.Sum();
        int category = 0;
        while (category < categories - 1 && (u -= weights[category]) >= 0)
            category++;
        return category;
    }
}
