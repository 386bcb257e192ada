using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>Rows of which the first columns are drawn.</summary>
/// <param name="Columns">The columns drawn, in order of drawing.</param>
/// <param name="State">What else the engine needs to go on, an array a variable; null where it is not drawn yet.</param>
/// <param name="Count">The rows.</param>
internal sealed record BegunRows(Column[] Columns, double[]?[] State, int Count)
{
    /// <summary>Begins <paramref name="batches"/> batches side by side and joins what passed, at most <paramref name="most"/> rows in the order of the batches; null where nothing did.</summary>
    public static BegunRows? Of(int batches, int most, Func<int, BegunRows> begin)
    {
        var begun = new BegunRows[batches];
        Parallel.For(0, batches, batch => begun[batch] = begin(batch));
        BegunRows[] parts = [.. begun.Where(b => b.Count > 0)];
        if (parts.Length == 0)
            return null;
        var all = parts.Length == 1 ? parts[0] : new BegunRows([.. Table.Concat(parts.Select(p => new Table(p.Columns))).Columns],
            [.. parts[0].State.Select((first, i) => first is null ? null : parts.SelectMany(p => p.State[i]!).ToArray())], parts.Sum(p => p.Count));
        return all.Count > most ? all.Take([.. Enumerable.Range(0, most)]) : all;
    }

    /// <summary>Some of the rows.</summary>
    public BegunRows Take(int[] rows) => rows.Length == Count ? this
        : new BegunRows(Array.ConvertAll(Columns, c => c.Take(rows)), Array.ConvertAll(State, s => s is null ? null : Array.ConvertAll(rows, r => s[r])), rows.Length);
}
