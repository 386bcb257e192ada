using SynthWorkbench.Numerics.Statistics;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>
/// How a column looks as a predictor: code 0 is missing; numbers and dates have 1 .. 255 by quantile bins, labels 1 + their dictionary code.
/// </summary>
internal sealed class ColumnCodes
{
    private const int MaxBins = 254, MaxLabels = 1000, FewestRows = 10;

    private ColumnCodes(bool isOrdered, int codeCount, double[] edges, int[]? groups = null)
    {
        Groups = groups;
        IsOrdered = isOrdered;
        CodeCount = codeCount;
        Edges = edges;
    }

    /// <summary>Whether the order of codes means something.</summary>
    public bool IsOrdered { get; }

    /// <summary>One more than the largest code.</summary>
    public int CodeCount { get; }

    /// <summary>Upper edges of the bins of a number or date, ascending; empty for labels.</summary>
    public double[] Edges { get; }

    /// <summary>Labels: the predictor code of each dictionary code where rare ones share one, else null.</summary>
    public int[]? Groups { get; }

    public static ColumnCodes Of(Column column) => column is CodedColumn coded ? FromLabels(coded) : FromNumbers(NumberMarginal.Numbers(column));

    private static ColumnCodes FromLabels(CodedColumn column)
    {
        int labels = column.Dictionary.Length;
        int[] count = new int[labels];
        foreach (int code in column.Codes)
        {
            if (code >= 0)
                count[code]++;
        }

        // A label of few rows tells who the row is, not what it is like: such labels share one code, and so do all beyond the most frequent ones.
        int[] order = [.. Enumerable.Range(0, labels)];
        Array.Sort(order, (a, b) => count[a] != count[b] ? count[b].CompareTo(count[a]) : a.CompareTo(b));
        int own = Math.Min(MaxLabels - 1, order.TakeWhile(l => count[l] >= FewestRows).Count());
        if (own >= labels - 1)
            return new ColumnCodes(column.Schema.IsOrdinal && labels < 255, labels + 1, []);
        int[] groups = new int[labels];
        Array.Fill(groups, own + 1);
        for (int place = 0; place < own; place++)
            groups[order[place]] = place + 1;
        return new ColumnCodes(isOrdered: false, own + 2, [], groups);
    }

    /// <summary>The predictor code of a dictionary code, -1 for missing.</summary>
    public int CodeOfLabel(int label) => label < 0 ? 0 : Groups is null ? label + 1 : Groups[label];

    private static ColumnCodes FromNumbers(double[] values)
    {
        double[] edges = QuantileBins.UpperEdges(values, MaxBins);
        return new ColumnCodes(isOrdered: true, edges.Length + 1, edges);
    }

    /// <summary>The code of a number: 0 for NaN, else 1 + its bin.</summary>
    public int CodeOf(double value) => double.IsNaN(value) ? 0 : QuantileBins.BinOf(Edges, value) + 1;

    /// <summary>All codes of a column.</summary>
    public int[] Encode(Column column)
    {
        int[] codes = new int[column.Length];
        if (column is CodedColumn coded)
        {
            for (int i = 0; i < codes.Length; i++)
                codes[i] = CodeOfLabel(coded.Codes[i]);
            return codes;
        }

        double[] values = NumberMarginal.Numbers(column);
        for (int i = 0; i < codes.Length; i++)
            codes[i] = CodeOf(values[i]);
        return codes;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(IsOrdered);
        writer.Write(CodeCount);
        ModelBytes.Write(writer, Edges);
        ModelBytes.Write(writer, Groups ?? []);
    }

    public static ColumnCodes Read(BinaryReader reader) =>
        new(reader.ReadBoolean(), reader.ReadInt32(), ModelBytes.ReadDoubles(reader), ModelBytes.ReadInts(reader) is { Length: > 0 } groups ? groups : null);
}
