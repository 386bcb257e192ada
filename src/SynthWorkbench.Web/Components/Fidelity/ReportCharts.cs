using SynthWorkbench.Synthesis.Metrics.Relations;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Web.Components.Charts;

namespace SynthWorkbench.Web.Components.Fidelity;

/// <summary>The charts of a report; each title says what was found.</summary>
internal static class ReportCharts
{
    /// <summary>The same of the training rows, the synthetic ones and, where there are any, those held out.</summary>
    public static IReadOnlyList<ChartSeries> Beside(Mark mark, object[] x, IReadOnlyList<double> real, IReadOnlyList<double> synthetic, IReadOnlyList<double> holdout)
    {
        ChartSeries[] both = [new("real", DataRole.Real, mark, x, real), new("synthetic", DataRole.Synthetic, mark, x, synthetic)];
        return holdout.Count == 0 ? both : [.. both, new("held out", DataRole.Holdout, mark, x, holdout)];
    }

    public static ChartSpec Overlay(ColumnReport column, FidelityReport report)
    {
        bool label = column.Kind == "label";
        object[] x = label ? [.. column.Bins] : column.Kind == "date" ? [.. column.Bins] : [.. column.Edges.Take(column.Bins.Count).Zip(column.Edges.Skip(1), (a, b) => (object)Math.Round((a + b) / 2, 6))];
        Mark mark = label ? Mark.Bar : Mark.Step;
        string finding = column.Shape is not { } shape ? "cannot be compared"
            : column.BaselineShape is { } baseline && shape >= baseline - 0.005 ? "synthetic matches within what real rows differ" : shape > 0.95 ? "synthetic is close" : "synthetic differs visibly";
        return new ChartSpec { Title = $"{column.Name}: {finding}", Subtitle = $"Share of values; {column.Statistic} {column.Shape:0.000}; n = {report.SyntheticRows:N0}", Series = Beside(mark, x, column.Real, column.Synthetic, column.Holdout), XTitle = column.Name, YTitle = "share", Percent = true };
    }

    public static ChartSpec Children(RelationLinkReport link)
    {
        string finding = link.Children is not { } score ? "cannot be compared" : link.BaselineChildren is { } baseline && score >= baseline - 0.005 ? "synthetic matches within what real parents differ" : score > 0.95 ? "synthetic is close" : "synthetic differs visibly";
        return new ChartSpec { Title = $"{link.Table} of each of {link.Parent}: {finding}", Subtitle = $"Share of {link.Parent} by number of {link.Table}; 1 - KS {link.Children:0.000}", Series = Beside(Mark.Bar, [.. link.Bins], link.Real, link.Synthetic, link.Holdout), XTitle = $"{link.Table} of one", YTitle = "share", Percent = true };
    }

    public static ChartSpec TextLengths(TextReport text, FidelityReport report)
    {
        object[] x = [.. Enumerable.Range(1, text.RealLengths.Count).Select(n => (object)n)];
        var metric = report.Metric("text-length");
        string finding = metric?.Value is not { } value ? "lengths cannot be compared" : value >= (metric.Baseline ?? 1) - 0.01 ? "texts are as long as real ones" : value > 0.95 ? "lengths are close" : "lengths differ visibly";
        return new ChartSpec { Title = $"{text.Name}: {finding}", Subtitle = $"Share of texts by words and marks; similarity {metric?.Value:0.000}; n = {metric?.N:N0}", Series = Beside(Mark.Step, x, text.RealLengths, text.SyntheticLengths, text.HoldoutLengths), XTitle = "words and marks", YTitle = "share", Percent = true };
    }

    public static ChartSpec TextWords(TextReport text, FidelityReport report)
    {
        object[] x = [.. text.Words.Select(w => (object)w.Word)];
        double gap = text.Words.Select(w => Math.Abs(w.Real - w.Synthetic)).DefaultIfEmpty(0).Max();
        return new ChartSpec
        {
            Title = gap < 0.01 ? "The most frequent words are as frequent" : $"Frequent words differ by up to {gap:P1}",
            Subtitle = $"Share of texts with a word; vocabulary {report.Metric("text-vocabulary")?.Value:0.000}; n = {report.Metric("text-vocabulary")?.N:N0}",
            Series = Beside(Mark.Bar, x, [.. text.Words.Select(w => w.Real)], [.. text.Words.Select(w => w.Synthetic)], []),
            YTitle = "share",
            Percent = true,
        };
    }

