using SynthWorkbench.Numerics.Agreement.Latent;
using SynthWorkbench.Numerics.Agreement.Rasch;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Numerics.Tests.Agreement.Rasch;
using Xunit;
using static SynthWorkbench.Numerics.Tests.Agreement.Latent.LatentExampleTests;

namespace SynthWorkbench.Numerics.Tests.Agreement;

/// <summary>
/// Reviewers whose severity, error rates and drift are known, 500 times over: what the models recover, and how often charts are right. Bounds are three binomial errors over the seeds; the figures that the tests print
/// stand in docs/guide/reviewer-models.md.
/// </summary>
public sealed class ReviewerSimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 500;

    private static readonly double[] Severities = [-0.8, -0.3, 0, 0.3, 0.8];

    /// <summary>A rubric of five points; thirty items that all five reviewers see, or sixty that two of them see.</summary>
    [Theory]
    [InlineData(30, 5, 4, 0.95, 1.08)]
    [InlineData(60, 2, 4, 0.95, 1.08)]
    [InlineData(60, 2, 2, 0.95, 1.12)]
    [InlineData(60, 2, 1, 0.94, 1.40)]
    public void Severities_are_recovered_within_their_intervals(int items, int overlap, int criteria, double coverage, double mostSpread)
    {
        int[] covered = new int[Severities.Length], joint = new int[Severities.Length];
        double spread = 0, jointSpread = 0, width = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var drawn = ManyFacetRaschTests.Simulated((ulong)seed + 1, items, criteria, Severities, 5, (item, reviewer) => Sees(item, reviewer, overlap));
            var ratings = new FacetRatings(items, criteria, Severities.Length, 5, drawn);
            var fit = ManyFacetRasch.Fit(ratings);
            var plain = ManyFacetRasch.Fit(ratings, new ManyFacetRaschOptions(Estimation: RaschEstimation.Joint));
            Assert.True(fit.Fitted && fit.Converged && plain.Fitted, fit.Reason ?? plain.Reason);
            for (int r = 0; r < Severities.Length; r++)
            {
                covered[r] += Within(fit.Reviewers[r], Severities[r]) ? 1 : 0;
                joint[r] += Within(plain.Reviewers[r], Severities[r]) ? 1 : 0;
                width += (fit.Reviewers[r].High - fit.Reviewers[r].Low) / Severities.Length / Seeds;
            }

            spread += Spread(fit) / Seeds;
            jointSpread += Spread(plain) / Seeds;
        }

        output.WriteLine($"{items} items, {overlap} reviewers an item, {criteria} criteria: covered {Shares(covered)}, joint {Shares(joint)}; spread {spread:0.000}, joint {jointSpread:0.000}; width {width:0.00}");
        Assert.All(covered, c => Assert.InRange(c / (double)Seeds, coverage - ThreeErrors(coverage), Math.Min(1, 0.95 + ThreeErrors(0.95))));
        Assert.InRange(spread, 0.97, mostSpread);
        Assert.True(spread < jointSpread);

        static bool Within(FacetElement e, double truth) => e.Low <= truth && truth <= e.High;
        static double Spread(ManyFacetRaschFit fit) => fit.Reviewers.Zip(Severities, (e, s) => e.Measure * s).Sum() / Severities.Sum(s => s * s);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    public void Error_rates_are_recovered_within_their_intervals(int items)
    {
        double[] skill = [0.95, 0.9, 0.85, 0.75, 0.6], mean = new double[5];
        int[] covered = new int[5];
        double right = 0, majority = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new RandomStream((ulong)seed + 1, 21);
            var votes = new List<LabelVote>();
            int[] truth = new int[items];
            for (int item = 0; item < items; item++)
            {
                truth[item] = random.NextInt32(3);
                for (int rater = 0; rater < 5; rater++)
                    votes.Add(new LabelVote(item, rater, random.NextDouble() < skill[rater] ? truth[item] : (truth[item] + 1 + random.NextInt32(2)) % 3));
            }

            var drawn = new LabelVotes(items, 5, 3, votes);
            var fit = DawidSkene.Fit(drawn);
            for (int rater = 0; rater < 5; rater++)
            {
                covered[rater] += fit.Accuracy[rater].Low <= skill[rater] && skill[rater] <= fit.Accuracy[rater].High ? 1 : 0;
                mean[rater] += fit.Accuracy[rater].Value / Seeds;
            }

            right += fit.MostLikely().Zip(truth, (a, b) => a == b ? 1.0 : 0).Average() / Seeds;
            majority += drawn.Shares().Zip(truth, (a, b) => Array.IndexOf(a, a.Max()) == b ? 1.0 : 0).Average() / Seeds;
        }

        output.WriteLine($"{items} items: covered {Shares(covered)}, mean {string.Join(' ', mean.Select(m => m.ToString("0.000")))}; right {right:0.0000}, majority {majority:0.0000}");
        Assert.All(covered, c => Assert.InRange(c / (double)Seeds, 0.95 - ThreeErrors(0.95), 0.95 + ThreeErrors(0.95)));
        Near(skill, mean, 0.006);
        Assert.True(right > majority + 0.005);
    }

    /// <summary>Gold items with 10 % errors up to item 150 and 30 % after it; the chart is declared for one false alarm in 500 items.</summary>
    [Fact]
    public void A_drift_at_a_known_item_is_signalled_within_the_expected_run_length_and_false_alarms_are_as_declared()
    {
        const int Drift = 150;
        const double Before = 0.1, After = 0.3;
        var chart = BernoulliCusum.ForRunLength(Before, After, 500);
        double expectedDelay = chart.ExpectedRunLength(After), expectedRun = chart.ExpectedRunLength(Before), expectedEarly = chart.SignalProbability(Before, Drift);
        int withinItems = (int)Math.Ceiling(expectedDelay), early = 0, within = 0, late = 0;
        double delay = 0, delaySquares = 0, run = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new RandomStream((ulong)seed + 1, 31);
            var point = BernoulliCusum.Start;
            while (!point.Signal)
                point = chart.Next(point, random.NextDouble() < (point.Index < Drift ? Before : After));
            if (point.Index <= Drift)
            {
                early++;
            }
            else
            {
                int waited = point.Index - Drift;
                late++;
                within += waited <= withinItems ? 1 : 0;
                delay += waited;
                delaySquares += (double)waited * waited;
            }

            // The same reviewer without a drift: every signal is a false alarm.
            var calm = new RandomStream((ulong)seed + 1, 32);
            point = BernoulliCusum.Start;
            while (!point.Signal)
                point = chart.Next(point, calm.NextDouble() < Before);
            run += (double)point.Index / Seeds;
        }

        delay /= late;
        double error = Math.Sqrt((delaySquares / late - delay * delay) / late), signalled = chart.SignalProbability(After, withinItems);
        output.WriteLine($"threshold {chart.Threshold:0.000}; delay {delay:0.0} ± {error:0.0} (expected at most {expectedDelay:0.0}), within {withinItems} items {(double)within / late:0.000} (at least {signalled:0.000}); "
            + $"false alarms by item {Drift} {(double)early / Seeds:0.000} ({expectedEarly:0.000}), mean run without drift {run:0} ({expectedRun:0})");

        // A chart that has not just begun has a head start on the drift, never an arrear: the expected run length from the start is the longest.
        Assert.InRange(delay, 1, expectedDelay + 3 * error);
        Assert.InRange((double)within / late, signalled - ThreeErrors(signalled, late), 1);
        Assert.InRange((double)early / Seeds, expectedEarly - ThreeErrors(expectedEarly), expectedEarly + ThreeErrors(expectedEarly));

        // A run without a drift is nearly exponential: its deviation is about its mean.
        Assert.InRange(run, expectedRun * (1 - 3 / Math.Sqrt(Seeds)), expectedRun * (1 + 3 / Math.Sqrt(Seeds)));
        Assert.True(expectedRun >= 500);
    }

    /// <summary>Forty items measured by the panel come back hidden to one reviewer, who becomes 0.8 logits more severe after item 60. The chart is declared for one false alarm in 370 items, as if measures were known.</summary>
    [Fact]
    public void A_severity_that_drifts_is_signalled_within_the_expected_run_length()
    {
        const int Items = 40, Criteria = 4, Reviewer = 1, Drift = 60, Most = 5000;
        const double Shift = 0.8;
        var chart = EwmaChart.ForRunLength(0, 1, 0.2, 370);

        // By the time of the drift the limits have settled: from there the run length is that of a chart without narrow limits at the start.
        var settled = new EwmaChart(0, 1, chart.Lambda, chart.Width, widening: false);
        double moved = 0, expected = 0, delay = 0, delaySquares = 0, run = 0, runSquares = 0;
        int late = 0, early = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var (ratings, quality) = ManyFacetRaschTests.SimulatedWithQuality((ulong)seed + 1, Items, Criteria, Severities, 5, null);
            var fit = ManyFacetRasch.Fit(new FacetRatings(Items, Criteria, Severities.Length, 5, ratings));
            var random = new RandomStream((ulong)seed + 1, 41);
            var point = chart.Start;
            while (!point.Signal)
                point = chart.Next(point, Residual(point.Index < Drift ? 0 : Shift, ref random));
            if (point.Index <= Drift)
            {
                early++;
            }
            else
            {
                late++;
                delay += point.Index - Drift;
                delaySquares += Math.Pow(point.Index - Drift, 2);
            }

            var calm = new RandomStream((ulong)seed + 1, 42);
            point = chart.Start;
            while (!point.Signal && point.Index < Most)
                point = chart.Next(point, Residual(0, ref calm));
            run += (double)point.Index / Seeds;
            runSquares += (double)point.Index * point.Index / Seeds;

            // How far a drift moves the residual depends on how well the measures were met; the run length is expected over that.
            if (seed % 10 == 0)
            {
                double own = 0;
                for (int i = 0; i < 400; i++)
                    own += Residual(Shift, ref calm) / 400;
                moved += own / Seeds * 10;
                expected += settled.ExpectedRunLength(own) / Seeds * 10;
            }

            double Residual(double shift, ref RandomStream random)
            {
                int item = random.NextInt32(Items);
                var given = new (int, int)[Criteria];
                for (int j = 0; j < Criteria; j++)
                    given[j] = (j, ManyFacetRaschTests.Draw(quality[item] - (-0.5 + (double)j / (Criteria - 1)) - Severities[Reviewer] - shift, 5, ref random));
                return fit.SeverityResidual(item, Reviewer, given);
            }
        }

        delay /= late;
        double error = Math.Sqrt((delaySquares / late - delay * delay) / late), runError = Math.Sqrt((runSquares - run * run) / Seeds);
        output.WriteLine($"drift of {Shift} logits moves the residual by {moved:0.00}; delay {delay:0.0} ± {error:0.0} (expected {expected:0.0}); false alarms by item {Drift} {(double)early / Seeds:0.000}; mean run without drift {run:0} ± {runError:0} (declared 370)");
        Assert.InRange(delay, 1, expected + 3 * error);

        // Severity was measured from 160 ratings and not known: false alarms come more often than declared, not more than twice as often.
        Assert.InRange(run, 370 / 2.0, 370 + 3 * runError);
    }

    /// <summary>Two of five reviewers an item, every pair equally often; or all.</summary>
    private static bool Sees(int item, int reviewer, int overlap)
    {
        int step = 1 + item / 5 % 2, first = item % 5;
        return overlap == 5 || reviewer == first || reviewer == (first + step) % 5;
    }

    private static double ThreeErrors(double p, double n = Seeds) => 3 * Math.Sqrt(p * (1 - p) / n);

    private static string Shares(int[] counts) => string.Join(' ', counts.Select(c => (c / (double)Seeds).ToString("0.000")));
}
