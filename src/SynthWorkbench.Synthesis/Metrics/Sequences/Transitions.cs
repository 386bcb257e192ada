namespace SynthWorkbench.Synthesis.Metrics.Sequences;

/// <summary>
/// How alike two tables' transitions from label to label are: 1 - Σ over labels of the reference's share of the label × total variation distance of what follows it, in [0, 1]. Missing is a label; a label
/// that nothing follows in the other table counts as distance 1.
/// </summary>
/// <remarks>Total variation distance of the rows of two Markov chains, weighted by the first chain's occupation (Levin, Peres and Wilmer, Markov Chains and Mixing Times (2009), section 4.1).</remarks>
internal static class Transitions
{
    /// <summary>Labels beyond the most frequent ones of the reference share one.</summary>
    public const int MostLabels = 30;

    /// <summary>By group the counts from one class to another, row by row.</summary>
    public static int[][] Counts(ComparedSequences sequences, int[] classes, int kinds)
    {
        var counts = new int[ComparedSequences.Groups][];
        for (int g = 0; g < counts.Length; g++)
            counts[g] = new int[kinds * kinds];
        int[] rows = sequences.Rows.Rows;
        for (int i = 1; i < rows.Length; i++)
        {
            if (sequences.Rows.Follows[i])
                counts[sequences.Group[i]][classes[rows[i - 1]] * kinds + classes[rows[i]]]++;
        }

        return counts;
    }

    /// <summary>The similarity without a group of the other table; null where nothing follows anything.</summary>
    public static double? Score(int[][] real, int[][] other, int kinds, int without)
    {
        double distance = 0, weight = 0;
        for (int from = 0; from < kinds; from++)
        {
            double n = 0, m = 0;
            for (int to = 0; to < kinds; to++)
            {
                n += Sum(real, from * kinds + to, -1);
                m += Sum(other, from * kinds + to, without);
            }

            if (n == 0)
                continue;
            double apart = m == 0 ? 2 : 0;
            for (int to = 0; to < kinds && m > 0; to++)
                apart += Math.Abs(Sum(real, from * kinds + to, -1) / n - Sum(other, from * kinds + to, without) / m);
            distance += n * apart / 2;
            weight += n;
        }

        return weight == 0 ? null : 1 - distance / weight;
    }

    /// <summary>The share of rows that have the class of the row before them; null where nothing follows anything.</summary>
    public static double? Staying(int[][] counts, int kinds)
    {
        long all = counts.Sum(g => g.Sum(n => (long)n)), same = Enumerable.Range(0, kinds).Sum(k => (long)Sum(counts, k * kinds + k, -1));
        return all == 0 ? null : (double)same / all;
    }

    private static double Sum(int[][] counts, int cell, int without)
    {
        double sum = 0;
        for (int g = 0; g < counts.Length; g++)
            sum += g == without ? 0 : counts[g][cell];
        return sum;
    }

    /// <summary>Classes of a column's codes: the most frequent labels of the reference, one for the others, 0 for missing.</summary>
    public static (int[] Real, int[] Other, int Kinds) Classes(ComparedColumn column)
    {
        int[] count = new int[column.Labels.Length];
        foreach (int code in column.RealCodes)
        {
            if (code >= 0)
                count[code]++;
        }

        int[] order = [.. Enumerable.Range(0, count.Length).OrderByDescending(l => count[l]).ThenBy(l => l)], classOf = new int[count.Length];
        for (int place = 0; place < order.Length; place++)
            classOf[order[place]] = 1 + Math.Min(place, MostLabels);
        return (Array.ConvertAll(column.RealCodes, Class), Array.ConvertAll(column.SyntheticCodes, Class), Math.Min(order.Length, MostLabels + 1) + 1);

        int Class(int code) => code < 0 ? 0 : classOf[code];
    }
}
