using CsCheck;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Statistics;
using Xunit;
using static SynthWorkbench.Numerics.Tests.Agreement.Latent.LatentExampleTests;

namespace SynthWorkbench.Numerics.Tests.Statistics;

public sealed class ControlChartTests
{
    /// <summary>Montgomery, Introduction to Statistical Quality Control, table 9.1: twenty values of mean 10 and ten of mean 11.</summary>
    private static readonly double[] Montgomery =
    [
        9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37, 10.62, 10.31, 8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
    ];

    [Fact]
    public void The_cusum_of_Montgomery_has_its_table_and_signals_at_29()
    {
        var points = new TabularCusum(10, 0.5, 5).Chart(Montgomery);
        Near([0, 0, 0, 1.16, 2.82, 2.5, 0.04, 1.0, 0, 0, 0, 0.97, 0.98, 0, 0, 0, 0.12, 0, 0, 0.34, 0.74, 0, 1.79, 2.79, 2.89, 3.47, 3.35, 4.47, 5.28, 5.3], points.Select(p => p.High), 1e-9);
        Near([0.05, 1.56, 1.77, 0, 0, 0, 1.46, 0, 0.3, 0, 0.47, 0, 0, 0.1, 0, 0.13, 0, 0, 0.98, 0, 0, 0.17, 0, 0, 0, 0, 0, 0, 0, 0], points.Select(p => p.Low), 1e-9);
        Assert.Equal([29, 30], points.Where(p => p.Signal).Select(p => p.Index));
        Assert.Equal((int?)29, points[^1].FirstSignal);
        Assert.Null(points[27].FirstSignal);
    }

    [Fact]
    public void The_average_of_Montgomery_has_its_table_and_limits()
    {
        var chart = new EwmaChart(10, 1, 0.1, 2.7);
        var points = chart.Chart(Montgomery);
        Near(
            [
                9.945, 9.7495, 9.70355, 9.8992, 10.12528, 10.13075, 9.92167, 10.07551, 9.98796, 10.02316, 9.92384, 10.07846, 10.12161, 10.04945, 10.05251, 9.98426, 10.04783, 10.07405, 9.91864, 10.01078, 10.0997, 10.02273,
                10.24946, 10.37451, 10.39706, 10.46535, 10.45682, 10.57314, 10.64682, 10.63414,
            ],
            points.Select(p => p.Value), 1e-5);
        Near([10.27, 10.36325, 10.424, 10.46746, 10.4999], points.Take(5).Select(p => p.High), 1e-5);
        Near([9.73, 9.38113], [points[0].Low, points[29].Low], 1e-5);
        Assert.Equal([29, 30], points.Where(p => p.Signal).Select(p => p.Index));
        Assert.Equal((points[4].Low, points[4].High), chart.Limits(5));
    }

    [Fact]
    public void The_charts_of_the_NIST_handbook_have_their_values()
    {
        // NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4 and 6.3.2.3.
        double[] ewma = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1];
        var averages = new EwmaChart(50, 2.0539, 0.3, 3, widening: false).Chart(ewma);
        Near([50.6, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99], averages.Select(p => p.Value), 0.006);
        Near([52.5884, 47.4116], [averages[0].High, averages[^1].Low], 1e-3);
        Assert.DoesNotContain(averages, p => p.Signal);

