using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Exchange;

/// <summary>
/// Reads Label Studio's JSON: tasks with <c>data</c>, <c>predictions</c> (the last one is the suggestion) and <c>annotations</c> (ratings; one marked as ground truth is the known answer).
/// A result's <c>from_name</c> is the criterion. Cancelled annotations are left out.
/// </summary>
internal static class LabelStudioTasks
{
    private const int MostProblems = 20;

    public static bool Are(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 && root[0].ValueKind == JsonValueKind.Object && root[0].TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
        && (root[0].TryGetProperty("annotations", out _) || root[0].TryGetProperty("predictions", out _) || !root[0].TryGetProperty("gold", out _));

    public static ItemImport Read(string fileName, JsonElement root, Rubric rubric, ItemMapping? mapping)
    {
        var problems = new List<string>();
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        var items = ImmutableArray.CreateBuilder<ImportedItem>();
        string keyName = mapping?.Key is [var chosen, ..] ? chosen : "id";
        int cancelled = 0, number = 0;
        foreach (var task in root.EnumerateArray())
        {
            number++;
            if (problems.Count >= MostProblems)
                break;
            if (task.ValueKind != JsonValueKind.Object || !task.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"Task {number:N0} has no data. Export the project again as JSON.");
                continue;
            }

            string key = Text(data, keyName) ?? Text(task, "id") ?? number.ToString(CultureInfo.InvariantCulture);
            if (!keys.TryAdd(key, number))
                problems.Add($"The id '{AnswerText.Short(key)}' is that of task {keys[key]:N0} and again of task {number:N0}. Give each task its own.");
            if (key.Length > ImportLimits.KeyLength)
                problems.Add($"Task {number:N0}: the id has {key.Length} characters; at most {ImportLimits.KeyLength} are kept. Shorten it.");
            if (number > ImportLimits.Items)
                return ItemImport.Refused($"The file has more than {ImportLimits.Items:N0} tasks. Split it into several campaigns.");
            var content = new ItemContent { Fields = [.. data.EnumerateObject().Where(p => p.Name != keyName).Select(Field)] };
            foreach (var field in content.Fields.Where(f => f.Value is { Length: > ImportLimits.TextBytes / 4 } text && Encoding.UTF8.GetByteCount(text) > ImportLimits.TextBytes))
                problems.Add($"Task {number:N0}: '{field.Name}' of '{AnswerText.Short(key)}' has more than 1 MB of text, too much for a person to read. Cut it or leave the task out.");
            ReviewAnswers? gold = null;
            var ratings = ImmutableArray.CreateBuilder<ImportedRating>();
            foreach (var annotation in Elements(task, "annotations"))
            {
                if (Flag(annotation, "was_cancelled"))
                {
                    cancelled++;
                    continue;
                }

                var answers = AnswersOf(annotation, $"task {number:N0} ('{AnswerText.Short(key)}')");
                if (Flag(annotation, "ground_truth"))
                    gold = answers;
                else if (!answers.ByCriterion.IsEmpty)
                    ratings.Add(new ImportedRating(Rater(annotation), answers, Text(annotation, "comment") ?? "", (long)((Number(annotation, "lead_time") ?? 0) * 1000), Instant(annotation)));
            }

            ItemSuggestion? suggestion = null;
            foreach (var prediction in Elements(task, "predictions"))
            {
                var answers = AnswersOf(prediction, $"the prediction of task {number:N0}");
                if (!answers.ByCriterion.IsEmpty)
                    suggestion = new ItemSuggestion(answers, Text(prediction, "model_version") ?? "Label Studio", Number(prediction, "score"));
            }

            items.Add(new ImportedItem(key, content) { Gold = gold, Suggestion = suggestion, Ratings = ratings.ToImmutable() });
        }

        if (unknown.Count > 0 && !items.Any(i => i.Ratings.Length > 0 || i.Gold is not null || i.Suggestion is not null))
            problems.Add($"The file answers {string.Join(", ", unknown.Take(20).Select(n => $"'{n}'"))}; the rubric asks {string.Join(", ", rubric.Criteria.Select(c => $"'{c.Id}'"))}. Give the criteria of the rubric the ids that the file uses.");
        if (problems.Count > 0)
            return new ItemImport(null, [.. problems.Take(MostProblems)]);
        var notes = ImmutableArray.CreateBuilder<string>();
        if (unknown.Count > 0)
            notes.Add($"Answers that the rubric does not ask were left out: {string.Join(", ", unknown.Take(20).Select(n => $"'{n}'"))}.");
        if (cancelled > 0)
            notes.Add($"{cancelled:N0} cancelled annotations were left out.");
        return new ItemImport(new ImportedItems(fileName, items.ToImmutable()) { Notes = notes.ToImmutable() }, []);

        ReviewAnswers AnswersOf(JsonElement source, string place)
        {
            var results = Elements(source, "result").Where(r => r.ValueKind == JsonValueKind.Object && r.TryGetProperty("value", out _)).ToLookup(r => Text(r, "from_name") ?? "", StringComparer.Ordinal);
            var answers = ReviewAnswers.Empty;
            foreach (var criterion in rubric.Criteria)
            {
                var (answer, problem) = Answer(criterion, results);
                if (problem is not null)
                    problems.Add($"In {place}: {problem}");
                else if (answer is not null)
                    answers = answers.With(criterion.Id, answer);
            }

            unknown.UnionWith(results.Select(r => r.Key).Where(name => !rubric.Criteria.Any(c => c.Id == name || name.StartsWith(c.Id + ".", StringComparison.Ordinal))));
            return answers;
        }
    }

