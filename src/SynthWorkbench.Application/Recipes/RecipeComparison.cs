using System.Text.Json;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Recipes;

/// <summary>A setting that differs: null where one side does not have it.</summary>
public sealed record RecipeChange(string Path, string? Before, string? After);

/// <summary>The difference of two recipes by path. Columns and what-ifs are matched by name, so that their order alone is no change to each.</summary>
public static class RecipeComparison
{
    public static IReadOnlyList<RecipeChange> Between(Recipe before, Recipe after)
    {
        var a = Flatten(before);
        var b = Flatten(after);
        return [.. a.Keys.Union(b.Keys, StringComparer.Ordinal).Select(path => new RecipeChange(path, a.GetValueOrDefault(path), b.GetValueOrDefault(path))).Where(c => c.Before != c.After)];
    }

    private static Dictionary<string, string> Flatten(Recipe recipe)
    {
        using var document = JsonDocument.Parse(RecipeDocument.ToJson(recipe));
        // The document leaves a neutral position out; a reader of the difference wants to see it.
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["coverage"] = recipe.Coverage.ToString() };
        Add(settings, "", document.RootElement);
        return settings;
    }

    private static void Add(Dictionary<string, string> settings, string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    Add(settings, path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value);
                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (var item in value.EnumerateArray())
                    Add(settings, $"{path}[{path switch { "columns" => item.GetProperty("name").GetString(), "what-ifs" => item.GetProperty("column").GetString(), _ => (index++).ToString() }}]", item);
                break;
            default:
                settings[path] = value.ToString();
                break;
        }
    }
}
