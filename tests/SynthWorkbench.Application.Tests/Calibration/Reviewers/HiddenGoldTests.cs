using System.Collections.Immutable;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Tests.Review;
using Xunit;

namespace SynthWorkbench.Application.Tests.Calibration.Reviewers;

/// <summary>What a session agreed on is hidden among the items of other campaigns of the rubric.</summary>
public sealed class HiddenGoldTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Items_agreed_on_with_one_answer_are_drawn_with_a_file_that_asks_for_known_answers()
    {
        await using var session = await SessionFixture.CreateAsync();
        await session.RevealAsync();
        var items = (await session.SeeAsync(session.Lead)).Room.Plan.Items;
        var refused = await MakeAsync(session, 0.2);
        Assert.Contains("no calibration session agreed", Assert.Single(refused.Problems).Message, StringComparison.Ordinal);

        await session.DoneAsync(session.Lead, SessionFixture.Right(items[0].Item, "yes"));
        await session.DoneAsync(session.Lead, SessionFixture.Right(items[0].Item, "no"));

        // The fixture's contents come round every five rows: the same content would take the answer back.
        var other = items.First(i => Content(i.Key) != Content(items[0].Key));
        await session.DoneAsync(session.Lead, new Reconciled(other.Item, ImmutableSortedDictionary<string, GoldValue>.Empty.Add("plausible", new GoldValue(GoldKind.Range) { Values = ["yes", "no"] }), "Either."));
        var made = await MakeAsync(session, 0.2);
        Assert.True(made.Succeeded, string.Join('\n', made.Problems));
        await session.Review.StartJobsAsync();
        var drawn = await session.Review.DrawnAsync(made.Campaign.Value);
        Assert.Equal(5, drawn.Count);
        var gold = Assert.Single(drawn, i => i.GoldJson is not null);
        Assert.Equal("no", ReviewJson.Read<ReviewAnswers>(gold.GoldJson!).Of("plausible")!.Value);
        Assert.Equal(items[0].Key, gold.Key);

        // Without a share nothing is mixed in.
        Assert.Equal(4, (await session.Review.DrawnAsync((await MakeAsync(session, 0)).Campaign!.Value)).Count);
    }

    private static int Content(string key) => int.Parse(key.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) % 5;

    private static async Task<CampaignMade> MakeAsync(SessionFixture session, double share)
    {
        var rubric = (await session.Review.Get<CampaignMaking>().ChoicesAsync(session.Lead, None)).Rubrics[0].Id;
        var file = new ImportedItems("items.csv", [.. Enumerable.Range(1, 4).Select(i => new ImportedItem($"k{i}", new ItemContent { Fields = [new ItemField("age", $"{i}0 years")] }))]);
        return await session.Review.Get<CampaignMaking>().CreateAsync(session.Lead, $"File {Guid.NewGuid():N}", rubric, new CampaignPlan { Source = CampaignSource.File, GoldShare = share, Sampling = new SamplingPlan { Kind = SamplingKind.All, Items = 4 } }, file, Guid.NewGuid(), None);
    }
}
