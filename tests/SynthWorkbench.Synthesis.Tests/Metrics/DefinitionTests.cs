using SynthWorkbench.Synthesis.Metrics;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>docs/definitions says what the product says. Write the pages anew with <c>SYNTHWB_APPROVE=1</c>.</summary>
public sealed class DefinitionTests
{
    public static TheoryData<string> Ids() => [.. MetricCatalog.All.Select(m => m.Id)];

    [Theory, MemberData(nameof(Ids))]
    public void The_page_of_a_metric_is_its_definition(string id)
    {
        var m = MetricCatalog.Find(id)!;
        string page = $"# {m.Name}\n\n{m.Meaning}\n\n- **Id**: `{m.Id}`\n- **Formula**: {m.Formula}\n- **Range and ideal**: {m.Min} to {m.Max}, ideal {m.Ideal}\n- **Missing values**: {m.MissingRule}\n- **Source**: {m.Source}\n";
        string path = Path.Combine(Checkout.Root, "docs", "definitions", id + ".md");
        if (Environment.GetEnvironmentVariable("SYNTHWB_APPROVE") == "1")
            File.WriteAllText(path, page);
        Assert.Equal(page, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
