using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Tests.Review;
using Xunit;

namespace SynthWorkbench.Application.Tests.Calibration;

/// <summary>Figures of a room: item 1 is answered "no" by the first of three reviewers and "yes" by the others; on all else they agree.</summary>
public sealed class SessionAgreementTests
{
    [Fact]
    public async Task Who_stands_apart_and_what_is_confused()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var room = (await session.SeeAsync(session.Lead)).Room;
        var (first, second) = (room.Plan.Items[0].Item, room.Plan.Items[1].Item);
        var differences = RoomDifferences.Of(room, ReviewFixture.Rubric);
        Assert.Equal(2 / 3.0, differences.Apart(session.Reviewers[0].UserId, first)!.Value, 12);
        Assert.Equal(1 / 3.0, differences.Apart(session.Reviewers[1].UserId, first)!.Value, 12);
        Assert.Equal(0, differences.Apart(session.Reviewers[0].UserId, second));
        Assert.Equal(2 / 3.0 * differences.Apart(session.Reviewers[0].UserId, first)!.Value, differences.Disagreement(first)!.Value, 12);
        Assert.True(differences.Differ(first, "plausible"));
        Assert.False(differences.Differ(second, "plausible"));
        var pair = Assert.Single(SessionAgreement.Confusions(room, ReviewFixture.Rubric));
        Assert.Equal(("plausible", "No", "Yes", 2), (pair.Criterion.Id, pair.One, pair.Other, pair.Pairs));
    }

    [Fact]
    public async Task A_vote_towards_the_others_is_conformity_and_one_away_from_them_is_not()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var item = (await session.SeeAsync(session.Lead)).Room.Plan.Items[0].Item;
        await session.DoneAsync(session.Lead, new VoteOpened(item));
        await session.DoneAsync(session.Reviewers[0], new Voted(item, ReviewFixture.Yes));
        await session.DoneAsync(session.Reviewers[1], new Voted(item, ReviewFixture.Yes));
        await session.DoneAsync(session.Lead, new VoteClosed(item));
        Assert.Equal(new Conformity(1, 1, 2), SessionAgreement.ConformityOf((await session.SeeAsync(session.Lead)).Room, ReviewFixture.Rubric, item));
    }

    [Fact]
    public void A_known_number_is_right_within_a_tenth_of_the_scale_and_never_beyond_its_ends()
    {
        var criterion = new Criterion { Id = "score", Title = "Score", Scale = ScaleKind.Numeric, Min = 0, Max = 50 };
        var gold = GoldValue.Known(criterion, new CriterionAnswer { Number = 48 })!;
        Assert.Equal((43, 50), (gold.Min, gold.Max));
        Assert.True(gold.Accepts(criterion, new CriterionAnswer { Number = 43 }));
        Assert.False(gold.Accepts(criterion, new CriterionAnswer { Number = 42.9 }));
        Assert.Null(GoldValue.Known(criterion, new CriterionAnswer()));
    }
}
