using System.Numerics;
using SynthWorkbench.Numerics.Graphical;
using SynthWorkbench.Numerics.Privacy;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// Chooses privately which columns are related: one after another each column joins up to four columns of the model, together in a clique, that it depends on most. A maximum spanning tree of
/// cliques, grown as Prim grows one of edges.
/// </summary>
/// <remarks>McKenna, Miklau and Sheldon, "Winning the NIST contest" (MST), J. Privacy and Confidentiality 11(3), 2021: the score |counts - product of single counts|; Zhang et al., "PrivBayes", ACM TODS 42
/// (2017): several parents and coarser values; McKenna et al., "AIM", PVLDB 15 (2022): a bound on the model's cells. O(rows x columns²).</remarks>
internal sealed class RelatedColumns(GroupCounts counts, double[][] shares, double rows, int target, PrivacyAccountant accountant)
{
    /// <summary>Above this many columns the model is a tree.</summary>
    private const int MostColumnsOfCliques = 60;

    /// <summary>Above <see cref="MostColumnsOfCliques"/> columns are tied to at most so many left or right of them, so that a fit ends.</summary>
    private const int Window = 40;

    /// <summary>A column's parents at most, the cells of a clique, and those of all cliques together: inference takes time for each.</summary>
    private const int MostParents = 4, MostCells = 100_000, MostCellsOfAll = 1_000_000;

    /// <summary>Relations with the target count so many times as much.</summary>
    private const int TargetWeight = 3;

    /// <summary>Whether there are too many columns for cliques.</summary>
    public bool IsTree => counts.Columns > MostColumnsOfCliques;

    private int Parents => IsTree ? 1 : MostParents;

    /// <summary>What one row changes a sum of pairs' scores by: each pair by its weight, and the target, which is first in the model, is in one pair at most.</summary>
    private int Sensitivity => (target >= 0 ? TargetWeight : 1) + Parents - 1;

    private int Weight(int a, int b) => target >= 0 && (a == target || b == target) ? TargetWeight : 1;

    /// <summary>A tree of all columns that starts with <paramref name="root"/>, which is the target where there is one. <paramref name="rho"/> pays for it; <paramref name="noise"/> is the mean size of the noise that counts will have.</summary>
    public JunctionTree Choose(int root, double rho, double noise, CancellationToken cancellation)
    {
        var tree = new JunctionTree([.. Enumerable.Range(0, counts.Columns).Select(c => counts.Size(c))]);
        tree.Add(root, []);
        var open = new List<(int Variable, int[] Parents, long Score)>();
        var inside = new HashSet<int> { root };
        long[][] pairs = [.. shares.Select(_ => new long[counts.Columns])];
        int newest = root;
        while (inside.Count < counts.Columns)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] outside = [.. Enumerable.Range(0, counts.Columns).Where(v => !inside.Contains(v) && (!IsTree || Math.Abs(v - newest) <= Window))];
            Parallel.ForEach(outside, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, v => pairs[v][newest] = PairScore(v, newest, noise));
            foreach (int[] others in Subsets(tree.Cliques[^1].Parents, Parents - 1))
                open.AddRange(outside.Where(v => Fits([.. others, newest, v])).Select(v => (v, (int[])[.. others, newest], pairs[v][newest] + others.Sum(p => pairs[v][p]))));
            var (variable, parents, _) = open[accountant.Choose("choice of related columns", open.Select(o => o.Score).ToArray(), rho / (counts.Columns - 1), Sensitivity)];
            tree.Add(variable, parents);
            inside.Add(variable);
            newest = variable;
            open.RemoveAll(o => o.Variable == variable);
        }

        return tree;
    }

    /// <summary>Pairs always fit.</summary>
    private bool Fits(int[] clique) => clique.Length == 2 || clique.Aggregate(1L, (n, c) => n * counts.Size(c)) <= Math.Min(MostCells, MostCellsOfAll / counts.Columns);

    /// <summary>All subsets of at most <paramref name="most"/>, the empty one first.</summary>
    public static IEnumerable<int[]> Subsets(int[] of, int most) =>
        Enumerable.Range(0, 1 << of.Length).Where(bits => BitOperations.PopCount((uint)bits) <= most).Select(bits => of.Where((_, i) => (bits >> i & 1) == 1).ToArray());

    /// <summary>How far two columns are from independent, counted as finely as tells most over noise; a row changes it by at most 1 by weight.</summary>
    private long PairScore(int variable, int parent, double noise)
    {
        double[] a = shares[parent], x = shares[variable], expected = new double[a.Length * x.Length];
        for (int cell = 0; cell < expected.Length; cell++)
            expected[cell] = a[cell / x.Length] * x[cell % x.Length];
        return Weight(variable, parent) * counts.Scores([parent, variable], counts.Of([parent, variable]), expected, rows, noise).Max();
    }
}
