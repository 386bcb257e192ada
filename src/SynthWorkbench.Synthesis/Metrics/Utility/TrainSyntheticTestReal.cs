using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Numerics.Trees.Boosting;

namespace SynthWorkbench.Synthesis.Metrics.Utility;

/// <summary>A point of the augmentation curve: the score with this many synthetic rows added to a small part of the training rows.</summary>
public sealed record AugmentationPoint(int RealRows, int SyntheticRows, double Score);

/// <summary>What a learner achieves on the holdout.</summary>
/// <param name="Score">Area under the ROC curve (two classes; more: mean over classes by their share) or R² of a number.</param>
/// <param name="RealScore">The same learner trained on the real training rows.</param>
/// <param name="StandardError">Standard error of <paramref name="Score"/> over holdout rows (bootstrap).</param>
/// <param name="IsRegression">Whether the target is a number.</param>
/// <param name="Rows">Holdout rows judged on.</param>
/// <param name="Augmentation">Scores when synthetic rows are added to a tenth of the training rows.</param>
public sealed record UtilityResult(double Score, double RealScore, double StandardError, bool IsRegression, int Rows, IReadOnlyList<AugmentationPoint> Augmentation);

/// <summary>
/// Train on synthetic rows, test on real ones (TSTR), beside the same learner trained on real rows (TRTR): gradient boosting, 100 rounds, never tuned on the holdout.
/// </summary>
/// <remarks>Esteban, Hyland and Rätsch, arXiv:1706.02633 (2017), section 4; many classes by one-vs-rest as in Hand and Till's weighted form (Provost and Domingos 2000).</remarks>
public static class TrainSyntheticTestReal
{
    private const int MaxRows = 50_000, MostClasses = 30, Resamples = 200;

