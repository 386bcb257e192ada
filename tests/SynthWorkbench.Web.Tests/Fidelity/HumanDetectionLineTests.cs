using Bunit;
using Bunit.TestDoubles;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Web.Components.Fidelity;
using Xunit;

namespace SynthWorkbench.Web.Tests.Fidelity;

public sealed class HumanDetectionLineTests : BunitContext
{
    [Theory]
    [InlineData(0.3, 0.7, "People cannot tell them apart")]
    [InlineData(0.6, 0.9, "People tell them apart")]
    [InlineData(0.1, 0.4, "People take the synthetic row for the real one")]
    public void The_finding_follows_from_the_interval_and_only_leads_get_a_link(double low, double high, string finding)
    {
        var seen = new HumanDetection(new CampaignId(Guid.NewGuid()), "Pairs", (low + high) / 2, low, high, 12, 24, 2);
        var who = AddAuthorization();
        who.SetAuthorized("Rita");
        var line = Render<HumanDetectionLine>(p => p.Add(l => l.Seen, [seen]).Add(l => l.Machine, 0.612));
        string words = line.Find("[data-human-detection]").TextContent;
        Assert.Contains(finding, words, StringComparison.Ordinal);
        Assert.Contains("24 answers to 12 pairs, 2 ties counted half; 0.5 is chance; the detector's area is 0.612", words, StringComparison.Ordinal);
        Assert.Empty(line.FindAll("a"));

        who.SetPolicies(Policies.Lead);
        Assert.Equal($"campaigns/{seen.Campaign}", Render<HumanDetectionLine>(p => p.Add(l => l.Seen, [seen])).Find("a").GetAttribute("href"));
        Assert.Empty(Render<HumanDetectionLine>().FindAll("p"));
    }
}
