namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>Rows of combinations of groups, counted exactly: to be given away only with noise, or as scores of a private choice.</summary>
internal sealed class GroupCounts(int[][] codes, CellGroups[] groups)
{
    private readonly int[][] _finest = [.. groups.Select(g => Enumerable.Range(0, g.Counts[0]).ToArray())];

    /// <summary>The number of columns.</summary>
    public int Columns => codes.Length;

    /// <summary>Groups of a column at a level.</summary>
    public int Size(int column, int level = 0) => groups[column].Counts[level];

    /// <summary>The group at a level of each group of the finest level.</summary>
    public int[] Map(int column, int level) => level == 0 ? _finest[column] : groups[column].Of[level];

    /// <summary>Levels of so many columns, each a digit of the code.</summary>
    public static int[] LevelsOf(int code, int columns)
    {
        int[] levels = new int[columns];
        for (int i = columns - 1; i >= 0; i--)
        {
            levels[i] = code % CellGroups.Levels;
            code /= CellGroups.Levels;
        }

        return levels;
    }

    /// <summary>Rows of each combination of the finest groups of two or three columns, the last one fastest.</summary>
    public int[] Of(int[] columns)
    {
        int second = columns.Length > 2 ? Size(columns[1]) : 1, size = Size(columns[^1]);
        int[] counts = new int[Size(columns[0]) * second * size], a = codes[columns[0]], x = codes[columns[^1]];
        if (columns.Length == 2)
        {
            for (int row = 0; row < x.Length; row++)
                counts[a[row] * size + x[row]]++;
        }
        else
        {
            int[] b = codes[columns[1]];
            for (int row = 0; row < x.Length; row++)
                counts[(a[row] * second + b[row]) * size + x[row]]++;
        }

        return counts;
    }

    /// <summary>Finest counts of two or three columns, or shares, summed at levels.</summary>
    public T[] AtLevels<T>(T[] fine, int[] columns, int[] levels)
        where T : System.Numerics.INumber<T>
    {
        int[] a = Map(columns[0], levels[0]), b = columns.Length > 2 ? Map(columns[1], levels[1]) : [0], x = Map(columns[^1], levels[^1]);
        int second = columns.Length > 2 ? Size(columns[1], levels[1]) : 1, size = Size(columns[^1], levels[^1]), cell = 0;
        T[] sums = new T[Size(columns[0], levels[0]) * second * size];
        foreach (int i in a)
        {
            foreach (int j in b)
            {
                int at = (i * second + j) * size;
                foreach (int k in x)
                    sums[at + k] += fine[cell++];
            }
        }

        return sums;
    }

    /// <summary>By levels: the distance between counts and those expected of so many <paramref name="rows"/>, less what noise would make of as many cells. One row changes each by at most 1.</summary>
    /// <param name="columns">Two or three.</param>
    /// <param name="fine">Their finest counts.</param>
    /// <param name="expected">Expected shares of the same cells, known from noise alone.</param>
    /// <param name="rows">The rows that the shares are of.</param>
    /// <param name="noise">The mean size of the noise of a count.</param>
    public long[] Scores(int[] columns, int[] fine, double[] expected, double rows, double noise)
    {
        long[] scores = new long[(int)Math.Pow(CellGroups.Levels, columns.Length)];
        for (int code = 0; code < scores.Length; code++)
        {
            int[] levels = LevelsOf(code, columns.Length), seen = AtLevels(fine, columns, levels);
            double[] wanted = AtLevels(expected, columns, levels);
            long distance = 0;
            for (int i = 0; i < seen.Length; i++)
                distance += Math.Abs(seen[i] - (long)Math.Round(wanted[i] * rows));
            scores[code] = distance - (long)(noise * seen.Length);
        }

        return scores;
    }
}
