using SynthWorkbench.Numerics.Agreement.Latent;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Agreement.Latent;

/// <summary>Models of raters against published examples and against the maxima that two independent optimisers found.</summary>
public sealed class LatentExampleTests
{
    /// <summary>Dawid and Skene (1979), table 1: for each of 45 patients the grades of observer 1 (three times) and observers 2 to 5.</summary>
    private const string Anaesthesia =
        "1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343 1111111 2223212 1211111 1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 " +
        "2212222 1111111 1111111 2322222 1111111 1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222";

    internal static LabelVotes Patients() => new(45, 5, 4, Anaesthesia.Split(' ').SelectMany((grades, patient) => grades.Select((g, i) => new LabelVote(patient, Math.Max(0, i - 2), g - '1'))));

    [Fact]
    public void Dawid_and_Skene_find_the_grades_and_error_rates_of_their_paper()
    {
        var fit = DawidSkene.Fit(Patients());
        Assert.True(fit.Fitted && fit.Converged);
        Assert.Null(fit.Reason);
        Near([0.3995548, 0.4219834, 0.1117952, 0.0666667], fit.Prior, 1e-4);
        double[][][] observers =
        [
            [[0.88949, 0.11051, 0, 0], [0.07059, 0.87638, 0.05303, 0], [0, 0.33882, 0.66118, 0], [0, 0, 0.55556, 0.44444]],
            [[0.83421, 0.16579, 0, 0], [0.05271, 0.63295, 0.31435, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
            [[1, 0, 0, 0], [0.10638, 0.7883, 0.10532, 0], [0, 0.40367, 0.19878, 0.39755], [0, 0, 0.66667, 0.33333]],
            [[0.94443, 0.05557, 0, 0], [0.05367, 0.84263, 0.1037, 0], [0, 0, 0.80122, 0.19878], [0, 0, 0.33333, 0.66667]],
            [[1, 0, 0, 0], [0.15904, 0.73452, 0.10644, 0], [0, 0.20911, 0.79089, 0], [0, 0, 0.33333, 0.66667]],
        ];
        for (int observer = 0; observer < 5; observer++)
        {
            for (int truth = 0; truth < 4; truth++)
                Near(observers[observer][truth], fit.Confusion[observer][truth], 1e-4);
        }

        Assert.Equal(-192.890881, fit.LogLikelihood, 1e-4);
        int[] grades = [1, 4, 2, 2, 2, 2, 1, 3, 2, 2, 4, 3, 1, 2, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 1, 1, 2, 1, 1, 1, 1, 3, 1, 2, 2, 4, 2, 3, 3, 1, 1, 1, 2, 1, 2];
        Assert.Equal(grades, fit.MostLikely().Select(g => g + 1));
        Near([0.948, 0.9788, 0.981], [fit.Posterior[34][1], fit.Posterior[37][2], fit.Posterior[6][0]], 1e-4);

        // Observer 1 graded three times: 135 votes stand behind that matrix, 45 behind the others.
        Assert.Equal([135, 45, 45, 45, 45], fit.Evidence.Select(e => (int)Math.Round(e.Sum())));
    }

    /// <summary>A published set for tests of truth inference: which labels Dawid-Skene, GLAD and MACE must find.</summary>
    [Fact]
    public void All_three_models_find_the_truth_of_the_toy_set()
    {
        string[] lines =
        [
            "w1 t1 no", "w1 t2 yes", "w1 t3 yes", "w1 t4 yes", "w1 t5 yes", "w2 t1 yes", "w2 t2 yes", "w2 t3 no", "w2 t4 yes", "w2 t5 no", "w3 t2 yes", "w3 t3 no", "w3 t4 yes", "w3 t5 no", "w4 t1 yes", "w4 t2 no", "w4 t3 yes",
            "w4 t4 yes", "w4 t5 no", "w5 t1 no", "w5 t2 no", "w5 t3 no", "w5 t4 yes", "w5 t5 no",
        ];
        var named = LabelVotes.Of(lines.Select(l => l.Split(' ')).Select(p => (p[1], p[0], p[2])));
        string[] truth = ["yes", "yes", "no", "yes", "no"];
        Assert.Equal(["t1", "t2", "t3", "t4", "t5"], named.Items);
        Assert.Equal(truth, DawidSkene.Fit(named.Votes, new DawidSkeneOptions(MostIterations: 10)).MostLikely().Select(l => named.Labels[l]));
        Assert.Equal(truth, Mace.Fit(named.Votes, new MaceOptions(CompetentPrior: 0.5, SpamPrior: 0.5, Smoothing: 0.1)).MostLikely().Select(l => named.Labels[l]));
        Assert.Equal(truth, Glad.Fit(named.Votes).MostLikely().Select(l => named.Labels[l]));
    }

    private static readonly (int Worker, int Task, int Label)[] SixWorkers =
    [
        (1, 3, 2), (1, 4, 3), (1, 7, 2), (1, 8, 2), (1, 6, 3), (1, 10, 3), (2, 4, 3), (2, 2, 1), (2, 9, 3), (2, 5, 1), (2, 1, 1), (2, 7, 2), (3, 2, 1), (3, 3, 2), (3, 8, 2), (3, 6, 3), (3, 10, 3), (4, 3, 2), (4, 2, 1),
        (4, 7, 2), (4, 1, 1), (5, 3, 3), (5, 4, 3), (5, 9, 3), (5, 5, 3), (5, 1, 3), (5, 8, 3), (6, 4, 3), (6, 2, 2), (6, 6, 3), (6, 10, 3), (6, 9, 3), (6, 5, 2),
    ];

    [Fact]
    public void Mace_finds_the_maximum_that_two_optimisers_found()
    {
        var fit = Mace.Fit(new LabelVotes(10, 6, 3, SixWorkers.Select(v => new LabelVote(v.Task - 1, v.Worker - 1, v.Label - 1))));
        Assert.True(fit.Fitted && fit.Converged);
        Assert.Equal(-14.77114996, fit.LogLikelihood, 1e-3);
        Near([1, 0.9289, 1, 1, 0, 0.6867], fit.Competence, 1e-3);
        Near([0, 0, 1], fit.Guesses[4], 1e-3);
    }

    [Fact]
    public void The_expectation_of_Glad_is_that_of_the_published_test()
    {
        var votes = new LabelVotes(1, 4, 2, [new(0, 0, 0), new(0, 1, 0), new(0, 2, 0), new(0, 3, 1)]);
        Near([0.9956644579, 0.0043355421], Glad.Posterior(votes, [1, 1, 1, 1], [1])[0], 1e-9);
        Assert.Throws<ArgumentOutOfRangeException>(() => Glad.Posterior(votes, [1, 1, 1], [1]));

        // Three labels: a wrong vote falls on either of the two others with half of its probability.
        double p = 1 / (1 + Math.Exp(-1)), w = (1 - p) / 2, all = p * p * w + w * w * p + w * w * w;
        Near([p * p * w / all, w * w * p / all, w * w * w / all], Glad.Posterior(new LabelVotes(1, 3, 3, [new(0, 0, 0), new(0, 1, 0), new(0, 2, 1)]), [1, 1, 1], [0])[0], 1e-12);
    }

    /// <summary>Agresti, Categorical Data Analysis: American League East 1987, wins of the row over the column.</summary>
    private static readonly double[][] Baseball =
        [[0, 7, 9, 7, 7, 9, 11], [6, 0, 7, 5, 11, 9, 9], [4, 6, 0, 7, 7, 8, 12], [6, 8, 6, 0, 6, 7, 10], [6, 2, 6, 7, 0, 7, 12], [4, 4, 5, 6, 6, 0, 6], [2, 4, 1, 3, 1, 7, 0]];

    [Fact]
    public void Bradley_Terry_finds_the_strengths_of_Agrestis_teams()
    {
        var fit = BradleyTerry.Fit(Baseball);
        Assert.True(fit.Fitted && fit.Converged);
        Near([1.5813559, 1.4364084, 1.2944851, 1.2476178, 1.1076977, 0.6838528, 0], fit.LogStrength.Select(s => s - fit.LogStrength[6]), 1e-4);
        Assert.Equal(0, fit.LogStrength.Sum(), 1e-9);
        Assert.Equal(1.5813559, Math.Log(fit.Probability(0, 6) / fit.Probability(6, 0)), 1e-4);
        Assert.Equal(fit.StandardError(0, 6), fit.StandardError(6, 0));
    }

    /// <summary>Real votes: 39 raters on 108 pictures of birds (Welinder and others 2010). The error rates 24.07 % (majority) and 10.19 % (Dawid-Skene) are those quoted in the literature.</summary>
    [Fact]
    public void Dawid_Skene_makes_fewer_errors_than_the_majority_on_bluebirds()
    {
        string? answers = SharedData.TryPath("data/crowd-bluebirds/answer.csv"), truths = SharedData.TryPath("data/crowd-bluebirds/truth.csv");
        Assert.SkipWhen(answers is null || truths is null, "shared data is not here");
        var named = LabelVotes.Of(File.ReadLines(answers!).Skip(1).Select(l => l.Split(',')).Select(p => (p[0], p[1], p[2])));
        var truth = File.ReadLines(truths!).Skip(1).Select(l => l.Split(',')).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        Assert.Equal((108, 39, 4212), (named.Votes.Items, named.Votes.Raters, named.Votes.Count));
        Assert.Equal(0.7593, Accuracy([.. named.Votes.Shares().Select(s => s[1] > s[0] ? 1 : 0)]), 5e-4);
        Assert.Equal(0.8981, Accuracy(DawidSkene.Fit(named.Votes).MostLikely()), 5e-4);

        // Raters err to one side here: MACE knows by what they guess, GLAD has one ability for both labels and stays near the majority.
        Assert.Equal(0.8981, Accuracy(Mace.Fit(named.Votes).MostLikely()), 5e-4);
        Assert.Equal(0.7222, Accuracy(Glad.Fit(named.Votes).MostLikely()), 5e-4);

        double Accuracy(int[] labels) => labels.Select((label, item) => named.Labels[label] == truth[named.Items[item]] ? 1.0 : 0).Average();
    }

    [Fact]
    public void The_transcription_of_the_anaesthetists_is_that_of_the_file()
    {
        string? path = SharedData.TryPath("data/dawid-skene-anaesthesia/ratings.csv");
        Assert.SkipWhen(path is null, "shared data is not here");
        int[][] rows = [.. File.ReadLines(path!).Skip(1).Select(l => l.Split(',').Select(int.Parse).ToArray())];
        Assert.Equal(315, rows.Length);
        Assert.Equal(
            rows.OrderBy(r => r[0]).ThenBy(r => r[1]).ThenBy(r => r[2]).GroupBy(r => r[0]).Select(g => string.Concat(g.Select(r => r[3]))),
            Anaesthesia.Split(' '));
    }

    internal static void Near(IEnumerable<double> expected, IEnumerable<double> actual, double tolerance)
    {
        double[] e = [.. expected], a = [.. actual];
        Assert.Equal(e.Length, a.Length);
        for (int i = 0; i < e.Length; i++)
            Assert.True(Math.Abs(e[i] - a[i]) <= tolerance, $"At {i}: {e[i]} expected, {a[i]} found, {tolerance} allowed.");
    }
}
