using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Numerics.Agreement.Latent;

/// <summary>What <see cref="BradleyTerry"/> found.</summary>
/// <param name="Fitted">False when the comparisons do not allow it: then the lists are empty, and the reason says what to do.</param>
/// <param name="LogStrength">Natural logarithm of each strength; they sum to 0. The log odds that i beats j are the difference of the two.</param>
/// <param name="Covariance">Of the log strengths under that sum, n x n.</param>
/// <param name="LogLikelihood">Natural logarithm of the probability of the outcomes; 0 when not fitted.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Converged">Whether the fit settled.</param>
/// <param name="Reason">What is lacking or weak and what to do about it; null when nothing is.</param>
public sealed record BradleyTerryFit(bool Fitted, double[] LogStrength, double[][] Covariance, double LogLikelihood, int Iterations, bool Converged, string? Reason)
{
    /// <summary>Standard error of a log strength beside the mean of all.</summary>
    public double StandardError(int i) => Math.Sqrt(Math.Max(0, Covariance[i][i]));

    /// <summary>Standard error of the difference of two log strengths.</summary>
    public double StandardError(int i, int j) => Math.Sqrt(Math.Max(0, Covariance[i][i] + Covariance[j][j] - 2 * Covariance[i][j]));

    /// <summary>The probability that i beats j.</summary>
    public double Probability(int i, int j) => 1 / (1 + Math.Exp(LogStrength[j] - LogStrength[i]));
}

/// <summary>Strengths from paired comparisons: i beats j with probability <c>s(i) / (s(i) + s(j))</c>.</summary>
/// <remarks>
/// Bradley and Terry, Biometrika 39 (1952); fitted by minorisation and maximisation, Hunter, "MM algorithms for generalized Bradley-Terry models", Annals of Statistics 32 (2004), section 2; whether a maximum exists is
/// Ford's condition, American Mathematical Monthly 64 (1957). O(iterations x n² + n³).
/// </remarks>
public static class BradleyTerry
{
    private const int MostIterations = 20_000;

    /// <summary>Fits the strengths.</summary>
    /// <param name="wins">n x n: how often the row beat the column, at least 0; a tie counts half to each. The diagonal is not read.</param>
    /// <param name="prior">Half-won comparisons added to every pair that met, at least 0: with any, one who won everything has a finite strength.</param>
    /// <exception cref="ArgumentOutOfRangeException">The table is not square, or a number is negative or not finite.</exception>
    public static BradleyTerryFit Fit(double[][] wins, double prior = 0)
    {
        ArgumentNullException.ThrowIfNull(wins);
        if (!(prior >= 0 && double.IsFinite(prior)))
            throw new ArgumentOutOfRangeException(nameof(prior), prior, "A number of comparisons is at least 0.");
        int n = wins.Length;
        double[][] games = new double[n][], won = new double[n][];
        for (int i = 0; i < n; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(wins[i].Length, n);
            (games[i], won[i]) = (new double[n], new double[n]);
            for (int j = 0; j < n; j++)
            {
                if (i != j && !(wins[i][j] >= 0 && double.IsFinite(wins[i][j])))
                    throw new ArgumentOutOfRangeException(nameof(wins), wins[i][j], "A number of wins is at least 0.");
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                if (i == j || wins[i][j] + wins[j][i] == 0)
                    continue;
                won[i][j] = wins[i][j] + prior / 2;
                games[i][j] = wins[i][j] + wins[j][i] + prior;
            }
        }

        if (Lacking(games, won) is { } lacking)
            return new BradleyTerryFit(false, [], [], 0, 0, false, lacking);

        double[] strength = new double[n], total = Array.ConvertAll(won, w => w.Sum()), next = new double[n];
        Array.Fill(strength, 1);
        bool converged = false;
        int iterations = 0;
        while (!converged && iterations < MostIterations)
        {
            iterations++;
            double logs = 0, change = 0;
            for (int i = 0; i < n; i++)
            {
                double sum = 0;
                for (int j = 0; j < n; j++)
                    sum += games[i][j] > 0 ? games[i][j] / (strength[i] + strength[j]) : 0;
                next[i] = total[i] / sum;
                logs += Math.Log(next[i]);
            }

            double scale = Math.Exp(-logs / n);
            for (int i = 0; i < n; i++)
            {
                next[i] *= scale;
                change = Math.Max(change, Math.Abs(Math.Log(next[i] / strength[i])));
            }

            (strength, next) = (next, strength);
            converged = change < 1e-12;
        }

        double likelihood = 0;
        double[] information = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                // Adding 1/n everywhere takes the place of the sum that the data cannot know; it is subtracted again below.
                information[i * n + j] += 1.0 / n;
                if (games[i][j] == 0)
                    continue;
                double p = strength[i] / (strength[i] + strength[j]);
                likelihood += wins[i][j] > 0 ? wins[i][j] * Math.Log(p) : 0;
                information[i * n + j] -= games[i][j] * p * (1 - p);
                information[i * n + i] += games[i][j] * p * (1 - p);
            }
        }

        double[][] covariance = new double[n][];
        if (Cholesky.Factor(information, n) is not { } factor)
            return new BradleyTerryFit(false, [], [], 0, iterations, converged, "The strengths are so far apart that their errors cannot be computed: compare items that are nearer to one another, or give a prior.");
        for (int i = 0; i < n; i++)
        {
            double[] unit = new double[n];
            unit[i] = 1;
            covariance[i] = Array.ConvertAll(Cholesky.Solve(factor, unit, n), v => v - 1.0 / n);
        }

        return new BradleyTerryFit(
            true, Array.ConvertAll(strength, Math.Log), covariance, likelihood, iterations, converged, converged ? null : $"The strengths had not settled after {iterations} iterations: compare more, or give a prior.");
    }

    private static string? Lacking(double[][] games, double[][] won)
    {
        int n = games.Length;
        if (n < 2 || games.All(g => g.All(v => v == 0)))
            return "There are no comparisons: compare at least two items with one another.";
        if (Reached(games, (i, j) => games[i][j] > 0) < n)
            return "Some items were never compared with the others, directly or through a third: compare across the groups.";
        if (Reached(games, (i, j) => won[i][j] > 0) < n || Reached(games, (i, j) => won[j][i] > 0) < n)
            return "Some items won or lost every comparison with the others, so that no finite strength explains it: compare more, or give a prior.";
        return null;
    }

    /// <summary>How many items can be reached from the first.</summary>
    private static int Reached(double[][] games, Func<int, int, bool> leads)
    {
        bool[] seen = new bool[games.Length];
        var waiting = new Stack<int>([0]);
        seen[0] = true;
        int reached = 1;
        while (waiting.TryPop(out int i))
        {
            for (int j = 0; j < games.Length; j++)
            {
                if (seen[j] || i == j || !leads(i, j))
                    continue;
                seen[j] = true;
                reached++;
                waiting.Push(j);
            }
        }

        return reached;
    }
}
