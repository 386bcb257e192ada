using System.Globalization;
using System.Net;
using System.Text;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Sequences;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>The charts of the stand-alone report as inline SVG: real blue and solid, holdout blue and dashed, synthetic orange. Each title says what was found.</summary>
internal static class ReportDrawing
{
    private const double Width = 300, Height = 120;

    /// <summary>Bars side by side, and the holdout as a dashed line over them.</summary>
    public static void Column(StringBuilder html, ColumnReport column)
    {
        double top = Top(column.Real, column.Synthetic, column.Holdout);
        Begin(html, column.Name, $"{column.Statistic} {Number(column.Shape)}, real against real {Number(column.BaselineShape)}");
        Pairs(html, column.Bins, column.Real, column.Synthetic, top);
        if (column.Holdout.Count > 0)
            Line(html, [.. column.Holdout.Select((y, i) => ((i + 0.5) / column.Holdout.Count, y / top))], "var(--real)", dashed: true);
        End(html);
    }

    /// <summary>The detector's curve over the line of chance.</summary>
    public static void Roc(StringBuilder html, DetectionResult detection)
    {
        Begin(html, detection.Area < 0.55 ? "The detector cannot tell them apart" : "The detector tells them apart", $"ROC of gradient boosting, area {Number(detection.Area)}, n = {detection.Rows:N0}");
        Line(html, [(0, 0), (1, 1)], "var(--muted)", dashed: true);
        Line(html, [.. detection.Curve.Select(p => (p.FalsePositiveRate, p.TruePositiveRate))], "var(--syn)", dashed: false);
        End(html);
    }

    /// <summary>The columns that give synthetic rows away.</summary>
    public static void Telling(StringBuilder html, DetectionResult detection)
    {
        var most = detection.Telling.Take(10).ToList();
        Begin(html, $"{most[0].Column} tells most", "Share of the detector's gain by column, the ten largest");
        double top = Math.Max(1e-9, most.Max(t => t.Share)), step = Height / most.Count;
        for (int i = 0; i < most.Count; i++)
        {
            html.Append(CultureInfo.InvariantCulture, $"<rect x=\"120\" y=\"{i * step + 1:0.##}\" width=\"{(Width - 160) * most[i].Share / top:0.##}\" height=\"{step - 2:0.##}\" fill=\"var(--syn)\"/>");
            html.Append(CultureInfo.InvariantCulture, $"<text x=\"114\" y=\"{(i + 0.8) * step:0.##}\" text-anchor=\"end\">{Text(Short(most[i].Column))}</text><text x=\"{124 + (Width - 160) * most[i].Share / top:0.##}\" y=\"{(i + 0.8) * step:0.##}\">{most[i].Share:P0}</text>");
        }

        End(html);
    }

    /// <summary>Nearest distances to training and to unseen rows.</summary>
    public static void Distances(StringBuilder html, DistanceHistogram distances, MetricValue share)
    {
        double top = Top(distances.ToTrain, distances.ToHoldout, []);
        Begin(html, share.Low > 0.5 ? "Synthetic rows lean towards training rows" : "Synthetic rows are no closer to training rows than to unseen ones", $"Distance to the closest record, to training rows (orange) and to unseen rows (dashed); {share.Value:P1} closer to training, n = {share.N:N0}");
        Line(html, Middles(distances.ToTrain, top), "var(--syn)", dashed: false);
        Line(html, Middles(distances.ToHoldout, top), "var(--real)", dashed: true);
        End(html);
    }

    /// <summary>Missing shares by column.</summary>
    public static void Missing(StringBuilder html, IReadOnlyList<ColumnReport> columns)
    {
        double[] real = [.. columns.Select(c => c.RealMissing ?? 0)], synthetic = [.. columns.Select(c => c.SyntheticMissing ?? 0)];
        double gap = real.Zip(synthetic).Select(p => Math.Abs(p.First - p.Second)).DefaultIfEmpty(0).Max();
        Begin(html, gap < 0.01 ? "Missing values match" : $"Missing shares differ by up to {gap.ToString("P1", CultureInfo.InvariantCulture)}", "Share of missing values by column");
        Pairs(html, [.. columns.Select(c => c.Name)], real, synthetic, Top(real, synthetic, []));
        End(html);
    }

    /// <summary>Autocorrelation by lag, from -1 at the foot to 1.</summary>
    public static void Moving(StringBuilder html, MovingNumber number)
    {
        Begin(html, number.Name, $"Autocorrelation by lag, 1 to {number.Real.Count}; at lag 1 {Number(number.Real[0])} real, {Number(number.Synthetic[0])} synthetic");
        (double, double)[] Points(IReadOnlyList<double?> lags) => [.. lags.Select((y, i) => (X: (i + 0.5) / lags.Count, Y: y)).Where(p => p.Y is not null).Select(p => (p.X, (p.Y!.Value + 1) / 2))];
        Line(html, [(0, 0.5), (1, 0.5)], "var(--line)", dashed: false);
        Line(html, Points(number.Real), "var(--real)", dashed: false);
        Line(html, Points(number.Synthetic), "var(--syn)", dashed: false);
        Line(html, Points(number.Holdout), "var(--real)", dashed: true);
        End(html);
    }

