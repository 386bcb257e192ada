using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using SynthWorkbench.Synthesis.Tables;
using Table = SynthWorkbench.Synthesis.Tables.Table;

namespace SynthWorkbench.Cli;

/// <summary><c>synthwb profile FILE</c>: what a table holds.</summary>
internal static class ProfileCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV, TSV, JSON Lines or Parquet, also gzipped." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the profile as JSON." };
        var command = new Command("profile", "Show kinds, roles, missing values and distributions of a table.") { file, json };
        command.SetAction((parsed, cancellation) => Task.FromResult(ExitCodes.Guard(() => Run(parsed.GetValue(file)!, parsed.GetValue(json), cancellation))));
        return command;
    }

    private static int Run(FileInfo file, FileInfo? json, CancellationToken cancellation)
    {
        Table table = TableReader.ReadAll(file.FullName, null, cancellation);
        var shown = new Spectre.Console.Table().AddColumns("Column", "Kind", "Role", "Missing", "Why");
        foreach (var column in table.Columns)
            shown.AddRow(Markup.Escape(column.Name), column.Schema.Kind.ToString(), column.Schema.Role.ToString(), $"{(double)column.MissingCount / Math.Max(1, column.Length):P1}", Markup.Escape(column.Schema.Reason ?? ""));
        AnsiConsole.Write(shown);
        Console.WriteLine($"{table.RowCount:N0} rows, {table.Columns.Length} columns");
        if (json is not null)
            File.WriteAllText(json.FullName, JsonSerializer.Serialize(table.Columns.Select(c => new { c.Schema, c.MissingCount, Rows = c.Length }), new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
        return ExitCodes.Done;
    }
}
