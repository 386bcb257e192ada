using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Numerics.Trees.Boosting;
using SynthWorkbench.Synthesis.Metrics.Coverage;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Metrics.Utility;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Preview;

/// <summary>How much a preview does.</summary>
/// <param name="Rows">Rows drawn.</param>
/// <param name="Detector">The detector's settings.</param>
/// <param name="DistanceWork">Most cells compared for distances to training rows and to unseen rows.</param>
public sealed record PreviewEffort(int Rows, BoostingOptions Detector, double DistanceWork)
{
    /// <summary>While a control moves: about a tenth of a second on two cores.</summary>
    public static PreviewEffort Live { get; } = new(2000, new BoostingOptions { Trees = 40, Leaves = 15 }, 3e8);

    /// <summary>Once controls rest: as a run's report measures, a few seconds.</summary>
    public static PreviewEffort Settled { get; } = new(20_000, new BoostingOptions(), 1e10);
}

/// <summary>
/// A reference prepared so that a few thousand drawn rows are measured against all of it many times a second: counts of columns and pairs, samples for the detector and for distances. The values are
/// those of the fidelity report's definitions. Immutable; safe for many threads. It holds training values: personal data where they are.
/// </summary>
/// <remarks>Prepared in O(rows x columns²); measured in O(drawn rows x columns²) and, for distances, O(drawn rows x 20,000 x columns / lanes).</remarks>
public sealed class PreviewReference
{
    private const int MostNeighbours = 10_000, MostCentre = 4000;

    private readonly PreviewColumn[] _columns;
    private readonly PreviewPair[] _pairs;
    private readonly Table _sample;
    private readonly Table? _unseen;
    private readonly MixedSpace _space;
    private readonly MixedPoints _centre, _train;
    private readonly MixedPoints? _holdout;

    private PreviewReference(Table train, Table? holdout, CancellationToken cancellation)
    {
        var compared = ComparedColumn.Pair(train, train.Slice(0, 0));
        var held = holdout is null ? [] : ComparedColumn.Pair(train, holdout);
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        _columns = new PreviewColumn[compared.Count];
        Parallel.For(0, _columns.Length, parallel, c => _columns[c] = PreviewColumn.Of(compared[c], held.FirstOrDefault(h => h.Name == compared[c].Name && h.IsNumber == compared[c].IsNumber)));
        (int A, int B)[] pairs = [.. Enumerable.Range(0, _columns.Length).SelectMany(b => Enumerable.Range(0, b).Select(a => (a, b)))];
        _pairs = new PreviewPair[pairs.Length];
        Parallel.For(0, pairs.Length, parallel, i => _pairs[i] = PreviewPair.Of(_columns, pairs[i].A, pairs[i].B));
        foreach (var column in _columns)
            column.ForgetRows();
        string[] names = [.. _columns.Select(c => c.Name)];
        const ulong Seed = 1;
        var trainTable = train.Select(names);
        _sample = trainTable.Take(Detection.RealRows(train.RowCount, Math.Min(PreviewEffort.Settled.Rows, train.RowCount), Seed));
        _unseen = holdout?.Select(names).Take(RowSample.Choose(holdout.RowCount, Math.Min(MostNeighbours, holdout.RowCount), Seed, 63));
        int neighbours = Math.Min(MostNeighbours, Math.Min(train.RowCount, holdout?.RowCount ?? 0));
        _space = MixedSpace.WithRanges(trainTable, names, [_sample]);
        _centre = _space.PointsOf(trainTable.Take(RowSample.Choose(train.RowCount, Math.Min(MostCentre, train.RowCount), Seed, 81)));
        _train = _space.PointsOf(trainTable.Take(RowSample.Choose(train.RowCount, neighbours, Seed, 11)));
        _holdout = holdout is null || neighbours == 0 ? null : _space.PointsOf(holdout.Select(names).Take(RowSample.Choose(holdout.RowCount, neighbours, Seed, 12)));
        TrainRows = train.RowCount;
        Overlays = [.. _columns.Select(c => c.Overlay)];
        if (holdout is { RowCount: > 0 })
            Baseline = Measure(holdout.Take(RowSample.Choose(holdout.RowCount, Math.Min(PreviewEffort.Live.Rows, holdout.RowCount), Seed, 32)), PreviewEffort.Live, PreviewEffort.Live.Rows, cancellation);
    }

