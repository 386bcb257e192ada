using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.Rules;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>
/// Drafts a recipe of rules from statistics as papers and reports print them, a column a line (<c>age: 54.2 ± 12.1, min 18, max 95</c>; <c>sex: F 52 %, M 48 %</c>; <c>correlation age, cost: 0.35</c>).
/// No row of anybody is needed.
/// </summary>
public static partial class StatisticsDraft
{
    /// <summary>The longest text that is read, in characters, and the most columns.</summary>
    public const int LongestText = 200_000, MostColumns = 500;

    /// <summary>By so much may shares miss 100 % by rounding, in percent; more is a share that was forgotten.</summary>
    private const double Rounding = 1.5;

    private const string CorrelationWord = "correlation";

    private static readonly string[] Settings = ["mean", "sd", "min", "max", "decimals", "missing", "from", "to"];

    /// <summary>Reads statistics. Never throws for what a person wrote: every mistake is a problem with its line.</summary>
    public static RecipeReading Read(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LongestText)
            return new RecipeReading(null, [new RecipeProblem("", $"The text has {text.Length:N0} characters; at most {LongestText:N0} are read.")]);
        var problems = new List<RecipeProblem>();
        var columns = new List<RecipeColumn>();
        var correlations = new List<RecipeCorrelation>();
        long? rows = null;
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (RowsLine().Match(line) is { Success: true } count)
                rows = long.Parse(count.Groups["rows"].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            else if (line.LastIndexOf(':') is var at and >= 0 && IsCorrelation(line))
                AddCorrelation(line[CorrelationWord.Length..at], line[(at + 1)..], i + 1);
            else if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
                AddColumn(line[..colon].Trim(), line[(colon + 1)..].Trim(), i + 1);
            else
                problems.Add(new RecipeProblem("", "A line says 'column: what is known of it', 'correlation column, column: value' or 'rows number'.", i + 1));
        }

        if (columns.Count == 0 && problems.Count == 0)
            problems.Add(new RecipeProblem("", "There is no column yet. Write one a line, for example: age: 54.2 ± 12.1, min 18, max 95"));
        if (columns.Count > MostColumns)
            problems.Add(new RecipeProblem("", $"There are {columns.Count:N0} columns; at most {MostColumns} are read."));
        return problems.Count > 0 ? new RecipeReading(null, problems) : new RecipeReading(
            new Recipe
            {
                Name = name, Description = "Drafted from published statistics.", Engine = EngineCatalog.Rules, Columns = [.. columns], Correlations = [.. correlations], Rows = rows ?? new Recipe { Name = name }.Rows,
            }, []);

        void AddColumn(string column, string said, int line)
        {
            if (columns.Exists(c => c.Name == column))
                problems.Add(new RecipeProblem(column, $"'{column}' is described twice.", line));
            else if (RuleOf(said, out string problem) is { } rule)
                columns.Add(new RecipeColumn { Name = column, Action = "rule", Rule = rule });
            else
                problems.Add(new RecipeProblem(column, problem, line));
        }

