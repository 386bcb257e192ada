using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Review.Campaigns;
using Xunit;

namespace SynthWorkbench.Application.Tests.Calibration;

public sealed class ItemSelectionTests
{
    private static readonly List<ItemCandidate> Candidates = [.. Enumerable.Range(0, 200).Select(i => new ItemCandidate(new ReviewItemId(new Guid(i + 1, 0, 0, new byte[8])), i < 20, i is >= 20 and < 80 ? (i - 19) / 60.0 : 0, i is >= 80 and < 120 ? i : 0, i >= 120))];

    [Fact]
    public void Quotas_are_kept_and_no_item_comes_twice()
    {
        var chosen = ItemSelection.Choose(Candidates, new SessionPlan { Items = 20 });
        Assert.Equal(20, chosen.Select(c => c.Item).Distinct().Count());
        Assert.Equal("Gold 6, Disagreement 6, Edge 4, Easy 2, Other 2", string.Join(", ", chosen.GroupBy(c => c.Reason).OrderBy(g => g.Key).Select(g => $"{g.Key} {g.Count()}")));
    }

    [Fact]
    public void Of_the_disputed_ones_the_most_disputed_are_drawn_from()
    {
        var chosen = ItemSelection.Choose(Candidates, new SessionPlan { Items = 20 }).Where(c => c.Reason == ItemReason.Disagreement);
        Assert.All(chosen, c => Assert.True(Candidates.First(o => o.Item == c.Item).Disagreement > 0.7));
    }

    [Fact]
    public void The_same_seed_chooses_the_same_items_whatever_their_order_and_another_seed_others()
    {
        var plan = new SessionPlan { Items = 20, Seed = 5 };
        Assert.Equal(ItemSelection.Choose(Candidates, plan), ItemSelection.Choose([.. Candidates.AsEnumerable().Reverse()], plan));
        Assert.NotEqual(ItemSelection.Choose(Candidates, plan), ItemSelection.Choose(Candidates, plan with { Seed = 6 }));
    }

    [Fact]
    public void What_a_quota_lacks_comes_from_all_items()
    {
        var chosen = ItemSelection.Choose([.. Candidates.Where(c => !c.HasGold)], new SessionPlan { Items = 20 });
        Assert.Equal(20, chosen.Count);
        Assert.Equal(8, chosen.Count(c => c.Reason == ItemReason.Other));
    }

    [Fact]
    public void More_items_tell_more_and_a_limit_says_how_many_it_takes()
    {
        var (few, many) = (ExpectedWidth.Of(12, 4, 3, 0.8, 1), ExpectedWidth.Of(48, 4, 3, 0.8, 1));
        Assert.True(many.High - many.Low < few.High - few.Low);
        Assert.InRange(0.8, many.Low, many.High);
        int needed = ExpectedWidth.ItemsFor(0.667, 4, 3, 0.8, 1)!.Value;
        Assert.True(ExpectedWidth.Of(needed, 4, 3, 0.8, 1).Low >= 0.667);
        Assert.Null(ExpectedWidth.ItemsFor(0.79, 2, 3, 0.8, 1));
    }
}
