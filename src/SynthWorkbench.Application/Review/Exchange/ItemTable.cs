using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Exchange;

/// <summary>Turns the rows of a table into items: one row an item, or one row a rating.</summary>
internal sealed class ItemTable
{
    private const int MostProblems = 20;
    private const int LongText = 200;
    private const string OpenMark = "<v>", CloseMark = "</v>";

    private readonly ItemRows _rows;
    private readonly Rubric _rubric;
    private readonly ItemMapping _mapping;
    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];
    private int _unmarked;

    private ItemTable(ItemRows rows, Rubric rubric, ItemMapping mapping)
    {
        _rows = rows;
        _rubric = rubric;
        _mapping = mapping;
    }

    public static ItemImport Read(string fileName, ItemRows rows, Rubric rubric, ItemMapping? mapping) =>
        new ItemTable(rows, rubric, mapping ?? ItemMapping.Guess(rows.Columns, rubric)).Read(fileName);

    private ItemImport Read(string fileName)
    {
        if (_rows.Problem is not null)
            return ItemImport.Refused(_rows.Problem);
        if (_rows.Rows.Count == 0)
            return ItemImport.Refused("The file has no items. Choose a file with at least one row below the names of the columns.");
        if (_mapping.Key.IsEmpty)
            return ItemImport.Refused($"No column names the items. The file has {Names(_rows.Columns)}; choose the column, or the columns, that tell one item from another.");
        foreach (string column in Mapped().Where(c => !_rows.Columns.Contains(c, StringComparer.Ordinal)))
            Problem($"There is no column '{column}'. The file has {Names(_rows.Columns)}; choose one of these.");
        if (_mapping.Rater is not null && _mapping.Answers.IsEmpty)
            Problem($"No column holds an answer to the rubric. The file has {Names(_rows.Columns)}; choose the column of at least one criterion ({Names(_rubric.Criteria.Select(c => c.Id))}).");
        if (_problems.Count > 0)
            return new ItemImport(null, [.. _problems]);
        var groups = Group();
        if (groups.Count > ImportLimits.Items)
            Problem($"The file has {groups.Count:N0} items; a campaign takes at most {ImportLimits.Items:N0}. Split the file.");
        if (_problems.Count > 0)
            return new ItemImport(null, [.. _problems]);
        string[] fields = Fields(groups);
        var items = ImmutableArray.CreateBuilder<ImportedItem>(groups.Count);
        foreach (var (key, rows) in groups)
        {
            if (_problems.Count >= MostProblems)
                break;
            items.Add(Item(key, rows, fields));
        }

        if (_unmarked > 0)
            _notes.Add($"{_unmarked:N0} rows name a kind of passage and mark none; each counts for the whole text.");
        return _problems.Count > 0 ? new ItemImport(null, [.. _problems]) : new ItemImport(new ImportedItems(fileName, items.ToImmutable()) { Notes = [.. _notes] }, []);
    }

    private void Problem(string text)
    {
        if (_problems.Count < MostProblems)
            _problems.Add(text);
    }

    private IEnumerable<string> Mapped() =>
        _mapping.Key.Concat(_mapping.Answers.Values).Concat(new[] { _mapping.Rater, _mapping.Severity, _mapping.Comment, _mapping.Milliseconds }.OfType<string>()).Distinct(StringComparer.Ordinal);

    private List<(string Key, List<ItemRow> Rows)> Group()
    {
        var groups = new List<(string Key, List<ItemRow> Rows)>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in _rows.Rows)
        {
            string key = string.Join(" · ", _mapping.Key.Select(k => row[k] ?? ""));
            if (_mapping.Key.All(k => string.IsNullOrWhiteSpace(row[k])))
                Problem($"Line {row.Line:N0} has no {Names(_mapping.Key)}. Give every item its own.");
            else if (key.Length > ImportLimits.KeyLength)
                Problem($"Line {row.Line:N0}: the id '{AnswerText.Short(key)}' has {key.Length} characters; at most {ImportLimits.KeyLength} are kept. Shorten it.");
            if (!index.TryGetValue(key, out int at))
            {
                index[key] = groups.Count;
                groups.Add((key, [row]));
            }
            else if (_mapping.Rater is null)
            {
                Problem($"The id '{key}' stands in line {groups[at].Rows[0].Line:N0} and again in line {row.Line:N0}. Give each item its own, or, where each row is one rating, choose the column of the rater.");
            }
            else
            {
                groups[at].Rows.Add(row);
            }

            foreach (var (column, cell) in row.Cells)
            {
                if (cell is not null && cell.Length > ImportLimits.TextBytes / 4 && Encoding.UTF8.GetByteCount(cell) > ImportLimits.TextBytes)
                    Problem($"Line {row.Line:N0}: '{column}' of '{key}' has more than 1 MB of text, too much for a person to read. Cut it or leave the item out.");
            }
        }

        return groups;
    }

    /// <summary>The columns shown: not mapped, no gold or suggestion, and in long format the same in every row of an item (once marks are taken out).</summary>
    private string[] Fields(List<(string Key, List<ItemRow> Rows)> groups)
    {
        var mapped = Mapped().ToHashSet(StringComparer.Ordinal);
        if (_mapping.Rater is null || _mapping.Key.Length > 1 || groups.Count == 0)
            mapped.ExceptWith(_mapping.Key);
        if (_mapping.Rater is null && _mapping.Key is [var only])
            mapped.Add(only);
        var fields = _rows.Columns.Where(c => !mapped.Contains(c) && !IsAnswer(c)).ToList();
        if (_mapping.Rater is not null)
        {
            foreach (string column in fields.ToList())
            {
                if (groups.FirstOrDefault(g => g.Rows.Exists(r => Unmarked(r[column]) != Unmarked(g.Rows[0][column]))) is { Key: { } key })
                {
                    fields.Remove(column);
                    _notes.Add($"'{column}' differs between ratings of one item (first of '{key}') and is not shown.");
                }
            }
        }

        // An item must show something: its key, where there is nothing else.
        if (fields.Count == 0)
            fields.AddRange(_mapping.Key);
        return [.. fields];
    }

    private static bool IsAnswer(string column) =>
        column is "score" or "suggestion" or "gold" || column.StartsWith("gold.", StringComparison.Ordinal) || column.StartsWith("suggestion.", StringComparison.Ordinal);

    private ImportedItem Item(string key, List<ItemRow> rows, string[] fields)
    {
        var first = rows[0];
        var content = new ItemContent { Fields = [.. fields.Select(f => Field(f, Unmarked(first[f])))] };
        var gold = Answers(first, "gold.", key);
        var suggestion = Answers(first, "suggestion.", key);
        double? score = double.TryParse(first["score"], NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) && double.IsFinite(parsed) ? parsed : null;
        return new ImportedItem(key, content)
        {
            Gold = gold,
            Suggestion = suggestion is null ? null : new ItemSuggestion(suggestion, "Import", _mapping.Answers.ContainsValue("score") ? null : score),
            Ratings = _mapping.Rater is null ? [] : [.. rows.GroupBy(r => r[_mapping.Rater] ?? "", StringComparer.Ordinal).Select(g => Rating(key, g.Key, [.. g], fields)).OfType<ImportedRating>()],
        };
    }

    private static ItemField Field(string name, string? value)
    {
        string bare = name.StartsWith("A.", StringComparison.Ordinal) || name.StartsWith("B.", StringComparison.Ordinal) ? name[2..] : name;
        var kind = bare.Equals("transcript", StringComparison.OrdinalIgnoreCase) || bare.Equals("conversation", StringComparison.OrdinalIgnoreCase) ? FieldKind.Transcript
            : bare.ToLowerInvariant() is "text" or "source" or "target" or "answer" or "response" or "prompt" || value?.Length > LongText || value?.Contains('\n', StringComparison.Ordinal) == true ? FieldKind.Text
            : FieldKind.Value;
        return new ItemField(bare, value, kind, bare.Length < name.Length ? name[..1] : null);
    }

    private ReviewAnswers? Answers(ItemRow row, string prefix, string key)
    {
        var answers = ReviewAnswers.Empty;
        foreach (var criterion in _rubric.Criteria)
        {
            var (answer, problem) = AnswerText.Parse(criterion, row[prefix + criterion.Id]);
            if (problem is not null)
                Problem($"Line {row.Line:N0}, item '{key}', {prefix}{criterion.Id}: {problem}");
            else if (answer is not null)
                answers = answers.With(criterion.Id, answer);
        }

        return answers.ByCriterion.IsEmpty ? null : answers;
    }

    private ImportedRating? Rating(string key, string rater, List<ItemRow> rows, string[] fields)
    {
        if (string.IsNullOrWhiteSpace(rater))
        {
            Problem($"Line {rows[0].Line:N0} names no rater. Fill in '{_mapping.Rater}', or leave the row out.");
            return null;
        }

        if (rater.Length > 200)
        {
            Problem($"Line {rows[0].Line:N0}: the rater's name has {rater.Length} characters; at most 200 are kept. Shorten it.");
            return null;
        }

        var answers = ReviewAnswers.Empty;
        foreach (var criterion in _rubric.Criteria)
        {
            if (!_mapping.Answers.TryGetValue(criterion.Id, out string? column))
                continue;
            if (criterion.Scale == ScaleKind.Span && !rows.TrueForAll(r => r[column]?.StartsWith('{') == true))
            {
                answers = answers.With(criterion.Id, Spans(criterion, column, key, rows, fields));
                continue;
            }

            if (rows.Count > 1 && rows.Exists(r => r[column] != rows[0][column]))
            {
                Problem($"'{rater}' rated the item '{key}' in line {rows[0].Line:N0} and again otherwise in line {rows[1].Line:N0}. Keep one of the two, or add the column that tells them apart to the item's id.");
                continue;
            }

            var (answer, problem) = AnswerText.Parse(criterion, rows[0][column]);
            if (problem is not null)
                Problem($"Line {rows[0].Line:N0}, item '{key}': {problem}");
            else if (answer is not null)
                answers = answers.With(criterion.Id, answer);
        }

        string comment = string.Join("; ", rows.Select(r => r[_mapping.Comment]).Where(c => !string.IsNullOrWhiteSpace(c)).Distinct(StringComparer.Ordinal));
        long milliseconds = double.TryParse(rows[0][_mapping.Milliseconds], NumberStyles.Float, CultureInfo.InvariantCulture, out double time) && time is >= 0 and < 1e15 ? (long)time : 0;
        return answers.ByCriterion.IsEmpty ? null : new ImportedRating(rater, answers, comment, milliseconds);
    }

    /// <summary>The passages of one rating, a row each; a row without mark and without an offered kind (<c>No-error</c>) says that there is nothing to mark.</summary>
    private CriterionAnswer Spans(Criterion criterion, string column, string key, List<ItemRow> rows, string[] fields)
    {
        var spans = ImmutableArray.CreateBuilder<MarkedSpan>();
        foreach (var row in rows)
        {
            string kind = row[column] ?? "";
            var marked = fields.Where(f => row[f]?.Contains(OpenMark, StringComparison.Ordinal) == true).ToList();
            string? option = AnswerText.OptionOf(criterion, kind);
            if (option is null && marked.Count == 0)
            {
                if (kind.Length > 0 && !kind.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Equals("noerror", StringComparison.OrdinalIgnoreCase))
                    Problem($"Line {row.Line:N0}, item '{key}': {AnswerText.NotOffered(criterion, kind)}");
                continue;
            }

            if (option is null)
            {
                Problem($"Line {row.Line:N0}, item '{key}': {AnswerText.NotOffered(criterion, kind)}");
                continue;
            }

            string? severity = null;
            if (!criterion.Severities.IsEmpty)
            {
                severity = criterion.Severities.FirstOrDefault(s => s.Equals(row[_mapping.Severity], StringComparison.OrdinalIgnoreCase));
                if (severity is null)
                {
                    Problem($"Line {row.Line:N0}, item '{key}': '{criterion.Title}' has no severity '{row[_mapping.Severity]}', only {Names(criterion.Severities)}. Choose the column of the severity, or correct the value.");
                    continue;
                }
            }

            foreach (string field in marked)
                spans.AddRange(Passages(row[field]!).Select(p => new MarkedSpan(field, p.Start, p.End, option, severity)));
            string? whole = marked.Count > 0 ? null : criterion.Field is { Length: > 0 } of && fields.Contains(of, StringComparer.Ordinal) ? of : fields.LastOrDefault(f => row[f]?.Length > 0);
            if (whole is not null)
            {
                _unmarked++;
                spans.Add(new MarkedSpan(whole, 0, Unmarked(row[whole])!.Length, option, severity));
            }
        }

        return new CriterionAnswer { Spans = spans.ToImmutable(), NothingToMark = spans.Count == 0 };
    }

    /// <summary>Where the marked passages stand in the text without marks. An empty mark points at the character after it.</summary>
    private static IEnumerable<(int Start, int End)> Passages(string text)
    {
        int removed = 0, at = 0, length = Unmarked(text)!.Length;
        while (length > 0 && (at = text.IndexOf(OpenMark, at, StringComparison.Ordinal)) >= 0)
        {
            int end = text.IndexOf(CloseMark, at, StringComparison.Ordinal);
            if (end < 0)
                end = text.Length;
            int start = Math.Min(at - removed, length - 1), stop = end - removed - OpenMark.Length;
            yield return (start, Math.Clamp(stop, start + 1, length));
            removed += OpenMark.Length + (end < text.Length ? CloseMark.Length : 0);
            at = Math.Min(end + CloseMark.Length, text.Length);
        }
    }

    private static string? Unmarked(string? text) =>
        text?.Contains(OpenMark, StringComparison.Ordinal) == true ? text.Replace(OpenMark, "", StringComparison.Ordinal).Replace(CloseMark, "", StringComparison.Ordinal) : text;

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Take(30).Select(n => $"'{n}'"));
}
