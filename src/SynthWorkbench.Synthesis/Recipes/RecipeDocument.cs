using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SynthWorkbench.Synthesis.Engines;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>What reading a recipe gave: the recipe, or the problems.</summary>
public sealed record RecipeReading(Recipe? Recipe, IReadOnlyList<RecipeProblem> Problems);

/// <summary>Recipes as text: YAML or JSON in (JSON is read as the YAML it is), YAML, JSON and the canonical hash out.</summary>
public static class RecipeDocument
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutNeutralControls } },
        WriteIndented = true,
    };

    /// <summary>Controls that change nothing are not written, so that a recipe without them has the hash that it had before they were known.</summary>
    private static void LeaveOutNeutralControls(JsonTypeInfo type)
    {
        if (type.Type == typeof(RecipeColumn))
        {
            type.Properties.Single(p => p.Name == "text").ShouldSerialize = (_, value) => value is RecipeText text && text != new RecipeText();
            type.Properties.Single(p => p.Name == "replace").ShouldSerialize = (_, value) => value is RecipeReplace replace && replace != new RecipeReplace();
        }

        if (type.Type != typeof(Recipe))
            return;
        foreach (var property in type.Properties)
        {
            property.ShouldSerialize = property.Name switch
            {
                "coverage" => (_, value) => value is not SamplingControls.DefaultCoverage,
                "boosts" or "conditions" or "rebalance" or "what-ifs" or "correlations" => (_, value) => value is System.Collections.ICollection { Count: > 0 },
                _ => property.ShouldSerialize,
            };
        }
    }

    /// <summary>Reads a recipe. Never throws for what a person wrote: every mistake found is in the problems, with path and line.</summary>
    public static RecipeReading Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            return new RecipeReading(null, [new RecipeProblem("", $"This is neither YAML nor JSON: {e.InnerException?.Message ?? e.Message}", (int)e.Start.Line)]);
        }

        if (stream.Documents.Count == 0)
            return new RecipeReading(null, [new RecipeProblem("", "The recipe is empty. A recipe needs at least a name.")]);
        return RecipeReader.Read(stream.Documents[0].RootNode);
    }

    /// <summary>The recipe as JSON: keys in fixed order, empty settings left out.</summary>
    public static string ToJson(Recipe recipe) => JsonSerializer.Serialize(recipe, Json);

    /// <summary>The recipe as YAML, keys in the order of <see cref="ToJson"/>.</summary>
    public static string ToYaml(Recipe recipe)
    {
        using var document = JsonDocument.Parse(ToJson(recipe));
        var text = new StringBuilder();
        YamlText.Write(text, document.RootElement, 0);
        return text.ToString();
    }

    /// <summary>
    /// SHA-256 of the canonical form, 64 lower-case hex digits: the same for YAML and JSON, for any order of keys and any white space,
    /// and for a setting left out or written with its default value.
    /// </summary>
    public static string Hash(Recipe recipe) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(recipe, new JsonSerializerOptions(Json) { WriteIndented = false })));
}
