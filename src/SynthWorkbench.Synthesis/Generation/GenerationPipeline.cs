using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.Pseudonyms;
using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>
/// Draws the rows of a plan chunk by chunk: model, rules, computed columns, conditions and constraints by rejection with replacement, uniqueness, then free text for the rows that are kept. The rows are a function of (plan, model) alone:
/// chunk size, threads and interruptions do not change them.
/// </summary>
public sealed partial class GenerationPipeline
{
    /// <summary>Rows of a chunk: 16 blocks.</summary>
    public const int ChunkRows = 16 * FittedModel.BlockRows;

    private const int MaxAttempts = 100, PilotRows = 4 * FittedModel.BlockRows;

    /// <summary>Rows drawn for one that meets its condition above which a condition is given up, and the rows that must have been drawn before; where rows are given up by their first columns, those begun count.</summary>
    private const int MostForOne = 20_000, MostBegunForOne = 200_000, FewestBegun = 1_000_000;

    /// <summary>Batches begun at once at most.</summary>
    private const int MostBatches = 64;

    private readonly GenerationPlan _plan;

    /// <summary>The output's columns but the texts; empty where there is no other.</summary>
    private readonly ImmutableArray<string> _rowColumns;
    private readonly FittedModel? _model;
    private readonly UniqueRows _unique;
    private readonly int _blockRows;
    private readonly RowTilt? _tilt;
    private readonly PseudonymWriting _pseudonyms;
    private readonly int _mostAttempts;
    private TableSchema? _schema;
    private long _drawn;
    private long _kept;
    private long _met;
    private long _passedOver;
    private long _givenUp;
    private readonly ImmutableArray<RowScreen?> _screens;

    /// <summary>Prepares the pipeline; <paramref name="model"/> is null where the plan models nothing. Blocks of other than <see cref="FittedModel.BlockRows"/> rows draw other rows than a run:
    /// small ones are for previews.</summary>
    /// <exception cref="GenerationRefusedException">A what-if asks for a median that the column cannot take, or a condition or boost for a value that no row has.</exception>
    public GenerationPipeline(GenerationPlan plan, FittedModel? model, int blockRows = FittedModel.BlockRows)
        : this(plan, model, blockRows, (plan ?? throw new ArgumentNullException(nameof(plan))).Recipe.Seed)
    {
    }

    /// <summary>Prepares the pipeline of one of several tables, whose made-up values of persons follow from the seed of all.</summary>
    internal GenerationPipeline(GenerationPlan plan, FittedModel? model, int blockRows, ulong pseudonymSeed)
    {
        if (plan.NeedsModel && model is null)
            throw new ArgumentException("The plan models columns and needs a fitted model.", nameof(model));
        _plan = plan;
        _rowColumns = [.. plan.Output.Except(plan.TextColumns)];
        _model = model;
        _unique = new UniqueRows(plan.Unique);
        _blockRows = blockRows;
        foreach (var whatIf in plan.Recipe.WhatIfs)
        {
            if (model is not null && whatIf.Median is { } median && WhatIfScale.Of(model, whatIf.Column)?.RefusalOf(whatIf.Column, median) is { } refusal)
                throw new GenerationRefusedException(refusal);
        }

        _pseudonyms = new PseudonymWriting(plan.Pseudonyms, model?.Pseudonyms, pseudonymSeed);
        if (plan.Recipe.Conditions.Select(c => c.When).Concat(plan.Recipe.Boosts.Select(b => b.When)).Select(_pseudonyms.RefusalOf).FirstOrDefault(r => r is not null) is { } noRow)
            throw new GenerationRefusedException(noRow);
        _screens = [.. plan.Conditions.Select(c => model?.CanScreen == true ? RowScreen.Of(plan, c, model.Schema) : null)];
        for (int i = 0; i < _screens.Length; i++)
        {
            if (_screens[i]?.Impossible(model!) is { } part)
                throw new GenerationRefusedException($"No row can meet the condition '{plan.Recipe.Conditions[i].When}': {(plan.Recipe.IsPrivate
                    ? $"the private model knows no label of '{part.Columns[0]}' that fits '{part.Text.Trim()}', whether the rows have it or not. Declare the labels that you ask for as public (options.privacy.public), or loosen it."
                    : $"'{part.Columns[0]}' has no label in the training rows that fits '{part.Text.Trim()}'. Check its spelling, or loosen it.")}");
        }