        void AddCorrelation(string pair, string value, int line)
        {
            string[] names = pair.Split(',', StringSplitOptions.TrimEntries);
            if (names.Length != 2 || !TryNumber(value, out double number))
                problems.Add(new RecipeProblem(CorrelationWord, "A correlation is written 'correlation column, column: value'.", line));
            else if (Array.Find(names, n => !columns.Exists(c => c.Name == n)) is { } unknown)
                problems.Add(new RecipeProblem(CorrelationWord, $"'{unknown}' is not described in a line above.", line));
            else
                correlations.Add(new RecipeCorrelation([.. names], number));
        }
    }

    private static bool IsCorrelation(string line) => line.StartsWith(CorrelationWord + " ", StringComparison.OrdinalIgnoreCase);

    /// <summary>The rule that gives a column what is said of it; null with the problem where it cannot.</summary>
    private static RecipeRule? RuleOf(string said, out string problem)
    {
        problem = "";
        if (RuleKinds.All.Contains(said) && RuleKinds.Needs(said).Length == 0)
            return new RecipeRule { Kind = said };
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        var shares = new List<(string Label, double Percent)>();
        foreach (string part in said.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (MeanAndSd().Match(part) is { Success: true } both)
                (settings["mean"], settings["sd"]) = (both.Groups["mean"].Value, both.Groups["sd"].Value);
            else if (FromTo().Match(part) is { Success: true } dates)
                (settings["from"], settings["to"]) = (dates.Groups["from"].Value, dates.Groups["to"].Value);
            else if (part.Split(' ', 2, StringSplitOptions.TrimEntries) is [var key, var value] && Settings.Contains(key))
                settings[key] = value.TrimEnd('%', ' ');
            else if (Share().Match(part) is { Success: true } share && TryNumber(share.Groups["percent"].Value, out double percent))
                shares.Add((share.Groups["label"].Value.Trim(), percent));
            else
            {
                problem = $"'{part}' is not understood. {(CommaInNumber().IsMatch(said) ? "Commas separate what is said: write numbers without them and decimals with a point, as in 52000 and 54.2. " : "")}Known are: mean, sd, min, max, decimals, missing, from, to with a value; '54.2 ± 12.1'; shares such as 'F 52 %'; or a kind of rule such as full-name.";
                return null;
            }
        }

        foreach (var (key, value) in settings)
        {
            if (key is "from" or "to" ? RecipeValidation.IsDate(value) : TryNumber(value, out double number) && (key != "decimals" || (number is >= 0 and <= 12 && number == Math.Floor(number))) && (key != "missing" || number is >= 0 and <= 100))
                continue;
            problem = key switch
            {
                "from" or "to" => $"'{value}' is not a date. Write it as yyyy-MM-dd.",
                "missing" => $"missing is '{value}'; it is a share of rows, 0 to 100 %.",
                "decimals" => $"decimals is '{value}'; it is a whole number from 0 to 12.",
                _ => $"{key} is '{value}', which is not a number.",
            };
            return null;
        }

        var rule = shares.Count > 0 ? OfShares(shares, out problem) : OfNumbers(settings, out problem);
        return rule is null ? null : rule with { Missing = settings.TryGetValue("missing", out string? missing) ? Number(missing) / 100 : 0 };
    }

    private static RecipeRule? OfShares(List<(string Label, double Percent)> shares, out string problem)
    {
        problem = "";
        if (shares is [var (label, percent)] && label is "yes" or "true")
            shares = [(label == "yes" ? "no" : "false", 100 - percent), (label, percent)];
        double sum = shares.Sum(s => s.Percent);
        if (shares.Exists(s => s.Percent is < 0 or > 100) || Math.Abs(sum - 100) > Rounding)
            problem = $"The shares add up to {sum.ToString("0.##", CultureInfo.InvariantCulture)} %. Give every label its share, also the rest.";
        else if (shares.Select(s => s.Label).Distinct(StringComparer.Ordinal).Count() < shares.Count)
            problem = "A label has two shares. Name each label once.";
        return problem.Length > 0 ? null : new RecipeRule { Kind = "list", Values = [.. shares.Select(s => s.Label)], Weights = [.. shares.Select(s => s.Percent)] };
    }

    /// <summary>
    /// A mean with its standard deviation is a normal distribution; a lognormal one where values cannot be below zero and the mean is less than two standard deviations above it, since a normal one would put too
    /// much below zero (Altman and Bland, "Detecting skewness from summary information", BMJ 313, 1996). A mean alone is a count, bounds alone are equally likely values. Where no decimals are
    /// given there are so many that their unit is at most a tenth of the standard deviation.
    /// </summary>
    private static RecipeRule? OfNumbers(Dictionary<string, string> settings, out string problem)
    {
        double? Setting(string key) => settings.TryGetValue(key, out string? value) ? Number(value) : null;
        var (mean, sd, min, max) = (Setting("mean"), Setting("sd"), Setting("min"), Setting("max"));
        int fine = sd > 0 ? Math.Clamp((int)Math.Ceiling(1 - Math.Log10(sd.Value)), 0, 12) : 0, bounds = Math.Max(DecimalsOf(settings.GetValueOrDefault("min")), DecimalsOf(settings.GetValueOrDefault("max")));
        int decimals = (int?)Setting("decimals") ?? Math.Max(fine, bounds);
        problem = "";
        if (settings.TryGetValue("from", out string? from) && settings.TryGetValue("to", out string? to))
            return new RecipeRule { Kind = "date", From = from, To = to };
        if (sd <= 0)
            problem = "The standard deviation must be above 0.";
        else if (mean < min || mean > max)
            problem = "The mean must lie between the smallest and the largest value.";
        if (problem.Length > 0)
            return null;
        switch (mean, sd, min, max)
        {
            case ({ } m, { } s, >= 0, _) when m < 2 * s:
                return new RecipeRule { Kind = "lognormal", Mean = m, Sd = s, Min = min, Max = max, Decimals = decimals };
            case ({ } m, { } s, _, _):
                return new RecipeRule { Kind = "normal", Mean = m, Sd = s, Min = min, Max = max, Decimals = decimals };
            case ( > 0 and <= 1e7, null, _, _):
                return new RecipeRule { Kind = "poisson", Mean = mean, Min = min, Max = max };
            case (null, null, { } low, { } high):
                return decimals == 0 ? new RecipeRule { Kind = "integer", Min = low, Max = high } : new RecipeRule { Kind = "uniform", Min = low, Max = high, Decimals = decimals };
            default:
                problem = "Too little is said: give mean and sd, min and max, a mean alone for a count, from and to for dates, or shares of labels.";
                return null;
        }
    }

    private static int DecimalsOf(string? number) => number?.IndexOf('.', StringComparison.Ordinal) is { } at and >= 0 ? number.Length - at - 1 : 0;

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^rows\s*:?\s*(?<rows>[0-9][0-9,]{0,14})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex RowsLine();

    [GeneratedRegex(@"^(mean\s+)?(?<mean>[-+0-9.eE]+)\s*((±|\+/-)\s*(?<sd>[0-9.eE]+)|\(\s*(sd\s+)?(?<sd>[0-9.eE]+)\s*\))$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MeanAndSd();

    [GeneratedRegex("[0-9],[0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex CommaInNumber();

    [GeneratedRegex(@"^from\s+(?<from>\S+)\s+to\s+(?<to>\S+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex FromTo();

    [GeneratedRegex(@"^(?<label>.+?)\s+(?<percent>[0-9.]+)\s*%$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Share();
}
