namespace SynthWorkbench.Numerics.Agreement;

/// <summary>
/// Of every unit the categories that occur in it with their counts, in compressed rows: what all coefficients but Cohen's and the ICC are made of. A resample then is a number of times for each
/// unit and costs a pass over these rows, not over the ratings.
/// </summary>
internal sealed class UnitCounts
{
    /// <summary>In <see cref="Sole"/>: the unit has more than one category.</summary>
    public const int Mixed = -1;

    /// <summary>In <see cref="Sole"/>: the unit has fewer than two ratings.</summary>
    public const int Unpaired = -2;

    public UnitCounts(ReadOnlySpan<int> codes, int raters, int categories)
    {
        int units = codes.Length / raters;
        Start = new int[units + 1];
        Size = new int[units];
        Sole = new int[units];
        var category = new List<int>();
        var count = new List<int>();
        int[] seen = new int[categories];
        bool[] rated = new bool[raters];
        for (int u = 0; u < units; u++)
        {
            ReadOnlySpan<int> row = codes.Slice(u * raters, raters);
            for (int r = 0; r < raters; r++)
            {
                if (row[r] < 0)
                    continue;
                rated[r] = true;
                Size[u]++;
                if (seen[row[r]]++ == 0)
                    category.Add(row[r]);
            }

            // Ascending within the unit, so that sums do not depend on the order of the raters.
            category.Sort(Start[u], category.Count - Start[u], null);
            for (int e = Start[u]; e < category.Count; e++)
            {
                count.Add(seen[category[e]]);
                seen[category[e]] = 0;
            }

            Start[u + 1] = category.Count;
            Ratings += Size[u];
            if (Size[u] >= 2)
            {
                Paired++;
                PairableValues += Size[u];
            }

            Sole[u] = Size[u] < 2 ? Unpaired : Start[u + 1] - Start[u] > 1 ? Mixed : category[Start[u]];
        }

        Category = [.. category];
        Count = [.. count];
        ActiveRaters = rated.AsSpan().Count(true);
    }

    /// <summary>Of unit u the entries are Start[u] to below Start[u + 1].</summary>
    public int[] Start { get; }

    public int[] Category { get; }

    public int[] Count { get; }

    /// <summary>Ratings of each unit.</summary>
    public int[] Size { get; }

    /// <summary>The only category of each unit, or <see cref="Mixed"/> or <see cref="Unpaired"/>.</summary>
    public int[] Sole { get; }

    public int Ratings { get; }

    /// <summary>Units with at least two ratings.</summary>
    public int Paired { get; }

    /// <summary>Ratings in units with at least two.</summary>
    public int PairableValues { get; }

    /// <summary>Raters with at least one rating.</summary>
    public int ActiveRaters { get; }

    public int Units => Size.Length;

    /// <summary>Whether the units, taken that many times, hold fewer than two with a pair, or one category in all pairs: no coefficient corrected for chance is defined then.</summary>
    public bool SaysNothing(ReadOnlySpan<int> times)
    {
        int paired = 0, only = Unpaired;
        bool differs = false;
        for (int u = 0; u < times.Length; u++)
        {
            int sole = Sole[u];
            if (times[u] == 0 || sole == Unpaired)
                continue;
            paired += times[u];
            differs |= sole == Mixed || (only >= 0 && sole != only);
            only = sole;
        }

        return paired < 2 || !differs;
    }
}
