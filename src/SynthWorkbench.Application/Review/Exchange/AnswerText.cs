using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Exchange;

/// <summary>Answers as files write them: the option's value or label, a number, options parted by semicolons or bars, or an answer as our own exports write it (a JSON object).</summary>
internal static class AnswerText
{
    /// <summary>The answer, or the problem in words (without the place, which the caller knows). Empty text is no answer.</summary>
    public static (CriterionAnswer? Answer, string? Problem) Parse(Criterion criterion, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return (null, null);
        text = text.Trim();
        if (text.StartsWith('{'))
        {
            try
            {
                return (ReviewJson.Read<CriterionAnswer>(text), null);
            }
            catch (JsonException)
            {
                return (null, $"'{Short(text)}' is no answer in JSON. Write an option, or an answer as an export of the workbench writes it.");
            }
        }

        switch (criterion.Scale)
        {
            case ScaleKind.Numeric:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= criterion.Min && number <= criterion.Max
                    ? (new CriterionAnswer { Number = number }, null)
                    : (null, $"'{Short(text)}' is no number from {criterion.Min} to {criterion.Max}, which '{criterion.Title}' takes. Correct it, or widen the scale in the rubric.");
            case ScaleKind.Text:
                return (new CriterionAnswer { Text = text }, null);
            case ScaleKind.Pairwise:
                return text.ToUpperInvariant() switch
                {
                    "A" or "LEFT" => (new CriterionAnswer { Value = "A" }, null),
                    "B" or "RIGHT" => (new CriterionAnswer { Value = "B" }, null),
                    "TIE" or "EQUAL" => (new CriterionAnswer { Value = "tie" }, null),
                    _ => (null, $"'{Short(text)}' is not A, B or tie, which '{criterion.Title}' takes."),
                };
            case ScaleKind.MultiLabel:
                var values = ImmutableArray.CreateBuilder<string>();
                foreach (string part in text.Split([';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    if (OptionOf(criterion, part) is not { } option)
                        return (null, NotOffered(criterion, part));
                    values.Add(option);
                }

                return (new CriterionAnswer { Values = values.ToImmutable() }, null);
            case ScaleKind.Span:
                return (null, $"'{Short(text)}' marks no passage. Map the columns of kind, severity and rater, or write the answer as an export of the workbench does.");
            default:
                return OptionOf(criterion, text) is { } value ? (new CriterionAnswer { Value = value }, null) : (null, NotOffered(criterion, text));
        }
    }

    /// <summary>The stored value of an option that is named by value or label.</summary>
    public static string? OptionOf(Criterion criterion, string text) =>
        (criterion.Options.FirstOrDefault(o => o.Value == text)
            ?? criterion.Options.FirstOrDefault(o => o.Label.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? criterion.Options.FirstOrDefault(o => o.Value.Equals(text, StringComparison.OrdinalIgnoreCase)))?.Value;

    public static string NotOffered(Criterion criterion, string text) =>
        $"'{criterion.Title}' does not offer '{Short(text)}'. Add it to the rubric as a new version, or correct the file.";

    public static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
