using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Numerics.Trees;
using SynthWorkbench.Numerics.Trees.Boosting;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>Fits guides, and says of each training row what a guide that never saw it predicts.</summary>
internal static class GuideFit
{
    /// <summary>Fewer rows with a value than this learn no guide.</summary>
    public const int FewestRows = 200;

    private const int MostClasses = 20;

    /// <summary>Measured on Adult, shoppers, bank and NIST (docs/adr/0006): larger trees repeat rows that they saw and gain nothing; two classes, often a table's target, gain from more of them.</summary>
    private const int TreeBudget = 200, MostTrees = 60, TreesOfTwoClasses = 150, MostLeaves = 15, MostLeavesOfClasses = 8, RowsPerLeaf = 200, MaxDepth = 8;

    /// <summary>Trees times learning rate.</summary>
    private const double Travel = 5, TravelOfTwoClasses = 10;

    /// <summary>Penalty on leaf values of many classes: a leaf without rows of a class would otherwise take it for impossible.</summary>
    private const double ClassPenalty = 10;

    /// <summary>The guide and its out-of-fold scores by output and training row; null where there is nothing to learn from.</summary>
    public static (Guide Guide, double[][] Scores)? Numbers(TreePredictor[] predictors, int[] present, double[] target, CancellationToken cancellation) =>
        Fit(predictors, present, 1, [], [],
            (features, rows) => GradientBoosting.FitNumbers(features, target, rows, Options(1, rows.Length, isTwoClasses: false), cancellation),
            (predictor, rows) => CategoryOrdering.ByMean(rows, predictor.Codes, predictor.CodeCount, target), target.Length);

    /// <summary>The same for labels; <paramref name="codes"/> are dictionary codes.</summary>
    public static (Guide Guide, double[][] Scores)? Labels(TreePredictor[] predictors, int[] present, int[] codes, int labels, CancellationToken cancellation)
    {
        var (classOf, labelOf) = Classes(present, codes, labels);
        if (labelOf.Length < 2)
            return null;
        ushort[] target = new ushort[codes.Length];
        foreach (int row in present)
            target[row] = (ushort)classOf[codes[row]];
        int outputs = labelOf.Length == 2 ? 1 : labelOf.Length;
        return Fit(predictors, present, outputs, classOf, labelOf,
            (features, rows) => GradientBoosting.FitClasses(features, target, labelOf.Length, rows, Options(outputs, rows.Length, isTwoClasses: outputs == 1), cancellation),
            (predictor, rows) => CategoryOrdering.ByPrincipalAxis(rows, predictor.Codes, predictor.CodeCount, target, labelOf.Length), target.Length);
    }

    /// <summary>
    /// Many outputs are learned in fewer, larger steps; few rows with small trees and large leaves, for a guide that repeats the rows it saw would carry them into the drawn ones.
    /// </summary>
    private static BoostingOptions Options(int outputs, int rows, bool isTwoClasses)
    {
        int trees = isTwoClasses ? TreesOfTwoClasses : Math.Clamp(TreeBudget / outputs, 10, MostTrees);
        return new BoostingOptions
        {
            Trees = trees,
            LearningRate = Math.Min(0.4, (isTwoClasses ? TravelOfTwoClasses : Travel) / trees),
            Leaves = Math.Clamp(rows / RowsPerLeaf, 2, outputs > 1 ? MostLeavesOfClasses : MostLeaves),
            MaxDepth = MaxDepth,
            MinRows = Math.Clamp(rows / RowsPerLeaf, 20, 40),
            L2 = outputs > 1 ? ClassPenalty : 1,
            MinGain = 1e-3,
        };
    }

    /// <summary>Classes by falling frequency, all beyond the most frequent ones in one.</summary>
    private static (int[] ClassOf, int[] LabelOf) Classes(int[] present, int[] codes, int labels)
    {
        int[] count = new int[labels];
        foreach (int row in present)
            count[codes[row]]++;
        int[] order = [.. Enumerable.Range(0, labels).Where(l => count[l] > 0).OrderByDescending(l => count[l]).ThenBy(l => l)];
        int own = order.Length <= MostClasses ? order.Length : MostClasses - 1;
        int[] classOf = new int[labels];
        Array.Fill(classOf, Math.Max(0, own - (order.Length <= MostClasses ? 1 : 0)));
        for (int k = 0; k < own; k++)
            classOf[order[k]] = k;
        return (classOf, [.. order.Take(own), .. order.Length > MostClasses ? [-1] : Array.Empty<int>()]);
    }

    private static (Guide, double[][])? Fit(TreePredictor[] predictors, int[] present, int outputs, int[] classOf, int[] labelOf,
        Func<byte[][], int[], GradientBoosting> fit, Func<TreePredictor, int[], byte[]> order, int rows)
    {
        if (present.Length < FewestRows || predictors.Length == 0)
            return null;
        var models = new GradientBoosting[Guide.Folds];
        var maps = new byte[]?[Guide.Folds][];
        var scores = new double[outputs][];
        for (int k = 0; k < outputs; k++)
            scores[k] = new double[rows];
        byte[]?[] shared = [.. predictors.Select(p => IsPlain(p) ? Array.ConvertAll(p.Codes, c => (byte)c) : null)];
        for (int fold = 0; fold < Guide.Folds; fold++)
        {
            int[] train = [.. present.Where(r => Guide.FoldOf(r) != fold)], test = [.. present.Where(r => Guide.FoldOf(r) == fold)];
            maps[fold] = [.. predictors.Select(p => IsPlain(p) ? null : order(p, train))];
            byte[][] features = [.. predictors.Select((p, i) => shared[i] ?? Mapped(p.Codes, maps[fold][i]!))];
            models[fold] = fit(features, train);
            double[][] own = models[fold].Scores(features, test);
            for (int k = 0; k < outputs; k++)
            {
                for (int i = 0; i < test.Length; i++)
                    scores[k][test[i]] = own[k][i];
            }
        }

        double[][] edges = [.. scores.Select(s => QuantileBins.UpperEdges([.. present.Select(r => s[r])], 255))];
        return (new Guide { Models = models, Maps = maps, Edges = edges, ClassOf = classOf, LabelOf = labelOf }, scores);
    }

    private static bool IsPlain(TreePredictor predictor) => predictor.IsOrdered && predictor.CodeCount <= 256;

    private static byte[] Mapped(int[] codes, byte[] map)
    {
        byte[] mapped = new byte[codes.Length];
        for (int i = 0; i < mapped.Length; i++)
            mapped[i] = map[codes[i]];
        return mapped;
    }
}