    private static (CriterionAnswer? Answer, string? Problem) Answer(Criterion criterion, ILookup<string, JsonElement> results)
    {
        var own = results[criterion.Id].Select(r => (Result: r, Value: r.GetProperty("value"))).ToList();
        bool nothing = results[criterion.Id + ".none"].Any();
        if (own.Count == 0 && !nothing)
            return (null, null);
        string? rationale = results[criterion.Id + ".rationale"].SelectMany(r => Texts(r.GetProperty("value"), "text")).FirstOrDefault();
        if (criterion.Scale == ScaleKind.Span)
        {
            var severities = results[criterion.Id + ".severity"].ToLookup(r => Text(r, "id") ?? "", r => Texts(r.GetProperty("value"), "choices").FirstOrDefault());
            var spans = ImmutableArray.CreateBuilder<MarkedSpan>();
            foreach (var (result, value) in own)
            {
                string label = Texts(value, "labels").Concat(Texts(value, "hypertextlabels")).FirstOrDefault() ?? "";
                if (AnswerText.OptionOf(criterion, label) is not { } option)
                    return (null, AnswerText.NotOffered(criterion, label));
                string? severity = severities[Text(result, "id") ?? ""].FirstOrDefault();
                if (severity is not null)
                    severity = criterion.Severities.FirstOrDefault(s => s.Equals(severity, StringComparison.OrdinalIgnoreCase)) ?? severity;
                spans.Add(new MarkedSpan(Text(result, "to_name") ?? "", (int)(Number(value, "start") ?? 0), (int)(Number(value, "end") ?? 0), option, severity));
            }

            return (new CriterionAnswer { Spans = spans.ToImmutable(), NothingToMark = nothing, Rationale = rationale }, null);
        }

        var parsed = new List<CriterionAnswer>();
        foreach (string text in own.SelectMany(o => Values(o.Value)))
        {
            var (answer, problem) = AnswerText.Parse(criterion, text);
            if (problem is not null)
                return (null, problem);
            if (answer is not null)
                parsed.Add(answer);
        }

        if (parsed.Count == 0)
            return (null, null);
        var whole = criterion.Scale switch
        {
            ScaleKind.MultiLabel => new CriterionAnswer { Values = [.. parsed.SelectMany(p => p.Values)] },
            ScaleKind.Text => new CriterionAnswer { Text = string.Join('\n', parsed.Select(p => p.Text)) },
            _ => parsed[0],
        };
        return (whole with { Rationale = rationale }, null);
    }

    /// <summary>The texts of a value, whatever kind of result it is.</summary>
    private static IEnumerable<string> Values(JsonElement value)
    {
        foreach (string name in new[] { "choices", "text", "taxonomy", "labels" })
        {
            if (value.TryGetProperty(name, out _))
                return Texts(value, name);
        }

        foreach (string name in new[] { "rating", "number", "selected" })
        {
            if (Text(value, name) is { } text)
                return [text];
        }

        return [];
    }

    private static IEnumerable<string> Texts(JsonElement value, string name) =>
        !value.TryGetProperty(name, out var found) ? []
        : found.ValueKind == JsonValueKind.Array ? found.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Array ? string.Join(" / ", v.EnumerateArray().Select(p => JsonText.Of(p))) : JsonText.Of(v) ?? "")
        : JsonText.Of(found) is { } text ? [text] : [];

    private static ItemField Field(JsonProperty property)
    {
        string? text = JsonText.Of(property.Value);
        string name = property.Name;
        string? side = name.StartsWith("A.", StringComparison.Ordinal) || name.StartsWith("B.", StringComparison.Ordinal) ? name[..1] : null;
        string bare = side is null ? name : name[2..];
        var kind = JsonText.IsConversation(property.Value) || bare is "transcript" or "conversation" or "dialogue" ? FieldKind.Transcript
            : bare is "text" or "source" or "target" or "answer" or "response" or "prompt" || text?.Length > 200 || text?.Contains('\n', StringComparison.Ordinal) == true ? FieldKind.Text
            : FieldKind.Value;
        return new ItemField(bare, text, kind, side);
    }

    private static string Rater(JsonElement annotation)
    {
        if (!annotation.TryGetProperty("completed_by", out var by))
            return "Unknown";
        if (by.ValueKind != JsonValueKind.Object)
            return JsonText.Of(by) ?? "Unknown";
        string name = $"{Text(by, "first_name")} {Text(by, "last_name")}".Trim();
        return name.Length > 0 ? name : Text(by, "email") ?? Text(by, "id") ?? "Unknown";
    }

    private static DateTimeOffset? Instant(JsonElement annotation) =>
        DateTimeOffset.TryParse(Text(annotation, "created_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static IEnumerable<JsonElement> Elements(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : [];

    private static string? Text(JsonElement owner, string name) => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var found) ? JsonText.Of(found) : null;

    private static double? Number(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out double number) ? number : null;

    private static bool Flag(JsonElement owner, string name) => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.True;
}
