using System.Numerics;

namespace SynthWorkbench.Synthesis.Metrics.Neighbours;

/// <summary>How far two points are.</summary>
public enum NeighbourMetric
{
    /// <summary>Mean over columns of |difference| (at most 1), or 0 or 1 for labels.</summary>
    Gower,

    /// <summary>Euclidean distance with labels as one-hot vectors: root of the sum of squared differences, 2 for unequal labels.</summary>
    Euclidean,
}

/// <summary>The nearest points of each query: distances ascending and the points' positions, <c>k</c> a query.</summary>
public sealed record NeighbourResult(int K, float[] Distances, int[] Positions);

/// <summary>
/// Exact nearest neighbours by vectorised exhaustive search: columns outside, points in vector lanes inside, a block of points at a time so that sums stay in the first cache.
/// O(queries x points x columns / lanes), all cores.
/// </summary>
public static class NearestRows
{
    private const int Block = 1024;

    /// <summary>The <paramref name="k"/> nearest points of each query; where there are fewer points the rest is at infinity with position -1.</summary>
    public static NeighbourResult Search(MixedPoints queries, MixedPoints points, int k, CancellationToken cancellation, NeighbourMetric metric = NeighbourMetric.Gower)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(points);
        float[] distances = new float[queries.Count * k];
        int[] positions = new int[queries.Count * k];
        Array.Fill(distances, float.PositiveInfinity);
        Array.Fill(positions, -1);
        InParts(queries.Count, cancellation, q => Nearest(queries, q, points, metric, distances.AsSpan(q * k, k), positions.AsSpan(q * k, k)));
        for (int i = 0; i < distances.Length; i++)
            distances[i] = metric == NeighbourMetric.Gower ? distances[i] / Math.Max(1, points.Cells.Length) : MathF.Sqrt(distances[i]);
        return new NeighbourResult(k, distances, positions);
    }

    internal static void InParts(int queries, CancellationToken cancellation, Action<int> each) =>
        Parallel.For(0, (queries + 63) / 64, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, part =>
        {
            for (int q = part * 64; q < Math.Min(queries, part * 64 + 64); q++)
                each(q);
        });

    private static void Nearest(MixedPoints queries, int q, MixedPoints points, NeighbourMetric metric, Span<float> distances, Span<int> positions)
    {
        Span<float> sum = stackalloc float[Block];
        int k = distances.Length, lanes = Vector<float>.Count;
        for (int start = 0; start < points.Count; start += Block)
        {
            int count = Math.Min(Block, points.Count - start), padded = (count + lanes - 1) / lanes * lanes;
            sum.Clear();
            for (int c = 0; c < points.Cells.Length; c++)
            {
                if (metric == NeighbourMetric.Gower)
                    Add(points.Cells[c].AsSpan(start, padded), queries.Cells[c][q], points.IsNumber[c], sum);
                else
                    AddSquared(points.Cells[c].AsSpan(start, padded), queries.Cells[c][q], points.IsNumber[c], sum);
            }


            for (int i = count; i < padded; i++)
                sum[i] = float.PositiveInfinity;
            var least = new Vector<float>(float.PositiveInfinity);
            for (int i = 0; i < padded; i += lanes)
                least = Vector.Min(least, new Vector<float>(sum[i..]));
            bool nearer = Vector.LessThanAny(least, new Vector<float>(distances[k - 1]));
            for (int i = 0; nearer && i < count; i++)
            {
                if (sum[i] < distances[k - 1])
                    Insert(sum[i], start + i, distances, positions);
            }
        }
    }

    /// <summary>Adds one column's distances to the sums.</summary>
    internal static void Add(ReadOnlySpan<float> column, float value, bool isNumber, Span<float> sum)
    {
        int lanes = Vector<float>.Count;
        var wanted = new Vector<float>(value);
        if (isNumber)
        {
            for (int i = 0; i < column.Length; i += lanes)
                (new Vector<float>(sum[i..]) + Vector.Min(Vector.Abs(new Vector<float>(column[i..]) - wanted), Vector<float>.One)).CopyTo(sum[i..]);
        }
        else
        {
            for (int i = 0; i < column.Length; i += lanes)
                (new Vector<float>(sum[i..]) + Vector.ConditionalSelect(Vector.Equals(new Vector<float>(column[i..]), wanted), Vector<float>.Zero, Vector<float>.One)).CopyTo(sum[i..]);
        }
    }

    private static void AddSquared(ReadOnlySpan<float> column, float value, bool isNumber, Span<float> sum)
    {
        int lanes = Vector<float>.Count;
        Vector<float> wanted = new(value), two = new(2f);
        for (int i = 0; i < column.Length; i += lanes)
        {
            var point = new Vector<float>(column[i..]);
            var difference = point - wanted;
            var part = isNumber ? Vector.Min(difference * difference, two) : Vector.ConditionalSelect(Vector.Equals(point, wanted), Vector<float>.Zero, two);
            (new Vector<float>(sum[i..]) + part).CopyTo(sum[i..]);
        }
    }

    private static void Insert(float distance, int position, Span<float> distances, Span<int> positions)
    {
        int at = distances.Length - 1;
        for (; at > 0 && distances[at - 1] > distance; at--)
        {
            distances[at] = distances[at - 1];
            positions[at] = positions[at - 1];
        }

        distances[at] = distance;
        positions[at] = position;
    }
}
