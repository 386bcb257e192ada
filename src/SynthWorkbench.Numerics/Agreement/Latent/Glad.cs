namespace SynthWorkbench.Numerics.Agreement.Latent;

/// <summary>How <see cref="Glad"/> is fitted. Ability and the logarithm of easiness are normal beforehand, which also fixes their scale.</summary>
/// <param name="AbilityMean">Mean of ability.</param>
/// <param name="EasinessMean">Mean of the logarithm of easiness.</param>
/// <param name="PriorDeviation">Standard deviation of both, above 0.</param>
/// <param name="MostIterations">Iterations after which the fit stops unsettled, at least 1.</param>
/// <param name="Tolerance">The fit has settled when no posterior probability, ability or easiness moves by more than this, above 0.</param>
public sealed record GladOptions(double AbilityMean = 1, double EasinessMean = 1, double PriorDeviation = 1, int MostIterations = 1000, double Tolerance = 1e-7);

/// <summary>What <see cref="Glad"/> found.</summary>
/// <param name="Fitted">False when the votes do not allow it: then the posterior is vote shares, what describes raters and items is empty, and the reason says what to do.</param>
/// <param name="Ability">For each rater: above 0 for one who tends to the truth, 0 for one who guesses, below 0 for one who tends to the contrary; the prior mean without votes.</param>
/// <param name="LogEasiness">For each item the logarithm of easiness: high for an item on which all able raters are right; the prior mean without votes.</param>
/// <param name="Posterior">Items x labels: probability of each true label, even for an item without votes. Sums to 1.</param>
/// <param name="LogLikelihood">Natural logarithm of the probability of the votes; 0 when not fitted.</param>
/// <param name="Trace">What EM maximises (the log likelihood plus the logarithm of the priors, less their constants) after each iteration; it never falls.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Converged">Whether the fit settled.</param>
/// <param name="Reason">What is lacking or weak and what to do about it; null when nothing is.</param>
public sealed record GladFit(
    bool Fitted, double[] Ability, double[] LogEasiness, double[][] Posterior, double LogLikelihood, IReadOnlyList<double> Trace, int Iterations, bool Converged, string? Reason)
{
    /// <summary>The most probable label of each item; the first of equals.</summary>
    public int[] MostLikely() => Posteriors.MostLikely(Posterior);
}

