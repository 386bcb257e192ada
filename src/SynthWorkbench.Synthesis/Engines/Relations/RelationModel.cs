using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.Pseudonyms;
using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Synthesis.Engines.Relations;

/// <summary>
/// Tables learned together. A table without parents is generated as alone; the children of a leading parent are drawn given its row and their elder siblings; further parents, and those in the table
/// itself, are found by the group that a row draws. Every foreign key names a row that exists, keys that come with the rows are not repeated, and where no training row is its own ancestor no synthetic one is.
/// The rows are a function of (recipe, training tables) alone.
/// </summary>
public sealed class RelationModel
{
    /// <summary>Rows drawn for one of a table whose key comes with them.</summary>
    private const int Spare = 4;

    /// <summary>The most rows of a recipe.</summary>
    private const long MostRows = 100_000_000;

    private readonly RelationPlan _plan;
    private readonly IReadOnlyDictionary<string, LearnedTable> _tables;

    private RelationModel(RelationPlan plan, IReadOnlyDictionary<string, LearnedTable> tables) => (_plan, _tables) = (plan, tables);

    /// <summary>What was learned of one table: alone, or as children; its further parents; training rows, and the rows of them that no parent leads; whether keys read as labels are numbers.</summary>
    private sealed record LearnedTable(FittedModel? Alone, ChildModel? Children, ImmutableArray<ParentGroups> Groups, ImmutableArray<bool> HasCircles, int Rows, int WithoutParent, bool HasNumberedKey)
    {
        /// <summary>Columns of free text of children.</summary>
        public ImmutableArray<FittedText> Texts { get; init; } = [];

        /// <summary>What the numbers of personal values of children stand for.</summary>
        public FittedPseudonyms? Pseudonyms { get; init; }
    }

    /// <summary>What was found of columns of personal data that may be replaced consistently, one sentence each with its table.</summary>
    public IReadOnlyList<string> Replacements() =>
        [.. _plan.Tables.Select(t => (t.Table.Name, Found: _tables[t.Table.Name])).SelectMany(t => ((t.Found.Alone?.Pseudonyms ?? t.Found.Pseudonyms)?.Columns ?? []).Select(c => $"{t.Name}: {c}"))];

    /// <summary>A table drawn.</summary>
    /// <param name="Rows">Its rows.</param>
    /// <param name="Dropped">Rows that would have repeated a key, and were left out.</param>
    public sealed record DrawnTable(Table Rows, int Dropped);

    /// <summary>Learns all tables; <paramref name="train"/> by name, without orphans.</summary>
    /// <exception cref="GenerationRefusedException">The rows of a table have no order by its columns.</exception>
    public static RelationModel Fit(RelationPlan plan, IReadOnlyDictionary<string, Table> train, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(train);
        int total = plan.Tables.Sum(t => t.Leading is null ? Math.Max(1, t.Plan.Modelled.Length) : (2 * t.Plan.Modelled.Length) + 1), done = 0;
        var learned = new Dictionary<string, LearnedTable>(StringComparer.Ordinal);
        var numbers = PseudonymFit.Of([.. plan.Tables.Select(t => (t.Plan.Pseudonyms, train[t.Table.Name]))]);
        foreach (var table in plan.Tables)
        {
            cancellation.ThrowIfCancellationRequested();
            int before = done;
            var own = new StepProgress(p => progress?.Report(new FitProgress(Math.Min(total, before + p.Done), total, $"{table.Table.Name}: {p.Column}")));
            learned[table.Table.Name] = FitTable(plan, table, train, numbers, own, cancellation);
            done += table.Leading is null ? Math.Max(1, table.Plan.Modelled.Length) : (2 * table.Plan.Modelled.Length) + 1;
        }

        return new RelationModel(plan, learned);
    }

    private sealed class StepProgress(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }

