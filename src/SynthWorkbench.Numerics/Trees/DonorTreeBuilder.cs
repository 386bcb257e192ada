using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SynthWorkbench.Numerics.Trees;

/// <summary>A predictor of a tree: base codes by row (0 .. <paramref name="CodeCount"/>-1) and whether their order means something.</summary>
public readonly record struct TreePredictor(int[] Codes, int CodeCount, bool IsOrdered);

/// <summary>When a donor tree stops splitting.</summary>
/// <param name="MinDonors">Smallest leaf at each stop of the ladder, coarsest (largest) first; at least one.</param>
/// <param name="LeastEvidence">
/// A split counts only when it reduces the impurity by at least this many times the node's impurity per row: about the likelihood-ratio statistic that chance exceeds rarely. A split
/// that explains nothing only makes groups of donors small.
/// </param>
public sealed record DonorLadder(int[] MinDonors, double LeastEvidence);

/// <summary>
/// Grows the trees of all stops of a <see cref="DonorTree"/> at once, depth first: each stop takes the best split that leaves its smallest group on both sides, and stops that agree go on
/// together. Split quality: reduction of the sum of squares of a numeric
/// target, or of the Gini impurity of a class target. Histograms over at most 256 ordered codes; cost O(rows x predictors x depth), memory O(rows) beside the mapped predictors
/// (1 byte a cell).
/// </summary>
public sealed class DonorTreeBuilder
{
    private const double SmallestGain = 1e-9;
    private const int Bins = 256;

    /// <summary>Numbers in [0, 1] as integers, so that a bin's count and sum are one 64-bit number: sum above, count in the low 24 bits.</summary>
    private const int CountBits = 24;
    private const double Unit = 1 << 18;

    private readonly TreePredictor[] _predictors;
    private readonly byte[]?[] _maps;
    private readonly byte[][] _mapped;
    private readonly long[]? _numbers;
    private readonly ushort[]? _classes;
    private readonly DonorLadder _ladder;
    private int[] _rows;
    private int _rowCount;
    private readonly int[] _scratch;
    private readonly long[] _gathered = [];
    private readonly List<TreeNode> _nodes = [];
    private readonly long[] _histogram = [];
    private readonly int[] _binCount = new int[Bins];
    private readonly int[] _left;
    private readonly int[] _right;
    private readonly int[] _whole;
    private readonly bool[] _used;
    private readonly Split[] _best;

    private record struct Split(double Gain, int Predictor, int Threshold);

    private DonorTreeBuilder(TreePredictor[] predictors, int[] rows, double[]? numbers, ushort[]? classes, int classCount, DonorLadder ladder)
    {
        _predictors = predictors;
        _rows = rows;
        _rowCount = rows.Length;
        _best = new Split[ladder.MinDonors.Length];
        _classes = classes;
        _ladder = ladder;
        _scratch = new int[rows.Length];
        _left = new int[classCount];
        _right = new int[classCount];
        _whole = new int[classCount];
        _used = new bool[predictors.Length];
        _maps = new byte[]?[predictors.Length];
        _mapped = new byte[predictors.Length][];
        for (int p = 0; p < predictors.Length; p++)
            MapPredictor(p, numbers, classCount);
        if (numbers is null)
            return;
        _numbers = new long[numbers.Length];
        foreach (int row in rows)
            _numbers[row] = ((long)Math.Round(Math.Clamp(numbers[row], 0, 1) * Unit) << CountBits) + 1;
        _gathered = new long[rows.Length];
        _histogram = new long[predictors.Length * Bins];
    }

    /// <summary>Grows a tree for a numeric target in [0, 1] (use ranks). At most 2 million rows. Takes ownership of <paramref name="rows"/>.</summary>
    public static DonorTree ForNumbers(TreePredictor[] predictors, int[] rows, double[] target, DonorLadder ladder, CancellationToken cancellation) =>
        new DonorTreeBuilder(predictors, rows, target, null, 0, ladder).Grow(cancellation);

    /// <summary>Grows a tree for a target of <paramref name="classCount"/> classes. Takes ownership of <paramref name="rows"/>.</summary>
    public static DonorTree ForClasses(TreePredictor[] predictors, int[] rows, ushort[] target, int classCount, DonorLadder ladder, CancellationToken cancellation) => classCount == 2
        ? new DonorTreeBuilder(predictors, rows, Array.ConvertAll(target, t => (double)t), null, 0, ladder).Grow(cancellation)
        : new DonorTreeBuilder(predictors, rows, null, target, classCount, ladder).Grow(cancellation);

