using SynthWorkbench.Synthesis.Engines.Marginals;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.PrivateMarginals;

/// <summary>Judges rows under noisy marginals: each cell by its probability given the columns that it was drawn from.</summary>
internal static class PrivateSurprise
{
    private const double Least = 1e-15, LeastKnown = 1e-4;

    /// <summary>How far the column alone is believed: a combination without rows may be one that noise has hidden.</summary>
    private const double Doubt = 0.05;

    public static Surprise Of(PrivateDomain[] domains, double[][] rows, int[][] groupOf, PrivateNetwork network, Table judged, Table? shown, CancellationToken cancellation)
    {
        var ordered = judged.Select([.. domains.Select(d => d.Schema.Name)]);
        int[][] cells = [.. domains.Select((d, c) => d.Code(ordered[c]))];
        int[][] groups = [.. cells.Select((of, c) => Array.ConvertAll(of, cell => groupOf[c][cell]))];
        int[] sizes = network.Sizes();
        float[][] bits = new float[domains.Length][];
        bool[][] isUnknown = [.. domains.Select((d, c) => Unknown(d, rows[c], ordered[c], cells[c]))];
        Parallel.ForEach(network.Nodes, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, node =>
        {
            int c = node.Column;
            double all = rows[c].Sum();
            double[] groupRows = new double[node.Size];
            for (int cell = 0; cell < rows[c].Length; cell++)
                groupRows[groupOf[c][cell]] += rows[c][cell];
            bits[c] = new float[ordered.RowCount];
            for (int row = 0; row < bits[c].Length; row++)
            {
                int cell = cells[c][row], group = groups[c][row];
                double given = node.Conditional[network.Context(node, groups, row, sizes) * node.Size + group];
                double within = groupRows[group] > 0 ? rows[c][cell] / groupRows[group] : 0, usual = rows[c][cell] / all;
                double p = (1 - Doubt) * given * within + Doubt * usual;
                if (domains[c].Kinds[cell] == CellKind.Interval)
                    p = usual > 0 ? Math.Min(1, Surprise.Window * p / usual) : 0;
                bits[c][row] = (float)-Math.Log2(isUnknown[c][row] ? Least : Math.Clamp(p, LeastKnown, 1));
            }
        });
        var texts = Surprise.Shown(ordered, shown);
        return new Surprise(texts, bits, (c, row) => Reason(texts[c], isUnknown[c][row], bits[c][row], network, domains, c, row));
    }

    /// <summary>Labels that are not kept where hardly any is not, and numbers farther beyond the outermost edges than an eighth of what lies between them: the edges leave out a few values on either side.</summary>
    private static bool[] Unknown(PrivateDomain domain, double[] rows, Column column, int[] cells)
    {
        if (!domain.IsNumber)
            return [.. cells.Select((cell, row) => !column.IsMissing(row) && domain.Kinds[cell] != CellKind.Label && (domain.Kinds[cell] != CellKind.Other || rows[cell] <= 0))];
        double[] values = NumberMarginal.Numbers(column);
        double low = domain.Low.Skip(1).DefaultIfEmpty(0).Min(), high = domain.High.Skip(1).DefaultIfEmpty(0).Max(), beyond = (high - low) / 8;
        return [.. cells.Select((cell, row) => cell > 0 && (values[row] < low - beyond || values[row] > high + beyond))];
    }

    private static string Reason(Column column, bool isUnknown, float bits, PrivateNetwork network, PrivateDomain[] domains, int c, int row)
    {
        string value = column.Format(row) ?? "missing";
        if (isUnknown)
            return $"'{value}' lies outside what was found privately in the training rows.";
        int[] parents = network.Nodes.First(n => n.Column == c).Parents;
        string given = parents.Length == 0 ? "" : $"Given {string.Join(" and ", parents.Select(p => domains[p].Schema.Name))}, ";
        return $"{given}{column.Name} {value} has a probability of {Math.Pow(2, -bits):P1}.";
    }
}
