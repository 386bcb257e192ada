using CsCheck;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Numerics.Trees.Boosting;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Statistics;

/// <summary>Statistics against values worked out by hand or by their definition.</summary>
public sealed class StatisticTests
{
    private static readonly Gen<double[]> Sample = Gen.Double[-5, 5].Select(v => Math.Round(v, 1)).Array[1, 40];

    [Fact]
    public void Kolmogorov_Smirnov_is_the_largest_gap_of_the_two_step_functions() => Gen.Select(Sample, Sample).Sample((a, b) =>
    {
        Array.Sort(a);
        Array.Sort(b);
        double largest = a.Concat(b).Max(x => Math.Abs(a.Count(v => v <= x) / (double)a.Length - b.Count(v => v <= x) / (double)b.Length));
        return Math.Abs(KolmogorovSmirnov.Statistic(a, b) - largest) < 1e-12 && KolmogorovSmirnov.Statistic(a, b) == KolmogorovSmirnov.Statistic(b, a);
    });

    [Fact]
    public void The_area_is_the_share_of_pairs_in_the_right_order() => Gen.Select(Gen.Double[0, 1].Select(v => Math.Round(v, 1)).Array[2, 30], Gen.Bool.Array[30]).Sample((scores, flags) =>
    {
        bool[] positive = flags[..scores.Length];
        double wins = 0, pairs = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            for (int j = 0; j < scores.Length; j++)
            {
                if (!positive[i] || positive[j])
                    continue;
                pairs++;
                wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }

        double area = RocCurve.Area(scores, positive);
        return pairs == 0 ? double.IsNaN(area) : Math.Abs(area - wins / pairs) < 1e-12;
    });

    [Fact]
    public void The_curve_rises_from_corner_to_corner_and_encloses_the_area()
    {
        var random = new RandomStream(3, 1);
        double[] scores = new double[3000];
        bool[] positive = new bool[3000];
        for (int i = 0; i < scores.Length; i++)
        {
            positive[i] = i % 3 == 0;
            scores[i] = random.NextDouble() + (positive[i] ? 0.3 : 0);
        }

        var points = RocCurve.Points(scores, positive, 3000);
        Assert.Equal(new RocPoint(0, 0), points[0]);
        Assert.Equal(new RocPoint(1, 1), points[^1]);
        double enclosed = points.Zip(points.Skip(1)).Sum(p => (p.Second.FalsePositiveRate - p.First.FalsePositiveRate) * (p.Second.TruePositiveRate + p.First.TruePositiveRate) / 2);
        Assert.Equal(RocCurve.Area(scores, positive), enclosed, 1e-9);
        Assert.All(points.Zip(points.Skip(1)), p => Assert.True(p.Second.FalsePositiveRate >= p.First.FalsePositiveRate && p.Second.TruePositiveRate >= p.First.TruePositiveRate));
        Assert.InRange(RocCurve.Points(scores, positive).Length, 50, 102);
    }

    [Fact]
    public void The_standard_error_is_that_of_the_paper() =>
        Assert.Equal(0.0324, RocCurve.StandardError(0.893, 51, 58), 0.0005);

    [Theory]
    [InlineData(0, 10, 0, 0.2775328)]
    [InlineData(10, 10, 0.7224672, 1)]
    [InlineData(81, 263, 0.2552938, 0.3661734)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    public void Wilson_agrees_with_published_intervals(double successes, double n, double low, double high)
    {
        var (actualLow, actualHigh) = WilsonInterval.Of(successes, n);
        Assert.Equal(low, actualLow, 1e-3);
        Assert.Equal(high, actualHigh, 1e-3);
    }

    [Fact]
    public void Wilson_covers_nineteen_in_twenty()
    {
        var random = new RandomStream(5, 1);
        int covered = 0;
        for (int trial = 0; trial < 4000; trial++)
        {
            int successes = 0;
            for (int i = 0; i < 60; i++)
                successes += random.NextDouble() < 0.2 ? 1 : 0;
            var (low, high) = WilsonInterval.Of(successes, 60);
            covered += low <= 0.2 && high >= 0.2 ? 1 : 0;
        }

        Assert.InRange(covered / 4000.0, 0.93, 0.975);
    }

    [Fact]
    public void Pearson_agrees_with_Anscombe_and_leaves_out_missing_pairs()
    {
        double[] x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5, double.NaN, 3], y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68, 100, double.NaN];
        Assert.Equal(0.81642, Correlation.Pearson(x, y), 1e-5);
        Assert.Equal(Correlation.Pearson(x, y), Correlation.Pearson(y, x), 1e-12);
        Assert.True(double.IsNaN(Correlation.Pearson([1, 1, 1], [1, 2, 3])));
        Assert.True(double.IsNaN(Correlation.Pearson([1], [1])));
    }

    [Theory]
    [InlineData(false, 0.90, 1.0)]
    [InlineData(true, 0.46, 0.54)]
    public void Boosting_learns_an_interaction_and_nothing_from_noise(bool noise, double least, double most)
    {
        const int N = 6000;
        var random = new RandomStream(8, 2);
        byte[][] features = [new byte[N], new byte[N], new byte[N]];
        bool[] target = new bool[N];
        for (int i = 0; i < N; i++)
        {
            foreach (byte[] feature in features)
                feature[i] = (byte)random.NextInt32(200);
            target[i] = noise ? random.NextDouble() < 0.5 : features[0][i] < 100 != features[1][i] < 60;
        }

        int[] train = [.. Enumerable.Range(0, N / 2)], test = [.. Enumerable.Range(N / 2, N / 2)];
        var model = GradientBoosting.Fit(features, target, train, new BoostingOptions(), default);
        double area = RocCurve.Area(model.Scores(features, test)[0], [.. test.Select(r => target[r])]);
        Assert.InRange(area, least, most);
        Assert.True(noise || model.FeatureGain[2] < 0.05 * model.FeatureGain.Sum());
    }
}
