using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Engines.Pseudonyms;
using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>The columns of a block of rows: those of the model, of personal data, of rules, computed ones, weights, and texts.</summary>
public sealed partial class GenerationPipeline
{
    private Table DrawBlock(Segment segment, int attempt) => DrawBlock(segment, attempt, segment.Seed(_plan.Recipe.Seed));

    private Table DrawBlock(Segment segment, int attempt, ulong seed)
    {
        Table table = Complete(_model?.SampleBlock(seed, segment.Block, attempt, _plan.Recipe.Controls(), _blockRows), seed, segment.Block, attempt, _blockRows);
        return _tilt is null && attempt == 0 && segment.Condition == Segment.Unconditional && segment.Wanted < _blockRows ? table.Slice(0, segment.Wanted) : table;
    }

    /// <summary>Learned columns in the reference's form, with those of rules, computed ones and weights.</summary>
    private Table Complete(Table? learned, ulong seed, long block, int attempt, int rows)
    {
        var columns = new List<Column>();
        if (learned is not null)
            columns.AddRange(_plan.Transforms.Inverse(learned).Columns.Where(c => !FittedPseudonyms.IsNumbered(c.Schema)));
        columns.AddRange(_pseudonyms.Write(learned, seed, block, attempt, rows));
        var normals = _plan.Correlated?.DrawBlock(seed, block, attempt, rows);
        foreach (var rule in _plan.Rules)
            columns.Add(rule.SampleBlock(seed, block, attempt, rows, normals?.GetValueOrDefault(rule.Schema.Name)));
        foreach (var computed in _plan.Computed)
            columns.Add(computed.Compute(new Table(columns), RandomSeed(seed, attempt), block));
        Table table = new Table(columns);
        if (!_rowColumns.IsEmpty)
            table = table.Select(_rowColumns);
        return _tilt is null ? table : new Table([.. table.Columns, _tilt.Weigh(table)]);
    }

    /// <summary>The rows with their texts, each a function of its place and the row's other values.</summary>
    private Table WithTexts(Table rows, long block)
    {
        if (_plan.Texts.Length == 0)
            return rows;
        var texts = _model!.Texts.ToDictionary(t => t.Schema.Name, t => t.Draw(rows, _plan.Recipe.Seed, block), StringComparer.Ordinal);
        return new Table([.. _plan.Output.Select(name => texts.TryGetValue(name, out var text) ? text : rows[name]), .. rows.Columns.Where(c => c.Name == RowTilt.WeightColumn && !_plan.Output.Contains(c.Name))]);
    }

    private static ulong RandomSeed(ulong seed, int attempt) => Numerics.Random.RandomStream.Mix(seed, (ulong)attempt);

    /// <summary>Sequences count final positions, so that a replaced row does not repeat a number.</summary>
    private Table Finish(Table rows, long block)
    {
        ImmutableArray<RuleColumn> sequences = [.. _plan.Rules.Where(r => r.IsSequence)];
        if (sequences.Length == 0)
            return rows;
        var columns = rows.Columns.ToList();
        foreach (var sequence in sequences)
        {
            int at = columns.FindIndex(c => c.Name == sequence.Schema.Name);
            columns[at] = sequence.SampleBlock(_plan.Recipe.Seed, block, 0, rows.RowCount);
        }

        return new Table(columns);
    }
}
