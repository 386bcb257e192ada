using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SynthWorkbench.Numerics.Trees;

/// <summary>Splits by the reduction of a number's sum of squares. O(rows x predictors).</summary>
internal sealed class NumberSplits : SplitSearch
{
    /// <summary>Numbers in [0, 1] as integers, so that a bin's count and sum are one 64-bit number: sum above, count in the low 24 bits.</summary>
    private const int CountBits = 24;
    private const double Unit = 1 << 18;

    private readonly long[] _numbers;
    private readonly long[] _gathered;
    private readonly long[] _histogram;

    public NumberSplits(byte[][] predictors, int[] minDonors, int[] rows, double[] target)
        : base(predictors, minDonors)
    {
        _numbers = new long[target.Length];
        foreach (int row in rows)
            _numbers[row] = ((long)Math.Round(Math.Clamp(target[row], 0, 1) * Unit) << CountBits) + 1;
        _gathered = new long[rows.Length];
        _histogram = new long[predictors.Length * Bins];
    }

    protected override void Search(ReadOnlySpan<int> rows, int first, int last)
    {
        int count = rows.Length;
        Span<long> gathered = _gathered.AsSpan(0, count);
        double squares = 0;
        long whole = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            long packed = _numbers[rows[i]];
            gathered[i] = packed;
            whole += packed;
            double v = (packed >> CountBits) / Unit;
            squares += v * v;
        }

        double total = (whole >> CountBits) / Unit, impurity = squares - total * total / count;
        if (impurity <= 1e-9 * count)
            return;
        Floor(impurity * SmallestGain, first, last);
        Histograms(rows, gathered);
        for (int p = 0; p < Predictors.Length; p++)
            OfferThresholds(p, count, total, first, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Histograms(ReadOnlySpan<int> rows, ReadOnlySpan<long> gathered)
    {
        Array.Clear(_histogram);
        ref int first = ref MemoryMarshal.GetReference(rows);
        ref long values = ref MemoryMarshal.GetReference(gathered);
        for (int p = 0; p < Predictors.Length; p++)
        {
            ref byte codes = ref MemoryMarshal.GetArrayDataReference(Predictors[p]);
            ref long bins = ref _histogram[p * Bins];
            for (int i = 0; i < rows.Length; i++)
                Unsafe.Add(ref bins, Unsafe.Add(ref codes, Unsafe.Add(ref first, i))) += Unsafe.Add(ref values, i);
        }
    }

    private void OfferThresholds(int p, int count, double total, int first, int last)
    {
        ReadOnlySpan<long> bins = _histogram.AsSpan(p * Bins, Bins);
        int finest = MinDonors[last];
        long left = 0;
        double parent = total * total / count;
        for (int b = 0; b < Bins - 1; b++)
        {
            if (bins[b] == 0)
                continue;
            left += bins[b];
            int leftCount = (int)(left & ((1 << CountBits) - 1)), rightCount = count - leftCount;
            if (leftCount < finest)
                continue;
            if (rightCount < finest)
                break;
            double leftSum = (left >> CountBits) / Unit, rightSum = total - leftSum;
            double gain = leftSum * leftSum / leftCount + rightSum * rightSum / rightCount - parent;
            if (gain > Best[first].Gain)
                Offer(gain, Math.Min(leftCount, rightCount), first, last, p, b);
        }
    }
}
