using System.Globalization;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Reviewers;
using SynthWorkbench.Web.Components.Charts;

namespace SynthWorkbench.Web.Components.Calibration.Reviewers;

/// <summary>Figures of reviewers as charts.</summary>
internal static class ReviewerCharts
{
    public static ChartSpec Of(MonitorChart chart, string? who)
    {
        string name = who is null ? ReviewerWords.Of(chart.Cause) : $"{who}: {Lower(ReviewerWords.Of(chart.Cause))}";
        object[] x = [.. chart.Points.Select(p => (object)p.Index)];
        var series = new List<ChartSeries> { new(chart.Cause == SessionCause.Overturned ? "overturned" : "chart", DataRole.Real, Mark.Line, x, [.. chart.Points.Select(p => p.Value)]) };
        if (chart.Points.All(p => p.High is not null))
            series.Add(new ChartSeries(chart.Points.All(p => p.Low is null) ? "signal at" : "upper limit", DataRole.FailBoundary, Mark.Line, x, [.. chart.Points.Select(p => p.High!.Value)]));
        if (chart.Points.All(p => p.Low is not null))
            series.Add(new ChartSeries("lower limit", DataRole.FailBoundary, Mark.Line, x, [.. chart.Points.Select(p => p.Low!.Value)]));
        return new ChartSpec
        {
            Title = chart.Signal is { } signal ? who is null ? signal.Sentence.TrimEnd('.') : $"{who}: {Lower(signal.Sentence.TrimEnd('.'))}" : $"{name}: no signal", Subtitle = $"{chart.Declared}; n = {chart.Points[^1].Index:N0}{(chart.Cause == SessionCause.Overturned ? " samples" : "")}", Series = series,
            XTitle = chart.Cause switch { SessionCause.Errors => "answers to known items", SessionCause.Severity => "answers", _ => "samples of decided answers" },
            YTitle = chart.Cause switch { SessionCause.Errors => "evidence", SessionCause.Severity => "severity, deviations", _ => "overturned" },
            FromZero = chart.Cause != SessionCause.Severity, Percent = chart.Cause == SessionCause.Overturned,
        };
    }

    public static ChartSpec Of(AgreementCourse course, string criterion)
    {
        var points = course.Points.Where(p => p.Result.Value is not null).ToList();
        var bounded = points.Where(p => p.Result.Low is not null).ToList();
        object[] x = [.. points.Select(p => (object)Day(p.From))], within = [.. bounded.Select(p => (object)Day(p.From))];
        double first = points[0].Result.Value!.Value, last = points[^1].Result.Value!.Value;
        bool apart = points[0].Result is { Low: { } low, High: { } high } && (points[^1].Result.Low > high || points[^1].Result.High < low);
        return new ChartSpec
        {
            Title = $"{criterion}: {(apart ? last > first ? "agreement rose" : "agreement fell" : "no change beyond the intervals")}, {ReviewerWords.Number(first)} to {ReviewerWords.Number(last)}",
            Subtitle = $"{course.Coefficient}, by when an item got its last answer; {course.Points.Sum(p => p.Result.Units):N0} items, intervals 95 %",
            Series =
            [
                new("coefficient", DataRole.Real, Mark.Line, x, [.. points.Select(p => p.Result.Value!.Value)]),
                new("lower limit", DataRole.Ghost, Mark.Line, within, [.. bounded.Select(p => p.Result.Low!.Value)]),
                new("upper limit", DataRole.Ghost, Mark.Line, within, [.. bounded.Select(p => p.Result.High!.Value)]),
            ],
            XTitle = "beginning of the stretch", YTitle = "agreement", FromZero = false,
        };
    }

    public static ChartSpec Of(ConfidenceCurve curve)
    {
        object[] x = [.. curve.Points.Select(p => (object)p.Stated)];
        var off = curve.Points.Where(p => p.Stated < p.Right.Low || p.Stated > p.Right.High).OrderByDescending(p => Math.Abs(p.Stated - p.Right.Value!.Value)).FirstOrDefault();
        return new ChartSpec
        {
            Title = off is null ? "Confidence matches what was right, within noise" : $"Said with {ReviewerWords.Percent(off.Stated)}, right in {ReviewerWords.Percent(off.Right.Value!.Value)}: {(off.Stated > off.Right.High ? "surer than right" : "right more often than said")}",
            Subtitle = $"Share right against {curve.Against}, by stated confidence; n = {curve.Right.Of:N0}",
            Series =
            [
                new("right", DataRole.Real, Mark.Line, x, [.. curve.Points.Select(p => p.Right.Value!.Value)]),
                new("lower limit", DataRole.Ghost, Mark.Line, x, [.. curve.Points.Select(p => p.Right.Low)]),
                new("upper limit", DataRole.Ghost, Mark.Line, x, [.. curve.Points.Select(p => p.Right.High)]),
                new("as stated", DataRole.PassBoundary, Mark.Line, x, [.. curve.Points.Select(p => p.Stated)]),
            ],
            XTitle = "stated confidence", YTitle = "share right", Percent = true,
        };
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Lower(string words) => char.ToLowerInvariant(words[0]) + words[1..];
}
