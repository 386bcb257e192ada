using System.Xml.Linq;
using SynthWorkbench.Testing;

namespace SynthWorkbench.Architecture.Tests;

public sealed class ProjectReferenceTests
{
    /// <summary>The whole map of the house; a project that is not here may not exist.</summary>
    private static readonly Dictionary<string, string[]> Map = new(StringComparer.Ordinal)
    {
        ["SynthWorkbench.Numerics"] = [],
        ["SynthWorkbench.Synthesis"] = ["SynthWorkbench.Numerics"],
        ["SynthWorkbench.Application"] = ["SynthWorkbench.Numerics", "SynthWorkbench.Synthesis"],
        ["SynthWorkbench.Web"] = ["SynthWorkbench.Application", "SynthWorkbench.Assets"],
        ["SynthWorkbench.Cli"] = ["SynthWorkbench.Application"],
        ["SynthWorkbench.Assets"] = [],
    };

    [Fact]
    public void Project_references_equal_the_map()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(Checkout.Root, "wwwroot-assets", "SynthWorkbench.Assets.csproj"))
            .ToDictionary(p => Path.GetFileNameWithoutExtension(p), File.ReadAllText, StringComparer.Ordinal);
        Assert.Empty(Differences(projects));
    }

    [Fact]
    public void A_reference_too_many_is_caught()
    {
        var projects = Map.Keys.ToDictionary(k => k, k => Project(k == "SynthWorkbench.Numerics" ? ["SynthWorkbench.Synthesis"] : Map[k]), StringComparer.Ordinal);
        Assert.Equal(["SynthWorkbench.Numerics: [SynthWorkbench.Synthesis] instead of []"], Differences(projects));
    }

    [Fact]
    public void An_unknown_project_is_caught()
    {
        var projects = Map.ToDictionary(m => m.Key, m => Project(m.Value), StringComparer.Ordinal);
        projects["SynthWorkbench.Common"] = Project([]);
        Assert.Equal(["SynthWorkbench.Common is not in the map"], Differences(projects));
    }

    private static string Project(string[] references) =>
        "<Project>" + string.Concat(references.Select(r => $"<ItemGroup><ProjectReference Include=\"../{r}/{r}.csproj\" /></ItemGroup>")) + "</Project>";

    private static IEnumerable<string> Differences(Dictionary<string, string> projects)
    {
        foreach (var (name, xml) in projects)
        {
            if (!Map.TryGetValue(name, out string[]? expected))
            {
                yield return $"{name} is not in the map";
                continue;
            }

            var actual = XDocument.Parse(xml).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(((string?)r.Attribute("Include") ?? "").Replace('\\', '/')))
                .Order(StringComparer.Ordinal).ToArray();
            if (!actual.SequenceEqual(expected.Order(StringComparer.Ordinal)))
                yield return $"{name}: [{string.Join(", ", actual)}] instead of [{string.Join(", ", expected)}]";
        }
    }
}