    /// <summary>
    /// Judges the target; null with the reason when it cannot be: too few rows, one class, or too many. <paramref name="held"/> compares training and holdout rows of the same columns. Without <paramref name="augment"/> the curve is left out.
    /// </summary>
    public static (UtilityResult? Result, string? Reason) Run(
        IReadOnlyList<ComparedColumn> columns, IReadOnlyList<ComparedColumn>? held, string? target, int train, int holdout, int synthetic, ulong seed, CancellationToken cancellation, bool augment = true)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (target is null)
            return (null, "The recipe names no target column: set one in its objective to see what the table is good for.");
        if (held is null || holdout < 30)
            return (null, "Needs a holdout of at least 30 rows to test on.");
        if (train < 30 || synthetic < 30)
            return (null, "Fewer than 30 rows to train on.");
        int at = -1;
        for (int c = 0; c < columns.Count; c++)
            at = columns[c].Name == target ? c : at;
        if (at < 0 || columns.Count < 2)
            return (null, $"The target '{target}' is not among the compared columns.");
        var data = new Stacked(columns, held, at, RowSample.Choose(train, Math.Min(train, MaxRows), seed, 61), RowSample.Choose(synthetic, Math.Min(synthetic, MaxRows), seed, 62), RowSample.Choose(holdout, Math.Min(holdout, MaxRows), seed, 63));
        if (data.Problem is { } problem)
            return (null, problem);
        int[] small = [.. data.Real.Take(Math.Max(30, data.Real.Length / 10))];
        int[][] trainings = augment ? [data.Synthetic, data.Real, small, .. new[] { 1, 3, 9 }.Select(f => small.Concat(data.Synthetic.Take(f * small.Length)).ToArray())] : [data.Synthetic, data.Real];
        var scores = new double[trainings.Length];
        var predicted = new double[trainings.Length][][];
        Parallel.For(0, trainings.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            predicted[i] = data.Predict(trainings[i], cancellation);
            scores[i] = data.Score(predicted[i], data.Test);
        });
        if (double.IsNaN(scores[0]) || double.IsNaN(scores[1]))
            return (null, $"The target '{target}' takes one value only in the holdout: nothing can be judged on it.");
        var curve = trainings.Skip(2).Select((t, i) => new AugmentationPoint(small.Length, t.Length - small.Length, scores[i + 2])).ToList();
        return (new UtilityResult(scores[0], scores[1], Bootstrap(data, predicted[0], seed), data.IsNumber, data.Test.Length, curve), null);
    }

    private static double Bootstrap(Stacked data, double[][] predicted, ulong seed)
    {
        int n = Math.Min(data.Test.Length, 4000);
        double[] values = new double[Resamples];
        Parallel.For(0, Resamples, b =>
        {
            var random = new Numerics.Random.RandomStream(seed, 64, (ulong)b);
            int[] rows = new int[n];
            for (int i = 0; i < n; i++)
                rows[i] = random.NextInt32(data.Test.Length);
            values[b] = data.Score(predicted, data.Test, rows);
        });
        double[] defined = [.. values.Where(v => !double.IsNaN(v))];
        double mean = defined.DefaultIfEmpty(0).Average();
        return Math.Sqrt(defined.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, defined.Length - 1) * n / data.Test.Length);
    }

    /// <summary>Training, synthetic and holdout rows stacked: features as byte codes, and the target.</summary>
    private sealed class Stacked
    {
        private readonly byte[][] _features;
        private readonly double[] _numbers = [];
        private readonly ushort[] _classes = [];
        private readonly int _classCount;

        public Stacked(IReadOnlyList<ComparedColumn> columns, IReadOnlyList<ComparedColumn> held, int target, int[] real, int[] synthetic, int[] test)
        {
            var heldByName = held.ToDictionary(h => h.Name, StringComparer.Ordinal);
            var goal = columns[target];
            IsNumber = goal.IsNumber && heldByName[goal.Name].IsNumber;
            double[] cells = Cells(goal, heldByName[goal.Name], real, synthetic, test);
            bool[] present = Array.ConvertAll(cells, v => !double.IsNaN(v));
            Real = [.. Enumerable.Range(0, real.Length).Where(i => present[i])];
            Synthetic = [.. Enumerable.Range(real.Length, synthetic.Length).Where(i => present[i])];
            Test = [.. Enumerable.Range(real.Length + synthetic.Length, test.Length).Where(i => present[i])];
            _features = [.. columns.Where((_, c) => c != target).Select(c => FeatureCodes.Of(Cells(c, heldByName[c.Name], real, synthetic, test), c.IsNumber))];
            if (Math.Min(Real.Length, Math.Min(Synthetic.Length, Test.Length)) < 30)
                Problem = $"The target '{goal.Name}' has fewer than 30 values in a table.";
            else if (IsNumber && Real.Select(r => cells[r]).Distinct().Take(2).Count() == 1)
                Problem = $"The target '{goal.Name}' takes one value only.";
            if (IsNumber)
            {
                _numbers = Array.ConvertAll(cells, v => double.IsNaN(v) ? 0 : v);
                return;
            }

            var codeOf = new Dictionary<double, ushort>();
            _classes = new ushort[cells.Length];
            for (int i = 0; i < cells.Length; i++)
            {
                if (!present[i])
                    continue;
                if (!codeOf.TryGetValue(cells[i], out ushort code))
                    codeOf[cells[i]] = code = (ushort)codeOf.Count;
                _classes[i] = code;
            }

            _classCount = codeOf.Count;
            if (_classCount < 2)
                Problem = $"The target '{goal.Name}' takes one value only: nothing can be learned about it.";
            else if (_classCount > MostClasses)
                Problem = $"The target '{goal.Name}' has {_classCount} classes; utility is measured up to {MostClasses}.";
        }

        public bool IsNumber { get; }

        public string? Problem { get; private init; }

        public int[] Real { get; }

        public int[] Synthetic { get; }

        public int[] Test { get; }

        private static double[] Cells(ComparedColumn column, ComparedColumn held, int[] real, int[] synthetic, int[] test)
        {
            double[] cells = new double[real.Length + synthetic.Length + test.Length];
            bool isNumber = column.IsNumber && held.IsNumber;
            var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
            if (!isNumber)
            {
                for (int l = 0; l < column.Labels.Length; l++)
                    codeOf[column.Labels[l]] = l;
            }

            int at = 0;
            foreach (int row in real)
                cells[at++] = isNumber ? column.RealNumbers[row] : column.IsNumber ? column.RealNumbers[row] : Missing(column.RealCodes[row]);
            foreach (int row in synthetic)
                cells[at++] = isNumber ? column.SyntheticNumbers[row] : column.IsNumber ? column.SyntheticNumbers[row] : Missing(column.SyntheticCodes[row]);
            foreach (int row in test)
                cells[at++] = isNumber ? held.SyntheticNumbers[row] : held.IsNumber ? held.SyntheticNumbers[row] : Label(held, held.SyntheticCodes[row]);
            return cells;

            static double Missing(int code) => code < 0 ? double.NaN : code;

            double Label(ComparedColumn from, int code)
            {
                if (code < 0)
                    return double.NaN;
                if (!codeOf.TryGetValue(from.Labels[code], out int known))
                    codeOf[from.Labels[code]] = known = codeOf.Count;
                return known;
            }
        }

        public double[][] Predict(int[] training, CancellationToken cancellation)
        {
            var options = new BoostingOptions { MinRows = Math.Min(20, Math.Max(1, training.Length / 20)) };
            var model = IsNumber ? GradientBoosting.FitNumbers(_features, _numbers, training, options, cancellation) : GradientBoosting.FitClasses(_features, _classes, _classCount, training, options, cancellation);
            return model.Scores(_features, Test);
        }

        /// <summary>The score over the test rows, or over the positions among them.</summary>
        public double Score(double[][] predicted, int[] test, int[]? positions = null)
        {
            int[] used = positions ?? [.. Enumerable.Range(0, test.Length)];
            if (IsNumber)
            {
                double mean = used.Average(i => _numbers[test[i]]), left = 0, all = 0;
                foreach (int i in used)
                {
                    left += Math.Pow(_numbers[test[i]] - predicted[0][i], 2);
                    all += Math.Pow(_numbers[test[i]] - mean, 2);
                }

                return all > 0 ? 1 - left / all : double.NaN;
            }

            if (predicted.Length == 1)
                return RocCurve.Area([.. used.Select(i => predicted[0][i])], [.. used.Select(i => _classes[test[i]] == 1)]);
            double sum = 0, weight = 0;
            for (int k = 0; k < predicted.Length; k++)
            {
                double[] scores = [.. used.Select(i => predicted[k][i] - LogSum(predicted, i))];
                bool[] isClass = [.. used.Select(i => _classes[test[i]] == k)];
                double area = RocCurve.Area(scores, isClass);
                int n = isClass.Count(c => c);
                if (double.IsNaN(area))
                    continue;
                sum += n * area;
                weight += n;
            }

            return weight > 0 ? sum / weight : double.NaN;
        }

        private static double LogSum(double[][] scores, int row)
        {
            double most = double.MinValue, sum = 0;
            foreach (double[] s in scores)
                most = Math.Max(most, s[row]);
            foreach (double[] s in scores)
                sum += Math.Exp(s[row] - most);
            return most + Math.Log(sum);
        }
    }
}
