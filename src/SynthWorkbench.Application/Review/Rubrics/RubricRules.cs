using System.Text.RegularExpressions;

namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>What keeps a rubric from being saved.</summary>
/// <param name="Setting">The setting, as in <c>options</c>.</param>
/// <param name="Message">What is wrong and what to change.</param>
/// <param name="Criterion">The place of the criterion, from 0; null for the rubric itself.</param>
public sealed record RubricProblem(string Setting, string Message, int? Criterion = null);

/// <summary>What a rubric must keep, so that every answer it asks for can be given, stored and counted.</summary>
public static partial class RubricRules
{
    public const int MostCriteria = 60;
    public const int LongestText = 20_000;
    private const int LongestName = 200;
    private const int MostOptions = 100;

    /// <summary>The values that conditions, reasons and defects may name: options, for spans severities too.</summary>
    public static IReadOnlyList<string> Offered(Criterion criterion) => criterion.Scale switch
    {
        ScaleKind.Pairwise => ["A", "B", "tie"],
        ScaleKind.Numeric or ScaleKind.Text => [],
        ScaleKind.Span => [.. criterion.Options.Select(o => o.Value), .. criterion.Severities],
        _ => [.. criterion.Options.Select(o => o.Value)],
    };

    public static bool HasOptions(ScaleKind scale) => scale is ScaleKind.Nominal or ScaleKind.Ordinal or ScaleKind.MultiLabel or ScaleKind.Span;

    /// <summary>Everything that is wrong; empty when the rubric can be used.</summary>
    public static IReadOnlyList<RubricProblem> Problems(Rubric rubric)
    {
        ArgumentNullException.ThrowIfNull(rubric);
        var problems = new List<RubricProblem>();
        if (string.IsNullOrWhiteSpace(rubric.Name))
            problems.Add(new("name", "The rubric has no name. Write one that says what is judged."));
        else if (rubric.Name.Length > LongestName)
            problems.Add(new("name", $"The name has {rubric.Name.Length} characters; at most {LongestName} are kept. Shorten it."));
        if (rubric.Guidance.Length > LongestText)
            problems.Add(new("guidance", TooLong("guidance", rubric.Guidance)));
        if (rubric.Criteria.IsEmpty)
            problems.Add(new("criteria", "The rubric asks nothing. Add at least one criterion."));
        if (rubric.Criteria.Length > MostCriteria)
            problems.Add(new("criteria", $"The rubric has {rubric.Criteria.Length} criteria; at most {MostCriteria} can be asked of one item. Remove some, or split the rubric."));
        for (int at = 0; at < rubric.Criteria.Length; at++)
            problems.AddRange(Problems(rubric, at));
        return problems;
    }

    /// <summary>The rubric without blanks around its texts and without settings that a criterion's scale does not use, so that equal rubrics have equal documents.</summary>
    public static Rubric Tidy(Rubric rubric) => rubric with
    {
        Name = rubric.Name.Trim(),
        Guidance = rubric.Guidance.Trim(),
        Criteria = [.. rubric.Criteria.Select(Tidy)],
    };

    private static Criterion Tidy(Criterion c)
    {
        bool offers = c.Scale is not (ScaleKind.Numeric or ScaleKind.Text), numeric = c.Scale == ScaleKind.Numeric, span = c.Scale == ScaleKind.Span;
        var plain = new Criterion();
        return c with
        {
            Id = c.Id.Trim(),
            Title = c.Title.Trim(),
            Guidance = c.Guidance.Trim(),
            Options = HasOptions(c.Scale) ? [.. c.Options.Select(o => new ScaleOption(o.Value.Trim(), o.Label.Trim(), NullIfEmpty(o.Anchor)))] : [],
            Min = numeric ? c.Min : plain.Min,
            Max = numeric ? c.Max : plain.Max,
            Unit = numeric ? NullIfEmpty(c.Unit) : null,
            Severities = span ? [.. c.Severities.Select(s => s.Trim())] : [],
            Field = span ? NullIfEmpty(c.Field) : null,
            RationaleFor = offers && c.Rationale == RationaleRule.ForAnswers ? c.RationaleFor : [],
            Defects = offers ? c.Defects : [],
            Examples = [.. c.Examples.Select(e => new CriterionExample(e.Text.Trim(), e.Answer.Trim(), NullIfEmpty(e.Why)))],
        };
    }

