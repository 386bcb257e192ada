using SynthWorkbench.Numerics.Agreement.Latent;
using SynthWorkbench.Numerics.Agreement.Rasch;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Numerics.Tests.Agreement.Rasch;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Agreement;

/// <summary>Reviewers whose severity, error rates and drift are known, 500 times over: what the models recover, and how often charts are right. The figures stand in docs/guide/reviewer-models.md; each bound is three binomial errors wide.</summary>
public sealed class ReviewerSimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 500;

    /// <summary>Three standard errors of a share over the seeds.</summary>
    private static double Error(double p, double n = Seeds) => 3 * Math.Sqrt(p * (1 - p) / n);

    private static readonly double[] Severities = [-0.8, -0.3, 0, 0.3, 0.8];

    [Theory]
    [InlineData(2, 4)]
    [InlineData(2, 2)]
    [InlineData(5, 4)]
    [InlineData(2, 1)]
    public void Severities_are_recovered_within_their_intervals(int overlap, int criteria)
    {
        const int Items = 60;
        int[] covered = new int[Severities.Length], corrected = new int[Severities.Length], model = new int[Severities.Length];
        double slope = 0, slopeCorrected = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var drawn = ManyFacetRaschTests.Simulated((ulong)seed + 1, Items, criteria, Severities, 5, (item, reviewer) => Sees(item, reviewer, overlap));
            var ratings = new FacetRatings(Items, criteria, Severities.Length, 5, drawn);
            var plain = ManyFacetRasch.Fit(ratings, new ManyFacetRaschOptions(Estimation: RaschEstimation.Joint));
            var less = ManyFacetRasch.Fit(ratings);
            Assert.True(plain.Fitted && plain.Converged, plain.Reason);
            Assert.True(less.Fitted && less.Converged, less.Reason);
            for (int r = 0; r < Severities.Length; r++)
            {
                covered[r] += Within(plain.Reviewers[r], Severities[r]) ? 1 : 0;
                corrected[r] += Within(less.Reviewers[r], Severities[r]) ? 1 : 0;
                model[r] += Within(plain.Reviewers[r] with { StandardError = plain.Reviewers[r].ModelError }, Severities[r]) ? 1 : 0;
            }

            slope += Slope(plain) / Seeds;
            slopeCorrected += Slope(less) / Seeds;
        }

        output.WriteLine($"overlap {overlap}, criteria {criteria}: coverage plain {Shares(covered)}, corrected {Shares(corrected)}, model error {Shares(model)}; slope {slope:0.000}, corrected {slopeCorrected:0.000}");

        static bool Within(FacetElement e, double truth) => e.Low <= truth && truth <= e.High;
        static double Slope(ManyFacetRaschFit fit) => fit.Reviewers.Zip(Severities, (e, s) => e.Measure * s).Sum() / Severities.Sum(s => s * s);
        static string Shares(int[] counts) => string.Join(' ', counts.Select(c => (c / (double)Seeds).ToString("0.000")));
    }

    /// <summary>Two of five reviewers an item, every pair equally often; or all.</summary>
    private static bool Sees(int item, int reviewer, int overlap)
    {
        int step = 1 + item / 5 % 2, first = item % 5;
        return overlap == 5 || reviewer == first || reviewer == (first + step) % 5;
    }

    [Fact]
    public void Error_rates_are_recovered_within_their_intervals()
    {
        double[] skill = [0.95, 0.9, 0.85, 0.75, 0.6];
        foreach (int items in new[] { 100, 300 })
        {
            int[] covered = new int[5];
            double[] mean = new double[5], width = new double[5];
            double accuracy = 0, majority = 0;
            for (int seed = 0; seed < Seeds; seed++)
            {
                var random = new RandomStream((ulong)seed + 1, 21);
                var votes = new List<LabelVote>();
                int[] truth = new int[items];
                double[] right = new double[5];
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
                    width[rater] += (fit.Accuracy[rater].High - fit.Accuracy[rater].Low) / Seeds;
                }

                accuracy += fit.MostLikely().Zip(truth, (a, b) => a == b ? 1.0 : 0).Average() / Seeds;
                majority += drawn.Shares().Zip(truth, (a, b) => Array.IndexOf(a, a.Max()) == b ? 1.0 : 0).Average() / Seeds;
            }

            output.WriteLine($"items {items}: coverage {string.Join(' ', covered.Select(c => (c / (double)Seeds).ToString("0.000")))}, mean {string.Join(' ', mean.Select(c => c.ToString("0.000")))}, width {string.Join(' ', width.Select(c => c.ToString("0.000")))}, right {accuracy:0.0000}, majority {majority:0.0000}");
        }
    }
}
