using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.SequentialTrees;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>
/// Draws rows of several sequences side by side, one row of each at a time: what is known is put into predictor codes, then each column's tree draws all sequences at once. The random numbers of a row
/// are a function of (seed, number of the row within its sequence).
/// </summary>
internal sealed class SequenceDraw
{
    private readonly SequenceFrame _first;
    private readonly SequenceFrame _next;
    private readonly RealismPosition[] _realism;
    private readonly SequenceTiming _timing;
    private readonly int[][] _firstCodes;
    private readonly int[][] _nextCodes;
    private readonly int[][] _firstContext;
    private readonly int[][] _nextContext;
    private readonly double[][] _drawn;
    private readonly long[] _time;
    private readonly KnownFeatures _known;
    private readonly double[][] _kept;
    private readonly long[] _keptTime;

    /// <summary>Prepares the draw; <paramref name="entities"/> holds a row a sequence with its context, null where there is none.</summary>
    public SequenceDraw(SequenceFeatures features, SequenceFrame first, SequenceFrame next, KnownFeatures known, SamplingControls controls, SequenceTiming timing, Table? entities, int sequences)
    {
        (_first, _next, _known, _timing) = (first, next, known, timing);

        // Both frames learned from rows of their own and code the same values in their own way.
        (_firstContext, _nextContext) = (Coded(first), Coded(next));
        _realism = Array.ConvertAll(features.Features, f => RealismLadder.At(controls.RealismOf(f.Name), controls.Coverage));
        _firstCodes = Array.ConvertAll(first.Layout, _ => new int[sequences]);
        _nextCodes = Array.ConvertAll(next.Layout, _ => new int[sequences]);
        _drawn = Array.ConvertAll(features.Features, _ => new double[sequences]);
        _time = new long[sequences];
        _kept = Array.ConvertAll(features.Features, _ => new double[sequences]);
        _keptTime = new long[sequences];

        int[][] Coded(SequenceFrame frame) => entities is null ? [] : [.. features.Context.Select((c, i) => frame.Columns[Array.IndexOf(frame.Layout, new FrameColumn(FrameKind.Context, i))].Codes.Encode(entities[c.Name]))];
    }

    /// <summary>The values drawn last, by feature and sequence.</summary>
    public double[][] Drawn => _drawn;

    /// <summary>The times drawn last.</summary>
    public long[] Times => _time;

    /// <summary>Draws the next row of the first <paramref name="active"/> sequences of the memory; one that equals a training row which nobody shares is drawn anew.</summary>
    public void Next(SequenceMemory memory, int active, ulong seed, long row)
    {
        const int Redraws = 4;
        ulong own = RandomStream.Mix(seed, (ulong)row);
        DrawAll(memory, active, new BlockStream(own, row, 0, active));
        for (int redraw = 1; redraw <= Redraws && AnyKnown(active); redraw++)
        {
            for (int f = 0; f < _drawn.Length; f++)
                _drawn[f].AsSpan(0, active).CopyTo(_kept[f]);
            _time.AsSpan(0, active).CopyTo(_keptTime);
            DrawAll(memory, active, new BlockStream(own, row, redraw, active));
            for (int i = 0; i < active; i++)
            {
                if (_known.Contains(_kept, i))
                    continue;
                _time[i] = _keptTime[i];
                for (int f = 0; f < _drawn.Length; f++)
                    _drawn[f][i] = _kept[f][i];
            }
        }

        for (int i = 0; i < active; i++)
        {
            memory.Advance(i, _time[i]);
            for (int f = 0; f < _drawn.Length; f++)
                memory.Remember(f, i, _drawn[f][i]);
        }
    }

    private bool AnyKnown(int active)
    {
        for (int i = 0; i < active; i++)
        {
            if (_known.Contains(_drawn, i))
                return true;
        }

        return false;
    }

    private void DrawAll(SequenceMemory memory, int active, BlockStream stream)
    {
        bool isFirst = memory.Position[0] == 0;
        var frame = isFirst ? _first : _next;
        int[][] codes = isFirst ? _firstCodes : _nextCodes;
        for (int i = 0; i < active; i++)
            _time[i] = isFirst ? memory.Start[i] : memory.Time[i] + _timing.Step;
        for (int c = 0; c < frame.Layout.Length; c++)
        {
            var column = frame.Layout[c];
            if (column.Kind == FrameKind.Delta)
                Step(frame.Columns[c], codes, c, memory, stream, active);
            else if (column.IsDrawn)
                Feature(frame.Columns[c], codes, c, column.Index, stream, active);
            else
                Known(frame.Columns[c], column, codes[c], isFirst ? _firstContext : _nextContext, memory, active);
        }
    }

    private void Step(TreeColumn column, int[][] codes, int c, SequenceMemory memory, BlockStream stream, int active)
    {
        var steps = ((NumericColumn)column.Sample(codes, c, RealismLadder.At(SamplingControls.DefaultRealism), null, stream, active)).Values;
        for (int i = 0; i < active; i++)
            _time[i] = memory.Time[i] + _timing.Step * Math.Max(_timing.LeastSteps, (long)steps[i]);
    }

    private void Feature(TreeColumn column, int[][] codes, int c, int feature, BlockStream stream, int active)
    {
        var drawn = column.Sample(codes, c, _realism[feature], null, stream, active);
        double[] values = _drawn[feature];
        switch (drawn)
        {
            case NumericColumn numbers:
                numbers.Values.CopyTo(values);
                break;
            case CodedColumn labels:
                for (int i = 0; i < active; i++)
                    values[i] = labels.Codes[i];
                break;
            case DateTimeColumn dates:
                for (int i = 0; i < active; i++)
                    values[i] = dates.IsMissing(i) ? double.NaN : dates.Ticks[i];
                break;
        }
    }

    private void Known(TreeColumn input, FrameColumn column, int[] codes, int[][] context, SequenceMemory memory, int active)
    {
        if (column.Kind == FrameKind.Context)
        {
            context[column.Index].AsSpan(0, active).CopyTo(codes);
            return;
        }

        bool isLabel = input.Schema.Kind is not (ColumnKind.Numeric or ColumnKind.DateTime);
        for (int i = 0; i < active; i++)
        {
            double value = memory.Of(column, i, _time[i]);
            codes[i] = isLabel ? input.Codes.CodeOfLabel((int)value) : input.Codes.CodeOf(value);
        }
    }
}
