namespace SynthWorkbench.Synthesis.Metrics.Neighbours;

/// <summary>Points in a <see cref="MixedSpace"/>: one array a column, padded to a multiple of 64.</summary>
public sealed class MixedPoints
{
    /// <summary>Points that stand side by side in <see cref="Blocks"/>.</summary>
    internal const int BlockPoints = 64;

    private readonly Lazy<float[]> _blocks;

    internal MixedPoints(float[][] cells, bool[] isNumber, int[] order, int count)
    {
        Cells = cells;
        IsNumber = isNumber;
        Order = order;
        Count = count;
        _blocks = new Lazy<float[]>(ToBlocks);
    }

    internal float[][] Cells { get; }

    internal bool[] IsNumber { get; }

    /// <summary>The columns in the order in which distances add them up. All points of a space share it: sums, and with them ties, do not depend on which points are searched.</summary>
    internal int[] Order { get; }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>The cells as a search reads them: 64 points at a time, column by column in <see cref="Order"/>.</summary>
    internal float[] Blocks => _blocks.Value;

    /// <summary>The first points, over the same cells.</summary>
    internal MixedPoints First(int count) => new(Cells, IsNumber, Order, Math.Min(count, Count));

    private float[] ToBlocks()
    {
        int blocks = (Count + BlockPoints - 1) / BlockPoints;
        float[] all = new float[blocks * Order.Length * BlockPoints];
        for (int b = 0; b < blocks; b++)
        {
            for (int c = 0; c < Order.Length; c++)
                Cells[Order[c]].AsSpan(b * BlockPoints, BlockPoints).CopyTo(all.AsSpan((b * Order.Length + c) * BlockPoints));
        }

        return all;
    }
}
