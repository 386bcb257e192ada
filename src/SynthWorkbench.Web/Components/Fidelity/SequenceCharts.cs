using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Metrics.Sequences;
using SynthWorkbench.Web.Components.Charts;

namespace SynthWorkbench.Web.Components.Fidelity;

/// <summary>The charts of a report's sequences; each title says what was found.</summary>
internal static class SequenceCharts
{
    /// <summary>Differences of autocorrelations and shares that are small, and those that anyone sees.</summary>
    private const double Small = 0.05, Visible = 0.15;

    public static ChartSpec Moving(MovingNumber number)
    {
        var series = new List<ChartSeries> { Lags("real", DataRole.Real, number.Real), Lags("synthetic", DataRole.Synthetic, number.Synthetic) };
        if (number.Holdout.Any(y => y is not null))
            series.Add(Lags("held out", DataRole.Holdout, number.Holdout));
        double[] gaps = [.. number.Real.Zip(number.Synthetic, (a, b) => a - b).OfType<double>()];
        double gap = gaps.Select(Math.Abs).DefaultIfEmpty(2).Max();
        string finding = gaps.Length == 0 ? "cannot be compared" : gap <= Small ? "carries on as real rows do" : gap <= Visible ? "carries on nearly as real rows do" : gaps.MaxBy(Math.Abs) > 0 ? "carries on less than in real rows" : "carries on more than in real rows";
        return new ChartSpec { Title = $"{number.Name}: {finding}", Subtitle = $"Autocorrelation by lag; largest difference {gap:0.000}", Series = series, XTitle = "rows apart", YTitle = "autocorrelation" };
    }

    public static ChartSpec Steps(SequenceShares steps, FidelityReport report) => Shares("Time between rows", steps, report.Metric("inter-event"), $"Share of rows by {steps.Unit}s since the row before", $"{steps.Unit}s");

    public static ChartSpec Lengths(SequenceShares lengths, FidelityReport report) => Shares("Length of sequences", lengths, report.Metric("sequence-length"), "Share of sequences by number of rows", "rows of a sequence");

    public static ChartSpec Staying(IReadOnlyList<StayingLabel> labels)
    {
        object[] x = [.. labels.Select(l => (object)l.Name)];
        double gap = labels.Max(l => Math.Abs(l.Real - l.Synthetic));
        double[] holdout = labels.All(l => l.Holdout is not null) ? [.. labels.Select(l => l.Holdout!.Value)] : [];
        var series = ReportCharts.Beside(Mark.Bar, x, [.. labels.Select(l => l.Real)], [.. labels.Select(l => l.Synthetic)], holdout);
        return new ChartSpec { Title = gap <= Small ? "Labels last as long as in real rows" : $"How often labels last differs by up to {gap:P0}", Subtitle = "Share of rows that have the label of the row before", Series = series, YTitle = "share", Percent = true };
    }

    private static ChartSpec Shares(string title, SequenceShares shares, MetricValue? metric, string subtitle, string unit)
    {
        string finding = metric?.Value is not { } value ? "cannot be compared" : value >= (metric.Baseline ?? 1) - 0.005 ? "as real rows have it" : value > 0.95 ? "close to real rows" : "differs visibly";
        return new ChartSpec { Title = $"{title}: {finding}", Subtitle = $"{subtitle}; 1 - KS {metric?.Value:0.000}", Series = ReportCharts.Beside(Mark.Bar, [.. shares.Bins], shares.Real, shares.Synthetic, shares.Holdout), XTitle = unit, YTitle = "share", Percent = true };
    }

    private static ChartSeries Lags(string name, DataRole role, IReadOnlyList<double?> lags)
    {
        int[] known = [.. Enumerable.Range(0, lags.Count).Where(k => lags[k] is not null)];
        return new ChartSeries(name, role, Mark.Line, [.. known.Select(k => (object)(k + 1))], [.. known.Select(k => Math.Round(lags[k]!.Value, 4))]);
    }
}
