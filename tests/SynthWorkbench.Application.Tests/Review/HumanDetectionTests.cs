using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Statistics;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

/// <summary>How often people point at the real row of a blind pair.</summary>
public sealed class HumanDetectionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Guid Run = Guid.Parse("0198c7d0-0000-7000-8000-000000000001");

    [Fact]
    public async Task Right_wrong_and_tied_answers_give_the_rate_and_nobody_receives_the_side()
    {
        await using var review = await PairsAsync(12);
        Assert.Empty(await review.Get<HumanDetections>().OfRunAsync(review.Lead, Run, None));
        var reviewer = review.Reviewers[0];

        // Of twelve pairs seven are answered right, three wrong and two with a tie.
        for (int i = 0; i < 12; i++)
        {
            var taken = await review.TakeAsync(reviewer);
            string real = (await review.ReadAsync(db => db.Set<ReviewItem>().IgnoreQueryFilters().FirstAsync(item => item.Id == taken.Item))).RealSide!;
            AssertSilent(taken);
            string answer = i < 7 ? real : i < 10 ? real == "A" ? "B" : "A" : "tie";
            Assert.Equal(SubmissionOutcome.Accepted, (await review.SubmitAsync(reviewer, taken.Item, Say(answer))).Outcome);
            AssertSilent(await review.Get<ReviewHistory>().OpenAsync(reviewer, taken.Item, None));
        }

        AssertSilent(await review.Get<ReviewHistory>().ListAsync(reviewer, review.Campaign, None));
        var seen = Assert.Single(await review.Get<HumanDetections>().OfRunAsync(review.Lead, Run, None));
        var expected = PairedDetection.Of(7, 3, 2);
        Assert.Equal((12, 12, 2), (seen.Pairs, seen.Judgements, seen.Ties));
        Assert.Equal(8.0 / 12, seen.Rate, 12);
        Assert.Equal((expected.Low, expected.High), (seen.Low, seen.High));
        Assert.InRange(seen.Low, 0.3, 0.5);
        Assert.Equal(seen, (await review.Get<CampaignBoard>().GetAsync(review.Lead, review.Campaign, None))!.Detection);
    }

    [Fact]
    public async Task A_corrected_answer_counts_once_and_as_corrected()
    {
        await using var review = await PairsAsync(1);
        var taken = await review.TakeAsync(review.Reviewers[0]);
        var first = await review.SubmitAsync(review.Reviewers[0], taken.Item, Say("A"));
        await review.SubmitAsync(review.Reviewers[0], taken.Item, Say("B"), supersedes: first.Decision);
        var seen = Assert.Single(await review.Get<HumanDetections>().OfRunAsync(review.Lead, Run, None));
        Assert.Equal((1, 1.0), (seen.Judgements, seen.Rate));
    }

    private static ReviewAnswers Say(string side) => ReviewAnswers.Empty.With("real", new CriterionAnswer { Value = side }).With("confidence", new CriterionAnswer { Value = "2" });

    /// <summary>Nothing that leaves for a reviewer's page names the side.</summary>
    private static void AssertSilent<T>(T sent)
    {
        Assert.NotNull(sent);
        Assert.DoesNotContain("realSide", ReviewJson.Write(sent), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("isReal", ReviewJson.Write(sent), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Pairs of a run, real rows on side B of odd and on side A of even ones.</summary>
    private static async Task<ReviewFixture> PairsAsync(int pairs)
    {
        var review = await ReviewFixture.CreateAsync(pairs, new CampaignPlan { Source = CampaignSource.BlindPairs, RunId = Run, ShowsRealRows = true, Overlap = 1 });
        await using var db = await review.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync();
        string document = ReviewJson.Write(RubricSamples.RealOrSynthetic);
        await db.Set<Campaign>().IgnoreQueryFilters().Where(c => c.Id == review.Campaign).ExecuteUpdateAsync(s => s.SetProperty(c => c.RunId, Run));
        await db.Database.ExecuteSqlAsync($"UPDATE RubricVersions SET Document = {document}, Hash = {ReviewJson.Digest(document)}");
        return review;
    }
}
