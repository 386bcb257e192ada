using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Relations;

/// <summary>
/// The further parents of rows: parents fall into groups by the columns that tell most of their children, a row draws the group of its parent like any other column (or that it is the elder sibling's
/// again), and within the group parents are handed out so that the number of their children is distributed as in the reference.
/// </summary>
internal sealed class ParentGroups
{
    /// <summary>The label of a row whose parent is that of the row before it with the same leading parent.</summary>
    public const string Same = "same";

    private const int MostGroups = 64, MostColumns = 3, FewestParents = 5, MostBins = 8, MostTries = 64, MostCounted = 50_000;

    /// <summary>The share of parents that a finer division may leave in cells too small to stand alone.</summary>
    private const double MostAlone = 0.1;

    private readonly string[] _columns;
    private readonly ValueBins[] _bins;
    private readonly Dictionary<long, int> _groupOf;
    private readonly int[][] _children;

    private ParentGroups(string[] columns, ValueBins[] bins, Dictionary<long, int> groupOf, int[][] children) => (_columns, _bins, _groupOf, _children) = (columns, bins, groupOf, children);

    /// <summary>Learns groups of parents; <paramref name="parentOf"/> is the parent's row of each child, -1 none, <paramref name="isSame"/> says of which it is that of the row before. O(columns² x rows), of at most 50,000 rows.</summary>
    public static ParentGroups Fit(Table parents, Table children, int[] parentOf, bool[] isSame, CancellationToken cancellation)
    {
        int[] linked = [.. Enumerable.Range(0, parentOf.Length).Where(r => parentOf[r] >= 0)];

        // Children that follow a sibling to its parent take no turn of their own.
        int[] degree = new int[parents.RowCount];
        foreach (int row in linked.Where(r => !isSame[r]))
            degree[parentOf[row]]++;
        linked = SpacedRows.Of(linked, MostCounted);
        var candidates = parents.Columns.Select(c => ValueBins.Of(c, MostBins)).ToArray();
        int[][] binned = [.. candidates.Select((b, c) => b.Encode(parents[c]))];
        int[][] told = [.. children.Columns.Select(c => Taken(ValueBins.Of(c, MostBins).Encode(c), linked))];
        var chosen = new List<int>();
        int[] cell = new int[parents.RowCount];
        int cells = 1;
        while (chosen.Count < MostColumns)
        {
            var best = (Column: -1, Gain: 0.0);
            int[] before = Array.ConvertAll(linked, r => cell[parentOf[r]]);
            double known = told.Sum(t => Information(before, t));
            for (int c = 0; c < candidates.Length; c++)
            {
                if (chosen.Contains(c) || candidates[c].Count < 2 || cells * candidates[c].Count > MostGroups)
                    continue;
                int[] refined = Refined(cell, binned[c], candidates[c].Count);
                if (Small(refined) > MostAlone * refined.Length)
                    continue;
                cancellation.ThrowIfCancellationRequested();
                int[] mine = Array.ConvertAll(linked, r => refined[parentOf[r]]);
                double gain = told.Sum(t => Information(mine, t)) - known;
                if (gain > best.Gain)
                    best = (c, gain);
            }

            if (best.Column < 0 || best.Gain < 0.001)
                break;
            chosen.Add(best.Column);
            cell = Refined(cell, binned[best.Column], candidates[best.Column].Count);
            cells *= candidates[best.Column].Count;
        }

        // Group 0 holds the parents of cells too small to stand alone, and those of cells that the reference did not have.
        var groupOf = new Dictionary<long, int>();
        foreach (var large in cell.GroupBy(c => c).Where(g => g.Count() >= FewestParents).OrderBy(g => g.Key))
            groupOf[large.Key] = groupOf.Count + 1;
        var members = Enumerable.Range(0, groupOf.Count + 1).Select(_ => new List<int>()).ToArray();
        for (int p = 0; p < cell.Length; p++)
            members[groupOf.GetValueOrDefault(cell[p])].Add(degree[p]);
        return new ParentGroups([.. chosen.Select(c => parents.Schema[c].Name)], [.. chosen.Select(c => candidates[c])], groupOf, [.. members.Select(m => m.Order().ToArray())]);

        // Parents in cells that are too small to stand alone.
        static int Small(int[] cells) => cells.GroupBy(c => c).Where(g => g.Count() < FewestParents).Sum(g => g.Count());

        static int[] Refined(int[] cell, int[] bins, int count) => [.. cell.Select((c, i) => c * count + bins[i])];
    }

    /// <summary>The group of every parent.</summary>
    public int[] GroupsOf(Table parents)
    {
        long[] cell = new long[parents.RowCount];
        for (int c = 0; c < _columns.Length; c++)
        {
            int[] bins = _bins[c].Encode(parents[_columns[c]]);
            for (int p = 0; p < cell.Length; p++)
                cell[p] = cell[p] * _bins[c].Count + bins[p];
        }

        return Array.ConvertAll(cell, c => _groupOf.GetValueOrDefault(c));
    }

