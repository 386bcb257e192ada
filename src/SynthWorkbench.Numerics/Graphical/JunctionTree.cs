namespace SynthWorkbench.Numerics.Graphical;

/// <summary>
/// A junction tree that grows by one variable at a time: each new variable forms a clique with variables that an earlier clique holds together, so that the graph is triangulated by
/// construction (a partial k-tree; a tree where every variable has one parent). Distributions over it are products of clique potentials.
/// </summary>
/// <remarks>Lauritzen and Spiegelhalter, "Local computations with probabilities", JRSS B 50 (1988); Koller and Friedman, "Probabilistic Graphical Models" (2009), section 10.2. One calibration costs one
/// exponential for each cell.</remarks>
public sealed class JunctionTree
{
    private readonly int[] _sizes;
    private readonly List<JunctionClique> _cliques = [];

    /// <summary>A tree without cliques, for variables of so many values each.</summary>
    public JunctionTree(int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        _sizes = (int[])sizes.Clone();
    }

    /// <summary>The cliques in the order in which they were added.</summary>
    public IReadOnlyList<JunctionClique> Cliques => _cliques;

    /// <summary>Adds a variable.</summary>
    /// <exception cref="ArgumentException">No clique holds the parents together.</exception>
    public void Add(int variable, int[] parents)
    {
        ArgumentNullException.ThrowIfNull(parents);
        int host = parents.Length == 0 ? -1 : _cliques.FindIndex(c => parents.All(c.Variables.Contains));
        if (parents.Length > 0 && host < 0)
            throw new ArgumentException($"No clique holds {string.Join(" and ", parents)} together.", nameof(parents));
        _cliques.Add(new JunctionClique(variable, parents, host, host < 0 ? [] : MapOf(_cliques[host], parents), parents.Aggregate(1, (n, p) => n * _sizes[p]), _sizes[variable]));
    }

    /// <summary>Of each cell of a clique: the combination of some of its variables' values, the last one fastest. Where <paramref name="levels"/> are given, a variable's values are first mapped to so many coarser
    /// ones.</summary>
    public int[] MapOf(JunctionClique clique, int[] variables, Func<int, (int[] Map, int Count)>? levels = null)
    {
        ArgumentNullException.ThrowIfNull(clique);
        ArgumentNullException.ThrowIfNull(variables);
        int[] all = clique.Variables, map = new int[clique.Contexts * clique.Size], values = new int[all.Length];
        int[] places = [.. variables.Select(v => Array.IndexOf(all, v))];
        var maps = variables.Select(v => levels?.Invoke(v)).ToArray();
        for (int cell = 0; cell < map.Length; cell++)
        {
            int rest = cell;
            for (int i = all.Length - 1; i >= 0; i--)
            {
                values[i] = rest % _sizes[all[i]];
                rest /= _sizes[all[i]];
            }

            int index = 0;
            for (int i = 0; i < places.Length; i++)
                index = maps[i] is { } level ? index * level.Count + level.Map[values[places[i]]] : index * _sizes[variables[i]] + values[places[i]];
            map[cell] = index;
        }

        return map;
    }

    /// <summary>Belief propagation: up the tree by log-sum-exp, down by conditional probabilities. Exact.</summary>
    /// <param name="potentials">Of each clique the logarithms of its cells' factors, finite.</param>
    /// <returns>For each clique its probabilities, and those of its variable given the parents.</returns>
    public (double[][] Joint, double[][] Conditional) Calibrate(double[][] potentials)
    {
        ArgumentNullException.ThrowIfNull(potentials);
        double[][] collected = [.. potentials.Select(p => (double[])p.Clone())];
        double[][] conditional = new double[_cliques.Count][], joint = new double[_cliques.Count][];
        for (int c = _cliques.Count - 1; c >= 0; c--)
        {
            var clique = _cliques[c];
            double[] table = collected[c], given = new double[table.Length], message = new double[clique.Contexts];
            for (int context = 0; context < clique.Contexts; context++)
            {
                int at = context * clique.Size;
                double most = double.NegativeInfinity, sum = 0;
                for (int x = 0; x < clique.Size; x++)
                    most = Math.Max(most, table[at + x]);
                for (int x = 0; x < clique.Size; x++)
                    sum += given[at + x] = Math.Exp(table[at + x] - most);
                for (int x = 0; x < clique.Size; x++)
                    given[at + x] /= sum;
                message[context] = most + Math.Log(sum);
            }

            conditional[c] = given;
            if (clique.Host < 0)
                continue;
            double[] host = collected[clique.Host];
            for (int cell = 0; cell < host.Length; cell++)
                host[cell] += message[clique.HostMap[cell]];
        }

        for (int c = 0; c < _cliques.Count; c++)
        {
            var clique = _cliques[c];
            double[] contexts = new double[clique.Contexts];
            if (clique.Host < 0)
                contexts[0] = 1;
            else
            {
                double[] host = joint[clique.Host];
                for (int cell = 0; cell < host.Length; cell++)
                    contexts[clique.HostMap[cell]] += host[cell];
            }

            double[] table = new double[clique.Contexts * clique.Size];
            for (int cell = 0; cell < table.Length; cell++)
                table[cell] = contexts[cell / clique.Size] * conditional[c][cell];
            joint[c] = table;
        }

        return (joint, conditional);
    }
}

/// <summary>A variable with its parents. Cells run over the parents first, the variable fastest.</summary>
/// <param name="Variable">The variable that this clique adds.</param>
/// <param name="Parents">None or more.</param>
/// <param name="Host">The earlier clique that holds the parents, -1 where there are none.</param>
/// <param name="HostMap">Of each cell of the host: the combination of the parents' values.</param>
/// <param name="Contexts">Combinations of the parents' values.</param>
/// <param name="Size">Values of the variable.</param>
public sealed record JunctionClique(int Variable, int[] Parents, int Host, int[] HostMap, int Contexts, int Size)
{
    /// <summary>The parents, then the variable.</summary>
    public int[] Variables { get; } = [.. Parents, Variable];
}
