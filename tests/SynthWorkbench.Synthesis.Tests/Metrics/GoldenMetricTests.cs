using System.Text.Json;
using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Synthesis.Metrics.Coverage;
using SynthWorkbench.Synthesis.Metrics.Fidelity;
using SynthWorkbench.Synthesis.Metrics.Neighbours;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>Values that independent code computed for three real tables, to the tolerance stated with them.</summary>
public sealed class GoldenMetricTests
{
    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string table in new[] { "adult", "nist", "shoppers" })
        {
            foreach (string name in new[] { "sequential_cart", "gaussian_copula", "holdout_as_synthetic" })
                cases.Add(table, name);
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Metrics_agree_with_independent_code(string table, string name)
    {
        string? path = SharedData.TryPath($"reference/golden/{table}/expected.json");
        Assert.SkipWhen(path is null, "The expected values in shared/reference/golden are not on this machine.");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement;
        var expected = root.GetProperty("cases").GetProperty(name);
        var columns = ComparedColumn.Pair(Read("train.csv.gz"), Read(expected.GetProperty("file").GetString()!));
        var wrong = new List<string>();

        foreach (var shape in expected.GetProperty("column_shapes").EnumerateArray())
            Compare("shape", Name(shape), Number(shape.GetProperty("score")), ColumnShape.Score(Column(Name(shape))));
        foreach (var validity in expected.GetProperty("data_validity").EnumerateArray())
            Compare("validity", Name(validity), Number(validity.GetProperty("score")), DataValidity.Adherence(Column(Name(validity))));
        foreach (var coverage in expected.GetProperty("range_coverage").EnumerateObject().Concat(expected.GetProperty("category_coverage").EnumerateObject()))
            Compare("coverage", coverage.Name, Number(coverage.Value), DataValidity.Coverage(Column(coverage.Name)));
        foreach (var missing in expected.GetProperty("missing_value_similarity").EnumerateObject())
            Compare("missing", missing.Name, Number(missing.Value), DataValidity.MissingSimilarity(Column(missing.Name)));
        var pairs = new PairTrend(columns, sharedEdges: false).All().ToDictionary(p => (p.First, p.Second));
        foreach (var trend in expected.GetProperty("column_pair_trends").EnumerateArray().Where(t => t.GetProperty("score").ValueKind == JsonValueKind.Number))
        {
            string first = trend.GetProperty("columns")[0].GetString()!, second = trend.GetProperty("columns")[1].GetString()!;
            var pair = pairs.GetValueOrDefault((first, second)) ?? pairs[(second, first)];
            Compare("trend", $"{first} and {second}", Number(trend.GetProperty("score")), pair.Score);
        }

        var marginal = expected.GetProperty("nist_two_way_marginal_0_1000");
        double? score = KMarginal.Score(columns);
        if (Math.Abs(score!.Value - marginal.GetProperty("value").GetDouble()) > marginal.GetProperty("tolerance").GetDouble())
            wrong.Add($"k-marginal: {score:0.00} instead of {marginal.GetProperty("value").GetDouble():0.00}");
        var reach = expected.GetProperty("alpha_precision");
        Table train = Read("train.csv.gz"), drawn = Read(expected.GetProperty("file").GetString()!);
        var measured = PrecisionRecall.Run(MixedSpace.Of([.. columns.Select(c => c.Name)], train, train.Slice(0, 0), drawn), train.RowCount, 2, drawn.RowCount, 1, default)!;
        foreach (var (id, value) in new[] { ("alpha_precision", measured.AlphaPrecision), ("beta_recall", measured.BetaRecall) })
        {
            if (Math.Abs(value - reach.GetProperty(id).GetDouble()) > reach.GetProperty("tolerance").GetDouble())
                wrong.Add($"{id}: {value:0.0000} instead of {reach.GetProperty(id).GetDouble():0.0000}");
        }

        Assert.Empty(wrong);

        ComparedColumn Column(string column) => columns.First(c => c.Name == column);

        void Compare(string what, string column, double? wanted, double? actual)
        {
            if (wanted is null ? actual is not null : actual is null || Math.Abs(actual.Value - wanted.Value) > 1e-6)
                wrong.Add($"{what} of {column}: {actual?.ToString("R") ?? "none"} instead of {wanted?.ToString("R") ?? "none"}");
        }

        Table Read(string file)
        {
            string[] missing = [.. root.GetProperty("missing_tokens").EnumerateArray().Select(t => t.GetString()!)];
            var schema = new TableSchema(root.GetProperty("kinds").EnumerateObject().Select(k =>
                new ColumnSchema(k.Name, k.Value.GetString() == "numerical" ? ColumnKind.Numeric : ColumnKind.Categorical) { Decimals = 15 }));
            return TableReader.ReadAll(SharedData.TryPath($"reference/golden/{table}/{file}")!, new ReadOptions { Schema = schema, MissingTokens = [.. missing] });
        }
    }

    private static string Name(JsonElement element) => element.GetProperty("column").GetString()!;

    private static double? Number(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : null;
}