    private static IEnumerable<RubricProblem> Problems(Rubric rubric, int at)
    {
        var c = rubric.Criteria[at];
        string name = string.IsNullOrWhiteSpace(c.Title) ? $"Criterion {at + 1}" : $"'{Short(c.Title)}'";
        if (string.IsNullOrWhiteSpace(c.Title))
            yield return new("title", $"{name} has no title. Write the question that it asks.", at);
        else if (c.Title.Length > LongestName)
            yield return new("title", $"The title of criterion {at + 1} has {c.Title.Length} characters; at most {LongestName} are kept. Move the rest to its guidance.", at);
        if (c.Id.Length == 0)
            yield return new("id", $"{name} has no id. Give it one of lower-case letters, digits and hyphens.", at);
        else if (!ValidId().IsMatch(c.Id))
            yield return new("id", $"The id '{Short(c.Id)}' of {name} is not valid. Use 1 to 60 lower-case letters, digits and hyphens.", at);
        else if (c.Id == AskedRubric.Confidence)
            yield return new("id", $"The id '{c.Id}' is kept for the question that campaigns may add. Give {name} another one.", at);
        else if (rubric.Criteria.Take(at).Any(o => o.Id == c.Id))
            yield return new("id", $"The id '{c.Id}' is used twice. Give {name} another one.", at);
        foreach (var problem in (IEnumerable<(string Setting, string Message)>)[.. Scale(c, name), .. Condition(rubric, at, name), .. Named(c, name), .. Lengths(c, name)])
            yield return new(problem.Setting, problem.Message, at);
    }

    private static IEnumerable<(string Setting, string Message)> Scale(Criterion c, string name)
    {
        if (c.Scale == ScaleKind.Numeric && !(double.IsFinite(c.Min) && double.IsFinite(c.Max) && c.Min < c.Max))
            yield return ("range", $"{name} goes from {c.Min} to {c.Max}. The smallest number must be below the largest.");
        if (c.Scale == ScaleKind.Span)
        {
            if (c.Severities.Any(string.IsNullOrWhiteSpace))
                yield return ("severities", $"{name} has a severity without a name. Name it or remove it.");
            else if (FirstTwice(c.Severities) is { } severity)
                yield return ("severities", $"{name} has the severity '{severity}' twice. Remove one.");
            else if (c.Options.Select(o => o.Value).Intersect(c.Severities, StringComparer.Ordinal).FirstOrDefault() is { } both)
                yield return ("severities", $"{name} uses '{both}' as an option and as a severity. Rename one, so that conditions and defects are clear.");
        }

        if (!HasOptions(c.Scale))
            yield break;
        int fewest = c.Scale == ScaleKind.Span ? 1 : 2;
        if (c.Options.Length < fewest)
            yield return ("options", $"{name} offers {c.Options.Length} {(c.Options.Length == 1 ? "option" : "options")}; it needs at least {fewest}. Add options or choose another scale.");
        if (c.Options.Length > MostOptions)
            yield return ("options", $"{name} offers {c.Options.Length} options; at most {MostOptions} can be read. Split the criterion.");
        if (c.Options.Any(o => string.IsNullOrWhiteSpace(o.Value) || string.IsNullOrWhiteSpace(o.Label)))
            yield return ("options", $"{name} has an option without a value or a label. Fill in both or remove the option.");
        else if (FirstTwice(c.Options.Select(o => o.Value)) is { } twice)
            yield return ("options", $"{name} offers the value '{Short(twice)}' twice. Give each option a value of its own.");
    }