    private static LearnedTable FitTable(RelationPlan plan, TablePlan table, IReadOnlyDictionary<string, Table> train, PseudonymFit numbers, IProgress<FitProgress> progress, CancellationToken cancellation)
    {
        Table rows = train[table.Table.Name];
        if (rows.RowCount == 0)
            throw new GenerationRefusedException($"{table.Table.Name} has no rows to learn from. Leave the table out, or give it rows.");
        int[] leader = table.Leading is { } leading ? Found(rows, train[leading.Parent], leading) : NoParents(rows.RowCount);
        int[] order = Siblings(rows, table, leader);
        var columns = rows.Columns.Where(c => table.Learned.Contains(c.Name)).ToList();
        if (table.Learned.Contains(TablePlan.Nothing))
            columns.Add(new NumericColumn(new ColumnSchema(TablePlan.Nothing, ColumnKind.Numeric), new double[rows.RowCount]));
        var told = new Table(columns.Where(c => table.Plan.Modelled.Contains(c.Name)));
        var groups = ImmutableArray.CreateBuilder<ParentGroups>();
        var circles = ImmutableArray.CreateBuilder<bool>();
        foreach (var (link, label) in table.Further)
        {
            // A parent that is held out is not learned, but its children had one.
            int[] named = RowKeys.Parents(rows, train[link.Parent], link), parents = Array.ConvertAll(named, p => Math.Max(p, -1));
            bool[] isSame = ParentGroups.Repeats(parents, leader, order);
            var known = PlanOf(plan, link.Parent).Known(train[link.Parent]);
            var group = ParentGroups.Fit(known, told, parents, isSame, cancellation);
            columns.Add(group.Labels(label, Ancestors.Borrowed(named), group.GroupsOf(known), isSame));
            groups.Add(group);
            circles.Add(link.IsToItself() && Ancestors.HaveCircle(parents));
        }

        bool numbered = table.Table.Key is [var key] && rows[key] is CodedColumn labels && Enumerable.Range(0, rows.RowCount).All(r => labels.Format(r) is { } text && text.All(char.IsAsciiDigit));
        var learnable = new Table(columns);
        if (table.Leading is not { } link0)
            return new LearnedTable(GenerationPipeline.Fit(table.Plan, learnable, numbers, progress, cancellation), null, groups.ToImmutable(), circles.ToImmutable(), rows.RowCount, 0, numbered);
        var form = table.Plan.Transforms.Forward(learnable.Select(table.Plan.Modelled));
        var pseudonyms = numbers.Fitted(table.Plan.Pseudonyms, learnable);
        Column[] personal = pseudonyms is null ? [] : [.. numbers.Learned(pseudonyms, learnable)];
        int steps = 0;
        try
        {
            var children = ChildModel.Fit(new Table([.. rows.Select(table.Table.Order).Columns, .. form.Columns, .. personal]), leader, Known(plan, link0.Parent, train[link0.Parent]), table.Table.Order, table.Plan.FitOptions,
                column => progress.Report(new FitProgress(Interlocked.Increment(ref steps), 0, column)), cancellation);
            return new LearnedTable(null, children, groups.ToImmutable(), circles.ToImmutable(), rows.RowCount, leader.Count(p => p < 0), numbered)
            {
                Texts = [.. table.Plan.Texts.Select(t => TextFit.Of(learnable, t, cancellation))],
                Pseudonyms = pseudonyms,
            };
        }
        catch (ArgumentException e)
        {
            throw new GenerationRefusedException($"{table.Table.Name}: {e.Message}");
        }
    }

    private static TablePlan PlanOf(RelationPlan plan, string table) => plan.Tables.First(t => t.Table.Name == table);

    /// <summary>What children are told of a parent, under names that no child has.</summary>
    private static Table Known(RelationPlan plan, string parent, Table rows) =>
        new(PlanOf(plan, parent).Known(rows).Columns.Select(c => c.WithSchema(c.Schema with { Name = $"\u200B{parent}.{c.Name}" })));

    /// <summary>By row the parent's row; -1 where there is none.</summary>
    private static int[] Found(Table rows, Table parent, RelationLink link) => Array.ConvertAll(RowKeys.Parents(rows, parent, link), p => Math.Max(p, -1));

