using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Numerics.Agreement.Latent;

/// <summary>How <see cref="Mace"/> is fitted. Without priors and smoothing it is maximum likelihood.</summary>
/// <param name="CompetentPrior">Competent votes added to every rater, at least 0.</param>
/// <param name="SpamPrior">Guessed votes added to every rater, at least 0.</param>
/// <param name="Smoothing">Guessed votes added to every label of every rater, at least 0.</param>
/// <param name="Restarts">Drawn starts beside the three fixed ones, at least 0. All climb 50 iterations, the four highest to the end; the highest maximum wins, the first of equals.</param>
/// <param name="Seed">Seed of the drawn starts.</param>
/// <param name="MostIterations">Iterations after which a start ends unsettled, at least 1.</param>
/// <param name="Tolerance">A start has settled when no competence moves by more than this, above 0.</param>
public sealed record MaceOptions(double CompetentPrior = 0, double SpamPrior = 0, double Smoothing = 0, int Restarts = 20, ulong Seed = 1, int MostIterations = 3000, double Tolerance = 1e-7);

/// <summary>What <see cref="Mace"/> found.</summary>
/// <param name="Fitted">False when the votes do not allow it: then the posterior is vote shares, what describes raters is empty, and the reason says what to do.</param>
/// <param name="Competence">For each rater the probability, 0 to 1, that a vote is the truth and not a guess; one half without votes.</param>
/// <param name="Guesses">Raters x labels: how a rater guesses; even where nothing was guessed.</param>
/// <param name="Posterior">Items x labels: probability of each true label, even for an item without votes. Sums to 1.</param>
/// <param name="LogLikelihood">Natural logarithm of the probability of the votes; 0 when not fitted.</param>
/// <param name="Trace">What EM maximises (the log likelihood plus the logarithm of the priors) after each iteration of the winning start; it never falls.</param>
/// <param name="Start">The start that won, from 0; the first three are not drawn.</param>
/// <param name="Iterations">Iterations of the winning start.</param>
/// <param name="Converged">Whether it settled.</param>
/// <param name="Reason">What is lacking or weak and what to do about it; null when nothing is.</param>
public sealed record MaceFit(
    bool Fitted, double[] Competence, double[][] Guesses, double[][] Posterior, double LogLikelihood, IReadOnlyList<double> Trace, int Start, int Iterations, bool Converged, string? Reason)
{
    /// <summary>The most probable label of each item; the first of equals.</summary>
    public int[] MostLikely() => Posteriors.MostLikely(Posterior);
}

