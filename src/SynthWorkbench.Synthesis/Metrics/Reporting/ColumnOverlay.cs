using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>Distributions of one column side by side: up to 40 equal-width bins between the reference's 0.5 % quantiles (outer values in the end bins), or the 20 most frequent labels.</summary>
internal static class ColumnOverlay
{
    private const int MaxBins = 40, MaxLabels = 20;

    public static ColumnReport Of(ComparedColumn column, ComparedColumn? holdout)
    {
        string[] bins;
        double[] edges = [], real, held = [], synthetic;
        if (column.IsNumber)
        {
            edges = Edges(column.RealNumbers, column.Schema);
            real = Shares(column.RealNumbers, edges);
            synthetic = Shares(column.SyntheticNumbers, edges);
            held = holdout is null ? [] : Shares(holdout.SyntheticNumbers, edges);
            bins = [.. edges.SkipLast(1).Select(e => Text(e, column.Schema))];
        }
        else
        {
            int[] count = new int[column.Labels.Length];
            foreach (int code in column.RealCodes)
            {
                if (code >= 0)
                    count[code]++;
            }

            int[] order = [.. Enumerable.Range(0, count.Length).OrderByDescending(i => count[i]).ThenBy(i => i)];
            string[] shown = [.. order.Take(MaxLabels).Select(i => column.Labels[i])];
            bool others = order.Length > MaxLabels;
            bins = others ? [.. shown, "(other)"] : shown;
            real = LabelShares(column.RealCodes, column.Labels, shown, others);
            synthetic = LabelShares(column.SyntheticCodes, column.Labels, shown, others);
            held = holdout is null ? [] : LabelShares(holdout.SyntheticCodes, holdout.Labels, shown, others);
        }

        return new ColumnReport
        {
            Name = column.Name,
            Kind = !column.IsNumber ? "label" : column.Schema.Kind == ColumnKind.DateTime ? "date" : "number",
            Statistic = ColumnShape.StatisticOf(column),
            Shape = ColumnShape.Score(column),
            BaselineShape = holdout is null ? null : ColumnShape.Score(holdout),
            Adherence = DataValidity.Adherence(column),
            Coverage = DataValidity.Coverage(column),
            RealMissing = DataValidity.MissingShare(column, real: true),
            SyntheticMissing = DataValidity.MissingShare(column, real: false),
            Bins = bins,
            Edges = edges,
            Real = real,
            Holdout = held,
            Synthetic = synthetic,
        };
    }

    private static string Text(double value, ColumnSchema schema) => schema.Kind == ColumnKind.DateTime
        ? new DateTime((long)Math.Clamp(value, 0, DateTime.MaxValue.Ticks), DateTimeKind.Unspecified).ToString("yyyy-MM-dd")
        : value.ToString("G6");

    private static double[] Edges(double[] values, ColumnSchema schema)
    {
        double[] sorted = Array.FindAll(values, v => !double.IsNaN(v));
        if (sorted.Length == 0)
            return [0, 1];
        Array.Sort(sorted);
        double low = sorted[(int)(0.005 * (sorted.Length - 1))], high = sorted[(int)(0.995 * (sorted.Length - 1))];
        if (high <= low)
        {
            low = sorted[0];
            high = sorted[^1] > low ? sorted[^1] : low + 1;
        }

        int bins = schema.IsInteger && high - low < MaxBins ? (int)(high - low) + 1 : MaxBins;
        if (schema.IsInteger && bins <= MaxBins && high - low < MaxBins)
            return [.. Enumerable.Range(0, bins + 1).Select(i => low + i)];
        return [.. Enumerable.Range(0, bins + 1).Select(i => low * ((double)(bins - i) / bins) + high * ((double)i / bins))];
    }

    /// <summary>Shares of the values that are there, by bin.</summary>
    internal static double[] Shares(double[] values, IReadOnlyList<double> edges)
    {
        int bins = edges.Count - 1;
        double low = edges[0] / 2, range = edges[^1] / 2 - low;
        double[] shares = new double[bins];
        int n = 0;
        foreach (double v in values)
        {
            if (double.IsNaN(v))
                continue;
            n++;
            shares[Math.Clamp((int)((v / 2 - low) / range * bins), 0, bins - 1)]++;
        }

        return n == 0 ? shares : Array.ConvertAll(shares, s => s / n);
    }

    /// <summary>The bin of each label in a column's report; -1 for one that is shown nowhere.</summary>
    internal static int[] BinsOf(ColumnReport report, IReadOnlyList<string> labels)
    {
        bool others = report.Bins.Count > MaxLabels;
        var at = report.Bins.Take(MaxLabels).Select((label, i) => (label, i)).ToDictionary(l => l.label, l => l.i, StringComparer.Ordinal);
        return [.. labels.Select(l => at.GetValueOrDefault(l, others ? MaxLabels : -1))];
    }

    private static double[] LabelShares(int[] codes, IReadOnlyList<string> labels, string[] shown, bool others)
    {
        var at = shown.Select((label, i) => (label, i)).ToDictionary(l => l.label, l => l.i, StringComparer.Ordinal);
        double[] shares = new double[shown.Length + (others ? 1 : 0)];
        int[] place = [.. labels.Select(l => at.GetValueOrDefault(l, others ? shown.Length : -1))];
        int n = 0;
        foreach (int code in codes)
        {
            if (code < 0)
                continue;
            n++;
            if (place[code] >= 0)
                shares[place[code]]++;
        }

        return n == 0 ? shares : Array.ConvertAll(shares, s => s / n);
    }
}
