using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>
/// The mean distance of two-way or three-way marginals as a score from 0 to 1000: (2 - mean L1) x 500. Numbers are cut at 20 (triples: 10) equal-frequency quantiles of the reference; missing values are
/// a class. All pairs up to 29 columns, 200 seeded random pairs beyond; all triples up to 15 columns, 400 seeded random triples beyond.
/// </summary>
/// <remarks>NIST SDNist, k-marginal score; McKenna, Miklau and Sheldon, J. Privacy and Confidentiality 11(3) (2021), section 2.</remarks>
public static class KMarginal
{
    private const int Bins = 20, ThreeWayBins = 10;

    /// <summary>The score of pairs; null with fewer than two columns or without rows.</summary>
    public static double? Score(IReadOnlyList<ComparedColumn> columns)
    {
        if (Coding(columns, 2) is not { } coded)
            return null;
        var pairs = new List<(int A, int B)>();
        for (int a = 0; a < columns.Count; a++)
        {
            for (int b = a + 1; b < columns.Count; b++)
                pairs.Add((a, b));
        }

        if (columns.Count >= 30)
        {
            var all = pairs.ToArray();
            new RandomStream(20, 0).Shuffle(all.AsSpan());
            pairs = [.. all.Take(200)];
        }

        double[] distance = new double[pairs.Count];
        Parallel.For(0, distance.Length, i => distance[i] = Distance(coded[pairs[i].A], coded[pairs[i].B]));
        return (2 - distance.Average()) * 500;
    }

    /// <summary>The score of triples; null with fewer than three columns or without rows.</summary>
    public static double? ThreeWay(IReadOnlyList<ComparedColumn> columns)
    {
        if (Coding(columns, 3) is not { } coded)
            return null;
        var triples = new List<(int A, int B, int C)>();
        for (int a = 0; a < coded.Length; a++)
        {
            for (int b = a + 1; b < coded.Length; b++)
            {
                for (int c = b + 1; c < coded.Length; c++)
                    triples.Add((a, b, c));
            }
        }

        if (columns.Count > 15)
        {
            var all = triples.ToArray();
            new RandomStream(20, 3).Shuffle(all.AsSpan());
            triples = [.. all.Take(400)];
        }

        double[] distance = new double[triples.Count];
        Parallel.For(0, distance.Length, i => distance[i] = Distance(Joint(coded[triples[i].A], coded[triples[i].B]), coded[triples[i].C]));
        return (2 - distance.Average()) * 500;
    }

    private static Coded[]? Coding(IReadOnlyList<ComparedColumn> columns, int fewest)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count < fewest)
            return null;
        var coded = columns.Select(c => Code(c, fewest == 2 ? Bins : ThreeWayBins)).ToArray();
        return coded[0].Real.Length == 0 || coded[0].Synthetic.Length == 0 ? null : coded;
    }

    /// <summary>Two columns as one; where the product of classes is large, combinations are numbered as they occur.</summary>
    private static Coded Joint(Coded a, Coded b)
    {
        if ((long)a.Classes * b.Classes <= 10_000)
            return new Coded(Combine(a.Real, b.Real, b.Classes), Combine(a.Synthetic, b.Synthetic, b.Classes), a.Classes * b.Classes);
        var codeOf = new Dictionary<long, int>();
        int[] real = Number(a.Real, b.Real), synthetic = Number(a.Synthetic, b.Synthetic);
        return new Coded(real, synthetic, codeOf.Count);

        int[] Number(int[] first, int[] second)
        {
            int[] codes = new int[first.Length];
            for (int row = 0; row < codes.Length; row++)
            {
                long key = (long)first[row] * b.Classes + second[row];
                if (!codeOf.TryGetValue(key, out codes[row]))
                    codeOf[key] = codes[row] = codeOf.Count;
            }

            return codes;
        }
    }

    private static int[] Combine(int[] first, int[] second, int classes)
    {
        int[] codes = new int[first.Length];
        for (int row = 0; row < codes.Length; row++)
            codes[row] = first[row] * classes + second[row];
        return codes;
    }

    private sealed record Coded(int[] Real, int[] Synthetic, int Classes);

    private static double Distance(Coded a, Coded b)
    {
        double[] difference = new double[(long)a.Classes * b.Classes <= 4_000_000 ? a.Classes * b.Classes : 0];
        if (difference.Length == 0)
            return SparseDistance(a, b);
        double one = 1.0 / a.Real.Length, other = 1.0 / a.Synthetic.Length;
        for (int row = 0; row < a.Real.Length; row++)
            difference[a.Real[row] * b.Classes + b.Real[row]] += one;
        for (int row = 0; row < a.Synthetic.Length; row++)
            difference[a.Synthetic[row] * b.Classes + b.Synthetic[row]] -= other;
        double sum = 0;
        foreach (double d in difference)
            sum += Math.Abs(d);
        return sum;
    }

    private static double SparseDistance(Coded a, Coded b)
    {
        var difference = new Dictionary<long, double>();
        for (int row = 0; row < a.Real.Length; row++)
            difference[(long)a.Real[row] * b.Classes + b.Real[row]] = difference.GetValueOrDefault((long)a.Real[row] * b.Classes + b.Real[row]) + 1.0 / a.Real.Length;
        for (int row = 0; row < a.Synthetic.Length; row++)
            difference[(long)a.Synthetic[row] * b.Classes + b.Synthetic[row]] = difference.GetValueOrDefault((long)a.Synthetic[row] * b.Classes + b.Synthetic[row]) - 1.0 / a.Synthetic.Length;
        return difference.Values.Sum(Math.Abs);
    }

    private static Coded Code(ComparedColumn column, int bins)
    {
        if (!column.IsNumber)
        {
            int[] classOf = Classes(column.Labels);
            return new Coded(Array.ConvertAll(column.RealCodes, c => c < 0 ? 0 : classOf[c]), Array.ConvertAll(column.SyntheticCodes, c => c < 0 ? 0 : classOf[c]), column.Labels.Length + 1);
        }

        double[] sorted = Array.FindAll(column.RealNumbers, v => !double.IsNaN(v));
        Array.Sort(sorted);
        double[] edges = sorted.Length == 0 ? [] : [.. Enumerable.Range(1, bins - 1).Select(i => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling((double)i / bins * (sorted.Length - 1)))]).Distinct()];
        double min = sorted.Length == 0 ? double.MinValue : sorted[0];
        return new Coded(Digitise(column.RealNumbers, edges, min), Digitise(column.SyntheticNumbers, edges, min), edges.Length + 2);
    }

    /// <summary>1, 2, 3 ... by label; labels that are the same number or truth value written differently (<c>3</c> and <c>3.0</c>) share a class, as they do there.</summary>
    private static int[] Classes(IReadOnlyList<string> labels)
    {
        var classOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] classes = new int[labels.Count];
        for (int i = 0; i < classes.Length; i++)
        {
            string key = double.TryParse(labels[i], out double number) ? number.ToString("R") : bool.TryParse(labels[i], out bool truth) ? truth.ToString() : labels[i];
            if (!classOf.TryGetValue(key, out classes[i]))
                classOf[key] = classes[i] = classOf.Count + 1;
        }

        return classes;
    }

    private static int[] Digitise(double[] values, double[] edges, double min) => Array.ConvertAll(values, v =>
    {
        if (double.IsNaN(v))
            return 0;
        int at = Array.BinarySearch(edges, Math.Max(v, min));
        return 1 + (at >= 0 ? at + 1 : ~at);
    });
}
