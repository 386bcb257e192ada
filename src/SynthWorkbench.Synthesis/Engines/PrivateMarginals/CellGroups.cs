namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>
/// A column's cells in groups, which the relations between columns are learned in: up to 32, and these again in up to 8, up to 4, and one. Neighbouring numbers that have few rows are
/// joined; rare labels share one. Made of noisy counts alone. Within a group cells are drawn by their own counts.
/// </summary>
internal sealed class CellGroups
{
    /// <summary>The number of levels.</summary>
    public const int Levels = 4;

    private static readonly int[] Most = [32, 8, 4, 1];

    private CellGroups(int[][] of, int[] counts)
    {
        Of = of;
        Counts = counts;
    }

    /// <summary>By level: the group of each group of the finest level (level 0: of each cell).</summary>
    public int[][] Of { get; }

    /// <summary>By level: the number of groups.</summary>
    public int[] Counts { get; }

    /// <summary>Groups for cells of estimated <paramref name="rows"/>; fewer than <paramref name="least"/> rows make no group of their own.</summary>
    public static CellGroups Make(PrivateDomain domain, double[] rows, double least)
    {
        int[] finest = Joined(rows, domain.IsOrdered, Most[0], least, hasMissing: true);
        double[] mass = Mass(rows, finest);
        bool missingAlone = rows[0] >= least;
        int[][] of = new int[Levels][];
        of[0] = finest;
        for (int l = 1; l < Levels; l++)
            of[l] = Joined(mass, domain.IsOrdered, Most[l], least, missingAlone);
        int[] counts = [.. of.Select(o => o.Max() + 1)];
        return new CellGroups(of, counts);
    }

    private static double[] Mass(double[] rows, int[] groups)
    {
        double[] mass = new double[groups.Max() + 1];
        for (int c = 0; c < rows.Length; c++)
            mass[groups[c]] += rows[c];
        return mass;
    }

    /// <summary>At most <paramref name="most"/> groups. The missing value, first of all, stays alone where it has rows enough.</summary>
    private static int[] Joined(double[] rows, bool isOrdered, int most, double least, bool hasMissing)
    {
        bool alone = hasMissing && rows[0] >= least;
        int from = hasMissing ? 1 : 0;
        int[] groups = new int[rows.Length];
        int next = alone ? 1 : 0;
        int free = most - next;
        if (isOrdered)
        {
            Merge(groups, rows, from, next, free, least);
        }
        else
        {
            int[] order = [.. Enumerable.Range(from, rows.Length - from).OrderByDescending(c => rows[c]).ThenBy(c => c)];
            bool fits = order.Length <= free && order.All(c => rows[c] >= least);
            int own = free == 1 ? 0 : fits ? order.Length : Math.Min(free - 1, order.Count(c => rows[c] >= least));
            for (int i = 0; i < order.Length; i++)
                groups[order[i]] = next + Math.Min(i, own);
        }

        if (hasMissing && !alone)
            groups[0] = groups.Length > 1 ? groups[^1] : 0;
        return Dense(groups);
    }

    /// <summary>Joins the neighbours that have fewest rows together, until none has too few and there are no more than <paramref name="most"/>.</summary>
    private static void Merge(int[] groups, double[] rows, int from, int first, int most, double least)
    {
        var ends = Enumerable.Range(from, rows.Length - from).Select(c => (End: c + 1, Rows: rows[c])).ToList();
        while (ends.Count > 1 && (ends.Count > most || ends.Any(e => e.Rows < least)))
        {
            // One that has too few comes first, with the smaller of its neighbours.
            int at = ends.Count > most && ends.All(e => e.Rows >= least)
                ? Enumerable.Range(0, ends.Count - 1).MinBy(i => ends[i].Rows + ends[i + 1].Rows)
                : Enumerable.Range(0, ends.Count).MinBy(i => ends[i].Rows);
            if (at == ends.Count - 1 || (at > 0 && ends[at].Rows < least && ends[at - 1].Rows < ends[at + 1].Rows))
                at--;
            ends[at] = (ends[at + 1].End, ends[at].Rows + ends[at + 1].Rows);
            ends.RemoveAt(at + 1);
        }

        for (int g = 0, c = from; g < ends.Count; g++)
        {
            for (; c < ends[g].End; c++)
                groups[c] = first + g;
        }
    }

    /// <summary>Numbers the groups without gaps, in order of number.</summary>
    private static int[] Dense(int[] groups)
    {
        int[] used = [.. groups.Distinct().Order()];
        return Array.ConvertAll(groups, g => Array.BinarySearch(used, g));
    }
}
