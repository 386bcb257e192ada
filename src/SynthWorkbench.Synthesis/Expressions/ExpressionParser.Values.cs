namespace SynthWorkbench.Synthesis.Expressions;

/// <summary>What functions and comparisons are worth.</summary>
internal sealed partial class ExpressionParser
{
    private static CellValue Round(double value, double decimals) =>
        decimals is >= 0 and <= 15 ? CellValue.Of(Math.Round(value, (int)decimals, MidpointRounding.AwayFromZero)) : CellValue.Missing;

    private static double Fold(Node[] nodes, Func<string, CellValue> row, Func<double, double, double> combine)
    {
        double result = nodes[0].In(row).Number;
        for (int i = 1; i < nodes.Length; i++)
            result = combine(result, nodes[i].In(row).Number);
        return result;
    }

    /// <summary>Missing when an operand is; numbers are equal within 1e-9 relative, so that an exact decimal sum is not refused for its binary form.</summary>
    private static CellValue Compare(CellValue a, CellValue b, string op)
    {
        if (a.IsMissing || b.IsMissing)
            return CellValue.Missing;
        int order;
        if (a.Text is not null || b.Text is not null)
            order = string.CompareOrdinal(a.ToString(), b.ToString());
        else
            order = Math.Abs(a.Number - b.Number) <= 1e-9 * Math.Max(1, Math.Max(Math.Abs(a.Number), Math.Abs(b.Number))) ? 0 : a.Number.CompareTo(b.Number);
        return CellValue.Of(op switch
        {
            "==" or "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        });
    }
}
