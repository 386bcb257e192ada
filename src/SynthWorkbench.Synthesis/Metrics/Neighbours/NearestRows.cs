using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
/// Exact nearest neighbours by vectorised exhaustive search: points in vector lanes, their sums in registers over the columns, those columns first in which rows differ most; a group of points is given
/// up as soon as all of them are farther than the farthest neighbour kept (partial distance search). O(queries x points x columns / lanes) at most, all cores.
/// </summary>
public static class NearestRows
{
    /// <summary>Vectors of sums that stay in registers.</summary>
    private const int Held = 4;

    /// <summary>Columns after which is looked whether a group of points is out.</summary>
    private const int Stride = 4;

    private const int MostOnStack = 512;

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
        int[] order = points.Order;
        int width = order.Length, lanes = Vector<float>.Count, group = Held * lanes, k = distances.Length;
        Span<float> query = width <= MostOnStack ? stackalloc float[width] : new float[width], sums = stackalloc float[group];
        Span<bool> isNumber = width <= MostOnStack ? stackalloc bool[width] : new bool[width];
        for (int c = 0; c < width; c++)
            (query[c], isNumber[c]) = (queries.Cells[order[c]][q], points.IsNumber[order[c]]);
        for (int start = 0; start < points.Count; start += group)
        {
            int block = start / MixedPoints.BlockPoints;
            var cells = points.Blocks.AsSpan(block * width * MixedPoints.BlockPoints + start % MixedPoints.BlockPoints);
            bool isNearer = metric == NeighbourMetric.Gower ? Sum<GowerPart>(cells, query, isNumber, distances[k - 1], sums) : Sum<SquaredPart>(cells, query, isNumber, distances[k - 1], sums);
            for (int i = 0; isNearer && i < Math.Min(group, points.Count - start); i++)
            {
                if (sums[i] < distances[k - 1])
                    Insert(sums[i], start + i, distances, positions);
            }
        }
    }

    /// <summary>A metric's part of one column.</summary>
    private interface IColumnPart
    {
        /// <summary>Of two labels that differ.</summary>
        static abstract float Unequal { get; }

        /// <summary>Of numbers that differ by so much.</summary>
        static abstract Vector<float> Of(Vector<float> difference);
    }

    private readonly struct GowerPart : IColumnPart
    {
        public static float Unequal => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> difference) => Vector.Min(Vector.Abs(difference), Vector<float>.One);
    }

    private readonly struct SquaredPart : IColumnPart
    {
        public static float Unequal => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> difference) => Vector.Min(difference * difference, new Vector<float>(2f));
    }

    /// <summary>Sums of distances of a query to a group of points, held in registers over the columns; false as soon as none can be nearer than <paramref name="worst"/>.</summary>
    private static bool Sum<TPart>(ReadOnlySpan<float> cells, ReadOnlySpan<float> query, ReadOnlySpan<bool> isNumber, float worst, Span<float> sums)
        where TPart : struct, IColumnPart
    {
        int lanes = Vector<float>.Count;
        Vector<float> limit = new(worst), unequal = new(TPart.Unequal), s0 = Vector<float>.Zero, s1 = s0, s2 = s0, s3 = s0;
        ref float cell = ref MemoryMarshal.GetReference(cells);
        for (int c = 0; c < query.Length; c++)
        {
            var wanted = new Vector<float>(query[c]);
            ref float at = ref Unsafe.Add(ref cell, c * MixedPoints.BlockPoints);
            Vector<float> a = Vector.LoadUnsafe(ref at), b = Vector.LoadUnsafe(ref at, (nuint)lanes), d = Vector.LoadUnsafe(ref at, (nuint)(2 * lanes)), e = Vector.LoadUnsafe(ref at, (nuint)(3 * lanes));
            if (isNumber[c])
            {
                s0 += TPart.Of(a - wanted);
                s1 += TPart.Of(b - wanted);
                s2 += TPart.Of(d - wanted);
                s3 += TPart.Of(e - wanted);
            }
            else
            {
                s0 += Vector.AndNot(unequal, Vector.Equals(a, wanted).As<int, float>());
                s1 += Vector.AndNot(unequal, Vector.Equals(b, wanted).As<int, float>());
                s2 += Vector.AndNot(unequal, Vector.Equals(d, wanted).As<int, float>());
                s3 += Vector.AndNot(unequal, Vector.Equals(e, wanted).As<int, float>());
            }

            if (c % Stride == Stride - 1 && !Vector.LessThanAny(Vector.Min(Vector.Min(s0, s1), Vector.Min(s2, s3)), limit))
                return false;
        }

        s0.CopyTo(sums);
        s1.CopyTo(sums[lanes..]);
        s2.CopyTo(sums[(2 * lanes)..]);
        s3.CopyTo(sums[(3 * lanes)..]);
        return true;
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
