using SynthWorkbench.Numerics.Graphical;
using SynthWorkbench.Numerics.Privacy;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// Learns how related columns depend on each other: rounds in which the two or three columns that the model describes worst, and how finely to count them, are chosen privately, counted with noise, and the
/// model fitted to all counts so far.
/// </summary>
/// <remarks>McKenna et al., "AIM", PVLDB 15 (2022), section 4: rounds, and the score |counts - expected counts| less the noise to be expected of so many cells. A row changes a score by at most 1, since all but
/// the counts is known from noise alone. What is counted lies within a clique of <see cref="RelatedColumns"/>, so that inference is exact.</remarks>
internal sealed class CliqueSelection(GroupCounts counts, double[][] shares, double rows, int target, PrivacyAccountant accountant)
{
    private const int RoundIterations = 30, LastIterations = 500;

    /// <summary>Rounds for each column, and the part of their budget that chooses.</summary>
    private const double RoundsPerColumn = 1.5, ChoicePart = 0.05;

    /// <summary>Of a tree's edge: the share of all rows that the noise of its counts may sum to.</summary>
    private const double MostNoise = 0.2;

    private readonly List<NoisyMarginal> _marginals = [];
    private double[][] _potentials = [];

    /// <summary>Fits the model, starting with column <paramref name="root"/>, which is the target where there is one; returns the noise's variance of related columns' counts too. <paramref name="rhoStructure"/> pays for which columns are related, <paramref name="rhoRounds"/> for the rounds.</summary>
    public (JunctionTree Tree, double[][] Potentials, long Variance) Fit(int root, double oneWayVariance, double rhoStructure, double rhoRounds, Action<int>? progress, CancellationToken cancellation)
    {
        var related = new RelatedColumns(counts, shares, rows, target, accountant);
        int rounds = related.IsTree ? counts.Columns - 1 : (int)Math.Ceiling(RoundsPerColumn * (counts.Columns - 1));
        double choicePart = related.IsTree ? 0 : ChoicePart;
        long variance = rounds == 0 ? 0 : DiscreteGaussian.VarianceFor(rhoRounds * (1 - choicePart) / rounds);
        double noise = Math.Sqrt(2 / Math.PI * variance);
        var tree = related.Choose(root, rhoStructure, noise, cancellation);
        Start(tree, oneWayVariance);
        if (rounds == 0)
            return (tree, _potentials, variance);
        if (related.IsTree)
            CountTree(tree, variance, noise);
        else
            Rounds(tree, rounds, rhoRounds * choicePart / rounds, variance, noise, progress, cancellation);
        MarginalInference.Fit(tree, _potentials, _marginals, rows, LastIterations, cancellation);
        return (tree, _potentials, variance);
    }

    /// <summary>The model as if columns were independent, with the single columns' counts.</summary>
    private void Start(JunctionTree tree, double variance)
    {
        _potentials = new double[tree.Cliques.Count][];
        for (int c = 0; c < _potentials.Length; c++)
        {
            var clique = tree.Cliques[c];
            double[] potential = _potentials[c] = new double[clique.Contexts * clique.Size], share = shares[clique.Variable];
            for (int cell = 0; cell < potential.Length; cell++)
                potential[cell] = Math.Log(Math.Max(share[cell % clique.Size], 1e-9));
            _marginals.Add(new NoisyMarginal(c, tree.MapOf(clique, [clique.Variable]), [.. share.Select(s => s * rows)], variance));
        }
    }

    /// <summary>Counts each edge once, as finely as its noise allows: by a rule that does not look at the rows.</summary>
    private void CountTree(JunctionTree tree, long variance, double noise)
    {
        for (int c = 0; c < tree.Cliques.Count; c++)
        {
            var clique = tree.Cliques[c];
            if (clique.Parents.Length == 0)
                continue;
            int level = Enumerable.Range(0, CellGroups.Levels).First(l => l == CellGroups.Levels - 1 || noise * clique.Variables.Aggregate(1, (n, v) => n * counts.Size(v, l)) <= MostNoise * rows);
            Count(tree, c, clique.Variables, counts.Of(clique.Variables), [level, level], variance);
        }
    }

    private void Rounds(JunctionTree tree, int rounds, double rho, long variance, double noise, Action<int>? progress, CancellationToken cancellation)
    {
        // Each clique's own column with two of its parents, or the only one; parents alone are another clique's.
        var asked = Enumerable.Range(0, tree.Cliques.Count).SelectMany(c => Asked(tree.Cliques[c]).Select(columns => (Clique: c, Columns: columns))).ToArray();
        int[][] fine = new int[asked.Length][], maps = new int[asked.Length][];
        Parallel.For(0, asked.Length, i =>
        {
            fine[i] = counts.Of(asked[i].Columns);
            maps[i] = tree.MapOf(tree.Cliques[asked[i].Clique], asked[i].Columns);
        });
        for (int round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(1 + round * (counts.Columns - 1) / rounds);
            var (joint, _) = tree.Calibrate(_potentials);
            long[][] scores = new long[asked.Length][];
            Parallel.For(0, scores.Length, i => scores[i] = counts.Scores(asked[i].Columns, fine[i], Sums(joint[asked[i].Clique], maps[i], fine[i].Length), rows, noise));
            int chosen = accountant.Choose("choice of what to count", scores.SelectMany(s => s).ToArray(), rho), at = 0;
            while (chosen >= scores[at].Length)
                chosen -= scores[at++].Length;
            Count(tree, asked[at].Clique, asked[at].Columns, fine[at], GroupCounts.LevelsOf(chosen, asked[at].Columns.Length), variance);
            MarginalInference.Fit(tree, _potentials, _marginals, rows, RoundIterations, cancellation);
        }
    }

    private static IEnumerable<int[]> Asked(JunctionClique clique)
    {
        int parents = Math.Min(2, clique.Parents.Length);
        return parents == 0 ? [] : RelatedColumns.Subsets(clique.Parents, parents).Where(s => s.Length == parents).Select(s => (int[])[.. s, clique.Variable]);
    }

    private static double[] Sums(double[] joint, int[] map, int count)
    {
        double[] sums = new double[count];
        for (int cell = 0; cell < joint.Length; cell++)
            sums[map[cell]] += joint[cell];
        return sums;
    }

    /// <summary>Counts columns of a clique with noise at the levels chosen.</summary>
    private void Count(JunctionTree tree, int at, int[] columns, int[] fine, int[] levels, long variance)
    {
        long[] noisy = Array.ConvertAll(counts.AtLevels(fine, columns, levels), n => (long)n);
        accountant.AddNoise("counts of related columns", noisy, variance);
        int[] map = tree.MapOf(tree.Cliques[at], columns, v => (counts.Map(v, levels[Array.IndexOf(columns, v)]), counts.Size(v, levels[Array.IndexOf(columns, v)])));
        _marginals.Add(new NoisyMarginal(at, map, Array.ConvertAll(noisy, n => (double)n), variance));
    }
}
