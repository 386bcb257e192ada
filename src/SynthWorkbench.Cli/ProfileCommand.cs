using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Cli;

/// <summary><c>synthwb profile FILE</c>: what a table holds, as the workbench shows it.</summary>
internal static class ProfileCommand
{
    private const int MostBars = 16;
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Converters = { new JsonStringEnumConverter() },
    };

    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV, TSV, JSON Lines or Parquet, also gzipped." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the profile as JSON: histograms, quantiles, top labels, flags." };
        var command = new Command("profile", "Show what a table holds: kinds and roles with the reason, missing values, distributions, outliers, identifiers and key-like columns.") { file, json };
        command.SetAction((parsed, cancellation) => Task.FromResult(ExitCodes.Guard(() => Run(parsed.GetValue(file)!, parsed.GetValue(json), cancellation))));
        return command;
    }

    private static int Run(FileInfo file, FileInfo? json, CancellationToken cancellation)
    {
        using var reader = TableReader.Open(file.FullName, null, cancellation, file.Name);
        var profiler = new TableProfiler(reader.Schema);
        long rows = 0;
        foreach (var chunk in reader.ReadChunks(TableReader.DefaultChunkRows, cancellation))
        {
            profiler.Append(chunk);
            rows += chunk.RowCount;
            ConsoleProgress.Tell($"read {rows:N0} of {reader.RowCount:N0} rows ");
        }

        ConsoleProgress.End();
        var profile = profiler.Complete(reader.KeyColumns);
        var shown = new Spectre.Console.Table { Border = TableBorder.Simple };
        shown.AddColumns("Column", "Kind, role", "Missing", "Distinct", "Shape", "5, 50, 95 %");
        foreach (var column in profile.Columns)
        {
            shown.AddRow(Markup.Escape(column.Name), column.Role == ColumnRole.Feature ? $"{column.Kind}" : $"{column.Kind}, {column.Role}", column.MissingShare.ToString("P1", Invariant),
                (column.DistinctIsExact ? "" : "~") + column.Distinct.ToString("N0", Invariant), Markup.Escape(Shape(column)), Markup.Escape(Spread(column)));
        }

        // A file or a pipe has no width to break lines at.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(shown);
        foreach (var column in profile.Columns)
        {
            foreach (var flag in column.Flags)
                Console.WriteLine($"{column.Name}: {flag.Title}. {flag.Reason}");
        }

        foreach (var key in reader.KeyColumns)
            Console.WriteLine(key.Reason);
        Console.WriteLine($"{rows:N0} rows, {profile.Columns.Count} columns");
        if (json is not null)
            File.WriteAllText(json.FullName, JsonSerializer.Serialize(profile, Json));
        return ExitCodes.Done;
    }

    /// <summary>A histogram of one line, or the most frequent labels.</summary>
    private static string Shape(ColumnProfile column) =>
        column.Numbers is { } numbers ? Bars([.. numbers.Histogram.Select(b => b.Count)])
        : column.Dates is { } dates ? Bars([.. dates.Histogram.Select(b => b.Count)])
        : column.Labels is { Top: [_, ..] top } ? string.Join(", ", top.Take(3).Select(l => $"{Short(l.Label)} {((double)l.Count / Math.Max(1, column.Count)).ToString("P0", Invariant)}"))
        : "";

    private static string Bars(long[] counts)
    {
        const string Heights = "▁▂▃▄▅▆▇█";
        int per = (counts.Length + MostBars - 1) / MostBars;
        long[] merged = [.. counts.Chunk(Math.Max(1, per)).Select(c => c.Sum())];
        long most = Math.Max(1, merged.Max());
        return string.Concat(merged.Select(c => c == 0 ? ' ' : Heights[(int)(c * (Heights.Length - 1) / most)]));
    }

    private static string Spread(ColumnProfile column) =>
        column.Numbers is { } n ? string.Join(", ", new[] { 0.05, 0.5, 0.95 }.Select(share => n.Quantiles.First(q => q.Share == share).Value.ToString("G6", Invariant)))
        : column.Dates is { } d ? string.Create(Invariant, $"{d.Min:yyyy-MM-dd} to {d.Max:yyyy-MM-dd}")
        : "";

    private static string Short(string label) => label.Length <= 14 ? label : label[..13] + "…";
}
