using Bunit;
using SynthWorkbench.Web.Components.Shared;
using Xunit;

namespace SynthWorkbench.Web.Tests.Shell;

public sealed class SharedPartsTests : BunitContext
{
    [Fact]
    public void Every_state_has_a_mark_and_a_word_of_its_own()
    {
        var words = Enum.GetValues<Status>().Select(s => Render<StatusChip>(p => p.Add(c => c.Status, s)).Find(".chip"));
        var texts = words.Select(w => w.TextContent.Trim()).ToList();
        Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
        Assert.All(texts, t => Assert.Contains(' ', t));
    }

    [Theory]
    [InlineData(0.9521, 0.0042, 1234L, "0.952 ± 0.004 n = 1,234")]
    [InlineData(0.5, null, null, "0.500")]
    [InlineData(double.NaN, 0.1, null, "not applicable")]
    public void A_metric_shows_its_interval_and_n(double value, double? half, long? n, string shown) =>
        Assert.Equal(shown, Render<MetricNumber>(p => p.Add(m => m.Value, value).Add(m => m.HalfWidth, half).Add(m => m.N, n)).Find(".metric").TextContent);

    [Fact]
    public void An_error_says_what_happened_what_it_means_and_what_to_do()
    {
        var note = Render<ErrorNote>(p => p.Add(e => e.Happened, "The file is empty.").Add(e => e.Means, "Nothing was saved.").Add(e => e.Remedy, "Choose another file."));
        Assert.Equal(["✕ The file is empty.", "Nothing was saved.", "Choose another file."], note.FindAll("[role=alert] p").Select(p => p.TextContent));
    }

    [Fact]
    public void A_verdict_without_evidence_has_no_link()
    {
        Assert.Empty(Render<VerdictLine>(p => p.Add(v => v.Verdict, Status.Pass).Add(v => v.Sentence, "Good.")).FindAll("a"));
        Assert.Equal("#shapes", Render<VerdictLine>(p => p.Add(v => v.Verdict, Status.Pass).Add(v => v.Sentence, "Good.").Add(v => v.EvidenceHref, "#shapes")).Find("a").GetAttribute("href"));
    }

    [Fact]
    public void A_page_header_has_one_heading_that_takes_the_focus()
    {
        var head = Render<PageHeader>(p => p.Add(h => h.Title, "Datasets").Add(h => h.State, Status.Running));
        Assert.Equal("Datasets", Assert.Single(head.FindAll("h1[tabindex='-1']")).TextContent);
        Assert.Contains("running", head.Find(".chip").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_is_told_to_those_who_do_not_see_the_rows()
    {
        var skeleton = Render<SkeletonTable>(p => p.Add(s => s.What, "datasets").Add(s => s.Rows, 3)).Find("[role=status]");
        Assert.Equal("Loading datasets", skeleton.GetAttribute("aria-label"));
        Assert.Equal(3, skeleton.ChildElementCount);
    }

    [Fact]
    public void A_value_that_is_missing_is_said_to_be_missing()
    {
        var list = Render<KeyValueList>(p => p.Add(l => l.Items, [("Owner", "Cardiology"), ("Licence", null)]));
        Assert.Equal(["Cardiology", "not given"], list.FindAll("dd").Select(d => d.TextContent));
    }
}
