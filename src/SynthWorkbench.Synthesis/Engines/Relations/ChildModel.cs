using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.Sequences;
using SynthWorkbench.Synthesis.Engines.SequentialTrees;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Engines.Relations;

/// <summary>
/// Children given their parents: when the first comes and how many there are given the parent's row, the first child given the parent, each further one given the parent and its elder siblings (last
/// two values, moving average, place, time). Rows that name no parent are learned as children of a parent of whom nothing is known.
/// </summary>
/// <remarks>
/// Parents by their own model, then count, first and next child: the factors of Patki, Wedge and Veeramachaneni, "The Synthetic Data Vault" (DSAA 2016), section III, with donor trees on the
/// parent's row itself in place of parameters passed upwards.
/// </remarks>
internal sealed class ChildModel
{
    /// <summary>Parents drawn together; part of what is drawn, so that threads do not change it.</summary>
    private const int PageParents = 2048;

    private const string Parent = "\u200Bparent", Place = "\u200Bplace";

    private static readonly FrameColumn[] Drawn = [new(FrameKind.Feature, 0), new(FrameKind.Feature, 1)];

    private readonly SequenceFeatures _features;
    private readonly SequenceFrame _family;
    private readonly SequenceFrame _first;
    private readonly SequenceFrame _next;
    private readonly SequenceTiming _timing;
    private readonly KnownFeatures _known;

    private ChildModel(SequenceFeatures features, SequenceFrame family, SequenceFrame first, SequenceFrame next, SequenceTiming timing, KnownFeatures known) =>
        (_features, _family, _first, _next, _timing, _known) = (features, family, first, next, timing, known);


    /// <summary>
    /// Learns; <paramref name="children"/> holds what is modelled and the order's columns, <paramref name="parents"/> what is known of each parent, <paramref name="parentOf"/> the parent's row of each child
    /// (-1 none). Names of parents' columns must differ from those of children.
    /// </summary>
    /// <exception cref="ArgumentException">The order is none.</exception>
    public static ChildModel Fit(Table children, int[] parentOf, Table parents, IReadOnlyList<string> order, EngineOptions options, Action<string> learned, CancellationToken cancellation)
    {
        // A child without a parent has one for itself of whom nothing is known.
        int alone = parentOf.Count(p => p < 0), at = parents.RowCount;
        int[] entity = Array.ConvertAll(parentOf, p => p < 0 ? at++ : p);
        Table known = WithUnknown(parents, alone);
        Column[] place = order.Count > 0 ? [] : [new NumericColumn(new ColumnSchema(Place, ColumnKind.Numeric), Places(entity, known.RowCount))];
        var joined = new Table([new NumericColumn(new ColumnSchema(Parent, ColumnKind.Numeric), Array.ConvertAll(entity, e => (double)e)), .. place, .. children.Columns, .. known.Take(entity).Columns]);
        var columns = new SequenceColumns { Entity = Parent, Order = [.. order.Count > 0 ? order : [Place]] };
        var (rows, problem) = SequenceRows.Of(joined, columns, mayTie: true);
        if (rows is null)
            throw new ArgumentException(problem, nameof(children));
        var features = SequenceFeatures.Of(joined, rows, columns, [.. parents.Schema.Columns.Select(c => c.Name)]);
        var timing = SequenceTiming.Of(rows);
        var family = Fit([.. Enumerable.Range(0, parents.Columns.Length).Select(i => new FrameColumn(FrameKind.Context, i)), .. Drawn], Families(known, rows, entity));
        int[] starts = rows.Starts[..^1], following = [.. Enumerable.Range(0, rows.Rows.Length).Where(i => rows.Follows[i])];
        var first = Fit(SequenceFrame.FirstLayout(features), Described(SequenceFrame.FirstLayout(features), starts));
        var nextLayout = SequenceFrame.NextLayout(features, isSingle: false, rows.IsRegular && timing.LeastSteps > 0);
        var next = following.Length == 0 ? first : Fit(nextLayout, Described(nextLayout, following));
        return new ChildModel(features, family, first, next, timing, KnownFeatures.Of(Array.ConvertAll(FrameRows.Learned(features, joined, rows), FrameRows.Values), joined.RowCount));

        Table Described(FrameColumn[] layout, int[] chosen)
        {
            int most = IsGuided(chosen.Length, layout.Length, features.Features.Length) ? SequentialTreesEngine.MostGuidedRows : SequentialTreesEngine.MostPlainRows;
            chosen = SpacedRows.Of(chosen, most);
            return FrameRows.Of(layout, features, joined, rows, chosen, timing.Step);
        }

        SequenceFrame Fit(FrameColumn[] layout, Table described) =>
            SequenceFrame.Fit(layout, described, options, IsGuided(described.RowCount, layout.Length, layout.Count(c => c.IsDrawn)), learned, cancellation);
    }

    private static bool IsGuided(int rows, int columns, int drawn) => (long)rows * columns * Math.Max(1, drawn) <= EngineChoice.MostGuidedWork;

