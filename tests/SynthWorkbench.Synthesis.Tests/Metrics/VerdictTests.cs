using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>A threshold passes or fails with its whole interval; anything less is inconclusive.</summary>
public sealed class VerdictTests
{
    [Theory]
    [InlineData("at-least", 0.96, 0.95, 0.97, VerdictOutcome.Pass)]
    [InlineData("at-least", 0.96, 0.94, 0.98, VerdictOutcome.Inconclusive)]
    [InlineData("at-least", 0.93, 0.92, 0.94, VerdictOutcome.Fail)]
    [InlineData("at-most", 0.93, 0.92, 0.94, VerdictOutcome.Pass)]
    [InlineData("at-most", 0.95, 0.94, 0.96, VerdictOutcome.Inconclusive)]
    [InlineData("at-most", 0.97, 0.96, 0.98, VerdictOutcome.Fail)]
    public void The_interval_decides(string comparison, double value, double low, double high, VerdictOutcome expected)
    {
        var verdict = FidelityVerdict.Of(Report(new MetricValue("quality", value, low, high, 1000, null)), [new RecipeThreshold("quality", comparison, 0.95)]);
        Assert.Equal(expected, verdict.Outcome);
        Assert.Equal(expected == VerdictOutcome.Inconclusive, verdict.Sentence.Contains("rows would settle it", StringComparison.Ordinal));
    }

    [Fact]
    public void One_miss_fails_and_a_missing_value_never_passes()
    {
        var good = new MetricValue("quality", 0.99, 0.98, 1, 1000, null);
        var none = new MetricValue("dcr-share", null, null, null, 1000, null, "Needs a holdout.");
        var bad = new MetricValue("detection", 0.9, 0.88, 0.92, 1000, null);
        RecipeThreshold quality = new("quality", "at-least", 0.95), share = new("dcr-share", "at-most", 0.55), detection = new("detection", "at-most", 0.6);
        Assert.Equal(VerdictOutcome.Pass, FidelityVerdict.Of(Report(good, none, bad), [quality]).Outcome);
        Assert.Equal(VerdictOutcome.Inconclusive, FidelityVerdict.Of(Report(good, none, bad), [quality, share]).Outcome);
        Assert.Equal(VerdictOutcome.Fail, FidelityVerdict.Of(Report(good, none, bad), [quality, share, detection]).Outcome);
        Assert.Contains("Needs a holdout", FidelityVerdict.Of(Report(none), [share]).Sentence, StringComparison.Ordinal);
        Assert.Equal(VerdictOutcome.NotJudged, FidelityVerdict.Of(Report(good), []).Outcome);
        Assert.Equal(VerdictOutcome.Inconclusive, FidelityVerdict.Of(Report(good), [new RecipeThreshold("no-such-metric", "at-least", 1)]).Outcome);
    }

    [Fact]
    public void The_file_stands_alone_holds_every_chart_and_encodes_what_data_says()
    {
        var train = DemoTables.CardiologyVisits(200, 1);
        var report = FidelityEvaluation.Run(new FidelityInputs(train, DemoTables.CardiologyVisits(150, 2), DemoTables.CardiologyVisits(180, 3)));
        string html = FidelityHtml.Write("<script>alert(1)</script>", report, FidelityVerdict.Of(report, DefaultThresholds.All));
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme", html, StringComparison.Ordinal);
        Assert.Equal(report.Columns.Count + 4 + 3 + 1, html.Split("<svg ").Length - 1);
        Assert.All(MetricCatalog.All.Where(m => MetricCatalog.IsShown(report.Metric(m.Id)!)), m => Assert.Contains(System.Net.WebUtility.HtmlEncode(m.Name), html, StringComparison.Ordinal));
        Assert.DoesNotContain("Referential integrity", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Autocorrelation", html, StringComparison.Ordinal);
    }

    private static FidelityReport Report(params MetricValue[] metrics) => new() { TrainRows = 1, HoldoutRows = 1, SyntheticRows = 1, Seed = 1, Metrics = metrics, Columns = [], Pairs = [] };
}
