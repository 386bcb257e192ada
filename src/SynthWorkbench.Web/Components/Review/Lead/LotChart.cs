using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Web.Components.Charts;

namespace SynthWorkbench.Web.Components.Review.Lead;

/// <summary>The lot on its way to a boundary.</summary>
internal static class LotChart
{
    private const int MostPoints = 400;

    public static ChartSpec Of(LotCourse course)
    {
        var now = course.Now;

        // Beyond the point of acceptance, so that its line is seen.
        int end = Math.Max((now.Items + (course.ItemsToAccept ?? 0)) * 5 / 4, 10);
        object[] x = [.. Points(now.Items).Select(i => (object)i)];
        var series = new List<ChartSeries> { new("defects", DataRole.Synthetic, Mark.Line, x, [.. Points(now.Items).Select(i => (double)course.Points[i].Defects)]) };
        object[] ends = [0, end];
        if (course.Test is { } test)
        {
            series.Add(new ChartSeries("reject at", DataRole.FailBoundary, Mark.Line, ends, [test.RejectionIntercept, test.RejectionIntercept + test.Slope * end]));
            int from = Math.Min(end, test.FewestToAccept);
            series.Add(new ChartSeries("accept at", DataRole.PassBoundary, Mark.Line, [from, end], [Math.Max(0, test.Slope * from - test.AcceptanceIntercept), Math.Max(0, test.Slope * end - test.AcceptanceIntercept)]));
        }
        else
        {
            series.Add(new ChartSeries("most allowed", DataRole.FailBoundary, Mark.Line, [0, Math.Max(end, course.Plan.SampleSize)], [course.Plan.AcceptanceNumber, course.Plan.AcceptanceNumber]));
        }

        return new ChartSpec { Title = Sentence(course), Subtitle = $"Defects among decided items; {Rule(course.Plan)}; n = {now.Items:N0}", Series = series, XTitle = "items decided", YTitle = "defects" };
    }

    public static string Sentence(LotCourse course) => course.Verdict switch
    {
        LotVerdict.Accepted => $"The lot is accepted: {course.Now.Defects:N0} defects among {course.Now.Items:N0} items",
        LotVerdict.Rejected => $"The lot is rejected: {course.Now.Defects:N0} defects among {course.Now.Items:N0} items",
        _ => $"Not decided yet: {course.ItemsToAccept:N0} more items without a defect would accept the lot",
    };

    public static string Rule(AcceptancePlan plan) => plan.Kind == AcceptanceKind.Sequential
        ? $"sequential test of {plan.AcceptableRate:P1} against {plan.RejectableRate:P1}, risks {plan.ProducerRisk:P0} and {plan.ConsumerRisk:P0}"
        : $"{plan.SampleSize:N0} items, at most {plan.AcceptanceNumber:N0} defects";

    private static IEnumerable<int> Points(int items)
    {
        int step = Math.Max(1, items / MostPoints);
        for (int i = 0; i < items; i += step)
            yield return i;
        yield return items;
    }
}
