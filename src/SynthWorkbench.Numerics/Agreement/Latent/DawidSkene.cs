using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Numerics.Agreement.Latent;

/// <summary>How <see cref="DawidSkene"/> is fitted.</summary>
/// <param name="Smoothing">Votes added to every cell of every confusion matrix, at least 0; 0 is maximum likelihood, about 0.1 helps raters of few votes.</param>
/// <param name="MostIterations">Iterations after which the fit stops unsettled, at least 1.</param>
/// <param name="Tolerance">The fit has settled when no posterior probability moves by more than this, above 0.</param>
public sealed record DawidSkeneOptions(double Smoothing = 0, int MostIterations = 2000, double Tolerance = 1e-9);

/// <summary>The share of a rater's votes that are right by the model, with a 95 % interval.</summary>
/// <param name="Value">The share, 0 to 1.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="EffectiveVotes">Votes less what is unknown for want of the truth; the interval is Wilson's for so many.</param>
public readonly record struct RaterAccuracy(double Value, double Low, double High, double EffectiveVotes);

/// <summary>What <see cref="DawidSkene"/> found.</summary>
/// <param name="Fitted">False when the votes do not allow it: then posterior and prior are vote shares, what describes raters is empty, and the reason says what to do.</param>
/// <param name="Prior">Share of each label among the items that have votes.</param>
/// <param name="Confusion">Raters x true label x given label: probability of giving a label to an item of a true label. Rows sum to 1; a row without evidence is even.</param>
/// <param name="Evidence">Raters x true label: expected number of votes behind each row of <paramref name="Confusion"/>.</param>
/// <param name="Accuracy">Each rater's share of right votes; (0, 0, 1, 0) without votes.</param>
/// <param name="Posterior">Items x labels: probability of each true label; the prior for an item without votes. Sums to 1.</param>
/// <param name="LogLikelihood">Natural logarithm of the probability of the votes, without multinomial coefficients; 0 when not fitted.</param>
/// <param name="Trace">What EM maximises (the log likelihood, with smoothing plus its penalty) after each iteration; it never falls.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Converged">Whether the fit settled.</param>
/// <param name="Reason">What is lacking or weak and what to do about it; null when nothing is.</param>
public sealed record DawidSkeneFit(
    bool Fitted, double[] Prior, double[][][] Confusion, double[][] Evidence, RaterAccuracy[] Accuracy, double[][] Posterior, double LogLikelihood, IReadOnlyList<double> Trace, int Iterations, bool Converged, string? Reason)
{
    /// <summary>The most probable label of each item; the first of equals.</summary>
    public int[] MostLikely() => Posteriors.MostLikely(Posterior);
}

/// <summary>
/// Every item has one true label, every rater a confusion matrix, and votes are independent given the truth: estimates the labels, the matrices and the shares of labels together.
/// </summary>
/// <remarks>
/// Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", Applied Statistics 28 (1979), section 3; started from vote shares (3.1), so that there is no draw. Accuracy's effective
/// number of votes is the diagonal of Louis' observed information, JRSS B 44 (1982), section 3.1. O(iterations x votes x labels).
/// </remarks>
public static class DawidSkene
{
    /// <summary>Fits the model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static DawidSkeneFit Fit(LabelVotes votes, DawidSkeneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(votes);
        options ??= new DawidSkeneOptions();
        if (!(options.Smoothing >= 0 && double.IsFinite(options.Smoothing)))
            throw new ArgumentOutOfRangeException(nameof(options), options.Smoothing, "Smoothing is a number of votes of at least 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostIterations, 1);
        if (!(options.Tolerance > 0))
            throw new ArgumentOutOfRangeException(nameof(options), options.Tolerance, "The tolerance is above 0.");

        double[][] posterior = votes.Shares();
        if (votes.Lacking() is { } lacking)
            return new DawidSkeneFit(false, Prior(votes, posterior), [], [], [], posterior, 0, [], 0, false, lacking);

        int k = votes.Labels;
        var trace = new List<double>();
        double[] prior, logConfusion = new double[votes.Raters * k * k];
        double[][][] confusion;
        double[][] evidence;
        double likelihood;
        bool converged = false;
        do
        {
            prior = Prior(votes, posterior);
            (confusion, evidence) = Confusion(votes, posterior, options.Smoothing);
            double penalty = 0;
            for (int rater = 0; rater < votes.Raters; rater++)
            {
                for (int truth = 0; truth < k; truth++)
                {
                    for (int given = 0; given < k; given++)
                    {
                        // Given before truth: the inner loop of the E-step runs over truths.
                        double log = Math.Log(confusion[rater][truth][given]);
                        logConfusion[(rater * k + given) * k + truth] = log;
                        penalty += options.Smoothing > 0 ? options.Smoothing * log : 0;
                    }
                }
            }

            (likelihood, double change) = Expect(votes, prior, logConfusion, posterior);
            trace.Add(likelihood + penalty);
            converged = change < options.Tolerance;
        }
        while (!converged && trace.Count < options.MostIterations);

        return new DawidSkeneFit(
            true, prior, confusion, evidence, Accuracy(votes, posterior), posterior, likelihood, trace, trace.Count, converged, votes.Caution(converged, trace.Count));
    }

