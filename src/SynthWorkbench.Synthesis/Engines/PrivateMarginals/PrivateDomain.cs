using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>What a cell of a column's domain stands for.</summary>
internal enum CellKind
{
    /// <summary>No value.</summary>
    Missing,

    /// <summary>Any label that is not kept.</summary>
    Other,

    /// <summary>A label.</summary>
    Label,

    /// <summary>One number or date.</summary>
    Value,

    /// <summary>Numbers or dates from a lower edge up to the next.</summary>
    Interval,
}

/// <summary>
/// The cells that a column's values fall into, known without further look at the data: labels or single values that are public or were found privately, and intervals between private edges. Cell 0
/// is the missing value.
/// </summary>
internal sealed class PrivateDomain
{
    private const int LeastEven = 17;

    private readonly Dictionary<double, int> _cellOfValue;
    private readonly Dictionary<string, int> _cellOfLabel;
    private readonly int[] _intervals;
    private readonly int _other;

    private PrivateDomain(ColumnSchema schema, ImmutableArray<CellKind> kinds, double[] low, double[] high, ImmutableArray<string> labels)
    {
        Schema = schema;
        Kinds = kinds;
        Low = low;
        High = high;
        Labels = labels;
        _intervals = [.. Enumerable.Range(0, kinds.Length).Where(c => kinds[c] == CellKind.Interval).OrderBy(c => low[c])];
        _cellOfValue = Enumerable.Range(0, kinds.Length).Where(c => kinds[c] == CellKind.Value).ToDictionary(c => low[c]);
        _cellOfLabel = Enumerable.Range(0, kinds.Length).Where(c => kinds[c] == CellKind.Label).ToDictionary(c => labels[c], StringComparer.Ordinal);
        _other = Math.Max(0, kinds.IndexOf(CellKind.Other));
    }

    public ColumnSchema Schema { get; }

    public ImmutableArray<CellKind> Kinds { get; }

    /// <summary>The value, or the lower edge of an interval.</summary>
    public double[] Low { get; }

    /// <summary>The value, or the upper edge of an interval.</summary>
    public double[] High { get; }

    /// <summary>The label of each cell, empty where it has none.</summary>
    public ImmutableArray<string> Labels { get; }

    public bool IsNumber => Schema.Kind is ColumnKind.Numeric or ColumnKind.DateTime;

    /// <summary>Whether neighbouring cells are alike: numbers, dates and ordinal labels.</summary>
    public bool IsOrdered => IsNumber || Schema.IsOrdinal;

    public int Count => Kinds.Length;

    /// <summary>Whether the cells are values of even steps, and enough of them to tell a line from noise.</summary>
    public bool IsEven
    {
        get
        {
            if (Count < LeastEven || Kinds.Skip(1).Any(k => k != CellKind.Value))
                return false;
            double step = Low[2] - Low[1];
            return Enumerable.Range(2, Count - 2).All(c => Math.Abs(Low[c] - Low[c - 1] - step) <= 1e-6 * step);
        }
    }

    /// <summary>Labels in the order given, with a cell for others where they need not be all.</summary>
    public static PrivateDomain OfLabels(ColumnSchema schema, IReadOnlyList<string> labels, bool hasOther)
    {
        CellKind[] kinds = [CellKind.Missing, .. labels.Select(_ => CellKind.Label), .. hasOther ? [CellKind.Other] : Array.Empty<CellKind>()];
        string[] names = ["", .. labels, .. hasOther ? [""] : Array.Empty<string>()];
        return new PrivateDomain(schema, [.. kinds], new double[kinds.Length], new double[kinds.Length], [.. names]);
    }

    /// <summary>Single values, and intervals between ascending edges for all others; cells ascend.</summary>
    public static PrivateDomain OfNumbers(ColumnSchema schema, IReadOnlyList<double> values, double[] edges)
    {
        var cells = values.Select(v => (Kind: CellKind.Value, Low: v, High: v)).Concat(edges.Skip(1).Select((edge, i) => (Kind: CellKind.Interval, Low: edges[i], High: edge))).OrderBy(c => c.Low).ThenBy(c => c.High).ToList();
        return new PrivateDomain(schema, [CellKind.Missing, .. cells.Select(c => c.Kind)], [double.NaN, .. cells.Select(c => c.Low)], [double.NaN, .. cells.Select(c => c.High)], [.. Enumerable.Repeat("", cells.Count + 1)]);
    }

    /// <summary>The cell of each row.</summary>
    public int[] Code(Column column)
    {
        if (column is CodedColumn coded)
        {
            int[] cells = [.. coded.Dictionary.Select(label => _cellOfLabel.GetValueOrDefault(label, _other))];
            return Array.ConvertAll(coded.Codes.ToArray(), code => code < 0 ? 0 : cells[code]);
        }

        return Array.ConvertAll(NumberMarginal.Numbers(column), CellOf);
    }

    private int CellOf(double value)
    {
        if (double.IsNaN(value))
            return 0;
        if (_cellOfValue.TryGetValue(value, out int cell))
            return cell;
        if (_intervals.Length > 0)
        {
            int low = 0, high = _intervals.Length - 1;
            while (low < high)
            {
                int middle = (low + high + 1) >>> 1;
                if (Low[_intervals[middle]] <= value)
                    low = middle;
                else
                    high = middle - 1;
            }

            return _intervals[low];
        }

        // All values are declared: another one is learned as the nearest.
        int at = Array.BinarySearch(Low, 1, Low.Length - 1, value);
        at = Math.Clamp(at < 0 ? ~at : at, 1, Low.Length - 1);
        return at > 1 && value - Low[at - 1] < Low[at] - value ? at - 1 : at;
    }

    public bool HasValue(double value) => _cellOfValue.ContainsKey(value);

    public void Write(BinaryWriter writer)
    {
        SchemaBytes.Write(writer, Schema);
        ModelBytes.Write(writer, [.. Kinds.Select(k => (int)k)]);
        ModelBytes.Write(writer, Low);
        ModelBytes.Write(writer, High);
        foreach (string label in Labels)
            writer.Write(label);
    }

    public static PrivateDomain Read(BinaryReader reader)
    {
        var schema = SchemaBytes.Read(reader);
        int[] kinds = ModelBytes.ReadInts(reader);
        double[] low = ModelBytes.ReadDoubles(reader), high = ModelBytes.ReadDoubles(reader);
        string[] labels = new string[kinds.Length];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = reader.ReadString();
        return new PrivateDomain(schema, [.. kinds.Select(k => (CellKind)k)], low, high, [.. labels]);
    }
}
