using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SynthWorkbench.Synthesis.Tables.Text;

namespace SynthWorkbench.Synthesis.Tables.Inference;

/// <summary>Columns that together name a row.</summary>
/// <param name="Columns">Two to four column names.</param>
/// <param name="UniqueShare">The share of rows with a combination not seen before, in [0, 1].</param>
/// <param name="Reason">In words.</param>
public sealed record KeyColumnSet(ImmutableArray<string> Columns, double UniqueShare, string Reason);

/// <summary>What a pass over the whole file shows: the schema, each choice with its reason, and sets of columns that form keys.</summary>
/// <param name="Schema">The inferred schema, a person's overrides applied.</param>
/// <param name="RowCount">Rows of the file.</param>
/// <param name="KeyColumns">Key-like column sets.</param>
public sealed record InferredSchema(TableSchema Schema, long RowCount, ImmutableArray<KeyColumnSet> KeyColumns);

/// <summary>Decides kind, role and personal-data kind of a column from its tally, each with a reason a person can judge.</summary>
internal static partial class SchemaInference
{
    private static readonly string[][] BooleanWords = [["true", "false"], ["yes", "no"], ["y", "n"], ["t", "f"]];

    public static ColumnSchema Infer(ColumnTally tally)
    {
        string[] sample = [.. Enumerable.Range(0, Math.Min(400, tally.Distinct.Texts.Count)).Select(i => System.Text.Encoding.UTF8.GetString(tally.Distinct.Texts[i]))];
        var schema = Kind(tally, sample);
        if (schema.Kind == ColumnKind.Boolean || tally.Values == 0)
            return schema;
        var (pii, reason) = schema.Kind == ColumnKind.Numeric && schema.Decimals > 0 ? (PiiKind.None, null) : PersonalData.Find(schema.Name, sample);
        if (pii == PiiKind.None || (pii == PiiKind.PostalCode && tally.Distinct.Count < 3))
            return schema;
        bool direct = pii is not (PiiKind.PostalCode or PiiKind.BirthDate);
        if (direct && schema.Kind == ColumnKind.Numeric)
            schema = new ColumnSchema(schema.Name, ColumnKind.Identifier);
        return schema with { Pii = pii, Role = direct ? ColumnRole.PersonalData : schema.Role, Reason = Join(schema.Reason, reason) };
    }

    private static ColumnSchema Kind(ColumnTally t, string[] sample)
    {
        if (t.Values == 0)
            return new(t.Name, ColumnKind.Categorical) { Role = ColumnRole.Excluded, Reason = "No row has a value." };
        if (t.AllNumbers)
            return Number(t, sample);
        if (t.Distinct.IsExact && t.Distinct.Count <= 2 && IsBoolean(sample))
            return new(t.Name, ColumnKind.Boolean) { Reason = $"Only {string.Join(" and ", sample)} {(sample.Length == 1 ? "occurs" : "occur")}." };
        if (t.AllDates)
            return Date(t);
        return Label(t, sample);
    }

    private static ColumnSchema Number(ColumnTally t, string[] sample)
    {
        bool unique = t.Distinct.Count >= (t.Distinct.IsExact ? t.Values : 0.985 * t.Values);
        if (t.BeyondExact > 0 && t.Decimals == 0)
            return new(t.Name, unique ? ColumnKind.Identifier : ColumnKind.Categorical) { Role = unique ? ColumnRole.Identifier : ColumnRole.Feature, Reason = "Integers beyond 2^53 would lose digits as numbers: kept as text." };
        if (t.LeadingZeros > 0)
            return new(t.Name, unique && t.Values >= 20 ? ColumnKind.Identifier : ColumnKind.Categorical) { Role = unique && t.Values >= 20 ? ColumnRole.Identifier : ColumnRole.Feature, Reason = $"{t.LeadingZeros:N0} values begin with a zero (such as {Array.Find(sample, s => s.TrimStart('-').StartsWith('0'))}) that a number would lose: kept as codes." };
        if (t.Decimals == 0 && t.Min >= 19000101 && t.Max <= 21001231 && DateName().IsMatch(t.Name) && Array.TrueForAll(sample, IsCompactDate))
            return new(t.Name, ColumnKind.DateTime) { DateTimeFormat = "yyyyMMdd", Reason = "Eight digits that are days of the calendar, under a name that says date." };
        if (t.Decimals == 0 && unique && t.Values >= 20 && ((t.Counts && t.Min is 0 or 1) || IdentifierName().IsMatch(t.Name)))
            return new(t.Name, ColumnKind.Identifier) { Role = ColumnRole.Identifier, Reason = t.Counts ? $"Counts the rows from {t.Min:0}: names a row, says nothing about it." : "Every value is different and the name says identifier." };
        string? reason = t.Infinities > 0 ? $"{t.Infinities:N0} infinities: choose to read them as missing, or they are refused."
            : t.Decimals == 0 && t.Distinct.IsExact && t.Distinct.Count <= 12 && t.Values >= 50 ? $"Whole numbers with {t.Distinct.Count} different values, kept as numbers: choose categorical if they are codes."
            : null;
        return new(t.Name, ColumnKind.Numeric) { Decimals = t.Decimals, Reason = reason };
    }

