using SynthWorkbench.Numerics.Statistics;

namespace SynthWorkbench.Synthesis.Metrics.Preview;

/// <summary>A pair of columns of a reference, counted once: the pair trend of other rows against it costs those rows alone.</summary>
internal sealed class PreviewPair
{
    /// <summary>Combinations up to which the reference's shares stand in an array.</summary>
    private const int MostCells = 1 << 16;

    /// <summary>All rows, then each group.</summary>
    private const int Width = PreviewColumn.Groups + 1;

    private readonly double _correlation;
    private readonly float[] _cells;
    private readonly Dictionary<int, float>? _sparse;

    private PreviewPair(int first, int second, double correlation, float[] cells, Dictionary<int, float>? sparse)
    {
        First = first;
        Second = second;
        _correlation = correlation;
        _cells = cells;
        _sparse = sparse;
    }

    public int First { get; }

    public int Second { get; }

    public static PreviewPair Of(PreviewColumn[] columns, int first, int second)
    {
        var (a, b) = (columns[first], columns[second]);
        if (a.IsNumber && b.IsNumber)
            return new PreviewPair(first, second, Correlation.Pearson(a.Numbers, b.Numbers), [], null);
        float one = 1f / Math.Max(1, a.Rows);
        if ((long)a.Classes * b.Classes <= MostCells)
        {
            int[] counts = new int[a.Classes * b.Classes];
            for (int row = 0; row < a.Rows; row++)
                counts[a.PairCodes[row] * b.Classes + b.PairCodes[row]]++;
            return new PreviewPair(first, second, 0, Array.ConvertAll(counts, c => c * one), null);
        }

        var sparse = new Dictionary<int, float>();
        for (int row = 0; row < a.Rows; row++)
        {
            int cell = a.PairCodes[row] * b.Classes + b.PairCodes[row];
            sparse[cell] = sparse.GetValueOrDefault(cell) + one;
        }

        return new PreviewPair(first, second, 0, [], sparse);
    }

    /// <summary>What counting a pair needs, used again for the next one.</summary>
    internal sealed class Scratch
    {
        private readonly int[] _placeOf = new int[MostCells];
        private readonly Dictionary<int, int> _sparsePlaceOf = [];
        private readonly List<int> _cells = [];
        private int[] _counts = new int[64 * Width];

        /// <summary>The combinations that occur; <see cref="Counts"/> has their rows, all of them first and then by group.</summary>
        public IReadOnlyList<int> Cells => _cells;

        public ReadOnlySpan<int> Counts(int place) => _counts.AsSpan(place * Width, Width);

        public void Count(int[] x, int[] y, int classes, bool isSparse)
        {
            foreach (int cell in _cells)
            {
                if (cell < MostCells)
                    _placeOf[cell] = 0;
            }

            _sparsePlaceOf.Clear();
            _cells.Clear();
            for (int row = 0; row < x.Length; row++)
            {
                int cell = x[row] * classes + y[row];
                int place = (isSparse ? _sparsePlaceOf.GetValueOrDefault(cell) : _placeOf[cell]) - 1;
                if (place < 0)
                {
                    place = _cells.Count;
                    _cells.Add(cell);
                    if (isSparse)
                        _sparsePlaceOf[cell] = place + 1;
                    else
                        _placeOf[cell] = place + 1;
                    if (_counts.Length < (place + 1) * Width)
                        Array.Resize(ref _counts, 2 * _counts.Length);
                    _counts.AsSpan(place * Width, Width).Clear();
                }

                _counts[place * Width]++;
                _counts[place * Width + 1 + row % PreviewColumn.Groups]++;
            }
        }
    }

    /// <summary>Trend scores of all rows (first) and without each group of rows; NaN where undefined.</summary>
    public double[] Scores(PreviewColumn[] columns, double[][] numbers, int[][] codes, Scratch scratch)
    {
        var (a, b) = (columns[First], columns[Second]);
        double[] scores = new double[Width];
        if (a.IsNumber && b.IsNumber)
        {
            Correlations(numbers[First], numbers[Second], scores);
            return scores;
        }

        int rows = codes[First].Length;
        scratch.Count(codes[First], codes[Second], b.Classes, _sparse is not null);

        Span<double> perRow = stackalloc double[Width], distance = stackalloc double[Width];
        for (int g = 0; g < Width; g++)
            perRow[g] = 1.0 / (rows - (g == 0 ? 0 : (rows - g + PreviewColumn.Groups) / PreviewColumn.Groups));

        // Of the reference's cells only those that were drawn differ from "all of it is missing": the distance starts at one and is corrected cell by cell.
        distance.Fill(1);
        for (int place = 0; place < scratch.Cells.Count; place++)
        {
            int cell = scratch.Cells[place];
            var count = scratch.Counts(place);
            double real = _sparse is null ? _cells[cell] : _sparse.GetValueOrDefault(cell);
            distance[0] += Math.Abs(real - count[0] * perRow[0]) - real;
            for (int g = 1; g < Width; g++)
                distance[g] += Math.Abs(real - (count[0] - count[g]) * perRow[g]) - real;
        }

        for (int g = 0; g < Width; g++)
            scores[g] = !double.IsFinite(perRow[g]) || a.Rows == 0 ? double.NaN : 1 - distance[g] / 2;
        return scores;
    }

    private void Correlations(double[] x, double[] y, double[] scores)
    {
        Span<double> sums = stackalloc double[6 * Width];
        double shiftX = Shift(x), shiftY = Shift(y);
        for (int row = 0; row < x.Length; row++)
        {
            if (double.IsNaN(x[row]) || double.IsNaN(y[row]))
                continue;
            double dx = x[row] - shiftX, dy = y[row] - shiftY;
            var sum = sums.Slice(6 * (1 + row % PreviewColumn.Groups), 6);
            sum[0]++;
            sum[1] += dx;
            sum[2] += dy;
            sum[3] += dx * dx;
            sum[4] += dy * dy;
            sum[5] += dx * dy;
        }

        for (int g = 1; g < Width; g++)
        {
            for (int k = 0; k < 6; k++)
                sums[k] += sums[6 * g + k];
        }

        for (int g = 0; g < Width; g++)
        {
            double n = Left(sums, g, 0), sx = Left(sums, g, 1), sy = Left(sums, g, 2);
            double xx = Left(sums, g, 3) - sx * sx / n, yy = Left(sums, g, 4) - sy * sy / n, xy = Left(sums, g, 5) - sx * sy / n;
            double correlation = n < 2 || IsConstant(xx, n, shiftX) || IsConstant(yy, n, shiftY) ? double.NaN : Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1);
            scores[g] = 1 - Math.Abs(_correlation - correlation) / 2;
        }

        // What rounding leaves of a constant's squares is no spread.
        static bool IsConstant(double squares, double n, double mean) => !(squares > n * Math.Pow(1e-12 * mean, 2));

        static double Left(ReadOnlySpan<double> sums, int group, int k) => sums[k] - (group == 0 ? 0 : sums[6 * group + k]);
    }

    /// <summary>A value near the middle: squares of what is left after it lose no digits.</summary>
    private static double Shift(double[] values)
    {
        double sum = 0;
        int n = 0;
        foreach (double v in values)
        {
            if (double.IsNaN(v))
                continue;
            sum += v;
            n++;
        }

        return n == 0 ? 0 : sum / n;
    }
}
