using System.Web;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Web.Components.Studio;
using Xunit;

namespace SynthWorkbench.Web.Tests.Studio;

public sealed class StudioLinkTests
{
    private static readonly Recipe Saved = new() { Name = "link", Columns = [new RecipeColumn { Name = "age", Realism = 0.4 }, new RecipeColumn { Name = "a:b" }], Boosts = [new RecipeBoost("age > 80", 3)] };

    [Fact]
    public void A_link_opens_exactly_the_state_it_was_made_of()
    {
        var now = Saved with
        {
            Realism = 0.123456789,
            Coverage = 0.9,
            Columns = [new RecipeColumn { Name = "age" }, new RecipeColumn { Name = "a:b", Realism = 0.2 }],
            Boosts = [new RecipeBoost("diagnosis = 'A & B: c'", 0.25), new RecipeBoost("age > 80", 7)],
            Conditions = [new RecipeCondition("name = 'x:y' and age > 3", 1500), new RecipeCondition("age < 2", 1)],
            WhatIfs = [new RecipeWhatIf("a:b") { Median = 5.5, Max = 9 }],
        };
        Assert.Equal(RecipeDocument.Hash(now), RecipeDocument.Hash(Open(now)));
    }

    [Fact]
    public void What_was_taken_away_stays_away()
    {
        var now = Saved with { Boosts = [], Columns = [new RecipeColumn { Name = "age" }, new RecipeColumn { Name = "a:b" }] };
        Assert.Equal(RecipeDocument.Hash(now), RecipeDocument.Hash(Open(now)));
    }

    [Theory]
    [InlineData("trees", null, 2.5)]
    [InlineData("auto", null, 0.1)]
    [InlineData("marginals", 1.0, 10.0)]
    [InlineData("marginals", 1.0, null)]
    [InlineData("auto", 3.0, null)]
    public void A_link_keeps_the_guarantee_asked_for(string engine, double? was, double? asked)
    {
        var saved = Saved with { Engine = engine, Options = new EngineOptions { Privacy = was is { } e ? new PrivacyOptions { Epsilon = e, Rows = 300 } : null } };
        string link = StudioLink.Of(Guid.Empty, 2, saved, StudioLink.Apply(saved, null, null, null, null, null, null, asked?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "off"));
        Assert.EndsWith(asked is { } shown ? FormattableString.Invariant($"&epsilon={shown}") : "&epsilon=off", link, StringComparison.Ordinal);
        var open = StudioLink.Apply(saved, null, null, null, null, null, null, HttpUtility.ParseQueryString(link.Split('?')[1])["epsilon"]);
        Assert.Equal((asked, asked is null ? null : was is null ? null : (long?)300), (open.Guarantee()?.Epsilon, open.Guarantee()?.Rows));
        Assert.Equal(saved, StudioLink.Apply(saved, null, null, null, null, null, null, "0"));
    }

    [Fact]
    public void The_saved_state_needs_no_more_than_its_version() => Assert.Equal("recipes/11111111-1111-1111-1111-111111111111/studio?version=2", Link(Saved));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(1.5)]
    public void Nonsense_is_left_as_it_was_saved(double position) =>
        Assert.Equal(RecipeDocument.Hash(Saved), RecipeDocument.Hash(StudioLink.Apply(Saved, position, position, null, null, null, null)));

    private static string Link(Recipe now) => StudioLink.Of(Guid.Parse("11111111-1111-1111-1111-111111111111"), 2, Saved, now);

    private static Recipe Open(Recipe now)
    {
        var query = HttpUtility.ParseQueryString(Link(now).Split('?')[1]);
        return StudioLink.Apply(Saved, Position("realism"), Position("coverage"), query.GetValues("column"), query.GetValues("boost"), query.GetValues("rows-when"), query.GetValues("what-if"));

        double? Position(string name) => query[name] is { } text ? double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;
    }
}
