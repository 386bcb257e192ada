namespace SynthWorkbench.Numerics.Trees;

/// <summary>A predictor of a tree: base codes by row (0 .. <paramref name="CodeCount"/>-1) and whether their order means something.</summary>
public readonly record struct TreePredictor(int[] Codes, int CodeCount, bool IsOrdered);

/// <summary>
/// Grows a <see cref="DonorTree"/> depth first. Split quality: reduction of the sum of squares of a numeric target, or of the Gini impurity of a class
/// target. Histograms over at most 256 ordered codes; cost O(rows x predictors x depth), memory O(rows) beside the mapped predictors (1 byte a cell).
/// </summary>
public sealed class DonorTreeBuilder
{
    private const double SmallestGain = 1e-9;

    private readonly TreePredictor[] _predictors;
    private readonly byte[]?[] _maps;
    private readonly byte[][] _mapped;
    private readonly double[]? _numbers;
    private readonly ushort[]? _classes;
    private readonly int _minDonors;
    private readonly int[] _rows;
    private readonly int[] _scratch;
    private readonly List<TreeNode> _nodes = [];
    private readonly int[] _binCount = new int[256];
    private readonly double[] _binSum = new double[256];
    private readonly int[] _left;
    private readonly int[] _right;
    private readonly int[] _whole;
    private readonly bool[] _used;

    private DonorTreeBuilder(TreePredictor[] predictors, int[] rows, double[]? numbers, ushort[]? classes, int classCount, int minDonors)
    {
        _predictors = predictors;
        _rows = rows;
        _numbers = numbers;
        _classes = classes;
        _minDonors = Math.Max(1, minDonors);
        _scratch = new int[rows.Length];
        _left = new int[classCount];
        _right = new int[classCount];
        _whole = new int[classCount];
        _used = new bool[predictors.Length];
        _maps = new byte[]?[predictors.Length];
        _mapped = new byte[predictors.Length][];
        for (int p = 0; p < predictors.Length; p++)
            MapPredictor(p, classCount);
    }

    /// <summary>Grows a tree for a numeric target (use ranks for skewed values). Takes ownership of <paramref name="rows"/>.</summary>
    public static DonorTree ForNumbers(TreePredictor[] predictors, int[] rows, double[] target, int minDonors, CancellationToken cancellation) =>
        new DonorTreeBuilder(predictors, rows, target, null, 0, minDonors).Grow(cancellation);

    /// <summary>Grows a tree for a target of <paramref name="classCount"/> classes. Takes ownership of <paramref name="rows"/>.</summary>
    public static DonorTree ForClasses(TreePredictor[] predictors, int[] rows, ushort[] target, int classCount, int minDonors, CancellationToken cancellation) =>
        new DonorTreeBuilder(predictors, rows, null, target, classCount, minDonors).Grow(cancellation);