    private static int[] NoParents(int rows)
    {
        int[] none = new int[rows];
        Array.Fill(none, -1);
        return none;
    }

    /// <summary>The rows sibling by sibling, in their order.</summary>
    private static int[] Siblings(Table rows, TablePlan table, int[] leader)
    {
        long[] times = new long[rows.RowCount];
        if (table.Leading is not null && table.Table.Order.Length > 0)
        {
            var (axis, problem) = TimeAxis.Of(rows, table.Table.Order);
            if (axis is not null)
                (times, problem) = axis.Times(rows);
            if (problem is not null)
                throw new GenerationRefusedException($"{table.Table.Name}: {problem}");
        }

        int[] order = [.. Enumerable.Range(0, rows.RowCount)];
        Array.Sort(order, (a, b) => leader[a] != leader[b] ? leader[a].CompareTo(leader[b]) : times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b));
        return order;
    }

    /// <summary>Draws a table; <paramref name="drawn"/> holds those before it in the plan's order.</summary>
    /// <exception cref="GenerationRefusedException">Constraints of the recipe's own table refuse too many rows.</exception>
    public DrawnTable Draw(TablePlan table, IReadOnlyDictionary<string, Table> drawn, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(drawn);
        var learned = _tables[table.Table.Name];
        ulong seed = RandomStream.Mix(table.Plan.Recipe.Seed, 0x7AB1E);
        Table rows;
        int[] leader;
        int missing = 0;
        if (learned.Children is { } children)
            (rows, leader) = Family(table, learned, children, drawn[table.Leading!.Parent], seed, cancellation);
        else
        {
            (rows, missing) = Alone(table, learned, cancellation);
            leader = NoParents(rows.RowCount);
        }

        var columns = rows.Columns.ToList();
        if (table.Leading is { } leading)
            columns.AddRange(KeyColumns.Named(table, leading, drawn[leading.Parent], leader));
        if (_plan.Relations.HasMadeKey(table.Table.Name))
            columns.Add(KeyColumns.Made(table, rows.RowCount, learned.HasNumberedKey));
        for (int f = 0; f < table.Further.Length; f++)
        {
            var (link, label) = table.Further[f];
            Table parents = link.IsToItself() ? new Table(columns) : drawn[link.Parent];
            int[] groups = learned.Groups[f].GroupsOf(PlanOf(_plan, link.Parent).Known(parents));
            var labels = (CodedColumn)rows[label];
            int[]? rank = link.IsToItself() && !learned.HasCircles[f] ? Ancestors.Ranks(labels, seed) : null;
            var key = f == table.Further.Length - 1 ? KeyParts.Of(table, link, columns, parents) : null;
            var taken = new HashSet<string>(StringComparer.Ordinal);
            int[] chosen = learned.Groups[f].Choose(labels, groups, leader, RandomStream.Mix(seed, 0xF0 + (ulong)f), rank, (row, parent) =>
                (!link.IsToItself() || parent != row) && (rank is null || rank[parent] < rank[row]) && (key is null || taken.Add(key.At(row, parent))));
            for (int row = 0; row < chosen.Length; row++)
            {
                if (chosen[row] >= 0 && link.IsToItself() && (chosen[row] == row || (rank is not null && rank[chosen[row]] >= rank[row])))
                    chosen[row] = -1;
            }

            columns.AddRange(KeyColumns.Named(table, link, parents, chosen));
        }

        Table all = table.Ordered(columns);
        if (!_plan.Relations.HasKeyToKeep(table.Table.Name))
            return new DrawnTable(all, missing);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string?[] keys = RowKeys.Of(all, table.Table.Key);
        int[] kept = [.. Enumerable.Range(0, all.RowCount).Where(row => keys[row] is { } k && seen.Add(k))];
        return new DrawnTable(all.Take(kept), missing + all.RowCount - kept.Length);
    }

    /// <summary>The rows of a table without parents, and how many fewer they are than wanted because no other keys could be drawn.</summary>
    private (Table Rows, int Missing) Alone(TablePlan table, LearnedTable learned, CancellationToken cancellation)
    {
        var plan = table.Plan;
        bool keepsKey = _plan.Relations.HasKeyToKeep(table.Table.Name);
        long wanted = plan.Recipe.Rows;
        var others = _plan.Recipe.Relations!.Tables.FirstOrDefault(t => t.Name == table.Table.Name);
        if (others is not null)
        {
            wanted = others.Rows ?? Math.Max(1, (long)Math.Round((double)_plan.Recipe.Rows * learned.Rows / _tables[_plan.Recipe.Relations.Table].Rows));

            // Rows that repeat a key are left out afterwards: others are there to take their place.
            plan = GenerationPlan.Create(plan.Recipe with { Rows = keepsKey ? Math.Min(MostRows, Spare * wanted) : wanted }, table.Learned).Plan!;
        }

        var pipeline = new GenerationPipeline(plan, learned.Alone, FittedModel.BlockRows, _plan.Recipe.Seed);
        var rows = Table.Concat([.. Enumerable.Range(0, pipeline.ChunkCount).Select(c => pipeline.DrawChunk(c, cancellation))]);
        if (others is null || !keepsKey || !table.Table.Key.All(rows.Schema.Contains))
            return (others is null ? rows : rows.Slice(0, (int)wanted), 0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string?[] keys = RowKeys.Of(rows, table.Table.Key);
        int[] distinct = [.. Enumerable.Range(0, rows.RowCount).Where(row => keys[row] is { } k && seen.Add(k)).Take((int)wanted)];
        return (rows.Take(distinct), (int)wanted - distinct.Length);
    }

    private (Table Rows, int[] Leader) Family(TablePlan table, LearnedTable learned, ChildModel children, Table parents, ulong seed, CancellationToken cancellation)
    {
        int alone = (int)Math.Round((double)learned.WithoutParent * parents.RowCount / Math.Max(1, _tables[table.Leading!.Parent].Rows));
        var (drawn, leader) = children.Draw(Known(_plan, table.Leading.Parent, parents), alone, seed, table.Plan.Recipe.Controls(), cancellation);
        var columns = drawn.Select(table.Table.Order).Columns.ToList();
        columns.AddRange(table.Plan.Transforms.Inverse(new Table(drawn.Columns.Where(c => !table.Table.Order.Contains(c.Name) && !FittedPseudonyms.IsNumbered(c.Schema)))).Columns);
        var pseudonyms = new PseudonymWriting(table.Plan.Pseudonyms, learned.Pseudonyms, _plan.Recipe.Seed);
        if (!table.Plan.Pseudonyms.IsEmpty)
            columns.AddRange(Table.Concat(Blocks(drawn.RowCount).Select(b => new Table(pseudonyms.Write(drawn.Slice((int)b.Block * FittedModel.BlockRows, b.Rows), seed, b.Block, 0, b.Rows)))).Columns);
        foreach (var rule in table.Plan.Rules)
            columns.Add(Table.Concat(Blocks(drawn.RowCount).Select(b => new Table([rule.SampleBlock(seed, b.Block, 0, b.Rows)])))[0]);
        foreach (var computed in table.Plan.Computed)
            columns.Add(computed.Compute(new Table(columns), seed, 0));
        var complete = new Table(columns);
        foreach (var text in learned.Texts)
            columns.Add(Table.Concat(Blocks(drawn.RowCount).Select(b => new Table([text.Draw(complete.Slice((int)b.Block * FittedModel.BlockRows, b.Rows), table.Plan.Recipe.Seed, b.Block)])))[0]);
        return (new Table(columns), leader);
    }

    /// <summary>Blocks of rows; one without rows where there are none, so that a column comes of it.</summary>
    private static IEnumerable<(long Block, int Rows)> Blocks(int rows) =>
        Enumerable.Range(0, Math.Max(1, (rows + FittedModel.BlockRows - 1) / FittedModel.BlockRows)).Select(b => ((long)b, Math.Min(FittedModel.BlockRows, rows - (b * FittedModel.BlockRows))));
}
