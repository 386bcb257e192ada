using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Generation;

/// <summary>A comparison as a table for downloads: a row for each metric of each run beside the base's.</summary>
public static class ComparisonTable
{
    public static Table Of(RunComparison comparison)
    {
        var rows = comparison.Others.SelectMany(o => o.Metrics.Metrics.Select(m => (Other: o.Run, Metric: m))).ToList();
        var first = comparison.Base;
        return new Table(
        [
            Text("metric", r => r.Metric.Definition.Id), Text("name", r => r.Metric.Definition.Name), Text("question", r => r.Metric.Definition.Question), Text("goal", r => r.Metric.Definition.Goal.ToString().ToLowerInvariant()), Number("ideal", r => r.Metric.Definition.Ideal),
            Text("base", _ => $"{first.Letter}"), Text("base_run", _ => $"{first.Run.Id}"), Text("base_recipe", _ => Recipe(first)), Number("base_value", r => r.Metric.Base?.Value), Number("base_low", r => r.Metric.Base?.Low), Number("base_high", r => r.Metric.Base?.High),
            Text("other", r => $"{r.Other.Letter}"), Text("other_run", r => $"{r.Other.Run.Id}"), Text("other_recipe", r => Recipe(r.Other)), Number("other_value", r => r.Metric.Other?.Value), Number("other_low", r => r.Metric.Other?.Low), Number("other_high", r => r.Metric.Other?.High),
            Number("difference", r => r.Metric.Difference), Number("difference_low", r => r.Metric.Low), Number("difference_high", r => r.Metric.High), Number("gain_in_standard_errors", r => r.Metric.Gain), Number("p", r => r.Metric.P), Number("p_holm", r => r.Metric.Adjusted), Text("outcome", r => r.Metric.Word),
        ]);

        static string Recipe(ComparedRun run) => $"{run.Run.RecipeName}, version {run.Version}";
        NumericColumn Number(string name, Func<(ComparedRun Other, Synthesis.Metrics.Reporting.MetricDifference Metric), double?> value) => new(new ColumnSchema(name, ColumnKind.Numeric) { Decimals = 15 }, [.. rows.Select(r => value(r) ?? double.NaN)]);
        CodedColumn Text(string name, Func<(ComparedRun Other, Synthesis.Metrics.Reporting.MetricDifference Metric), string> value)
        {
            string[] values = [.. rows.Select(value)], labels = [.. values.Distinct(StringComparer.Ordinal)];
            var codes = labels.Select((label, i) => (label, i)).ToDictionary(l => l.label, l => l.i, StringComparer.Ordinal);
            return new CodedColumn(new ColumnSchema(name, ColumnKind.Categorical), [.. values.Select(v => codes[v])], [.. labels]);
        }
    }
}
