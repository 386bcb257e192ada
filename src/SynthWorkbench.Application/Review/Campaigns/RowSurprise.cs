using SynthWorkbench.Application.Generation;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>How unexpected rows of a run, and their least expected cells, are to the run's model.</summary>
internal sealed class RowSurprise
{
    /// <summary>Rows that tell what is usual.</summary>
    public const int UsualRows = 10_000;

    private const int MostCells = 3;
    private const double FewestBits = 1;

    private readonly Surprise _surprise;
    private readonly Dictionary<int, int> _at;
    private readonly string[] _columns;
    private readonly double[] _usual;

    private RowSurprise(Surprise surprise, int[] rows, string[] columns)
    {
        _surprise = surprise;
        _columns = columns;
        _at = rows.Select((row, at) => (row, at)).ToDictionary(r => r.row, r => r.at);
        _usual = [.. surprise.CellBits.Select(c => c.Average(b => (double)b))];
    }

    /// <summary>Judges the rows at the positions given.</summary>
    public static RowSurprise Of(RunMaterial material, FittedModel model, int[] rows, CancellationToken ct)
    {
        Table shown = material.Rows.Take(rows), judged = material.Plan.Judged(shown, model);
        return new RowSurprise(model.Judge(judged, ct, shown), rows, [.. model.Schema.Columns.Select(c => c.Name)]);
    }

    /// <summary>At most so many positions, evenly spaced over all rows.</summary>
    public static int[] Spaced(int rows, int most)
    {
        int count = Math.Min(rows, most);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows / count))];
    }

    public double Row(int row) => _surprise.RowBits[_at[row]];

    /// <summary>The row's least expected cells: those with more bits than their column usually has.</summary>
    public IReadOnlyList<SurprisingCell> Cells(int row)
    {
        int at = _at[row];
        return [.. Enumerable.Range(0, _columns.Length).Select(c => (Column: c, Excess: _surprise.CellBits[c][at] - _usual[c])).Where(c => c.Excess >= FewestBits)
            .OrderByDescending(c => c.Excess).Take(MostCells).Select(c => new SurprisingCell(_columns[c.Column], null, c.Excess, _surprise.Reason(c.Column, at)))];
    }
}