/// <summary>
/// Multi-annotator competence estimation: with probability <c>theta</c> a rater gives the truth, else guesses from a distribution of their own; true labels are equally likely beforehand.
/// </summary>
/// <remarks>Hovy, Berg-Kirkpatrick, Vaswani and Hovy, "Learning whom to trust with MACE", NAACL-HLT 2013, sections 2 and 3. O(starts x iterations x votes x labels).</remarks>
public static class Mace
{
    /// <summary>Fits the model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static MaceFit Fit(LabelVotes votes, MaceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(votes);
        options ??= new MaceOptions();
        foreach (double prior in (ReadOnlySpan<double>)[options.CompetentPrior, options.SpamPrior, options.Smoothing])
        {
            if (!(prior >= 0 && double.IsFinite(prior)))
                throw new ArgumentOutOfRangeException(nameof(options), prior, "Priors and smoothing are numbers of votes of at least 0.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(options.Restarts);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostIterations, 1);
        if (!(options.Tolerance > 0))
            throw new ArgumentOutOfRangeException(nameof(options), options.Tolerance, "The tolerance is above 0.");
        if (votes.Lacking() is { } lacking)
            return new MaceFit(false, [], [], votes.Shares(), 0, [], 0, 0, false, lacking);

        Run[] runs = [.. Enumerable.Range(0, 3 + options.Restarts).Select(start => new Run(votes, options, start))];
        foreach (var run in runs)
            run.Climb(50);
        Run? best = null;
        foreach (var run in runs.OrderByDescending(r => r.Objective).Take(4).OrderBy(r => r.Start))
        {
            run.Climb(int.MaxValue);
            if (best is null || run.Objective > best.Objective + 1e-9)
                best = run;
        }

        return best!.Result();
    }

    /// <summary>EM from one start.</summary>
    private sealed class Run
    {
        private readonly LabelVotes _votes;
        private readonly MaceOptions _options;
        private readonly double[] _theta;
        private readonly double[][] _guesses;
        private readonly double[][] _posterior;
        private readonly int[] _number;
        private readonly List<double> _trace = [];
        private double _likelihood;
        private bool _converged;

        public Run(LabelVotes votes, MaceOptions options, int start)
        {
            (_votes, _options, Start) = (votes, options, start);
            int k = votes.Labels;
            _number = votes.VotesOfRaters();
            _posterior = votes.Shares();
            _theta = new double[votes.Raters];
            _guesses = new double[votes.Raters][];
            double[] agreement = new double[votes.Raters];
            ulong[] alike = new ulong[votes.Raters], given = new ulong[k];
            int[] onItem = new int[k];
            for (int rater = 0; rater < votes.Raters; rater++)
                _guesses[rater] = new double[k];
            for (int item = 0; item < votes.Items; item++)
            {
                Array.Clear(onItem);
                foreach (var vote in votes.Of(item))
                    onItem[vote.Label] += vote.Count;
                foreach (var vote in votes.Of(item))
                {
                    _guesses[vote.Rater][vote.Label] += vote.Count;
                    agreement[vote.Rater] += vote.Count * _posterior[item][vote.Label];
                    alike[vote.Rater] += (ulong)(vote.Count * onItem[vote.Label]);
                    given[vote.Label] += (ulong)vote.Count;
                }
            }

            for (int rater = 0; rater < votes.Raters; rater++)
            {
                // What is drawn is keyed by what a rater did and how often a label was given, not by their numbers: renaming them changes nothing.
                ulong key = RandomStream.Mix(RandomStream.Mix((ulong)start, (ulong)_number[rater]), alike[rater]);
                _theta[rater] = _number[rater] == 0 ? 0.5 : start switch
                {
                    0 => Math.Clamp(agreement[rater] / _number[rater], 0.05, 0.95),
                    1 => 0.5,
                    2 => 0.9,
                    _ => 0.02 + 0.96 * Draw(key),
                };
                double total = 0;
                for (int label = 0; label < k; label++)
                    total += _guesses[rater][label] = start switch { 1 => 1, < 3 => _guesses[rater][label] + 1, _ => 1e-3 - Math.Log(1 - Draw(RandomStream.Mix(key, RandomStream.Mix((ulong)_guesses[rater][label], given[label])))) };
                for (int label = 0; label < k; label++)
                    _guesses[rater][label] /= total;
            }

            double Draw(ulong key) => new RandomStream(options.Seed, key).NextDouble();
        }

        public int Start { get; }

        public double Objective => _trace[^1];

        /// <summary>So many iterations more, or until it has settled.</summary>
        public void Climb(int iterations)
        {
            if (_converged || _trace.Count > _options.MostIterations)
                return;

            // The step that ended the last climb is done again, because its expectations are not kept.
            if (_trace.Count > 0)
                _trace.RemoveAt(_trace.Count - 1);
            int k = _votes.Labels;
            double[] competent = new double[_votes.Raters], logs = new double[k];
            double[][] guessed = Array.ConvertAll(_guesses, _ => new double[k]), logRight = Array.ConvertAll(_guesses, _ => new double[k]), logWrong = Array.ConvertAll(_guesses, _ => new double[k]);
            while (iterations-- > 0)
            {
                for (int rater = 0; rater < _theta.Length; rater++)
                {
                    for (int label = 0; label < k; label++)
                    {
                        double guess = (1 - _theta[rater]) * _guesses[rater][label];
                        (logWrong[rater][label], logRight[rater][label]) = (Math.Log(guess), Math.Log(_theta[rater] + guess));
                    }
                }

                // The last iteration ends with the E-step, so that posterior and likelihood belong to the parameters returned.
                Array.Clear(competent);
                Array.ForEach(guessed, Array.Clear);
                _likelihood = 0;
                for (int item = 0; item < _votes.Items; item++)
                {
                    var given = _votes.Of(item);
                    if (given.IsEmpty)
                        continue;
                    Array.Fill(logs, -Math.Log(k));
                    foreach (var vote in given)
                    {
                        double right = vote.Count * logRight[vote.Rater][vote.Label], wrong = vote.Count * logWrong[vote.Rater][vote.Label];
                        for (int truth = 0; truth < k; truth++)
                            logs[truth] += truth == vote.Label ? right : wrong;
                    }

                    _likelihood += Posteriors.Normalise(logs);
                    logs.CopyTo(_posterior[item], 0);
                    foreach (var vote in given)
                    {
                        double theta = _theta[vote.Rater], guess = (1 - theta) * _guesses[vote.Rater][vote.Label];
                        double meant = theta > 0 ? vote.Count * logs[vote.Label] * theta / (theta + guess) : 0;
                        competent[vote.Rater] += meant;
                        guessed[vote.Rater][vote.Label] += Math.Max(0, vote.Count - meant);
                    }
                }

                _trace.Add(_likelihood + Penalty());
                if (_converged || _trace.Count > _options.MostIterations)
                    return;
                if (iterations > 0)
                    _converged = Maximise(competent, guessed) < _options.Tolerance;
            }
        }

        private double Maximise(double[] competent, double[][] guessed)
        {
            double change = 0;
            for (int rater = 0; rater < _theta.Length; rater++)
            {
                double votes = _number[rater] + _options.CompetentPrior + _options.SpamPrior;
                double theta = votes > 0 ? Math.Clamp((competent[rater] + _options.CompetentPrior) / votes, 0, 1) : 0.5;
                change = Math.Max(change, Math.Abs(theta - _theta[rater]));
                _theta[rater] = theta;
                double total = guessed[rater].Sum() + guessed[rater].Length * _options.Smoothing;
                for (int label = 0; label < guessed[rater].Length; label++)
                    _guesses[rater][label] = total > 0 ? (guessed[rater][label] + _options.Smoothing) / total : 1.0 / guessed[rater].Length;
            }

            return change;
        }

        private double Penalty()
        {
            double penalty = 0;
            for (int rater = 0; rater < _theta.Length; rater++)
            {
                penalty += _options.CompetentPrior > 0 ? _options.CompetentPrior * Math.Log(_theta[rater]) : 0;
                penalty += _options.SpamPrior > 0 ? _options.SpamPrior * Math.Log(1 - _theta[rater]) : 0;
                penalty += _options.Smoothing > 0 ? _options.Smoothing * _guesses[rater].Sum(Math.Log) : 0;
            }

            return penalty;
        }

        public MaceFit Result()
        {
            for (int item = 0; item < _votes.Items; item++)
            {
                if (_votes.Of(item).IsEmpty)
                    Array.Fill(_posterior[item], 1.0 / _votes.Labels);
            }

            return new MaceFit(true, _theta, _guesses, _posterior, _likelihood, _trace, Start, _trace.Count - 1, _converged, _votes.Caution(_converged, _trace.Count - 1));
        }
    }
}
