using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SynthWorkbench.Numerics.Trees.Boosting;

/// <summary>
/// Grows trees best first on histograms of quantised gradients. A row's gradient and curvature are one 64-bit number (gradient in the upper, curvature in the lower half),
/// so that a histogram costs one addition a row and feature and sums are exact: the order of rows and the number of threads do not change a tree.
/// </summary>
/// <remarks>Quantised histograms: Shi et al., "Quantized Training of Gradient Boosting Decision Trees", NeurIPS 2022; a child's histogram is its parent's less its sibling's (LightGBM, NIPS 2017).</remarks>
internal sealed class BoostedTreeGrower
{
    private readonly byte[][] _features;
    private readonly int[] _offset;
    private readonly BoostingOptions _options;
    private readonly double[] _featureGain;
    private readonly int[] _rows;
    private readonly int[] _scratch;
    private readonly long[] _packed;
    private readonly long[] _gathered;
    private readonly Stack<long[]> _free = new();
    private double _gradientUnit = 1, _curvatureUnit = 1;

    public BoostedTreeGrower(byte[][] features, int[] rows, BoostingOptions options, double[] featureGain)
    {
        _features = features;
        _options = options;
        _featureGain = featureGain;
        _rows = [.. rows];
        _scratch = new int[rows.Length];
        _packed = new long[features.Length == 0 ? 0 : features[0].Length];
        _gathered = new long[rows.Length];
        _offset = new int[features.Length + 1];
        for (int f = 0; f < features.Length; f++)
        {
            byte most = 0;
            foreach (int row in rows)
                most = Math.Max(most, features[f][row]);
            _offset[f + 1] = _offset[f] + most + 1;
        }
    }

    private sealed class Leaf(int node, int depth, int start, int count, long[] histogram, long sum)
    {
        public int Node => node;

        public int Depth => depth;

        public int Start => start;

        public int Count => count;

        public long[] Histogram => histogram;

        public long Sum => sum;

        public double Gain { get; set; }

        public int Feature { get; set; } = -1;

        public int Threshold { get; set; }
    }

    /// <summary>Quantises what the next tree is grown on. <paramref name="gradient"/> and <paramref name="curvature"/> are by row; a null curvature is 1 everywhere.</summary>
    public void Prepare(float[] gradient, float[]? curvature)
    {
        float most = 0;
        foreach (int row in _rows)
            most = Math.Max(most, Math.Abs(gradient[row]));
        double levels = Math.Min(1 << 15, int.MaxValue / Math.Max(1, _rows.Length));
        _gradientUnit = most > 0 ? most / levels : 1;
        _curvatureUnit = curvature is null ? 1 : 0.25 / levels;
        float scale = (float)(1 / _gradientUnit), curvatureScale = (float)(1 / _curvatureUnit);
        foreach (int row in _rows)
        {
            int g = (int)MathF.Round(gradient[row] * scale);
            uint h = curvature is null ? 1u : (uint)MathF.Round(curvature[row] * curvatureScale);
            _packed[row] = ((long)g << 32) + h;
        }
    }

