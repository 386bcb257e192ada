using System.Numerics;

namespace SynthWorkbench.Synthesis.Metrics.Neighbours;

/// <summary>
/// For each query and each column the point nearest in all <em>other</em> columns. The distance over all columns is summed once and each column's part taken off again,
/// so that all columns together cost about twice one search.
/// </summary>
public static class NearestWithoutColumn
{
    private const int Block = 256;

    /// <summary>Positions by query and column (<c>query x columns + column</c>), -1 without points.</summary>
    public static int[] Search(MixedPoints queries, MixedPoints points, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(points);
        int width = points.Cells.Length;
        int[] positions = new int[queries.Count * width];
        Array.Fill(positions, -1);
        NearestRows.InParts(queries.Count, cancellation, q => Nearest(queries, q, points, positions.AsSpan(q * width, width)));
        return positions;
    }

    private static void Nearest(MixedPoints queries, int q, MixedPoints points, Span<int> positions)
    {
        int width = points.Cells.Length, lanes = Vector<float>.Count;
        float[] own = new float[width * Block], best = new float[width];
        Array.Fill(best, float.PositiveInfinity);
        Span<float> sum = stackalloc float[Block];
        for (int start = 0; start < points.Count; start += Block)
        {
            int count = Math.Min(Block, points.Count - start), padded = (count + lanes - 1) / lanes * lanes;
            Array.Clear(own);
            sum.Clear();
            for (int c = 0; c < width; c++)
            {
                Span<float> part = own.AsSpan(c * Block, Block);
                NearestRows.Add(points.Cells[c].AsSpan(start, padded), queries.Cells[c][q], points.IsNumber[c], part);
                for (int i = 0; i < padded; i += lanes)
                    (new Vector<float>(sum[i..]) + new Vector<float>(part[i..])).CopyTo(sum[i..]);
            }

            for (int i = count; i < padded; i++)
                sum[i] = float.PositiveInfinity;
            for (int c = 0; c < width; c++)
            {
                ReadOnlySpan<float> part = own.AsSpan(c * Block, Block);
                var least = new Vector<float>(float.PositiveInfinity);
                for (int i = 0; i < padded; i += lanes)
                    least = Vector.Min(least, new Vector<float>(sum[i..]) - new Vector<float>(part[i..]));
                if (!Vector.LessThanAny(least, new Vector<float>(best[c])))
                    continue;
                for (int i = 0; i < count; i++)
                {
                    if (sum[i] - part[i] < best[c])
                        (best[c], positions[c]) = (sum[i] - part[i], start + i);
                }
            }
        }
    }
}
