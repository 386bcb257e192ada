using System.Diagnostics;
using Xunit;

namespace SynthWorkbench.Cli.Tests;

/// <summary>The built command as a process of its own.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synthwb-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_same_seed_gives_the_same_rows_in_any_format()
    {
        string reference = WriteReference();
        var (code, csv, _) = await RunAsync("generate", "--reference", reference, "--rows", "500", "--seed", "7", "--out", Path.Combine(_folder, "a.csv"));
        var (_, parquet, _) = await RunAsync("generate", "--reference", reference, "--rows", "500", "--seed", "7", "--out", Path.Combine(_folder, "a.parquet"));
        var (_, other, _) = await RunAsync("generate", "--reference", reference, "--rows", "500", "--seed", "8", "--out", Path.Combine(_folder, "b.csv"));
        Assert.Equal(0, code);
        Assert.Equal(Digest(csv), Digest(parquet));
        Assert.NotEqual(Digest(csv), Digest(other));
        Assert.Equal(501, (await File.ReadAllLinesAsync(Path.Combine(_folder, "a.csv"))).Length);
    }

    [Fact]
    public async Task A_private_fit_states_its_guarantee_and_what_cannot_be_guaranteed_is_refused()
    {
        string reference = WriteReference(), csv = Path.Combine(_folder, "p.csv"), timings = Path.Combine(_folder, "p.json");
        var (code, output, notes) = await RunAsync("generate", "--reference", reference, "--engine", "marginals", "--epsilon", "2", "--rows", "300", "--out", csv, "--timings", timings);
        Assert.Equal(0, code);
        Assert.Matches(@"note: labels told from the noise: group [0-2]\. ", notes);
        Assert.Contains("privacy Differential privacy with epsilon 2 and delta 1E-09", output, StringComparison.Ordinal);
        Assert.Contains("\"epsilonSpent\":", await File.ReadAllTextAsync(timings), StringComparison.Ordinal);
        (code, _, string problem) = await RunAsync("generate", "--reference", reference, "--engine", "trees", "--epsilon", "2", "--out", csv);
        Assert.Equal(3, code);
        Assert.Contains("gives no guarantee", problem, StringComparison.Ordinal);
        (code, _, problem) = await RunAsync("generate", "--reference", reference, "--engine", "marginals", "--epsilon", "0", "--out", csv);
        Assert.Equal(3, code);
        Assert.Contains("nothing of the reference may be learned", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Published_statistics_are_enough()
    {
        string statistics = Path.Combine(_folder, "cohort.txt"), csv = Path.Combine(_folder, "cohort.csv");
        await File.WriteAllTextAsync(statistics, "age: 54.2 ± 12.1, min 18, max 95\nsex: F 52 %, M 48 %\ncorrelation age, sex: 0.2\n");
        var (code, _, _) = await RunAsync("generate", "--statistics", statistics, "--rows", "700", "--out", csv);
        Assert.Equal(0, code);
        Assert.Equal(701, (await File.ReadAllLinesAsync(csv)).Length);
        await File.WriteAllTextAsync(statistics, "age: tall\n");
        (code, _, string problem) = await RunAsync("generate", "--statistics", statistics, "--out", csv);
        Assert.Equal(3, code);
        Assert.Contains("line 1, age: 'tall' is not understood", problem, StringComparison.Ordinal);
        (code, _, problem) = await RunAsync("generate", "--statistics", statistics, "--reference", csv, "--out", csv);
        Assert.Equal(3, code);
        Assert.Contains("without a reference", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coverage_and_boosts_add_weights_and_a_boost_of_nobody_is_refused()
    {
        string reference = WriteReference(), recipe = Path.Combine(_folder, "boost.yaml"), csv = Path.Combine(_folder, "a.csv");
        await File.WriteAllTextAsync(recipe, "name: boosted\nengine: trees\nboosts:\n  - when: age > 60\n    factor: 4\n");
        var (code, output, _) = await RunAsync("generate", "--reference", reference, "--recipe", recipe, "--coverage", "1", "--rows", "500", "--out", csv);
        Assert.Equal(0, code);
        Assert.Contains("passed over by boosts and coverage", output, StringComparison.Ordinal);
        string[] lines = await File.ReadAllLinesAsync(csv);
        Assert.EndsWith(",_weight", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.EndsWith(",0.25", StringComparison.Ordinal));
        (code, _, string problem) = await RunAsync("generate", "--reference", reference, "--coverage", "1.5", "--out", csv);
        Assert.Equal(3, code);
        Assert.Contains("coverage: Coverage is 1.5", problem, StringComparison.Ordinal);
        await File.WriteAllTextAsync(recipe, "name: boosted\nengine: trees\nboosts:\n  - when: age > 600\n    factor: 4\n");
        (code, _, problem) = await RunAsync("generate", "--reference", reference, "--recipe", recipe, "--out", csv);
        Assert.Equal(3, code);
        Assert.Contains("nothing to learn", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_number_of_cores_changes_no_row()
    {
        string reference = WriteReference();
        var digests = new List<string>();
        foreach (string cores in new[] { "1", "2", "8" })
        {
            foreach (string engine in new[] { "guided-trees", "copula" })
            {
                var (code, output, _) = await RunOnAsync(cores, "generate", "--reference", reference, "--engine", engine, "--rows", "20000", "--seed", "7", "--out", Path.Combine(_folder, "a.csv"));
                Assert.Equal(0, code);
                digests.Add(engine + Digest(output));
            }
        }

        Assert.Equal(2, digests.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_missed_threshold_answers_one()
    {
        string reference = WriteReference(), recipe = Path.Combine(_folder, "recipe.yaml"), html = Path.Combine(_folder, "report.html");
        await File.WriteAllTextAsync(recipe, "name: strict\nobjective:\n  thresholds:\n    - metric: exact-copies\n      operator: at-most\n      value: 0.5\n");
        var (code, output, _) = await RunAsync("evaluate", "--reference", reference, "--synthetic", reference, "--recipe", recipe, "--html", html);
        Assert.Equal(1, code);
        Assert.Contains("Do not use this table yet", output, StringComparison.Ordinal);
        Assert.Contains("Exact copies", await File.ReadAllTextAsync(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_shows_shapes_and_quantiles()
    {
        string json = Path.Combine(_folder, "profile.json");
        var (code, output, _) = await RunAsync("profile", WriteReference(), "--json", json);
        Assert.Equal(0, code);
        Assert.Contains("b 67 %", output, StringComparison.Ordinal);
        Assert.Contains("█", output, StringComparison.Ordinal);
        Assert.Contains("400 rows, 3 columns", output, StringComparison.Ordinal);
        Assert.Contains("\"histogram\"", await File.ReadAllTextAsync(json), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_constraint_no_row_keeps_stops_before_fitting_and_one_that_some_break_is_noted()
    {
        string reference = WriteReference(), recipe = Path.Combine(_folder, "recipe.yaml"), output = Path.Combine(_folder, "out.csv");
        await File.WriteAllTextAsync(recipe, "name: adults\nrows: 200\nconstraints:\n  - kind: range\n    columns: [age]\n    min: 25\n");
        var (code, _, note) = await RunAsync("generate", "--reference", reference, "--recipe", recipe, "--out", output);
        Assert.Equal(0, code);
        Assert.Contains("note: constraints[0]", note, StringComparison.Ordinal);
        await File.WriteAllTextAsync(recipe, "name: adults\nrows: 200\nconstraints:\n  - kind: range\n    columns: [age]\n    min: 200\n");
        File.Delete(output);
        (code, _, note) = await RunAsync("generate", "--reference", reference, "--recipe", recipe, "--out", output);
        Assert.Equal(3, code);
        Assert.Contains("contradicts its reference", note, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task A_table_that_names_its_own_rows_is_generated_whole()
    {
        string reference = Path.Combine(_folder, "staff.csv"), recipe = Path.Combine(_folder, "staff.yaml"), folder = Path.Combine(_folder, "staff-out");
        await File.WriteAllLinesAsync(reference, ["staff_id,head_id,grade", .. Enumerable.Range(0, 120).Select(i => $"S{i},{(i == 0 ? "" : $"S{(i - 1) / 3}")},{i % 4}")]);
        await File.WriteAllTextAsync(recipe, "name: staff\nrows: 100\nreference: { dataset: staff }\nrelations:\n  table: staff\n  key: [staff_id]\n  links:\n    - { table: staff, columns: [head_id], parent: staff, parentColumns: [staff_id] }\n");
        var (code, output, problem) = await RunAsync("generate", "--reference", reference, "--recipe", recipe, "--out", folder);
        Assert.True(code == 0, problem);
        Assert.Contains("key staff.head_id to staff: references", output, StringComparison.Ordinal);
        string[][] rows = [.. (await File.ReadAllLinesAsync(Path.Combine(folder, "staff.csv"))).Skip(1).Select(l => l.Split(','))];
        var keys = rows.Select(r => r[0]).ToHashSet();
        Assert.All(rows, r => Assert.True(r[1].Length == 0 || keys.Contains(r[1]), $"{r[1]} is nobody."));
    }

    [Fact]
    public async Task The_schema_of_recipes_is_printed()
    {
        var (code, output, _) = await RunAsync("schema");
        Assert.Equal(0, code);
        Assert.Contains("minDonors", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "generate")]
    [InlineData(2, "no-such-command")]
    [InlineData(3, "generate", "--out", "x.csv")]
    [InlineData(3, "profile", "no-such-file.csv")]
    [InlineData(0, "--help")]
    public async Task The_exit_code_says_what_happened(int expected, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.Equal(expected, code);
        Assert.Equal(expected == 0, error.Length == 0);
    }

    private static string Digest(string output) => output.Split('\n').Single(l => l.StartsWith("digest ", StringComparison.Ordinal)).Trim();

    [Fact]
    public async Task What_cannot_be_is_told_before_anything_is_learned()
    {
        string reference = WriteReference(), recipe = Path.Combine(_folder, "r.yaml"), csv = Path.Combine(_folder, "a.csv");
        await File.WriteAllTextAsync(recipe, "name: r\nengine: marginals\noptions:\n  privacy:\n    epsilon: 1\n    public:\n      - column: age\n        min: 18\n        max: 90\n");
        foreach (var (words, told) in new (string[], string)[]
        {
            (["--rows", "-3"], "generates -3 rows"),
            (["--out", Path.Combine(_folder, "a.xlsx")], "'.xlsx' names no format"),
            (["--condition", "5:age + 1"], "is a value"),
            (["--recipe", recipe, "--condition", "5:age > 95"], "'age' is declared public from 18 to 90"),
            (["--condition", "5:age > 60 and age < 30"], "contradicts itself"),
        })
        {
            string[] arguments = ["generate", "--reference", reference, .. words, .. words[0] == "--out" ? Array.Empty<string>() : ["--out", csv]];
            var (code, _, problem) = await RunAsync(arguments);
            Assert.Equal(3, code);
            Assert.Contains(told, problem, StringComparison.Ordinal);
            Assert.DoesNotContain("fit ", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_row_without_a_time_is_the_files_own_and_a_floor_of_texts_without_texts_is_noted()
    {
        string series = Path.Combine(_folder, "series.csv"), csv = Path.Combine(_folder, "a.csv");
        await File.WriteAllLinesAsync(series, ["day,level", .. Enumerable.Range(0, 300).Select(i => $"{(i == 289 ? "" : new DateOnly(2024, 1, 1).AddDays(i).ToString("yyyy-MM-dd"))},{i % 17}")]);
        var (code, _, problem) = await RunAsync("generate", "--reference", series, "--order", "day", "--out", csv);
        Assert.Equal(3, code);
        Assert.Contains("Row 290 has no time", problem, StringComparison.Ordinal);
        (code, _, problem) = await RunAsync("generate", "--reference", WriteReference(), "--rows", "50", "--text-floor", "5", "--out", csv);
        Assert.Equal(0, code);
        Assert.Contains("--text-floor changes nothing", problem, StringComparison.Ordinal);
    }

    private string WriteReference()
    {
        string path = Path.Combine(_folder, "reference.csv");
        File.WriteAllLines(path, ["age,group,paid", .. Enumerable.Range(0, 400).Select(i => $"{20 + i * 7 % 50},{(i % 3 == 0 ? "a" : "b")},{i * 13 % 997 / 10.0:0.0}")]);
        return path;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunOnAsync(null, arguments);

    private async Task<(int Code, string Output, string Error)> RunOnAsync(string? cores, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "synthwb.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        if (cores is not null)
            start.Environment["DOTNET_PROCESSOR_COUNT"] = cores;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