    /// <summary>Grows a tree and adds its steps to the scores, which are by row.</summary>
    public BoostedTree Grow(double[] score)
    {
        var nodes = new List<BoostedNode> { default };
        long[] whole = Histogram(0, _rows.Length, out long sum);
        var leaves = new List<Leaf> { Best(new Leaf(0, 0, 0, _rows.Length, whole, sum)) };
        while (leaves.Count < _options.Leaves)
        {
            int at = 0;
            for (int i = 1; i < leaves.Count; i++)
                at = leaves[i].Gain > leaves[at].Gain ? i : at;
            var leaf = leaves[at];
            if (leaf.Feature < 0)
                break;
            _featureGain[leaf.Feature] += leaf.Gain;
            int left = Partition(leaf.Start, leaf.Count, _features[leaf.Feature], leaf.Threshold);
            int right = leaf.Count - left;
            bool leftIsSmall = left <= right;
            long[] small = leftIsSmall ? Histogram(leaf.Start, left, out long smallSum) : Histogram(leaf.Start + left, right, out smallSum);
            long[] large = leaf.Histogram;
            for (int i = 0; i < large.Length; i++)
                large[i] -= small[i];
            long largeSum = leaf.Sum - smallSum;
            short next = (short)nodes.Count;
            nodes.Add(default);
            nodes.Add(default);
            nodes[leaf.Node] = new BoostedNode((short)leaf.Feature, (byte)leaf.Threshold, next, 0);
            leaves[at] = Best(new Leaf(next, leaf.Depth + 1, leaf.Start, left, leftIsSmall ? small : large, leftIsSmall ? smallSum : largeSum));
            leaves.Add(Best(new Leaf(next + 1, leaf.Depth + 1, leaf.Start + left, right, leftIsSmall ? large : small, leftIsSmall ? largeSum : smallSum)));
        }

        foreach (var leaf in leaves)
        {
            double value = -_options.LearningRate * Gradient(leaf.Sum) / (Curvature(leaf.Sum) + _options.L2);
            nodes[leaf.Node] = new BoostedNode(0, byte.MaxValue, (short)leaf.Node, (float)value);
            foreach (int row in _rows.AsSpan(leaf.Start, leaf.Count))
                score[row] += (float)value;
            _free.Push(leaf.Histogram);
        }

        return new BoostedTree([.. nodes]);
    }

    private double Gradient(long packed) => (int)(packed >> 32) * _gradientUnit;

    private double Curvature(long packed) => (uint)packed * _curvatureUnit;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long[] Histogram(int start, int count, out long sum)
    {
        if (_free.TryPop(out long[]? histogram))
            Array.Clear(histogram);
        else
            histogram = new long[_offset[^1]];
        ReadOnlySpan<int> part = _rows.AsSpan(start, count);
        Span<long> gathered = _gathered.AsSpan(0, count);
        sum = 0;
        for (int i = 0; i < part.Length; i++)
            sum += gathered[i] = _packed[part[i]];
        ref int rows = ref MemoryMarshal.GetReference(part);
        ref long values = ref MemoryMarshal.GetReference(gathered);
        for (int f = 0; f < _features.Length; f++)
        {
            ref byte codes = ref MemoryMarshal.GetArrayDataReference(_features[f]);
            ref long bins = ref histogram[_offset[f]];
            for (int i = 0; i < count; i++)
                Unsafe.Add(ref bins, Unsafe.Add(ref codes, Unsafe.Add(ref rows, i))) += Unsafe.Add(ref values, i);
        }

        return histogram;
    }

    /// <summary>The best split of a leaf. Rows on a side are told by their share of the leaf's curvature.</summary>
    private Leaf Best(Leaf leaf)
    {
        if (leaf.Count < 2 * _options.MinRows || leaf.Depth >= _options.MaxDepth)
            return leaf;
        double wholeG = Gradient(leaf.Sum), wholeH = Curvature(leaf.Sum), l2 = _options.L2;
        double parent = wholeG * wholeG / (wholeH + l2);
        double least = _options.MinRows * wholeH / leaf.Count * 0.999;
        for (int f = 0; f < _features.Length; f++)
        {
            ReadOnlySpan<long> bins = leaf.Histogram.AsSpan(_offset[f], _offset[f + 1] - _offset[f]);
            long sum = 0;
            for (int b = 0; b < bins.Length - 1; b++)
            {
                if (bins[b] == 0)
                    continue;
                sum += bins[b];
                double h = Curvature(sum), otherH = wholeH - h;
                if (h < least)
                    continue;
                if (otherH < least)
                    break;
                double g = Gradient(sum), otherG = wholeG - g;
                double gain = g * g / (h + l2) + otherG * otherG / (otherH + l2) - parent;
                if (gain > leaf.Gain && gain > _options.MinGain)
                {
                    leaf.Gain = gain;
                    leaf.Feature = f;
                    leaf.Threshold = b;
                }
            }
        }

        return leaf;
    }

    private int Partition(int start, int count, byte[] codes, int threshold)
    {
        Span<int> part = _rows.AsSpan(start, count);
        int left = 0, right = 0;
        foreach (int row in part)
        {
            if (codes[row] <= threshold)
                part[left++] = row;
            else
                _scratch[right++] = row;
        }

        _scratch.AsSpan(0, right).CopyTo(part[left..]);
        return left;
    }
}