    private static IEnumerable<(string Setting, string Message)> Condition(Rubric rubric, int at, string name)
    {
        if (rubric.Criteria[at].When is not { } when)
            yield break;
        int named = rubric.Criteria.ToList().FindIndex(o => o.Id == when.Criterion);
        if (named < 0)
            yield return ("condition", $"{name} depends on '{Short(when.Criterion)}', which is not in the rubric. Choose an earlier criterion or ask it always.");
        else if (named == at)
            yield return ("condition", $"{name} depends on itself. Choose an earlier criterion or ask it always.");
        else if (named > at)
            yield return ("condition", $"{name} depends on '{Short(rubric.Criteria[named].Title)}', which comes later. Move that criterion up or ask {name} always.");
        else if (when.Values.IsEmpty)
            yield return ("condition", $"{name} depends on '{Short(rubric.Criteria[named].Title)}' but names no answer. Choose the answers after which it is asked.");
        else if (when.Values.Except(Offered(rubric.Criteria[named]), StringComparer.Ordinal).FirstOrDefault() is { } value)
            yield return ("condition", $"{name} is asked after '{Short(value)}', which '{Short(rubric.Criteria[named].Title)}' does not offer. Choose among its answers.");
    }

    private static IEnumerable<(string Setting, string Message)> Named(Criterion c, string name)
    {
        var offered = Offered(c);
        if (c.Rationale == RationaleRule.ForAnswers && offered.Count == 0)
            yield return ("rationale", $"{name} has no answers to choose from, so none can ask for a reason. Ask for it always, as an option or never.");
        else if (c.Rationale == RationaleRule.ForAnswers && c.RationaleFor.IsEmpty)
            yield return ("rationale", $"{name} asks for a reason with some answers but names none. Choose the answers.");
        else if (c.RationaleFor.Except(offered, StringComparer.Ordinal).FirstOrDefault() is { } reason)
            yield return ("rationale", $"{name} asks for a reason with '{Short(reason)}', which it does not offer. Take it off the list.");
        if (c.Defects.Except(offered, StringComparer.Ordinal).FirstOrDefault() is { } defect)
            yield return ("defects", $"{name} counts '{Short(defect)}' as a defect, which it does not offer. Take it off the list.");
    }

    private static IEnumerable<(string Setting, string Message)> Lengths(Criterion c, string name)
    {
        if (c.Guidance.Length > LongestText)
            yield return ("guidance", TooLong($"guidance of {name}", c.Guidance));
        if (c.Options.SelectMany(o => new[] { o.Value, o.Label, o.Anchor ?? "" }).FirstOrDefault(t => t.Length > LongestText) is { } option)
            yield return ("options", TooLong($"text of an option of {name}", option));
        if (c.Examples.SelectMany(e => new[] { e.Text, e.Answer, e.Why ?? "" }).FirstOrDefault(t => t.Length > LongestText) is { } example)
            yield return ("examples", TooLong($"example of {name}", example));
        if (c.Examples.Any(e => string.IsNullOrWhiteSpace(e.Text)))
            yield return ("examples", $"{name} has an example without a text. Write it or remove the example.");
        if (c.Severities.Concat([c.Unit ?? "", c.Field ?? ""]).FirstOrDefault(t => t.Length > LongestName) is { } small)
            yield return ("scale", $"A severity, unit or field of {name} has {small.Length} characters; at most {LongestName} are kept. Shorten it.");
    }

    private static string TooLong(string what, string text) => $"The {what} has {text.Length} characters; at most {LongestText} are kept. Shorten it.";

    private static string? FirstTwice(IEnumerable<string> values) => values.GroupBy(v => v, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    // A message quotes what it is about, not a page of it.
    private static string Short(string text) => text.Length <= 80 ? text : text[..79] + "…";

    [GeneratedRegex(@"\A[a-z0-9-]{1,60}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ValidId();
}
