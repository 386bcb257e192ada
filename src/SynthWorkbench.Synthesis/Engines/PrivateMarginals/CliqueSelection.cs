using SynthWorkbench.Numerics.Graphical;
using SynthWorkbench.Numerics.Privacy;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// Learns the relations between columns. First which: each column joins the one or two columns of the model, together in a clique, that it depends on most, chosen privately. Then how: rounds in which the
/// clique that the model describes worst, and how finely to count it, are chosen privately, counted with noise, and the model fitted to all counts so far.
/// </summary>
/// <remarks>McKenna, Miklau and Sheldon, "Winning the NIST contest" (MST), J. Privacy and Confidentiality 11(3), 2021: the score |counts - product of single counts|; Zhang et al., "PrivBayes", ACM TODS 42
/// (2017): several parents and coarser values; McKenna et al., "AIM", PVLDB 15 (2022), section 4: rounds, and the score |counts - expected counts| less the noise to be expected of so many cells. A row changes a
/// score by at most 1 for each marginal in it, since all but the counts is known from noise alone. The graph stays a partial 2-tree, so that cliques hold at most three columns.
/// O(rows x columns²).</remarks>
internal sealed class CliqueSelection(int[][] codes, CellGroups[] groups, double[][] shares, double rows, int target, PrivacyAccountant accountant)
{
    /// <summary>Above this many columns the model is a tree, whose edges are counted once each.</summary>
    public const int MostColumnsOfCliques = 60;

    /// <summary>Above <see cref="MostColumnsOfCliques"/> columns are tied to at most so many left or right of them, so that a fit ends.</summary>
    private const int Window = 40;

    private const int RoundIterations = 30, LastIterations = 500;

    /// <summary>Relations with the target count so many times as much when columns are related.</summary>
    private const int TargetWeight = 3;

    /// <summary>Rounds for each column, and the part of their budget that chooses.</summary>
    private const double RoundsPerColumn = 1.5, ChoicePart = 0.1;

    /// <summary>Of a tree's edge: the share of all rows that the noise of its counts may sum to.</summary>
    private const double MostNoise = 0.2;

    private readonly JunctionTree _tree = new([.. groups.Select(g => g.Counts[0])]);
    private readonly List<NoisyMarginal> _marginals = [];
    private double[][] _potentials = [];

    private int Weight(int a, int b) => target >= 0 && (a == target || b == target) ? TargetWeight : 1;

    /// <summary>What one row changes a sum of pairs' scores by: each pair by its weight, and the target is in one pair at most.</summary>
    private int Sensitivity => (target >= 0 ? TargetWeight : 1) + (IsTree ? 0 : 1);

    private bool IsTree => codes.Length > MostColumnsOfCliques;

    /// <summary>Fits the model, starting with column <paramref name="root"/>, which is the target where there is one. <paramref name="rhoStructure"/> pays for which columns are related, <paramref name="rhoRounds"/> for the rounds.</summary>
    public (JunctionTree Tree, double[][] Potentials) Fit(int root, double oneWayVariance, double rhoStructure, double rhoRounds, Action<int>? progress, CancellationToken cancellation)
    {
        int columns = codes.Length, rounds = IsTree ? columns - 1 : (int)Math.Ceiling(RoundsPerColumn * (columns - 1));
        _tree.Add(root, []);
        if (columns > 1)
        {
            double choicePart = IsTree ? 0 : ChoicePart;
            long variance = DiscreteGaussian.VarianceFor(rhoRounds * (1 - choicePart) / rounds);
            Relate(root, rhoStructure / (columns - 1), Math.Sqrt(2 / Math.PI * variance), cancellation);
            Start(oneWayVariance);
            if (IsTree)
                CountTree(variance);
            else
                Rounds(rounds, rhoRounds * choicePart / rounds, variance, progress, cancellation);
        }
        else
        {
            Start(oneWayVariance);
            return (_tree, _potentials);
        }

        MarginalInference.Fit(_tree, _potentials, _marginals, rows, LastIterations, cancellation);
        return (_tree, _potentials);
    }

