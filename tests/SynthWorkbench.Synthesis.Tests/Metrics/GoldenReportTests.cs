using System.Text.Json;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Privacy;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>The scores of whole reports, which pairs count as related, statistics and new rows: values that independent code computed for three real tables.</summary>
public sealed class GoldenReportTests
{
    public static TheoryData<string, string> Cases() => GoldenMetricTests.Cases();

    [Theory, MemberData(nameof(Cases))]
    public void Report_scores_agree_with_independent_code(string table, string name)
    {
        string? path = SharedData.TryPath($"reference/golden/{table}/expected.json");
        Assert.SkipWhen(path is null, "The expected values in shared/reference/golden are not on this machine.");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement;
        var expected = root.GetProperty("cases").GetProperty(name);
        Table train = Read("train.csv.gz"), other = Read(expected.GetProperty("file").GetString()!);
        var columns = ComparedColumn.Pair(train, other);
        var wrong = new List<string>();

        var pairs = new PairTrend(columns, sharedEdges: false).All().ToDictionary(p => (p.First, p.Second));
        foreach (var trend in expected.GetProperty("column_pair_trends").EnumerateArray())
        {
            string first = trend.GetProperty("columns")[0].GetString()!, second = trend.GetProperty("columns")[1].GetString()!;
            var pair = pairs.GetValueOrDefault((first, second)) ?? pairs[(second, first)];
            if (pair.IsStrong() != (trend.GetProperty("score").ValueKind == JsonValueKind.Number))
                wrong.Add($"{pair} is {(pair.IsStrong() ? "related here, not there" : "related there, not here")}");
            foreach (var (side, actual) in new[] { ("real", pair.RealAssociation), ("synthetic", pair.SyntheticAssociation) })
            {
                if (trend.GetProperty($"{side}_correlation").ValueKind == JsonValueKind.Number)
                    Compare($"{side} correlation of {first} and {second}", trend.GetProperty($"{side}_correlation").GetDouble(), actual ?? double.NaN);
            }
        }

        double shapes = columns.Select(ColumnShape.Score).OfType<double>().Average(), strong = pairs.Values.Where(p => p.IsStrong()).Select(p => p.Score).OfType<double>().Average();
        var quality = expected.GetProperty("quality_report");
        Compare("shapes", quality.GetProperty("Column Shapes").GetDouble(), shapes);
        Compare("trends of related columns", quality.GetProperty("Column Pair Trends").GetDouble(), strong);
        Compare("overall", quality.GetProperty("overall").GetDouble(), (shapes + strong) / 2);

        foreach (var statistic in expected.GetProperty("statistic_similarity").EnumerateObject())
        {
            var actual = StatisticSimilarity.Of(columns.First(c => c.Name == statistic.Name))!;
            Compare($"mean of {statistic.Name}", statistic.Value.GetProperty("mean").GetDouble(), actual.Mean);
            Compare($"median of {statistic.Name}", statistic.Value.GetProperty("median").GetDouble(), actual.Median);
            Compare($"deviation of {statistic.Name}", statistic.Value.GetProperty("std").GetDouble(), actual.StandardDeviation);
        }

        Compare("new rows", expected.GetProperty("new_row_synthesis").GetProperty("score").GetDouble(), (double)NewRows.Count(columns, train.RowCount, other.RowCount, default) / other.RowCount);
        var diagnostic = expected.GetProperty("diagnostic_report");
        var report = FidelityEvaluation.Run(new FidelityInputs(train, null, other));
        Compare("validity", diagnostic.GetProperty("Data Validity").GetDouble(), report.Metric("validity")!.Value!.Value);
        Compare("structure", diagnostic.GetProperty("Data Structure").GetDouble(), report.Metric("structure")!.Value!.Value);
        Compare("diagnostic", diagnostic.GetProperty("overall").GetDouble(), report.Metric("diagnostic")!.Value!.Value);
        Compare("trends of related columns in the report", quality.GetProperty("Column Pair Trends").GetDouble(), report.Metric("trends-strong")!.Value!.Value);
        Compare("overall in the report", quality.GetProperty("overall").GetDouble(), report.Metric("quality-report")!.Value!.Value);
        Assert.Empty(wrong);

        void Compare(string what, double wanted, double actual)
        {
            if (!(Math.Abs(actual - wanted) <= 1e-6))
                wrong.Add($"{what}: {actual:R} instead of {wanted:R}");
        }

        Table Read(string file)
        {
            string[] missing = [.. root.GetProperty("missing_tokens").EnumerateArray().Select(t => t.GetString()!)];
            var schema = new TableSchema(root.GetProperty("kinds").EnumerateObject().Select(k =>
                new ColumnSchema(k.Name, k.Value.GetString() == "numerical" ? ColumnKind.Numeric : ColumnKind.Categorical) { Decimals = 15 }));
            return TableReader.ReadAll(SharedData.TryPath($"reference/golden/{table}/{file}")!, new ReadOptions { Schema = schema, MissingTokens = [.. missing] });
        }
    }
}