        double[] cusum =
        [
            324.925, 324.675, 324.725, 324.35, 325.35, 325.225, 324.125, 324.525, 325.225, 324.6, 324.625, 325.15, 328.325, 327.25, 327.825, 328.5, 326.675, 327.775, 326.875, 328.35,
        ];
        var sums = new TabularCusum(325, 0.3175, 4.1959).Chart(cusum);
        Near([0, 0, 0, 0, 0.0325, 0, 0, 0, 0, 0, 0, 0, 3.0075, 4.94, 7.4475, 10.63, 11.9875, 14.445, 16.0025, 19.035], sums.Select(p => p.High), 1e-3);
        Near([0, 0.0075, 0, 0.3325, 0, 0, 0.5575, 0.715, 0.1725, 0.255, 0.3125, 0, 0, 0, 0, 0, 0, 0, 0, 0], sums.Select(p => p.Low), 1e-3);
        Assert.Equal((int?)14, sums[^1].FirstSignal);
    }

    /// <summary>Montgomery, table 9.3 (from Hawkins): run lengths of the tabular CUSUM with k = 1/2.</summary>
    [Theory]
    [InlineData(4, 0, 168)]
    [InlineData(4, 0.5, 26.6)]
    [InlineData(4, 1, 8.38)]
    [InlineData(4, 2, 3.34)]
    [InlineData(5, 0, 465)]
    [InlineData(5, 0.5, 38.0)]
    [InlineData(5, 1, 10.4)]
    [InlineData(5, 2, 4.01)]
    public void Run_lengths_of_the_cusum_are_those_of_the_table(double h, double shift, double length) =>
        Assert.Equal(length, new TabularCusum(0, 0.5, h).ExpectedRunLength(shift, 1), 0.005 * length);

    /// <summary>Montgomery, table 9.11 (from Lucas and Saccucci 1990): run lengths of the EWMA with settled limits.</summary>
    [Theory]
    [InlineData(0.40, 3.054, 0, 500)]
    [InlineData(0.25, 2.998, 0.5, 48.2)]
    [InlineData(0.20, 2.962, 1, 10.5)]
    [InlineData(0.10, 2.814, 0, 500)]
    [InlineData(0.10, 2.814, 1, 10.3)]
    [InlineData(0.05, 2.615, 0.5, 28.8)]
    [InlineData(0.05, 2.615, 0, 500)]
    public void Run_lengths_of_the_average_are_those_of_the_table(double lambda, double width, double shift, double length) =>
        Assert.Equal(length, new EwmaChart(0, 1, lambda, width, widening: false).ExpectedRunLength(shift), 0.01 * length);

    [Fact]
    public void Charts_declared_by_a_run_length_have_it()
    {
        Assert.Equal(370, TabularCusum.ForRunLength(5, 2, 2, 370).ExpectedRunLength(5, 2), 1e-3);
        Assert.Equal(370, EwmaChart.ForRunLength(5, 2, 0.1, 370).ExpectedRunLength(5), 1e-3);
        Assert.Equal(500, EwmaChart.ForRunLength(0, 1, 0.25, 500, widening: false).ExpectedRunLength(0), 1e-3);
        Assert.Equal(2.998, EwmaChart.ForRunLength(0, 1, 0.25, 500, widening: false).Width, 2e-3);
        Assert.Equal(4.77, TabularCusum.ForRunLength(0, 1, 1, 370).Decision, 0.005); // Montgomery, table 9.4 (Hawkins 1993): k = 0.5, h = 4.77.

        var bernoulli = BernoulliCusum.ForRunLength(0.1, 0.25, 500);
        Assert.InRange(bernoulli.ExpectedRunLength(0.1), 500, 560);
        Assert.True(bernoulli.ExpectedRunLength(0.25) < 40);
    }

    [Fact]
    public void Simulated_runs_last_as_long_as_expected()
    {
        const int Runs = 4000;
        var random = new RandomStream(11, 4);
        var cusum = TabularCusum.ForRunLength(0, 1, 1, 100);
        var ewma = EwmaChart.ForRunLength(0, 1, 0.1, 100);
        var bernoulli = BernoulliCusum.ForRunLength(0.1, 0.3, 100);
        foreach (double shift in new[] { 0, 1.0 })
        {
            Lasts(cusum.ExpectedRunLength(shift, 1), () =>
            {
                var point = TabularCusum.Start;
                while (!point.Signal)
                    point = cusum.Next(point, shift + random.NextGaussian());
                return point.FirstSignal!.Value;
            });
            Lasts(ewma.ExpectedRunLength(shift), () =>
            {
                var point = ewma.Start;
                while (!point.Signal)
                    point = ewma.Next(point, shift + random.NextGaussian());
                return point.FirstSignal!.Value;
            });
            double rate = shift == 0 ? 0.1 : 0.3;
            Lasts(bernoulli.ExpectedRunLength(rate), () =>
            {
                var point = BernoulliCusum.Start;
                while (!point.Signal)
                    point = bernoulli.Next(point, random.NextDouble() < rate);
                return point.FirstSignal!.Value;
            });
        }

        static void Lasts(double expected, Func<int> run)
        {
            double sum = 0, squares = 0;
            for (int i = 0; i < Runs; i++)
            {
                int length = run();
                sum += length;
                squares += (double)length * length;
            }

            double mean = sum / Runs, error = Math.Sqrt((squares / Runs - mean * mean) / Runs);
            Assert.InRange(mean, expected - 3.5 * error, expected + 3.5 * error);
        }
    }

    [Fact]
    public void The_steps_of_the_Bernoulli_cusum_are_the_log_likelihood_ratios()
    {
        var chart = new BernoulliCusum(0.1, 0.25, 2);
        Assert.Equal(0.9162907318741551, chart.StepOnError, 1e-12);
        Assert.Equal(-0.1823215567939547, chart.StepOnCorrect, 1e-12);
        var points = chart.Chart([false, true, true, false, true, false]);
        Near([0, 0.91629, 1.83258, 1.65026, 2.56655, 2.38423], points.Select(p => p.Value), 1e-5);
        Assert.Equal([5, 6], points.Where(p => p.Signal).Select(p => p.Index));
        Assert.Equal((int?)5, points[^1].FirstSignal);
    }

    [Fact]
    public void Run_lengths_of_the_Bernoulli_cusum_are_those_that_can_be_worked_out()
    {
        // One error signals: the geometric distribution.
        var first = new BernoulliCusum(0.1, 0.25, 0.5);
        Assert.Equal(10, first.ExpectedRunLength(0.1), 1e-9);
        Assert.Equal(1 - Math.Pow(0.9, 7), first.SignalProbability(0.1, 7), 1e-12);

        // p0 = 0.2 and p1 = 0.5 have steps ln 2.5 and -ln 1.6, near 2 : 1. From 0, an error leads to 2 units and then down: at a threshold of 3 units two errors within two items signal, or E E, E C E.
        var second = new BernoulliCusum(0.2, 0.5, 1.3);
        const double P = 0.2, Q = 0.8;
        double waiting = (1 + P * (1 + Q)) / (1 - Q - P * Q * Q); // L0 = 1 + Q L0 + P L2, L2 = 1 + Q L1, L1 = 1 + Q L0
        Assert.Equal(waiting, second.ExpectedRunLength(0.2), 1e-6 * waiting);
    }

    [Fact]
    public void Run_lengths_agree_with_signal_probabilities() => Gen.Select(Gen.Double[0.02, 0.3], Gen.Double[1.5, 4], Gen.Double[0.5, 4]).Sample((p0, factor, threshold) =>
    {
        var chart = new BernoulliCusum(p0, Math.Min(0.95, p0 * factor), threshold);
        double rate = Math.Min(0.95, p0 * factor), survive = 0;
        int n = (int)(60 * chart.ExpectedRunLength(rate));
        if (n > 20_000)
            return;

        // The mean of a whole number is the sum of the probabilities to exceed 0, 1, 2 ...; a doubling grid of the cumulative probability bounds it.
        double low = 0, high = 0;
        for (int from = 0, step = 1; from < n; from += step, step = Math.Max(1, from / 20))
        {
            survive = 1 - chart.SignalProbability(rate, from);
            high += step * survive;
            low += step * (1 - chart.SignalProbability(rate, from + step));
        }

        Assert.InRange(chart.ExpectedRunLength(rate), low * (1 - 1e-6), high * (1 + 1e-6) + 1e-6);
    }, iter: 20);

    [Fact]
    public void A_higher_threshold_waits_longer_and_a_higher_error_rate_shorter() => Gen.Select(Gen.Double[0.02, 0.3], Gen.Double[1.5, 3], Gen.Double[0.5, 4], Gen.Double[0, 2]).Sample((p0, factor, threshold, more) =>
    {
        double p1 = Math.Min(0.95, p0 * factor);
        double length = new BernoulliCusum(p0, p1, threshold).ExpectedRunLength(p0);
        Assert.True(new BernoulliCusum(p0, p1, threshold + more).ExpectedRunLength(p0) >= length * (1 - 1e-9));
        Assert.True(new BernoulliCusum(p0, p1, threshold).ExpectedRunLength(p1) <= length * (1 + 1e-9));
    }, iter: 50);

    /// <summary>Montgomery, example 7.1: cans with defective seals among 50, thirty samples.</summary>
    private static readonly int[] Cans = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6];

    [Fact]
    public void The_shares_of_Montgomery_have_their_limits_and_signals()
    {
        var (chart, reason) = ProportionChart.FromBaseline(Cans.Select(d => (d, 50)));
        Assert.Null(reason);
        Assert.Equal(0.2313, chart!.Centre, 1e-4);
        Near([0.0524, 0.4102], [chart.Limits(50).Low, chart.Limits(50).High], 1e-4);
        var points = chart.Chart(Cans.Select(d => (d, 50)));
        Assert.Equal([15, 23], points.Where(p => p.Signal).Select(p => p.Index));
        Assert.Equal((int?)15, points[^1].FirstSignal);

        // Limits narrow with the root of the size and stay within 0 and 1.
        Assert.Equal((chart.Limits(50).High - chart.Centre) / 2, chart.Limits(200).High - chart.Centre, 1e-12);
        Assert.Equal(0, chart.Limits(5).Low);
        Assert.True(chart.Next(ProportionChart.Start, 40, 100).Signal && !chart.Next(ProportionChart.Start, 16, 40).Signal);
    }

    [Fact]
    public void Charts_do_not_depend_on_how_values_are_fed() => Gen.Double[-4, 4].Array[1, 60].Sample(values =>
    {
        var cusum = new TabularCusum(0, 0.5, 3);
        var ewma = new EwmaChart(0, 1, 0.2, 2.5);
        var (c, e) = (TabularCusum.Start, ewma.Start);
        foreach (double value in values)
            (c, e) = (cusum.Next(c, value), ewma.Next(e, value));
        Assert.Equal(cusum.Chart(values)[^1], c);
        Assert.Equal(ewma.Chart(values)[^1], e);

        // Mirrored values change the side and nothing else.
        var mirrored = cusum.Chart(values.Select(v => -v))[^1];
        Assert.Equal((c.High, c.Low, c.FirstSignal), (mirrored.Low, mirrored.High, mirrored.FirstSignal));
        Assert.Equal(e.FirstSignal, ewma.Chart(values.Select(v => -v))[^1].FirstSignal);
    });

    [Fact]
    public void What_cannot_be_charted_says_why()
    {
        Assert.Contains("empty", ProportionChart.FromBaseline([]).Reason, StringComparison.Ordinal);
        Assert.Contains("None of 20", ProportionChart.FromBaseline([(0, 20)]).Reason, StringComparison.Ordinal);
        Assert.Contains("All 20", ProportionChart.FromBaseline([(20, 20)]).Reason, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ProportionChart.FromBaseline([(3, 2)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProportionChart(0.2).Next(ProportionChart.Start, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProportionChart(0.2).Next(ProportionChart.Start, 3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProportionChart(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TabularCusum(0, 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TabularCusum(0, 1, 5).Next(TabularCusum.Start, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EwmaChart(0, 1, 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EwmaChart(0, 1, 1.1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BernoulliCusum(0.2, 0.2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BernoulliCusum.ForRunLength(0.2, 0.4, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BernoulliCusum(0.2, 0.4, 1).ExpectedRunLength(0));
    }
}
