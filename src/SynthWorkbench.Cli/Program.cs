using System.CommandLine;
using SynthWorkbench.Cli;

var root = new RootCommand("""
    SynthWorkbench without a browser: profile a table, generate a synthetic one, compare it with the reference, measure how far reviewers agree.
    Exit codes: 0 done, 1 the report misses a threshold of the recipe, 2 wrong usage, 3 a file or recipe cannot be used, 4 cancelled, 5 unexpected failure.
    """);
root.Subcommands.Add(ProfileCommand.Create());
root.Subcommands.Add(GenerateCommand.Create());
root.Subcommands.Add(EvaluateCommand.Create());
root.Subcommands.Add(AgreementCommand.Create());
root.Subcommands.Add(SchemaCommand.Create());
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync("See --help.");
    return ExitCodes.Usage;
}

return await parsed.InvokeAsync();
