using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Synthesis.Metrics.Fidelity;

/// <summary>What a linear detector achieved.</summary>
/// <param name="Area">Area under the out-of-fold ROC curve.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="PropensityError">Mean squared difference of the propensity from one half.</param>
/// <param name="PropensityRatio">That error over what chance alone gives with as many coefficients; 1 when tables cannot be told apart.</param>
/// <param name="RatioError">Its standard error: the ratio is a chi-squared variable over its degrees of freedom, central when tables cannot be told apart.</param>
/// <param name="Rows">Rows classified.</param>
public sealed record LinearDetectionResult(double Area, double StandardError, double PropensityError, double PropensityRatio, double RatioError, int Rows);

/// <summary>Logistic regression as a detector of synthetic rows, three folds, and the propensity score of all rows.</summary>
/// <remarks>
/// Detection as in SDMetrics' LogisticDetection; propensity mean squared error and its ratio to chance: Snoke, Raab, Nowok, Dibben and Slavkovic, JRSS A 181 (2018), equations 1 and 3.
/// </remarks>
public static class LinearDetection
{
    private const int Folds = 3, MaxRows = 10_000, MostLabels = 12, MostWidth = 300;

    /// <summary>Runs the test; null when either table has fewer than 30 rows. Tables above 10,000 rows are sampled with <paramref name="seed"/>.</summary>
    public static LinearDetectionResult? Run(IReadOnlyList<ComparedColumn> columns, int realRows, int syntheticRows, ulong seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int n = Math.Min(MaxRows, Math.Min(realRows, syntheticRows));
        if (n < 30 || columns.Count == 0)
            return null;
        var design = Design(columns, RowSample.Choose(realRows, n, seed, 71), RowSample.Choose(syntheticRows, n, seed, 72));
        bool[] isSynthetic = new bool[2 * n];
        isSynthetic.AsSpan(n).Fill(true);
        int[] order = RowSample.Choose(2 * n, 2 * n, seed, 73);
        double[] score = new double[2 * n];
        double[][] betas = new double[Folds + 1][];
        Parallel.For(0, Folds + 1, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, fold =>
            betas[fold] = LogisticRegression.Fit(design, isSynthetic, fold == Folds ? order : [.. order.Where((_, i) => i % Folds != fold)], ridge: 1, cancellation));
        for (int i = 0; i < order.Length; i++)
            score[order[i]] = LogisticRegression.Score(design, betas[i % Folds], order[i]);
        double error = order.Average(row => Math.Pow(1 / (1 + Math.Exp(-LogisticRegression.Score(design, betas[Folds], row))) - 0.5, 2));
        double chance = (design.Width - 1) * 0.125 / (2 * n);
        double area = RocCurve.Area(score, isSynthetic);
        double ratio = chance > 0 ? error / chance : 1, freedom = Math.Max(1, design.Width - 1);
        return new LinearDetectionResult(area, RocCurve.StandardError(area, n, n), error, ratio, Math.Sqrt(2 * (freedom + 2 * freedom * Math.Max(0, ratio - 1))) / freedom, 2 * n);
    }

    /// <summary>A constant, numbers by median and quartiles (missing at the median with a column of its own), labels of the reference one column each but the most frequent.</summary>
    private static SparseDesign Design(IReadOnlyList<ComparedColumn> columns, int[] real, int[] synthetic)
    {
        int rows = real.Length + synthetic.Length, width = 1;
        var entries = new List<(int Column, float Value)>[rows];
        for (int i = 0; i < rows; i++)
            entries[i] = [(0, 1)];
        foreach (var column in columns)
        {
            if (width >= MostWidth)
                break;
            if (column.IsNumber)
                width = AddNumber(column, real, synthetic, entries, width);
            else
                width = AddLabels(column, real, synthetic, entries, width);
        }

        int[] start = new int[rows + 1];
        for (int i = 0; i < rows; i++)
            start[i + 1] = start[i] + entries[i].Count;
        return new SparseDesign(width, start, [.. entries.SelectMany(e => e.Select(x => x.Column))], [.. entries.SelectMany(e => e.Select(x => x.Value))]);
    }

    private static int AddNumber(ComparedColumn column, int[] real, int[] synthetic, List<(int, float)>[] entries, int width)
    {
        double[] sorted = [.. real.Select(r => column.RealNumbers[r]).Where(v => !double.IsNaN(v)).Order()];
        double middle = sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
        double spread = sorted.Length == 0 ? 1 : sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4];
        if (!(spread > 0))
            spread = sorted.Length > 0 && sorted[^1] > sorted[0] ? sorted[^1] - sorted[0] : 1;
        for (int i = 0; i < entries.Length; i++)
        {
            double v = i < real.Length ? column.RealNumbers[real[i]] : column.SyntheticNumbers[synthetic[i - real.Length]];
            if (double.IsNaN(v))
                entries[i].Add((width + 1, 1));
            else
                entries[i].Add((width, (float)Math.Clamp((v - middle) / spread, -20, 20)));
        }

        return width + 2;
    }

    private static int AddLabels(ComparedColumn column, int[] real, int[] synthetic, List<(int, float)>[] entries, int width)
    {
        int[] count = new int[column.Labels.Length + 1];
        foreach (int row in real)
            count[column.RealCodes[row] + 1]++;
        int[] place = new int[count.Length];
        Array.Fill(place, -1);
        int[] order = [.. Enumerable.Range(0, count.Length).Where(l => count[l] > 0).OrderByDescending(l => count[l]).ThenBy(l => l).Take(MostLabels + 1)];
        for (int k = 1; k < order.Length; k++)
            place[order[k]] = width + k - 1;
        if (order.Length > 0)
            place[order[0]] = -2;
        int rest = width + Math.Max(0, order.Length - 1);
        for (int i = 0; i < entries.Length; i++)
        {
            int code = (i < real.Length ? column.RealCodes[real[i]] : column.SyntheticCodes[synthetic[i - real.Length]]) + 1;
            if (place[code] != -2)
                entries[i].Add((place[code] == -1 ? rest : place[code], 1));
        }

        return rest + 1;
    }
}
