namespace SynthWorkbench.Numerics.Trees.Boosting;

/// <summary>Settings of <see cref="GradientBoosting"/>.</summary>
public sealed record BoostingOptions
{
    /// <summary>Rounds: a tree an output each.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Most leaves of a tree, at most 256.</summary>
    public int Leaves
    {
        get;
        init => field = value is >= 1 and <= 256 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A tree has 1 to 256 leaves.");
    } = 31;

    /// <summary>Most splits from the root to a leaf.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Fewest rows in a leaf.</summary>
    public int MinRows { get; init; } = 20;

    /// <summary>Shrinkage of each tree.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>L2 penalty on leaf values.</summary>
    public double L2 { get; init; } = 1.0;

    /// <summary>Smallest gain of a split.</summary>
    public double MinGain { get; init; } = 1e-7;
}

/// <summary>
/// Gradient boosted trees on codes 0 .. 255: squared error for numbers, logistic loss for two classes, softmax for more (one tree a class and round). Immutable; safe for many threads.
/// </summary>
/// <remarks>
/// Friedman, Annals of Statistics 29 (2001), algorithms 2, 5 and 6; histograms and best-first growth as in Ke et al., "LightGBM", NIPS 2017, section 2.
/// O(trees x outputs x depth x rows x features).
/// </remarks>
public sealed class GradientBoosting
{
    /// <summary>Rows scored at a time: their codes stay in the second cache while every tree passes over them.</summary>
    private const int Chunk = 2048;

    private readonly BoostedTree[] _trees;
    private readonly double[] _start;

    private GradientBoosting(double[] start, BoostedTree[] trees, double[] gain)
    {
        _start = start;
        _trees = trees;
        FeatureGain = gain;
    }

    /// <summary>The loss reduction that each feature's splits brought.</summary>
    public double[] FeatureGain { get; }

    /// <summary>Scores a row: 1 for numbers and two classes, else one a class.</summary>
    public int Outputs => _start.Length;

    /// <summary>Fits a yes-no target on the rows named; <paramref name="features"/> holds one byte array a feature over all rows. The score is the log-odds.</summary>
    public static GradientBoosting Fit(byte[][] features, bool[] target, int[] rows, BoostingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        ushort[] classes = Array.ConvertAll(target, t => (ushort)(t ? 1 : 0));
        return FitClasses(features, classes, 2, rows, options, cancellation);
    }

    /// <summary>Fits a number by squared error. The score is the expected value.</summary>
    public static GradientBoosting FitNumbers(byte[][] features, double[] target, int[] rows, BoostingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(options);
        double start = 0;
        foreach (int row in rows)
            start += target[row] / rows.Length;
        double[] score = new double[target.Length];
        Array.Fill(score, start);
        float[] gradient = new float[target.Length];
        double[] gain = new double[features.Length];
        var grower = new BoostedTreeGrower(features, rows, options, gain);
        var trees = new List<BoostedTree>(options.Trees);
        for (int t = 0; t < options.Trees; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (int row in rows)
                gradient[row] = (float)(score[row] - target[row]);
            grower.Prepare(gradient, null);
            trees.Add(grower.Grow(score));
        }

        return new GradientBoosting([start], [.. trees], gain);
    }

    /// <summary>Fits a target of <paramref name="classes"/> classes. Two: the score is the log-odds of class 1. More: one score a class, whose softmax gives the probabilities.</summary>
    public static GradientBoosting FitClasses(byte[][] features, ushort[] target, int classes, int[] rows, BoostingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(options);
        double[] share = new double[classes];
        foreach (int row in rows)
            share[target[row]] += 1.0 / rows.Length;
        int outputs = classes <= 2 ? 1 : classes;
        double[] start = new double[outputs];
        for (int k = 0; k < outputs; k++)
        {
            double p = Math.Clamp(share[classes <= 2 ? classes - 1 : k], 1e-6, 1 - 1e-6);
            start[k] = outputs == 1 ? Math.Log(p / (1 - p)) : Math.Log(p);
        }

        double[][] score = [.. start.Select(s => Enumerable.Repeat(s, target.Length).ToArray())];
        float[][] gradient = [.. start.Select(_ => new float[target.Length])], curvature = [.. start.Select(_ => new float[target.Length])];
        double[] gain = new double[features.Length];
        var grower = new BoostedTreeGrower(features, rows, options, gain);
        var trees = new List<BoostedTree>(options.Trees * outputs);
        for (int t = 0; t < options.Trees; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (outputs == 1)
                Logistic(rows, target, score[0], gradient[0], curvature[0]);
            else
                Softmax(rows, target, score, gradient, curvature);
            for (int k = 0; k < outputs; k++)
            {
                grower.Prepare(gradient[k], curvature[k]);
                trees.Add(grower.Grow(score[k]));
            }
        }

        return new GradientBoosting(start, [.. trees], gain);
    }

    private static void Logistic(int[] rows, ushort[] target, double[] score, float[] gradient, float[] curvature)
    {
        foreach (int row in rows)
        {
            float p = 1 / (1 + MathF.Exp((float)-score[row]));
            gradient[row] = p - target[row];
            curvature[row] = p * (1 - p);
        }
    }

    private static void Softmax(int[] rows, ushort[] target, double[][] score, float[][] gradient, float[][] curvature)
    {
        Span<float> p = stackalloc float[score.Length];
        foreach (int row in rows)
        {
            float most = float.MinValue, sum = 0;
            for (int k = 0; k < p.Length; k++)
                most = Math.Max(most, (float)score[k][row]);
            for (int k = 0; k < p.Length; k++)
                sum += p[k] = MathF.Exp((float)score[k][row] - most);
            for (int k = 0; k < p.Length; k++)
            {
                float share = p[k] / sum;
                gradient[k][row] = share - (target[row] == k ? 1 : 0);
                curvature[k][row] = share * (1 - share);
            }
        }
    }

    /// <summary>The scores of the rows named, output by output, by position.</summary>
    public double[][] Scores(byte[][] features, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(features);
        var scores = new double[Outputs][];
        for (int k = 0; k < scores.Length; k++)
        {
            scores[k] = new double[rows.Length];
            Array.Fill(scores[k], _start[k]);
        }

        int stride = (Math.Min(rows.Length, Chunk) + BoostedTree.Lanes - 1) / BoostedTree.Lanes * BoostedTree.Lanes;
        byte[] cells = new byte[stride * features.Length];
        for (int from = 0; from < rows.Length; from += Chunk)
        {
            int count = Math.Min(Chunk, rows.Length - from);
            for (int f = 0; f < features.Length; f++)
            {
                byte[] column = features[f];
                Span<byte> own = cells.AsSpan(f * stride, count);
                for (int i = 0; i < count; i++)
                    own[i] = column[rows[from + i]];
            }

            for (int t = 0; t < _trees.Length; t++)
                _trees[t].AddTo(cells, stride, scores[t % scores.Length].AsSpan(from, count));
        }

        return scores;
    }

    /// <summary>Writes the model; <see cref="Read"/> reads it back.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_start.Length);
        foreach (double start in _start)
            writer.Write(start);
        writer.Write(_trees.Length);
        foreach (var tree in _trees)
            tree.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; the features' gains are not kept.</summary>
    public static GradientBoosting Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        double[] start = new double[reader.ReadInt32()];
        for (int k = 0; k < start.Length; k++)
            start[k] = reader.ReadDouble();
        var trees = new BoostedTree[reader.ReadInt32()];
        for (int t = 0; t < trees.Length; t++)
            trees[t] = BoostedTree.Read(reader);
        return new GradientBoosting(start, trees, []);
    }
}
