namespace SynthWorkbench.Numerics.Trees;

/// <summary>A predictor of a tree: base codes by row (0 .. <paramref name="CodeCount"/>-1) and whether their order means something.</summary>
public readonly record struct TreePredictor(int[] Codes, int CodeCount, bool IsOrdered);

/// <summary>When a donor tree stops splitting.</summary>
/// <param name="MinDonors">Smallest leaf at each stop of the ladder, coarsest (largest) first; at least one.</param>
public sealed record DonorLadder(int[] MinDonors);

/// <summary>
/// Grows the trees of all stops of a <see cref="DonorTree"/> at once, depth first: each stop takes the best split that leaves its smallest group on both sides, and stops that agree go on
/// together. Split quality: reduction of the sum of squares of a numeric
/// target, or of the Gini impurity of a class target. Histograms over at most 256 ordered codes; cost O(rows x predictors x depth), memory O(rows) beside the mapped predictors
/// (1 byte a cell).
/// </summary>
public sealed class DonorTreeBuilder
{
    private const int Bins = 256;

    private readonly TreePredictor[] _predictors;
    private readonly byte[]?[] _maps;
    private readonly byte[][] _mapped;
    private readonly DonorLadder _ladder;
    private int[] _rows;
    private int _rowCount;
    private readonly int[] _scratch;
    private readonly List<TreeNode> _nodes = [];
    private readonly bool[] _used;
    private readonly SplitSearch _search;

    private DonorTreeBuilder(TreePredictor[] predictors, int[] rows, double[]? numbers, ushort[]? classes, int classCount, DonorLadder ladder)
    {
        _predictors = predictors;
        _rows = rows;
        _rowCount = rows.Length;
        _ladder = ladder;
        _scratch = new int[rows.Length];
        _used = new bool[predictors.Length];
        _maps = new byte[]?[predictors.Length];
        _mapped = new byte[predictors.Length][];
        for (int p = 0; p < predictors.Length; p++)
            MapPredictor(p, numbers, classes, classCount);
        _search = numbers is not null
            ? new NumberSplits(_mapped, ladder.MinDonors, rows, numbers)
            : new ClassSplits(_mapped, ladder.MinDonors, rows.Length, classes!, classCount);
    }

    /// <summary>Grows a tree for a numeric target in [0, 1] (use ranks). At most 2 million rows. Takes ownership of <paramref name="rows"/>.</summary>
    public static DonorTree ForNumbers(TreePredictor[] predictors, int[] rows, double[] target, DonorLadder ladder, CancellationToken cancellation) =>
        new DonorTreeBuilder(predictors, rows, target, null, 0, ladder).Grow(cancellation);

    /// <summary>Grows a tree for a target of <paramref name="classCount"/> classes. Takes ownership of <paramref name="rows"/>.</summary>
    public static DonorTree ForClasses(TreePredictor[] predictors, int[] rows, ushort[] target, int classCount, DonorLadder ladder, CancellationToken cancellation) => classCount == 2
        ? new DonorTreeBuilder(predictors, rows, Array.ConvertAll(target, t => (double)t), null, 0, ladder).Grow(cancellation)
        : new DonorTreeBuilder(predictors, rows, null, target, classCount, ladder).Grow(cancellation);

    private void MapPredictor(int p, double[]? numbers, ushort[]? classes, int classCount)
    {
        var predictor = _predictors[p];
        byte[]? map = null;
        if (!predictor.IsOrdered || predictor.CodeCount > Bins)
        {
            map = numbers is not null
                ? CategoryOrdering.ByMean(_rows, predictor.Codes, predictor.CodeCount, numbers)
                : CategoryOrdering.ByPrincipalAxis(_rows, predictor.Codes, predictor.CodeCount, classes!, classCount);
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
            _search.Find(_rows.AsSpan(next.Start, next.Count), next.First, next.Last);
            int first = next.First;
            while (first <= next.Last)
            {
                var split = _search.Best[first];
                int last = first;
                while (last < next.Last && _search.Best[last + 1].Predictor == split.Predictor && _search.Best[last + 1].Threshold == split.Threshold)
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
