using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>Drawn rows before they are a table: times, features by row, and whose they are.</summary>
internal sealed class SequencePage
{
    private readonly SequenceFeatures _features;

    public SequencePage(SequenceFeatures features, int rows)
    {
        _features = features;
        Times = new long[rows];
        Drawn = Array.ConvertAll(features.Features, _ => new double[rows]);
        Sequence = new int[rows];
    }

    public long[] Times { get; }

    public double[][] Drawn { get; }

    /// <summary>By row the number of its sequence within the page.</summary>
    public int[] Sequence { get; }

    /// <summary>Takes what was drawn for a sequence as the row at <paramref name="row"/>.</summary>
    public void Put(int row, SequenceDraw draw, int sequence)
    {
        Times[row] = draw.Times[sequence];
        for (int f = 0; f < Drawn.Length; f++)
            Drawn[f][row] = draw.Drawn[f][sequence];
    }

    /// <summary>The page as a table; <paramref name="context"/> holds a row a sequence, sequences are numbered from <paramref name="firstNumber"/>.</summary>
    public Table ToTable(SequenceFrame frame, Table? context, long firstNumber) => new(_features.Schema.Columns.Select(schema =>
    {
        if (schema.Name == _features.Entity)
            return Entities(schema, firstNumber);
        if (_features.Order.Contains(schema.Name))
            return _features.Axis.ColumnOf(schema.Name, Times);
        int feature = Array.FindIndex(_features.Features, f => f.Name == schema.Name);
        return feature < 0 ? context![schema.Name].Take(Sequence) : _features.ColumnOf(feature, Drawn[feature], Times, frame.Columns[frame.IndexOf(feature)].Dictionary);
    }));

    /// <summary>New names: those of the reference are persons.</summary>
    private Column Entities(ColumnSchema schema, long first)
    {
        if (schema.Kind == ColumnKind.Numeric)
            return new NumericColumn(schema, Array.ConvertAll(Sequence, s => (double)(first + s)));
        ImmutableArray<string> names = [.. Enumerable.Range(0, Sequence.Length == 0 ? 0 : Sequence.Max() + 1).Select(s => $"{schema.Name}-{first + s}")];
        return new CodedColumn(schema, [.. Sequence], names);
    }
}
