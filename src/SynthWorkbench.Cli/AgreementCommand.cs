using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using SynthWorkbench.Numerics.Agreement;
using Table = Spectre.Console.Table;

namespace SynthWorkbench.Cli;

/// <summary><c>synthwb agreement</c>: how far reviewers agree, by all coefficients that fit the scale.</summary>
internal static class AgreementCommand
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var ratings = new Option<FileInfo>("--ratings") { Description = "One rating a row: CSV, TSV, JSON Lines or Parquet, also gzipped.", Required = true };
        var unit = new Option<string>("--unit") { Description = "The column that names the item.", Required = true };
        var rater = new Option<string>("--rater") { Description = "The column that names the reviewer.", Required = true };
        var value = new Option<string>("--value") { Description = "The column of the rating; empty is no rating.", Required = true };
        var cluster = new Option<string?>("--cluster") { Description = "The column that names the document an item is from; items of one document are resampled together." };
        var scale = new Option<RatingScale>("--scale") { Description = "nominal, ordinal, interval or ratio.", Required = true };
        var levels = new Option<string?>("--levels") { Description = "The declared scale, separated by commas, lowest first; without it the values that occur." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the resamples.", DefaultValueFactory = _ => 1 };
        var resamples = new Option<int>("--resamples") { Description = "Resamples of the intervals; 0 for analytic intervals where there are any.", DefaultValueFactory = _ => 2000 };
        var truth = new Option<FileInfo?>("--truth") { Description = "A file of known answers: the column of --unit, and the answer. Labels found behind the ratings are held against it." };
        var answer = new Option<string>("--truth-value") { Description = "The column of the known answer.", DefaultValueFactory = _ => "truth" };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of tables." };
        resamples.Validators.Add(r =>
        {
            if (r.GetValue(resamples) is < 0 or > 1_000_000)
                r.AddError("--resamples is 0 to 1000000.");
        });
        var command = new Command("agreement", "Measure how far reviewers agree, with intervals and with the reason where a coefficient is not defined.") { ratings, unit, rater, value, cluster, scale, levels, seed, resamples, truth, answer, json };
        command.SetAction((parsed, cancellation) => Task.FromResult(ExitCodes.Guard(() =>
        {
            var columns = new RatingColumns(parsed.GetValue(unit)!, parsed.GetValue(rater)!, parsed.GetValue(value)!, parsed.GetValue(cluster));
            var read = RatingFile.Read(parsed.GetValue(ratings)!, columns, parsed.GetValue(scale), parsed.GetValue(levels), cancellation);
            var options = new IntervalOptions { Seed = parsed.GetValue(seed), Resamples = parsed.GetValue(resamples) };
            var report = AgreementReport.Of(read.Table, parsed.GetValue(scale), options);
            bool labels = parsed.GetValue(scale) is RatingScale.Nominal or RatingScale.Ordinal;
            if (!labels && parsed.GetValue(truth) is not null)
                throw new BadInputException("--truth is for labels (--scale nominal or ordinal): numbers have no label behind them.");
            var latent = labels ? LatentLabels.Of(read.Table, parsed.GetValue(truth) is { } known ? read.Truth(known, parsed.GetValue(unit)!, parsed.GetValue(answer)!, cancellation) : null) : null;
            if (parsed.GetValue(json))
                Console.WriteLine(ToJson(read, report, latent));
            else
                Show(read, report, latent);
            return ExitCodes.Done;
        })));
        return command;
    }

    /// <summary>Results as what they are, so that chance terms and disagreements are written too.</summary>
    private static string ToJson(RatingFile read, AgreementReport report, LatentLabels? latent) => JsonSerializer.Serialize(new
    {
        read.Table.Units, read.Table.Raters, read.Table.Ratings, Levels = read.Table.Categories, read.LevelsAreObserved, report.Scale,
        Lines = report.Lines.Select(l => new { l.Coefficient, l.Name, l.Band, Result = (object)l.Result }), report.Choice, report.Explanation, report.Limits,
        DawidSkene = latent is null ? null : new { latent.Fit.Fitted, latent.Fit.Reason, latent.Fit.Prior, latent.Fit.Accuracy, latent.Fit.Iterations, latent.Known, latent.Right, latent.MajorityRight },
    }, Json);

    private static void Show(RatingFile read, AgreementReport report, LatentLabels? latent)
    {
        Console.WriteLine(string.Create(Invariant, $"{read.Table.Units:N0} items, {read.Table.Raters:N0} reviewers, {read.Table.Ratings:N0} ratings"));
        if (read.LevelsAreObserved && report.Scale is RatingScale.Nominal or RatingScale.Ordinal)
            Console.WriteLine($"The scale is taken from the values that occur: {string.Join(report.Scale == RatingScale.Ordinal ? " < " : ", ", read.Table.Categories.Take(20))}. Declare values that nobody used with --levels: they count for AC, Brennan-Prediger and weights.");
        var shown = new Table { Border = TableBorder.Simple };
        shown.AddColumns("Coefficient", "Value", "SE", "95 % interval", "from", "items", "ratings", "lower limit");
        foreach (var line in report.Lines)
        {
            var result = line.Result;
            shown.AddRow(Markup.Escape(line.Name), Text(result.Value) ?? "not defined", Text(result.StandardError) ?? "-", result.Low is null ? "-" : $"{Text(result.Low)} to {Text(result.High)}",
                result.Interval == IntervalMethod.None ? "-" : result.Interval.ToString().ToLowerInvariant(), result.Units.ToString("N0", Invariant), result.Ratings.ToString("N0", Invariant),
                line.Band == AgreementBand.Unknown ? "-" : line.Band.ToString().ToLowerInvariant());
        }

        // A file or a pipe has no width to break lines at.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(shown);
        foreach (var same in report.Lines.GroupBy(l => l.Result.Reason ?? l.Result.Note).Where(g => g.Key is not null))
            Console.WriteLine($"{string.Join("; ", same.Select(l => l.Name))}: {same.Key}");

        if (report.Limits is { Reason: null } limits)
            Console.WriteLine($"Limits of agreement: {Text(limits.LowerLimit)} to {Text(limits.UpperLimit)} around a bias of {Text(limits.Bias)} (first reviewer less second, {limits.Items} items; standard error of a limit {Text(limits.LimitError)})");
        if (latent is { Fit.Fitted: true } found)
            Console.WriteLine($"Dawid-Skene: labels found behind the ratings in {found.Fit.Iterations} iterations" + (found.Right is { } right ? $"; of {found.Known} known answers {Text(right)} right, the majority {Text(found.MajorityRight)}" : "") + ".");
        else if (latent is not null)
            Console.WriteLine($"Dawid-Skene: {latent.Fit.Reason}");
        if (report.Explanation is { } explanation)
            Console.WriteLine(explanation.Sentences);
        foreach (var (coefficient, reason) in report.Choice)
            Console.WriteLine($"Report {report.Lines.FirstOrDefault(l => l.Coefficient == coefficient)?.Name ?? coefficient.ToString()}: {reason}");
        if (report.Lines.FirstOrDefault(l => l.Coefficient == report.Choice[0].Coefficient) is { Result.Value: not null } leading)
            Console.WriteLine($"{leading.Name}: {AgreementBands.Sentence(leading.Result)}");
    }

    private static string? Text(double? value) => value?.ToString("0.0000", Invariant);
}
