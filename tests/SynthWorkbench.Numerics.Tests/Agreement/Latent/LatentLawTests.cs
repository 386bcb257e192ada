using CsCheck;
using SynthWorkbench.Numerics.Agreement.Latent;
using SynthWorkbench.Numerics.Random;
using Xunit;
using static SynthWorkbench.Numerics.Tests.Agreement.Latent.LatentExampleTests;

namespace SynthWorkbench.Numerics.Tests.Agreement.Latent;

/// <summary>Laws that hold for every model of raters, on drawn votes.</summary>
public sealed class LatentLawTests
{
    /// <summary>What the three models say in one shape.</summary>
    private sealed record Outcome(bool Fitted, double[][] Posterior, double LogLikelihood, IReadOnlyList<double> Trace, double[][] Raters, string? Reason);

    private static readonly (string Name, Func<LabelVotes, Outcome> Fit)[] Models =
    [
        ("Dawid-Skene", v => Of(DawidSkene.Fit(v))),
        ("Dawid-Skene, smoothed", v => Of(DawidSkene.Fit(v, new DawidSkeneOptions(Smoothing: 0.1)))),
        ("MACE", v => Of(Mace.Fit(v, new MaceOptions(Restarts: 2)))),
        ("MACE, with priors", v => Of(Mace.Fit(v, new MaceOptions(1, 0.5, 0.1, Restarts: 2)))),
        ("GLAD", v => Of(Glad.Fit(v))),
    ];

    private static Outcome Of(DawidSkeneFit f) => new(f.Fitted, f.Posterior, f.LogLikelihood, f.Trace, [.. f.Accuracy.Select(a => new[] { a.Value, a.Low, a.High, a.EffectiveVotes })], f.Reason);

    private static Outcome Of(MaceFit f) => new(f.Fitted, f.Posterior, f.LogLikelihood, f.Trace, [.. f.Competence.Select(c => new[] { c })], f.Reason);

    private static Outcome Of(GladFit f) => new(f.Fitted, f.Posterior, f.LogLikelihood, f.Trace, [.. f.Ability.Select(a => new[] { a })], f.Reason);

    public static TheoryData<string> Names() => [.. Models.Select(m => m.Name)];

    private static Func<LabelVotes, Outcome> Model(string name) => Models.Single(m => m.Name == name).Fit;

    /// <summary>Any votes at all, most of them nonsense.</summary>
    private static readonly Gen<LabelVotes> Anything = Gen.Select(Gen.Int[1, 6], Gen.Int[1, 5], Gen.Int[1, 4]).SelectMany((items, raters, labels) =>
        Gen.Select(Gen.Int[0, items - 1], Gen.Int[0, raters - 1], Gen.Int[0, labels - 1]).Array[0, 40].Select(votes => new LabelVotes(items, raters, labels, votes.Select(v => new LabelVote(v.Item1, v.Item2, v.Item3)))));

    /// <summary>Votes that mean something: four to six raters of different skill on 20 to 40 items, some votes missing, some twice.</summary>
    private static readonly Gen<(int Items, int Raters, int Labels, LabelVote[] Votes)> Sensible =
        Gen.Select(Gen.ULong, Gen.Int[20, 40], Gen.Int[4, 6], Gen.Int[2, 4]).Select((seed, items, raters, labels) => (items, raters, labels, Drawn(seed, items, raters, labels)));

    private static LabelVote[] Drawn(ulong seed, int items, int raters, int labels)
    {
        var random = new RandomStream(seed, 5);
        var votes = new List<LabelVote>();
        for (int item = 0; item < items; item++)
        {
            int truth = item % labels;
            for (int rater = 0; rater < raters; rater++)
            {
                double skill = 0.95 - 0.1 * rater;
                for (int times = random.NextDouble() < 0.15 ? 0 : random.NextDouble() < 0.1 ? 2 : 1; times > 0; times--)
                    votes.Add(new LabelVote(item, rater, random.NextDouble() < skill ? truth : random.NextInt32(labels)));
            }
        }

        return [.. votes];
    }

