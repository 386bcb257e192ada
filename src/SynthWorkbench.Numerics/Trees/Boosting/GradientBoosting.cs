namespace SynthWorkbench.Numerics.Trees.Boosting;

/// <summary>Settings of <see cref="GradientBoosting"/>.</summary>
public sealed record BoostingOptions
{
    /// <summary>Trees grown.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Most leaves of a tree.</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Fewest rows in a leaf.</summary>
    public int MinRows { get; init; } = 20;

    /// <summary>Shrinkage of each tree.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>L2 penalty on leaf values.</summary>
    public double L2 { get; init; } = 1.0;
}

/// <summary>
/// Gradient boosted trees for a yes-no target on codes 0 .. 255: histogram splits, leaves grown best first, logistic loss with second-order gain.
/// </summary>
/// <remarks>Friedman, Annals of Statistics 29 (2001); histograms and best-first growth as in Ke et al., "LightGBM", NIPS 2017, section 2. O(trees x depth x rows x features).</remarks>
public sealed class GradientBoosting
{
    private readonly List<BoostedTree> _trees;
    private readonly double _base;

    private GradientBoosting(double start, List<BoostedTree> trees, double[] gain)
    {
        _base = start;
        _trees = trees;
        FeatureGain = gain;
    }

    /// <summary>The loss reduction that each feature's splits brought.</summary>
    public double[] FeatureGain { get; }

    /// <summary>Fits to the rows named; <paramref name="features"/> holds one byte array a feature over all rows.</summary>
    public static GradientBoosting Fit(byte[][] features, bool[] target, int[] rows, BoostingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        int positives = 0;
        foreach (int row in rows)
            positives += target[row] ? 1 : 0;
        double share = Math.Clamp((double)positives / Math.Max(1, rows.Length), 1e-6, 1 - 1e-6);
        double start = Math.Log(share / (1 - share));
        double[] score = new double[target.Length];
        Array.Fill(score, start);
        var gradient = new float[target.Length];
        var hessian = new float[target.Length];
        double[] gain = new double[features.Length];
        var trees = new List<BoostedTree>();
        int[] order = [.. rows];
        for (int t = 0; t < options.Trees; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (int row in rows)
            {
                double p = 1 / (1 + Math.Exp(-score[row]));
                gradient[row] = (float)(p - (target[row] ? 1 : 0));
                hessian[row] = (float)(p * (1 - p));
            }

            trees.Add(new BoostedTreeGrower(features, gradient, hessian, order, options, gain).Grow(score));
        }

        return new GradientBoosting(start, trees, gain);
    }

    /// <summary>The log-odds of a row.</summary>
    public double Score(byte[][] features, int row)
    {
        double score = _base;
        foreach (var tree in _trees)
            score += tree.Value(features, row);
        return score;
    }
}

/// <summary>A grown tree: a split in each inner node, a log-odds step in each leaf.</summary>
internal sealed class BoostedTree(List<(int Feature, int Threshold, int Left, int Right, double Value)> nodes)
{
    private readonly (int Feature, int Threshold, int Left, int Right, double Value)[] _nodes = [.. nodes];

    public double Value(byte[][] features, int row)
    {
        int at = 0;
        while (true)
        {
            ref readonly var node = ref _nodes[at];
            if (node.Feature < 0)
                return node.Value;
            at = features[node.Feature][row] <= node.Threshold ? node.Left : node.Right;
        }
    }
}

/// <summary>Grows one tree best first; a child's histogram is its parent's less its sibling's.</summary>
internal sealed class BoostedTreeGrower(byte[][] features, float[] gradient, float[] hessian, int[] rows, BoostingOptions options, double[] featureGain)
{
    private const int Bins = 256;

    private sealed record Leaf(int Node, int Start, int Count, double[] Histogram, double Gradient, double Hessian)
    {
        public double Gain { get; set; }

        public int Feature { get; set; } = -1;

        public int Threshold { get; set; }
    }

    private readonly int[] _scratch = new int[rows.Length];

