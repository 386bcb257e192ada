using System.Numerics;
using SynthWorkbench.Synthesis.Metrics.Fidelity;

namespace SynthWorkbench.Synthesis.Metrics.Privacy;

/// <summary>Nearest distances of synthetic rows.</summary>
/// <param name="CloserToTrain">Share of synthetic rows closer to a training row than to a holdout row, ties half; 0.5 when training rows are not favoured.</param>
/// <param name="Rows">Synthetic rows measured.</param>
/// <param name="ToTrain">Nearest distance to the training rows, by synthetic row, ascending.</param>
/// <param name="ToHoldout">Nearest distance to the holdout rows, by synthetic row, ascending.</param>
public sealed record ClosestRecordResult(double CloserToTrain, int Rows, float[] ToTrain, float[] ToHoldout)
{
    /// <summary>What was sampled, for people; null when every row was measured.</summary>
    public string? Sampling(int train, int holdout, int synthetic)
    {
        int either = Math.Min(10_000, Math.Min(train, holdout));
        return Rows < synthetic || either < Math.Max(train, holdout) ? $"Measured for {Rows:N0} synthetic rows, drawn at random, against {either:N0} rows of either side; the interval covers the choice of synthetic rows." : null;
    }
}

/// <summary>
/// Distance to the closest record, training rows against as many holdout rows. Distance: mean over columns of |difference| / range of the training values (at most 1), or 0/1 for labels;
/// missing against a value counts 1. Exact nearest neighbours by vectorised exhaustive search.
/// </summary>
/// <remarks>Share as in Platzer and Reutterer, Frontiers in Big Data 4 (2021). Passing it is no proof of privacy (Yao et al., "The DCR Delusion", 2025): shown, never a gate.</remarks>
public static class DistanceToClosestRecord
{
    private const int MaxRows = 10_000;

    /// <summary>Measures; null when a table has no rows. Above 10,000 rows either side is sampled with <paramref name="seed"/>; the interval covers it.</summary>
    public static ClosestRecordResult? Run(IReadOnlyList<ComparedColumn> trainAgainstSynthetic, IReadOnlyList<ComparedColumn> trainAgainstHoldout, int train, int holdout, int synthetic, ulong seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(trainAgainstSynthetic);
        ArgumentNullException.ThrowIfNull(trainAgainstHoldout);
        int n = Math.Min(MaxRows, Math.Min(train, holdout)), m = Math.Min(MaxRows, synthetic);
        if (n == 0 || m == 0 || trainAgainstSynthetic.Count == 0)
            return null;
        int[] trainRows = Detection.Choose(train, n, seed, 11), holdoutRows = Detection.Choose(holdout, n, seed, 12), queries = Detection.Choose(synthetic, m, seed, 13);
        var (trainPoints, holdoutPoints, queryPoints) = Encode(trainAgainstSynthetic, trainAgainstHoldout, trainRows, holdoutRows, queries);
        float[] toTrain = new float[m], toHoldout = new float[m];
        Parallel.For(0, (m + 63) / 64, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, part =>
        {
            for (int q = part * 64; q < Math.Min(m, part * 64 + 64); q++)
            {
                toTrain[q] = Nearest(queryPoints, q, trainPoints, n, trainAgainstSynthetic);
                toHoldout[q] = Nearest(queryPoints, q, holdoutPoints, n, trainAgainstSynthetic);
            }
        });
        double closer = 0;
        for (int q = 0; q < m; q++)
            closer += toTrain[q] < toHoldout[q] ? 1 : toTrain[q] == toHoldout[q] ? 0.5 : 0;
        Array.Sort(toTrain);
        Array.Sort(toHoldout);
        return new ClosestRecordResult(closer / m, m, toTrain, toHoldout);
    }

    /// <summary>The smallest distance of one query to all points; columns outside, points in vector lanes inside, a block of points at a time in the L1 cache.</summary>
    private static float Nearest(float[][] queries, int q, float[][] points, int n, IReadOnlyList<ComparedColumn> columns)
    {
        const int Block = 1024;
        Span<float> sum = stackalloc float[Block];
        int lanes = Vector<float>.Count;
        float nearest = float.MaxValue;
        for (int start = 0; start < n; start += Block)
        {
            int count = Math.Min(Block, n - start), padded = (count + lanes - 1) / lanes * lanes;
            sum.Clear();
            for (int c = 0; c < points.Length; c++)
            {
                float value = queries[c][q];
                ReadOnlySpan<float> column = points[c].AsSpan(start, padded);
                var wanted = new Vector<float>(value);
                bool isNumber = columns[c].IsNumber;
                for (int i = 0; i < padded; i += lanes)
                {
                    var point = new Vector<float>(column[i..]);
                    var distance = isNumber
                        ? Vector.Min(Vector.Abs(point - wanted), Vector<float>.One)
                        : Vector.ConditionalSelect(Vector.Equals(point, wanted), Vector<float>.Zero, Vector<float>.One);
                    (new Vector<float>(sum[i..]) + distance).CopyTo(sum[i..]);
                }
            }

            for (int i = 0; i < count; i++)
                nearest = Math.Min(nearest, sum[i]);
        }

        return nearest / points.Length;
    }

    /// <summary>Numbers scaled by the training range with missing at -8 (at least 1 from every value), labels as their codes with missing -1.</summary>
    private static (float[][] Train, float[][] Holdout, float[][] Synthetic) Encode(
        IReadOnlyList<ComparedColumn> withSynthetic, IReadOnlyList<ComparedColumn> withHoldout, int[] train, int[] holdout, int[] queries)
    {
        var holdoutByName = withHoldout.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var a = new float[withSynthetic.Count][];
        var b = new float[withSynthetic.Count][];
        var s = new float[withSynthetic.Count][];
        for (int c = 0; c < a.Length; c++)
        {
            var column = withSynthetic[c];
            var other = holdoutByName[column.Name];
            if (column.IsNumber)
            {
                double min = column.RealNumbers.Where(v => !double.IsNaN(v)).DefaultIfEmpty(0).Min(), max = column.RealNumbers.Where(v => !double.IsNaN(v)).DefaultIfEmpty(0).Max();
                double scale = max > min ? 1 / (max / 2 - min / 2) : 2;
                a[c] = Numbers(column.RealNumbers, train, min, scale);
                b[c] = Numbers(other.SyntheticNumbers, holdout, min, scale);
                s[c] = Numbers(column.SyntheticNumbers, queries, min, scale);
            }
            else
            {
                var codeOf = column.Labels.Select((label, i) => (label, i)).ToDictionary(l => l.label, l => l.i, StringComparer.Ordinal);
                int[] map = [.. other.Labels.Select(label => codeOf.GetValueOrDefault(label, 1_000_000 + codeOf.Count))];
                a[c] = Padded(train, r => column.RealCodes[r]);
                b[c] = Padded(holdout, r => other.SyntheticCodes[r] < 0 ? -1 : map[other.SyntheticCodes[r]]);
                s[c] = Padded(queries, r => column.SyntheticCodes[r]);
            }
        }

        return (a, b, s);
    }

    private static float[] Numbers(double[] values, int[] rows, double min, double scale) =>
        Padded(rows, r => double.IsNaN(values[r]) ? -8f : (float)Math.Clamp((values[r] / 2 - min / 2) * scale, -4, 4));

    private static float[] Padded(int[] rows, Func<int, float> value)
    {
        float[] padded = new float[(rows.Length + 63) / 64 * 64];
        for (int i = 0; i < rows.Length; i++)
            padded[i] = value(rows[i]);
        return padded;
    }
}
