namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>A column of both tables as classes 0 .. <paramref name="Classes"/>-1, 0 being missing: what metrics of marginal shares count.</summary>
internal sealed record MarginalCodes(int[] Real, int[] Synthetic, int Classes)
{
    /// <summary>Numbers at equal-frequency quantiles of the reference, labels as they are; labels that are the same number written differently share a class.</summary>
    public static MarginalCodes Of(ComparedColumn column, int bins)
    {
        if (!column.IsNumber)
        {
            int[] classOf = ClassesOf(column.Labels);
            return new MarginalCodes(Array.ConvertAll(column.RealCodes, c => c < 0 ? 0 : classOf[c]), Array.ConvertAll(column.SyntheticCodes, c => c < 0 ? 0 : classOf[c]), column.Labels.Length + 1);
        }

        double[] sorted = column.SortedReal;
        double[] edges = sorted.Length == 0 ? [] : [.. Enumerable.Range(1, bins - 1).Select(i => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling((double)i / bins * (sorted.Length - 1)))]).Distinct()];
        double min = sorted.Length == 0 ? double.MinValue : sorted[0];
        return new MarginalCodes(Digitise(column.RealNumbers, edges, min), Digitise(column.SyntheticNumbers, edges, min), edges.Length + 2);
    }

    /// <summary>Frequent labels and value ranges of about equal count in both tables' reference, all other labels in one class.</summary>
    public static MarginalCodes Coarse(ComparedColumn column)
    {
        if (column.IsNumber)
            return Of(column, 10);
        int[] count = new int[column.Labels.Length];
        foreach (int code in column.RealCodes)
        {
            if (code >= 0)
                count[code]++;
        }

        int[] classOf = new int[count.Length];
        Array.Fill(classOf, 11);
        int place = 1;
        foreach (int label in Enumerable.Range(0, count.Length).Where(l => count[l] >= 5).OrderByDescending(l => count[l]).ThenBy(l => l).Take(10))
            classOf[label] = place++;
        return new MarginalCodes(Array.ConvertAll(column.RealCodes, c => c < 0 ? 0 : classOf[c]), Array.ConvertAll(column.SyntheticCodes, c => c < 0 ? 0 : classOf[c]), 12);
    }

    /// <summary>Two columns as one; where the product of classes is large, combinations are numbered as they occur.</summary>
    public MarginalCodes With(MarginalCodes other)
    {
        if ((long)Classes * other.Classes <= 10_000)
            return new MarginalCodes(Combine(Real, other.Real, other.Classes), Combine(Synthetic, other.Synthetic, other.Classes), Classes * other.Classes);
        var codeOf = new Dictionary<long, int>();
        int[] real = Number(Real, other.Real), synthetic = Number(Synthetic, other.Synthetic);
        return new MarginalCodes(real, synthetic, codeOf.Count);

        int[] Number(int[] first, int[] second)
        {
            int[] codes = new int[first.Length];
            for (int row = 0; row < codes.Length; row++)
            {
                long key = (long)first[row] * other.Classes + second[row];
                if (!codeOf.TryGetValue(key, out codes[row]))
                    codeOf[key] = codes[row] = codeOf.Count;
            }

            return codes;
        }
    }

    /// <summary>Rows of each class over rows, of both tables.</summary>
    public (double[] Real, double[] Synthetic) Shares() => (Shares(Real), Shares(Synthetic));

    private double[] Shares(int[] codes)
    {
        int[] count = new int[Classes];
        foreach (int code in codes)
            count[code]++;
        return Array.ConvertAll(count, c => (double)c / codes.Length);
    }

    private static int[] Combine(int[] first, int[] second, int classes)
    {
        int[] codes = new int[first.Length];
        for (int row = 0; row < codes.Length; row++)
            codes[row] = first[row] * classes + second[row];
        return codes;
    }

    private static int[] ClassesOf(IReadOnlyList<string> labels)
    {
        var classOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] classes = new int[labels.Count];
        for (int i = 0; i < classes.Length; i++)
        {
            string key = Canonical(labels[i]);
            if (!classOf.TryGetValue(key, out classes[i]))
                classOf[key] = classes[i] = classOf.Count + 1;
        }

        return classes;
    }

    /// <summary>One text for a number or truth value however it is written (<c>3</c> and <c>3.0</c>): tools write codes one way or the other.</summary>
    internal static string Canonical(string label) =>
        double.TryParse(label, out double number) ? number.ToString("R") : bool.TryParse(label, out bool truth) ? truth.ToString() : label;

    private static int[] Digitise(double[] values, double[] edges, double min) => Array.ConvertAll(values, v =>
    {
        if (double.IsNaN(v))
            return 0;
        int at = Array.BinarySearch(edges, Math.Max(v, min));
        return 1 + (at >= 0 ? at + 1 : ~at);
    });
}

/// <summary>Pairs and triples of columns, all of them or a seeded choice.</summary>
internal static class ColumnGroups
{
    public static IReadOnlyList<(int A, int B)> Pairs(int columns, int most)
    {
        var pairs = new List<(int, int)>();
        for (int a = 0; a < columns; a++)
        {
            for (int b = a + 1; b < columns; b++)
                pairs.Add((a, b));
        }

        return Chosen(pairs, most, 0);
    }

    public static IReadOnlyList<(int A, int B, int C)> Triples(int columns, int most)
    {
        var triples = new List<(int, int, int)>();
        for (int a = 0; a < columns; a++)
        {
            for (int b = a + 1; b < columns; b++)
            {
                for (int c = b + 1; c < columns; c++)
                    triples.Add((a, b, c));
            }
        }

        return Chosen(triples, most, 3);
    }

    private static List<T> Chosen<T>(List<T> all, int most, ulong part)
    {
        if (all.Count <= most)
            return all;
        var shuffled = all.ToArray();
        new Numerics.Random.RandomStream(20, part).Shuffle(shuffled.AsSpan());
        return [.. shuffled.Take(most)];
    }
}
