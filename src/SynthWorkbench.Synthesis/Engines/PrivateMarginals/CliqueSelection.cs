using SynthWorkbench.Numerics.Privacy;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// Learns the relations between columns in rounds of select, measure and generate. A round chooses privately the column that is worst described as independent of one or two columns that are in the model
/// already and together in a clique, and how finely to count them; counts them with noise; and fits the model to all counts so far. Last rounds choose cliques that the model still describes worst and count
/// them once more.
/// </summary>
/// <remarks>McKenna, Miklau and Sheldon, "Winning the NIST contest" (MST), J. Privacy and Confidentiality 11(3), 2021: noisy trees of two-way marginals; Zhang et al., "PrivBayes", ACM TODS 42 (2017): several
/// parents and coarser values; McKenna et al., "AIM", PVLDB 15 (2022), section 4: the score, |counts - expected counts| less the noise to be expected of so many cells. A row changes that score by at most 1,
/// since all but the counts is known from noise alone. The graph stays a partial 2-tree, so that cliques hold at most three columns. O(rows x columns²).</remarks>
internal sealed class CliqueSelection(int[][] codes, CellGroups[] groups, double[][] shares, double rows, PrivacyAccountant accountant)
{
    /// <summary>Above this many columns the model is a tree.</summary>
    public const int MostColumnsOfCliques = 60;

    /// <summary>Above <see cref="MostColumnsOfCliques"/> columns are tied to at most so many left or right of them, so that a fit ends.</summary>
    private const int Window = 40;

    private const int RoundIterations = 30, LastIterations = 500;

    private readonly JunctionTree _tree = new([.. groups.Select(g => g.Counts[0])]);
    private readonly List<double[]> _potentials = [];
    private readonly List<NoisyMarginal> _marginals = [];
    private readonly List<Candidate> _open = [];
    private long _variance;
    private double _noise;

    /// <summary>Rounds for so many columns.</summary>
    public static int Rounds(int columns) => columns == 1 ? 0 : columns - 1 + Repeats(columns);

    private static int Repeats(int columns) => columns > MostColumnsOfCliques ? 0 : (columns - 1) / 2;

    /// <summary>A clique that could be counted. Score by level of counting, each variable's level a digit in base <see cref="CellGroups.Levels"/>.</summary>
    private sealed record Candidate(int Variable, int[] Parents, long[] Scores);

    /// <summary>Fits the model; the budget is spent in <see cref="Rounds"/> equal rounds.</summary>
    public (JunctionTree Tree, double[][] Potentials) Fit(int root, double oneWayVariance, double rhoChoose, double rhoCount, IProgress<FitProgress>? progress, Func<int, string> nameOf, CancellationToken cancellation)
    {
        int columns = codes.Length, rounds = Rounds(columns);
        _variance = rounds == 0 ? 1 : DiscreteGaussian.VarianceFor(rhoCount / rounds);
        _noise = Math.Sqrt(2 / Math.PI * _variance);
        double choose = rhoChoose / Math.Max(1, rounds);
        Add(root, [], oneWayVariance, cancellation);
        for (int round = 1; round < columns; round++)
        {
            progress?.Report(new FitProgress(round, columns, nameOf(round)));
            long[] scores = [.. _open.SelectMany(c => c.Scores)];
            int chosen = accountant.Choose("choice of related columns", scores, choose), at = 0;
            while (chosen >= _open[at].Scores.Length)
                chosen -= _open[at++].Scores.Length;
            var candidate = _open[at];
            Add(candidate.Variable, candidate.Parents, oneWayVariance, cancellation, chosen);
        }

        for (int repeat = 0; repeat < rounds - (columns - 1); repeat++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (joint, _) = _tree.Calibrate([.. _potentials]);
            long[][] scores = new long[_tree.Cliques.Count][];
            Parallel.For(0, scores.Length, c => scores[c] = _tree.Cliques[c].Parents.Length == 0 ? [] : Scores(_tree.Cliques[c].Variable, _tree.Cliques[c].Parents, joint[c]));
            int chosen = accountant.Choose("choice of related columns", scores.SelectMany(s => s).ToArray(), choose), at = 0;
            while (chosen >= scores[at].Length)
                chosen -= scores[at++].Length;
            Count(at, chosen);
            Infer(RoundIterations, cancellation);
        }

        Infer(LastIterations, cancellation);
        return (_tree, [.. _potentials]);
    }