    /// <summary>Adds all columns, one after another: the choice is among (column, parents) by the sum of the pairs' scores.</summary>
    private void Relate(int root, double rho, double noise, CancellationToken cancellation)
    {
        var open = new List<(int Variable, int[] Parents)>();
        var scores = new List<long>();
        var inside = new HashSet<int> { root };
        long[][] pairs = [.. codes.Select(_ => new long[codes.Length])];
        int newest = root;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var clique = _tree.Cliques[^1];
            int[] outside = [.. Enumerable.Range(0, codes.Length).Where(v => !inside.Contains(v) && (!IsTree || Math.Abs(v - newest) <= Window))];
            Parallel.ForEach(outside, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, v => pairs[v][newest] = PairScore(v, newest, noise));
            foreach (int v in outside)
            {
                open.Add((v, [newest]));
                scores.Add(pairs[v][newest]);
                foreach (int other in IsTree ? [] : clique.Parents)
                {
                    open.Add((v, [other, newest]));
                    scores.Add(pairs[v][newest] + pairs[v][other]);
                }
            }

            if (inside.Count == codes.Length)
                return;
            var (variable, parents) = open[accountant.Choose("choice of related columns", scores.ToArray(), rho, Sensitivity)];
            _tree.Add(variable, parents);
            inside.Add(variable);
            newest = variable;
            var left = Enumerable.Range(0, open.Count).Where(i => open[i].Variable != variable).ToList();
            (open, scores) = ([.. left.Select(i => open[i])], [.. left.Select(i => scores[i])]);
        }
    }

    /// <summary>How far two columns are from independent, counted as finely as tells most over noise; a row changes it by at most 1.</summary>
    private long PairScore(int variable, int parent, double noise)
    {
        double[] a = shares[parent], x = shares[variable], expected = new double[a.Length * x.Length];
        for (int cell = 0; cell < expected.Length; cell++)
            expected[cell] = a[cell / x.Length] * x[cell % x.Length];
        return Weight(variable, parent) * Scores(variable, [parent], Counts(variable, [parent]), expected, noise).Max();
    }

    /// <summary>The model as if columns were independent, with the single columns' counts.</summary>
    private void Start(double variance)
    {
        _potentials = new double[_tree.Cliques.Count][];
        for (int c = 0; c < _potentials.Length; c++)
        {
            var clique = _tree.Cliques[c];
            double[] potential = _potentials[c] = new double[clique.Contexts * clique.Size], share = shares[clique.Variable];
            for (int cell = 0; cell < potential.Length; cell++)
                potential[cell] = Math.Log(Math.Max(share[cell % clique.Size], 1e-9));
            _marginals.Add(new NoisyMarginal(c, _tree.MapOf(clique, [clique.Variable]), [.. share.Select(s => s * rows)], variance));
        }
    }

    /// <summary>Counts each edge once, as finely as its noise allows: by a rule that does not look at the rows.</summary>
    private void CountTree(long variance)
    {
        double noise = Math.Sqrt(2 / Math.PI * variance);
        for (int c = 0; c < _tree.Cliques.Count; c++)
        {
            var clique = _tree.Cliques[c];
            if (clique.Parents.Length == 0)
                continue;
            int level = Enumerable.Range(0, CellGroups.Levels).First(l => l == CellGroups.Levels - 1 || noise * clique.Variables.Aggregate(1, (n, v) => n * groups[v].Counts[l]) <= MostNoise * rows);
            Count(c, Counts(clique.Variable, clique.Parents), level * CellGroups.Levels + level, variance);
        }
    }

    private void Rounds(int rounds, double rho, long variance, Action<int>? progress, CancellationToken cancellation)
    {
        double noise = Math.Sqrt(2 / Math.PI * variance);
        int[][] counts = new int[_tree.Cliques.Count][];
        Parallel.For(0, counts.Length, c => counts[c] = _tree.Cliques[c].Parents.Length == 0 ? [] : Counts(_tree.Cliques[c].Variable, _tree.Cliques[c].Parents));
        for (int round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(1 + round * (codes.Length - 1) / rounds);
            var (joint, _) = _tree.Calibrate(_potentials);
            long[][] scores = new long[counts.Length][];
            Parallel.For(0, scores.Length, c => scores[c] = counts[c].Length == 0 ? [] : Scores(_tree.Cliques[c].Variable, _tree.Cliques[c].Parents, counts[c], joint[c], noise));
            int chosen = accountant.Choose("choice of what to count", scores.SelectMany(s => s).ToArray(), rho), at = 0;
            while (chosen >= scores[at].Length)
                chosen -= scores[at++].Length;
            Count(at, counts[at], chosen, variance);
            MarginalInference.Fit(_tree, _potentials, _marginals, rows, RoundIterations, cancellation);
        }
    }

    /// <summary>Counts a clique with noise at the levels chosen.</summary>
    private void Count(int at, int[] fine, int levels, long variance)
    {
        var clique = _tree.Cliques[at];
        int[] variables = clique.Variables, level = LevelsOf(levels, variables.Length);
        var levelOf = variables.Zip(level).ToDictionary(p => p.First, p => MapOf(p.First, p.Second));
        int[] map = _tree.MapOf(clique, variables, v => levelOf[v]);
        long[] counts = new long[levelOf.Values.Aggregate(1, (n, l) => n * l.Count)];
        for (int cell = 0; cell < fine.Length; cell++)
            counts[map[cell]] += fine[cell];
        accountant.AddNoise("counts of related columns", counts, variance);
        _marginals.Add(new NoisyMarginal(at, map, Array.ConvertAll(counts, c => (double)c), variance));
    }

    private (int[] Map, int Count) MapOf(int variable, int level) => level == 0 ? ([.. Enumerable.Range(0, groups[variable].Counts[0])], groups[variable].Counts[0]) : (groups[variable].Of[level], groups[variable].Counts[level]);

    /// <summary>Levels by variable, each a digit of the code.</summary>
    private static int[] LevelsOf(int code, int variables)
    {
        int[] levels = new int[variables];
        for (int i = variables - 1; i >= 0; i--)
        {
            levels[i] = code % CellGroups.Levels;
            code /= CellGroups.Levels;
        }

        return levels;
    }

    /// <summary>Rows of each combination of groups, the parents' first.</summary>
    private int[] Counts(int variable, int[] parents)
    {
        int size = groups[variable].Counts[0], second = parents.Length > 1 ? groups[parents[1]].Counts[0] : 1;
        int[] counts = new int[groups[parents[0]].Counts[0] * second * size], a = codes[parents[0]], x = codes[variable];
        if (parents.Length == 1)
        {
            for (int row = 0; row < x.Length; row++)
                counts[a[row] * size + x[row]]++;
        }
        else
        {
            int[] b = codes[parents[1]];
            for (int row = 0; row < x.Length; row++)
                counts[(a[row] * second + b[row]) * size + x[row]]++;
        }

        return counts;
    }

    /// <summary>By levels: the distance between counts and expected counts, less what noise would make of as many cells.</summary>
    private long[] Scores(int variable, int[] parents, int[] counts, double[] expected, double noise)
    {
        int[] variables = [.. parents, variable];
        long[] scores = new long[(int)Math.Pow(CellGroups.Levels, variables.Length)];
        for (int code = 0; code < scores.Length; code++)
        {
            int[] level = LevelsOf(code, variables.Length);
            var maps = variables.Select((v, i) => MapOf(v, level[i])).ToArray();
            var (a, b, x) = (maps[0], maps.Length > 2 ? maps[1] : ([0], 1), maps[^1]);
            int[] seen = new int[a.Count * b.Count * x.Count];
            double[] wanted = new double[seen.Length];
            int cell = 0;
            foreach (int i in a.Map)
            {
                foreach (int j in b.Map)
                {
                    int at = (i * b.Count + j) * x.Count;
                    foreach (int k in x.Map)
                    {
                        seen[at + k] += counts[cell];
                        wanted[at + k] += expected[cell++];
                    }
                }
            }

            long distance = 0;
            for (int i = 0; i < seen.Length; i++)
                distance += Math.Abs(seen[i] - (long)Math.Round(wanted[i] * rows));
            scores[code] = distance - (long)(noise * seen.Length);
        }

        return scores;
    }
}