    /// <summary>Equation (2.4): mean posterior of the items that have votes.</summary>
    private static double[] Prior(LabelVotes votes, double[][] posterior)
    {
        double[] prior = new double[votes.Labels];
        int items = 0;
        for (int item = 0; item < votes.Items; item++)
        {
            if (votes.Of(item).IsEmpty)
                continue;
            items++;
            for (int label = 0; label < prior.Length; label++)
                prior[label] += posterior[item][label];
        }

        for (int label = 0; label < prior.Length; label++)
            prior[label] = items > 0 ? prior[label] / items : 1.0 / prior.Length;
        return prior;
    }

    /// <summary>Equation (2.3): counted votes, each weighted by the posterior of the truth.</summary>
    private static (double[][][] Confusion, double[][] Evidence) Confusion(LabelVotes votes, double[][] posterior, double smoothing)
    {
        int k = votes.Labels;
        double[][][] confusion = new double[votes.Raters][][];
        double[][] evidence = new double[votes.Raters][];
        for (int rater = 0; rater < votes.Raters; rater++)
        {
            confusion[rater] = new double[k][];
            evidence[rater] = new double[k];
            for (int truth = 0; truth < k; truth++)
                confusion[rater][truth] = new double[k];
        }

        for (int item = 0; item < votes.Items; item++)
        {
            foreach (var vote in votes.Of(item))
            {
                for (int truth = 0; truth < k; truth++)
                {
                    double weight = vote.Count * posterior[item][truth];
                    confusion[vote.Rater][truth][vote.Label] += weight;
                    evidence[vote.Rater][truth] += weight;
                }
            }
        }

        for (int rater = 0; rater < votes.Raters; rater++)
        {
            for (int truth = 0; truth < k; truth++)
            {
                double total = evidence[rater][truth] + k * smoothing;
                for (int given = 0; given < k; given++)
                    confusion[rater][truth][given] = total > 0 ? (confusion[rater][truth][given] + smoothing) / total : 1.0 / k;
            }
        }

        return (confusion, evidence);
    }

    /// <summary>Equation (2.5), in place; the log likelihood and the largest change.</summary>
    private static (double LogLikelihood, double Change) Expect(LabelVotes votes, double[] prior, double[] logConfusion, double[][] posterior)
    {
        int k = votes.Labels;
        double likelihood = 0, change = 0;
        Span<double> logs = k <= 64 ? stackalloc double[k] : new double[k];
        for (int item = 0; item < votes.Items; item++)
        {
            if (votes.Of(item).IsEmpty)
            {
                prior.CopyTo(posterior[item], 0);
                continue;
            }

            for (int truth = 0; truth < k; truth++)
                logs[truth] = Math.Log(prior[truth]);
            foreach (var vote in votes.Of(item))
            {
                var row = logConfusion.AsSpan((vote.Rater * k + vote.Label) * k, k);
                for (int truth = 0; truth < k; truth++)
                    logs[truth] += vote.Count * row[truth];
            }

            likelihood += Posteriors.Normalise(logs);
            for (int truth = 0; truth < k; truth++)
            {
                change = Math.Max(change, Math.Abs(logs[truth] - posterior[item][truth]));
                posterior[item][truth] = logs[truth];
            }
        }

        return (likelihood, change);
    }

    private static RaterAccuracy[] Accuracy(LabelVotes votes, double[][] posterior)
    {
        double[] right = new double[votes.Raters], number = new double[votes.Raters], unknown = new double[votes.Raters];
        for (int item = 0; item < votes.Items; item++)
        {
            var given = votes.Of(item);
            for (int from = 0; from < given.Length;)
            {
                // Several votes of one rater on one item are right or wrong together: their variance is that of one sum.
                int rater = given[from].Rater, to = from;
                double mean = 0, square = 0;
                for (; to < given.Length && given[to].Rater == rater; to++)
                {
                    double probability = posterior[item][given[to].Label], count = given[to].Count;
                    mean += count * probability;
                    square += count * count * probability;
                    number[rater] += count;
                }

                right[rater] += mean;
                unknown[rater] += Math.Max(0, square - mean * mean);
                from = to;
            }
        }

        RaterAccuracy[] accuracy = new RaterAccuracy[votes.Raters];
        for (int rater = 0; rater < accuracy.Length; rater++)
        {
            if (number[rater] == 0)
            {
                accuracy[rater] = new RaterAccuracy(0, 0, 1, 0);
                continue;
            }

            // Two successes and two failures more: at the ends the plain variance is 0, and what is unknown could not be set against it.
            double share = Math.Clamp(right[rater] / number[rater], 0, 1), inner = (right[rater] + 2) / (number[rater] + 4);
            double effective = Math.Clamp(number[rater] - unknown[rater] / (inner * (1 - inner)), 0, number[rater]);
            var (low, high) = WilsonInterval.Of(share * effective, effective);
            accuracy[rater] = new RaterAccuracy(share, low, high, effective);
        }

        return accuracy;
    }
}