/// <summary>
/// Labels, abilities and difficulties: a vote is right with probability <c>1 / (1 + exp(-ability x easiness))</c>, and wrong votes fall evenly on the other labels.
/// </summary>
/// <remarks>
/// Whitehill, Ruvolo, Wu, Bergsma and Movellan, "Whose vote should count more", NIPS 22 (2009), section 3; started from vote shares. The M-step is one damped Newton step a parameter instead of the paper's gradient ascent:
/// no step size to tune, and the objective cannot fall. O(iterations x votes x labels).
/// </remarks>
public static class Glad
{
    /// <summary>The E-step: items x labels, the probability of each true label when all labels are equally likely beforehand.</summary>
    /// <param name="votes">The votes.</param>
    /// <param name="ability">Ability of each rater.</param>
    /// <param name="logEasiness">Logarithm of the easiness of each item.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many abilities as raters or not as many values of easiness as items.</exception>
    public static double[][] Posterior(LabelVotes votes, double[] ability, double[] logEasiness)
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentNullException.ThrowIfNull(ability);
        ArgumentNullException.ThrowIfNull(logEasiness);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ability.Length, votes.Raters);
        ArgumentOutOfRangeException.ThrowIfNotEqual(logEasiness.Length, votes.Items);
        double[][] posterior = votes.Shares();
        Expect(votes, ability, logEasiness, posterior);
        return posterior;
    }

    /// <summary>Fits the model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static GladFit Fit(LabelVotes votes, GladOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(votes);
        options ??= new GladOptions();
        if (!(options.PriorDeviation > 0 && double.IsFinite(options.PriorDeviation)))
            throw new ArgumentOutOfRangeException(nameof(options), options.PriorDeviation, "A standard deviation is above 0.");
        if (!double.IsFinite(options.AbilityMean) || !double.IsFinite(options.EasinessMean))
            throw new ArgumentOutOfRangeException(nameof(options), "Prior means are finite.");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostIterations, 1);
        if (!(options.Tolerance > 0))
            throw new ArgumentOutOfRangeException(nameof(options), options.Tolerance, "The tolerance is above 0.");

        double[][] posterior = votes.Shares();
        if (votes.Lacking() is { } lacking)
            return new GladFit(false, [], [], posterior, 0, [], 0, false, lacking);

        double[] ability = new double[votes.Raters], easiness = new double[votes.Items];
        Array.Fill(ability, options.AbilityMean);
        Array.Fill(easiness, options.EasinessMean);
        var trace = new List<double>();
        double precision = 1 / (options.PriorDeviation * options.PriorDeviation), likelihood;
        bool converged;
        var byRater = ByRater(votes);
        do
        {
            double moved = 0;
            for (int rater = 0; rater < ability.Length; rater++)
                moved = Math.Max(moved, Math.Abs(Climb(ref ability[rater], options.AbilityMean, precision, new AbilityTerms(byRater[rater], easiness, posterior))));
            for (int item = 0; item < easiness.Length; item++)
                moved = Math.Max(moved, Math.Abs(Climb(ref easiness[item], options.EasinessMean, precision, new EasinessTerms(votes, item, ability, posterior[item]))));

            (likelihood, double change) = Expect(votes, ability, easiness, posterior);
            trace.Add(likelihood - precision / 2 * (ability.Sum(a => Square(a - options.AbilityMean)) + easiness.Sum(e => Square(e - options.EasinessMean))));
            converged = Math.Max(change, moved) < options.Tolerance;
        }
        while (!converged && trace.Count < options.MostIterations);
        return new GladFit(true, ability, easiness, posterior, likelihood, trace, trace.Count, converged, votes.Caution(converged, trace.Count));
    }

    private static double Square(double value) => value * value;

    private static (int Item, int Label, int Count)[][] ByRater(LabelVotes votes)
    {
        var lists = new List<(int, int, int)>[votes.Raters];
        for (int rater = 0; rater < lists.Length; rater++)
            lists[rater] = [];
        for (int item = 0; item < votes.Items; item++)
        {
            foreach (var vote in votes.Of(item))
                lists[vote.Rater].Add((item, vote.Label, vote.Count));
        }

        return Array.ConvertAll(lists, l => l.ToArray());
    }

    private static (double LogLikelihood, double Change) Expect(LabelVotes votes, double[] ability, double[] logEasiness, double[][] posterior)
    {
        int k = votes.Labels;
        double likelihood = 0, change = 0, others = Math.Log(Math.Max(1, k - 1));
        Span<double> logs = k <= 64 ? stackalloc double[k] : new double[k];
        for (int item = 0; item < votes.Items; item++)
        {
            logs.Fill(-Math.Log(k));
            double easiness = Math.Exp(logEasiness[item]);
            foreach (var vote in votes.Of(item))
            {
                double x = ability[vote.Rater] * easiness, right = -Softplus(-x), wrong = -Softplus(x) - others;
                for (int truth = 0; truth < k; truth++)
                    logs[truth] += vote.Count * (truth == vote.Label ? right : wrong);
            }

            double log = Posteriors.Normalise(logs);
            likelihood += votes.Of(item).IsEmpty ? 0 : log;
            for (int truth = 0; truth < k; truth++)
            {
                change = Math.Max(change, Math.Abs(logs[truth] - posterior[item][truth]));
                posterior[item][truth] = logs[truth];
            }
        }

        return (likelihood, change);
    }

    /// <summary>ln(1 + e^x) without overflow.</summary>
    private static double Softplus(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>One Newton step with the expected curvature, halved until the expected log likelihood does not fall; the step taken.</summary>
    private static double Climb<T>(ref double value, double mean, double precision, T terms)
        where T : ITerms
    {
        double from = value;
        var (here, slope, curvature) = terms.At(from);
        here -= precision / 2 * Square(from - mean);
        double step = (slope - precision * (from - mean)) / (curvature + precision);
        step = Math.Clamp(step, -2, 2);
        for (int halving = 0; halving < 40; halving++, step /= 2)
        {
            double to = from + step;
            if (terms.At(to).Value - precision / 2 * Square(to - mean) >= here)
            {
                value = to;
                return step;
            }
        }

        return 0;
    }

    private interface ITerms
    {
        /// <summary>Expected log likelihood, its slope and its expected curvature (at least 0) where the parameter has a value.</summary>
        (double Value, double Slope, double Curvature) At(double parameter);
    }

    private readonly struct AbilityTerms((int Item, int Label, int Count)[] votes, double[] logEasiness, double[][] posterior) : ITerms
    {
        public (double Value, double Slope, double Curvature) At(double parameter)
        {
            double value = 0, slope = 0, curvature = 0;
            foreach (var (item, label, count) in votes)
            {
                double easiness = Math.Exp(logEasiness[item]), x = parameter * easiness, right = posterior[item][label], p = Sigmoid(x);
                value -= count * (right * Softplus(-x) + (1 - right) * Softplus(x));
                slope += count * easiness * (right - p);
                curvature += count * easiness * easiness * p * (1 - p);
            }

            return (value, slope, curvature);
        }
    }

    private readonly struct EasinessTerms(LabelVotes votes, int item, double[] ability, double[] posterior) : ITerms
    {
        public (double Value, double Slope, double Curvature) At(double parameter)
        {
            double value = 0, slope = 0, curvature = 0, easiness = Math.Exp(parameter);
            foreach (var vote in votes.Of(item))
            {
                double x = ability[vote.Rater] * easiness, right = posterior[vote.Label], p = Sigmoid(x);
                value -= vote.Count * (right * Softplus(-x) + (1 - right) * Softplus(x));
                slope += vote.Count * x * (right - p);
                curvature += vote.Count * x * x * p * (1 - p);
            }

            return (value, slope, curvature);
        }
    }
}
