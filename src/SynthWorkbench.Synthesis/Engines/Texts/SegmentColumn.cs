using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>A column that texts depend on, as classes: labels of at least as many rows as the floor, or five classes of numbers of equal size; the last class holds every other value and the missing ones.</summary>
internal sealed class SegmentColumn
{
    private const int MostLabels = 200, NumberClasses = 5;

    private readonly ImmutableArray<string> _labels;
    private readonly double[] _edges;
    private readonly Dictionary<string, int> _classOf = new(StringComparer.Ordinal);

    private SegmentColumn(string name, ImmutableArray<string> labels, double[] edges)
    {
        (Name, _labels, _edges) = (name, labels, edges);
        for (int i = 0; i < labels.Length; i++)
            _classOf.TryAdd(labels[i], i);
    }

    public string Name { get; }

    /// <summary>Classes, the one of all other values among them.</summary>
    public int Classes => (_edges.Length > 0 ? _edges.Length + 1 : _labels.Length) + 1;

    /// <summary>What a class holds, for people.</summary>
    public string Label(int value) => value == Classes - 1 ? "other or missing" : _edges.Length == 0 ? _labels[value]
        : value == 0 ? $"below {_edges[0]:0.##}" : value == _edges.Length ? $"{_edges[^1]:0.##} and above" : $"{_edges[value - 1]:0.##} to {_edges[value]:0.##}";

    /// <summary>The classes of a column; null where it has fewer than two of them.</summary>
    public static SegmentColumn? Of(Column column, int floor, int mostClasses)
    {
        var numbers = column as NumericColumn;
        SegmentColumn? found = numbers is not null ? OfNumbers(numbers) : column is CodedColumn coded ? OfLabels(coded, floor, Math.Min(MostLabels, mostClasses)) : null;
        return found is { Classes: >= 3 } ? found : null;
    }

    private static SegmentColumn OfLabels(CodedColumn column, int floor, int most)
    {
        int[] rows = new int[column.Dictionary.Length];
        foreach (int code in column.Codes)
        {
            if (code >= 0)
                rows[code]++;
        }

        return new SegmentColumn(column.Name, [.. Enumerable.Range(0, rows.Length).Where(c => rows[c] >= floor).OrderByDescending(c => rows[c]).ThenBy(c => column.Dictionary[c], StringComparer.Ordinal).Take(most).Select(c => column.Dictionary[c])], []);
    }

    private static SegmentColumn OfNumbers(NumericColumn column)
    {
        double[] values = Array.FindAll(column.Values.ToArray(), v => !double.IsNaN(v));
        Array.Sort(values);
        var edges = new List<double>();
        for (int i = 1; i < NumberClasses && values.Length >= 100; i++)
        {
            double edge = values[i * values.Length / NumberClasses];
            if (edge > values[0] && (edges.Count == 0 || edge > edges[^1]))
                edges.Add(edge);
        }

        return new SegmentColumn(column.Name, [], [.. edges]);
    }

    /// <summary>The class of every row.</summary>
    public int[] Codes(Column column)
    {
        int[] codes = new int[column.Length];
        if (_edges.Length > 0)
        {
            for (int row = 0; row < codes.Length; row++)
            {
                double value = column is NumericColumn numeric ? numeric.Values[row] : double.NaN;
                codes[row] = double.IsNaN(value) ? Classes - 1 : Place(value);
            }

            return codes;
        }

        if (column is CodedColumn coded)
        {
            int[] classes = [.. coded.Dictionary.Select(l => _classOf.GetValueOrDefault(l, Classes - 1))];
            for (int row = 0; row < codes.Length; row++)
                codes[row] = coded.Codes[row] < 0 ? Classes - 1 : classes[coded.Codes[row]];
            return codes;
        }

        for (int row = 0; row < codes.Length; row++)
            codes[row] = _classOf.GetValueOrDefault(column.Format(row) ?? "", Classes - 1);
        return codes;
    }

    private int Place(double value)
    {
        int place = 0;
        while (place < _edges.Length && value >= _edges[place])
            place++;
        return place;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Name);
        writer.Write(_labels.Length);
        foreach (string label in _labels)
            writer.Write(label);
        ModelBytes.Write(writer, _edges);
    }

    public static SegmentColumn Read(BinaryReader reader)
    {
        string name = reader.ReadString();
        string[] labels = new string[reader.ReadInt32()];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = reader.ReadString();
        return new SegmentColumn(name, [.. labels], ModelBytes.ReadDoubles(reader));
    }
}
