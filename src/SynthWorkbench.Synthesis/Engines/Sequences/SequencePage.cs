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

    /// <summary>
    /// Draws whole sequences side by side; <paramref name="entities"/> holds a row a sequence with its context, <paramref name="starts"/> and <paramref name="lengths"/> say when each begins and how many
    /// rows it has, none allowed. Rows stand sequence by sequence.
    /// </summary>
    public static SequencePage Draw(SequenceFeatures features, SequenceFrame first, SequenceFrame next, KnownFeatures known, SequenceTiming timing, SamplingControls controls, Table entities, long[] starts, int[] lengths, ulong seed)
    {
        int n = lengths.Length;
        int[] offset = new int[n], order = [.. Enumerable.Range(0, n)];
        for (int s = 1; s < n; s++)
            offset[s] = offset[s - 1] + lengths[s - 1];
        Array.Sort(order, (a, b) => lengths[a] != lengths[b] ? lengths[b].CompareTo(lengths[a]) : a.CompareTo(b));
        var memory = new SequenceMemory(features, n);
        for (int i = 0; i < n; i++)
            memory.Begin(i, starts[order[i]], lengths[order[i]]);
        var draw = new SequenceDraw(features, first, next, known, controls, timing, entities.Take(order), n);
        var drawn = new SequencePage(features, n == 0 ? 0 : offset[^1] + lengths[^1]);
        for (int row = 0, active = n; n > 0 && row < lengths[order[0]]; row++)
        {
            while (lengths[order[active - 1]] <= row)
                active--;
            draw.Next(memory, active, seed, row);
            for (int i = 0; i < active; i++)
            {
                int at = offset[order[i]] + row;
                drawn.Put(at, draw, i);
                drawn.Sequence[at] = order[i];
            }
        }

        return drawn;
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
