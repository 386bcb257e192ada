using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>A cell that a model did not expect, with the reason in words.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">The value as text, null where it misses.</param>
/// <param name="Bits">How unexpected it is: -log2 of its probability among similar training rows, less the same among all training rows' values on average.</param>
/// <param name="Reason">Why, for people; it speaks of groups of training rows, never of one.</param>
public sealed record SurprisingCell(string Column, string? Value, double Bits, string Reason);

/// <summary>A row that a model did not expect, its least expected cells first.</summary>
/// <param name="Row">Position in the table judged, 0-based.</param>
/// <param name="Bits">Sum of the cells' bits.</param>
/// <param name="Cells">The least expected cells.</param>
public sealed record SurprisingRow(int Row, double Bits, IReadOnlyList<SurprisingCell> Cells);

/// <summary>
/// How unexpected each cell and row of a table is under a fitted model: the negative log-likelihood in bits of each value given the columns before it. Numbers are judged by the share of similar
/// training rows within one twentieth of all ranks around them, so that bits of numbers and labels can be compared and added.
/// </summary>
/// <remarks>Shannon's self-information of a cell under the chain rule; as an outlier score in Noto, Brodley and Slonim, "FRaC", Data Mining and Knowledge Discovery 25 (2012).</remarks>
public sealed class Surprise
{
    private readonly Func<int, int, string> _reason;
    private readonly Column[] _shown;

    internal Surprise(Column[] shown, float[][] cellBits, Func<int, int, string> reason)
    {
        _shown = shown;
        CellBits = cellBits;
        _reason = reason;
        RowBits = new double[shown.Length == 0 ? 0 : shown[0].Length];
        foreach (float[] column in cellBits)
        {
            for (int row = 0; row < RowBits.Length; row++)
                RowBits[row] += column[row];
        }
    }

    /// <summary>Bits by column and row; 0 where the model says nothing.</summary>
    public IReadOnlyList<float[]> CellBits { get; }

    /// <summary>Bits of whole rows: the negative log-likelihood of the row.</summary>
    public double[] RowBits { get; }

    /// <summary>The rows with most bits, each with its least expected cells, measured against what is usual in the column.</summary>
    public IReadOnlyList<SurprisingRow> Most(int rows, int cells = 3)
    {
        double[] usual = [.. CellBits.Select(c => c.Length == 0 ? 0 : c.Average(b => (double)b))];
        int[] order = [.. Enumerable.Range(0, RowBits.Length).OrderByDescending(r => RowBits[r]).ThenBy(r => r).Take(rows)];
        return [.. order.Select(row => new SurprisingRow(row, RowBits[row],
            [.. Enumerable.Range(0, CellBits.Count).Select(c => (Column: c, Excess: CellBits[c][row] - usual[c])).Where(c => c.Excess > 0).OrderByDescending(c => c.Excess).Take(cells)
                .Select(c => new SurprisingCell(_shown[c.Column].Name, _shown[c.Column].Format(row), c.Excess, _reason(c.Column, row)))]))];
    }

    /// <summary>Why a cell has its bits, in one sentence.</summary>
    public string Reason(int column, int row) => _reason(column, row);

    /// <summary>The columns that reasons quote: those of <paramref name="shown"/> where it has them, else the judged ones.</summary>
    internal static Column[] Shown(Table judged, Table? shown) => [.. judged.Columns.Select(c => shown?.Schema.Contains(c.Name) == true ? shown[c.Name] : c)];

    /// <summary>Rows a number's window takes, as a share of all.</summary>
    internal const double Window = 0.05;
}
