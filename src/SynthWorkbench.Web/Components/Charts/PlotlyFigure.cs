namespace SynthWorkbench.Web.Components.Charts;

/// <summary>A chart specification as the figure that the plotting library reads; colours are names of tokens, resolved in the browser so that the theme is followed.</summary>
internal static class PlotlyFigure
{
    public static object Of(ChartSpec spec)
    {
        var traces = spec.Series.Select(Trace).ToList();
        if (spec.ChanceLine)
            traces.Add(new { type = "scatter", mode = "lines", name = "chance", x = new object[] { 0, 1 }, y = new double[] { 0, 1 }, hoverinfo = "skip", line = new { color = "--sw-ghost", width = 1, dash = "dot" } });
        return new { data = traces, layout = Layout(spec) };
    }

    private static object Trace(ChartSeries series)
    {
        string colour = series.Role switch { DataRole.Synthetic => "--sw-synthetic", DataRole.Ghost => "--sw-ghost", DataRole.PassBoundary => "--sw-pass", DataRole.FailBoundary => "--sw-fail", _ => "--sw-real" };
        return series.Mark == Mark.Bar
            ? new { type = "bar", name = series.Name, x = series.X, y = series.Y, marker = new { color = colour, opacity = series.Role == DataRole.Holdout ? 0.45 : 0.9 } }
            : new
            {
                type = "scatter", mode = "lines", name = series.Name, x = series.X, y = series.Y,
                line = new { color = colour, width = 2, shape = series.Mark == Mark.Step ? "hvh" : "linear", dash = series.Role is DataRole.Holdout or DataRole.PassBoundary or DataRole.FailBoundary ? "dash" : "solid" },
            };
    }

    private static object Layout(ChartSpec spec) => new
    {
        margin = new { l = 56, r = 12, t = 8, b = 44 },
        height = 280,
        paper_bgcolor = "rgba(0,0,0,0)",
        plot_bgcolor = "rgba(0,0,0,0)",
        font = new { family = "system-ui, sans-serif", size = 12, color = "--sw-text-muted" },
        hovermode = "x unified",
        hoverlabel = new { bgcolor = "--sw-surface", bordercolor = "--sw-border", font = new { color = "--sw-text" } },
        showlegend = spec.Series.Count > 1,
        legend = new { orientation = "h", y = 1.16, x = 0 },
        bargap = 0.25,
        xaxis = new { title = new { text = spec.XTitle }, gridcolor = "--sw-border", zeroline = false, automargin = true },
        yaxis = new { title = new { text = spec.YTitle }, gridcolor = "--sw-border", rangemode = spec.FromZero ? "tozero" : "normal", tickformat = spec.Percent ? ".0%" : "", automargin = true },
    };
}
