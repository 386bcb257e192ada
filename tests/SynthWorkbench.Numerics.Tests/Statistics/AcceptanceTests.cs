using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Numerics.Statistics;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Statistics;

public sealed class AcceptanceTests
{
    /// <summary>Montgomery, Introduction to Statistical Quality Control, 6th ed., section 15.3.3.</summary>
    private static readonly SequentialProbabilityRatioTest Montgomery = new(0.01, 0.06, 0.05, 0.10);

    [Fact]
    public void The_sequential_plan_of_Montgomery_has_its_lines_and_table()
    {
        Assert.Equal(1.22, Montgomery.AcceptanceIntercept, 2);
        Assert.Equal(1.57, Montgomery.RejectionIntercept, 2);
        Assert.Equal(0.028, Montgomery.Slope, 3);

        // Acceptance is not possible before item 44, two defects at the start reject, and from item 45 on at least three are needed ("Item-by-item sequential sampling plan", table 15.3).
        Assert.Equal(44, Montgomery.FewestToAccept);
        Assert.Equal(SequentialDecision.Continue, Montgomery.Decide(43, 0));
        Assert.Equal(SequentialDecision.Accept, Montgomery.Decide(44, 0));
        Assert.Equal(2, Montgomery.RejectionNumber(2));
        Assert.Equal(3, Montgomery.RejectionNumber(45));
        Assert.Equal(SequentialDecision.Reject, Montgomery.Decide(45, 3));
        Assert.Equal(SequentialDecision.Continue, Montgomery.Decide(45, 1));
    }

    [Fact]
    public void The_characteristic_and_the_expected_number_have_their_five_known_points()
    {
        var (h0, h1, s) = (Montgomery.AcceptanceIntercept, Montgomery.RejectionIntercept, Montgomery.Slope);
        Assert.Equal([1, 0.95, h1 / (h0 + h1), 0.10, 0], new[] { 0, 0.01, s, 0.06, 1 }.Select(Montgomery.OperatingCharacteristic), Near);
        Assert.Equal(
            [h0 / s, (0.95 * h0 - 0.05 * h1) / (s - 0.01), h0 * h1 / (s * (1 - s)), (0.90 * h1 - 0.10 * h0) / (0.06 - s), h1 / (1 - s)],
            new[] { 0, 0.01, s, 0.06, 1 }.Select(Montgomery.ExpectedItems), Near);
    }

    [Fact]
    public void The_characteristic_falls_and_the_expected_number_is_continuous_around_the_slope()
    {
        double[] shares = [.. Enumerable.Range(0, 1001).Select(i => i / 1000.0)];
        double[] accepted = [.. shares.Select(Montgomery.OperatingCharacteristic)];
        Assert.All(accepted.Zip(accepted.Skip(1)), p => Assert.True(p.First >= p.Second, $"{p.First} then {p.Second}"));
        Assert.All(accepted, a => Assert.InRange(a, 0, 1));
        Assert.Equal(Montgomery.ExpectedItems(Montgomery.Slope), Montgomery.ExpectedItems(Montgomery.Slope + 1e-6), 0.01);
        Assert.All(shares, p => Assert.True(Montgomery.ExpectedItems(p) > 0));
    }

    [Theory]
    [InlineData(0.01, 0.06, 0.05, 0.10)]
    [InlineData(0.02, 0.08, 0.05, 0.10)]
    [InlineData(0.10, 0.30, 0.10, 0.05)]
    public void Simulated_lots_are_judged_within_the_declared_risks(double p0, double p1, double alpha, double beta)
    {
        var test = new SequentialProbabilityRatioTest(p0, p1, alpha, beta);
        const int Lots = 20_000;
        var random = new RandomStream(7, 1);
        (double wrong0, double items0) = Run(p0, SequentialDecision.Reject, ref random);
        (double wrong1, double items1) = Run(p1, SequentialDecision.Accept, ref random);
        Assert.InRange(wrong0, 0, alpha + Error(alpha));
        Assert.InRange(wrong1, 0, beta + Error(beta));
        Assert.Equal(test.ExpectedItems(p0), items0, 0.25 * items0);
        Assert.Equal(test.ExpectedItems(p1), items1, 0.25 * items1);

        static double Error(double p) => 3 * Math.Sqrt(p * (1 - p) / Lots);

        (double Wrong, double Items) Run(double p, SequentialDecision wrong, ref RandomStream random)
        {
            long items = 0;
            int wrongs = 0;
            for (int lot = 0; lot < Lots; lot++)
            {
                int n = 0, defects = 0;
                SequentialDecision decision;
                do
                {
                    n++;
                    if (random.NextDouble() < p)
                        defects++;
                    decision = test.Decide(n, defects);
                }
                while (decision == SequentialDecision.Continue);
                items += n;
                wrongs += decision == wrong ? 1 : 0;
            }

            return ((double)wrongs / Lots, (double)items / Lots);
        }
    }

