using System.Collections.Concurrent;
using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>One column of two tables side by side: numbers (dates as ticks; NaN missing) or labels with common codes (-1 missing).</summary>
public sealed class ComparedColumn
{
    private readonly ConcurrentDictionary<int, MarginalCodes> _binned = new();
    private readonly Lazy<double[]> _sortedReal;
    private readonly Lazy<double[]> _sortedSynthetic;
    private readonly Lazy<int[]> _syntheticOrder;

    /// <summary>The column of all rows where this one leaves some of the other table's out, and the rows that are left.</summary>
    private ComparedColumn? _whole;
    private int[] _left = [];

    private ComparedColumn(ColumnSchema schema)
    {
        Schema = schema;
        _sortedReal = new Lazy<double[]>(() => _whole?.SortedReal ?? Sorted(RealNumbers));
        _syntheticOrder = new Lazy<int[]>(() => Order(SyntheticNumbers));
        _sortedSynthetic = new Lazy<double[]>(() => _whole is null ? Sorted(SyntheticNumbers) : SortedOfLeft(_whole));
    }

    /// <summary>The reference's column.</summary>
    public ColumnSchema Schema { get; }

    /// <summary>The column's name.</summary>
    public string Name => Schema.Name;

    /// <summary>Whether the values are numbers or dates.</summary>
    public bool IsNumber { get; private init; }

    /// <summary>Numbers of the reference, in row order.</summary>
    public double[] RealNumbers { get; private init; } = [];

    /// <summary>Numbers of the other table, in row order.</summary>
    public double[] SyntheticNumbers { get; private init; } = [];

    /// <summary>Codes of the reference, in row order.</summary>
    public int[] RealCodes { get; private init; } = [];

    /// <summary>Codes of the other table, in row order.</summary>
    public int[] SyntheticCodes { get; private init; } = [];

    /// <summary>The labels by code: those of the reference first, then those that only the other table has.</summary>
    public ImmutableArray<string> Labels { get; private init; } = [];

    /// <summary>
    /// The columns that both tables have and that carry values to compare (not identifiers, personal data or free text). A column that is a number in one table
    /// and labels in the other is compared as labels.
    /// </summary>
    public static IReadOnlyList<ComparedColumn> Pair(Table real, Table synthetic)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(synthetic);
        return
        [
            .. real.Columns.Where(c => c.Schema.Role is ColumnRole.Feature or ColumnRole.Target)
                .Where(c => c.Schema.Kind is not (ColumnKind.Identifier or ColumnKind.Text) && synthetic.Schema.Contains(c.Name))
                .Select(c => Of(c, synthetic[c.Name])),
        ];
    }

    /// <summary>The reference's values in order, without missing ones.</summary>
    internal double[] SortedReal => _sortedReal.Value;

    /// <summary>The other table's values in order, without missing ones.</summary>
    internal double[] SortedSynthetic => _sortedSynthetic.Value;

    /// <summary>The column as classes for marginal counts, see <see cref="MarginalCodes.Of"/>; 0 bins for the coarse form.</summary>
    internal MarginalCodes Binned(int bins) => _binned.GetOrAdd(bins, b =>
    {
        if (_whole is null)
            return b == 0 ? MarginalCodes.Coarse(this) : MarginalCodes.Of(this, b);
        var whole = _whole.Binned(b);
        return whole with { Synthetic = Array.ConvertAll(_left, row => whole.Synthetic[row]) };
    });

    /// <summary>The same column without the other table's rows number <paramref name="group"/>, <paramref name="group"/> + <paramref name="groups"/> and so on; what is known of the reference is shared.</summary>
    internal ComparedColumn Without(int group, int groups)
    {
        int rows = IsNumber ? SyntheticNumbers.Length : SyntheticCodes.Length;
        int[] left = [.. Enumerable.Range(0, rows).Where(row => row % groups != group)];
        return new ComparedColumn(Schema)
        {
            IsNumber = IsNumber,
            RealNumbers = RealNumbers,
            RealCodes = RealCodes,
            Labels = Labels,
            SyntheticNumbers = IsNumber ? Array.ConvertAll(left, row => SyntheticNumbers[row]) : [],
            SyntheticCodes = IsNumber ? [] : Array.ConvertAll(left, row => SyntheticCodes[row]),
            _whole = this,
            _left = left,
        };
    }

    private double[] SortedOfLeft(ComparedColumn whole)
    {
        bool[] isLeft = new bool[whole.SyntheticNumbers.Length];
        foreach (int row in _left)
            isLeft[row] = true;
        return [.. whole._syntheticOrder.Value.Where(row => isLeft[row]).Select(row => whole.SyntheticNumbers[row])];
    }

    private static double[] Sorted(double[] values)
    {
        double[] present = Array.FindAll(values, v => !double.IsNaN(v));
        Array.Sort(present);
        return present;
    }

    private static int[] Order(double[] values)
    {
        int[] rows = [.. Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row]))];
        Array.Sort(Array.ConvertAll(rows, row => values[row]), rows);
        return rows;
    }

    private static ComparedColumn Of(Column real, Column synthetic)
    {
        if (real is not CodedColumn && synthetic is not CodedColumn && real.GetType() == synthetic.GetType())
            return new ComparedColumn(real.Schema) { IsNumber = true, RealNumbers = Numbers(real), SyntheticNumbers = Numbers(synthetic) };
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] realCodes = Codes(real, codeOf), syntheticCodes = Codes(synthetic, codeOf);
        return new ComparedColumn(real.Schema)
        {
            RealCodes = realCodes,
            SyntheticCodes = syntheticCodes,
            Labels = [.. codeOf.OrderBy(c => c.Value).Select(c => c.Key)],
        };
    }

    internal static double[] Numbers(Column column) => column switch
    {
        NumericColumn numeric => numeric.Values.ToArray(),
        DateTimeColumn dates => Array.ConvertAll(dates.Ticks.ToArray(), t => t == DateTimeColumn.MissingTicks ? double.NaN : t),
        _ => throw new ArgumentException($"Column '{column.Name}' holds labels.", nameof(column)),
    };

    private static int[] Codes(Column column, Dictionary<string, int> codeOf)
    {
        int[] codes = new int[column.Length];
        if (column is CodedColumn coded)
        {
            int[] map = new int[coded.Dictionary.Length];
            Array.Fill(map, -2);
            for (int row = 0; row < codes.Length; row++)
            {
                int code = coded.Codes[row];
                if (code >= 0 && map[code] == -2)
                    map[code] = CodeOf(coded.Dictionary[code], codeOf);
                codes[row] = code < 0 ? -1 : map[code];
            }

            return codes;
        }

        for (int row = 0; row < codes.Length; row++)
            codes[row] = column.Format(row) is { } label ? CodeOf(label, codeOf) : -1;
        return codes;
    }

    private static int CodeOf(string label, Dictionary<string, int> codeOf)
    {
        if (!codeOf.TryGetValue(label, out int code))
            codeOf[label] = code = codeOf.Count;
        return code;
    }
}