    /// <summary>Draws the children of parents, side by side in the order of the parents; <paramref name="alone"/> more name none. Returns their columns and each one's parent (-1 none).</summary>
    public (Table Rows, int[] ParentOf) Draw(Table parents, int alone, ulong seed, SamplingControls controls, CancellationToken cancellation)
    {
        Table known = WithUnknown(new Table(parents.Columns.Select((c, i) => Recoded(c, _family.Columns[i]))), alone);
        int pages = (known.RowCount + PageParents - 1) / PageParents;
        var drawn = new (Table Rows, int[] ParentOf)[pages];
        Parallel.For(0, pages, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, page =>
        {
            var entities = known.Slice(page * PageParents, PageParents);
            ulong own = RandomStream.Mix(seed, (ulong)page);
            var (starts, lengths) = FamiliesOf(entities, own, controls);
            for (int i = 0; i < lengths.Length; i++)
            {
                if (page * PageParents + i >= parents.RowCount)
                    lengths[i] = 1;
            }

            var rows = SequencePage.Draw(_features, _first, _next, _known, _timing, controls, entities, starts, lengths, RandomStream.Mix(own, 1));
            int[] parentOf = Array.ConvertAll(rows.Sequence, s => page * PageParents + s is var parent && parent < parents.RowCount ? parent : -1);
            drawn[page] = (rows.ToTable(_next, entities, 0), parentOf);
        });
        Table all = pages == 0 ? _features.Schema.Columns.Length == 0 ? new Table([]) : Empty() : Table.Concat(drawn.Select(d => d.Rows));
        var context = _features.Context.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return (all.Select(_features.Schema.Columns.Select(c => c.Name).Where(n => n is not (Parent or Place) && !context.Contains(n))), [.. drawn.SelectMany(d => d.ParentOf)]);
    }

    private Table Empty() => SequencePage.Draw(_features, _first, _next, _known, _timing, new SamplingControls(), WithUnknown(new Table(_features.Context.Select(NoRows)), 0), [], [], 0)
        .ToTable(_next, new Table(_features.Context.Select(NoRows)), 0);

    private static Column NoRows(ColumnSchema schema) => schema.Kind switch
    {
        ColumnKind.Numeric => new NumericColumn(schema, []),
        ColumnKind.DateTime => new DateTimeColumn(schema, []),
        _ => new CodedColumn(schema, [], []),
    };

    /// <summary>When the children of each parent begin and how many they are.</summary>
    private (long[] Starts, int[] Lengths) FamiliesOf(Table entities, ulong seed, SamplingControls controls)
    {
        int n = entities.RowCount, context = entities.Columns.Length;
        int[][] codes = Array.ConvertAll(_family.Layout, _ => new int[n]);
        for (int c = 0; c < context; c++)
            codes[c] = _family.Columns[c].Codes.Encode(entities[c]);
        var realism = RealismLadder.At(controls.Realism);
        var stream = new BlockStream(seed, 0, 0, n);
        double[] start = Numbers(context), length = Numbers(context + 1);
        return (Array.ConvertAll(start, s => double.IsNaN(s) ? _timing.Earliest : _timing.StartNear(s)), [.. length.Select((l, i) => double.IsNaN(start[i]) || !(l >= 1) ? 0 : (int)Math.Min(l, _timing.LongestLength))]);

        double[] Numbers(int column) => ((NumericColumn)_family.Columns[column].Sample(codes, column, realism, null, stream, n)).Values.ToArray();
    }

    /// <summary>Labels by the codes that were learned; others are as good as missing.</summary>
    private static Column Recoded(Column column, TreeColumn learned)
    {
        if (column is not CodedColumn labels)
            return column;
        var codeOf = learned.Dictionary.Select((l, i) => (Label: l, Code: i)).ToDictionary(l => l.Label, l => l.Code, StringComparer.Ordinal);
        int[] codes = [.. labels.Dictionary.Select(l => codeOf.GetValueOrDefault(l, -1))];
        return new CodedColumn(labels.Schema, Array.ConvertAll(labels.Codes.ToArray(), c => c < 0 ? -1 : codes[c]), learned.Dictionary);
    }

    /// <summary>A row a parent: what is known of it, when its children begin (missing where it has none) and how many they are.</summary>
    private static Table Families(Table known, SequenceRows rows, int[] entity)
    {
        double[] start = new double[known.RowCount], length = new double[known.RowCount];
        Array.Fill(start, double.NaN);
        for (int s = 0; s < rows.Count; s++)
        {
            int parent = entity[rows.Rows[rows.Starts[s]]];
            (start[parent], length[parent]) = (rows.Times[rows.Starts[s]], rows.Starts[s + 1] - rows.Starts[s]);
        }

        return new Table([.. known.Columns, new NumericColumn(new ColumnSchema(SequenceTiming.Start, ColumnKind.Numeric), start), new NumericColumn(new ColumnSchema(SequenceTiming.Length, ColumnKind.Numeric), length)]);
    }

    /// <summary>The parents and so many of whom nothing is known.</summary>
    private static Table WithUnknown(Table parents, int count) => count == 0 ? parents : new Table(parents.Columns.Select(c => (Column)(c switch
    {
        NumericColumn n => new NumericColumn(n.Schema, [.. n.Values, .. Enumerable.Repeat(double.NaN, count)]),
        DateTimeColumn d => new DateTimeColumn(d.Schema, [.. d.Ticks, .. Enumerable.Repeat(DateTimeColumn.MissingTicks, count)]),
        CodedColumn l => new CodedColumn(l.Schema, [.. l.Codes, .. Enumerable.Repeat(-1, count)], l.Dictionary),
        _ => throw new InvalidOperationException($"Column '{c.Name}' is of no known kind."),
    })));

    /// <summary>The place of each row among those of its parent, as they stand.</summary>
    private static double[] Places(int[] entity, int entities)
    {
        int[] seen = new int[entities];
        return Array.ConvertAll(entity, e => (double)seen[e]++);
    }
}