    /// <summary>Rows of the training part.</summary>
    public int TrainRows { get; }

    /// <summary>The compared columns with their bins and the training part's and holdout's shares; the synthetic shares are empty.</summary>
    public IReadOnlyList<ColumnReport> Overlays { get; }

    /// <summary>What as many unseen real rows score live (closeness apart, which compares with those very rows); null without a holdout.</summary>
    public PreviewReport? Baseline { get; }

    /// <summary>Prepares the training part and the holdout (null where there is none) of a reference.</summary>
    public static PreviewReference Of(Table train, Table? holdout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(train);
        return new PreviewReference(train, holdout, cancellation);
    }

    /// <summary>Measures drawn rows; intervals are for a run of <paramref name="runRows"/> rows. Columns that the rows lack are left out.</summary>
    public PreviewReport Measure(Table drawn, PreviewEffort effort, long runRows, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drawn);
        ArgumentNullException.ThrowIfNull(effort);
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        var numbers = new double[_columns.Length][];
        var codes = new int[_columns.Length][];
        var pairCodes = new int[_columns.Length][];
        var shapes = new double[_columns.Length][];
        var shares = new double[_columns.Length][];
        bool[] isUsed = new bool[_columns.Length];
        Parallel.For(0, _columns.Length, parallel, c =>
        {
            var column = _columns[c];
            if (!drawn.Schema.Contains(column.Name) || column.Read(drawn[column.Name]) is not { } read)
                return;
            (isUsed[c], numbers[c], codes[c]) = (true, read.Numbers, read.Codes);
            pairCodes[c] = column.PairCodesOf(numbers[c], codes[c]);
            shapes[c] = column.Shapes(numbers[c], codes[c]);
            shares[c] = column.Shares(numbers[c], codes[c]);
        });
        int[] used = [.. Enumerable.Range(0, _columns.Length).Where(c => isUsed[c])];
        var pairs = Array.FindAll(_pairs, p => isUsed[p.First] && isUsed[p.Second]);
        var trends = new double[pairs.Length][];
        (MetricValue? Closeness, double[]? Echoes) near = default;
        MetricValue? detection = null, precision = null;

        // None needs another, and none fills the cores alone: three folds of a detector leave one idle.
        Parallel.Invoke(
            parallel,
            () => detection = Detect(drawn, used, effort, cancellation),
            () =>
            {
                var points = used.Length < _columns.Length ? null : _space.PointsOf(drawn.Select(_space.Names));
                near = Closeness(points, drawn.RowCount, effort, cancellation);
                precision = Precision(points, drawn.RowCount);
            },
            () => Parallel.For(0, pairs.Length, parallel, () => new PreviewPair.Scratch(), (i, _, scratch) =>
            {
                trends[i] = pairs[i].Scores(_columns, numbers, pairCodes, scratch);
                return scratch;
            }, _ => { }));

