using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Metrics.Texts;

/// <summary>Personal data of training texts and of the training rows' names that few rows have.</summary>
internal sealed class TextPersonalData
{
    private readonly HashSet<string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<int> _names = [];

    public TextPersonalData(Table train, string column, ComparedText real, int[] trainTexts, Vocabulary vocabulary, int floor)
    {
        var rows = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var spans = new List<PersonalSpan>();
        foreach (string text in real.Texts)
        {
            PersonalSpans.Find(text, spans);
            foreach (var span in spans)
                rows[text.Substring(span.Start, span.Length)] = rows.GetValueOrDefault(text.Substring(span.Start, span.Length)) + 1;
        }

        _values.UnionWith(rows.Where(r => r.Value < floor).Select(r => r.Key));
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var named in train.Columns.Where(c => c.Schema.Pii == PiiKind.PersonName && c.Name != column))
        {
            for (int row = 0; row < named.Length; row++)
            {
                foreach (string word in TextFit.WordsOf(named.Format(row)))
                    names[word] = names.GetValueOrDefault(word) + 1;
            }
        }

        foreach (var (word, count) in names)
        {
            // A word that many texts have says nothing of whoever is called so.
            if (count < floor && vocabulary.Find(word) is >= 0 and var id && trainTexts[id] < floor)
                _names.Add(id);
        }
    }

    /// <summary>Occurrences in texts.</summary>
    public int Count(ComparedText texts)
    {
        int count = 0;
        var spans = new List<PersonalSpan>();
        foreach (string text in texts.Texts)
        {
            PersonalSpans.Find(text, spans);
            foreach (var span in spans)
                count += _values.Contains(text.Substring(span.Start, span.Length)) ? 1 : 0;
        }

        foreach (int token in texts.Tokens)
            count += _names.Contains(token) ? 1 : 0;
        return count;
    }

    /// <summary>The kinds found by their shape and the texts that have some.</summary>
    public static IReadOnlyList<TextPersonal> Kinds(string[] real, string[] synthetic)
    {
        var counts = new[] { Of(real), Of(synthetic) };
        return [.. counts.SelectMany(c => c.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(k => new TextPersonal(k, counts[0].GetValueOrDefault(k), counts[1].GetValueOrDefault(k)))];
    }

    private static Dictionary<string, int> Of(string[] texts)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var spans = new List<PersonalSpan>();
        foreach (string text in texts)
        {
            PersonalSpans.Find(text, spans);
            foreach (string kind in spans.Select(s => PersonalSpans.Words(s.Kind)).Distinct(StringComparer.Ordinal))
                counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }

        return counts;
    }
}