    public BoostedTree Grow(double[] score)
    {
        var nodes = new List<(int Feature, int Threshold, int Left, int Right, double Value)> { (-1, 0, 0, 0, 0) };
        double g = 0, h = 0;
        foreach (int row in rows)
        {
            g += gradient[row];
            h += hessian[row];
        }

        var leaves = new List<Leaf> { Best(new Leaf(0, 0, rows.Length, Histogram(0, rows.Length), g, h)) };
        while (leaves.Count < options.Leaves)
        {
            var leaf = leaves.MaxBy(l => l.Gain)!;
            if (leaf.Feature < 0 || leaf.Gain <= 1e-7)
                break;
            featureGain[leaf.Feature] += leaf.Gain;
            int left = Partition(leaf.Start, leaf.Count, features[leaf.Feature], leaf.Threshold);
            int right = leaf.Count - left;
            bool leftIsSmall = left <= right;
            double[] small = leftIsSmall ? Histogram(leaf.Start, left) : Histogram(leaf.Start + left, right);
            double[] large = leaf.Histogram;
            for (int i = 0; i < large.Length; i++)
                large[i] -= small[i];
            double leftG = 0, leftH = 0;
            double[] leftHistogram = leftIsSmall ? small : large;
            for (int b = 0; b < Bins; b++)
            {
                leftG += leftHistogram[(leaf.Feature * Bins + b) * 3];
                leftH += leftHistogram[(leaf.Feature * Bins + b) * 3 + 1];
            }

            int l = nodes.Count;
            nodes.Add((-1, 0, 0, 0, 0));
            nodes.Add((-1, 0, 0, 0, 0));
            nodes[leaf.Node] = (leaf.Feature, leaf.Threshold, l, l + 1, 0);
            leaves.Remove(leaf);
            leaves.Add(Best(new Leaf(l, leaf.Start, left, leftHistogram, leftG, leftH)));
            leaves.Add(Best(new Leaf(l + 1, leaf.Start + left, right, leftIsSmall ? large : small, leaf.Gradient - leftG, leaf.Hessian - leftH)));
        }

        foreach (var leaf in leaves)
        {
            double value = -options.LearningRate * leaf.Gradient / (leaf.Hessian + options.L2);
            nodes[leaf.Node] = (-1, 0, 0, 0, value);
            foreach (int row in rows.AsSpan(leaf.Start, leaf.Count))
                score[row] += value;
        }

        return new BoostedTree(nodes);
    }

    /// <summary>Per feature and bin: gradient, hessian, count.</summary>
    private double[] Histogram(int start, int count)
    {
        double[] histogram = new double[features.Length * Bins * 3];
        ReadOnlySpan<int> part = rows.AsSpan(start, count);
        for (int f = 0; f < features.Length; f++)
        {
            byte[] codes = features[f];
            Span<double> bins = histogram.AsSpan(f * Bins * 3, Bins * 3);
            foreach (int row in part)
            {
                int at = codes[row] * 3;
                bins[at] += gradient[row];
                bins[at + 1] += hessian[row];
                bins[at + 2]++;
            }
        }

        return histogram;
    }

    private Leaf Best(Leaf leaf)
    {
        double whole = leaf.Gradient * leaf.Gradient / (leaf.Hessian + options.L2);
        for (int f = 0; f < features.Length; f++)
        {
            ReadOnlySpan<double> bins = leaf.Histogram.AsSpan(f * Bins * 3, Bins * 3);
            double g = 0, h = 0, n = 0;
            for (int b = 0; b < Bins - 1; b++)
            {
                double here = bins[b * 3 + 2];
                if (here < 0.5)
                    continue;
                g += bins[b * 3];
                h += bins[b * 3 + 1];
                n += here;
                if (n < options.MinRows - 0.5)
                    continue;
                if (leaf.Count - n < options.MinRows - 0.5)
                    break;
                double otherG = leaf.Gradient - g, otherH = leaf.Hessian - h;
                double gain = g * g / (h + options.L2) + otherG * otherG / (otherH + options.L2) - whole;
                if (gain > leaf.Gain)
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
        Span<int> part = rows.AsSpan(start, count);
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
