using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.SequentialTrees;

/// <summary>
/// Sequential trees: each column is drawn given the columns before it, from a group of at least <see cref="EngineOptions.MinDonors"/> similar training rows.
/// </summary>
/// <remarks>
/// Reiter, "Using CART to generate partially synthetic public use microdata", J. Official Statistics 21 (2005); Nowok, Raab and Dibben, "synthpop", JSS 74 (2016), section 2,
/// with values drawn between neighbours in rank so that no rare number is repeated. Guides: gradient boosting (Friedman 2001) cross-fitted in three folds, residuals carried over as in
/// quantile regression's residual transfer; groups grown for a ladder of sizes at once, so that the realism control never refits. Fit: O(columns^2 x rows x depth / cores); draw: O(columns x depth) a row.
/// </remarks>
public sealed class SequentialTreesEngine : ISynthesisEngine
{
    /// <summary>Rows beyond these, evenly spaced, are not learned from: groups of donors are then as large and as alike as the control asks for anyway.</summary>
    internal const int MostGuidedRows = 300_000, MostPlainRows = 1_000_000;

    private readonly bool _isGuided;

    private SequentialTreesEngine(bool isGuided) => _isGuided = isGuided;

    /// <summary>Without guides: fast, every value explained by a path and a group.</summary>
    public static SequentialTreesEngine Plain { get; } = new(isGuided: false);

    /// <summary>With a boosted guide a column: the best realism.</summary>
    public static SequentialTreesEngine Guided { get; } = new(isGuided: true);

    /// <inheritdoc/>
    public string Id => _isGuided ? "guided-trees" : "trees";

    /// <inheritdoc/>
    public string Version => "5";

    /// <inheritdoc/>
    public string DisplayName => _isGuided ? "Guided sequential trees" : "Sequential trees";

    /// <inheritdoc/>
    public FittedModel Fit(Table train, EngineOptions options, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        if (train.Columns.Length == 0 || train.RowCount == 0)
            throw new ArgumentException($"The table has {train.Columns.Length} columns and {train.RowCount} rows; a fit needs at least one of each.", nameof(train));
        var known = KnownRows.Of(train);
        int most = _isGuided ? MostGuidedRows : MostPlainRows;
        train = SpacedRows.Of(train, most);
        int p = train.Columns.Length;
        var coding = new ColumnCodes[p];
        var codes = new int[p][];
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, p, parallel, c =>
        {
            coding[c] = ColumnCodes.Of(train[c]);
            codes[c] = coding[c].Encode(train[c]);
        });

        var columns = new TreeColumn[p];
        int done = 0;

        // The last columns have the most predictors and take longest: they go first.
        int next = p;
        Parallel.For(0, p, parallel, _ =>
        {
            int c = Interlocked.Decrement(ref next);
            columns[c] = TreeColumnFit.Fit(train, c, coding, codes, options, _isGuided, cancellation);
            progress?.Report(new FitProgress(Interlocked.Increment(ref done), p, train[c].Name));
        });
        return new FittedSequentialTrees(columns, known);
    }

    /// <inheritdoc/>
    public FittedModel Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var columns = new TreeColumn[reader.ReadInt32()];
        for (int c = 0; c < columns.Length; c++)
            columns[c] = TreeColumn.Read(reader);
        return new FittedSequentialTrees(columns, KnownRows.Read(reader));
    }
}

/// <summary>The fitted trees of all columns, in order.</summary>
public sealed class FittedSequentialTrees : FittedModel
{
    private readonly TreeColumn[] _columns;
    private readonly KnownRows _known;

    internal FittedSequentialTrees(TreeColumn[] columns, KnownRows known)
    {
        _columns = columns;
        _known = known;
        Schema = new TableSchema(columns.Select(c => c.Schema));
    }

    /// <inheritdoc/>
    public override TableSchema Schema { get; }

    /// <inheritdoc/>
    public override Table SampleBlock(ulong seed, long block, int attempt, SamplingControls controls, int rows = BlockRows)
    {
        ArgumentNullException.ThrowIfNull(controls);
        var stream = new BlockStream(seed, block, attempt, rows);
        return _known.Replace(Draw(stream, controls, rows), (redraw, count) => Draw(stream with { Seed = RandomStream.Mix(seed, 0xC0B1E5 + (ulong)redraw) }, controls, count));
    }

    internal override Table? SampleScreened(ulong seed, long block, int attempt, SamplingControls controls, RowScreen screen, int batches, int most)
    {
        var order = screen.In([.. _columns.Select(c => c.Schema.Name)]);
        var begin = new BlockStream(RandomStream.Mix(RandomStream.Mix(seed, 0xBE61), (ulong)attempt), block, 0, BlockRows);
        return BegunRows.Of(batches, most, batch => Begin(begin with { Attempt = batch }, controls, order)) is { } begun
            ? _known.Without(Finish(begun, new BlockStream(RandomStream.Mix(seed, 0xF171), block, attempt, begun.Count), controls)) : null;
    }

    private Table Draw(BlockStream stream, SamplingControls controls, int rows) => Finish(new BegunRows([], [], rows), stream, controls);

    /// <summary>The columns that settle a condition, of the rows that may meet it.</summary>
    private BegunRows Begin(BlockStream stream, SamplingControls controls, ScreenOrder screen)
    {
        int[][] codes = new int[_columns.Length][];
        var begun = new BegunRows([], [], stream.Rows);
        for (int c = 0; c <= screen.Last && begun.Count > 0; c++)
        {
            begun = begun with { Columns = [.. begun.Columns, Next(codes, c, controls, stream, begun.Count)] };
            if (screen.Passed(c, begun.Columns) is not { } passed || passed.Length == begun.Count)
                continue;
            begun = begun.Take(passed);
            for (int k = 0; k <= c; k++)
                codes[k] = Array.ConvertAll(passed, row => codes[k][row]);
        }

        return begun;
    }

    private Table Finish(BegunRows begun, BlockStream stream, SamplingControls controls)
    {
        int[][] codes = new int[_columns.Length][];
        var drawn = new Column[_columns.Length];
        begun.Columns.CopyTo(drawn, 0);
        for (int c = 0; c < begun.Columns.Length; c++)
            codes[c] = _columns[c].Codes.Encode(drawn[c]);
        for (int c = begun.Columns.Length; c < _columns.Length; c++)
            drawn[c] = Next(codes, c, controls, stream, begun.Count);
        return new Table(drawn);
    }

    private Column Next(int[][] codes, int c, SamplingControls controls, BlockStream stream, int rows)
    {
        codes[c] = new int[rows];
        return _columns[c].Sample(codes, c, RealismLadder.At(controls.RealismOf(_columns[c].Schema.Name), controls.Coverage), ValueWarp.Of(controls, _columns[c].Schema, this), stream, rows);
    }

    internal override LabelCounts? LabelsOf(string column) => _columns.FirstOrDefault(c => c.Schema.Name == column) is { Marginal: null, LabelCounts.Length: > 0 } found
        ? new LabelCounts(found.Dictionary, found.LabelCounts, found.Rows) : null;

    internal override NumberMarginal? MarginalOf(string column) => _columns.FirstOrDefault(c => c.Schema.Name == column)?.Marginal;

    /// <inheritdoc/>
    public override Surprise Judge(Table rows, CancellationToken cancellation, Table? shown = null) => TreeSurprise.Of(_columns, rows, shown, cancellation);

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_columns.Length);
        foreach (var column in _columns)
            column.Write(writer);
        _known.Write(writer);
    }
}