    private void MapPredictor(int p, int classCount)
    {
        var predictor = _predictors[p];
        byte[]? map = null;
        if (!predictor.IsOrdered || predictor.CodeCount > 256)
        {
            map = _numbers is not null
                ? CategoryOrdering.ByMean(_rows, predictor.Codes, predictor.CodeCount, _numbers)
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

    private DonorTree Grow(CancellationToken cancellation)
    {
        // Depth first with an own stack: a right child is made when its turn comes, then its parent is told where it lies.
        var pending = new Stack<(int Parent, int Start, int Count)>();
        pending.Push((-1, 0, _rows.Length));
        while (pending.TryPop(out var next))
        {
            cancellation.ThrowIfCancellationRequested();
            int at = _nodes.Count;
            if (next.Parent >= 0)
                _nodes[next.Parent] = _nodes[next.Parent] with { Right = at };
            int start = next.Start, count = next.Count;
            while (TrySplit(start, count, out int predictor, out int threshold))
            {
                int left = Partition(start, count, _mapped[predictor], threshold);
                _used[predictor] = true;
                _nodes.Add(new TreeNode(predictor, threshold, -1, start, count));
                pending.Push((at, start + left, count - left));
                count = left;
                at = _nodes.Count;
            }

            _nodes.Add(new TreeNode(-1, 0, -1, start, count));
        }

        for (int p = 0; p < _maps.Length; p++)
        {
            if (!_used[p])
                _maps[p] = [];
        }

        return new DonorTree([.. _nodes], _rows, _maps);
    }

    private bool TrySplit(int start, int count, out int predictor, out int threshold)
    {
        predictor = -1;
        threshold = 0;
        if (count < 2 * _minDonors)
            return false;
        return _numbers is not null ? TrySplitNumbers(start, count, ref predictor, ref threshold) : TrySplitClasses(start, count, ref predictor, ref threshold);
    }

    private bool TrySplitNumbers(int start, int count, ref int predictor, ref int threshold)
    {
        ReadOnlySpan<int> rows = _rows.AsSpan(start, count);
        double[] target = _numbers!;
        double total = 0, squares = 0;
        foreach (int row in rows)
        {
            total += target[row];
            squares += target[row] * target[row];
        }

        double impurity = squares - total * total / count;
        if (impurity <= 1e-12 * count)
            return false;
        double best = impurity * SmallestGain;
        int[] binCount = _binCount;
        double[] binSum = _binSum;
        for (int p = 0; p < _mapped.Length; p++)
        {
            Array.Clear(binCount);
            Array.Clear(binSum);
            byte[] codes = _mapped[p];
            int low = 255, high = 0;
            foreach (int row in rows)
            {
                int code = codes[row];
                binCount[code]++;
                binSum[code] += target[row];
                low = Math.Min(low, code);
                high = Math.Max(high, code);
            }

            int leftCount = 0;
            double leftSum = 0;
            for (int b = low; b < high; b++)
            {
                if (binCount[b] == 0)
                    continue;
                leftCount += binCount[b];
                leftSum += binSum[b];
                int rightCount = count - leftCount;
                if (leftCount < _minDonors)
                    continue;
                if (rightCount < _minDonors)
                    break;
                double rightSum = total - leftSum;
                double gain = leftSum * leftSum / leftCount + rightSum * rightSum / rightCount - total * total / count;
                if (gain > best)
                {
                    best = gain;
                    predictor = p;
                    threshold = b;
                }
            }
        }

        return predictor >= 0;
    }

    private bool TrySplitClasses(int start, int count, ref int predictor, ref int threshold)
    {
        ReadOnlySpan<int> rows = _rows.AsSpan(start, count);
        ushort[] target = _classes!;
        Array.Clear(_whole);
        foreach (int row in rows)
            _whole[target[row]]++;
        long squares = 0;
        foreach (int c in _whole)
            squares += (long)c * c;
        if (squares == (long)count * count)
            return false;
        double parent = (double)squares / count;
        double best = (count - parent) * SmallestGain;
        Span<int> ordered = _scratch.AsSpan(0, count);
        int[] binStart = _binCount;
        for (int p = 0; p < _mapped.Length; p++)
        {
            byte[] codes = _mapped[p];
            Array.Clear(binStart);
            int low = 255, high = 0;
            foreach (int row in rows)
            {
                int code = codes[row];
                binStart[code]++;
                low = Math.Min(low, code);
                high = Math.Max(high, code);
            }

            if (low == high)
                continue;
            int sum = 0;
            for (int b = low; b <= high; b++)
            {
                int n = binStart[b];
                binStart[b] = sum;
                sum += n;
            }

            foreach (int row in rows)
                ordered[binStart[codes[row]]++] = target[row];

            // Rows move from right to left bin by bin; the sums of squared class counts follow in O(1) a row.
            Array.Clear(_left);
            Array.Copy(_whole, _right, _whole.Length);
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

                if (moved < _minDonors)
                    continue;
                if (count - moved < _minDonors)
                    break;
                double gain = (double)leftSquares / moved + (double)rightSquares / (count - moved) - parent;
                if (gain > best)
                {
                    best = gain;
                    predictor = p;
                    threshold = b;
                }
            }
        }

        return predictor >= 0;
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