    private static ColumnSchema Date(ColumnTally t)
    {
        var format = t.DateFormats[0].Format;
        var rival = t.DateFormats.FirstOrDefault(f => DayFirst(f.Format) != DayFirst(format));
        string reason = rival is null ? $"Every value is a date written as {format}."
            : $"Every value is a date; day and month cannot be told apart, read as {format}. Choose {rival.Format} if the day comes first.";
        return new(t.Name, ColumnKind.DateTime) { DateTimeFormat = format, Reason = reason };

        static bool DayFirst(string f) => f.StartsWith('d');
    }

    private static ColumnSchema Label(ColumnTally t, string[] sample)
    {
        string? mixed = t.Numbers >= 0.5 * t.Values && t.FirstWord is { } word
            ? $"{t.Values - t.Numbers - t.Infinities:N0} of {t.Values:N0} values are not numbers (first '{Short(word.Text)}' in row {word.Line:N0}): add such texts to the missing tokens if they stand for no value."
            : t.Dated >= 10 && t.FirstUndated is { } undated ? $"Dates up to row {undated.Line:N0}, where '{Short(undated.Text)}' does not follow their format." : null;
        double share = (double)t.Distinct.Count / t.Values, length = (double)t.TextBytes / t.Values, blanks = (double)t.Blanks / t.Values;
        if (sample.Length >= 5 && Array.TrueForAll(sample, s => Guid.TryParse(s, out _)))
            return new(t.Name, ColumnKind.Identifier) { Role = ColumnRole.Identifier, Reason = "The values are UUIDs." };
        if ((share > 0.5 && blanks >= 4) || (share > 0.2 && length > 60))
            return new(t.Name, ColumnKind.Text) { Reason = Join($"Free text: {length:0} characters and {blanks + 1:0} words on average, {share:P0} of the values different.", mixed) };
        if (share >= 0.95 && t.Values >= 50 && mixed is null)
            return new(t.Name, ColumnKind.Identifier) { Role = ColumnRole.Identifier, Reason = $"{(share >= 1 ? "Every value is" : $"{share:P0} of the values are")} different: names a row, says nothing about it." };
        if (share > 0.5 && t.Values >= 1000 && blanks >= 1 && mixed is null)
            return new(t.Name, ColumnKind.Text) { Reason = $"{share:P0} of the values are different and have several words." };
        return new(t.Name, ColumnKind.Categorical) { Reason = mixed };
    }

    private static bool IsBoolean(string[] sample) => Array.Exists(BooleanWords, pair =>
        Array.TrueForAll(sample, s => Array.Exists(pair, w => s.Equals(w, StringComparison.OrdinalIgnoreCase))) && (sample.Length == 2 || pair[0].Length > 1)
        && (sample.Length < 2 || !sample[0].Equals(sample[1], StringComparison.OrdinalIgnoreCase)));

    private static bool IsCompactDate(string text) => DateTime.TryParseExact(text, "yyyyMMdd", null, System.Globalization.DateTimeStyles.None, out _);

    private static string Short(string text) => text.Length > 30 ? text[..30] + "…" : text;

    private static string? Join(string? first, string? second) => first is null ? second : second is null ? first : first + " " + second;

    [GeneratedRegex("date|day|_at$|_on$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DateName();

    [GeneratedRegex(@"(^|_|\b)(id|key|uuid|guid|nbr|number|no|nr)$|ID$|Id$|^id_", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IdentifierName();
}
