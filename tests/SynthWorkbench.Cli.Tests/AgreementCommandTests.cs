using System.Diagnostics;
using System.Text.Json;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Cli.Tests;

/// <summary><c>synthwb agreement</c> as a process of its own.</summary>
public sealed class AgreementCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synthwb-agreement-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Krippendorffs_example_is_printed_with_intervals_reasons_and_advice()
    {
        string file = Write(Krippendorff("1", "2", "3", "4", "5"));
        var (code, output, error) = await RunAsync(file, "nominal");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("12 items, 4 reviewers, 41 ratings", output, StringComparison.Ordinal);
        Assert.Contains("The scale is taken from the values that occur: 1, 2, 3, 4, 5.", output, StringComparison.Ordinal);
        Assert.Matches(@"alpha, nominal\s+0\.7434\s+-\s+0\.\d{4} to 1\.0000\s+bootstrap\s+11\s+40\s+low", output);
        Assert.Matches(@"Gwet's AC1\s+0\.7754\s+0\.1429", output);
        Assert.Contains("Reviewers agree in 81.8 % of pairs", output, StringComparison.Ordinal);
        Assert.Contains("Report Krippendorff's alpha, nominal: Some reviewers left items out", output, StringComparison.Ordinal);
        Assert.Contains("Not established: the value is 0.74", output, StringComparison.Ordinal);

        // Gwet's table again, analytic.
        (_, output, _) = await RunAsync(file, "interval", "--resamples", "0", "--levels", "1,2,3,4,5");
        Assert.Matches(@"alpha, interval\s+0\.8491\s+-\s+-\s+-", output);
        Assert.Matches(@"AC2, quadratic weights\s+0\.9140\s+0\.1040\s+0\.6852 to 1\.0000\s+analytic", output);
        Assert.Contains("ICC(1,1); ICC(2,1); ICC(3,1); ICC(1,k); ICC(2,k); ICC(3,k): 4 of the 12 rated items have fewer than 4 ratings", output, StringComparison.Ordinal);
        Assert.DoesNotContain("The scale is taken", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_behind_the_ratings_are_held_against_known_answers()
    {
        string? answers = SharedData.TryPath("data/crowd-bluebirds/answer.csv");
        Assert.SkipWhen(answers is null, "The folder shared/data/crowd-bluebirds is not on this machine.");
        var (code, output, error) = await ProcessAsync("agreement", "--ratings", answers, "--unit", "question", "--rater", "worker", "--value", "answer", "--scale", "nominal", "--resamples", "100", "--truth", SharedData.TryPath("data/crowd-bluebirds/truth.csv")!);
        Assert.Equal((0, ""), (code, error));
        Assert.Matches("of 108 known answers 0\\.8981 right, the majority 0\\.7593", output);
    }

    [Fact]
    public async Task Json_holds_the_same_and_one_seed_gives_one_text()
    {
        string file = Write(Krippendorff("poor", "fair", "good", "fine", "best"));
        string[] options = ["--levels", "poor,fair,good,fine,best", "--resamples", "300", "--json", "--seed", "9"];
        var (code, output, _) = await RunAsync(file, "ordinal", options);
        Assert.Equal(0, code);
        Assert.Equal(output, (await RunAsync(file, "ordinal", options)).Output);
        Assert.NotEqual(output, (await RunAsync(file, "ordinal", [.. options[..^1], "10"])).Output);
        using var json = JsonDocument.Parse(output);
        var alpha = json.RootElement.GetProperty("lines").EnumerateArray().Single(l => l.GetProperty("coefficient").GetString() == "alpha").GetProperty("result");
        Assert.Equal(0.8153875037548814, alpha.GetProperty("value").GetDouble(), 1e-12);
        Assert.Equal(40, alpha.GetProperty("pairableValues").GetInt32());
        Assert.Equal("bootstrap", alpha.GetProperty("interval").GetString());
        Assert.Equal("ordinal", json.RootElement.GetProperty("scale").GetString());
        Assert.False(json.RootElement.GetProperty("levelsAreObserved").GetBoolean());
    }

    [Fact]
    public async Task Two_reviewers_of_numbers_get_limits_and_documents_are_resampled_together()
    {
        string file = Path.Combine(_folder, "numbers.csv");
        await File.WriteAllLinesAsync(file, ["item;who;score;doc", .. Enumerable.Range(0, 40).Select(i => $"{i / 2:000};{(i % 2 == 0 ? "ann" : "bob")};{i / 2 + i * 7 % 5 / 10.0:0.0};d{i / 20}")]);
        var (code, output, _) = await RunAsync(file, "interval", "--cluster", "doc");
        Assert.Equal(0, code);
        Assert.Contains("20 items, 2 reviewers, 40 ratings", output, StringComparison.Ordinal);
        Assert.Contains("Limits of agreement: ", output, StringComparison.Ordinal);
        Assert.Matches(@"ICC\(2,1\)\s+0\.99\d\d\s+-\s+0\.9\d{3} to 0\.99\d\d\s+analytic\s+20\s+40\s+good", output);
    }

    [Fact]
    public async Task What_cannot_be_measured_says_why_and_is_no_failure()
    {
        string file = Path.Combine(_folder, "same.csv");
        await File.WriteAllLinesAsync(file, ["item,who,score", "1,ann,ok", "1,bob,ok", "2,ann,ok", "2,bob,ok"]);
        var (code, output, _) = await RunAsync(file, "nominal");
        Assert.Equal(0, code);
        Assert.Matches(@"Percent agreement\s+1\.0000\s+-\s+0\.3424 to 1\.0000\s+analytic\s+2\s+4\s+-", output);
        Assert.Matches(@"AC1\s+not defined", output);
        Assert.Contains("All 4 ratings are \"ok\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has no column 'who'", "nominal", "item,rater,score\n1,a,x\n")]
    [InlineData("Row 2 of 'score' is 'good', which is no number", "interval", "item,who,score\n1,a,3\n1,b,good\n")]
    [InlineData("the ratio scale begins at 0", "ratio", "item,who,score\n1,a,3\n1,b,-2\n")]
    [InlineData("'a' rates '7' in row 1 and in row 3", "nominal", "item,who,score\n7,a,x\n7,b,x\n7,a,y\n")]
    [InlineData("--levels lacks a value of 'score': z", "nominal", "item,who,score\n1,a,x\n1,b,z\n", "--levels", "x,y")]
    [InlineData("--levels lacks a value of 'score': 3", "interval", "item,who,score\n1,a,1\n1,b,3\n", "--levels", "1,2")]
    [InlineData("--levels has 'low', which is no number", "interval", "item,who,score\n1,a,1\n1,b,3\n", "--levels", "low,high")]
    [InlineData("give their order with --levels", "ordinal", "item,who,score\n1,a,low\n1,b,high\n")]
    [InlineData("at least two different levels", "nominal", "item,who,score\n1,a,x\n1,b,z\n", "--levels", "x")]
    [InlineData("Row 2 names no reviewer", "nominal", "item,who,score\n1,a,x\n1,,z\n")]
    [InlineData("lies in two documents", "nominal", "item,who,score,doc\n1,a,x,d\n1,b,x,e\n", "--cluster", "doc")]
    public async Task What_a_person_can_mend_is_told_with_exit_code_three(string message, string scale, string content, params string[] more)
    {
        string file = Path.Combine(_folder, "bad.csv");
        await File.WriteAllTextAsync(file, content);
        var (code, output, error) = await RunAsync(file, scale, more);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Equal((3, ""), (code, output));
    }

    [Fact]
    public async Task Wrong_usage_has_exit_code_two()
    {
        string file = Write(Krippendorff("1", "2", "3", "4", "5"));
        Assert.Equal(2, (await RunAsync(file, "metric")).Code);
        Assert.Equal(2, (await RunAsync(file, "nominal", "--resamples", "-1")).Code);
        Assert.Equal(3, (await RunAsync(Path.Combine(_folder, "none.csv"), "nominal")).Code);
    }

    /// <summary>Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C, with other words for 1 to 5.</summary>
    private static string[] Krippendorff(params string[] words)
    {
        const string Rows = "11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 ..3.";
        return ["item,who,score", .. Rows.Split(' ').SelectMany((row, u) => row.Select((c, r) => $"u{u},r{r},{(c == '.' ? "" : words[c - '1'])}"))];
    }

    private string Write(string[] lines)
    {
        string path = Path.Combine(_folder, "ratings.csv");
        File.WriteAllLines(path, lines);
        return path;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string file, string scale, params string[] more) =>
        ProcessAsync(["agreement", "--ratings", file, "--unit", "item", "--rater", "who", "--value", "score", "--scale", scale, .. more]);

    private async Task<(int Code, string Output, string Error)> ProcessAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "synthwb.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