    public static ChartSpec? Roc(FidelityReport report)
    {
        if (report.Detection is not { } detection)
            return null;
        string finding = detection.Area < 0.55 ? "The detector cannot tell them apart" : detection.Area < 0.7 ? "The detector sees small differences" : "The detector tells them apart";
        return new ChartSpec
        {
            Title = finding,
            Subtitle = $"ROC of gradient boosting, area {detection.Area:0.000} ± {1.96 * detection.StandardError:0.000}; n = {detection.Rows:N0}",
            Series = [new ChartSeries("detector", DataRole.Synthetic, Mark.Line, [.. detection.Curve.Select(p => (object)Math.Round(p.FalsePositiveRate, 4))], [.. detection.Curve.Select(p => Math.Round(p.TruePositiveRate, 4))])],
            XTitle = "real rows called synthetic",
            YTitle = "synthetic rows found",
            ChanceLine = true,
        };
    }

    public static ChartSpec Telling(FidelityReport report)
    {
        var top = report.Detection!.Telling.Take(10).ToList();
        return new ChartSpec { Title = $"{top[0].Column} tells most", Subtitle = "Share of the detector's gain by column, the ten largest", Series = [new ChartSeries("share of gain", DataRole.Synthetic, Mark.Bar, [.. top.Select(t => (object)t.Column)], [.. top.Select(t => t.Share)])], YTitle = "share", Percent = true };
    }

    public static ChartSpec? Distances(FidelityReport report)
    {
        if (report.Distances is not { } distances || report.Metric("dcr-share") is not { Value: { } share } metric)
            return null;
        object[] x = [.. distances.Edges.Take(distances.ToTrain.Count).Select(e => (object)Math.Round(e, 5))];
        string finding = metric.Low > 0.5 ? "Synthetic rows lean towards training rows" : "Synthetic rows are no closer to training rows than to unseen ones";
        return new ChartSpec { Title = finding, Subtitle = $"Distance to the closest record; {share:P1} closer to training ({metric.Low:P1} to {metric.High:P1}); n = {metric.N:N0}", Series = [new ChartSeries("to training rows", DataRole.Synthetic, Mark.Step, x, distances.ToTrain), new ChartSeries("to held-out rows", DataRole.Holdout, Mark.Step, x, distances.ToHoldout)], XTitle = "distance", YTitle = "share", Percent = true };
    }

    public static ChartSpec? Augmentation(FidelityReport report)
    {
        if (report.Utility is not { } utility)
            return null;
        object[] x = [.. utility.Augmentation.Select(p => (object)p.SyntheticRows)];
        double gain = utility.Augmentation.Max(p => p.Score) - utility.Augmentation[0].Score;
        string measure = utility.IsRegression ? "R²" : "Area under the ROC curve";
        return new ChartSpec
        {
            Title = gain > 2 * utility.StandardError ? "Synthetic rows help a small sample" : "Synthetic rows add little to a small sample",
            Subtitle = $"{measure} on {utility.Rows:N0} unseen rows; learned from {utility.Augmentation[0].RealRows:N0} training rows and so many synthetic ones",
            Series = [new ChartSeries("with synthetic rows", DataRole.Synthetic, Mark.Line, x, [.. utility.Augmentation.Select(p => p.Score)]), new ChartSeries("all training rows", DataRole.Real, Mark.Line, [x[0], x[^1]], [utility.RealScore, utility.RealScore])],
            XTitle = "synthetic rows added",
            YTitle = utility.IsRegression ? "R²" : "area",
            FromZero = false,
        };
    }

    public static ChartSpec Missing(FidelityReport report)
    {
        object[] x = [.. report.Columns.Select(c => (object)c.Name)];
        double gap = report.Columns.Select(c => Math.Abs((c.RealMissing ?? 0) - (c.SyntheticMissing ?? 0))).DefaultIfEmpty(0).Max();
        return new ChartSpec { Title = gap < 0.01 ? "Missing values match" : $"Missing shares differ by up to {gap:P1}", Subtitle = $"Share of missing values by column; n = {report.SyntheticRows:N0}", Series = Beside(Mark.Bar, x, [.. report.Columns.Select(c => c.RealMissing ?? 0)], [.. report.Columns.Select(c => c.SyntheticMissing ?? 0)], []), YTitle = "missing", Percent = true };
    }
}
