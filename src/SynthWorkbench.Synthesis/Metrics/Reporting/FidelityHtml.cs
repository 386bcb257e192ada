using System.Globalization;
using System.Net;
using System.Text;
using SynthWorkbench.Synthesis.Metrics.Coverage;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Sequences;

namespace SynthWorkbench.Synthesis.Metrics.Reporting;

/// <summary>A report as one HTML file that needs nothing else: verdict, metrics, thresholds, and every chart of the report page as inline SVG. Light and dark by the reader's system.</summary>
public static class FidelityHtml
{
    private const string Style = """
        :root{--bg:#fff;--text:#1b1f27;--muted:#565d6b;--line:#dfe2e8;--real:#41648c;--syn:#c2570c}
        @media(prefers-color-scheme:dark){:root{--bg:#111318;--text:#e7e9ee;--muted:#a3abb9;--line:#2c313b;--real:#8fb2dc;--syn:#f59a52}}
        body{background:var(--bg);color:var(--text);font:14px/1.45 system-ui,sans-serif;max-width:1100px;margin:32px auto;padding:0 16px;font-variant-numeric:tabular-nums}
        .verdict{font-size:16px;border-left:3px solid var(--real);padding:12px 16px;border-radius:6px;border:1px solid var(--line);border-left-width:3px}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 10px;border-bottom:1px solid var(--line);font-weight:400}thead th{color:var(--muted);font-size:12px}.n{text-align:right}
        .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:16px}figure{margin:0;border:1px solid var(--line);border-radius:6px;padding:12px}.muted{color:var(--muted);font-size:12px}svg{width:100%}svg text{fill:var(--muted);font-size:9px}
        """;

    /// <summary>Writes the file's text. All values from data are encoded.</summary>
    public static string Write(string title, FidelityReport report, FidelityVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(verdict);
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>").Append(Text(title)).Append(" · fidelity</title><style>").Append(Style).Append("</style></head><body>");
        html.Append("<h1>").Append(Text(title)).Append("</h1><p class=\"verdict\"><strong>").Append(Word(verdict.Outcome))
            .Append("</strong> ").Append(Text(verdict.Sentence)).Append("</p>");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"muted\">{report.SyntheticRows:N0} synthetic rows, {report.TrainRows:N0} training rows, {report.HoldoutRows:N0} held-out rows.</p>");
        if (report.Privacy is { } claim)
        {
            html.Append("<h2>Differential privacy</h2><table><tbody>");
            foreach (var (name, text) in claim.Lines())
                html.Append("<tr><th>").Append(Text(name)).Append("</th><td>").Append(Text(text)).Append("</td></tr>");
            html.Append("</tbody></table><p class=\"muted\">The claim is of the rows. This report reads the reference besides and is for those who may see that.</p>");
        }

        html.Append("<h2>Metrics</h2><table><thead><tr><th>Metric</th><th class=n>Value</th><th class=n>95 % interval</th><th class=n>Real against real</th><th class=n>n</th><th>Meaning</th></tr></thead><tbody>");
        foreach (var metric in report.Metrics.Where(MetricCatalog.IsShown))
        {
            var definition = MetricCatalog.Find(metric.Id)!;
            string format = definition.Format;
            html.Append("<tr><th>").Append(Text(definition.Name)).Append("</th><td class=n>").Append(metric.Value?.ToString(format, CultureInfo.InvariantCulture) ?? "not defined").Append("</td><td class=n>")
                .Append(metric.Low is { } low && metric.High is { } high ? $"{low.ToString(format, CultureInfo.InvariantCulture)} to {high.ToString(format, CultureInfo.InvariantCulture)}" : "–").Append("</td><td class=n>")
                .Append(metric.Baseline?.ToString(format, CultureInfo.InvariantCulture) ?? "–").Append("</td><td class=n>").Append(metric.N.ToString("N0", CultureInfo.InvariantCulture)).Append("</td><td>").Append(Text($"{definition.Meaning} {metric.Note}")).Append("</td></tr>");
        }

        html.Append("</tbody></table>");
        AppendThresholds(html, verdict);
        html.Append("<h2>Columns</h2><p class=\"muted\">Blue: real. Orange: synthetic. Dashed: held out.</p><div class=\"grid\">");
        foreach (var column in report.Columns)
            ReportDrawing.Column(html, column);
        html.Append("</div>");
        if (report.Sequences is { } sequences)
            AppendSequences(html, sequences);
        AppendTexts(html, report.Texts);
        html.Append("<h2>Can a detector tell them apart, and is it too close?</h2><div class=\"grid\">");
        if (report.Detection is { Telling.Count: > 0 } detection)
        {
            ReportDrawing.Roc(html, detection);
            ReportDrawing.Telling(html, detection);
        }

