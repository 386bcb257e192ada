using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Engines.SequentialTrees;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>
/// What was learned of sequences. Entities are drawn in pages that whole sequences fill: a page is a function of (seed, page). One series is a chain in which every row needs the row before: a block
/// begins where the block before ended, and ends of blocks are kept, so that blocks asked for in order cost one pass. Blocks of other than <see cref="FittedModel.BlockRows"/> rows, for previews, begin
/// anywhere in the series instead.
/// </summary>
public sealed class FittedSequences : FittedModel
{
    /// <summary>The page's blocks where a sequence may be longer than a quarter of one block.</summary>
    internal const int LongPage = 16;

    private readonly SequenceFeatures _features;
    private readonly SequenceFrame _first;
    private readonly SequenceFrame _next;
    private readonly FittedSequentialTrees? _context;
    private readonly SequenceTiming _timing;
    private readonly KnownFeatures _known;
    private readonly SequenceCache _cache = new();

    internal FittedSequences(SequenceFeatures features, SequenceFrame first, SequenceFrame next, FittedSequentialTrees? context, SequenceTiming timing, KnownFeatures known)
    {
        (_features, _first, _next, _context, _timing, _known) = (features, first, next, context, timing, known);
        Schema = features.Schema;
    }

    /// <inheritdoc/>
    public override TableSchema Schema { get; }

    /// <inheritdoc/>
    public override Table SampleBlock(ulong seed, long block, int attempt, SamplingControls controls, int rows = BlockRows)
    {
        ArgumentNullException.ThrowIfNull(controls);
        ArgumentOutOfRangeException.ThrowIfNegative(block);
        bool isPreview = rows != BlockRows;
        ulong own = RandomStream.Mix(seed, (ulong)attempt);
        if (_context is not null)
        {
            int blocks = isPreview ? 1 : _timing.LongestLength > BlockRows / 4 ? LongPage : 1;
            long page = block / blocks;
            if (blocks == 1)
                return Page(own, page, controls, rows);
            return _cache.Page(own, page, controls, () => Page(own, page, controls, rows * blocks)).Slice((int)(block % blocks) * rows, rows);
        }

        if (isPreview)
            return Series(own, block, controls, rows, null).Rows;
        return _cache.Chain(own, block, controls, (b, end) => Series(own, b, controls, rows, end));
    }

    /// <summary>A page of whole sequences, side by side.</summary>
    private Table Page(ulong seed, long page, SamplingControls controls, int rows)
    {
        var entities = Entities(RandomStream.Mix(seed, (ulong)page), page, controls, rows);
        ReadOnlySpan<double> starts = ((NumericColumn)entities[SequenceTiming.Start]).Values, lengths = ((NumericColumn)entities[SequenceTiming.Length]).Values;
        long[] begins = Array.ConvertAll(starts.ToArray(), _timing.StartNear);
        int[] length = Array.ConvertAll(lengths.ToArray(), l => (int)l);
        return SequencePage.Draw(_features, _first, _next, _known, _timing, controls, entities, begins, length, RandomStream.Mix(seed, (ulong)page)).ToTable(_next, entities, page * rows + 1);
    }

    /// <summary>Sequences whose rows fill a page: context, start and length of each.</summary>
    private Table Entities(ulong seed, long page, SamplingControls controls, int rows)
    {
        int count = (int)(1.3 * rows / _timing.MeanLength) + 64;
        for (ulong round = 0; ; round++, count *= 2)
        {
            var drawn = _context!.SampleBlock(RandomStream.Mix(seed, 0xE471 + round), page, 0, controls with { WhatIfs = [] }, count);
            int[] lengths = Array.ConvertAll(((NumericColumn)drawn[SequenceTiming.Length]).Values.ToArray(), l => (int)Math.Clamp(l, 1, _timing.LongestLength));
            if (SequenceFill.Of(lengths, rows) is not var (chosen, last))
                continue;
            double[] taken = Array.ConvertAll(chosen, s => (double)lengths[s]);
            taken[^1] = last;
            return new Table(drawn.Take(chosen).Columns.Select(c => c.Name == SequenceTiming.Length ? new NumericColumn(c.Schema, taken) : c));
        }
    }

    /// <summary>Rows of the one series: after <paramref name="end"/>, or from its beginning; of a preview from a moment anywhere in it.</summary>
    private (Table Rows, SequenceMemory End) Series(ulong seed, long block, SamplingControls controls, int rows, SequenceMemory? end)
    {
        var memory = end?.Copy() ?? new SequenceMemory(_features, 1);
        if (end is null)
        {
            double u = new RandomStream(seed, 0x57A7, (ulong)block).NextDouble();
            memory.Begin(0, rows == BlockRows ? _timing.FirstOf(u) : _timing.Anywhere(u), 0);
        }

        var draw = new SequenceDraw(_features, _first, _next, _known, controls, _timing, null, 1);
        var drawn = new SequencePage(_features, rows);
        for (int row = 0; row < rows; row++)
        {
            draw.Next(memory, 1, seed, block * rows + row);
            drawn.Put(row, draw, 0);
        }

        return (drawn.ToTable(_next, null, 1), memory);
    }

    /// <summary>A row of a sequence hangs on the rows before it: none can be picked out.</summary>
    internal override bool CanScreen => false;

    internal override LabelCounts? LabelsOf(string column) => ColumnOf(column) is { Marginal: null, LabelCounts.Length: > 0 } found ? new LabelCounts(found.Dictionary, found.LabelCounts, found.Rows) : _context?.LabelsOf(column);

    internal override NumberMarginal? MarginalOf(string column) => ColumnOf(column)?.Marginal ?? _context?.MarginalOf(column);

    private TreeColumn? ColumnOf(string column) => Array.FindIndex(_features.Features, f => f.Name == column) is >= 0 and var feature ? _next.Columns[_next.IndexOf(feature)] : null;

    /// <inheritdoc/>
    /// <remarks>A row is judged by its context, its place in the calendar and its own columns, not by the row before: a table to judge may be a choice of rows.</remarks>
    public override Surprise Judge(Table rows, CancellationToken cancellation, Table? shown = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var ordered = rows.Select(Schema.Columns.Select(c => c.Name));
        var alone = SequenceRows.Alone(ordered, _features.Axis);
        var described = FrameRows.Of(_first.Layout, _features, ordered, alone, [.. Enumerable.Range(0, rows.RowCount)], 1);
        var judged = TreeSurprise.Of(_first.Columns, described, shown ?? ordered, cancellation);
        int[] at = [.. Schema.Columns.Select(c => _first.IndexOf(Array.FindIndex(_features.Features, f => f.Name == c.Name)))];
        return new Surprise(Surprise.Shown(ordered, shown), [.. at.Select(i => i < 0 ? new float[rows.RowCount] : judged.CellBits[i])], (c, row) => at[c] < 0 ? $"{Schema[c].Name} is not judged." : judged.Reason(at[c], row));
    }

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _features.Write(writer);
        _first.Write(writer);
        _next.Write(writer);
        _timing.Write(writer);
        _known.Write(writer);
        writer.Write(_context is not null);
        _context?.Write(writer);
    }

    internal static FittedSequences Read(BinaryReader reader)
    {
        var features = SequenceFeatures.Read(reader);
        SequenceFrame first = SequenceFrame.Read(reader), next = SequenceFrame.Read(reader);
        var timing = SequenceTiming.Read(reader);
        var known = KnownFeatures.Read(reader);
        return new FittedSequences(features, first, next, reader.ReadBoolean() ? (FittedSequentialTrees)SequentialTreesEngine.Guided.Read(reader) : null, timing, known);
    }
}
