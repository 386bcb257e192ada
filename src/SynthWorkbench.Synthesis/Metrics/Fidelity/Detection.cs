using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Numerics.Trees.Boosting;

namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>What a detector achieved.</summary>
/// <param name="Area">Area under the ROC curve, 0.5 when it cannot tell the tables apart.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Rows">Rows classified.</param>
/// <param name="Curve">The curve.</param>
/// <param name="Telling">Columns by the share of the detector's gain that they brought, largest first.</param>
public sealed record DetectionResult(double Area, double StandardError, int Rows, IReadOnlyList<RocPoint> Curve, IReadOnlyList<TellingColumn> Telling);

/// <summary>A column that gives synthetic rows away.</summary>
public sealed record TellingColumn(string Column, double Share);

/// <summary>
/// Can a learner tell synthetic rows from real ones? Gradient boosting on as many rows of either, three folds, area under the pooled out-of-fold ROC curve.
/// </summary>
/// <remarks>Classifier two-sample test, Lopez-Paz and Oquab, ICLR 2017. An area clearly below 0.5 is a sign of near copies on both sides of a fold, not of quality.</remarks>
public static class Detection
{
    private const int Folds = 3, MaxRows = 25_000;

    /// <summary>The real rows of a test on so many rows; those of a smaller test come first.</summary>
    internal static int[] RealRows(int of, int count, ulong seed) => RowSample.Choose(of, count, seed, 1);

    /// <summary>Runs the test; null when either table has fewer than 30 rows. Tables above 25,000 rows are sampled with <paramref name="seed"/>. A smaller detector than the usual one sees less and is
    /// for previews; so are real rows that <see cref="RealRows"/> chose before.</summary>
    public static DetectionResult? Run(IReadOnlyList<ComparedColumn> columns, int realRows, int syntheticRows, ulong seed, CancellationToken cancellation, BoostingOptions? detector = null, bool realIsChosen = false)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int n = Math.Min(MaxRows, Math.Min(realRows, syntheticRows));
        if (n < 30 || columns.Count == 0)
            return null;
        int[] real = realIsChosen ? [.. Enumerable.Range(0, n)] : RealRows(realRows, n, seed), synthetic = RowSample.Choose(syntheticRows, n, seed, 2);
        byte[][] features = FeatureCodes.Stack(columns, real, synthetic);
        bool[] isSynthetic = new bool[2 * n];
        isSynthetic.AsSpan(n).Fill(true);
        int[] order = RowSample.Choose(2 * n, 2 * n, seed, 3);
        double[] score = new double[2 * n];
        var gains = new double[Folds][];
        Parallel.For(0, Folds, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, fold =>
        {
            int[] train = [.. order.Where((_, i) => i % Folds != fold)];
            var model = GradientBoosting.Fit(features, isSynthetic, train, detector ?? new BoostingOptions(), cancellation);
            int[] test = [.. order.Where((_, i) => i % Folds == fold)];
            double[] scores = model.Scores(features, test)[0];
            for (int i = 0; i < test.Length; i++)
                score[test[i]] = scores[i];
            gains[fold] = model.FeatureGain;
        });
        double area = RocCurve.Area(score, isSynthetic);
        double total = gains.Sum(g => g.Sum());
        return new DetectionResult(area, RocCurve.StandardError(area, n, n), 2 * n, RocCurve.Points(score, isSynthetic),
            [.. columns.Select((c, i) => new TellingColumn(c.Name, total > 0 ? gains.Sum(g => g[i]) / total : 0)).OrderByDescending(t => t.Share)]);
    }
}