        if (report.Distances is { } distances && report.Metric("dcr-share") is { Value: not null } share)
            ReportDrawing.Distances(html, distances, share);
        ReportDrawing.Missing(html, report.Columns);
        html.Append("</div><h2>Pairs of columns</h2><div class=\"grid\">");
        string[] names = [.. report.Columns.Select(c => c.Name)];
        ReportDrawing.Heat(html, "Real", "|Pearson| or Cramér's V", names, Values(report, p => Strength(p.RealAssociation)), 1);
        ReportDrawing.Heat(html, "Synthetic", "|Pearson| or Cramér's V", names, Values(report, p => Strength(p.SyntheticAssociation)), 1);
        ReportDrawing.Heat(html, "Difference", "synthetic less real: orange stronger, blue weaker; deepest at 0.2", names, Values(report, p => Strength(p.SyntheticAssociation) - Strength(p.RealAssociation)), 0.2);
        html.Append("</div>");
        if (report.Combinations is { } combinations)
            AppendCombinations(html, combinations);
        html.Append("</body></html>");
        return html.ToString();
    }

    private static void AppendCombinations(StringBuilder html, CombinationReport combinations)
    {
        html.Append("<h2>Coverage of combinations</h2><p>").Append(Text(combinations.Finding())).Append(CultureInfo.InvariantCulture,
            $"</p><p class=\"muted\">{combinations.Pairs.Reached:N0} of {combinations.Pairs.Cells:N0} pairs of segments are reached (by chance {combinations.Pairs.Expected:N0}), {combinations.Triples.Reached:N0} of {combinations.Triples.Cells:N0} triples (by chance {combinations.Triples.Expected:N0}). Counted are combinations of {combinations.LeastRows} training rows or more. {Text(combinations.Limits ?? "")}</p><div class=\"grid\">");
        ReportDrawing.Heat(html, "Left empty", "share of a pair of columns' combinations; deepest at 0.2", combinations.Columns, combinations.Grid.ToDictionary(p => (p.First, p.Second), p => (double?)(1 - (double)p.Reached / p.Cells)), 0.2);
        html.Append("</div>");
        if (combinations.Empty.Count == 0)
            return;
        html.Append("<table><thead><tr><th>Empty combination</th><th class=n>Real rows</th><th class=n>Expected</th><th>Finding</th></tr></thead><tbody>");
        foreach (var empty in combinations.Empty)
            html.Append("<tr><th>").Append(Text(empty.Words())).Append(CultureInfo.InvariantCulture, $"</th><td class=n>{empty.RealRows:N0}</td><td class=n>{empty.Expected:N1}</td><td>{(empty.IsBeyondChance ? "beyond chance" : "may be chance")}</td></tr>");
        html.Append("</tbody></table>");
    }

    private static void AppendThresholds(StringBuilder html, FidelityVerdict verdict)
    {
        if (verdict.Thresholds.Count == 0)
            return;
        html.Append("<h2>Thresholds fixed before the run</h2><ul>");
        foreach (var outcome in verdict.Thresholds)
            html.Append("<li>").Append(Text(Word(outcome.Outcome))).Append(": ").Append(Text(outcome.Sentence)).Append("</li>");
        html.Append("</ul>");
    }

    private static void AppendSequences(StringBuilder html, SequenceReport sequences)
    {
        html.Append("<h2>Does it move in time?</h2><div class=\"grid\">");
        foreach (var number in sequences.Numbers)
            ReportDrawing.Moving(html, number);
        if (sequences.Steps is { } steps)
            ReportDrawing.Shares(html, "Time between rows", steps);
        if (sequences.Lengths is { } lengths)
            ReportDrawing.Shares(html, "Length of sequences", lengths);
        html.Append("</div>");
        if (sequences.Labels.Count == 0)
            return;
        html.Append("<table><thead><tr><th>Column</th><th class=n>Rows with the label of the row before, real</th><th class=n>Synthetic</th></tr></thead><tbody>");
        foreach (var label in sequences.Labels)
            html.Append("<tr><th>").Append(Text(label.Name)).Append("</th><td class=n>").Append(label.Real.ToString("P1", CultureInfo.InvariantCulture)).Append("</td><td class=n>").Append(label.Synthetic.ToString("P1", CultureInfo.InvariantCulture)).Append("</td></tr>");
        html.Append("</tbody></table>");
    }

    private static void AppendTexts(StringBuilder html, IReadOnlyList<TextReport> texts)
    {
        if (texts.Count == 0)
            return;
        html.Append("<h2>Does it read right?</h2>");
        foreach (var text in texts)
        {
            html.Append("<h3>").Append(Text(text.Name)).Append("</h3><div class=\"grid\"><figure><table><thead><tr><th>Word</th><th class=n>Real texts with it</th><th class=n>Synthetic</th></tr></thead><tbody>");
            foreach (var word in text.Words)
                html.Append("<tr><th>").Append(Text(word.Word)).Append("</th><td class=n>").Append(word.Real.ToString("P1", CultureInfo.InvariantCulture)).Append("</td><td class=n>").Append(word.Synthetic.ToString("P1", CultureInfo.InvariantCulture)).Append("</td></tr>");
            html.Append("</tbody></table></figure><figure><p class=\"muted\">Synthetic texts</p>");
            foreach (string sample in text.Samples)
                html.Append("<p>").Append(Text(sample)).Append("</p>");
            html.Append("</figure></div>");
        }
    }

    private static double? Strength(double? association) => association is { } value ? Math.Abs(value) : null;

    private static Dictionary<(string, string), double?> Values(FidelityReport report, Func<PairTrendValue, double?> value) => report.Pairs.ToDictionary(p => (p.First, p.Second), value);

    private static string Word(VerdictOutcome outcome) => outcome switch { VerdictOutcome.Pass => "✓ pass", VerdictOutcome.Fail => "✕ fail", VerdictOutcome.Inconclusive => "◑ inconclusive", _ => "○ not judged" };

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