    private void Infer(int iterations, CancellationToken cancellation)
    {
        double[][] potentials = [.. _potentials];
        MarginalInference.Fit(_tree, potentials, _marginals, rows, iterations, cancellation);
        for (int c = 0; c < potentials.Length; c++)
            _potentials[c] = potentials[c];
    }

    /// <summary>Adds a variable as independent of its parents, counts its clique, and opens the candidates that it makes possible.</summary>
    private void Add(int variable, int[] parents, double oneWayVariance, CancellationToken cancellation, int levels = 0)
    {
        cancellation.ThrowIfCancellationRequested();
        _tree.Add(variable, parents);
        int at = _tree.Cliques.Count - 1;
        var clique = _tree.Cliques[at];
        double[] potential = new double[clique.Contexts * clique.Size], share = shares[variable];
        for (int cell = 0; cell < potential.Length; cell++)
            potential[cell] = Math.Log(Math.Max(share[cell % clique.Size], 1e-9));
        _potentials.Add(potential);
        _marginals.Add(new NoisyMarginal(at, _tree.MapOf(clique, [variable]), [.. share.Select(s => s * rows)], oneWayVariance));
        if (parents.Length > 0)
        {
            Count(at, levels);
            Infer(RoundIterations, cancellation);
        }

        _open.RemoveAll(c => c.Variable == variable);
        Open(at, cancellation);
    }

    /// <summary>Counts a clique with noise at the levels chosen.</summary>
    private void Count(int at, int levels)
    {
        var clique = _tree.Cliques[at];
        int[] variables = clique.Variables, level = LevelsOf(levels, variables.Length);
        var levelOf = variables.Zip(level).ToDictionary(p => p.First, p => MapOf(p.First, p.Second));
        int[] map = _tree.MapOf(clique, variables, v => levelOf[v]);
        long[] counts = new long[levelOf.Values.Aggregate(1, (n, l) => n * l.Count)];
        int[] fine = Counts(clique.Variable, clique.Parents);
        for (int cell = 0; cell < fine.Length; cell++)
            counts[map[cell]] += fine[cell];
        accountant.AddNoise("counts of related columns", counts, _variance);
        _marginals.Add(new NoisyMarginal(at, map, Array.ConvertAll(counts, c => (double)c), _variance));
    }

    private (int[] Map, int Count) MapOf(int variable, int level) => level == 0 ? ([.. Enumerable.Range(0, groups[variable].Counts[0])], groups[variable].Counts[0]) : (groups[variable].Of[level], groups[variable].Counts[level]);

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

    /// <summary>Candidates that have the newest variable among their parents.</summary>
    private void Open(int at, CancellationToken cancellation)
    {
        var clique = _tree.Cliques[at];
        var inside = _tree.Cliques.Select(c => c.Variable).ToHashSet();
        var (joint, _) = _tree.Calibrate([.. _potentials]);
        int[][] parents = codes.Length > MostColumnsOfCliques ? [[clique.Variable]] : [[clique.Variable], .. clique.Parents.Select(p => new[] { p, clique.Variable })];
        double[][] expected = [.. parents.Select(p => Shares(_tree.MapOf(clique, p), joint[at]))];
        (int Variable, int Set)[] wanted = [.. Enumerable.Range(0, codes.Length).Where(v => !inside.Contains(v) && (codes.Length <= MostColumnsOfCliques || Math.Abs(v - clique.Variable) <= Window)).SelectMany(v => Enumerable.Range(0, parents.Length).Select(s => (v, s)))];
        var opened = new Candidate[wanted.Length];
        Parallel.For(0, wanted.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var (variable, set) = wanted[i];
            double[] share = shares[variable], table = new double[expected[set].Length * share.Length];
            for (int cell = 0; cell < table.Length; cell++)
                table[cell] = expected[set][cell / share.Length] * share[cell % share.Length];
            opened[i] = new Candidate(variable, parents[set], Scores(variable, parents[set], table));
        });
        _open.AddRange(opened);
    }

    private static double[] Shares(int[] map, double[] joint)
    {
        double[] shares = new double[map.Max() + 1];
        for (int cell = 0; cell < map.Length; cell++)
            shares[map[cell]] += joint[cell];
        return shares;
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
    private long[] Scores(int variable, int[] parents, double[] expected)
    {
        int[] counts = Counts(variable, parents), variables = [.. parents, variable];
        int combinations = (int)Math.Pow(CellGroups.Levels, variables.Length);
        long[] scores = new long[combinations];
        for (int code = 0; code < combinations; code++)
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
            scores[code] = distance - (long)(_noise * seen.Length);
        }

        return scores;
    }
}