    private void MapPredictor(int p, double[]? numbers, int classCount)
    {
        var predictor = _predictors[p];
        byte[]? map = null;
        if (!predictor.IsOrdered || predictor.CodeCount > Bins)
        {
            map = numbers is not null
                ? CategoryOrdering.ByMean(_rows, predictor.Codes, predictor.CodeCount, numbers)
                : CategoryOrdering.ByPrincipalAxis(_rows, predictor.Codes, predictor.CodeCount, _classes!, classCount);
        }

        byte[] mapped = new byte[predictor.Codes.Length];
        int[] codes = predictor.Codes;
        if (map is null)
        {
            for (int i = 0; i < mapped.Length; i++)
                mapped[i] = (byte)codes[i];
        }
        else
        {
            for (int i = 0; i < mapped.Length; i++)
                mapped[i] = map[codes[i]];
        }

        _maps[p] = map;
        _mapped[p] = mapped;
    }

    /// <summary>A set of rows that the stops <c>First</c> to <c>Last</c> have reached together, and the place of its node in the parent.</summary>
    private readonly record struct Pending(int Parent, bool IsLeft, int Start, int Count, int First, int Last);

    private DonorTree Grow(CancellationToken cancellation)
    {
        var pending = new Stack<Pending>();
        pending.Push(new Pending(-1, true, 0, _rowCount, 0, _ladder.MinDonors.Length - 1));
        while (pending.TryPop(out var next))
        {
            cancellation.ThrowIfCancellationRequested();
            if (next.Parent >= 0)
                _nodes[next.Parent] = next.IsLeft ? _nodes[next.Parent] with { Left = _nodes.Count } : _nodes[next.Parent] with { Right = _nodes.Count };
            FindSplits(next);
            int first = next.First;
            while (first <= next.Last)
            {
                var split = _best[first];
                int last = first;
                while (last < next.Last && _best[last + 1].Predictor == split.Predictor && _best[last + 1].Threshold == split.Threshold)
                    last++;
                Add(next, split, first, last, pending);
                first = last + 1;
            }
        }

        for (int p = 0; p < _maps.Length; p++)
        {
            if (!_used[p])
                _maps[p] = [];
        }

        return new DonorTree([.. _nodes], _rows.AsSpan(0, _rowCount).ToArray(), _maps);
    }

    /// <summary>Adds the node of the stops that agree. All but the finest ones work on a copy of the rows, so that each leaf owns one contiguous range.</summary>
    private void Add(Pending next, Split split, int first, int last, Stack<Pending> pending)
    {
        int at = _nodes.Count, start = next.Start;
        bool isFinest = last == next.Last;
        if (!isFinest)
        {
            start = _rowCount;
            if (_rowCount + next.Count > _rows.Length)
                Array.Resize(ref _rows, Math.Max(_rowCount + next.Count, _rows.Length * 3 / 2));
            _rows.AsSpan(next.Start, next.Count).CopyTo(_rows.AsSpan(start));
            _rowCount += next.Count;
        }

        int finer = isFinest ? -1 : at + 1;
        if (split.Predictor < 0)
        {
            _nodes.Add(new TreeNode(-1, 0, -1, -1, start, next.Count, last, finer));
            return;
        }

        _used[split.Predictor] = true;
        int left = Partition(start, next.Count, _mapped[split.Predictor], split.Threshold);
        _nodes.Add(new TreeNode(split.Predictor, split.Threshold, -1, -1, start, next.Count, last, finer));
        pending.Push(new Pending(at, false, start + left, next.Count - left, first, last));
        pending.Push(new Pending(at, true, start, left, first, last));
    }

    /// <summary>The best split of every stop of the set, predictor -1 where there is none.</summary>
    private void FindSplits(Pending set)
    {
        Array.Fill(_best, new Split(0, -1, 0));
        int first = set.First;
        while (first <= set.Last && set.Count < 2 * _ladder.MinDonors[first])
            first++;
        if (first > set.Last)
            return;
        if (_numbers is not null)
            FindNumberSplits(set.Start, set.Count, first, set.Last);
        else
            FindClassSplits(set.Start, set.Count, first, set.Last);
    }

    private void Offer(double gain, int smaller, int first, int last, int predictor, int threshold)
    {
        for (int stop = last; stop >= first && smaller >= _ladder.MinDonors[stop]; stop--)
        {
            if (gain > _best[stop].Gain)
                _best[stop] = new Split(gain, predictor, threshold);
        }
    }

