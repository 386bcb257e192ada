namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>The JSON Schema (draft 7) of a recipe, for editors and other programs. <see cref="RecipeDocument.Parse"/> accepts what it describes, by test.</summary>
public static class RecipeSchema
{
    /// <summary>The schema's text.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(RecipeSchema).Assembly.GetManifestResourceStream("recipe.schema.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