    /// <summary>Shares by bin, side by side, and the holdout as a dashed line over them.</summary>
    public static void Shares(StringBuilder html, string title, SequenceShares shares)
    {
        double top = Top(shares.Real, shares.Synthetic, shares.Holdout);
        Begin(html, title, $"{shares.Unit}s, {shares.Bins[0]} … {shares.Bins[^1]}");
        Pairs(html, shares.Bins, shares.Real, shares.Synthetic, top);
        Line(html, Middles(shares.Holdout, top), "var(--real)", dashed: true);
        End(html);
    }

    /// <summary>A cell a pair; depth is the strength, hatched grey where it is not defined.</summary>
    public static void Heat(StringBuilder html, string title, string subtitle, IReadOnlyList<string> names, IReadOnlyDictionary<(string, string), double?> values, double most)
    {
        const double Side = 300;
        double cell = Side / Math.Max(1, names.Count);
        html.Append("<figure><figcaption><strong>").Append(Text(title)).Append("</strong> <span class=\"muted\">").Append(Text(subtitle)).Append(CultureInfo.InvariantCulture, $"</span></figcaption><svg viewBox=\"0 0 {Side} {Side}\" role=\"img\" aria-label=\"{Text(title)}\">");
        for (int row = 0; row < names.Count; row++)
        {
            for (int column = 0; column < names.Count; column++)
            {
                if (row == column)
                    continue;
                double? value = values.GetValueOrDefault((names[Math.Min(row, column)], names[Math.Max(row, column)]));
                string fill = value switch { null => "var(--line)", > 0 when most < 1 => "var(--syn)", _ => "var(--real)" };
                double depth = value is null ? 0.5 : Math.Min(1, Math.Abs(value.Value) / most);
                html.Append(CultureInfo.InvariantCulture, $"<rect x=\"{column * cell:0.##}\" y=\"{row * cell:0.##}\" width=\"{cell * 0.94:0.##}\" height=\"{cell * 0.94:0.##}\" fill=\"{fill}\" fill-opacity=\"{Math.Max(0.06, depth):0.##}\"><title>{Text(names[row])} and {Text(names[column])}: {Number(value)}</title></rect>");
            }
        }

        html.Append("</svg></figure>");
    }

    private static void Begin(StringBuilder html, string title, string subtitle) => html.Append("<figure><figcaption><strong>").Append(Text(title)).Append("</strong> <span class=\"muted\">").Append(Text(subtitle))
        .Append(CultureInfo.InvariantCulture, $"</span></figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Text(title)}. {Text(subtitle)}\"><line x1=\"0\" y1=\"{Height}\" x2=\"{Width}\" y2=\"{Height}\" stroke=\"var(--line)\"/>");

    private static void End(StringBuilder html) => html.Append("</svg></figure>");

    private static void Pairs(StringBuilder html, IReadOnlyList<string> bins, IReadOnlyList<double> real, IReadOnlyList<double> synthetic, double top)
    {
        double step = Width / Math.Max(1, bins.Count);
        for (int i = 0; i < bins.Count; i++)
        {
            Bar(i * step, real[i], "real", "var(--real)", i);
            Bar(i * step + step * 0.45, synthetic[i], "synthetic", "var(--syn)", i);
        }

        void Bar(double x, double share, string of, string fill, int i) => html.Append(CultureInfo.InvariantCulture,
            $"<rect x=\"{x:0.##}\" y=\"{Height - share / top * Height:0.##}\" width=\"{step * 0.45:0.##}\" height=\"{share / top * Height:0.##}\" fill=\"{fill}\"><title>{Text(bins[i])}: {of} {share:P1}</title></rect>");
    }

    private static void Line(StringBuilder html, IReadOnlyList<(double X, double Y)> points, string colour, bool dashed) => html
        .Append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"").Append(colour).Append(dashed ? "\" stroke-dasharray=\"4 3\" points=\"" : "\" points=\"")
        .AppendJoin(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X * Width:0.##},{Height - p.Y * Height:0.##}"))).Append("\"/>");

    private static (double, double)[] Middles(IReadOnlyList<double> shares, double top) => [.. shares.Select((y, i) => ((i + 0.5) / shares.Count, y / top))];

    private static double Top(params IReadOnlyList<double>[] series) => Math.Max(1e-9, series.Max(s => s.DefaultIfEmpty(0).Max()));

    private static string Short(string name) => name.Length > 20 ? name[..19] + "…" : name;

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "not defined";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
