using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>A part of a condition that all rows must meet, and the learned columns that settle whether one does.</summary>
internal sealed record ScreenPart(RowExpression When, ImmutableArray<string> Learned);

/// <summary>
/// A condition taken apart where its parts are joined by <c>and</c>: a row that fails one part is given up before the columns after it are drawn. What passes is spread as rows that are drawn whole and then picked.
/// </summary>
internal sealed class RowScreen
{
    private readonly ImmutableArray<ScreenPart> _parts;
    private readonly Func<Table, Table> _shown;

    private RowScreen(ImmutableArray<ScreenPart> parts, Func<Table, Table> shown) => (_parts, _shown) = (parts, shown);

    /// <summary>The screen of a condition; null where no part of it can be told from learned columns alone.</summary>
    /// <param name="plan">The plan of the rows.</param>
    /// <param name="condition">What the rows must meet.</param>
    /// <param name="learned">The columns of the model.</param>
    public static RowScreen? Of(GenerationPlan plan, RowExpression condition, TableSchema learned)
    {
        var parts = condition.Conjuncts.Where(p => p.Columns.Length > 0 && p.Columns.All(plan.Modelled.Contains))
            .Select(p => new ScreenPart(p, [.. p.Columns.SelectMany(c => plan.Transforms.LearnedOf(c, learned)).Distinct(StringComparer.Ordinal)]))
            .Where(p => p.Learned.All(learned.Contains)).ToImmutableArray();
        return parts.Length == 0 ? null : new RowScreen(parts, plan.Transforms.Inverse);
    }

    /// <summary>Whether a part reads a learned column.</summary>
    public bool Reads(string learned) => _parts.Any(p => p.Learned.Contains(learned));

    /// <summary>A part that no label of a model meets; null where each may be met.</summary>
    public RowExpression? Impossible(FittedModel model)
    {
        foreach (var part in _parts.Where(p => p.When.Columns is [var column] && p.Learned is [var own] && own == column))
        {
            if (model.LabelsOf(part.When.Columns[0]) is { } known && known.Labels.All(label => !part.When.Evaluate(_ => CellValue.Of(label)).IsTrue) && !part.When.Evaluate(_ => CellValue.Missing).IsTrue)
                return part.When;
        }

        return null;
    }

    /// <summary>The screen for columns that are drawn in an order.</summary>
    public ScreenOrder In(IReadOnlyList<string> columns)
    {
        var at = columns.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);
        return new ScreenOrder([.. _parts.ToLookup(p => p.Learned.Max(c => at[c]), p => p.When).OrderBy(p => p.Key).Select(p => (p.Key, p.ToImmutableArray()))], _shown);
    }
}

/// <summary>At which column each part of a condition is settled.</summary>
internal sealed class ScreenOrder(ImmutableArray<(int Step, ImmutableArray<RowExpression> Parts)> steps, Func<Table, Table> shown)
{
    /// <summary>The last column that settles a part.</summary>
    public int Last => steps[^1].Step;

    /// <summary>The rows that meet what the column at <paramref name="step"/> settles; null where it settles nothing.</summary>
    public int[]? Passed(int step, IEnumerable<Column> drawn)
    {
        var parts = steps.FirstOrDefault(s => s.Step == step).Parts;
        if (parts.IsDefault)
            return null;
        var table = shown(new Table(drawn));
        int[] rows = [.. RowCells.Matching(parts[0], table)];
        foreach (var part in parts.Skip(1))
        {
            var met = RowCells.Matching(part, table).ToHashSet();
            rows = Array.FindAll(rows, met.Contains);
        }

        return rows;
    }
}
