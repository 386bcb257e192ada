using Bunit;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Web.Components.Charts;
using SynthWorkbench.Web.Components.Fidelity.Comparison;
using Xunit;

namespace SynthWorkbench.Web.Tests.Fidelity;

public sealed class ComparisonPartsTests : BunitContext
{
    [Fact]
    public void Outcomes_are_told_by_sign_and_word()
    {
        var words = Enum.GetValues<DifferenceEvidence>().SelectMany(e => Enum.GetValues<DifferenceDirection>().Select(d => new MetricDifference { Definition = MetricCatalog.All[0], Base = null, Other = null, Evidence = e, Direction = d }.Word)).Distinct().ToList();
        var marks = words.ConvertAll(w => Render<DifferenceMark>(p => p.Add(m => m.Word, w)).Find(".mark"));
        Assert.Equal(words, marks.Select(m => m.GetAttribute("data-outcome")!));
        Assert.Equal(10, words.Count);
        Assert.Equal(["✓ better", "✕ worse"], marks.Select(m => m.TextContent).Where(t => t.EndsWith(" better", StringComparison.Ordinal) && t.Length == 8 || t.EndsWith(" worse", StringComparison.Ordinal) && t.Length == 7).Order(StringComparer.Ordinal));
        Assert.Equal("✓ 4 better", Render<DifferenceMark>(p => p.Add(m => m.Word, "better").Add(m => m.Text, "4 better")).Find(".mark").TextContent);
    }

    [Fact]
    public void A_row_shows_values_their_intervals_the_difference_and_the_outcome()
    {
        var comparison = Compared(
            [Value("quality", 0.9, 0.01) with { Baseline = 0.97 }, Value("wasserstein", 0.01, 0.001), new("structure", 1, null, null, 5, null)],
            [Value("quality", 0.95, 0.01), Value("wasserstein", 0.010012, 0.001), new("structure", 0.9, null, null, 5, null)]);
        var table = Render<DifferenceTable>(p => p.Add(t => t.Comparison, comparison));
        Assert.Equal(["Quality", "higher", "0.9700", "0.9000 ± 0.0100", "0.9500 ± 0.0100", "+0.0500 (+0.0359 to +0.0641)", "✓ better"], Cells("quality"));
        Assert.Equal("+0.000012 (−0.001402 to +0.001426)", Cells("wasserstein")[5]);
        Assert.Equal(["Structure", "higher", "–", "1.0000", "0.9000", "−0.1000", "○ no interval"], Cells("structure"));
        Assert.Equal("not defined", Cells("utility")[3]);
        Assert.Equal(MetricCatalog.Questions.Length, table.FindAll("th[scope=rowgroup]").Count);
        Assert.Equal(["quality"], Render<DifferenceTable>(p => p.Add(t => t.Comparison, comparison).Add(t => t.OnlyBeyond, true)).FindAll("[data-metric]").Select(r => r.GetAttribute("data-metric")!));

        string[] Cells(string metric) => [.. table.Find($"[data-metric={metric}]").Children.Select(c => c.TextContent.Trim())];
    }

    [Fact]
    public void The_verdict_says_how_many_differ_and_how_many_would_by_chance()
    {
        string words = Render<ComparisonVerdict>(p => p.Add(v => v.Comparison, Compared([Value("quality", 0.9, 0.01), Value("shapes", 0.9, 0.01)], [Value("quality", 0.95, 0.01), Value("shapes", 0.9, 0.01)]))).Markup;
        Assert.Contains("Run B is beyond noise better than run A in 1 of 2 metrics and worse in none.", words, StringComparison.Ordinal);
        Assert.Contains(">2 metrics are compared for each run", words, StringComparison.Ordinal);
        Assert.Contains("data-outcome=\"within noise\"", words, StringComparison.Ordinal);
        Assert.DoesNotContain("data-outcome=\"worse\"", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_differ_stand_beside_one_another()
    {
        var comparison = Compared([], []);
        comparison = comparison with { Others = [comparison.Others[0] with { Recipe = [new RecipeChange("realism", "0.1", "1"), new RecipeChange("seed", null, "2")] }] };
        Assert.Equal(["realism", "0.1", "1", "seed", "not set", "2"], Render<RecipeDifferences>(p => p.Add(r => r.Comparison, comparison)).FindAll("tbody th, tbody td").Select(c => c.TextContent.Trim()));
        var many = comparison with { Others = [comparison.Others[0] with { Recipe = [.. Enumerable.Range(0, 20).Select(i => new RecipeChange($"columns[{i}]", "a", "b"))] }] };
        var part = Render<RecipeDifferences>(p => p.Add(r => r.Comparison, many));
        Assert.Equal(12, part.FindAll("tbody tr").Count);
        part.Find("button").Click();
        Assert.Equal(20, part.FindAll("tbody tr").Count);
        Assert.Contains("say the same", Render<RecipeDifferences>(p => p.Add(r => r.Comparison, Compared([], []))).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Dots_stand_where_they_belong_and_beyond_the_axis_with_their_number()
    {
        var spec = new DotPlotSpec("Finding", "measure", "worse", "better", ["Run B less A"], [new DotGroup("Is it real?", [new DotRow("Quality", [new Dot(6, 1.96, DotMark.Better, "+6.0")]), new DotRow("Detection", [new Dot(-40, 1.96, DotMark.Worse, "−40.0")]), new DotRow("Shapes", [null])])]);
        Assert.Equal(12, spec.End);
        Assert.Equal(4, (spec with { Groups = [new DotGroup("", [new DotRow("", [new Dot(0.1, 0.5, DotMark.Noise, "")])])] }).End);
        var plot = Render<DotPlot>(p => p.Add(d => d.Spec, spec));
        var places = plot.FindAll("svg.at");
        Assert.Equal(["72.5%", "5%"], places.Select(a => a.GetAttribute("x")!));
        Assert.Equal("−40", Assert.Single(places[1].QuerySelectorAll("text")).TextContent);
        Assert.Single(plot.FindAll("line.whisker"));
        Assert.Equal("Finding. measure", plot.Find("[role=img]").GetAttribute("aria-label"));
        plot.Find("button[aria-expanded]").Click();
        Assert.Equal(["Quality", "+6.0", "Detection", "−40.0", "Shapes", "–"], plot.FindAll("tbody th, tbody td").Select(c => c.TextContent));
    }

    private static MetricValue Value(string id, double value, double half) => new(id, value, value - half, value + half, 100, null);

    private static RunComparison Compared(MetricValue[] a, MetricValue[] b)
    {
        ComparedRun first = Run('A', a), second = Run('B', b);
        return new RunComparison(first, [new RunDifference(second, ReportComparison.Of(first.Report, second.Report), [], false)], []);
    }

    private static ComparedRun Run(char letter, MetricValue[] metrics)
    {
        var recipe = new Recipe { Name = "Visits" };
        var run = new GenerationRun { Id = RunId.New(), RecipeName = recipe.Name, RecipeHash = "", Engine = "rules", EngineVersion = "1", Author = "Ada" };
        var report = new FidelityReport { TrainRows = 1, HoldoutRows = 1, SyntheticRows = 1, Seed = 1, Metrics = metrics, Columns = [], Pairs = [] };
        return new ComparedRun(letter, run, RecipeId.New(), 1, recipe, new ComparedReference("", ""), report, VerdictOutcome.NotJudged);
    }
}
