using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Sequences;

/// <summary>What a report shows of sequences, counted by hand.</summary>
public sealed class SequenceReportTests
{
    private static readonly SequenceColumns Visits = new() { Entity = "who", Order = ["at"] };

    [Fact]
    public void Steps_lengths_labels_and_lags_are_counted_in_both_tables_and_in_unseen_rows()
    {
        // Ann has 4 rows 1 minute apart, Bob 2 rows 3 minutes apart.
        var train = Of(("Ann", 0, "x", 1), ("Ann", 1, "x", 2), ("Ann", 2, "y", 3), ("Ann", 3, "y", 4), ("Bob", 0, "x", 7), ("Bob", 3, "y", 9));
        var holdout = Of(("Eve", 0, "x", 1), ("Eve", 1, "x", 2));
        var synthetic = Of(("S1", 0, "x", 1), ("S1", 1, "x", 2), ("S1", 2, "x", 4), ("S2", 0, "y", 3), ("S2", 3, "y", 8), ("S3", 0, "x", 5));
        var report = FidelityEvaluation.Run(new FidelityInputs(train, holdout, synthetic) { Sequence = Visits });
        var shown = report.Sequences!;

        Assert.Equal("minute", shown.Steps!.Unit);
        Assert.Equal(["1", "3"], shown.Steps.Bins);
        Assert.Equal([0.75, 0.25], shown.Steps.Real);
        Assert.Equal([2.0 / 3, 1.0 / 3], shown.Steps.Synthetic.Select(s => Math.Round(s, 12)), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([1, 0], shown.Steps.Holdout);

        // The synthetic sequence of one row is of no length that the training rows have: bins of even width take the place of a bin a value.
        Assert.Equal(12, shown.Lengths!.Bins.Count);
        Assert.Equal("up to 2", shown.Lengths.Bins[0]);
        Assert.Equal([0.5, 0, 0.5], shown.Lengths.Real.Take(3));
        Assert.Equal(1, shown.Lengths.Synthetic.Sum(), 1e-9);

        // Of Ann's three steps and Bob's one two keep their label; of the synthetic three all do.
        var label = Assert.Single(shown.Labels);
        Assert.Equal(("label", 0.5, 1.0, 1.0), (label.Name, label.Real, label.Holdout!.Value, label.Synthetic));
        var number = Assert.Single(shown.Numbers);
        Assert.Equal("level", number.Name);
        Assert.Equal(Pearson([(1, 2), (2, 3), (3, 4), (7, 9)]), number.Real[0]!.Value, 1e-9);
        Assert.Equal(Pearson([(1, 2), (2, 4), (3, 8)]), number.Synthetic[0]!.Value, 1e-9);
        Assert.Null(number.Real[5]);

        string html = FidelityHtml.Write("visits", report, FidelityVerdict.Of(report, []));
        Assert.Contains("Does it move in time?", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", System.Text.Json.JsonSerializer.Serialize(report), StringComparison.Ordinal);
    }

    [Fact]
    public void One_series_has_no_lengths_and_rows_without_an_order_have_no_section()
    {
        var series = SequenceTables.Hourly(500, 1);
        var report = FidelityEvaluation.Run(new FidelityInputs(series, null, SequenceTables.Hourly(400, 2)) { Sequence = new SequenceColumns { Order = ["time"] } });
        Assert.Null(report.Sequences!.Lengths);
        Assert.Empty(report.Sequences.Steps!.Holdout);
        Assert.Null(FidelityEvaluation.Run(new FidelityInputs(series, null, series)).Sequences);
        var equal = Of(("Ann", 0, "x", 1), ("Ann", 0, "x", 2));
        Assert.Null(FidelityEvaluation.Run(new FidelityInputs(equal, null, equal) { Sequence = Visits }).Sequences);
    }

    private static Table Of(params (string Who, int Minute, string Label, double Level)[] rows)
    {
        string[] who = [.. rows.Select(r => r.Who).Distinct()], labels = ["x", "y"];
        return new Table([
            new CodedColumn(new("who", ColumnKind.Identifier), [.. rows.Select(r => Array.IndexOf(who, r.Who))], [.. who]),
            new DateTimeColumn(new("at", ColumnKind.DateTime) { DateTimeFormat = "yyyy-MM-dd HH:mm" }, [.. rows.Select(r => new DateTime(2024, 3, 1, 0, r.Minute, 0).Ticks)]),
            new CodedColumn(new("label", ColumnKind.Categorical), [.. rows.Select(r => Array.IndexOf(labels, r.Label))], [.. labels]),
            new NumericColumn(new("level", ColumnKind.Numeric), [.. rows.Select(r => r.Level)])]);
    }

    private static double Pearson((double Before, double Now)[] pairs)
    {
        double x = pairs.Average(p => p.Before), y = pairs.Average(p => p.Now);
        return pairs.Sum(p => (p.Before - x) * (p.Now - y)) / Math.Sqrt(pairs.Sum(p => (p.Before - x) * (p.Before - x)) * pairs.Sum(p => (p.Now - y) * (p.Now - y)));
    }
}
