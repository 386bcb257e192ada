namespace SynthWorkbench.Numerics.Trees;

/// <summary>Splits by the reduction of a class target's Gini impurity. O(rows x predictors).</summary>
internal sealed class ClassSplits(byte[][] predictors, int[] minDonors, int mostRows, ushort[] classes, int classCount) : SplitSearch(predictors, minDonors)
{
    private readonly int[] _ordered = new int[mostRows];
    private readonly int[] _binCount = new int[Bins];
    private readonly int[] _left = new int[classCount];
    private readonly int[] _right = new int[classCount];
    private readonly int[] _whole = new int[classCount];

    protected override void Search(ReadOnlySpan<int> rows, int first, int last)
    {
        int count = rows.Length;
        Array.Clear(_whole);
        foreach (int row in rows)
            _whole[classes[row]]++;
        long squares = 0;
        foreach (int c in _whole)
            squares += (long)c * c;
        if (squares == (long)count * count)
            return;
        double parent = (double)squares / count;
        Floor((count - parent) * SmallestGain, first, last);
        for (int p = 0; p < Predictors.Length; p++)
            OfferClassThresholds(p, rows, squares, first, last);
    }

    private void OfferClassThresholds(int p, ReadOnlySpan<int> rows, long squares, int first, int last)
    {
        byte[] codes = Predictors[p];
        int count = rows.Length, low = Bins - 1, high = 0;
        int[] binStart = _binCount;
        Array.Clear(binStart);
        foreach (int row in rows)
        {
            int code = codes[row];
            binStart[code]++;
            low = Math.Min(low, code);
            high = Math.Max(high, code);
        }

        if (low == high)
            return;
        int sum = 0;
        for (int b = low; b <= high; b++)
        {
            int here = binStart[b];
            binStart[b] = sum;
            sum += here;
        }

        Span<int> ordered = _ordered.AsSpan(0, count);
        foreach (int row in rows)
            ordered[binStart[codes[row]]++] = classes[row];

        // Rows move from right to left bin by bin; the sums of squared class counts follow in O(1) a row.
        Array.Clear(_left);
        Array.Copy(_whole, _right, _whole.Length);
        double parent = (double)squares / count;
        int finest = MinDonors[last];
        long leftSquares = 0, rightSquares = squares;
        int moved = 0;
        for (int b = low; b < high; b++)
        {
            int end = binStart[b];
            if (end == moved)
                continue;
            for (; moved < end; moved++)
            {
                int k = ordered[moved];
                leftSquares += 2L * _left[k]++ + 1;
                rightSquares -= 2L * _right[k]-- - 1;
            }

            if (moved < finest)
                continue;
            if (count - moved < finest)
                break;
            double gain = (double)leftSquares / moved + (double)rightSquares / (count - moved) - parent;
            if (gain > Best[first].Gain)
                Offer(gain, Math.Min(moved, count - moved), first, last, p, b);
        }
    }
}