        var shape = Averages.Of(used.Select(c => shapes[c]));
        var trend = Averages.Of(trends);
        long n = drawn.RowCount;
        return new PreviewReport(drawn.RowCount,
            [
                ForRun("quality", Averages.Mean(shape, trend), n, runRows),
                ForRun("shapes", shape, n, runRows),
                ForRun("trends", trend, n, runRows),
                detection!,
                near.Closeness!,
                Rare(used, codes, n, runRows),
                precision!,
            ],
            [.. used.Select(c => new PreviewColumnReport(_columns[c].Name, Defined(shapes[c][0]), Defined(MeanTrend(c, pairs, trends)), near.Echoes?[c], shares[c]))]);
    }

    /// <summary>What a learner trained on drawn rows achieves for the target on unseen rows, and the same trained on as many training rows: utility, or the reason why it has no value.</summary>
    public MetricValue Utility(Table drawn, string? target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drawn);
        var sample = _sample.Slice(0, Math.Min(_sample.RowCount, drawn.RowCount));
        var columns = ComparedColumn.Pair(sample, drawn);
        var (result, reason) = TrainSyntheticTestReal.Run(columns, _unseen is null ? null : ComparedColumn.Pair(sample, _unseen), target, sample.RowCount, _unseen?.RowCount ?? 0, drawn.RowCount, 1, cancellation, augment: false);
        return result is null
            ? new MetricValue("utility", null, null, null, drawn.RowCount, null, reason)
            : new MetricValue("utility", Math.Max(-1, result.Score), Math.Max(-1, result.Score - 1.96 * result.StandardError), Math.Min(1, result.Score + 1.96 * result.StandardError), result.Rows, Math.Max(-1, result.RealScore));
    }

    private static double MeanTrend(int column, PreviewPair[] pairs, double[][] trends)
    {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            if ((pairs[i].First != column && pairs[i].Second != column) || double.IsNaN(trends[i][0]))
                continue;
            sum += trends[i][0];
            n++;
        }

        return n == 0 ? double.NaN : sum / n;
    }

    private static double? Defined(double value) => double.IsNaN(value) ? null : value;

    /// <summary>A similarity that chance keeps below one: the distance that is left shrinks with more rows, at most with the root of their number.</summary>
    private MetricValue ForRun(string id, Averages scores, long n, long runRows)
    {
        if (Defined(scores.Value) is not { } value)
            return new MetricValue(id, null, null, null, n, null, "Not defined here: no column or pair can be compared.");
        double gain = runRows > n ? (1 - value) * (1 - Math.Sqrt((double)n / runRows)) : 0, half = 1.96 * scores.Error;
        return new MetricValue(id, value, Math.Max(0, value - half), Math.Min(1, value + gain + half), n, Baseline?.Metric(id)?.Value);
    }

    private MetricValue Detect(Table drawn, int[] used, PreviewEffort effort, CancellationToken cancellation)
    {
        var sample = _sample.Slice(0, Math.Min(_sample.RowCount, drawn.RowCount));
        var columns = ComparedColumn.Pair(sample, drawn).Where(c => Array.Exists(used, u => _columns[u].Name == c.Name)).ToList();
        var result = Detection.Run(columns, sample.RowCount, drawn.RowCount, seed: 1, cancellation, effort.Detector, realIsChosen: true);
        if (result is null)
            return new MetricValue("detection", null, null, null, drawn.RowCount, null, "Fewer than 30 rows in a table: a detector cannot be trained.");

        // Trained and tested on other rows of the same tables, detectors were measured to come out about twice as differently as the curve's own standard error says.
        double half = 1.96 * 2 * result.StandardError;
        return new MetricValue("detection", result.Area, Math.Max(0, result.Area - half), Math.Min(1, result.Area + half), result.Rows, Baseline?.Metric("detection")?.Value);
    }

    private (MetricValue Closeness, double[]? Echoes) Closeness(MixedPoints? drawn, long rows, PreviewEffort effort, CancellationToken cancellation)
    {
        if (_holdout is not { } holdout)
            return (new MetricValue("dcr-share", null, null, null, rows, null, "Needs a holdout: without unseen rows there is nothing to compare with."), null);
        if (drawn is null)
            return (new MetricValue("dcr-share", null, null, null, rows, null, "A column of the reference is not drawn: a run's report measures over the columns that are."), null);
        int queries = Math.Min(Math.Min(drawn.Count, MostNeighbours), (int)Math.Max(200, effort.DistanceWork / (2.0 * _train.Count * _columns.Length)));
        var points = drawn.First(queries);
        var toTrain = NearestRows.Search(points, _train, 1, cancellation);
        var toHoldout = NearestRows.Search(points, holdout, 1, cancellation);
        double closer = 0;
        for (int q = 0; q < queries; q++)
            closer += toTrain.Distances[q] < toHoldout.Distances[q] ? 1 : toTrain.Distances[q] == toHoldout.Distances[q] ? 0.5 : 0;
        var (low, high) = WilsonInterval.Of(closer, queries);
        double[] echoes = [.. Enumerable.Range(0, _columns.Length).Select(c => (Same(c, points, _train, toTrain) - Same(c, points, holdout, toHoldout)) / (double)queries)];
        return (new MetricValue("dcr-share", closer / queries, low, high, queries, null), echoes);
    }

    /// <summary>Rows whose value in a column is that of their nearest point: equal labels, numbers within a hundredth of the range.</summary>
    private static int Same(int column, MixedPoints rows, MixedPoints points, NeighbourResult nearest)
    {
        const float Near = 0.01f;
        float[] own = rows.Cells[column], theirs = points.Cells[column];
        bool isNumber = points.IsNumber[column];
        int same = 0;
        for (int q = 0; q < rows.Count; q++)
        {
            float difference = Math.Abs(own[q] - theirs[nearest.Positions[q]]);
            same += isNumber ? difference <= Near ? 1 : 0 : difference == 0 ? 1 : 0;
        }

        return same;
    }

    private MetricValue Rare(int[] used, int[][] codes, long n, long runRows)
    {
        int labels = 0, reached = 0;
        double expected = 0, atMost = 0;
        foreach (int c in used.Where(c => !_columns[c].IsNumber))
        {
            var (l, r, e, m) = _columns[c].Rare(codes[c], runRows);
            (labels, reached, expected, atMost) = (labels + l, reached + r, expected + e, atMost + m);
        }

        return labels == 0
            ? new MetricValue("rare-coverage", null, null, null, n, null, "No label is rare (five rows or more, at most 2 % of the reference).")
            : new MetricValue("rare-coverage", expected / labels, (double)reached / labels, atMost / labels, n, Baseline?.Metric("rare-coverage")?.Value);
    }

    private MetricValue Precision(MixedPoints? drawn, long rows)
    {
        if (drawn is null || rows < 30 || _centre.Count < 30)
            return new MetricValue("alpha-precision", null, null, null, rows, null, "A column of the reference is not drawn, or there are too few rows.");
        var (precision, error) = PrecisionRecall.Precision(_centre, drawn);
        return new MetricValue("alpha-precision", precision, Math.Max(0, precision - 2.262 * error), Math.Min(1, precision + 2.262 * error), rows, Baseline?.Metric("alpha-precision")?.Value);
    }

    /// <summary>A mean over columns or pairs of all rows and its jackknife standard error.</summary>
    private readonly record struct Averages(double[] Parts)
    {
        public double Value => Parts[0];

        public double Error
        {
            get
            {
                double mean = Parts.Skip(1).Average();
                return Math.Sqrt((PreviewColumn.Groups - 1.0) / PreviewColumn.Groups * Parts.Skip(1).Sum(p => (p - mean) * (p - mean)));
            }
        }

        public static Averages Of(IEnumerable<double[]> scores)
        {
            double[][] defined = [.. scores.Where(s => !s.Any(double.IsNaN))];
            return new Averages([.. Enumerable.Range(0, PreviewColumn.Groups + 1).Select(g => defined.Length == 0 ? double.NaN : defined.Average(s => s[g]))]);
        }

        public static Averages Mean(Averages a, Averages b) =>
            double.IsNaN(a.Value) ? b : double.IsNaN(b.Value) ? a : new Averages([.. a.Parts.Zip(b.Parts, (x, y) => (x + y) / 2)]);
    }
}