    private void FindNumberSplits(int start, int count, int first, int last)
    {
        ReadOnlySpan<int> rows = _rows.AsSpan(start, count);
        Span<long> gathered = _gathered.AsSpan(0, count);
        double squares = 0;
        long whole = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            long packed = _numbers![rows[i]];
            gathered[i] = packed;
            whole += packed;
            double v = (packed >> CountBits) / Unit;
            squares += v * v;
        }

        double total = (whole >> CountBits) / Unit, impurity = squares - total * total / count;
        if (impurity <= 1e-9 * count)
            return;
        for (int stop = first; stop <= last; stop++)
            _best[stop].Gain = Math.Max(impurity * SmallestGain, _ladder.LeastEvidence * impurity / count);
        Histograms(rows, gathered);
        for (int p = 0; p < _mapped.Length; p++)
            OfferThresholds(p, count, total, first, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Histograms(ReadOnlySpan<int> rows, ReadOnlySpan<long> gathered)
    {
        Array.Clear(_histogram);
        ref int first = ref MemoryMarshal.GetReference(rows);
        ref long values = ref MemoryMarshal.GetReference(gathered);
        for (int p = 0; p < _mapped.Length; p++)
        {
            ref byte codes = ref MemoryMarshal.GetArrayDataReference(_mapped[p]);
            ref long bins = ref _histogram[p * Bins];
            for (int i = 0; i < rows.Length; i++)
                Unsafe.Add(ref bins, Unsafe.Add(ref codes, Unsafe.Add(ref first, i))) += Unsafe.Add(ref values, i);
        }
    }

    private void OfferThresholds(int p, int count, double total, int first, int last)
    {
        ReadOnlySpan<long> bins = _histogram.AsSpan(p * Bins, Bins);
        int finest = _ladder.MinDonors[last];
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
            if (gain > _best[first].Gain)
                Offer(gain, Math.Min(leftCount, rightCount), first, last, p, b);
        }
    }

    private void FindClassSplits(int start, int count, int first, int last)
    {
        ReadOnlySpan<int> rows = _rows.AsSpan(start, count);
        Array.Clear(_whole);
        foreach (int row in rows)
            _whole[_classes![row]]++;
        long squares = 0;
        foreach (int c in _whole)
            squares += (long)c * c;
        if (squares == (long)count * count)
            return;
        double parent = (double)squares / count;

        // Chance gains one row's impurity on average, whatever the number of classes, but scatters less with more of them: count^2 / squares is their effective number.
        double freedom = Math.Max(1, (double)count * count / squares - 1);
        double floor = (count - parent) * Math.Max(SmallestGain, _ladder.LeastEvidence > 0 ? (1 + (_ladder.LeastEvidence - 1) / Math.Sqrt(freedom)) / count : 0);
        for (int stop = first; stop <= last; stop++)
            _best[stop].Gain = floor;
        for (int p = 0; p < _mapped.Length; p++)
            OfferClassThresholds(p, rows, squares, first, last);
    }

    private void OfferClassThresholds(int p, ReadOnlySpan<int> rows, long squares, int first, int last)
    {
        byte[] codes = _mapped[p];
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

        Span<int> ordered = _scratch.AsSpan(0, count);
        foreach (int row in rows)
            ordered[binStart[codes[row]]++] = _classes![row];

        // Rows move from right to left bin by bin; the sums of squared class counts follow in O(1) a row.
        Array.Clear(_left);
        Array.Copy(_whole, _right, _whole.Length);
        double parent = (double)squares / count;
        int minDonors = _ladder.MinDonors[last];
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

            if (moved < minDonors)
                continue;
            if (count - moved < minDonors)
                break;
            double gain = (double)leftSquares / moved + (double)rightSquares / (count - moved) - parent;
            if (gain > _best[first].Gain)
                Offer(gain, Math.Min(moved, count - moved), first, last, p, b);
        }
    }

    /// <summary>Moves the rows of the left child to the front, keeping the order within each side; returns their number.</summary>
    private int Partition(int start, int count, byte[] codes, int threshold)
    {
        Span<int> rows = _rows.AsSpan(start, count);
        int left = 0, right = 0;
        foreach (int row in rows)
        {
            if (codes[row] <= threshold)
                rows[left++] = row;
            else
                _scratch[right++] = row;
        }

        _scratch.AsSpan(0, right).CopyTo(rows[left..]);
        return left;
    }
}
