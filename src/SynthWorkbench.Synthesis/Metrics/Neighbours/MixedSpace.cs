using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Neighbours;

/// <summary>
/// Rows of several tables in one space. Distance of two rows: mean over columns of |difference| / range of the first table's values (at most 1) for numbers and dates, 0 or 1 for labels;
/// missing against a value is 1, against missing 0.
/// </summary>
/// <remarks>Gower, Biometrics 27 (1971). Numbers are held scaled with missing at -8, labels as codes with missing at -1, in single precision.</remarks>
public sealed class MixedSpace
{
    internal const float MissingNumber = -8f;

    private readonly int[] _order;
    private readonly float[][][] _cells;
    private readonly Func<Column, float[]>[] _coders;

    private MixedSpace(string[] names, bool[] isNumber, float[][][] cells, Func<Column, float[]>[] coders)
    {
        Names = names;
        IsNumber = isNumber;
        _order = OrderOf(cells[0], isNumber);
        _cells = cells;
        _coders = coders;
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether a column is a number or date (else labels).</summary>
    public IReadOnlyList<bool> IsNumber { get; }

    /// <summary>Number of columns.</summary>
    public int Width => Names.Count;

    /// <summary>Codes the columns named of all tables; the first one (the training rows) gives the ranges. Every table must have the columns.</summary>
    public static MixedSpace Of(IReadOnlyList<string> columns, params IReadOnlyList<Table> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        return WithRanges(tables[0], columns, tables);
    }

    /// <summary>As <see cref="Of"/>, with the ranges of a table of which the space need not hold the rows.</summary>
    internal static MixedSpace WithRanges(Table ranges, IReadOnlyList<string> columns, params IReadOnlyList<Table> tables)
    {
        ArgumentNullException.ThrowIfNull(columns);
        bool[] isNumber = [.. columns.Select(name => tables.All(t => t[name] is not CodedColumn && t[name].GetType() == tables[0][name].GetType()))];
        var cells = new float[tables.Count][][];
        for (int t = 0; t < cells.Length; t++)
            cells[t] = new float[columns.Count][];
        var coders = new Func<Column, float[]>[columns.Count];
        Parallel.For(0, columns.Count, c =>
        {
            if (isNumber[c])
                Numbers(c);
            else
                Labels(c);
        });
        return new MixedSpace([.. columns], isNumber, cells, coders);

        void Numbers(int c)
        {
            double min = double.MaxValue, max = double.MinValue;
            foreach (double v in ValuesOf(ranges[columns[c]]))
            {
                if (!double.IsNaN(v))
                    (min, max) = (Math.Min(min, v), Math.Max(max, v));
            }

            double scale = max > min ? 1 / (max / 2 - min / 2) : 2, least = Math.Min(min, max);
            coders[c] = column => Array.ConvertAll(ValuesOf(column), v => double.IsNaN(v) ? MissingNumber : (float)Math.Clamp((v / 2 - least / 2) * scale, -4, 4));
            for (int t = 0; t < cells.Length; t++)
                cells[t][c] = coders[c](tables[t][columns[c]]);
        }

        void Labels(int c)
        {
            var codeOf = new Dictionary<string, float>(StringComparer.Ordinal);
            for (int t = 0; t < cells.Length; t++)
                cells[t][c] = CodesOf(tables[t][columns[c]], codeOf);
            coders[c] = column => CodesOf(column, new Dictionary<string, float>(codeOf, StringComparer.Ordinal));
        }
    }

    /// <summary>The columns in which two rows differ most come first: a search can give a point up as soon as it is farther than the nearest so far.</summary>
    private static int[] OrderOf(float[][] cells, bool[] isNumber)
    {
        const int Pairs = 512;
        double[] apart = new double[cells.Length];
        for (int c = 0; c < cells.Length; c++)
        {
            int rows = cells[c].Length;
            for (int i = 0; i < Math.Min(Pairs, rows); i++)
            {
                int row = (int)((long)i * rows / Math.Min(Pairs, rows));
                float difference = Math.Abs(cells[c][row] - cells[c][(row + rows / 2) % rows]);
                apart[c] += isNumber[c] ? Math.Min(difference, 1) : difference == 0 ? 0 : 1;
            }
        }

        return [.. Enumerable.Range(0, cells.Length).OrderByDescending(c => apart[c])];
    }

    private static double[] ValuesOf(Column column) => column switch
    {
        NumericColumn numeric => numeric.Values.ToArray(),
        DateTimeColumn dates => Array.ConvertAll(dates.Ticks.ToArray(), t => t == DateTimeColumn.MissingTicks ? double.NaN : t),
        _ => throw new ArgumentException($"Column '{column.Name}' holds labels.", nameof(column)),
    };

    private static float[] CodesOf(Column column, Dictionary<string, float> codeOf)
    {
        float[] codes = new float[column.Length];
        float[]? known = column is CodedColumn coded ? new float[coded.Dictionary.Length] : null;
        for (int row = 0; row < codes.Length; row++)
        {
            if (column.IsMissing(row))
            {
                codes[row] = -1;
                continue;
            }

            int code = known is null ? 0 : ((CodedColumn)column).Codes[row];
            if (known is not null && known[code] > 0)
            {
                codes[row] = known[code];
                continue;
            }

            string label = MarginalCodes.Canonical(column.Format(row)!);
            if (!codeOf.TryGetValue(label, out float place))
                codeOf[label] = place = codeOf.Count + 1;
            codes[row] = place;
            if (known is not null)
                known[code] = place;
        }

        return codes;
    }

    /// <summary>The rows named of a table as points, over all columns or those at the positions named.</summary>
    public MixedPoints Points(int table, ReadOnlySpan<int> rows, IReadOnlyList<int>? columns = null)
    {
        int[] used = columns is null ? [.. Enumerable.Range(0, Width)] : [.. columns];
        var cells = new float[used.Length][];
        for (int c = 0; c < cells.Length; c++)
        {
            float[] padded = new float[(rows.Length + 63) / 64 * 64];
            float[] from = _cells[table][used[c]];
            for (int i = 0; i < rows.Length; i++)
                padded[i] = from[rows[i]];
            cells[c] = padded;
        }

        return new MixedPoints(cells, [.. used.Select(c => IsNumber[c])], [.. Enumerable.Range(0, used.Length).OrderBy(c => Array.IndexOf(_order, used[c]))], rows.Length);
    }

    /// <summary>All rows of a further table as points; it must have the columns, of the same kinds. The space stays as it is.</summary>
    internal MixedPoints PointsOf(Table table)
    {
        var cells = new float[Width][];
        Parallel.For(0, Width, c =>
        {
            cells[c] = _coders[c](table[Names[c]]);
            Array.Resize(ref cells[c], (table.RowCount + 63) / 64 * 64);
        });
        return new MixedPoints(cells, [.. IsNumber], _order, table.RowCount);
    }

    /// <summary>The cell of a row as it is held: scaled number or code.</summary>
    public float Cell(int table, int column, int row) => _cells[table][column][row];

    /// <summary>Whether a cell is missing.</summary>
    public bool IsMissing(int table, int column, int row) => IsNumber[column] ? _cells[table][column][row] <= MissingNumber : _cells[table][column][row] < 0;
}
