using System.Buffers;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>
/// Numbers in [0, 1) for the rows of each of several groups, evenly spaced within each group from a start of its own: what is drawn by them is used up evenly, so that shares carry little sampling noise. Each number
/// alone is as likely as any other. Rows have to come in random order.
/// </summary>
/// <remarks>Multiples of the golden ratio fill [0, 1) more evenly than those of any other number (Kronecker sequence; Niederreiter 1992, section 3.1).</remarks>
internal readonly ref struct EvenPlaces : IDisposable
{
    private const double Golden = 0.6180339887498949;

    private readonly ulong _key;
    private readonly int[] _used;
    private readonly double[] _from;

    /// <summary>Places for <paramref name="groups"/> groups, which start anywhere.</summary>
    public EvenPlaces(int groups, ulong key)
    {
        _key = key;
        _used = ArrayPool<int>.Shared.Rent(groups);
        _from = ArrayPool<double>.Shared.Rent(groups);
        _used.AsSpan(0, groups).Clear();
    }

    /// <summary>Whether a group has given no number yet.</summary>
    public bool IsNew(int group) => _used[group] == 0;

    /// <summary>Has a new group begin behind <paramref name="before"/> rows that blocks with the same key are expected to give it: they go on where others end.</summary>
    public void Begin(int group, double before)
    {
        double expected = before * Golden;
        _from[group] = (RandomStream.Mix(_key, (ulong)group) >> 11) * (1.0 / (1UL << 53)) + expected - Math.Floor(expected);
    }

    /// <summary>The next number of a group that has begun.</summary>
    public double Next(int group)
    {
        double place = _from[group] + _used[group]++ * Golden;
        return place - Math.Floor(place);
    }

    /// <summary>The next number of a group, which begins anywhere.</summary>
    public double NextOfAny(int group)
    {
        if (IsNew(group))
            Begin(group, 0);
        return Next(group);
    }

    /// <summary>The numbers below <paramref name="rows"/> in random order.</summary>
    public static int[] Order(int rows, ref RandomStream random)
    {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++)
            order[i] = i;
        random.Shuffle(order.AsSpan());
        return order;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_used);
        ArrayPool<double>.Shared.Return(_from);
    }
}