    /// <summary>Which rows have the parent of the row before them with the same leading parent; <paramref name="order"/> lists the rows sibling by sibling.</summary>
    public static bool[] Repeats(int[] parentOf, int[] leader, int[] order)
    {
        bool[] isSame = new bool[parentOf.Length];
        for (int i = 1; i < order.Length; i++)
        {
            int row = order[i], before = order[i - 1];
            isSame[row] = leader[row] >= 0 && leader[before] == leader[row] && parentOf[row] >= 0 && parentOf[before] == parentOf[row];
        }

        return isSame;
    }

    /// <summary>The label column of training rows.</summary>
    public CodedColumn Labels(string name, int[] parentOf, int[] groups, bool[] isSame) => new(
        new ColumnSchema(name, ColumnKind.Categorical), [.. parentOf.Select((p, row) => p < 0 ? -1 : isSame[row] ? 0 : groups[p] + 1)], [Same, .. Enumerable.Range(0, _children.Length).Select(g => $"{g}")]);

    /// <summary>
    /// The parent's row of each drawn row. <paramref name="mayTake"/> says whether a row may take a parent (a key may be taken, a row may not be its own ancestor); where none of those tried may be
    /// taken, the last one tried is returned, and the caller decides. <paramref name="rank"/> says by row who stands above whom, null where nobody does.
    /// </summary>
    public int[] Choose(CodedColumn labels, int[] groups, int[] leader, ulong seed, int[]? rank, Func<int, int, bool> mayTake)
    {
        var random = new RandomStream(seed, 0x9A7E);
        int[][] members = [.. Enumerable.Range(0, _children.Length).Select(g => Enumerable.Range(0, groups.Length).Where(p => groups[p] == g).ToArray())];
        int[] everyone = [.. Enumerable.Range(0, groups.Length)];
        var slots = new Queue<int>[_children.Length];
        int[] chosen = new int[labels.Length];
        for (int row = 0; row < chosen.Length; row++)
        {
            chosen[row] = -1;
            if (labels.IsMissing(row) || groups.Length == 0)
                continue;
            string label = labels.Dictionary[labels.Codes[row]];
            if (label == Same && row > 0 && leader[row] >= 0 && leader[row - 1] == leader[row] && chosen[row - 1] >= 0 && mayTake(row, chosen[row - 1]))
            {
                chosen[row] = chosen[row - 1];
                continue;
            }

            int group = label == Same ? GroupOfEveryone(ref random) : int.Parse(label, System.Globalization.CultureInfo.InvariantCulture);
            var passed = new List<int>();
            for (int t = 0; t < MostTries; t++)
            {
                int parent = Next(group, ref random);
                chosen[row] = parent;
                if (mayTake(row, parent))
                    break;
                passed.Add(parent);
            }

            foreach (int parent in passed)
                slots[group].Enqueue(parent);
        }

        return chosen;

        int GroupOfEveryone(ref RandomStream r) => groups[r.NextInt32(groups.Length)];

        int Next(int group, ref RandomStream r)
        {
            slots[group] ??= new Queue<int>();
            if (slots[group].Count == 0)
            {
                int[] turns = Turns(members[group].Length > 0 ? members[group] : everyone, _children[group], rank, ref r);
                slots[group] = new Queue<int>(turns);
            }

            return slots[group].Dequeue();
        }
    }

    /// <summary>
    /// Turns of parents in random order, as many for each as it is to have children: the reference's numbers at evenly spaced ranks, so that one parent of hundreds comes out as one. Where parents
    /// have a rank, those with the most children are the first: who stands above others.
    /// </summary>
    private static int[] Turns(int[] parents, int[] children, int[]? rank, ref RandomStream random)
    {
        int[] order = [.. parents];
        random.Shuffle(order.AsSpan());
        if (rank is not null)
            order = [.. order.OrderBy(p => rank[p])];
        double offset = random.NextDouble();
        var turns = new List<int>();
        for (int i = 0; i < order.Length && children.Length > 0; i++)
            turns.AddRange(Enumerable.Repeat(order[i], children[children.Length - 1 - (int)((i + offset) / order.Length * children.Length)]));
        if (turns.Count == 0)
            turns.AddRange(order);
        int[] shuffled = [.. turns];
        random.Shuffle(shuffled.AsSpan());
        return shuffled;
    }

    private static int[] Taken(int[] values, int[] rows) => Array.ConvertAll(rows, r => values[r]);

    /// <summary>Mutual information in nats, less what chance alone gives (Miller and Madow's correction); at least 0.</summary>
    private static double Information(int[] one, int[] other)
    {
        int n = one.Length, a = one.Length == 0 ? 0 : one.Max() + 1, b = other.Length == 0 ? 0 : other.Max() + 1;
        if (n == 0)
            return 0;
        int[] left = new int[a], right = new int[b], both = new int[a * b];
        for (int i = 0; i < n; i++)
        {
            left[one[i]]++;
            right[other[i]]++;
            both[one[i] * b + other[i]]++;
        }

        double sum = 0;
        int cells = 0;
        for (int i = 0; i < a; i++)
        {
            for (int j = 0; j < b; j++)
            {
                if (both[i * b + j] is > 0 and var k)
                    (sum, cells) = (sum + (double)k / n * Math.Log((double)k * n / ((double)left[i] * right[j])), cells + 1);
            }
        }

        return Math.Max(0, sum - (double)(cells - left.Count(l => l > 0) - right.Count(r => r > 0) + 1) / (2 * n));
    }
}
