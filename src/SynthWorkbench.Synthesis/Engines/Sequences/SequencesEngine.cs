using SynthWorkbench.Synthesis.Engines.SequentialTrees;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Engines.Sequences;

/// <summary>
/// Sequences: the context of an entity (columns that are constant in it), when it begins and how long it is by sequential trees; then its first row given these; then each next row given the rows
/// before it (both last values, a moving average, place, step, calendar), column by column, again by sequential trees. Time goes on by drawn steps; absolute dates are no input. Without columns that
/// say the order, the rows as they stand are one series.
/// </summary>
/// <remarks>
/// Autoregression by resampling the successors of similar pasts: the local bootstrap of Paparoditis and Politis, J. Statistical Planning and Inference 108 (2002), with donor trees in place of a kernel;
/// factors of a sequence (context, length, first, next) as in Zhang, Patki and Veeramachaneni, "Sequential Models in the Synthetic Data Vault" (2022), sections 3 and 4. Fit: as sequential trees with three columns a feature; draw: O(columns x depth) a row, one series on one thread.
/// </remarks>
public sealed class SequencesEngine : ISynthesisEngine
{
    /// <summary>Fewer sequences learn their first rows from all rows.</summary>
    private const int FewestFirstRows = 100;

    /// <inheritdoc/>
    public string Id => EngineCatalog.Sequences;

    /// <inheritdoc/>
    public string Version => "2";

    /// <inheritdoc/>
    public string DisplayName => "Sequences";

    /// <inheritdoc/>
    public FittedModel Fit(Table train, EngineOptions options, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        if (train.Columns.Length == 0 || train.RowCount == 0)
            throw new ArgumentException($"The table has {train.Columns.Length} columns and {train.RowCount} rows; a fit needs at least one of each.", nameof(train));
        cancellation.ThrowIfCancellationRequested();
        var (rows, problem) = SequenceRows.Of(train, options.Sequence);
        if (rows is null)
            throw new ArgumentException(problem, nameof(train));
        var features = SequenceFeatures.Of(train, rows, options.Sequence);
        var timing = SequenceTiming.Of(rows);
        int total = 2 * features.Features.Length + (rows.IsSingle ? 0 : 1), done = 0;
        void Learned(string column) => progress?.Report(new FitProgress(Interlocked.Increment(ref done), total, column));

        FittedSequentialTrees? context = null;
        if (!rows.IsSingle)
        {
            var entities = Entities(train, rows, features);
            context = (FittedSequentialTrees)(IsGuided(entities.RowCount, entities.Columns.Length, 1) ? SequentialTreesEngine.Guided : SequentialTreesEngine.Plain).Fit(entities, options, null, cancellation);
            Learned(features.Entity!);
        }

        int[] starts = rows.Starts[..^1], following = [.. Enumerable.Range(0, rows.Rows.Length).Where(i => rows.Follows[i])];
        var firstLayout = SequenceFrame.FirstLayout(features);
        var first = Fit(firstLayout, rows.IsSingle || starts.Length < FewestFirstRows ? [.. Enumerable.Range(0, rows.Rows.Length)] : starts);
        var next = following.Length == 0 ? first : Fit(SequenceFrame.NextLayout(features, rows.IsSingle, rows.IsRegular), following);
        return new FittedSequences(features, first, next, context, timing, KnownFeatures.Of(Array.ConvertAll(FrameRows.Learned(features, train, rows), FrameRows.Values), train.RowCount));

        SequenceFrame Fit(FrameColumn[] layout, int[] chosen)
        {
            bool isGuided = IsGuided(chosen.Length, layout.Length, features.Features.Length);
            int most = isGuided ? SequentialTreesEngine.MostGuidedRows : SequentialTreesEngine.MostPlainRows;
            chosen = SpacedRows.Of(chosen, most);
            return SequenceFrame.Fit(layout, FrameRows.Of(layout, features, train, rows, chosen, timing.Step), options, isGuided, Learned, cancellation);
        }
    }

    private static bool IsGuided(int rows, int columns, int drawn) => (long)rows * columns * Math.Max(1, drawn) <= EngineChoice.MostGuidedWork;

    /// <summary>A row a sequence: context, then its start, then its length.</summary>
    private static Table Entities(Table train, SequenceRows rows, SequenceFeatures features)
    {
        int[] starts = rows.Starts[..^1], first = Array.ConvertAll(starts, s => rows.Rows[s]);
        return new Table([
            .. features.Context.Select(c => train[c.Name].Take(first)),
            new NumericColumn(new ColumnSchema(SequenceTiming.Start, ColumnKind.Numeric), Array.ConvertAll(starts, s => (double)rows.Times[s])),
            new NumericColumn(new ColumnSchema(SequenceTiming.Length, ColumnKind.Numeric), [.. Enumerable.Range(0, rows.Count).Select(s => (double)(rows.Starts[s + 1] - rows.Starts[s]))]),
        ]);
    }

    /// <inheritdoc/>
    public FittedModel Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return FittedSequences.Read(reader);
    }
}