        _tilt = RowTilt.Of(plan, model, Pilot);
        _mostAttempts = (int)(MaxAttempts * (_tilt?.Effort ?? 1));
    }

    /// <summary>The output's schema.</summary>
    public TableSchema Schema => _schema ??= WithTexts(DrawBlock(new Segment(0, Segment.Unconditional, 1), 0), 0).Schema;

    /// <summary>The number of chunks.</summary>
    public int ChunkCount => (int)((_plan.Recipe.Rows + ChunkRows - 1) / ChunkRows);

    /// <summary>Share of drawn rows that constraints refused, 0 to 1.</summary>
    public double RejectionRate => _drawn == 0 ? 0 : 1 - (double)_kept / _drawn;

    /// <summary>Share of the rows that keep the constraints (or were given up before that could be told) that did not meet the condition they were drawn for, 0 to 1.</summary>
    public double UnmetRate => _kept + _givenUp == 0 ? 0 : 1 - (double)_met / (_kept + _givenUp);

    /// <summary>Share of the rows that keep constraints and conditions that boosts and coverage passed over, 0 to 1.</summary>
    public double PassedOverRate => _met == 0 ? 0 : (double)_passedOver / _met;

    /// <summary>The rows of chunk <paramref name="chunk"/>. Chunks are drawn in order; after a restart <see cref="Restore"/> takes the place of those drawn before.</summary>
    /// <exception cref="GenerationRefusedException">The constraints refuse too many rows.</exception>
    public Table DrawChunk(int chunk, CancellationToken cancellation)
    {
        long first = (long)chunk * ChunkRows;
        int rows = (int)Math.Min(ChunkRows, _plan.Recipe.Rows - first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows, nameof(chunk));
        int blocks = (rows + _blockRows - 1) / _blockRows;
        var segments = new Segment[blocks][];
        var kept = new KeptRows[blocks][];
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        try
        {
            Parallel.For(0, blocks, parallel, b =>
            {
                segments[b] = [.. SegmentsOf(first / _blockRows + b, Math.Min(_blockRows, rows - b * _blockRows))];
                kept[b] = Array.ConvertAll(segments[b], s => Fill(s, cancellation));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.All(i => i is GenerationRefusedException))
        {
            throw e.InnerExceptions[0];
        }

        var tables = new Table[blocks];
        for (int b = 0; b < blocks; b++)
            tables[b] = Finish(Table.Concat(Array.ConvertAll(kept[b], k => MakeUnique(k, cancellation))), first / _blockRows + b);
        if (_plan.Texts.Length > 0)
            Parallel.For(0, blocks, parallel, b => tables[b] = WithTexts(tables[b], first / _blockRows + b));
        return Table.Concat(tables);
    }

    /// <summary>Takes note of rows that were drawn before an interruption, chunk by chunk in order.</summary>
    public void Restore(Table chunk) => _unique.Restore(chunk);

    /// <summary>Rows of a block that are drawn for the same condition, or for none.</summary>
    private readonly record struct Segment(long Block, int Condition, int Wanted)
    {
        public const int Unconditional = -1;

        /// <summary>Each condition has rows of its own in a block.</summary>
        public ulong Seed(ulong seed) => Condition == Unconditional ? seed : Numerics.Random.RandomStream.Mix(seed, 0xC04D_0000UL + (ulong)Condition);
    }

    /// <summary>Rows of a segment that pass its condition and every row constraint, with the attempt to continue from.</summary>
    private sealed record KeptRows(Segment Segment, Table Rows, int NextAttempt);

    /// <summary>The conditions' rows stand first, one condition after the other.</summary>
    private IEnumerable<Segment> SegmentsOf(long block, int rows)
    {
        long at = block * _blockRows, end = at + rows, conditionEnd = 0;
        for (int c = 0; c < _plan.Recipe.Conditions.Length && at < end; c++)
        {
            conditionEnd += _plan.Recipe.Conditions[c].Rows;
            if (at >= conditionEnd)
                continue;
            long to = Math.Min(end, conditionEnd);
            yield return new Segment(block, c, (int)(to - at));
            at = to;
        }

        if (at < end)
            yield return new Segment(block, Segment.Unconditional, (int)(end - at));
    }

    private KeptRows Fill(Segment segment, CancellationToken cancellation)
    {
        var parts = new List<Table>();
        int have = 0, attempt = 0;
        long kept = 0, begun = 0, asked = 0;
        for (; have < segment.Wanted; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsHopeless(segment, attempt, have, kept, begun))
                throw Refused(segment, have, attempt, begun, kept < (ScreenOf(segment) is null ? begun : asked) / MaxAttempts);

            // What constraints and boosts will refuse or pass over is drawn beside.
            int missing = segment.Wanted - have, most = (int)Math.Clamp(have == 0 ? asked == 0 ? missing : _blockRows : missing * Math.Ceiling((double)asked / have), missing, Math.Max(missing, _blockRows));
            var drawn = Draw(segment, attempt, most);
            begun += drawn.Begun;
            asked += drawn.Rows?.RowCount ?? 0;
            if (drawn.Rows is null)
                continue;
            var (passed, keep) = Passed(drawn.Rows, segment, attempt);
            kept += keep;
            have += passed.RowCount;
            parts.Add(passed);
        }

        Table all = Table.Concat(parts);
        return new KeptRows(segment, all.RowCount > segment.Wanted ? all.Slice(0, segment.Wanted) : all, attempt);
    }

    /// <summary>A tilt and a condition need more attempts, but none helps where the constraints alone refuse nearly every row.</summary>
    private bool IsHopeless(Segment segment, int attempt, int have, long kept, long begun)
    {
        if (segment.Condition == Segment.Unconditional)
            return attempt >= _mostAttempts || (attempt >= MaxAttempts && kept < (long)segment.Wanted * attempt / MaxAttempts);
        double effort = _tilt?.Effort ?? 1;
        return ScreenOf(segment) is null ? attempt >= MaxAttempts && have < begun / (MostForOne * effort) : begun >= FewestBegun && have < begun / (MostBegunForOne * effort);
    }

    private RowScreen? ScreenOf(Segment segment) => segment.Condition == Segment.Unconditional ? null : _screens[segment.Condition];

    /// <summary>The rows of an attempt, and how many were begun. Rows of a condition are given up by their first columns where these tell: at most <paramref name="most"/> are drawn whole, and there are none where none may meet it.</summary>
    private (Table? Rows, long Begun) Draw(Segment segment, int attempt, int most)
    {
        if (ScreenOf(segment) is not { } screen)
            return (DrawBlock(segment, attempt), _blockRows);
        ulong seed = segment.Seed(_plan.Recipe.Seed);
        int batches = Math.Min(MostBatches, 1 << Math.Min(attempt, 6));
        long begun = (long)batches * FittedModel.BlockRows;
        var learned = _model!.SampleScreened(seed, segment.Block, attempt, _plan.Recipe.Controls(), screen, batches, most);
        Interlocked.Add(ref _givenUp, begun - (learned?.RowCount ?? 0));
        return (learned is null || learned.RowCount == 0 ? null : Complete(learned, seed, segment.Block, attempt, learned.RowCount), begun);
    }

    /// <summary>The drawn rows that keep the constraints, meet the segment's condition and are not passed over by the tilt, and how many keep the constraints.</summary>
    private (Table Rows, int Kept) Passed(Table drawn, Segment segment, int attempt)
    {
        Interlocked.Add(ref _drawn, drawn.RowCount);
        if (_plan.Constraints.Length == 0 && _tilt is null && segment.Condition == Segment.Unconditional)
        {
            Interlocked.Add(ref _kept, drawn.RowCount);
            Interlocked.Add(ref _met, drawn.RowCount);
            return (drawn, drawn.RowCount);
        }

        bool[] refused = Refusals(drawn);
        int[] rows = [.. Enumerable.Range(0, refused.Length).Where(r => !refused[r])];
        int kept = rows.Length;
        Interlocked.Add(ref _kept, kept);
        if (segment.Condition != Segment.Unconditional)
            rows = [.. RowCells.Matching(_plan.Conditions[segment.Condition], drawn).Where(r => !refused[r])];
        int met = rows.Length;
        Interlocked.Add(ref _met, met);
        rows = _tilt?.Keep(drawn, rows, segment.Seed(_plan.Recipe.Seed), segment.Block, attempt) ?? rows;
        Interlocked.Add(ref _passedOver, met - rows.Length);
        return (rows.Length == drawn.RowCount ? drawn : drawn.Take(rows), kept);
    }

    /// <summary>For each row whether a constraint refuses it.</summary>
    private bool[] Refusals(Table drawn)
    {
        bool[] refused = new bool[drawn.RowCount];
        foreach (var constraint in _plan.Constraints)
            constraint.Mark(drawn, refused);
        return refused;
    }

    /// <summary>Rows as they are drawn without a tilt, of a seed of their own: enough to know the share of a label to half a percent.</summary>
    private Table Pilot()
    {
        var blocks = new Table[(PilotRows + _blockRows - 1) / _blockRows];
        Parallel.For(0, blocks.Length, b =>
        {
            Table drawn = DrawBlock(new Segment(b, Segment.Unconditional, _blockRows), 0, Numerics.Random.RandomStream.Mix(_plan.Recipe.Seed, 0xBA1A));
            bool[] refused = Refusals(drawn);
            blocks[b] = drawn.Take([.. Enumerable.Range(0, refused.Length).Where(r => !refused[r])]);
        });
        return Table.Concat(blocks);
    }

    private Table MakeUnique(KeptRows kept, CancellationToken cancellation)
    {
        if (_unique.IsEmpty)
            return kept.Rows;
        var parts = new List<Table>();
        Table rows = kept.Rows;
        int have = 0;
        long offered = 0;
        for (int attempt = kept.NextAttempt; ; attempt++)
        {
            offered += rows.RowCount;
            int[] fresh = _unique.Fresh(rows, kept.Segment.Wanted - have);
            have += fresh.Length;
            parts.Add(rows.Take(fresh));
            if (have == kept.Segment.Wanted)
                return Table.Concat(parts);
            cancellation.ThrowIfCancellationRequested();
            if (attempt >= kept.NextAttempt + _mostAttempts || (attempt >= kept.NextAttempt + MaxAttempts && offered >= (long)MaxAttempts * kept.Segment.Wanted))
                throw new GenerationRefusedException($"Only {have:N0} of {kept.Segment.Wanted:N0} rows differ in {string.Join(" and in ", _plan.Unique.Select(u => string.Join(", ", u)))}: the model cannot draw more distinct values. Ask for fewer rows (of a small table nearly each combination is needed, and a holdout takes some away), or give the column a rule such as sequence or uuid.");
            rows = Draw(kept.Segment with { Wanted = _blockRows }, attempt, _blockRows).Rows is { } drawn ? Passed(drawn, kept.Segment, attempt).Rows : rows.Slice(0, 0);
        }
    }

    private GenerationRefusedException Refused(Segment segment, int have, int attempts, long begun, bool areMostRefused)
    {
        int wanted = segment.Wanted;
        bool constraintsAreToBlame = _plan.Constraints.Length > 0 && areMostRefused;
        if (segment.Condition != Segment.Unconditional && !constraintsAreToBlame)
            return new GenerationRefusedException($"Hardly a row meets the condition '{_plan.Recipe.Conditions[segment.Condition].When}': {have:N0} of {wanted:N0} rows were found in {begun:N0} drawn{(_plan.Constraints.Length > 0 ? ", of those that keep the constraints" : "")}. Check its spelling, {(_plan.Recipe.IsPrivate ? "loosen it, or declare the labels and bounds that it asks for as public (options.privacy.public)" : "loosen it, or move the number it asks for with a what-if")}.");
        if (_plan.Constraints.Length == 0)
            return new GenerationRefusedException($"Boosts and coverage pass over nearly every row: {have:N0} of {wanted:N0} rows were found in {attempts:N0} attempts. Hardly a row meets the boosts of the largest factors: lower these, or raise those below 1.");
        var sample = DrawBlock(segment with { Wanted = _blockRows }, 0);
        var worst = _plan.Constraints.MaxBy(c => c.CountBroken(sample))!;
        return new GenerationRefusedException($"The constraints refuse nearly every row: {have:N0} of {wanted:N0} rows were found in {attempts:N0} attempts. '{worst.Description}' alone refuses {(double)worst.CountBroken(sample) / sample.RowCount:P1} of the drawn rows. Loosen it, or check that the reference satisfies it.");
    }
}