    [Theory, MemberData(nameof(Names))]
    public void Posteriors_sum_to_one_and_the_objective_never_falls_whatever_is_fed(string name)
    {
        var model = Model(name);
        Anything.Sample(votes =>
        {
            var fit = model(votes);
            Assert.Equal(votes.Items, fit.Posterior.Length);
            Assert.All(fit.Posterior, p => Assert.True(p.Length == votes.Labels && p.All(v => v is >= 0 and <= 1) && Math.Abs(p.Sum() - 1) < 1e-9));
            Assert.All(fit.Raters.SelectMany(r => r), v => Assert.True(double.IsFinite(v)));
            Assert.True(double.IsFinite(fit.LogLikelihood) && fit.LogLikelihood <= 1e-9);
            Assert.All(fit.Trace.Zip(fit.Trace.Skip(1)), t => Assert.True(t.Second >= t.First - 1e-9 * (1 + Math.Abs(t.First)), $"{t.First} fell to {t.Second}."));
            Assert.True(fit.Fitted ? fit.Raters.Length == votes.Raters : fit.Reason!.Length > 40 && fit.Raters.Length == 0);
        }, iter: 300);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_order_of_votes_changes_no_bit(string name)
    {
        var model = Model(name);
        Sensible.Sample(d =>
        {
            var fit = model(new LabelVotes(d.Items, d.Raters, d.Labels, d.Votes));
            LabelVote[] shuffled = [.. d.Votes];
            new RandomStream((ulong)d.Votes.Length, 1).Shuffle<LabelVote>(shuffled);
            var other = model(new LabelVotes(d.Items, d.Raters, d.Labels, shuffled));
            Assert.Equal(fit.LogLikelihood, other.LogLikelihood);
            Assert.Equal(fit.Posterior, other.Posterior);
            Assert.Equal(fit.Raters, other.Raters);
        }, iter: 30);
    }

    [Theory, MemberData(nameof(Names))]
    public void Renaming_items_raters_and_labels_renames_the_result_and_nothing_else(string name)
    {
        var model = Model(name);
        Sensible.SelectMany(d => Gen.Select(Gen.Shuffle(Enumerable.Range(0, d.Items).ToArray()), Gen.Shuffle(Enumerable.Range(0, d.Raters).ToArray()), Gen.Shuffle(Enumerable.Range(0, d.Labels).ToArray()))
            .Select((items, raters, labels) => (d, items, raters, labels))).Sample(t =>
        {
            var (d, items, raters, labels) = t;
            var fit = model(new LabelVotes(d.Items, d.Raters, d.Labels, d.Votes));
            var other = model(new LabelVotes(d.Items, d.Raters, d.Labels, d.Votes.Select(v => new LabelVote(items[v.Item], raters[v.Rater], labels[v.Label]))));
            Assert.Equal(fit.LogLikelihood, other.LogLikelihood, 1e-6);
            for (int i = 0; i < d.Items; i++)
                Near(fit.Posterior[i], labels.Select(l => other.Posterior[items[i]][l]), 1e-5);
            for (int r = 0; r < d.Raters; r++)
                Near(fit.Raters[r], other.Raters[raters[r]], 1e-4 * d.Votes.Length);
        }, iter: name == "MACE" ? 200 : 30);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_rater_who_is_always_right_is_held_in_no_lower_regard_than_one_who_guesses(string name)
    {
        var model = Model(name);
        Gen.Select(Gen.ULong, Gen.Int[2, 4]).Sample((seed, labels) =>
        {
            const int Items = 120;
            var random = new RandomStream(seed, 6);
            var votes = new List<LabelVote>();
            for (int item = 0; item < Items; item++)
            {
                int truth = item % labels;
                votes.Add(new LabelVote(item, 0, truth));
                votes.Add(new LabelVote(item, 1, random.NextInt32(labels)));
                for (int rater = 2; rater < 5; rater++)
                    votes.Add(new LabelVote(item, rater, random.NextDouble() < 0.85 ? truth : random.NextInt32(labels)));
            }

            var drawn = new LabelVotes(Items, 5, labels, votes);
            var fit = model(drawn);
            Assert.True(fit.Raters[0][0] >= fit.Raters[1][0], $"{fit.Raters[0][0]} against {fit.Raters[1][0]}.");
            if (!name.StartsWith("Dawid", StringComparison.Ordinal))
                return;
            var confusion = DawidSkene.Fit(drawn).Confusion;
            for (int truth = 0; truth < labels; truth++)
                Assert.True(confusion[0][truth][truth] >= confusion[1][truth][truth]);
        }, iter: 40);
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_lacking_is_said_with_a_way_out(string name)
    {
        var model = Model(name);
        LabelVote[] all = Drawn(1, 20, 4, 3);
        Says("There are no votes", 4, []);
        Says("All votes are of one rater", 4, all.Where(v => v.Rater == 1));
        Says("Every vote names the same label", 4, all.Select(v => v with { Label = 2 }));
        Says("No item has votes of two raters", 4, all.Where(v => v.Rater == v.Item % 4));
        Says("1 of 5 raters has no votes", 5, all);
        Says("Only two raters voted", 4, all.Where(v => v.Rater < 2));
        Assert.Null(model(new LabelVotes(20, 4, 3, all)).Reason);

        void Says(string reason, int raters, IEnumerable<LabelVote> votes) => Assert.Contains(reason, model(new LabelVotes(20, raters, 3, votes)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_and_raters_without_votes_learn_nothing_and_teach_nothing()
    {
        LabelVote[] all = Drawn(2, 30, 4, 3);
        var alone = DawidSkene.Fit(new LabelVotes(30, 4, 3, all));
        var more = DawidSkene.Fit(new LabelVotes(32, 5, 3, all));
        Assert.Equal(alone.Prior, more.Prior);
        Assert.Equal(alone.Posterior, more.Posterior.Take(30));
        Assert.Equal(more.Prior, more.Posterior[31]);
        Assert.Equal(new RaterAccuracy(0, 0, 1, 0), more.Accuracy[4]);
        Assert.All(more.Confusion[4], row => Near([1 / 3.0, 1 / 3.0, 1 / 3.0], row, 1e-12));
        Assert.Equal(0.5, Mace.Fit(new LabelVotes(32, 5, 3, all)).Competence[4]);
        Assert.Equal(1, Glad.Fit(new LabelVotes(32, 5, 3, all)).Ability[4], 1e-9);
        Assert.Equal(1, Glad.Fit(new LabelVotes(32, 5, 3, all)).LogEasiness[31], 1e-9);
    }

    [Fact]
    public void Glad_calls_an_item_on_which_raters_agree_easier()
    {
        // Items 0 to 9 unanimous, items 10 to 19 split three to two.
        var votes = Enumerable.Range(0, 20).SelectMany(i => Enumerable.Range(0, 5).Select(r => new LabelVote(i, r, i < 10 || (r + i) % 5 < 3 ? i % 2 : 1 - i % 2)));
        var fit = Glad.Fit(new LabelVotes(20, 5, 2, votes));
        Assert.True(fit.LogEasiness.Take(10).Min() > fit.LogEasiness.Skip(10).Max());
    }

    [Fact]
    public void Unsettled_fits_say_so()
    {
        var votes = Patients();
        Assert.Contains("not settled after 3 iterations", DawidSkene.Fit(votes, new DawidSkeneOptions(MostIterations: 3)).Reason, StringComparison.Ordinal);
        Assert.Contains("not settled after 3 iterations", Mace.Fit(votes, new MaceOptions(MostIterations: 3)).Reason, StringComparison.Ordinal);
        Assert.Contains("not settled after 3 iterations", Glad.Fit(votes, new GladOptions(MostIterations: 3)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_and_indices_outside_their_range_are_refused()
    {
        var votes = Patients();
        Assert.Throws<ArgumentOutOfRangeException>(() => DawidSkene.Fit(votes, new DawidSkeneOptions(Smoothing: -1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => DawidSkene.Fit(votes, new DawidSkeneOptions(Tolerance: double.NaN)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mace.Fit(votes, new MaceOptions(SpamPrior: -1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Glad.Fit(votes, new GladOptions(PriorDeviation: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LabelVotes(1, 1, 2, [new LabelVote(0, 0, 2)]));
        Assert.Throws<ArgumentException>(() => LabelVotes.Of([("a", "b", "maybe")], ["yes", "no"]));
        Assert.Equal(["yes", "no"], LabelVotes.Of([("a", "b", "no")], ["yes", "no"]).Labels);
    }

    private static readonly Gen<double[][]> Tournament = Gen.Int[2, 6].SelectMany(n => Gen.Int[1, 9].Select(w => (double)w).Array[n].Array[n]);

    [Fact]
    public void Strengths_reproduce_the_wins_and_know_no_scale() => Tournament.Sample(wins =>
    {
        int n = wins.Length;
        var fit = BradleyTerry.Fit(wins);
        Assert.True(fit.Fitted && fit.Converged);
        Assert.Equal(0, fit.LogStrength.Sum(), 1e-9);

        // The likelihood equations: expected wins are the wins.
        for (int i = 0; i < n; i++)
        {
            var others = Enumerable.Range(0, n).Where(j => j != i);
            Assert.Equal(others.Sum(j => wins[i][j]), others.Sum(j => (wins[i][j] + wins[j][i]) * fit.Probability(i, j)), 1e-6);
            Assert.InRange(fit.StandardError(i), 1e-6, 10);
        }

        var thrice = BradleyTerry.Fit([.. wins.Select(w => w.Select(v => 3 * v).ToArray())]);
        Near(fit.LogStrength, thrice.LogStrength, 1e-8);
        Assert.Equal(fit.StandardError(0, 1) / Math.Sqrt(3), thrice.StandardError(0, 1), 1e-8);
        var lost = BradleyTerry.Fit([.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => wins[j][i]).ToArray())]);
        Near(fit.LogStrength.Select(s => -s), lost.LogStrength, 1e-8);
    }, iter: 100);

    [Fact]
    public void Two_items_have_the_odds_of_their_wins_and_the_error_of_a_log_odds()
    {
        var fit = BradleyTerry.Fit([[0, 12], [4, 0]]);
        Assert.Equal(Math.Log(3), fit.LogStrength[0] - fit.LogStrength[1], 1e-9);
        Assert.Equal(Math.Sqrt(1 / 12.0 + 1 / 4.0), fit.StandardError(0, 1), 1e-9);
        Assert.Equal(Math.Sqrt(1 / 12.0 + 1 / 4.0) / 2, fit.StandardError(0), 1e-9);
        Assert.Equal(12 * Math.Log(0.75) + 4 * Math.Log(0.25), fit.LogLikelihood, 1e-9);

        // Ties as half wins: four more comparisons without a winner pull the odds to 14 : 6.
        Assert.Equal(14 / 6.0, Math.Exp(BradleyTerry.Fit([[0, 14], [6, 0]]).LogStrength[0] * 2), 1e-9);
    }

    [Fact]
    public void Comparisons_without_a_finite_strength_say_so_and_a_prior_helps()
    {
        Assert.Contains("no comparisons", BradleyTerry.Fit([]).Reason, StringComparison.Ordinal);
        Assert.Contains("no comparisons", BradleyTerry.Fit([[0, 0], [0, 0]]).Reason, StringComparison.Ordinal);
        Assert.Contains("never compared", BradleyTerry.Fit([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]).Reason, StringComparison.Ordinal);
        double[][] unbeaten = [[0, 3, 3], [0, 0, 2], [0, 1, 0]];
        Assert.Contains("won or lost every comparison", BradleyTerry.Fit(unbeaten).Reason, StringComparison.Ordinal);
        Assert.Empty(BradleyTerry.Fit(unbeaten).LogStrength);
        var fit = BradleyTerry.Fit(unbeaten, prior: 1);
        Assert.True(fit.Fitted && fit.LogStrength[0] > fit.LogStrength[1] && fit.LogStrength[1] > fit.LogStrength[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => BradleyTerry.Fit([[0, -1], [1, 0]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BradleyTerry.Fit([[0, 1], [1]]));
    }
}
