using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Frontier;
using SynthWorkbench.Synthesis.Recipes;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

public sealed class FrontierTests
{
    private static readonly RecipeThreshold Detection = new("detection", "at-most", 0.6), Quality = new("quality", "at-least", 0.95), Rare = new("rare-coverage", "at-least", 0.9), Copies = new("exact-copies", "at-most", 0.01);

    [Fact]
    public void The_front_holds_what_no_other_beats_by_each_metrics_goal()
    {
        // Quality: higher is better; closeness: near one half is better, from either side.
        MeasuredSetting[] all = [At(0.1, 0.5, 0.80, 0.50), At(0.3, 0.5, 0.90, 0.48), At(0.5, 0.5, 0.90, 0.53), At(0.8, 0.5, 0.95, 0.45), At(1, 0.5, 0.94, 0.56)];
        Assert.Equal([0, 1, 3], ParetoFront.Of(all, "quality", "dcr-share"));
        Assert.Equal([0], ParetoFront.Of([all[0], all[0] with { Metrics = [] }], "quality", "dcr-share"));
    }

    [Fact]
    public void Equal_points_are_both_on_the_front() => Assert.Equal(2, ParetoFront.Of([At(0.1, 0.5, 0.9, 0.5), At(0.2, 0.5, 0.9, 0.5)], "quality", "dcr-share").Count);

    [Fact]
    public void The_cheapest_change_that_meets_a_missed_threshold_is_advised_with_its_cost()
    {
        var now = Setting(0.6, 0.5, ("quality", 0.970), ("rare-coverage", 0.70), ("detection", 0.55));
        MeasuredSetting[] sweep =
        [
            Setting(0.6, 1.0, ("quality", 0.940), ("rare-coverage", 0.99), ("detection", 0.62)),
            Setting(0.6, 0.75, ("quality", 0.960), ("rare-coverage", 0.92), ("detection", 0.57)),
            Setting(1.0, 0.75, ("quality", 0.960), ("rare-coverage", 0.93), ("detection", 0.57)),
            Setting(0.3, 0.75, ("quality", 0.955), ("rare-coverage", 0.95), ("detection", 0.56)),
        ];
        var advice = Assert.Single(FrontierGuidance.Advise(now, sweep, [Quality, Rare, Detection, Copies]));
        Assert.Equal((0.6, 0.75), (advice.Setting.Realism, advice.Setting.Coverage));
        Assert.Equal(0.92, advice.Value);
        Assert.Equal(-0.010, advice.QualityChange!.Value, 9);
        Assert.Empty(advice.Loses);
    }

    [Fact]
    public void What_would_be_lost_is_told_where_nothing_better_is_measured()
    {
        var now = Setting(0.6, 0.5, ("quality", 0.970), ("rare-coverage", 0.70));
        var advice = Assert.Single(FrontierGuidance.Advise(now, [Setting(0.6, 1, ("quality", 0.940), ("rare-coverage", 0.99))], [Quality, Rare]));
        Assert.Equal([Quality], advice.Loses);
    }

    [Fact]
    public void One_setting_for_all_missed_thresholds_comes_first()
    {
        var now = Setting(0.1, 0.5, ("quality", 0.90), ("detection", 0.9));
        MeasuredSetting[] sweep = [Setting(0.8, 0.5, ("quality", 0.96), ("detection", 0.61)), Setting(1, 0.5, ("quality", 0.955), ("detection", 0.55))];
        var advice = FrontierGuidance.Advise(now, sweep, [Quality, Detection]);
        Assert.Equal([Quality, Detection], advice[0].Meets);
        Assert.Equal(1, advice[0].Setting.Realism);
        Assert.Contains(advice, a => a.Meets is [var only] && only == Quality && a.Setting.Realism == 0.8);
    }

    [Fact]
    public void Nothing_missed_or_nothing_that_meets_gives_no_advice()
    {
        var now = Setting(0.6, 0.5, ("quality", 0.97));
        Assert.Empty(FrontierGuidance.Advise(now, [Setting(1, 0.5, ("quality", 0.99))], [Quality, Copies]));
        Assert.Empty(FrontierGuidance.Advise(Setting(0.6, 0.5, ("quality", 0.5)), [Setting(1, 0.5, ("quality", 0.6))], [Quality]));
        Assert.Null(Assert.Single(FrontierGuidance.States(now.Metrics, [Copies])).IsMet);
    }

    private static MeasuredSetting At(double realism, double coverage, double quality, double closeness) => Setting(realism, coverage, ("quality", quality), ("dcr-share", closeness));

    private static MeasuredSetting Setting(double realism, double coverage, params (string Id, double Value)[] metrics) => new(realism, coverage, [.. metrics.Select(m => new MetricValue(m.Id, m.Value, null, null, 1, null))]);
}