    /// <summary>Montgomery, table 15.2: the operating characteristic of n = 89, c = 2.</summary>
    [Theory]
    [InlineData(0.005, 0.9897)]
    [InlineData(0.010, 0.9397)]
    [InlineData(0.020, 0.7366)]
    [InlineData(0.030, 0.4985)]
    [InlineData(0.050, 0.1721)]
    [InlineData(0.090, 0.0109)]
    public void The_single_plan_of_Montgomery_has_its_characteristic(double p, double accepted) =>
        Assert.Equal(accepted, new AcceptanceSampling(89, 2).OperatingCharacteristic(p), 0.0003);

    [Theory]
    [InlineData(0.01, 0.06, 0.05, 0.10, 110, 3)]
    [InlineData(0.02, 0.08, 0.05, 0.10, 98, 4)]
    [InlineData(0.01, 0.05, 0.05, 0.10, 132, 3)]
    public void The_smallest_plan_keeps_both_risks_and_one_item_less_breaks_the_consumers(double p0, double p1, double alpha, double beta, int n, int c)
    {
        var plan = AcceptanceSampling.Smallest(p0, p1, alpha, beta)!;
        Assert.InRange(plan.ProducerRisk(p0), 0, alpha);
        Assert.InRange(plan.ConsumerRisk(p1), 0, beta);
        Assert.True(new AcceptanceSampling(plan.SampleSize - 1, plan.AcceptanceNumber).ConsumerRisk(p1) > beta);
        Assert.True(plan.AcceptanceNumber == 0 || AtConsumersRisk(plan.AcceptanceNumber - 1).ProducerRisk(p0) > alpha);
        Assert.Equal((n, c), (plan.SampleSize, plan.AcceptanceNumber));

        AcceptanceSampling AtConsumersRisk(int defects)
        {
            int size = defects + 1;
            while (new AcceptanceSampling(size, defects).ConsumerRisk(p1) > beta)
                size++;
            return new AcceptanceSampling(size, defects);
        }
    }

    [Theory]
    [InlineData(0, 0.1, 0.05, 0.1, "p0")]
    [InlineData(0.1, 0.1, 0.05, 0.1, "p1")]
    [InlineData(0.1, 1, 0.05, 0.1, "p1")]
    [InlineData(0.1, 0.2, 0, 0.1, "alpha")]
    [InlineData(0.1, 0.2, 0.5, 0.5, "beta")]
    [InlineData(0.1, double.NaN, 0.05, 0.1, "p1")]
    public void What_is_out_of_range_is_refused_by_name_with_value_and_rule(double p0, double p1, double alpha, double beta, string name)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialProbabilityRatioTest(p0, p1, alpha, beta));
        Assert.Equal(name, refused.ParamName);
        Assert.NotNull(refused.ActualValue);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => AcceptanceSampling.Smallest(p0, p1, alpha, beta)).ParamName);
    }

    [Fact]
    public void Plans_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AcceptanceSampling(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AcceptanceSampling(5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AcceptanceSampling(5, 1).OperatingCharacteristic(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Montgomery.Decide(3, 4));
        Assert.Null(AcceptanceSampling.Smallest(0.0000001, 0.0000002, 0.05, 0.1));
    }

    [Fact]
    public void Pairs_told_by_chance_give_one_half_and_ties_count_half()
    {
        Assert.Equal(0.5, PairedDetection.Of(40, 40, 20).Rate);
        var told = PairedDetection.Of(81, 181, 1);
        Assert.Equal(81.5 / 263, told.Rate, 12);
        Assert.InRange(told.Rate, told.Low, told.High);
        Assert.Equal(new PairedDetection(double.NaN, 0, 1, 0), PairedDetection.Of(0, 0, 0));
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-6 * Math.Max(1, Math.Abs(a));
}
