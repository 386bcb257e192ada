using System.CommandLine;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Cli;

/// <summary><c>synthwb schema</c>: the JSON Schema of recipes, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON Schema of recipes, which editors use to check and complete them.");
        command.SetAction(_ => Console.Out.WriteAsync(RecipeSchema.Text));
        return command;
    }
}
